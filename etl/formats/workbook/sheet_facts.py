"""What stands in a sheet's XML beside the values that the library reads: what is hidden, and cells that show otherwise.

It is looked for beside the library's work, and read only where something in the sheet needs that.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from etl.formats.limits import MAX_CELLS, MAX_COLUMNS, refuse_large
from etl.formats.sniff import damaged
from etl.formats.workbook.cell_looks import FONTS, PROGRAM, CellLooks, CellStyle, has_fonts
from etl.formats.workbook.formulas import Formula
from etl.formats.workbook.markup import Markup
from etl.formats.workbook.sheets import column_name

_FAR_OUT = '<c r="(?:[A-Za-z]{3,}[0-9]|[A-Za-z]{2}[0-9]{5}|[A-Za-z][0-9]{7})'
_UNUSUAL = ("<c>", ":c ", ":c>", " =", "= ", "='")
_HIDDEN = ('hidden="1"', 'hidden="true"')
_NO_VALUE = r"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
_FORMULA = "<f"
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_LONG_ROW = 2**20
_REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")


@dataclass(slots=True)
class Special:
    """A cell that the library alone would not show as the sheet does.

    `formula`: one that is to be worked out; `string`: words of several fonts.
    """

    row: int
    column: int
    error: str = ""
    formula: Formula | None = None
    has_result: bool = True
    style: CellStyle | None = None
    string: etree._Element | None = None


@dataclass(slots=True)
class Facts:
    """What stands in a sheet's XML beside the values that the library reads."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    specials: list[Special] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0


@dataclass(frozen=True, slots=True)
class SheetLook:
    """What is found out of a sheet's XML in the meantime: whether it is written plainly, and what is beside the values.

    Each raises `Unreadable` where the sheet is too large.
    """

    is_plain: Future[bool]
    facts: Future[Facts]

    def wait_until_safe(self) -> None:
        """Calamine lays out the whole rectangle up to the last cell: wait until it is known not to be too large."""
        if not self.is_plain.result():
            self.facts.result()


def look_into(xml: bytes, looks: CellLooks, beside: Executor) -> SheetLook:
    """Look into a sheet's XML `beside` the library's work."""
    is_plain = beside.submit(_is_plain, xml)
    return SheetLook(is_plain, beside.submit(_facts, xml, looks, is_plain))


def _facts(xml: bytes, looks: CellLooks, plain: Future[bool]) -> Facts:
    """Read the sheet's XML, but only where something in it needs that: it takes longer than the library itself."""
    facts, is_plain = Facts(), plain.result()
    markup = Markup(xml)
    if not is_plain or _has_specials(markup, looks):
        _refuse_long_rows(xml)
        formulas = not is_plain or looks.recalculated or markup.matches(_NO_VALUE)
        scan = _Scan(looks, facts, measure=not is_plain, formulas=formulas)
        try:
            scan.read(xml)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise damaged(PROGRAM, error) from error
        refuse_large(facts.last_row, facts.last_column)
    return facts


def _refuse_long_rows(xml: bytes) -> None:
    """Refuse a sheet with a row too long to be held as a tree."""
    starts = [match.start() for match in _ROW.finditer(xml)]
    for start, end in pairwise([*starts, len(xml)]):
        if end - start > _LONG_ROW and xml.count(b"<c", start, end) > _LONG_ROW // 16:
            refuse_large(1, xml.count(b"<c", start, end))


def _is_plain(xml: bytes) -> bool:
    """Whether the XML is written as Excel writes it and no cell is so far out that the rectangle up to it is too large.

    Raises `Unreadable` for a sheet of too many cells.
    """
    markup = Markup(xml)
    cells = markup.count("<c ") if markup.is_utf8 else xml.count(b"<c ")
    if cells > MAX_CELLS:
        refuse_large(MAX_CELLS + 1, 1)
    if not markup.is_utf8 or b"\x00" in xml or cells != markup.count('<c r="'):
        return False
    return not any(map(markup.has, _UNUSUAL)) and not markup.matches(_FAR_OUT)


def _has_specials(markup: Markup, looks: CellLooks) -> bool:
    """Whether anything in plainly written XML is hidden, an error, without a result, or looks in one of these ways."""
    if any(map(markup.has, (*_HIDDEN, ' t="e"'))) or markup.matches(f"{_NO_VALUE}|{FONTS}"):
        return True
    if looks.recalculated and markup.has(_FORMULA):
        return True
    if looks.strings and markup.has(' t="s"'):
        return True
    return bool(looks.styles) and markup.matches(f' s="(?:{"|".join(looks.styles)})"')


