"""Corrections laid over one document while it is read: its metadata, the meaning of its columns, the words of cells.

A corrected cell is read by the same parser as the document's own words; evidence then points back at the cell as it
stands in the document, with the rule `correction`. What a correction was made for must still stand there: where the
raw text differs, the correction is not applied and a finding says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.values import TableKind
from etl.corrections import confirmed, ledger
from etl.corrections.ledger import Correction
from etl.headers import columns
from etl.headers.columns import Column
from etl.parse import kind
from etl.parse.words import key
from etl.rows.progress_sheet.reader import ReadProgress
from etl.rows.project_list.reports import ListReports, ProjectReport
from etl.tables.metadata import Given, Metadata
from etl.tables.table import SourceTable, TableRow

RULE = "correction"
_ADDED = frozenset(name for name, what in ledger.fields("field").items() if "content" in what.columns[1:])
"""Fields read out of the content cell: their correction stands in a column of its own."""


@dataclass(slots=True)
class Laid:
    """One correction in its row: read at `index` of the row's own table, standing for the document's column `shown`."""

    correction: Correction
    row: TableRow
    index: int
    shown: int


@dataclass(frozen=True, slots=True)
class LaidProgress:
    """One correction in a progress row: the column that it stands in, and the cells as the document has them."""

    correction: Correction
    row: TableRow
    index: int
    cells: list[str]


@dataclass(slots=True)
class Overlay:
    """Corrections laid over one table. `own`: row number -> the table and row that this row is read as."""

    table: SourceTable
    own: dict[int, tuple[SourceTable, TableRow]] = field(default_factory=dict)
    laid: list[Laid] = field(default_factory=list)
    raw: dict[int, list[str]] = field(default_factory=dict)

    def lift(self, reports: ListReports) -> None:
        """Put the document's words back, and point the evidence of what was corrected at them."""
        for row in self.table.rows if self.raw else ():
            row.cells = self.raw.get(row.row_no or 0, row.cells)
        corrected = {laid.row.row_no for laid in self.laid}
        wanted = [at for at, row in enumerate(reports.rows) if row.row_no in corrected] if corrected else []
        taken = reports.take(wanted)
        by_row = {report.row.row_no: report for report in taken}
        for laid in self.laid:
            report = by_row.get(laid.row.row_no)
            if report:
                _mark(report, laid, self.table.columns[laid.shown].header)
        if taken:
            reports.put_back(wanted, taken)


