"""What progress sheets state of a project beside progress and money: problems and who solves them, who is in charge."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.metrics.catalog import column_label
from dashboard.metrics.schedule.project_progress import ProjectProgress
from dashboard.parts.cards import definition_rows, panel
from dashboard.parts.dom import data
from dashboard.words.formats import plain, planned_date
from dashboard.words.translate import DATA_LANGUAGE, t

_PROBLEMS = ("month", "problems", "problem_unit", "problem_person", "problem_deadline", "problem_state")
_SAID = ("problem_unit", "problem_person", "problem_deadline", "problem_state")
_MORE = (
    "adjusted_total_wan", "is_in_statistics", "owner_unit", "responsible_unit", "leader", "person_in_charge",
    "contact_person", "remark",
)  # fmt: skip


def problem_panels(told: ProjectProgress) -> list[html.Section]:
    """Problems month by month, and what else the last sheet says; nothing of what no sheet states."""
    months = [row for row in reversed(told.months) if row["is_effective"]]
    return [*_problem_panel(months), *_more_panel(months)]


def _problem_panel(months: list[dict[str, Any]]) -> list[html.Section]:
    stated = [row for row in months if any(row[name] is not None for name in _SAID)]
    if not stated:
        return []
    head = html.Tr([html.Th(_heading(name), scope="col") for name in _PROBLEMS])
    table = html.Table([html.Thead(head), html.Tbody([_problem(row) for row in stated])], className="table")
    note = t("{count} 个月", count=len(stated))
    return [panel(t("问题与解决"), html.Div(table, className="table-scroll"), note=note, name="problems")]


def _heading(name: str) -> str:
    return t("调度月份") if name == "month" else column_label(name)


def _problem(row: dict[str, Any]) -> html.Tr:
    deadline = row["problem_deadline"]
    return html.Tr(
        [
            html.Td(f"{row['month']:%Y-%m}"),
            *(html.Td(row[name] or "—", lang=DATA_LANGUAGE) for name in ("problems", "problem_unit", "problem_person")),
            html.Td(planned_date(deadline, row["problem_deadline_precision"] or "day") if deadline else "—"),
            html.Td(row["problem_state"] or "—", lang=DATA_LANGUAGE),
        ],
        **data(month=f"{row['month']:%Y-%m}"),
    )


def _more_panel(months: list[dict[str, Any]]) -> list[html.Section]:
    """What the last sheet that says any of it says."""
    last = next((row for row in months if any(row[name] is not None for name in _MORE)), None)
    if last is None:
        return []
    rows = [(column_label(name), _value(name, last[name])) for name in _MORE if last[name] is not None]
    note = t("{month} 的调度表", month=f"{last['month']:%Y-%m}")
    return [panel(t("调度表的其他内容"), definition_rows(rows), note=note, name="sheet-more")]


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - what a column holds
    if name.endswith("_wan"):
        return plain(value)
    if isinstance(value, bool):
        return t("是") if value else t("否")
    return html.Span(value, lang=DATA_LANGUAGE)
