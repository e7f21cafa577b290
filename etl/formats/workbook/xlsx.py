"""Reader for Excel workbooks: .xlsx through calamine, .xls through xlrd (`xls.py`)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import python_calamine

from etl.contract.values import Doubt, Grid, Merge, RawDocument
from etl.formats import package
from etl.formats.limits import refuse_large, refuse_overlaps
from etl.formats.merged_cells import spread
from etl.formats.seen import Seen
from etl.formats.sniff import damaged
from etl.formats.workbook import xls
from etl.formats.workbook.cell_looks import PROGRAM, CellLooks, read_looks
from etl.formats.workbook.number_formats import Value, as_text
from etl.formats.workbook.sheet_facts import Facts, Special, look_into
from etl.formats.workbook.sheets import SheetDoubts, has_content
from etl.formats.workbook.without_result import Formulas, make_room


def read(data: bytes) -> RawDocument:
    """Every sheet of a workbook as one Grid, in order, empty rows, notes, hidden rows and hidden sheets included.

    A cell's text is what the sheet shows, without rounding: 247, 0.1, 95%, 2021-03-01, #REF!, a formula's last
    result. What is hidden, has lost digits or has no computed result is named by a doubt. `lines` are sheet rows;
    columns count from A.
    """
    if not data.startswith(b"PK"):
        return xls.read(data)
    parts = package.unpack(data, PROGRAM)
    cell_looks = read_looks(parts, _workbook_part(parts))
    sheet_parts = _sheet_parts(parts)
    document = RawDocument("xlsx", [])
    with ThreadPoolExecutor(1) as beside, _calamine_errors():  # the library leaves the interpreter free
        looks = {name: look_into(parts[part], cell_looks, beside) for name, part in sheet_parts.items()}
        with python_calamine.load_workbook(io.BytesIO(package.repack(parts))) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.name not in looks:
                    continue
                looks[sheet.name].wait_until_safe()
                is_hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
                doubts = SheetDoubts(sheet.name, hidden_sheet=is_hidden)
                grid = _grid(workbook.get_sheet_by_name(sheet.name), looks[sheet.name].facts, cell_looks, doubts)
                if has_content(grid):
                    document.blocks.append(grid)
                document.doubts.extend(doubts.all())
                document.doubted.extend(doubts.cells)
    return document


def _grid(
    sheet: python_calamine.CalamineSheet, looked_into: Future[Facts], looks: CellLooks, doubts: SheetDoubts
) -> Grid:
    """One sheet's rows as text, with merged cells spread."""
    last_row, last_column = sheet.end or (-1, -1)
    refuse_large(last_row + 1, last_column + 1)
    values: list[list[Value]] = sheet.to_python(skip_empty_area=False)
    rows = doubts.texts(values)
    facts = looked_into.result()
    _put_specials(facts, values, rows, looks, doubts)
    last_column = max(last_column, len(rows[0]) - 1 if rows else -1)
    doubts.hidden_rows = [row for row in facts.hidden_rows if row <= len(rows) and any(rows[row - 1])]
    doubts.hidden_columns = [c for c in facts.hidden_columns if any(row[c - 1] for row in rows if c <= len(row))]
    merges = [Merge(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    refuse_overlaps(merges, len(rows), last_column + 1)
    doubts.note_covered(rows, merges)
    return Grid(rows, list(range(1, len(rows) + 1)), sheet.name, spread(rows, merges))


def _put_specials(
    facts: Facts, values: list[list[Value]], rows: list[list[str]], looks: CellLooks, doubts: SheetDoubts
) -> None:
    """Replace the plain text of cells by what the sheet shows."""
    if any(special.formula for special in facts.specials):
        make_room(facts.specials, values, rows)
    formulas = Formulas(facts.specials, values)
    for special in facts.specials:
        cell = _seen(special, values, looks, formulas)
        if cell is not None and special.row < len(rows) and special.column < len(rows[special.row]):
            doubts.put(rows, special.row, special.column, cell)


def _seen(special: Special, values: Sequence[Sequence[Value]], looks: CellLooks, formulas: Formulas) -> Seen | None:
    """What the sheet shows in a cell; None where that is what the library gives."""
    if special.error:
        return Seen(special.error, [])
    if special.row >= len(values) or special.column >= len(values[special.row]):
        return None
    value = values[special.row][special.column]
    doubts: list[Doubt] = []
    if special.formula is not None:
        value, doubts = formulas.result(special)
    if special.string is not None:
        return looks.of_string(special.string, special.style)
    if special.style is None or (isinstance(value, str) and not special.style.struck):
        return Seen(as_text(value), doubts) if doubts else None
    shown = special.style.seen(value)
    return Seen(shown.text, [*doubts, *shown.doubts])


def _workbook_part(parts: dict[str, bytes]) -> str:
    return package.related(parts, "", "officeDocument", PROGRAM) or "xl/workbook.xml"


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name -> part, worksheets only."""
    workbook = _workbook_part(parts)
    if workbook not in parts:
        raise damaged(PROGRAM, KeyError(workbook))
    targets = package.relations(parts, workbook, PROGRAM)
    found = {}
    for sheet in package.parse(parts[workbook], PROGRAM).iterfind("{*}sheets/{*}sheet"):
        identity = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        kind, part = targets.get(str(identity), ("", ""))
        if kind == "worksheet" and part in parts:
            found[sheet.get("name", "")] = part
    return found


@contextmanager
def _calamine_errors() -> Iterator[None]:
    """Turn the library's failures into `Unreadable`.

    A panic of its Rust code is no `Exception` and has no public name.
    """
    try:
        yield
    except python_calamine.CalamineError as error:
        raise damaged(PROGRAM, error) from error
    except (OSError, ValueError) as error:
        raise damaged(PROGRAM, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(PROGRAM, error) from error
