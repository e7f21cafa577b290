"""Queries over the months: money by source, month by month, who did not report, rows left over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.query import list_projects
from dashboard.metrics.scoped import month_rows, of_projects


def _scoped(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, *columns: str
) -> tuple[str, tuple[object, ...]]:
    """CTE `shown`: these columns of the filtered projects at the as-of date, each once."""
    where = condition(portfolio, as_of)
    chosen = ", ".join(columns)
    sql = f"WITH shown AS (SELECT {chosen} FROM {month_rows(cursor, as_of)} WHERE {where.text})\n"
    return sql, where.params


def funding_by_source_wan(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Cumulative amounts by source of funds at each project's last report: `source`, `planned_wan`, `arrived_wan`,
    `paid_wan`, and for each how many projects state it; `unstated` is what a sheet gives without sources.
    `gap_wan` is planned less arrived over the `gap_projects` that state both for the source; null where none does.

    A project counts once per source. The sources of a stage and `unstated` add up to the metric of that stage.
    """
    where, projects = condition(portfolio, as_of), month_rows(cursor, as_of)
    chosen = of_projects(cursor, portfolio, as_of)
    stages = ("planned", "arrived", "paid")
    amounts = [f"sum({name}_wan) AS {name}_wan" for name in stages]
    amounts += [f"count({name}_wan) AS {name}_projects" for name in stages]
    by_source = fetch_few(
        cursor,
        f"""SELECT source, {", ".join(amounts)}, sum(planned_wan - arrived_wan) AS gap_wan,
            count(planned_wan - arrived_wan) AS gap_projects
        FROM funds_at_month_end
        WHERE as_of = (SELECT max(as_of) FROM month_ends WHERE as_of <= ?)
            AND {chosen.text} GROUP BY 1""",
        [as_of, *chosen.params],
    )
    whole = fetch_few(
        cursor,
        f"""SELECT sum(arrived_wan) AS arrived_wan, count(arrived_wan) AS arrived_projects, sum(paid_wan) AS paid_wan,
            count(paid_wan) AS paid_projects, coalesce(bool_or(progress_is_synthetic), false) AS is_synthetic
        FROM {projects} WHERE {where.text}""",
        where.params,
    ).row(0, named=True)
    rest = _without_source(by_source, whole)
    rows = pl.concat([by_source, pl.DataFrame([rest], schema=by_source.schema)]) if rest else by_source
    return rows.sort("source").with_columns(pl.lit(whole["is_synthetic"]).alias("is_synthetic"))


