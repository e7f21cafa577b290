"""List rows -> project reports: every cell parsed, with its evidence, and what was doubtful as findings at the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

import polars as pl

from etl.contract import schemas
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.values import TableKind
from etl.headers.columns import Column
from etl.parse import capacity
from etl.parse.area import parse_areas_m2
from etl.parse.places import region
from etl.parse.words import key, keys
from etl.rows import row_checks, told_places
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import AT, FlatCells, Rows, by_columns, flat_cells
from etl.rows.evidence import completed
from etl.rows.parallel import Alone, Crew
from etl.rows.places import read_places
from etl.rows.project_list import fields, stated_sectors, year_natures
from etl.rows.project_list.content import names_in_contents
from etl.rows.project_list.content.contents import Contents
from etl.rows.project_list.fields import TYPES
from etl.rows.project_list.reports import ListReports
from etl.rows.type_column import TypeMeans
from etl.tables import header_checks
from etl.tables.table import SourceTable, TableRow

__all__ = ["Context", "read_reports", "warm"]


def warm() -> None:
    """Load what the grammars look up, so that a worker has it before its first rows come."""
    context = Context("", None, 1, SourceTable(TableKind.PROJECT_LIST, "", "", [], 0), Findings())
    read_rows(context, Rows([], [], [], {}))
    region.mentioned("市", None)
    parse_areas_m2("建筑面积1平方米")
    capacity.parse_capacity("床位1张", None, existed_before=None)


def read_reports(context: Context, crew: Crew | None = None) -> ListReports:
    """Parse every data row of a project list; rows that cannot be registered become `rejected` and a finding.

    Rows are read one by one, large tables by several processes (`crew`); what depends on other rows comes after.
    """
    header_checks.check_header(context.table, context.table_no, fields.required(context.table), context.findings)
    if context.type_means is TypeMeans.OTHER:
        header_checks.tell_unused(context.table, context.table_no, "type", context.findings)
    header_checks.check_rows(context.table, context.table_no, context.findings)
    empty = {f.column for f in context.findings.of_table(context.table_no) if f.type == "empty_column"}
    context = replace(
        context,
        unread=header_checks.unread_fields(context.table),
        empty=frozenset(empty),
        sectors=stated_sectors.told_of_sectors(context),
    )
    data = [row for row in context.table.rows if row.kind == "data"]
    read = _in_order(context, data, crew or Alone())
    for row in data:
        row.kind = "rejected"
    for at in read.places:
        data[at].kind = "project"
    for _, finding in read.findings:
        context.findings.add(finding)
    reports = ListReports([data[at] for at in read.places], read.reports, read.quantities, read.evidence)
    kept = _without_duplicates(context, reports)
    year_natures.read_from_sections(context, kept)
    stated_sectors.put_evidence(context, kept)
    kept.tell(context.table, told_places.FIELD, told_places.told_regions(context, kept.rows))
    slips = [(data[at], field, slip) for at, field, slip in read.slips]
    header_checks.check_names(context.table, context.table_no, slips, context.findings)
    return kept


@dataclass(slots=True)
class ReadRows:
    """What some rows gave. `places`: indexes of the rows that are registered, one for each row of `reports`.

    `findings`, `slips`: index of the row and what was found (and in which field), in order. `AT` in `quantities` and
    `evidence` counts reports.
    """

    places: list[int]
    reports: pl.DataFrame
    quantities: pl.DataFrame
    evidence: pl.DataFrame
    findings: list[tuple[int, Finding]]
    slips: list[tuple[int, str, header_checks.Slip]]


def _in_order(context: Context, data: list[TableRow], crew: Crew) -> ReadRows:
    """Read the rows of the table, and those that are read with columns of their own (corrections), in one order."""
    parts: list[ReadRows] = []
    for table, places, rows in _by_columns_of_their_own(context, data):
        bare = replace(context, table=replace(table, rows=[], doubts=[]), findings=Findings(), own={}, cells=None)
        cells = _cells_of(context, rows)
        start = 0
        for part in crew.work(_read_run, bare, by_columns(rows, len(table.columns))):
            size = part.places.pop()  # the number of rows that were read stands last
            _complete(part, table, cells, start)
            part.places = [places[start + at] for at in part.places]
            part.findings = [(places[start + at], finding) for at, finding in part.findings]
            part.slips = [(places[start + at], field, slip) for at, field, slip in part.slips]
            parts.append(part)
            start += size
    return _joined(parts)


def _by_columns_of_their_own(
    context: Context, data: list[TableRow]
) -> list[tuple[SourceTable, Sequence[int], list[TableRow]]]:
    """The rows by the columns that they are read with: table, places among `data`, rows. Most tables have one."""
    if not context.own:
        return [(context.table, range(len(data)), data)]
    groups: dict[tuple[Column, ...], tuple[SourceTable, list[int], list[TableRow]]] = {
        tuple(context.table.columns): (context.table, [], [])
    }
    for at, row in enumerate(data):
        table, read_as = context.read_as(row)
        _, places, rows = groups.setdefault(tuple(table.columns), (table, [], []))
        places.append(at)
        rows.append(read_as)
    return list(groups.values())


def _cells_of(context: Context, rows: list[TableRow]) -> FlatCells:
    """The cells of rows to be read; those of the document are known already, unless corrections lie over some."""
    if context.cells is None or context.own:
        return flat_cells(rows)
    return context.cells.of([at for at, row in enumerate(context.table.rows) if row.kind == "data"])


def _joined(parts: Sequence[ReadRows]) -> ReadRows:
    """The parts as one, in the order of the rows."""
    before = 0
    for part in parts:
        for table in ("quantities", "evidence"):
            counted = getattr(part, table).with_columns((pl.col(AT) + before).cast(pl.UInt32))
            setattr(part, table, counted)
        before += len(part.places)
    places = [at for part in parts for at in part.places]
    findings = [found for part in parts for found in part.findings]
    slips = [slip for part in parts for slip in part.slips]
    reports, hanging, evidence = (
        pl.concat([getattr(part, table) for part in parts]) for table in ("reports", "quantities", "evidence")
    )
    order = sorted(range(len(places)), key=places.__getitem__)
    if order != list(range(len(places))):
        rank = pl.Series([0] * len(order), dtype=pl.UInt32).scatter(order, range(len(order)))
        reports = reports[order]
        hanging, evidence = (
            table.with_columns(rank.gather(table[AT]).alias(AT)).sort(AT, maintain_order=True)
            for table in (hanging, evidence)
        )
        places.sort()
        findings.sort(key=itemgetter(0))
        slips.sort(key=itemgetter(0))
    return ReadRows(places, reports, hanging, evidence, findings, slips)


def _read_run(context: Context, rows: Rows) -> ReadRows:
    read = read_rows(context, rows)
    read.places.append(len(rows))
    return read


def read_rows(context: Context, rows: Rows) -> ReadRows:
    """Read rows of one table, each alone. `evidence` lacks the raw cell and its header, which `_complete` adds."""
    reading = Buffer(context, rows, TYPES)
    names_in_contents.take_names(reading)
    row_checks.check_cells(reading, fields.required(context.table), fields.RIVALLED)
    row_checks.keep_named(reading)
    names_in_contents.know_names(reading)
    reading.read(*fields.FIELDS)
    read_places(reading, fields.PLACE)
    fields.read_total_wan(reading)
    contents = Contents(reading)
    contents.read()
    fields.identify(reading)
    evidence = reading.evidence()
    reports = reading.frame(schemas.ProjectReports, evidence)
    quantities = contents.quantities(reports["report_id"])
    known = region.names_around(context.region_id) if context.region_id else frozenset()
    slips = [
        (reading.places[at], name, slip)
        for name in header_checks.NAMES
        if reading.has(name)
        for at, slip in header_checks.slips(pl.Series(reading.values[name]).fill_null(""), known)
    ]
    if reading.has("content"):
        odd = header_checks.odd_letters(reading.raw("content"))
        slips += [(reading.places[at], "content", slip) for at, slip in odd]
    return ReadRows(reading.places, reports, quantities, evidence, reading.findings(), slips)


def _complete(part: ReadRows, table: SourceTable, cells: FlatCells, first: int) -> None:
    """Add the report, the header and the raw cell to the evidence: workers need not send the cells back.

    `first`: where the part begins among the rows of `cells`.
    """
    own = FlatCells(cells.cells, cells.starts.slice(first).gather(part.places))
    part.evidence = completed(part.evidence, part.reports["report_id"], own, table.columns)


def _without_duplicates(context: Context, reports: ListReports) -> ListReports:
    """Reject rows that repeat one before them in every cell but the serial; number apart what only shares a name."""
    name = context.table.index("name")
    header = context.table.columns[name].header if name is not None else None
    has_twin = _shares_its_name(reports.rows, name)
    shares_its_project = reports.reports["project_id"].is_duplicated()
    first_of_project: dict[str, TableRow] = {}
    first_of_cells: dict[tuple[str, ...], TableRow] = {}
    dropped, renamed = [], {}
    for at in (has_twin | shares_its_project).arg_true().to_list():
        row, project_id = reports.rows[at], reports.reports["project_id"][at]
        same = _same_before(row, context.table.index("seq"), first_of_cells) if has_twin[at] else None
        if same:
            row.kind = "rejected"
            dropped.append(at)
            context.findings.add(_repeats("duplicate_row", context, row, " | ".join(row.cells), same, None))
            continue
        alike = first_of_project.setdefault(project_id, row)
        if alike is not row:
            raw = reports.column("name")[at]
            context.findings.add(_repeats("possible_duplicate", context, row, raw, alike, header))
            renamed[at] = f"{project_id}-{row.row_no}"
    reports.rename(renamed)
    return reports.without(dropped)


def _shares_its_name(rows: Sequence[TableRow], name: int | None) -> pl.Series:
    """Of each row whether another one has its name: only such rows can be the same."""
    names = pl.Series([row.cells[name] if name is not None else "" for row in rows], dtype=pl.String)
    return keys(names).is_duplicated()


def _same_before(row: TableRow, serial: int | None, first_of_cells: dict[tuple[str, ...], TableRow]) -> TableRow | None:
    """The first row with the same cells but the serial; None: this one is the first, and is kept as that."""
    cells = tuple(key(cell) for index, cell in enumerate(row.cells) if index != serial)
    first = first_of_cells.setdefault(cells, row)
    return first if first is not row else None


def _repeats(kind: str, context: Context, row: TableRow, raw: str, before: TableRow, column: str | None) -> Finding:
    return Finding(
        kind, raw, Detail("same_as_row", row=str(before.row_no)), context.table_no, row.row_no, column, row.line
    )
