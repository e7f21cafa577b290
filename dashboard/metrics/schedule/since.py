"""What changed between two months' ends: each project's changes by kind, sums of money, and who did not report.

The kinds, what they mean and their limits stand in `data/reference/board/change_kinds.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import at_month_end, condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.schedule.monthly_reports import reporting
from dashboard.metrics.scoped import month_rows
from etl.contract import reference

AMOUNTS = ("invested_total_wan", "arrived_wan", "paid_wan")
_KEPT = ("project_no", "status", "is_started", "forecast_finish", "current_lateness", "report_month", *AMOUNTS)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change. `limit` is None where it has none."""

    kind: str
    title: str
    limit: int | None
    unit: str
    meaning: str


@cache
def kinds() -> dict[str, Kind]:
    """Every kind in the order of its table."""
    return {
        row["kind"]: Kind(**row | {"limit": int(row["limit"]) if row["limit"] else None})  # type: ignore[arg-type]
        for row in reference.rows("board/change_kinds")
    }


def month_before(cursor: Cursor, as_of: date | None) -> date | None:
    """The month's end that the snapshot has before the as-of date; None where there is none."""
    return max((end for end in cursor.month_ends if end and as_of and end < as_of), default=None)


_STATUS = ("then_status::VARCHAR", "status::VARCHAR")
_FORECAST = ("strftime(then_forecast_finish, '%Y-%m')", "strftime(forecast_finish, '%Y-%m')")
_PROBLEM = ("then_problems", "problems")
_LATER = (
    "((year(forecast_finish) - year(then_forecast_finish)) * 12 + month(forecast_finish) - month(then_forecast_finish))"
)
_ASKED = {
    "listed": (
        "first_listed > {before} AND first_listed <= {as_of}",
        ("CAST(NULL AS VARCHAR)", "strftime(first_listed, '%Y-%m-%d')"),
    ),
    "first_report": (
        "then_report_month IS NULL AND report_month IS NOT NULL",
        ("CAST(NULL AS VARCHAR)", "status::VARCHAR"),
    ),
    "started": ("is_started AND NOT coalesce(then_is_started, FALSE)", _STATUS),
    "finished": ("status = 'completed' AND then_status IS DISTINCT FROM 'completed'", _STATUS),
    "stopped": (
        "status IN ('suspended', 'cancelled') AND coalesce(then_status::VARCHAR, '') NOT IN ('suspended', 'cancelled')",
        _STATUS,
    ),
    "overdue": (
        "current_lateness = 'overdue' AND then_lateness IS DISTINCT FROM 'overdue' AND report_month IS NOT NULL",
        ("then_lateness::VARCHAR", "current_lateness::VARCHAR"),
    ),
    "forecast_later": (f"status <> 'completed' AND {_LATER} >= {{limit}}", _FORECAST),
    "forecast_earlier": (f"status <> 'completed' AND {_LATER} <= -{{limit}}", _FORECAST),
    "problem_new": ("has_problem AND NOT had_problem", _PROBLEM),
    "problem_gone": ("had_problem AND NOT has_problem AND report_month > then_report_month", _PROBLEM),
}
"""Condition of each kind, and what stood before and stands now; `then_` is the earlier month's end."""


def _beside(cursor: Cursor, portfolio: PortfolioFilter, before: date, as_of: date) -> tuple[str, list[object]]:
    """CTE `beside`: the filtered projects at the as-of date beside themselves at the earlier month's end.

    Each table is narrowed to these projects before it is joined: what the month does not change narrows both ends.
    """
    chosen, listed = "project_no IN (SELECT project_no FROM now_)", "TRUE"
    if portfolio.is_whole:
        chosen = "TRUE"
    else:
        listed = f"project_id IN (SELECT project_id FROM project_facts WHERE {chosen})"
    where, then_where = condition(portfolio, as_of), condition(replace(portfolio, classes=()), before)
    then = ", ".join(f"then_.{name} AS then_{name}" for name in _KEPT[1:] if name != "current_lateness")
    columns = ", ".join(_KEPT)
    sql = f"""WITH now_ AS (SELECT {columns} FROM {month_rows(cursor, as_of)} WHERE {where.text}),
    then_ AS (SELECT {columns} FROM {month_rows(cursor, before)} WHERE {then_where.text}),
    lists AS (SELECT project_id, min(document_date) AS first_listed FROM plan_revisions
        WHERE {listed} GROUP BY 1),
    said AS ({_in_force(as_of, chosen)}), said_then AS ({_in_force(before, chosen)}),
    beside AS (
        SELECT now_.*, {then}, then_.current_lateness AS then_lateness, l.first_listed, p.project_id,
            s.problems, b.problems AS then_problems, s.problems_since IS NOT NULL AS has_problem,
            b.problems_since IS NOT NULL AS had_problem
        FROM now_ JOIN then_ ON then_.project_no = now_.project_no JOIN projects p ON p.rowid = now_.project_no
        LEFT JOIN lists l ON l.project_id = p.project_id
        LEFT JOIN said s ON s.project_no = now_.project_no AND s.month = now_.report_month
        LEFT JOIN said_then b ON b.project_no = now_.project_no AND b.month = then_.report_month
    )
    """
    return sql, [*where.params, *then_where.params]


