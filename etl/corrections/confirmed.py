"""What a person says of a value without writing a cell anew: that it is right as read, or that it is not stated.

Unlike the corrections of `overrides.py` these are laid over what was read, not over the words. They hold only as long
as the cell says what it said, and a confirmation only as long as the same value is read from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from etl.contract import finding_words
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.corrections import ledger
from etl.corrections.ledger import NOT_STATED, Correction
from etl.rows.project_list.reports import ProjectReport

_PERIOD = ("planned_start", "planned_finish", "plan_precision", "start_year", "end_year", "duration_months")
_WITH = {
    "period": _PERIOD,
    "planned_start": ("start_year",),
    "planned_finish": ("end_year",),
    "sector": ("sector_rule",),
}
"""Values that go with a field that is not stated."""
_DOUBTS_WITH = {"period": ("planned_start", "planned_finish"), "planned_start": ("period_raw",)}
_DOUBTS_WITH |= {"planned_finish": ("period_raw",)}
NEVER = ("seq", "name", "region")
"""Fields that every row must have."""


def is_declared(entry: Correction) -> bool:
    """Whether a correction is a confirmation, or says that a value of a list row is not stated."""
    return entry.kind == "confirm" or (entry.kind == "field" and entry.new_value == NOT_STATED)


def said(value: Any) -> str:  # noqa: ANN401
    """A value of a report as it is written down in a confirmation."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def apply(entry: Correction, report: ProjectReport, rule: str) -> Detail | None:
    """Lay one entry over a report; returns why it does not fit any more, or None."""
    what = ledger.fields("field")[entry.field]
    value = report.values[what.target]
    if entry.kind == "confirm":
        if value is None or said(value) != entry.new_value:
            return value_changed(entry)
        for item in report.evidence:
            if item["field"] == what.target:
                item["certainty"] = "certain"
    else:
        for name in (what.target, *_WITH.get(entry.field, ())):
            report.values[name] = None
        report.evidence[:] = [item for item in report.evidence if item["field"] != what.target]
        _take_out_entries(report, what.target)
    _settle(report, entry, what, rule)
    return None


def value_changed(entry: Correction) -> Detail:
    """Why a confirmation does not hold any more."""
    return Detail("value_changed", value=entry.new_value)


def progress_target(column: str, column_no: int, report: str, evidence: Sequence[Mapping[str, Any]]) -> str:
    """The field of a progress report that a cell of this column was read as."""
    read = [item["field"] for item in evidence if (item["report_id"], item["column_no"]) == (report, column_no)]
    return str(read[0]) if read else column


def confirm_progress(
    entry: Correction, column_no: int, report: dict[str, Any], evidence: Sequence[dict[str, Any]]
) -> bool:
    """Make a value of a progress report certain; False where another value is read now."""
    target = progress_target(entry.field, column_no, report["progress_id"], evidence)
    if report.get(target) is None or said(report[target]) != entry.new_value:
        return False
    for item in evidence:
        if item["report_id"] == report["progress_id"] and item["field"] == target:
            item["certainty"] = "certain"
    report["doubtful_fields"] = [name for name in report["doubtful_fields"] if name != target]
    return True


def _take_out_entries(report: ProjectReport, target: str) -> None:
    """Entries that were counted in a sum which is not stated are kept, but not counted."""
    kinds = {"childcare_places": "childcare_place", "school_places": "school_place", "classes": "class"}
    for entry in report.capacity:
        if kinds.get(target, target.removesuffix("s")) == entry["kind"]:
            entry["is_added"] = False


def _settle(report: ProjectReport, entry: Correction, what: ledger.CorrectionField, rule: str) -> None:
    gone = {what.target, *_DOUBTS_WITH.get(entry.field, ())}
    if "content" in what.columns:
        gone.add("capacity_basis")
    report.values["doubtful_fields"] = [name for name in report.values["doubtful_fields"] if name not in gone]
    if entry.kind == "confirm" and entry.field == "sector":
        report.values["sector_rule"] = rule


def answered(finding: Finding, by: Sequence[Detail]) -> Detail:
    """What a note says of the finding that it stands for, and of who corrected."""
    return Detail("answered", finding=finding_words.whole(finding.type, finding.detail), by=tuple(by))


def answer(findings: Findings, applied: Sequence[Correction], by: Callable[[Correction], Detail]) -> None:
    """Doubts at the cell that a person has declared on become notes that name the person."""
    for entry in filter(is_declared, applied):
        what = ledger.fields("field").get(entry.field)  # None for what only progress sheets have
        own = what is None or (what.columns[0] != "content" and "content" not in what.columns[1:])
        for finding in findings.items:
            if (finding.table, finding.row) != (entry.table, entry.row) or finding.severity != "warn":
                continue
            if (what and finding.type in what.answers) or (own and finding.column == entry.header):
                finding.detail, finding.type = answered(finding, [by(entry)]), "corrected"
