"""What a person corrected, confirmed over what was read: evidence, values and doubts of rows, and what is said of it.

Evidence of corrected words points at the document's own cell, with the rule `correction`. Confirmations, and what is
said not to be stated, are laid over the values. What does not fit the document any more, or was corrected in another
document with the same project, gets a finding; findings that were answered become notes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.values import TableKind
from etl.corrections import confirmed, ledger
from etl.corrections.confirmed import RULE
from etl.corrections.lay import ADDED, Laid, LaidCell, Misfit, Place, column_of, find
from etl.corrections.ledger import Correction
from etl.corrections.notes import Said, note_answered, said_by
from etl.corrections.read_rows import ReadTables, Rows, taken
from etl.parse.words import key
from etl.rows.project_list.reports import ProjectReport
from etl.tables.table import TableRow


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Ids of the corrections that do not fit any more; the findings that only the document without corrections has."""

    stale: tuple[str, ...] = ()
    answered: tuple[Said, ...] = ()


def confirm(laid: Laid, read: ReadTables, findings: Findings) -> Confirmed:
    """Put the words of the document back into its rows, and confirm the corrections over what was read."""
    for row, words in laid.words.values():
        row.cells = words
    misfits = [*laid.misfits, *_confirm_rows(laid, read)]
    for misfit in misfits:
        _tell(misfit, findings)
    _offer(laid, read, findings)
    stale = {misfit.correction.correction_id for misfit in misfits}
    applied = [one for one in laid.entries if one.correction_id not in stale and one.kind != "revoke"]
    return Confirmed(tuple(sorted(stale)), note_answered(laid.entries, applied, findings))


def _confirm_rows(laid: Laid, read: ReadTables) -> list[Misfit]:
    """Confirm the corrections of rows; gives those of what was declared that do not fit what was read."""
    declared = [(entry, find(entry, read.tables)) for entry in laid.entries if confirmed.is_declared(entry)]
    misfits = [place for _, place in declared if isinstance(place, Misfit)]
    places = [(entry, place) for entry, place in declared if isinstance(place, Place)]
    for table_no in sorted({one.table_no for one in (*(cell.place for cell in laid.cells), *(p for _, p in places))}):
        cells = [cell for cell in laid.cells if cell.place.table_no == table_no]
        own = [(entry, place) for entry, place in places if place.table_no == table_no]
        misfits += _confirm_table(read, table_no, cells, own)
    return misfits


def _confirm_table(
    read: ReadTables, table_no: int, cells: Sequence[LaidCell], declared: Sequence[tuple[Correction, Place]]
) -> list[Misfit]:
    """Confirm the corrections of one table; gives those that do not fit what was read."""
    wanted = {place.row.row_no or 0 for place in (*(cell.place for cell in cells), *(place for _, place in declared))}
    rows, put_back = taken(read, table_no, wanted)
    for cell in cells:
        if report := rows.get(cell.place.row.row_no or 0):
            _point_back(report, cell)
    misfits = [misfit for entry, place in declared if (misfit := _declare(rows, entry, place))]
    put_back()
    return misfits


def _declare(rows: Rows, entry: Correction, place: Place) -> Misfit | None:
    """Lay a confirmation, or that a value is not stated, over a report."""
    report = rows.get(place.row.row_no or 0)
    if report is None:
        return Misfit(entry, Detail("row_gone"), table=place.table)
    if confirmed.apply(entry, report, _target(entry, place, report)):
        return None
    what = Detail("value_changed", value=entry.new_value)
    return Misfit(entry, what, entry.old_raw, place.table, place.row, place.shown)


def _target(entry: Correction, place: Place, report: ProjectReport) -> str:
    """The column of the report that a correction is about."""
    if place.table.kind is TableKind.PROGRESS:
        return confirmed.progress_target(
            entry.field, place.shown + 1, report.values["progress_id"], report.evidence
        )  # fmt: skip
    return ledger.fields("field")[entry.field].target


# --- corrected words ---------------------------------------------------------------------------------------------


