"""Frames to CSV that Excel and WPS open by double click and in which no text cell can run as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

BOM = b"\xef\xbb\xbf"

_RISKY = r"^[\s\x{200B}\x{FEFF}]*[=+\-@＝＋－＠]|^[\t\r\n]"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"


def to_csv(frame: pl.DataFrame, *, bom: bool) -> bytes:
    """UTF-8 CSV with one header row. Numbers are plain decimals without trailing zeros, nulls are empty."""
    return b"".join(in_pieces([frame], bom=bom))


def in_pieces(frames: Iterable[pl.DataFrame], *, bom: bool) -> Iterator[bytes]:
    """The same of a table that comes in pieces with the same columns, piece by piece."""
    for place, frame in enumerate(frames):
        cells = frame.select(_cell(name, dtype) for name, dtype in frame.schema.items())
        text = cells.write_csv(line_terminator="\r\n", include_header=place == 0)
        yield (BOM if bom and place == 0 else b"") + text.encode()


def guard(column: pl.Expr) -> pl.Expr:
    """Text that a spreadsheet could run gets a leading apostrophe. A plain signed number is left as it is."""
    risky = column.str.contains(_RISKY) & ~column.str.contains(_NUMBER)
    return pl.when(risky).then(pl.lit("'") + column).otherwise(column)


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype.is_decimal():
        text = column.cast(pl.String)
        cell = pl.when(text.str.contains(".", literal=True)).then(text.str.replace(r"\.?0+$", "")).otherwise(text)
    elif dtype == pl.List(pl.String):
        joined = column.list.join(";")
        cell = guard(pl.when(joined == "").then(None).otherwise(joined))
    elif dtype == pl.String:
        cell = guard(column)
    else:
        cell = column
    return cell.alias(name)
