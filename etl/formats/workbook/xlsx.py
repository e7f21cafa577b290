"""Reader for Excel workbooks: .xlsx through calamine, .xls through xlrd (`xls.py`)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import python_calamine
from lxml import etree

from etl.contract.values import Grid, Merge, RawDocument
from etl.formats import package
from etl.formats.limits import MAX_CELLS, MAX_COLUMNS, refuse_large, refuse_overlaps
from etl.formats.merged_cells import spread
from etl.formats.sniff import damaged
from etl.formats.workbook import xls
from etl.formats.workbook.markup import Markup
from etl.formats.workbook.number_formats import BUILT_IN, NumberFormat, Value, interpret
from etl.formats.workbook.sheets import SheetDoubts, column_name, has_content

_PROGRAM = "excel_or_wps"
_FAR_OUT = '<c r="(?:[A-Za-z]{3,}[0-9]|[A-Za-z]{2}[0-9]{5}|[A-Za-z][0-9]{7})'
_UNUSUAL = ("<c>", ":c ", ":c>", " =", "= ", "='")
_HIDDEN = ('hidden="1"', 'hidden="true"')
_NO_VALUE = r"(?:</f>|<f\b[^>]*/>)\s*</c>"
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_LONG_ROW = 2**20
_REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")


def read(data: bytes) -> RawDocument:
    """Every sheet of a workbook as one Grid, in order, empty rows, notes, hidden rows and hidden sheets included.

    A cell's text is what the sheet shows, without rounding: 247, 0.1, 95%, 2021-03-01, #REF!, a formula's last
    result. What is hidden, has lost digits or has no computed result is named by a doubt. `lines` are sheet rows;
    columns count from A.
    """
    if not data.startswith(b"PK"):
        return xls.read(data)
    parts = package.unpack(data, _PROGRAM)
    styles = _styles(parts)
    sheet_parts = _sheet_parts(parts)
    document = RawDocument("xlsx", [])
    with ThreadPoolExecutor(1) as beside, _calamine_errors():  # the library leaves the interpreter free
        looks = {name: _look_into(parts[part], styles, beside) for name, part in sheet_parts.items()}
        with python_calamine.load_workbook(io.BytesIO(package.repack(parts))) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.name not in looks:
                    continue
                looks[sheet.name].wait_until_safe()
                is_hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
                doubts = SheetDoubts(sheet.name, hidden_sheet=is_hidden)
                grid = _grid(workbook.get_sheet_by_name(sheet.name), looks[sheet.name].facts, doubts)
                if has_content(grid):
                    document.blocks.append(grid)
                document.doubts.extend(doubts.all())
    return document


@dataclass(slots=True)
class _Special:
    """A cell that the library alone would not show as the sheet does."""

    row: int
    column: int
    error: str
    no_value: bool
    shown_as: NumberFormat | None


@dataclass(slots=True)
class _Facts:
    """What stands in a sheet's XML beside the values that the library reads."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    specials: list[_Special] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    """What is found out of a sheet's XML in the meantime: whether it is written plainly, and what is beside the values.

    Each raises `Unreadable` where the sheet is too large.
    """

    is_plain: Future[bool]
    facts: Future[_Facts]

    def wait_until_safe(self) -> None:
        """Calamine lays out the whole rectangle up to the last cell: wait until it is known not to be too large."""
        if not self.is_plain.result():
            self.facts.result()


def _grid(sheet: python_calamine.CalamineSheet, looked_into: Future[_Facts], doubts: SheetDoubts) -> Grid:
    """One sheet's rows as text, with merged cells spread."""
    last_row, last_column = sheet.end or (-1, -1)
    refuse_large(last_row + 1, last_column + 1)
    values: Sequence[Sequence[Value]] = sheet.to_python(skip_empty_area=False)
    rows = doubts.texts(values)
    facts = looked_into.result()
    for special in facts.specials:
        _show(special, values, rows, doubts)
    doubts.hidden_rows = [row for row in facts.hidden_rows if row <= len(rows) and any(rows[row - 1])]
    doubts.hidden_columns = [c for c in facts.hidden_columns if any(row[c - 1] for row in rows if c <= len(row))]
    merges = [Merge(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    refuse_overlaps(merges, len(rows), last_column + 1)
    doubts.note_covered(rows, merges)
    return Grid(rows, list(range(1, len(rows) + 1)), sheet.name, spread(rows, merges))


def _show(special: _Special, values: Sequence[Sequence[Value]], rows: list[list[str]], doubts: SheetDoubts) -> None:
    """Replace a cell's plain text by what the sheet shows."""
    where = f"{column_name(special.column)}{special.row + 1}"
    if special.no_value:
        doubts.no_value.append(where)
    if special.row >= len(rows) or special.column >= len(rows[special.row]):
        return
    if special.error:
        rows[special.row][special.column] = special.error
        return
    value = values[special.row][special.column]
    if special.shown_as is not None and not isinstance(value, str):
        rows[special.row][special.column] = special.shown_as.text(value)
        if special.shown_as.scaled:
            doubts.scaled.append(where)


def _styles(parts: dict[str, bytes]) -> dict[str, NumberFormat]:
    """Cell style number -> number format, for the formats that change what a number says."""
    workbook = _workbook_part(parts)
    part = package.related(parts, workbook, "styles", _PROGRAM)
    if part is None:
        return {}
    tree = package.parse(parts[part], _PROGRAM)
    codes = {str(number): code for number, code in BUILT_IN.items()}
    codes |= {one.get("numFmtId", ""): one.get("formatCode", "") for one in tree.iterfind("{*}numFmts/{*}numFmt")}
    found = {}
    for number, style in enumerate(tree.iterfind("{*}cellXfs/{*}xf")):
        shown_as = interpret(codes.get(style.get("numFmtId", ""), ""))
        if shown_as is not None:
            found[str(number)] = shown_as
    return found


def _workbook_part(parts: dict[str, bytes]) -> str:
    return package.related(parts, "", "officeDocument", _PROGRAM) or "xl/workbook.xml"


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name -> part, worksheets only."""
    workbook = _workbook_part(parts)
    if workbook not in parts:
        raise damaged(_PROGRAM, KeyError(workbook))
    targets = package.relations(parts, workbook, _PROGRAM)
    found = {}
    for sheet in package.parse(parts[workbook], _PROGRAM).iterfind("{*}sheets/{*}sheet"):
        identity = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        kind, part = targets.get(str(identity), ("", ""))
        if kind == "worksheet" and part in parts:
            found[sheet.get("name", "")] = part
    return found


def _look_into(xml: bytes, styles: dict[str, NumberFormat], beside: Executor) -> _Look:
    """Look into a sheet's XML `beside` the library's work."""
    is_plain = beside.submit(_is_plain, xml)
    return _Look(is_plain, beside.submit(_facts, xml, styles, is_plain))


def _facts(xml: bytes, styles: dict[str, NumberFormat], plain: Future[bool]) -> _Facts:
    """Read the sheet's XML, but only where something in it needs that: it takes longer than the library itself."""
    facts, is_plain = _Facts(), plain.result()
    markup = Markup(xml)
    if not is_plain or _has_specials(markup, styles):
        _refuse_long_rows(xml)
        try:
            _scan(xml, styles, facts, measure=not is_plain, formulas=not is_plain or markup.matches(_NO_VALUE))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise damaged(_PROGRAM, error) from error
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


def _has_specials(markup: Markup, styles: dict[str, NumberFormat]) -> bool:
    """Whether anything in plainly written XML is hidden, an error, without a result, or in one of these styles."""
    if any(map(markup.has, (*_HIDDEN, ' t="e"'))) or markup.matches(_NO_VALUE):
        return True
    return bool(styles) and markup.matches(f' s="(?:{"|".join(styles)})"')


def _scan(xml: bytes, styles: dict[str, NumberFormat], facts: _Facts, *, measure: bool, formulas: bool) -> None:
    """Walk over the rows and columns of a sheet's XML, freeing each row after it was looked at."""
    row_number = 0
    walk = etree.iterparse(
        io.BytesIO(xml), events=("end",), tag=("{*}row", "{*}col"), resolve_entities=False, no_network=True
    )
    for _, element in walk:
        is_hidden = element.get("hidden") in {"1", "true"}
        if etree.QName(element).localname == "col":
            if is_hidden:
                first, last = int(element.get("min", "0")), int(element.get("max", "0"))
                facts.hidden_columns.extend(range(first, min(last, MAX_COLUMNS) + 1))
            continue
        row_number = int(element.get("r") or row_number + 1)
        if is_hidden:
            facts.hidden_rows.append(row_number)
        if measure:
            _measure(element, row_number, facts)
        facts.specials.extend(_specials(element, styles, formulas=formulas))
        _free(element)


def _free(row: etree._Element) -> None:
    """Drop a row and those before it from the tree that the parser builds."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]


def _measure(row: etree._Element, row_number: int, facts: _Facts) -> None:
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


def _specials(row: etree._Element, styles: dict[str, NumberFormat], *, formulas: bool) -> Iterator[_Special]:
    """The errors, the cells in one of these styles and, where asked for, the formulas without a result."""
    for cell in row:
        shown_as = styles.get(cell.get("s", ""))
        is_error = cell.get("t") == "e"
        no_value = formulas and cell.find("{*}f") is not None and cell.find("{*}v") is None
        if shown_as is not None or is_error or no_value:
            line, column = _position(cell.get("r", ""))
            yield _Special(line, column, cell.findtext("{*}v", "") if is_error else "", no_value, shown_as)


@contextmanager
def _calamine_errors() -> Iterator[None]:
    """Turn the library's failures into `Unreadable`.

    A panic of its Rust code is no `Exception` and has no public name.
    """
    try:
        yield
    except python_calamine.CalamineError as error:
        raise damaged(_PROGRAM, error) from error
    except (OSError, ValueError) as error:
        raise damaged(_PROGRAM, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(_PROGRAM, error) from error