def source_sums(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """For each stated source arrived over planned and paid over arrived (万元), each over the projects that state both
    of it: `source`, `arrival_rate_n`, `arrival_rate_d`, `payment_rate_n`, `payment_rate_d`."""
    chosen = of_projects(cursor, portfolio, as_of)
    planned, paid = (
        "(WHERE planned_wan IS NOT NULL AND arrived_wan IS NOT NULL)",
        ("(WHERE paid_wan IS NOT NULL AND arrived_wan IS NOT NULL)"),
    )
    return fetch_few(
        cursor,
        f"""SELECT source, sum(arrived_wan) FILTER {planned} AS arrival_rate_n,
            sum(planned_wan) FILTER {planned} AS arrival_rate_d, sum(paid_wan) FILTER {paid} AS payment_rate_n,
            sum(arrived_wan) FILTER {paid} AS payment_rate_d
        FROM funds_at_month_end
        WHERE as_of = (SELECT max(as_of) FROM month_ends WHERE as_of <= ?)
            AND {chosen.text}
        GROUP BY 1 ORDER BY 1""",
        [as_of, *chosen.params],
    )


def _without_source(by_source: pl.DataFrame, whole: dict[str, Any]) -> dict[str, Any] | None:
    """What the projects report in all beyond what they report by source, as a row of its own; None for nothing."""
    rest: dict[str, Any] = {}
    for stage in ("arrived", "paid"):
        amounts = by_source[f"{stage}_wan"].drop_nulls()
        told = whole[f"{stage}_wan"]
        if told is not None and told != (by_source_wan := sum(amounts, Decimal(0))):
            rest |= {f"{stage}_wan": told - by_source_wan, f"{stage}_projects": whole[f"{stage}_projects"]}
    none = dict.fromkeys((name for name in by_source.columns if name.endswith("_projects")), 0)
    return dict.fromkeys(by_source.columns) | none | {"source": "unstated"} | rest if rest else None


_OF_THE_YEAR, _SO_FAR = ("invested_year_wan", "annual_plan_wan"), ("invested_total_wan", "arrived_wan", "paid_wan")


def money_by_month_wan(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per month up to the as-of date: sums over the filtered projects, and the change on the year before.

    `invested_month_wan` counts the reports of that month alone; the cumulative ones carry each project's last report
    on. `change_pct` (同比) compares `compared_month_wan` with `same_month_last_year_wan`, both over the
    `compared_projects` that reported the amount in both months; `only_now_projects` and `only_then_projects` reported
    it in one of them and are left out. Null where there is nothing to compare with.
    """
    summed = _summed(cursor, portfolio, as_of, (*_OF_THE_YEAR, *_SO_FAR))
    return _with_change(summed, _same_projects(cursor, portfolio, as_of))


def invested_by_month_wan(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """The same without the cumulative amounts: `month`, `reported_projects`, `invested_month_wan` and the change."""
    return _with_change(_summed(cursor, portfolio, as_of, ()), _same_projects(cursor, portfolio, as_of))


def against_plan_wan(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Done so far beside planned, month by month (万元): `month`, `reported_projects`, `invested_total_wan`,
    `planned_total_wan`. Planned is what was done before the year and so many twelfths of the year's plan as months have
    passed (序时进度); null where no plan of the year is reported."""
    rows = _summed(cursor, portfolio, as_of, (*_OF_THE_YEAR, *_SO_FAR))
    before = pl.col("invested_total_wan").cast(pl.Float64) - pl.col("invested_year_wan").cast(pl.Float64)
    due = pl.col("annual_plan_wan").cast(pl.Float64) * pl.col("month").dt.month() / 12
    return rows.select(
        "month", "reported_projects", pl.col("invested_total_wan").cast(pl.Float64),
        (before + due).alias("planned_total_wan"),
    )  # fmt: skip


def invested_by_region_wan(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, months: int = 12
) -> dict[str | None, list[float | None]]:
    """By region id what was done in each of the last months (万元), the oldest first; None where none was reported."""
    if as_of is None:
        return {}
    where = condition(portfolio, as_of)
    first = as_of.year * 12 + as_of.month - months
    rows = fetch_few(
        cursor,
        f"""SELECT region_id::VARCHAR AS region_id, (year(month) * 12 + month(month))::BIGINT AS number,
            sum(c.invested_month_wan)::DOUBLE AS invested_wan
        FROM month_changes c JOIN (
            SELECT project_no, region_id FROM {month_rows(cursor, as_of)} WHERE {where.text}
        ) s ON s.project_no = c.project_no
        WHERE month <= DATE '{as_of.isoformat()}' AND year(month) * 12 + month(month) > {first}
        GROUP BY 1, 2""",
        where.params,
    )
    found: dict[str | None, list[float | None]] = {}
    for region, number, amount in rows.iter_rows():
        found.setdefault(region, [None] * months)[number - first - 1] = amount
    return found


def _summed(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, carried: Sequence[str]) -> pl.DataFrame:
    """Sums of each month from the first one reported; those of `carried` run on."""
    chosen = of_projects(cursor, portfolio, as_of)
    until = f"month <= DATE '{as_of.isoformat()}'" if as_of else "TRUE"
    sums = "".join(f", sum({name}) AS {name}" for name in carried)
    changes = fetch_few(
        cursor,
        f"""SELECT month, count(*) AS reported_projects, sum(invested_month_wan) AS invested_month_wan{sums},
            bool_or(is_synthetic) AS is_synthetic
        FROM month_changes WHERE {until}
            AND {chosen.text}
        GROUP BY 1 ORDER BY 1""",
        chosen.params,
    )
    months = fetch_few(cursor, f"SELECT DISTINCT month FROM month_changes WHERE {until} ORDER BY 1", [])
    first = changes["month"].min()
    since = months.clear() if first is None else months.filter(pl.col("month") >= first)
    every = since.join(changes, on="month", how="left", maintain_order="left")
    return every.with_columns(
        pl.col("reported_projects").fill_null(0),
        pl.col("is_synthetic").cast(pl.Int8).cum_max().fill_null(strategy="forward").cast(pl.Boolean),
        *(_running(name) for name in carried if name in _SO_FAR),
        *(_running(name).over(pl.col("month").dt.year()) for name in carried if name in _OF_THE_YEAR),
    )


def _running(name: str) -> pl.Expr:
    """The sum up to each row; null until something is known."""
    return pl.col(name).cum_sum().fill_null(strategy="forward")


def _same_projects(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """For each month with a report in it or in the same month a year before: both amounts of the projects that reported
    in both (万元), the change, and how many reported in both or in one of them."""
    chosen = of_projects(cursor, portfolio, as_of)
    until = f"AND month <= DATE '{as_of.isoformat()}'" if as_of else ""
    return fetch_few(
        cursor,
        f"""WITH told AS (
            SELECT project_no, month, invested_month_wan FROM month_changes
            WHERE invested_month_wan IS NOT NULL {until}
                AND {chosen.text}
        ), paired AS (
            SELECT coalesce(n.month, last_day(b.month + INTERVAL 1 YEAR)) AS month, n.invested_month_wan AS now_wan,
                b.invested_month_wan AS before_wan,
                n.invested_month_wan IS NOT NULL AND b.invested_month_wan IS NOT NULL AS is_both
            FROM told n FULL JOIN told b
                ON n.project_no = b.project_no AND n.month = last_day(b.month + INTERVAL 1 YEAR)
        )
        SELECT month, count(*) FILTER (WHERE is_both) AS compared_projects,
            sum(now_wan) FILTER (WHERE is_both) AS compared_month_wan,
            sum(before_wan) FILTER (WHERE is_both) AS same_month_last_year_wan,
            CAST(100.0 * (sum(now_wan) FILTER (WHERE is_both) - sum(before_wan) FILTER (WHERE is_both)) AS DOUBLE)
                / nullif(CAST(sum(before_wan) FILTER (WHERE is_both) AS DOUBLE), 0) AS change_pct,
            count(*) FILTER (WHERE before_wan IS NULL) AS only_now_projects,
            count(*) FILTER (WHERE now_wan IS NULL) AS only_then_projects
        FROM paired GROUP BY 1""",
        chosen.params,
    )


def _with_change(summed: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    """Months beside the same ones of the year before."""
    counts = pl.col("compared_projects", "only_now_projects", "only_then_projects").fill_null(0)
    return summed.join(same, on="month", how="left", maintain_order="left").with_columns(counts)


def reporting(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Who reported for the as-of month: per region `projects`, `reported`, `last_month`; `state` is all, part, none
    (not this month) or never. Cancelled and completed projects are not asked for."""
    columns = ("region_id", "region_name", "status", "report_month", "as_of")
    sql, params = _scoped(cursor, portfolio, as_of, *columns)
    return fetch_few(
        cursor,
        sql
        + """SELECT region_id, region_name, count(*) AS projects,
            count(*) FILTER (WHERE report_month = as_of) AS reported,
            max(report_month) AS last_month,
            CASE WHEN max(report_month) IS NULL THEN 'never'
                WHEN count(*) FILTER (WHERE report_month = as_of) = 0 THEN 'none'
                WHEN count(*) FILTER (WHERE report_month = as_of) < count(*) THEN 'part' ELSE 'all' END
                AS state
        FROM shown WHERE status NOT IN ('completed', 'cancelled')
        GROUP BY region_id, region_name ORDER BY reported, region_id""",
        params,
    )


_CHANGE_COLUMNS = (
    "project_id", "name", "region_id", "region_name", "last_month", "report_month", "last_status", "status",
    "last_forecast_finish", "forecast_finish", "actual_finish", "slipped_since_last_months", "problems",
    "progress_is_synthetic",
)  # fmt: skip


def changed_since_last_report(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Projects whose status or expected finish changed between their last two reports, the greatest slip first."""
    return changed(list_projects(cursor, portfolio, as_of, columns=_CHANGE_COLUMNS, only="last_month IS NOT NULL"))


def changed(projects: pl.DataFrame) -> pl.DataFrame:
    """Those rows of a project query that `changed_since_last_report` gives, in its order."""
    moved = pl.col("slipped_since_last_months").fill_null(0) != 0
    kept = projects.filter(
        pl.col("last_month").is_not_null(), moved | pl.col("status").ne_missing(pl.col("last_status"))
    )
    order = ["slipped_since_last_months", "project_id"]
    return kept.sort(order, descending=[True, False], nulls_last=True)


def project_months(cursor: Cursor, project_id: str) -> pl.DataFrame:
    """Every report of a project with its revisions; `is_effective` marks the one that counts for its month."""
    return fetch(cursor, "SELECT * FROM project_months WHERE project_id = ? ORDER BY month, revision", [project_id])


def plan_revisions(cursor: Cursor, project_id: str) -> pl.DataFrame:
    """What each document said of a project's plan, oldest first; `changed_fields` against the one before."""
    return fetch(cursor, "SELECT * FROM plan_revisions WHERE project_id = ? ORDER BY revision", [project_id])


def unmatched_rows(cursor: Cursor) -> pl.DataFrame:
    """Rows of progress sheets that belong to no project of a list, with their amounts and the reason."""
    return fetch(cursor, "SELECT * FROM progress_unmatched ORDER BY month, document, table_no, row_no", [])


def unmatched_by_month(cursor: Cursor) -> pl.DataFrame:
    """Rows that belong to no project, month by month: `rows`, `regions` and the sums that their sheets give."""
    return fetch_few(
        cursor,
        """SELECT month, count(*) AS rows, count(DISTINCT region_id) AS regions,
            sum(annual_plan_wan) AS annual_plan_wan, sum(invested_month_wan) AS invested_month_wan,
            sum(invested_year_wan) AS invested_year_wan, sum(invested_total_wan) AS invested_total_wan,
            sum(arrived_wan) AS arrived_wan, sum(paid_wan) AS paid_wan
        FROM progress_unmatched WHERE reason <> 'repeated' GROUP BY 1 ORDER BY 1""",
        [],
    )
