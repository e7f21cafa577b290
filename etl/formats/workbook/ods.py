"""Reader for the workbooks of LibreOffice and of offices that save as OpenDocument (.ods)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from etl.contract.values import DoubtedCell, Grid, Merge, RawDocument
from etl.formats import package
from etl.formats.limits import MAX_COLUMNS, refuse_large, refuse_overlaps
from etl.formats.merged_cells import spread
from etl.formats.seen import PLAIN, Look, Piece, Seen, seen
from etl.formats.sniff import damaged
from etl.formats.workbook.formulas import Formula, NotSimple, Place, Sheet, at
from etl.formats.workbook.number_formats import as_text, scaled
from etl.formats.workbook.ods_styles import TextStyles
from etl.formats.workbook.sheets import SheetDoubts, column_name, has_content
from etl.formats.workbook.without_result import without_result, worked_out

_PROGRAM = "libreoffice_or_wps"
_NUMBERS = ("float", "currency", "percentage")
_DIGITS = re.compile(r"[-+−]?[0-9０-９][0-9０-９,，.\s]*")
_DIGIT_GROUP = re.compile(r"[0-9]+")
_SHOWS_DAY = 3
"""Year, month and day; fewer numbers show no day."""
_MOST_ALIKE = 20_000
"""More rows of one content are no list: they are held to the size of the widest sheet."""
_HIDDEN = ("collapse", "filter")
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def read(data: bytes) -> RawDocument:
    """Every sheet of a workbook as one Grid, in order, as `xlsx.read` gives them.

    The file holds beside each stored value the words that the sheet shows (`text:p`). A number is taken as it is
    stored, so that nothing is rounded, with the words around its digits as they are shown (95%, 5万); a date that is
    shown with its day is 2021-03-01; everything else is taken as it is shown. Where the digits shown are thousands or
    万 of what is stored, they count, with a doubt at the cell.
    """
    parts = package.unpack(data, _PROGRAM)
    if "content.xml" not in parts:
        raise damaged(_PROGRAM, KeyError("content.xml"))
    tree = package.parse(parts["content.xml"], _PROGRAM)
    common = [package.parse(parts["styles.xml"], _PROGRAM)] if "styles.xml" in parts else []
    styles = TextStyles(*common, tree)
    hidden_styles = set(_hidden_sheets(tree))
    document = RawDocument("ods", [])
    for table in tree.iterfind("office:body/office:spreadsheet/table:table", _NAMES):
        doubts = SheetDoubts(_attribute(table, "name"), hidden_sheet=_attribute(table, "style-name") in hidden_styles)
        grid = _grid(table, doubts, styles)
        if has_content(grid):
            document.blocks.append(grid)
        document.doubts.extend(doubts.all())
        document.doubted.extend(doubts.cells)
    return document


@dataclass(slots=True)
class _Sheet:
    """Rows of text as they are laid out. `width` is that of the last cell with content.

    An empty row may stand for a million: `empty_rows` count once something stands below them.
    """

    styles: TextStyles
    rows: list[list[str]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    formulas: dict[Place, Formula] = field(default_factory=dict)
    width: int = 0
    empty_rows: int = 0

    def add(self, row: etree._Element, doubts: SheetDoubts) -> None:
        """Lay out a row as often as it is repeated."""
        repeated = _count(row, "number-rows-repeated")
        number = len(self.rows) + self.empty_rows
        cells = list(self._cells(row, number, doubts))
        if not any(map(_has_something, cells)):
            self.empty_rows += repeated
            return
        refuse_large(number + repeated, MAX_COLUMNS if repeated > _MOST_ALIKE else len(cells))
        self.rows += [[] for _ in range(self.empty_rows)]
        self.rows += [list(cells) for _ in range(repeated)]
        self.empty_rows = 0
        self.width = max(self.width, len(cells))
        if _attribute(row, "visibility") in _HIDDEN:
            self.hidden_rows += range(number + 1, number + repeated + 1)

    def _cells(self, row: etree._Element, number: int, doubts: SheetDoubts) -> Iterator[str]:
        """The texts of a row up to its last cell with content; merged cells are noted. `number` is the 0-based row."""
        column = waiting = 0
        for cell in row.iterchildren(_name("table", "table-cell"), _name("table", "covered-table-cell")):
            repeated = _count(cell, "number-columns-repeated")
            width, height = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
            text = self._text(cell, (number, column), doubts, _attribute(row, "default-cell-style-name"))
            if _has_something(text):
                refuse_large(1, column + repeated)
                yield from [""] * waiting
                yield from [text] * repeated
            waiting = 0 if _has_something(text) else waiting + repeated
            if width > 1 or height > 1:
                self.merges.append(Merge(number, column, number + height - 1, column + width - 1))
            column += repeated

    def _text(self, cell: etree._Element, place: Place, doubts: SheetDoubts, row_style: str) -> str:
        """The text of a cell with its doubts; a formula without a result is noted."""
        row, column = place
        where = f"{column_name(min(column, MAX_COLUMNS))}{row + 1}"
        text = _seen(cell, where, doubts, self.styles, row_style).cell
        formula = cell.get(_name("table", "formula"))
        if formula and not text and not cell.get(_name("office", "value-type")):
            self.formulas[place] = Formula(_plain_formula(formula))
            text = DoubtedCell("", [without_result(self.formulas[place])])
        if isinstance(text, DoubtedCell):
            doubts.cells.append(text)
        return text


def _has_something(text: str) -> bool:
    """Whether a cell has words, or something is to be said of it."""
    return bool(text) or isinstance(text, DoubtedCell)


def _grid(table: etree._Element, doubts: SheetDoubts, styles: TextStyles) -> Grid:
    """One sheet's rows as text, with merged cells spread."""
    sheet = _Sheet(styles)
    for row in table.iter(_name("table", "table-row")):
        sheet.add(row, doubts)
    refuse_large(len(sheet.rows), sheet.width)
    rows = [cells + [""] * (sheet.width - len(cells)) for cells in sheet.rows]
    _work_out(sheet.formulas, rows, doubts)
    doubts.hidden_rows = sheet.hidden_rows
    hidden_columns = [column for column in _hidden_columns(table) if column <= sheet.width]
    doubts.hidden_columns = [column for column in hidden_columns if any(row[column - 1] for row in rows)]
    refuse_overlaps(sheet.merges, len(rows), sheet.width)
    doubts.note_covered(rows, sheet.merges)
    return Grid(rows, list(range(1, len(rows) + 1)), doubts.sheet, spread(rows, sheet.merges))


