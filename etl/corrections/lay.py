"""Corrections laid over a document before it is read: its metadata, the meaning of its columns, the words of cells.

A corrected cell is read by the same parser as the document's own words, in whatever kind of table it stands. The words
that a correction was made for must still stand there. What cannot be laid is kept for `confirm.py`, which says so when
the document has been read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from etl.contract.detail import Detail
from etl.contract.values import TableKind
from etl.corrections import confirmed, ledger
from etl.corrections.ledger import Correction
from etl.headers import columns, header_cells, kinds
from etl.headers.columns import Column
from etl.parse import kind
from etl.rows.type_column import TypeMeans, type_means
from etl.tables import list_or_not, units_around
from etl.tables.metadata import Given
from etl.tables.table import SourceTable, TableRow

_KINDS = {
    "field": (TableKind.PROJECT_LIST,),
    "progress": (TableKind.PROGRESS,),
    "confirm": (TableKind.PROJECT_LIST, TableKind.PROGRESS),
}
"""Kind of a correction of a row -> kinds of tables that it can be of."""
ADDED = frozenset(name for name, what in ledger.fields("field").items() if "content" in what.columns[1:])
"""Fields read out of the content cell: their correction stands in a column of its own."""
_UNITS = {"total_investment": "万元", "floor_area": "平方米", "land_area": "平方米"}
"""Units of amounts in a column of their own, where the words say none."""
_PERIOD = ("planned_start", "planned_finish")
"""Dates that are printed beside a period, and that a corrected one comes before."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand that a correction of a row was made for: table (and its number), row, index of column."""

    table: SourceTable
    table_no: int
    row: TableRow
    shown: int

    @property
    def header(self) -> str:
        """The header cell of the column."""
        return self.table.columns[self.shown].header


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A correction in a row: read at `index` of the row's own table, in place of the words `raw` of the document."""

    correction: Correction
    place: Place
    index: int
    raw: str


@dataclass(frozen=True, slots=True)
class Misfit:
    """A correction that was not laid: why, what stands there now, and where, as far as that is found."""

    correction: Correction
    what: Detail
    raw: str = ""
    table: SourceTable | None = None
    row: TableRow | None = None
    shown: int | None = None


@dataclass(slots=True)
class Laid:
    """What was laid over a document, and what is left to be done when it has been read.

    `own`: of a table, by its number, the rows that are read with a table and cells of their own, by row number.
    `words`: the rows whose cells were changed, each with its cells as the document has them.
    """

    document_id: str
    name: str
    entries: list[Correction]
    of_others: list[Correction]
    given: Given
    cells: list[LaidCell] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    own: dict[int, dict[int, tuple[SourceTable, TableRow]]] = field(default_factory=dict)
    words: dict[tuple[int, int], tuple[TableRow, list[str]]] = field(default_factory=dict)


def lay(
    document_id: str, name: str, corrections: Sequence[Correction], given: Given, tables: Sequence[SourceTable]
) -> Laid:
    """Lay the corrections of a document over what was given with it and over its tables, which are changed.

    `corrections`: in force, of this document (laid) and of others that report the same projects (offered later).
    """
    entries = [entry for entry in corrections if entry.document_id == document_id]
    of_others = [entry for entry in corrections if entry.document_id != document_id]
    laid = Laid(document_id, name, entries, of_others, _given(given, entries))
    _name_columns(laid, tables)
    rewritten = [entry for entry in entries if entry.kind in _KINDS and not confirmed.is_declared(entry)]
    found = [(entry, find(entry, tables)) for entry in rewritten]  # before any words are changed
    for entry, place in found:
        if isinstance(place, Misfit):
            laid.misfits.append(place)
        else:
            _lay(laid, entry, place)
    return laid


def _given(given: Given, entries: Sequence[Correction]) -> Given:
    """What a person corrected of the metadata comes before what was given at loading."""
    values = {entry.field: entry.new_value for entry in entries if entry.kind == "metadata"}
    moment = values.get("document_date")
    return Given(
        values.get("region_id", given.region_id),
        date.fromisoformat(moment) if moment else given.document_date,
        tuple(values.items()),
    )


# --- where a correction belongs ----------------------------------------------------------------------------------


def find(entry: Correction, tables: Sequence[SourceTable]) -> Place | Misfit:
    """The place of a correction of a row, while the words that it was made for stand there."""
    table = _at(tables, entry.table)
    if table is None or entry.table is None or table.kind not in _KINDS[entry.kind]:
        return Misfit(entry, Detail("table_gone"))
    row = next((row for row in table.rows if row.row_no is not None and row.row_no == entry.row), None)
    if row is None:
        return Misfit(entry, Detail("row_gone"), table=table)
    shown = column_of(table, entry.field)
    if shown is None:
        return Misfit(entry, Detail("column_gone"), table=table, row=row)
    raw = row.cells[shown]
    if raw != entry.old_raw:
        return Misfit(entry, Detail("words_changed", old=entry.old_raw, new=raw), raw, table, row, shown)
    return Place(table, entry.table, row, shown)


def column_of(table: SourceTable, name: str) -> int | None:
    """Index of the column that a field of a row is read from."""
    if table.kind is TableKind.PROGRESS:
        return table.index(name)
    return shown_at([column.field or "" for column in table.columns], name)


def shown_at(fields: Sequence[str], name: str) -> int:
    """Index of a list's column that a field of a row is read from, by the meaning of its columns."""
    wanted = (*ledger.fields("field")[name].columns, "name")
    return next((fields.index(column) for column in wanted if column in fields), 0)