def _in_force(end: date, chosen: str) -> str:
    """What the last report up to a month's end says of each chosen project beside its figures."""
    day = f"DATE '{end.isoformat()}'"
    return f"""SELECT project_no, month, problems, problems_since FROM project_states
        WHERE month <= {day} AND next_month > {day} AND {chosen}"""


def _changes(before: date, as_of: date) -> str:
    """CTE `changes`: one row per project and kind of change, with its words before and now, and months moved."""
    parts = []
    for key, (text, (then, now)) in _ASKED.items():
        found = kinds()[key]
        dates = {"before": f"DATE '{before.isoformat()}'", "as_of": f"DATE '{as_of.isoformat()}'"}
        months = _LATER if key.startswith("forecast") else "CAST(NULL AS BIGINT)"
        parts.append(
            f"SELECT project_no, '{key}' AS kind, {then} AS said_before, {now} AS said_now, {months} AS months"
            f" FROM beside WHERE {text.format(limit=found.limit, **dates)}"
        )
    return f", changes AS ({' UNION ALL '.join(parts)})"


def count_changes(cursor: Cursor, portfolio: PortfolioFilter, before: date, as_of: date) -> dict[str, dict[str, Any]]:
    """For each kind that occurs: `projects`, and the most `months` moved."""
    sql, params = _beside(cursor, portfolio, before, as_of)
    sql += _changes(before, as_of)
    rows = fetch_few(
        cursor, sql + " SELECT kind, count(*) AS projects, max(abs(months)) AS months FROM changes GROUP BY 1", params
    )
    return {row["kind"]: row for row in rows.to_dicts()}


def list_changes(
    cursor: Cursor, portfolio: PortfolioFilter, before: date, as_of: date, *, kind: str = "", most: int | None = None
) -> pl.DataFrame:
    """One row per project and change, kinds in the order of their table, the costliest projects first: `kind`, the
    project, `said_before`, `said_now` (codes of status and lateness, months, or words), `months` moved."""
    sql, params = _beside(cursor, portfolio, before, as_of)
    order = "CASE kind " + " ".join(f"WHEN '{key}' THEN {place}" for place, key in enumerate(kinds())) + " END"
    return fetch(
        cursor,
        sql
        + _changes(before, as_of)
        + f"""SELECT c.kind, p.project_id, p.name, p.region_id, p.region_name, p.sector, c.said_before, c.said_now,
            CAST(c.months AS BIGINT) AS months, p.total_investment_wan
        FROM changes c JOIN projects p ON p.rowid = c.project_no WHERE ? = '' OR c.kind = ?
        ORDER BY {order}, p.total_investment_wan DESC NULLS LAST, p.project_id
        {"" if most is None else f"LIMIT {most}"}""",
        [*params, kind, kind],
    )


def money_since(cursor: Cursor, portfolio: PortfolioFilter, before: date, as_of: date) -> dict[str, Any]:
    """For each amount (万元) by how much it rose over the projects that have reported since and state it at both ends
    (`<amount>_rise`, null for none; `<amount>_both` of them), and `<amount>_new`, `<amount>_new_projects` of those that
    state it only now."""
    sql, params = _beside(cursor, portfolio, before, as_of)
    parts = []
    for name in AMOUNTS:
        is_new = f"report_month > DATE '{before.isoformat()}' AND {name} IS NOT NULL"
        both, new = f"{is_new} AND then_{name} IS NOT NULL", f"{is_new} AND then_{name} IS NULL"
        parts += [
            f"sum({name} - then_{name}) FILTER (WHERE {both}) AS {name}_rise",
            f"count(*) FILTER (WHERE {both}) AS {name}_both",
            f"sum({name}) FILTER (WHERE {new}) AS {name}_new",
            f"count(*) FILTER (WHERE {new}) AS {name}_new_projects",
        ]
    return fetch_few(cursor, f"{sql} SELECT {', '.join(parts)} FROM beside", params).row(0, named=True)


def to_remind(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, most_names: int = 10) -> pl.DataFrame:
    """Regions that did not report for every project of the as-of month: `region_id`, `region_name`, `projects` that
    are to be reported, `reported`, `missing`, `last_month`, `state`, and the `names` of the first projects missing."""
    rows = reporting(cursor, portfolio, as_of).filter(pl.col("state") != "all")
    where = condition(portfolio, as_of)
    names = fetch(
        cursor,
        f"""SELECT region_id, name FROM (SELECT m.region_id::VARCHAR AS region_id, p.name, m.project_no,
            m.total_investment_wan,
            row_number() OVER (
                PARTITION BY m.region_id ORDER BY m.total_investment_wan DESC NULLS LAST, m.project_no
            ) AS place
        FROM {month_rows(cursor, as_of)} m
        JOIN projects p ON p.rowid = m.project_no
        WHERE m.project_no IN (SELECT project_no FROM {month_rows(cursor, as_of)} WHERE {where.text})
            AND {at_month_end(as_of).text.replace("as_of", "m.as_of")}
            AND m.status NOT IN ('completed', 'cancelled') AND m.report_month IS DISTINCT FROM m.as_of
        ) WHERE place <= {most_names}
        ORDER BY region_id NULLS LAST, total_investment_wan DESC NULLS LAST, project_no""",
        where.params,
    )
    grouped = names.group_by("region_id", maintain_order=True).agg(pl.col("name").alias("names"))
    missing = (pl.col("projects") - pl.col("reported")).alias("missing")
    return rows.with_columns(missing).join(grouped, on="region_id", how="left", maintain_order="left", nulls_equal=True)
