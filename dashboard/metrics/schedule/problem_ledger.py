"""The ledger of problems of the filtered projects: each problem, and counts by cause, region and unit."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.scoped import of_projects
from etl.contract.problem_rules import bounds

ASKED = ("open", "past_due", "repeated", "long", "unsure", "solved", "gone")
"""What a list can be asked for: problems that stand, some of them, or those that stand no more."""
COUNTS = ("open", "past_due", "undated", "repeated", "unsure", "long", "solved", "gone")

_CONDITIONS = {
    "open": "state = 'open'",
    "past_due": "is_past_due",
    "undated": "state = 'open' AND deadline IS NULL",
    "repeated": "state = 'open' AND repeats > 0",
    "unsure": "state = 'open' AND NOT is_certain",
    "long": f"state = 'open' AND age_months >= {bounds()['long_months'].value}",
    "solved": "state = 'solved'",
    "gone": "state = 'gone'",
}
_GROUPS = {"": "''", "cause": "s.cause", "region": "p.region_id", "unit": "s.unit"}
"""What counts are made by -> its expression; null where nothing is stated."""


def _shown(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> tuple[str, list[object]]:
    """CTE `shown`: the problems of the filtered projects that a report by the as-of date has told, as they were then;
    `age_months`: how long they stood until then, or until they ended."""
    chosen = of_projects(cursor, portfolio, as_of)
    sql = f"""WITH shown AS (
        SELECT p.*, state = 'open' AND deadline < ? AS is_past_due,
            (year(until) - year(since)) * 12 + month(until) - month(since) AS age_months
        FROM (SELECT *, if(state = 'open', CAST(? AS DATE), month) AS until FROM problems_by_month) p
        WHERE month <= ? AND next_month > ?
            AND {chosen.text}
    )
    """
    return sql, [*[as_of] * 4, *chosen.params]


def list_problems(
    cursor: Cursor,
    portfolio: PortfolioFilter,
    as_of: date | None,
    *,
    asked: str = "",
    cause: str = "",
    unit: str | None = None,
    most: int | None = None,
) -> pl.DataFrame:
    """One row per problem, those that stand first, those past their deadline before the oldest; only what is
    asked for (`ASKED`), of one cause or unit ("" for none stated), where it is named, and so many at most."""
    sql, params = _shown(cursor, portfolio, as_of)
    chosen = [_CONDITIONS[asked]] if asked else []
    chosen += ["s.cause = ?"] if cause else []
    chosen += ["coalesce(s.unit, '') = ?"] if unit is not None else []
    given = [value for value in (cause or None, unit) if value is not None]
    return fetch(
        cursor,
        sql
        + f"""SELECT s.state, s.cause, s.is_certain, p.project_id, p.name, p.region_id, p.region_name, p.sector,
            s.words, s.since, s.is_of_first_report, CAST(s.age_months AS BIGINT) AS age_months, s.unchanged_since,
            CAST(s.repeats AS BIGINT) AS repeats, s.ended_before, s.unit, s.unit_is_stated, s.person, s.deadline,
            s.deadline_precision, s.deadline_raw, s.deadline_is_doubtful, s.first_deadline, s.is_past_due, s.state_said,
            s.month, s.set_who, s.set_at, s.set_why, p.total_investment_wan, d.document, s.document_id, s.table_no,
            s.row_no, s.problem_id
        FROM shown s JOIN projects p ON p.rowid = s.project_no JOIN documents d ON d.document_id = s.document_id
        WHERE {" AND ".join(chosen) or "TRUE"}
        ORDER BY CASE s.state WHEN 'open' THEN 0 WHEN 'solved' THEN 1 ELSE 2 END, s.is_past_due DESC,
            if(s.is_past_due, s.deadline, NULL), s.since, p.total_investment_wan DESC NULLS LAST, p.project_id, s.cause
        {"" if most is None else f"LIMIT {most}"}""",
        [*params, *given],
    )


def count_problems(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, by: str = "") -> pl.DataFrame:
    """One row per `cause`, `region` or `unit` (column `key`, null for none stated; `name` of a region), or one of all:
    `COUNTS`, the `projects` with a problem that stands, each once, their `total_investment_wan`, and how many months
    the oldest has stood. Most problems first."""
    sql, params = _shown(cursor, portfolio, as_of)
    counts = ", ".join(f"count(*) FILTER (WHERE {_CONDITIONS[name]}) AS {name}" for name in COUNTS)
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in COUNTS)
    return fetch_few(
        cursor,
        sql
        + f""", of_project AS (
            SELECT {_GROUPS[by]} AS key, s.project_no, {counts},
                max(age_months) FILTER (WHERE state = 'open') AS oldest
            FROM shown s JOIN projects p ON p.rowid = s.project_no GROUP BY 1, 2
        )
        SELECT o.key, {"any_value(p.region_name)" if by == "region" else "''"} AS name, {sums},
            count(*) FILTER (WHERE o.open > 0) AS projects,
            sum(p.total_investment_wan) FILTER (WHERE o.open > 0) AS total_investment_wan,
            CAST(max(o.oldest) AS BIGINT) AS oldest_months
        FROM of_project o JOIN projects p ON p.rowid = o.project_no
        GROUP BY o.key ORDER BY open DESC, total_investment_wan DESC NULLS LAST, o.key NULLS LAST""",
        params,
    )