class Overrides:
    """The corrections that one document is read with; `stale` collects the ids of those that could not be applied."""

    def __init__(self, document_id: str, name: str, entries: Sequence[Correction]) -> None:
        """`entries`: in force, of this document (applied) and of others that report the same project (offered)."""
        self.document_id = document_id
        self.name = name
        self._own = [entry for entry in entries if entry.document_id == document_id]
        self._others = [entry for entry in entries if entry.document_id != document_id]
        self.stale: set[str] = set()

    @property
    def has_own(self) -> bool:
        """Whether any correction is of this document."""
        return bool(self._own)

    @property
    def applied(self) -> list[Correction]:
        """The document's corrections that hold, oldest first."""
        return [entry for entry in self._own if entry.correction_id not in self.stale]

    def refuse_all(self) -> None:
        """Nothing could be applied: the document could not be read."""
        self.stale = {entry.correction_id for entry in self._own}

    # --- metadata and columns ------------------------------------------------------------------------------------

    def given(self, given: Given) -> Given:
        """Region and date as corrected come before those that were given at loading."""
        values = self._metadata()
        moment = values.get("document_date")
        return Given(
            values.get("region_id", given.region_id), date.fromisoformat(moment) if moment else given.document_date
        )

    def complete(self, found: Metadata) -> None:
        """Set the corrected metadata, and say in `sources` that a person corrected them."""
        for name, value in self._metadata().items():
            if name not in ("region_id", "document_date"):
                setattr(found, name, int(value) if name == "list_year" else value)
            found.sources[name] = "corrected"

    def _metadata(self) -> dict[str, str]:
        return {entry.field: entry.new_value for entry in self._own if entry.kind == "metadata"}

    def name_columns(self, tables: Sequence[SourceTable], findings: Findings) -> None:
        """Give columns the meaning that a person said; a table that was not known gets its kind by its name column."""
        named = [entry for entry in self._own if entry.kind == "column"]
        named.sort(key=lambda entry: entry.new_value != "name")  # what makes a table a list comes first
        for entry in named:
            table = _at(tables, entry.table)
            index = _column(table, entry) if table else None
            if table is None or index is None:
                self._changed(entry, findings, "", Detail("column_gone"), table)
                continue
            if entry.new_value == "name" and table.kind is TableKind.OTHER:
                table.kind = TableKind.PROJECT_LIST
                table.columns = columns.columns([column.header for column in table.columns], table.kind)
                table.doubts = [doubt for doubt in table.doubts if doubt.type != "list_not_recognised"]
            _name(table, index, entry.new_value)

    # --- rows ----------------------------------------------------------------------------------------------------

    def lay(self, table: SourceTable, table_no: int, findings: Findings) -> Overlay:
        """Lay the corrections of a table's rows over them; `Overlay.lift` puts the document's words back."""
        overlay = Overlay(table)
        rows = {row.row_no: row for row in table.rows if row.row_no is not None}
        for entry in self._own:
            if entry.kind != "field" or entry.table != table_no or confirmed.is_declared(entry):
                continue
            row = rows.get(entry.row or 0)
            if row is None:
                self._changed(entry, findings, "", Detail("row_gone"), table)
                continue
            shown = shown_at([column.field or "" for column in table.columns], entry.field)
            raw = overlay.raw.get(row.row_no or 0, row.cells)[shown]
            if raw != entry.old_raw:
                self._changed(entry, findings, raw, _words_changed(entry, raw), table, row, shown)
                continue
            _lay(overlay, entry, row, shown)
        return overlay

    def declare(self, table: SourceTable, table_no: int, reports: ListReports, findings: Findings) -> None:
        """Lay confirmations, and what was said not to be stated, over the reports of a table that was read."""
        own = [entry for entry in self._own if entry.table == table_no and confirmed.is_declared(entry)]
        about = {entry.row for entry in own}
        wanted = [at for at, row in enumerate(reports.rows) if row.row_no in about] if own else []
        taken = reports.take(wanted) if wanted else []
        by_row = {report.row.row_no: report for report in taken}
        for entry in own:
            report = by_row.get(entry.row)
            if report is None:
                self._changed(entry, findings, "", Detail("row_gone"), table)
                continue
            shown = shown_at([column.field or "" for column in table.columns], entry.field)
            raw = report.row.cells[shown]
            changed = _words_changed(entry, raw) if raw != entry.old_raw else None
            why = changed or confirmed.apply(entry, report, RULE)
            if why:
                self._changed(entry, findings, raw, why, table, report.row, shown)
        if taken:
            reports.put_back(wanted, taken)

    def lay_progress(self, tables: Sequence[SourceTable], findings: Findings) -> list[LaidProgress]:
        """Lay the corrections of progress rows over their cells; `lift_progress` puts the document's words back."""
        done = []
        for entry in self._own:
            if entry.kind != "progress":
                continue
            table = _at(tables, entry.table)
            row = next((row for row in table.rows if row.row_no == entry.row), None) if table else None
            index = table.index(entry.field) if table else None
            raw = row.cells[index] if row and index is not None else None
            if row is None or index is None or raw != entry.old_raw:
                what = Detail("row_or_column_gone") if raw is None else _words_changed(entry, raw)
                self._changed(entry, findings, raw or "", what, table)
                continue
            done.append(LaidProgress(entry, row, index, row.cells))
            row.cells = list(row.cells)
            row.cells[index] = "" if entry.new_value == ledger.NOT_STATED else entry.new_value
        return done

    def lift_progress(self, laid: Sequence[LaidProgress], evidence: Sequence[dict[str, Any]]) -> None:
        """Put the words of progress rows back, and point the evidence of what was corrected at them."""
        for one in reversed(laid):
            one.row.cells = one.cells
            report = f"{self.document_id[:12]}-m{one.correction.table}-{one.correction.row}"
            for item in evidence:
                if item["report_id"] == report and item["column_no"] == one.index + 1:
                    raw = one.cells[one.index]
                    item.update(raw=raw, start=0, end=len(raw), rule=RULE)

    def confirm_progress(self, tables: Sequence[SourceTable], read: ReadProgress, findings: Findings) -> None:
        """Lay confirmations over the progress rows that were read."""
        reports = {(report["table_no"], report["row_no"]): report for report in read.reports}
        for entry in self._own:
            table = _at(tables, entry.table)
            if entry.kind != "confirm" or table is None or table.kind is not TableKind.PROGRESS:
                continue
            report = reports.get((entry.table, entry.row))
            index = table.index(entry.field)
            row = next((row for row in table.rows if row.row_no == entry.row), None)
            raw = row.cells[index] if row and index is not None else ""
            if report is None or index is None or raw != entry.old_raw:
                self._changed(entry, findings, raw, _words_changed(entry, raw), table, row, index)
            elif not confirmed.confirm_progress(entry, index + 1, report, read.evidence):
                self._changed(entry, findings, raw, confirmed.value_changed(entry), table, row, index)

    def report_missing(self, tables: Sequence[SourceTable], findings: Findings) -> None:
        """A finding for each correction of a table that is no longer found, or is no project list any more."""
        lists = {number for number, table in enumerate(tables, start=1) if table.kind is TableKind.PROJECT_LIST}
        sheets = {number for number, table in enumerate(tables, start=1) if table.kind is TableKind.PROGRESS}
        for entry in self._own:
            known = lists | sheets if entry.kind == "confirm" else lists
            if entry.kind in ("field", "confirm") and entry.table not in known:
                self._changed(entry, findings, "", Detail("table_gone"), None)

    def offer(self, tables: Sequence[SourceTable], lists: Sequence[ListReports], findings: Findings) -> None:
        """Corrections of the same project in another document are named, never applied.

        Only where the words that were corrected stand here again, or where a file of the same name changed them.
        """
        done = {(entry.table, entry.row, entry.field) for entry in self._own if entry.kind == "field"}
        wanted = {entry.project_id for entry in self._others}
        projects = {
            project: (reports.column("table_no")[at], reports.rows[at])
            for reports in (lists if wanted else ())
            for at, project in enumerate(reports.column("project_id"))
            if project in wanted
        }
        for entry in self._others:
            table_no, row = projects.get(entry.project_id or "", (0, None))
            if row is None or (table_no, row.row_no, entry.field) in done:
                continue
            table = tables[table_no - 1]
            shown = shown_at([column.field or "" for column in table.columns], entry.field)
            raw = row.cells[shown]
            what = self._what_to_offer(entry, raw)
            if what is None:
                continue
            self._changed(entry, findings, raw, what, table, row, shown, table_no=table_no)

    def _what_to_offer(self, entry: Correction, raw: str) -> Detail | None:
        if key(raw) == key(entry.new_value):
            return None
        if key(raw) == key(entry.old_raw):
            return Detail("corrected_elsewhere", document=str(entry.document), new=entry.new_value)
        if entry.document == self.name:
            return Detail("published_anew", old=entry.old_raw, raw=raw, new=entry.new_value)
        return None

    def _changed(
        self, entry: Correction, findings: Findings, raw: str, what: Detail, table: SourceTable | None,
        row: TableRow | None = None, shown: int | None = None, table_no: int | None = None,
    ) -> None:  # fmt: skip
        if entry.document_id == self.document_id:
            self.stale.add(entry.correction_id)
        detail = Detail("correction_not_laid", id=entry.correction_id, what=what, by=said_by(entry))
        header = table.columns[shown].header if table and shown is not None else entry.header
        line = row.line if row else table.line if table else None
        number = table_no or entry.table
        findings.add(Finding("corrected_under_change", raw, detail, number, row.row_no if row else None, header, line))


