"""Frames to Excel: typed cells, number formats, frozen header, and a second sheet that says what the table is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import polars as pl
import xlsxwriter

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""

_LONGEST = 32_767
"""Characters that a cell holds."""

_CUT = "…（超过单元格上限，全文见 CSV）"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_HEADER = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eef2f7"}

Note = Sequence[Sequence[str]]
"""A small table of the second sheet: its head, then its rows."""


class TooManyRowsError(Exception):
    """More rows than a sheet holds. The message says in Chinese what to do."""


def to_excel(frame: pl.DataFrame, about: Mapping[str, str], notes: Mapping[str, Note] | None = None) -> bytes:
    """Workbook with the sheets 数据 and 说明 (`about`, then each of `notes` under its title).

    Text is written as text, so nothing in it can run as a formula. Nothing is cut in silence: too many rows raise
    `TooManyRowsError`, and a text that a cell cannot hold ends with words that say so.
    """
    if frame.height > MOST_ROWS:
        raise TooManyRowsError(
            f"共 {frame.height:,} 行，超过 Excel 每表 {MOST_ROWS:,} 行的上限：请下载 CSV，或缩小筛选"
        )
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        _data(book, frame)
        _notes(book, about, notes or {})
    return buffer.getvalue()


def _data(book: Any, frame: pl.DataFrame) -> None:  # noqa: ANN401 - XlsxWriter has no types
    sheet = book.add_worksheet("数据")
    header = book.add_format(_HEADER)
    sheet.freeze_panes(1, 0)
    for position, (name, dtype) in enumerate(frame.schema.items()):
        sheet.write_string(0, position, name, header)
        style = _number_format(name, dtype)
        shown = book.add_format({"num_format": style}) if style else None
        sheet.set_column(position, position, _width(frame[name], name), shown)
    for line, row in enumerate(frame.iter_rows(), start=1):
        for position, value in enumerate(row):
            if value is not None:
                sheet.write(line, position, _value(value))
    if frame.width:
        sheet.autofilter(0, 0, max(frame.height, 1), frame.width - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)


def _number_format(name: str, dtype: pl.DataType) -> str:
    """How a column shows its numbers: amounts with 分, counts with separators, rates with one place, years plain.

    A heading that ends with a unit is a quantity: `总投资（万元）`; one without is a number of a row, or a year.
    """
    if dtype == pl.Date:
        return "yyyy-mm-dd"
    if dtype.is_decimal():
        return "#,##0.00"
    if dtype.is_float():
        return "#,##0.0"
    return "#,##0" if dtype.is_integer() and name.endswith("）") else ""


def _notes(book: Any, about: Mapping[str, str], notes: Mapping[str, Note]) -> None:  # noqa: ANN401
    sheet = book.add_worksheet("说明")
    header, wrapped = book.add_format(_HEADER), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 80)
    sheet.set_column(2, 5, 18)
    line = 0
    for key, text in about.items():
        sheet.write_string(line, 0, key, header)
        sheet.write_string(line, 1, _fitting(text), wrapped)
        line += 1
    for title, rows in notes.items():
        sheet.write_string(line + 1, 0, title, book.add_format({"bold": True}))
        for offset, row in enumerate(rows):
            for position, text in enumerate(row):
                sheet.write_string(line + 2 + offset, position, _fitting(text), wrapped if offset else header)
        line += 2 + len(rows)


def _width(column: pl.Series, name: str) -> int:
    """Column width in characters; Chinese ones are twice as wide."""
    longest = max((len(str(value).encode("gb18030")) for value in column.head(200) if value is not None), default=0)
    return min(60, max(8, longest + 2, len(name.encode("gb18030")) + 2))


def _value(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        value = ";".join(map(str, value))
    return _fitting(value) if isinstance(value, str) else value


def _fitting(text: str) -> str:
    """A text as it is, or its beginning with the words that it goes on elsewhere."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
