"""Reader for the binary workbooks of Excel 97-2003 (.xls), through xlrd, which knows their formats and hidden rows."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping, Sequence

import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet

from etl.contract.detail import Detail
from etl.contract.values import Grid, Merge, RawDocument
from etl.formats.limits import refuse_large, refuse_overlaps
from etl.formats.merged_cells import spread
from etl.formats.seen import Look, Piece, seen
from etl.formats.sniff import damaged, refuse
from etl.formats.workbook.cell_looks import CellStyle
from etl.formats.workbook.number_formats import BUILT_IN, Value, interpret
from etl.formats.workbook.sheets import SheetDoubts, has_content

_PROGRAM = "excel_or_wps"
_BROKEN = (
    XLRDError,
    CompDocError,
    struct.error,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    NotImplementedError,
)
"""What xlrd, which checks little, is seen to raise on damaged bytes; nothing of ours runs under this guard."""


def read(data: bytes) -> RawDocument:
    """As `excel.read`, for .xls."""
    document = RawDocument("xls", [])
    book = _open(data)
    for sheet in book.sheets():
        doubts = SheetDoubts(sheet.name, hidden_sheet=sheet.visibility != 0)
        grid = _grid(book, sheet, doubts)
        if has_content(grid):
            document.blocks.append(grid)
        document.doubts.extend(doubts.all())
        document.doubted.extend(doubts.cells)
    return document


def _open(data: bytes) -> Book:
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except _BROKEN as error:
        if isinstance(error, XLRDError) and "encrypted" in str(error):
            refuse("password_protected", Detail("take_password_away_in_excel"))
        raise damaged(_PROGRAM, error) from error


def _grid(book: Book, sheet: Sheet, doubts: SheetDoubts) -> Grid:
    """One sheet's rows as text, with merged cells spread."""
    values = [[_value(book, sheet, row, column) for column in range(sheet.ncols)] for row in range(sheet.nrows)]
    _cut_blank_edges(values)
    refuse_large(len(values), len(values[0]) if values else 0)
    rows = doubts.texts(values)
    for row, column, style in _styled(_styles(book), sheet, values):
        doubts.put(rows, row, column, style.seen(values[row][column]))
    for (row, column), runs in sheet.rich_text_runlist_map.items():
        if row < len(rows) and column < len(rows[row]):
            first = book.xf_list[sheet.cell_xf_index(row, column)].font_index
            doubts.put(rows, row, column, seen(_pieces(book, str(values[row][column]), [(0, first), *runs])))
    _note_hidden(sheet, rows, doubts)
    merges = [Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    refuse_overlaps(merges, len(rows), len(rows[0]) if rows else 0)
    doubts.note_covered(rows, merges)
    return Grid(rows, list(range(1, len(rows) + 1)), sheet.name, spread(rows, merges))


def _styled(
    styles: Mapping[int, CellStyle], sheet: Sheet, values: Sequence[Sequence[Value]]
) -> Iterator[tuple[int, int, CellStyle]]:
    """Row and column of each cell whose style changes what is read of it, with that style."""
    for row, cells in enumerate(values) if styles else ():
        for column, cell in enumerate(cells):
            style = styles.get(sheet.cell_xf_index(row, column)) if cell != "" else None
            if style is not None and (style.struck or not isinstance(cell, str)):
                yield row, column, style


def _pieces(book: Book, text: str, runs: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The pieces of a string of several fonts: where each begins, and its font."""
    ends = [start for start, _ in runs[1:]] + [len(text)]
    for (start, font), end in zip(runs, ends, strict=True):
        known = book.font_list[font] if font < len(book.font_list) else None
        rises = {1: 1, 2: -1}.get(known.escapement, 0) if known is not None else 0
        yield text[start:end], Look(struck=known is not None and bool(known.struck_out), raised=rises)


def _note_hidden(sheet: Sheet, rows: Sequence[Sequence[str]], doubts: SheetDoubts) -> None:
    """Hidden rows and columns that hold something."""
    hidden_rows = sorted(number for number, info in sheet.rowinfo_map.items() if info.hidden)
    hidden_columns = sorted(number for number, info in sheet.colinfo_map.items() if info.hidden)
    width = len(rows[0]) if rows else 0
    doubts.hidden_rows = [row + 1 for row in hidden_rows if row < len(rows) and any(rows[row])]
    doubts.hidden_columns = [c + 1 for c in hidden_columns if c < width and any(row[c] for row in rows)]


def _styles(book: Book) -> dict[int, CellStyle]:
    """The styles that change what is read of a cell, by number."""
    found = {}
    for number, style in enumerate(book.xf_list):
        known = book.format_map.get(style.format_key)
        code = known.format_str if known is not None else None  # xlrd knows those of the Chinese edition by number only
        font = book.font_list[style.font_index] if style.font_index < len(book.font_list) else None
        own = CellStyle(
            interpret(code or BUILT_IN.get(style.format_key, "")), font is not None and bool(font.struck_out)
        )
        if own != CellStyle():
            found[number] = own
    return found


def _value(book: Book, sheet: Sheet, row: int, column: int) -> Value:
    """A cell's value; dates as dates, errors as the text that Excel shows."""
    kind = sheet.cell_type(row, column)
    value = sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(int(value), "#ERR!"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate.xldate_as_datetime(float(value), book.datemode)
        except (ValueError, OverflowError):
            return float(value)
        return moment.time() if float(value) < 1 else moment
    return float(value) if kind == xlrd.XL_CELL_NUMBER else str(value)


def _cut_blank_edges(values: list[list[Value]]) -> None:
    """Drop rows below and columns right of the last content; only formats stand there."""
    while values and all(cell == "" for cell in values[-1]):
        values.pop()
    width = max((column + 1 for row in values for column, cell in enumerate(row) if cell != ""), default=0)
    for row in values:
        del row[width:]