def said_by(entry: Correction) -> Detail:
    """Who corrected, when and why."""
    return Detail("corrected_by", who=entry.who, day=entry.at[:10], why=entry.why)


def _words_changed(entry: Correction, raw: str) -> Detail:
    return Detail("words_changed", old=entry.old_raw, new=raw)


def shown_at(fields: Sequence[str], name: str) -> int:
    """Index of the document's column that a field of a row is read from, by the meaning of its columns."""
    wanted = (*ledger.fields("field")[name].columns, "name")
    return next((fields.index(column) for column in wanted if column in fields), 0)


def note_answered(plain: Findings, corrected: Findings, applied: Sequence[Correction]) -> None:
    """Findings that corrections answered become notes that keep the first message and name who corrected, and why.

    `plain` are the findings of the document as it stands, `corrected` those with the corrections laid over it.
    """
    left = {_place(finding) for finding in corrected.items}
    _answer_at_cells(corrected, applied)
    for finding in plain.items:
        if _place(finding) in left:
            continue
        detail = confirmed.answered(finding, [said_by(entry) for entry in _answering(finding, applied)])
        place = (finding.table, finding.row, finding.column, finding.line)
        corrected.add(Finding("corrected", finding.raw, detail, *place))


def _answer_at_cells(findings: Findings, applied: Sequence[Correction]) -> None:
    """A doubt about a quantity in running words stands in the cell still, but a person has settled it."""
    confirmed.answer(findings, applied, said_by)
    settled = {
        (entry.table, entry.row, answer): entry
        for entry in applied
        if entry.kind == "field" and not confirmed.is_declared(entry)
        for answer in ledger.fields("field")[entry.field].answers
    }
    for finding in findings.items:
        entry = settled.get((finding.table, finding.row, finding.type))
        if entry and finding.raw and finding.raw in entry.old_raw:
            finding.detail, finding.type = confirmed.answered(finding, [said_by(entry)]), "corrected"