def _work_out(formulas: dict[Place, Formula], rows: list[list[str]], doubts: SheetDoubts) -> None:
    """Put the results of formulas that are simple enough into their cells."""
    sheet = Sheet(at(rows), formulas)
    for (row, column), formula in formulas.items():
        with suppress(NotSimple):
            result = as_text(float(sheet.result((row, column))))
            said = rows[row][column]
            doubts.cells = [cell for cell in doubts.cells if cell is not said]
            doubts.put(rows, row, column, Seen(result, [worked_out(formula)]))


def _plain_formula(formula: str) -> str:
    """`of:=[.G4]+SUM([.H4:.I4];1)` as other programs write it."""
    words = formula.partition("=")[2]
    return words.replace("[.", "").replace(":.", ":").replace("]", "").replace(";", ",")


def _seen(cell: etree._Element, where: str, doubts: SheetDoubts, styles: TextStyles, row_style: str) -> Seen:
    """What a cell shows, its number unrounded, and what is doubtful about it."""
    look = styles.look("table-cell", _attribute(cell, "style-name") or row_style)
    pieces: list[Piece] = []
    for paragraph in cell.iterchildren(_name("text", "p")):
        pieces += [*([("\n", PLAIN)] if pieces else []), *_pieces(paragraph, styles, look)]
    words = seen(pieces)
    shown = words.text.strip()
    kind = cell.get(_name("office", "value-type"), "")
    if words.doubts or not shown:
        return Seen(shown, words.doubts)
    if kind == "date" and len(_DIGIT_GROUP.findall(shown)) >= _SHOWS_DAY:
        return Seen(cell.get(_name("office", "date-value"), shown).partition("T")[0], [])
    return _number(cell, shown, where, doubts) if kind in _NUMBERS else Seen(shown, [])


