"""Projects on a time axis: original baseline, current plan, what was done, what is forecast, and the as-of line.

Plain boxes placed in per cent, so that names are whole, rows are links, and a phone and a printer show the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import dcc, html

from dashboard.parts.dom import aria
from dashboard.words.problem_words import in_brief
from dashboard.words.slips import slip_months_words
from dashboard.words.translate import DATA_LANGUAGE, t

Row = Mapping[str, Any]
_Span = tuple[str, date | None, date | None]
"""Kind of a box, its first and its last day."""
_MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def place(self, day: date) -> float:
        """Per cent of the width."""
        span = max((self.last - self.first).days, 1)
        return round(min(max(100 * (day - self.first).days / span, 0), 100), 2)


def timeline(rows: Sequence[Row], as_of: date | None, plan: str, link: Callable[[Row], str]) -> html.Div:
    """The rows in the given order. Each needs the plan, actual and forecast columns of a project query."""
    axis = _axis(rows, as_of)
    return html.Div(
        [_legend(plan), html.Div([_ticks(axis, as_of), *(_row(row, axis, as_of, plan, link) for row in rows)])],
        className="timeline",
    )


def has_bar(row: Row) -> bool:
    """Whether there is anything to draw."""
    return any(row[name] for name in ("current_finish", "original_finish", "actual_start"))


def _axis(rows: Sequence[Row], as_of: date | None) -> _Axis:
    names = ("original_start", "original_finish", "current_start", "current_finish", "actual_start", "finish_reached")
    days = [row[name] for row in rows for name in names if row[name]] + ([as_of] if as_of else [])
    first, last = min(days), max(days)
    return _Axis(date(first.year, 1, 1), date(last.year, 12, 31))


def _legend(plan: str) -> html.Ul:
    keys = [
        ("plan", t("现行计划") if plan == "current" else t("原始计划")),
        ("base", t("原始计划（与现行不同时）") if plan == "current" else t("现行计划（与原始不同时）")),
        ("done", t("实际")),
        ("late", t("超出计划")),
        ("told", t("预计")),
        ("today", t("数据截止日")),
    ]
    return html.Ul(
        [html.Li([html.Span(className=f"tl-key tl-{kind}"), words]) for kind, words in keys], className="legend"
    )


def _ticks(axis: _Axis, as_of: date | None) -> html.Div:
    years = range(axis.first.year, axis.last.year + 1)
    step = -(-len(years) // _MOST_TICKS)
    marks = [
        html.Span(str(year), className="tl-tick", style={"left": f"{axis.place(date(year, 1, 1))}%"})
        for year in years
        if (year - years[0]) % step == 0
    ]
    if as_of:
        place = axis.place(as_of)
        side = "tl-now is-left" if place > 70 else "tl-now"
        marks.append(html.Span(as_of.isoformat(), className=side, style={"left": f"{place}%"}))
    return html.Div(marks, className="tl-axis", **aria(hidden="true"))


def _row(row: Row, axis: _Axis, as_of: date | None, plan: str, link: Callable[[Row], str]) -> html.Div:
    words = slip_months_words(row, plan)
    reason = _reason(row, plan)
    late = {None: "", "forecast_late": " is-told"}.get(row[f"{plan}_lateness"], " is-late")
    return html.Div(
        [
            html.Div(
                [
                    dcc.Link(row["name"], href=link(row), className="tl-name"),
                    html.Span(row["region_name"] or "", className="tl-place"),
                    html.Strong(words, className=f"tl-words{late}"),
                ],
                className="tl-head",
            ),
            html.Div(reason, className="tl-reason", lang=DATA_LANGUAGE) if reason else None,
            html.Div(_boxes(row, axis, as_of, plan), className="tl-track", title=_title(row)),
        ],
        className="tl-row",
    )


def _reason(row: Row, plan: str) -> str:
    """Why a late project is so, as far as its sheets say; "" for one that is not late or of which nothing is known."""
    if not row[f"{plan}_lateness"] or not row.get("report_month"):
        return ""
    return in_brief(row["problem_causes"], row["problems"]) or t("未报原因")


def _boxes(row: Row, axis: _Axis, as_of: date | None, plan: str) -> list[html.Span]:
    boxes = [_box(kind, first, last, axis) for kind, first, last in [*_plans(row, plan), *_work(row, as_of, plan)]]
    if as_of:
        boxes.append(html.Span(className="tl-box tl-today", style={"left": f"{axis.place(as_of)}%"}))
    return [box for box in boxes if box is not None]


def _plans(row: Row, plan: str) -> Iterator[_Span]:
    """The plan compared with, then the other one where it differs; what has no planned start begins as it was begun."""
    other = "original" if plan == "current" else "current"
    begun = row["actual_start"]
    yield "plan", row[f"{plan}_start"] or begun, row[f"{plan}_finish"]
    if (row[f"{other}_start"], row[f"{other}_finish"]) != (row[f"{plan}_start"], row[f"{plan}_finish"]):
        yield "base", row[f"{other}_start"] or begun, row[f"{other}_finish"]


def _work(row: Row, as_of: date | None, plan: str) -> Iterator[_Span]:
    """What was done, what is foretold, and what of both lies past the plan's finish."""
    reached, planned = row["finish_reached"], row[f"{plan}_finish"]
    is_done = row["status"] == "completed"
    done = reached if is_done or as_of is None else as_of
    if row["actual_start"]:
        yield "done", row["actual_start"], done
    if not is_done and reached and done and reached > done:
        yield "told", done, reached
    if row[f"{plan}_lateness"]:
        yield "late", planned, min(reached, done) if done else reached


def _box(kind: str, first: date | None, last: date | None, axis: _Axis) -> html.Span | None:
    if first is None or last is None or last < first:
        return None
    left, right = axis.place(first), axis.place(last)
    return html.Span(
        className=f"tl-box tl-{kind}", style={"left": f"{left}%", "width": f"{max(right - left, 0.4):.2f}%"}
    )


def _title(row: Row) -> str:
    parts = [
        (t("原始计划"), row["original_start"], row["original_finish"]),
        (t("现行计划"), row["current_start"], row["current_finish"]),
        (t("实际"), row["actual_start"], row["actual_finish"]),
    ]
    lines = [f"{label} {first or '…'} – {last or '…'}" for label, first, last in parts if first or last]
    if row["forecast_finish"]:
        lines.append(t("预计竣工 {day}", day=row["forecast_finish"]))
    return "\n".join(lines)
