"""One project's plans, months and money: every report with its revisions, and what the as-of date makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch
from dashboard.metrics.schedule.monthly_reports import plan_revisions, project_months
from dashboard.metrics.scoped import scoped_projects

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """`state` is the project at the as-of date with its slips; `plans` what each document said of its plan, oldest
    first; `months` every report by month and revision, those after the as-of date too; `funding` maps a report
    (`progress_id`) to its cumulative amounts (stage, source, amount_wan)."""

    state: Record
    plans: list[Record]
    months: list[Record]
    funding: dict[str, list[Record]]

    @property
    def sources(self) -> list[Record]:
        """The amounts by source of the report that the state rests on."""
        for row in self.months:
            if row["month"] == self.state["report_month"] and row["is_effective"]:
                return self.funding.get(row["progress_id"], [])
        return []


def read_progress(cursor: Cursor, project_id: str, as_of: date | None) -> ProjectProgress:
    """Everything about one project that the snapshot has."""
    state = f"SELECT * FROM {scoped_projects(cursor, as_of)} WHERE project_id = ?"
    funding: dict[str, list[Record]] = {}
    for row in fetch(cursor, _FUNDING, [project_id]).to_dicts():
        funding.setdefault(row["progress_id"], []).append(row)
    return ProjectProgress(
        state=fetch(cursor, state, [project_id]).to_dicts()[0],
        plans=plan_revisions(cursor, project_id).to_dicts(),
        months=project_months(cursor, project_id).to_dicts(),
        funding=funding,
    )


_FUNDING = """SELECT f.progress_id, f.stage, f.source, f.amount_wan
FROM progress_funding f JOIN project_months m ON m.progress_id = f.progress_id
WHERE m.project_id = ? AND f.basis = 'cumulative' AND f.source <> ''
ORDER BY f.progress_id, f.stage, f.column_no"""