def _point_back(report: ProjectReport, cell: LaidCell) -> None:
    """Evidence and capacity entries that were read from corrected words point at the document's own cell."""
    target = _target(cell.correction, cell.place, report)
    start, end = _span(cell)
    place = {
        "column_no": cell.place.shown + 1,
        "header": cell.place.header,
        "raw": cell.raw,
        "start": start,
        "end": end,
    }
    read = [item for item in report.evidence if item["column_no"] == cell.index + 1 and item["rule"] != RULE]
    for entry in report.quantities:
        if any(_is_of(entry, item) for item in read):
            entry.update(start=start, end=end)
    for item in read:
        item.update(place, rule=RULE)
    has_words = cell.correction.new_value != ledger.NOT_STATED and target in report.values
    if has_words and not any(item["field"] == target for item in read):
        report.evidence.append(_evidence(report, target) | place)
    _settle(report, cell.correction, read, target)


def _span(cell: LaidCell) -> tuple[int, int]:
    """All words of the cell, where they were read in its place; else none of them."""
    if cell.index != cell.place.shown or not cell.raw.strip():
        return (0, 0)
    return (len(cell.raw) - len(cell.raw.lstrip()), len(cell.raw.rstrip()))


def _is_of(entry: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    same_place = (entry["start"], entry["end"]) == (item["start"], item["end"])
    return same_place and entry["basis"] == item["rule"] and entry["value"] == Decimal(item["value"])


def _evidence(report: ProjectReport, target: str) -> dict[str, Any]:
    """Evidence of a value that its reader gives none of."""
    values = report.values
    value = None if values[target] is None else str(values[target])
    name = values["progress_id"] if "progress_id" in values else values["report_id"]
    fixed = {"qualifier": "exact", "certainty": "certain", "rule": RULE}
    return {"report_id": name, "field": target, "value": value, **fixed}


def _settle(report: ProjectReport, entry: Correction, read: Sequence[Mapping[str, Any]], target: str) -> None:
    """What a person said is not doubtful any more."""
    doubtful = {item["field"] for item in read if item["certainty"] == "doubtful"}
    settled = {target, *({"capacity_basis"} if entry.field in ADDED else set())} - doubtful
    report.values["doubtful_fields"] = [name for name in report.values["doubtful_fields"] if name not in settled]
    if entry.field == "sector":
        report.values["sector_rule"] = RULE


# --- what does not fit, and what other documents say --------------------------------------------------------------


def _tell(misfit: Misfit, findings: Findings, table_no: int | None = None) -> None:
    """A finding that says why a correction was not laid; `table_no`: where, if not in the table that it names."""
    entry, table, row = misfit.correction, misfit.table, misfit.row
    detail = Detail("correction_not_laid", id=entry.correction_id, what=misfit.what, by=said_by(entry))
    header = table.columns[misfit.shown].header if table and misfit.shown is not None else entry.header
    line = row.line if row else table.line if table else None
    place = (table_no or entry.table, row.row_no if row else None, header, line)
    findings.add(Finding("corrected_under_change", misfit.raw, detail, *place))


def _offer(laid: Laid, read: ReadTables, findings: Findings) -> None:
    """Corrections of the same project in another document are named, never applied.

    Only where the words that were corrected stand here again, or where a file of the same name changed them.
    """
    if not laid.of_others:
        return
    done = {(entry.table, entry.row, entry.field) for entry in laid.entries if entry.kind == "field"}
    projects = _rows_of_projects(read, {entry.project_id for entry in laid.of_others})
    for entry in laid.of_others:
        table_no, row = projects.get(entry.project_id, (0, None))
        if row is None or (table_no, row.row_no, entry.field) in done:
            continue
        table = read.tables[table_no - 1]
        shown = column_of(table, entry.field) or 0
        what = _what_to_offer(entry, row.cells[shown], laid.name)
        if what:
            _tell(Misfit(entry, what, row.cells[shown], table, row, shown), findings, table_no)


def _rows_of_projects(read: ReadTables, wanted: set[str | None]) -> dict[str | None, tuple[int, TableRow]]:
    """The row that reports each of some projects, with the number of its table; the last one where several do."""
    return {
        project: (table_no, reports.rows[at])
        for table_no, reports in read.numbered_lists()
        for at, project in enumerate(reports.column("project_id"))
        if project in wanted
    }


def _what_to_offer(entry: Correction, raw: str, name: str) -> Detail | None:
    """What is said of a correction in another document where `raw` stands here, in a file of this name."""
    if key(raw) == key(entry.new_value):
        return None
    if key(raw) == key(entry.old_raw):
        return Detail("corrected_elsewhere", document=str(entry.document), new=entry.new_value)
    if entry.document == name:
        return Detail("published_anew", old=entry.old_raw, raw=raw, new=entry.new_value)
    return None