def _number(cell: etree._Element, shown: str, where: str, doubts: SheetDoubts) -> Seen:
    """A stored number in the words that stand around the digits shown: `95%`, `¥300`, `5万`."""
    stored = cell.get(_name("office", "value"), "")
    try:
        value = float(stored)
    except ValueError as error:
        raise damaged(_PROGRAM, error) from error
    digits = _DIGITS.search(shown)
    percent = cell.get(_name("office", "value-type")) == "percentage"
    number = as_text(round(value * 100, 12) if percent else value)
    if digits is None:
        return Seen(shown, [scaled(shown, number)] if value else [])
    before, after = shown[: digits.start()].strip(), shown[digits.end() :].strip()
    if not percent and (power := _power(value, digits[0])):
        moved = f"{before}{_scaled_down(number, power)}{after}"
        return Seen(moved, [scaled(moved, number)])
    if abs(value) >= 1e15:
        doubts.long_numbers.append(where)
    sign = "-" if value < 0 and not number.startswith("-") else ""
    return Seen(f"{before}{sign}{number}{after}", [])


def _scaled_down(number: str, power: int) -> str:
    return f"{Decimal(number).scaleb(-power).normalize():f}"


def _power(value: float, digits: str) -> int:
    """By how many places of ten the digits shown are smaller than what is stored; 0 where only rounding parts them."""
    try:
        shown = abs(float(re.sub(r"[,，\s−+-]", "", digits)))
    except ValueError:
        return 0
    if abs(value) < 1 or shown >= abs(value) / 2:
        return 0
    return max(1, round(math.log10(abs(value) / shown))) if shown else len(str(int(abs(value))))


def _pieces(element: etree._Element, styles: TextStyles, look: Look) -> Iterator[Piece]:
    """The words of a paragraph; a tab, a line break and repeated spaces are elements of their own."""
    yield element.text or "", look
    for child in element.iterchildren(tag=etree.Element):
        name = etree.QName(child).localname
        if name == "s":
            yield " " * _count(child, "c", "text"), look
        elif name in ("tab", "line-break"):
            yield "\t" if name == "tab" else "\n", look
        elif name not in ("annotation", "note"):
            own = styles.look("text", child.get(_name("text", "style-name"), ""), look)
            yield from _pieces(child, styles, own)
        yield child.tail or "", look


def _hidden_sheets(tree: etree._Element) -> Iterator[str]:
    """Names of the table styles that hide their sheet."""
    for style in tree.iterfind("office:automatic-styles/style:style", _NAMES):
        properties = style.find("style:table-properties", _NAMES)
        if properties is not None and properties.get(_name("table", "display")) == "false":
            yield style.get(_name("style", "name"), "")


def _hidden_columns(table: etree._Element) -> Iterator[int]:
    """1-based numbers of the columns that are not shown."""
    column = 0
    for element in table.iter(_name("table", "table-column")):
        repeated = min(_count(element, "number-columns-repeated"), MAX_COLUMNS)
        if _attribute(element, "visibility") in _HIDDEN:
            yield from range(column + 1, column + repeated + 1)
        column += repeated


def _name(prefix: str, local: str) -> str:
    return f"{{{_NAMES[prefix]}}}{local}"


def _attribute(element: etree._Element, local: str) -> str:
    return element.get(_name("table", local), "")


def _count(element: etree._Element, local: str, prefix: str = "table") -> int:
    """A count that an attribute states, 1 where it is not there; no more than a sheet can have."""
    stated = element.get(_name(prefix, local), "1")
    return min(int(stated), 2**24) if stated.isdecimal() and len(stated) < 10 else 1
