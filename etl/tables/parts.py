"""Rows that are parts of the row above them (1.1 and 1.2 below 1; 其中:…): they count with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Doubt, TableKind
from etl.parse.words import clean, key
from etl.tables.table import SourceTable, TableRow

_AMOUNT = re.compile(r"[\d,]+(?:\.\d+)?")


def fold_parts(table: SourceTable) -> None:
    """Rows that are parts of the row above count with it, their contents as well.

    Their amounts must not add up to more than the amount of that row, which says what all of it costs.
    """
    seq, name, money, content = (table.index(field) for field in ("seq", "name", "total_investment", "content"))
    if table.kind is not TableKind.PROJECT_LIST or name is None or money is None:
        return
    for whole, parts in _with_parts(table.rows, seq, name):
        if _costs_no_more(whole.cells[money], [part.cells[money] for part in parts]):
            for part in parts:
                _fold(table, whole, part, name, content)


def _with_parts(rows: Sequence[TableRow], seq: int | None, name: int) -> Iterator[tuple[TableRow, list[TableRow]]]:
    """Each row that has parts, with these."""
    whole: TableRow | None = None
    parts: list[TableRow] = []
    for row in rows:
        serial = row.cells[seq] if seq is not None else ""
        may_be_part = whole is not None and row.kind == "data" and not serial.isdecimal()
        if may_be_part and (_is_part(serial, row.cells[name]) or _goes_on(parts, serial, name)):
            parts.append(row)
            continue
        if whole is not None and parts:
            yield whole, parts
        whole, parts = row if row.kind == "data" else None, []
    if whole is not None and parts:
        yield whole, parts


def _is_part(serial: str, name: str) -> bool:
    is_numbered_so = reference.words_of("row_words", "part").fullmatch(key(serial)) is not None
    return is_numbered_so or (not serial.strip() and _is_named_part(name))


def _is_named_part(name: str) -> bool:
    return reference.words_of("row_words", "part_name").match(clean(name)) is not None


def _goes_on(parts: Sequence[TableRow], serial: str, name: int) -> bool:
    """Whether a row goes on with parts of which only the first says 其中."""
    return bool(parts) and not serial.strip() and _is_named_part(parts[0].cells[name])


def _costs_no_more(whole: str, parts: Sequence[str]) -> bool:
    amounts = [_AMOUNT.fullmatch(key(cell)) for cell in (whole, *parts)]
    if not all(amount or not cell.strip() for amount, cell in zip(amounts, (whole, *parts), strict=True)):
        return False
    first, *rest = (Decimal(amount[0].replace(",", "")) if amount else Decimal(0) for amount in amounts)
    return 0 < sum(rest) <= first


def _fold(table: SourceTable, whole: TableRow, part: TableRow, name: int, content: int | None) -> None:
    part.kind = "part"
    words_of_part = " ".join(cell for cell in part.cells if cell.strip())
    table.doubts.append(Doubt("row_is_part", words_of_part, Detail("counted_in", name=clean(whole.cells[name]))))
    if content is not None and part.cells[content].strip():
        own = clean(part.cells[name]).removeprefix("其中").lstrip(":：")
        whole.cells[content] = f"{whole.cells[content].rstrip('；;。')}；其中{own}：{part.cells[content]}"
        whole.joined.append(part.cells[content])
