"""Two years' lists compared, project by project: new, gone, changed and with what, unchanged."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.query import UnknownNameError
from dashboard.metrics.scoped import scoped_projects

COMPARED_FIELDS = (
    "planned_start", "planned_finish", "duration_months", "total_investment_wan", "nature", "childcare_places",
    "elder_beds", "school_places", "floor_area_m2", "implementing_unit",
)  # fmt: skip
"""What two lists are compared by; columns `old_…` and `new_…` of `compare_lists`."""

_ROW_FIELDS = ("plan_precision", "doubtful_fields", "document", "table_no", "row_no")
"""What else is told of the row in either list, in columns of the same form."""

_LISTS = """SELECT list_year, document, any_value(document_date) AS document_date,
    count(DISTINCT project_id) AS projects
FROM plan_revisions WHERE list_year IS NOT NULL
GROUP BY list_year, document ORDER BY list_year, document_date, document"""


def lists_by_year(cursor: Cursor) -> pl.DataFrame:
    """The loaded lists that state their year: `list_year`, `document`, `document_date`, `projects`, years ascending."""
    return fetch_few(cursor, _LISTS, [])


def count_without_list_year(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> int:
    """Projects of the filter, years apart, which stand in no list that states its year: they cannot be compared."""
    where = condition(portfolio.without_years(), as_of)
    sql = f"""SELECT count(*) AS projects FROM {scoped_projects(cursor, as_of)} WHERE ({where.text})
        AND project_id NOT IN (SELECT project_id FROM plan_revisions WHERE list_year IS NOT NULL)"""
    return int(fetch_few(cursor, sql, where.params)["projects"][0])


def compare_lists(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, older: int, newer: int
) -> pl.DataFrame:
    """One row per project of either list year: `change` is new, gone, changed, same or not_compared, `changed_fields`
    what differs, `old_…` and `new_…` the values of both, what is doubtful among them, and where they stand.

    Not compared is a project that stands in one of the lists, and whose region has no list in the other year: that it
    is new or gone, nothing says. A project in several documents of a year counts with the latest of them. The filter's
    years do not apply: they would hide what is new or gone. Raises `UnknownNameError` for a year of which no list is
    loaded.
    """
    known = [str(year) for year in lists_by_year(cursor)["list_year"].unique(maintain_order=True)]
    for year in (older, newer):
        if str(year) not in known:
            raise UnknownNameError("清单年度", str(year), known)
    where = condition(portfolio.without_years(), as_of)
    pairs = ", ".join(f"o.{name} AS old_{name}, n.{name} AS new_{name}" for name in (*COMPARED_FIELDS, *_ROW_FIELDS))
    marked = ", ".join(f"o.{name} IS DISTINCT FROM n.{name} AS {name}_differs" for name in COMPARED_FIELDS)
    differs = " OR ".join(f"{name}_differs" for name in COMPARED_FIELDS)
    columns = [f"{side}_{name}" for name in (*COMPARED_FIELDS, *_ROW_FIELDS) for side in ("old", "new")]
    columns += [f"{name}_differs" for name in COMPARED_FIELDS]
    levels = ("region_id", "county_id", "prefecture_id", "province_id")
    placed = " UNION ALL ".join(f"SELECT project_id, {level} AS place FROM shown" for level in levels)
    sql = f"""WITH shown AS (
        SELECT project_id, name, region_id, region_name, county_id, prefecture_id, province_id
        FROM {scoped_projects(cursor, as_of)} WHERE {where.text}
    ), listed AS (
        SELECT DISTINCT r.list_year, coalesce(d.region_id, p.region_id) AS place
        FROM plan_revisions r JOIN documents d ON d.document_id = r.document_id
        JOIN projects p ON p.project_id = r.project_id
        WHERE r.list_year IN (?, ?)
    ), covered AS (
        SELECT project_id, bool_or(list_year = ?) AS in_older, bool_or(list_year = ?) AS in_newer
        FROM ({placed}) JOIN listed USING (place) GROUP BY 1
    ), latest AS (
        SELECT * FROM (
            SELECT r.*, p.doubtful_fields,
                row_number() OVER (PARTITION BY r.project_id, r.list_year ORDER BY r.revision DESC) AS place
            FROM plan_revisions r JOIN project_reports p ON p.report_id = r.report_id WHERE r.list_year IN (?, ?)
        ) WHERE place = 1
    ), o AS (SELECT * FROM latest WHERE list_year = ?), n AS (SELECT * FROM latest WHERE list_year = ?),
    both_years AS (
        SELECT coalesce(n.project_id, o.project_id) AS project_id, o.project_id IS NULL AS is_new,
            n.project_id IS NULL AS is_gone, {marked}, {pairs}
        FROM o FULL JOIN n ON n.project_id = o.project_id
    )
    SELECT s.project_id, s.name, s.region_id, s.region_name,
        CASE WHEN is_new AND NOT in_older OR is_gone AND NOT in_newer THEN 'not_compared'
            WHEN is_new THEN 'new' WHEN is_gone THEN 'gone' WHEN {differs} THEN 'changed'
            ELSE 'same' END AS change,
        is_new OR is_gone AS is_in_one, {", ".join(columns)}
    FROM both_years c JOIN shown s ON s.project_id = c.project_id LEFT JOIN covered v ON v.project_id = c.project_id
    ORDER BY change, abs(coalesce(new_total_investment_wan, 0) - coalesce(old_total_investment_wan, 0)) DESC,
        s.project_id"""
    return _with_changed_fields(fetch(cursor, sql, [*where.params, *(older, newer) * 4]))


def _with_changed_fields(rows: pl.DataFrame) -> pl.DataFrame:
    """`changed_fields` in place of the flag of each field; of a project in one list alone there are none."""
    flags = [f"{name}_differs" for name in COMPARED_FIELDS]
    named = [pl.when(~pl.col("is_in_one") & pl.col(f"{name}_differs")).then(pl.lit(name)) for name in COMPARED_FIELDS]
    changed = pl.concat_list(named).list.drop_nulls().alias("changed_fields")
    first = rows.columns[: rows.columns.index("is_in_one")]
    return (
        rows.with_columns(changed)
        .drop("is_in_one", *flags)
        .select(*first, "changed_fields", pl.exclude(*first, "changed_fields"))
    )