def _place(finding: Finding) -> tuple[object, ...]:
    words = "" if finding.row is not None else finding.raw
    return (finding.type, finding.table, finding.row, finding.column, finding.line, words)


def _answering(finding: Finding, applied: Sequence[Correction]) -> list[Correction]:
    """The corrections nearest to a finding: of its row, else of its column, else of the document."""
    nearest = (
        [
            e
            for e in applied
            if e.kind in ("field", "confirm", "progress") and (e.table, e.row) == (finding.table, finding.row)
        ],
        [e for e in applied if e.kind == "column" and (e.table, e.header) == (finding.table, finding.column)],
        [e for e in applied if e.kind == "metadata" and finding.table is None],
        list(applied),
    )
    return next((found for found in nearest if found), [])


def _at(tables: Sequence[SourceTable], number: int | None) -> SourceTable | None:
    return tables[number - 1] if number and number <= len(tables) else None


def _column(table: SourceTable, entry: Correction) -> int | None:
    """Index of the column that a correction names: by its header, by its place too where that tells it apart."""
    wanted = columns.base(entry.header or "")
    found = [index for index, column in enumerate(table.columns) if columns.base(column.header) == wanted]
    if entry.column_no is not None:
        return entry.column_no - 1 if entry.column_no - 1 in found else None
    return found[0] if found else None


def _name(table: SourceTable, index: int, meaning: str) -> None:
    """Give a column its meaning. No other column has it then, and none counts as its rival that has no rival left."""
    for other, column in enumerate(table.columns):
        if other == index or column.field == meaning != ledger.IGNORE:
            field = meaning if other == index else None
            table.columns[other] = Column(column.header, field, column.unit)
    known = {column.field for column in table.columns}
    table.columns = [replace(c, rival=None) if c.rival and c.rival not in known else c for c in table.columns]
    table.__post_init__()