def _at(tables: Sequence[SourceTable], number: int | None) -> SourceTable | None:
    return tables[number - 1] if number and number <= len(tables) else None


# --- columns -----------------------------------------------------------------------------------------------------


def _name_columns(laid: Laid, tables: Sequence[SourceTable]) -> None:
    """Give columns the meaning that a person said."""
    named = [entry for entry in laid.entries if entry.kind == "column"]
    named.sort(key=lambda entry: entry.new_value != "name")  # what makes a table a list comes first
    for entry in named:
        table = _at(tables, entry.table)
        index = _column(table, entry) if table else None
        if table is None or index is None:
            laid.misfits.append(Misfit(entry, Detail("column_gone"), table=table))
            continue
        if makes_list(table.kind, entry.new_value, [column.header for column in table.columns]):
            _make_list(table)
        _name(table, index, entry.new_value)
        _ask_for_names(table, entry.new_value)


def _column(table: SourceTable, entry: Correction) -> int | None:
    """Index of the column that a correction names: by its header, by its place too where that tells it apart."""
    wanted = header_cells.base(entry.header or "")
    found = [index for index, column in enumerate(table.columns) if header_cells.base(column.header) == wanted]
    if entry.column_no is not None:
        return entry.column_no - 1 if entry.column_no - 1 in found else None
    return found[0] if found else None


def makes_list(kind: str, meaning: str, headers: Sequence[str]) -> bool:
    """Whether a table of a kind becomes a project list, once a person says what a column means.

    Names make any table one that is read by no names of projects; another field one that was not known, if one of its
    headers means names.
    """
    if kind in (TableKind.PROJECT_LIST, TableKind.PROGRESS) or meaning == ledger.IGNORE:
        return False
    return meaning == "name" or (kind == TableKind.OTHER and kinds.name_column(list(headers)) is not None)


def _make_list(table: SourceTable) -> None:
    """Read a table as a project list from here on."""
    table.kind = TableKind.PROJECT_LIST
    table.columns = columns.columns([column.header for column in table.columns], table.kind)
    table.doubts = [doubt for doubt in table.doubts if doubt.type not in ("list_not_recognised", "financial_table")]
    units_around.borrow([table])


def _ask_for_names(table: SourceTable, meaning: str) -> None:
    """Say that a table is no list though a column of it was given a meaning: it has no names of projects."""
    is_said = any(doubt.type == "list_not_recognised" for doubt in table.doubts)
    if table.kind is TableKind.OTHER and meaning != ledger.IGNORE and not is_said:
        header = [column.header for column in table.columns]
        table.doubts.append(list_or_not.not_read("no_names", header, [row.cells for row in table.rows]))


def _name(table: SourceTable, index: int, meaning: str) -> None:
    """Give a column its meaning. No other column has it then, and none counts as its rival that has no rival left."""
    for other, column in enumerate(table.columns):
        if other == index or column.field == meaning != ledger.IGNORE:
            said = meaning if other == index else None
            table.columns[other] = Column(column.header, said, column.unit)
    known = {column.field for column in table.columns}
    table.columns = [replace(c, rival=None) if c.rival and c.rival not in known else c for c in table.columns]
    table.__post_init__()


# --- cells -------------------------------------------------------------------------------------------------------


def _lay(laid: Laid, entry: Correction, place: Place) -> None:
    """Put the new words into the cell of the field, or into a column that only this row has."""
    row, number = place.row, place.row.row_no or 0
    _, raw = laid.words.setdefault((place.table_no, number), (row, row.cells))
    if row.cells is raw:
        row.cells = list(raw)
    own = laid.own.setdefault(place.table_no, {})
    table, read_as = own.get(number) or (place.table, replace(row, cells=list(row.cells)))
    words = "" if entry.new_value == ledger.NOT_STATED else entry.new_value
    if _has_cell(entry, place):
        index = place.shown
        row.cells[index] = read_as.cells[index] = words
        table = _said_by_person(table, index)
        read_as.shared, read_as.repeats = read_as.shared - {index}, read_as.repeats - {index}
    else:
        index = len(read_as.cells)
        blank = [place.table.index(name) for name in _PERIOD] if entry.field == "period" else []
        read_as = replace(
            read_as, cells=[*("" if at in blank else cell for at, cell in enumerate(read_as.cells)), words]
        )
        table = replace(table, columns=[*table.columns, _added(entry)])
    own[number] = (table, read_as)
    laid.cells.append(LaidCell(entry, place, index, raw[place.shown]))


def _has_cell(entry: Correction, place: Place) -> bool:
    """Whether the cell is the field's own, and nothing else is read from it."""
    if entry.kind == "progress":
        return True
    what = place.table.columns[place.shown].field
    if place.table.columns[place.shown].also:
        return False
    if entry.field == "nature" and what == "type":
        cell = place.row.cells[place.shown]
        return kind.parse_stated_sector(cell) is None and type_means(place.table) is not TypeMeans.SECTOR
    return what == ledger.fields("field")[entry.field].columns[0] and entry.field not in ADDED


def _said_by_person(table: SourceTable, index: int) -> SourceTable:
    """The table, with the cells of a column said by a person."""
    said = (replace(one, by_person=True) if at == index else one for at, one in enumerate(table.columns))
    return replace(table, columns=list(said))


def _added(entry: Correction) -> Column:
    """A column that the document does not have."""
    what = ledger.fields("field")[entry.field]
    return Column(what.label, what.columns[0], _UNITS.get(entry.field), by_person=True)
