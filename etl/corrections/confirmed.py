"""What a person says of a value without writing a cell anew: that it is right as read, or that it is not stated.

Unlike the corrections that `lay.py` lays these are laid over what was read, not over the words. They hold only as long
as the cell says what it said, and a confirmation only as long as the same value is read from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

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
RULE = "correction"
"""Rule of evidence and of a sector that rest on a person's word."""
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


def progress_target(column: str, column_no: int, report: str, evidence: Sequence[Mapping[str, Any]]) -> str:
    """The field of a progress report that a cell of this column was read as."""
    read = [item["field"] for item in evidence if (item["report_id"], item["column_no"]) == (report, column_no)]
    return str(read[0]) if read else column


def apply(entry: Correction, report: ProjectReport, target: str) -> bool:
    """Lay one entry over the value `target` of a report; False where another value is read there now."""
    if entry.kind != "confirm":
        _take_out(entry, report, target)
    elif report.values.get(target) is None or said(report.values[target]) != entry.new_value:
        return False
    for item in report.evidence:
        if item["field"] == target:
            item["certainty"] = "certain"
    _settle(entry, report, target)
    return True


def _take_out(entry: Correction, report: ProjectReport, target: str) -> None:
    """The value is not stated. Entries that were counted in it are kept, but not counted."""
    for name in (target, *_WITH.get(entry.field, ())):
        report.values[name] = None
    report.evidence[:] = [item for item in report.evidence if item["field"] != target]
    kinds = {"childcare_places": "childcare_place", "school_places": "school_place", "classes": "class"}
    for counted in report.quantities:
        if kinds.get(target, target.removesuffix("s")) == counted["kind"]:
            counted["is_added"] = False


def _settle(entry: Correction, report: ProjectReport, target: str) -> None:
    """What a person said is not doubtful any more."""
    gone = {target, *_DOUBTS_WITH.get(entry.field, ())}
    what = ledger.fields("field").get(entry.field)
    if what and "content" in what.columns:
        gone.add("capacity_basis")
    report.values["doubtful_fields"] = [name for name in report.values["doubtful_fields"] if name not in gone]
    if entry.kind == "confirm" and entry.field == "sector":
        report.values["sector_rule"] = RULE