def _lay(overlay: Overlay, entry: Correction, row: TableRow, shown: int) -> None:
    """Put the new words into the cell of the field, or into a column that only this row has."""
    number = row.row_no or 0
    overlay.raw.setdefault(number, list(row.cells))
    row.cells = list(row.cells)
    words = entry.new_value
    own_table, own_row = overlay.own.get(number) or (overlay.table, replace(row, cells=list(row.cells)))
    if _has_cell(overlay.table, entry.field, shown, row):
        own_row.cells[shown] = row.cells[shown] = words
        index = shown
        said = (replace(one, by_person=True) if at == shown else one for at, one in enumerate(own_table.columns))
        own_table = replace(own_table, columns=list(said))
        own_row.shared, own_row.repeats = own_row.shared - {shown}, own_row.repeats - {shown}
    else:
        own_row = replace(own_row, cells=[*own_row.cells, words])
        if entry.field == "period":  # the period comes before the two dates that are printed
            for name in ("planned_start", "planned_finish"):
                if (at := overlay.table.index(name)) is not None:
                    own_row.cells[at] = ""
        what = ledger.fields("field")[entry.field]
        unit = {"total_investment": "万元", "floor_area": "平方米", "land_area": "平方米"}.get(entry.field)
        own_table = replace(
            own_table, columns=[*own_table.columns, Column(what.label, what.columns[0], unit, by_person=True)]
        )
        index = len(own_row.cells) - 1
    overlay.own[number] = (own_table, own_row)
    overlay.laid.append(Laid(entry, row, index, shown))


def _has_cell(table: SourceTable, name: str, shown: int, row: TableRow) -> bool:
    """Whether the cell at `shown` is the field's own, and nothing else is read from it."""
    what = table.columns[shown].field
    if name == "nature" and what == "type":
        return kind.parse_stated_sector(row.cells[shown]) is None
    return what == ledger.fields("field")[name].columns[0] and name not in _ADDED


def _mark(report: ProjectReport, laid: Laid, header: str) -> None:
    """Evidence and capacity entries that were read from corrected words point at the document's own cell."""
    what = ledger.fields("field")[laid.correction.field]
    raw = laid.correction.old_raw
    span = (len(raw) - len(raw.lstrip()), len(raw.rstrip())) if laid.index == laid.shown and raw.strip() else (0, 0)
    place = {"column_no": laid.shown + 1, "header": header, "raw": raw, "start": span[0], "end": span[1]}
    read = [item for item in report.evidence if item["column_no"] == laid.index + 1 and item["rule"] != RULE]
    for entry in report.capacity:
        if any(_is_of(entry, item) for item in read):
            entry.update(start=span[0], end=span[1])
    for item in read:
        item.update(place, rule=RULE)
    if not any(item["field"] == what.target for item in read):
        value = report.values[what.target]
        text = None if value is None else str(value)
        fixed = {"field": what.target, "value": text, "qualifier": "exact", "certainty": "certain", "rule": RULE}
        report.evidence.append({"report_id": report.values["report_id"], **fixed, **place})
    _settle(report, laid.correction, read, what.target)


def _settle(report: ProjectReport, entry: Correction, read: Sequence[Mapping[str, Any]], target: str) -> None:
    """What a person said is not doubtful any more."""
    doubtful = {item["field"] for item in read if item["certainty"] == "doubtful"}
    settled = {target, *({"capacity_basis"} if entry.field in _ADDED else set())} - doubtful
    report.values["doubtful_fields"] = [name for name in report.values["doubtful_fields"] if name not in settled]
    if entry.field == "sector":
        report.values["sector_rule"] = RULE


def _is_of(entry: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    same_place = (entry["start"], entry["end"]) == (item["start"], item["end"])
    return same_place and str(entry["quantity"]) == item["value"] and entry["basis"] == item["rule"]