@dataclass(slots=True)
class _Scan:
    """One walk over a sheet's XML. `measure`: how far out its cells stand; `formulas`: look for such without a result.

    `_shared`: the words of formulas that several cells share, and the place of the first of them.
    """

    looks: CellLooks
    facts: Facts
    measure: bool
    formulas: bool
    _shared: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def read(self, xml: bytes) -> None:
        """Walk over the rows and columns, freeing each row after it was looked at."""
        row_number = 0
        walk = etree.iterparse(
            io.BytesIO(xml), events=("end",), tag=("{*}row", "{*}col"), resolve_entities=False, no_network=True
        )
        for _, element in walk:
            if etree.QName(element).localname == "col":
                self._note_hidden_columns(element)
                continue
            row_number = int(element.get("r") or row_number + 1)
            if _is_hidden(element):
                self.facts.hidden_rows.append(row_number)
            if self.measure:
                _measure(element, row_number, self.facts)
            self.facts.specials.extend(self._specials(element))
            _free(element)

    def _note_hidden_columns(self, element: etree._Element) -> None:
        if _is_hidden(element):
            first, last = int(element.get("min", "0")), int(element.get("max", "0"))
            self.facts.hidden_columns.extend(range(first, min(last, MAX_COLUMNS) + 1))

    def _specials(self, row: etree._Element) -> Iterator[Special]:
        """The cells of a row that are errors, in one of these styles, of several fonts, or without a result."""
        for cell in row:
            style = self.looks.styles.get(cell.get("s", ""))
            error = cell.findtext("{*}v", "") if cell.get("t") == "e" else ""
            string = self._string(cell)
            formula = cell.find("{*}f") if self.formulas else None
            if style is None and not error and string is None and formula is None:
                continue
            line, column = _position(cell.get("r", ""))
            special = Special(line, column, error, None, True, style, string)
            if formula is not None:
                special.has_result = self._has_result(cell)
                special.formula = self._formula(formula, line, column)
            yield special

    def _has_result(self, cell: etree._Element) -> bool:
        """Whether a formula has a result. Libraries write 0 where the program that opens the file is to work it out."""
        stated = cell.findtext("{*}v", "").strip()
        if self.looks.recalculated:
            return stated not in ("", "0")
        return bool(stated) or cell.get("t") == "str"

    def _string(self, cell: etree._Element) -> etree._Element | None:
        """The string of several fonts that a cell holds or points to."""
        kind = cell.get("t")
        if kind == "s" and self.looks.strings:
            return self.looks.strings.get(cell.findtext("{*}v", ""))
        inline = cell.find("{*}is") if kind == "inlineStr" else None
        return inline if inline is not None and has_fonts(inline) else None

    def _formula(self, formula: etree._Element, line: int, column: int) -> Formula:
        """The formula of a cell; of one that it shares with others, only the first cell states the words."""
        words, name = formula.text or "", formula.get("si", "")
        if formula.get("t") != "shared":
            return Formula(words if formula.get("t", "normal") == "normal" else "")
        if words:
            self._shared[name] = (words, line, column)
        words, first_line, first_column = self._shared.get(name, ("", line, column))
        return Formula(words, (line - first_line, column - first_column))


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") in {"1", "true"}


def _free(row: etree._Element) -> None:
    """Drop a row and those before it from the tree that the parser builds."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]


def _measure(row: etree._Element, row_number: int, facts: Facts) -> None:
    """Note how far out the cells with content stand; cells that do not name their place are given their name."""
    column = -1
    for cell in row.iterchildren("{*}c"):
        reference = cell.get("r")
        if reference is None:
            column += 1
            at = row_number - 1
            cell.set("r", f"{column_name(column)}{row_number}")
        else:
            at, column = _position(reference)
        if len(cell):
            facts.last_row, facts.last_column = max(facts.last_row, at + 1), max(facts.last_column, column + 1)


def _position(reference: str) -> tuple[int, int]:
    """0-based row and column of `B7`."""
    match = _REFERENCE.fullmatch(reference)
    if match is None or len(match[1]) > 6 or len(match[2]) > 9:
        raise ValueError(f"cell reference {reference[:20]}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
