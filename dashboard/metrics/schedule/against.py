"""What cannot all be true of the filtered projects: each contradiction, and how many each rule tells."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.scoped import of_projects

STATES = ("open", "explained", "mended")


def _shown(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> tuple[str, list[object]]:
    """CTE `shown`: the contradictions of the filtered projects that a report by the as-of date has told, with `state`:
    mended by then, else explained by a person, else open."""
    chosen = of_projects(cursor, portfolio, as_of)
    sql = f"""WITH shown AS (
        SELECT finding_id, project_no, rule, since, one, other, other_month, owner, explained_who, explained_at,
            explained_why, if(mended <= ?, mended, NULL) AS mended,
            CASE WHEN mended <= ? THEN 'mended' WHEN explained_at IS NOT NULL THEN 'explained' ELSE 'open' END AS state
        FROM contradictions WHERE since <= ?
            AND {chosen.text}
    )
    """
    return sql, [as_of, as_of, as_of, *chosen.params]


def list_contradictions(
    cursor: Cursor,
    portfolio: PortfolioFilter,
    as_of: date | None,
    *,
    rule: str = "",
    state: str = "",
    most: int | None = None,
) -> pl.DataFrame:
    """One row per contradiction, open ones first, the newest and of those the costliest projects first; only of one
    rule or state where it is named, and so many at most."""
    sql, params = _shown(cursor, portfolio, as_of)
    return fetch(
        cursor,
        sql
        + f"""SELECT s.state, s.rule, p.project_id, p.name, p.region_id, p.region_name, p.sector, s.one, s.since,
            s.other, s.other_month, s.mended, s.owner, s.explained_who, s.explained_at, s.explained_why,
            p.total_investment_wan, f.document, f.document_id, f."table" AS table_no, f."row" AS row_no, s.finding_id
        FROM shown s JOIN projects p ON p.rowid = s.project_no JOIN findings f ON f.finding_id = s.finding_id
        WHERE (? = '' OR s.rule = ?) AND (? = '' OR s.state = ?)
        ORDER BY CASE s.state WHEN 'open' THEN 0 WHEN 'explained' THEN 1 ELSE 2 END, s.since DESC,
            p.total_investment_wan DESC NULLS LAST, p.project_id, s.rule
        {"" if most is None else f"LIMIT {most}"}""",
        [*params, rule, rule, state, state],
    )


def count_by_rule(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per rule that tells anything: `open`, `explained` and `mended` contradictions, `projects` with an open
    one and their `total_investment_wan`."""
    sql, params = _shown(cursor, portfolio, as_of)
    counts = ", ".join(f"count(*) FILTER (WHERE state = '{state}') AS {state}" for state in STATES)
    return fetch_few(
        cursor,
        sql
        + f""", of_project AS (
            SELECT rule, project_no, {counts} FROM shown GROUP BY rule, project_no
        )
        SELECT rule, {", ".join(f"CAST(sum({state}) AS BIGINT) AS {state}" for state in STATES)},
            count(*) FILTER (WHERE open > 0) AS projects,
            sum(total_investment_wan) FILTER (WHERE open > 0) AS total_investment_wan
        FROM of_project o JOIN projects p ON p.rowid = o.project_no GROUP BY rule ORDER BY rule""",
        params,
    )
