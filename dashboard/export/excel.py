"""Frames to Excel: typed cells, frozen header, and a second sheet that says what the table is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO

import polars as pl
import xlsxwriter

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def to_excel(frame: pl.DataFrame, about: Mapping[str, str]) -> bytes:
    """Workbook with the sheets 数据 and 说明. Text is written as text, so nothing in it can run as a formula."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        sheet = book.add_worksheet("数据")
        header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eef2f7"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        number = book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 0)
        for position, (name, dtype) in enumerate(frame.schema.items()):
            sheet.write_string(0, position, name, header)
            kind = day if dtype == pl.Date else number if dtype.is_decimal() else None
            sheet.set_column(position, position, _width(frame[name], name), kind)
        for line, row in enumerate(frame.iter_rows(), start=1):
            for position, value in enumerate(row):
                if value is not None:
                    sheet.write(line, position, _value(value))
        if frame.width:
            sheet.autofilter(0, 0, max(frame.height, 1), frame.width - 1)
        notes = book.add_worksheet("说明")
        notes.set_column(0, 0, 16)
        notes.set_column(1, 1, 100)
        for line, (key, text) in enumerate(about.items()):
            notes.write_string(line, 0, key, header)
            notes.write_string(line, 1, text)
    return buffer.getvalue()


def _width(column: pl.Series, name: str) -> int:
    """Column width in characters; Chinese ones are twice as wide."""
    longest = max((len(str(value).encode("gb18030")) for value in column.head(200) if value is not None), default=0)
    return min(60, max(8, longest + 2, len(name.encode("gb18030")) + 2))


def _value(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return ";".join(map(str, value)) if isinstance(value, list) else value
