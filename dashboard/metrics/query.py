"""The one metric query: filter, metrics and dimensions to rows. Pages, files, commands and the HTTP API run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.filter import UNDATED, PortfolioFilter, YearBasis
from dashboard.metrics.catalog import ALIASES, DIMENSIONS, METRICS, expand
from dashboard.metrics.condition import YEAR_COLUMNS, condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few, fetch_numbers
from dashboard.metrics.scoped import EVIDENCE_FIELDS, month_rows, scoped_projects
from etl.contract.month_ends import OF_THE_REPORT, PLAN_COLUMNS, SLIP_COLUMNS, STATE_COLUMNS

PROJECT_COLUMNS = (
    "project_no",
    "project_id",
    "report_id",
    "seq",
    "name",
    "nature",
    "sector",
    "sector_rule",
    "period_raw",
    "planned_start",
    "planned_finish",
    "plan_precision",
    "start_year",
    "end_year",
    "duration_months",
    "location_raw",
    "region_id",
    "region_name",
    "region_level",
    "county_code",
    "content_raw",
    "total_investment_wan",
    "floor_area_m2",
    "land_area_m2",
    "childcare_places",
    "elder_beds",
    "nursing_beds",
    "medical_care_beds",
    "school_places",
    "classes",
    "other_beds",
    "existing_beds",
    "capacity_basis",
    "implementing_unit",
    "owner_unit",
    "leader",
    "person_in_charge",
    "contact_person",
    "work_of_year",
    "year_nature",
    "remark",
    "doubtful_fields",
    "status",
    "plan_position",
    "schedule_class",
    "list_year",
    "document",
    "document_date",
    "document_status",
    "is_synthetic",
    "report_count",
    "table_no",
    "row_no",
    "report_month",
    "progress_is_synthetic",
    *STATE_COLUMNS,
    "problem_causes",
    *PLAN_COLUMNS,
    "plan_count",
    *SLIP_COLUMNS,
    *(f"{field}_words" for field in EVIDENCE_FIELDS),
)
"""Columns of a project list query; the only names that may be selected or sorted by."""


_KINDS = {"metric": "指标", "dimension": "维度", "column": "列"}


class UnknownNameError(ValueError):
    """A metric, dimension or column that is not in the catalogue."""

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        """Word the message, with near matches among the known names."""
        self.kind, self.name = kind, name
        self.suggestions = tuple(get_close_matches(name, list(known), n=3, cutoff=0.5))
        hint = f"did you mean {'、'.join(self.suggestions)}" if self.suggestions else f"可用：{'、'.join(known)}"
        super().__init__(f"没有这个{_KINDS.get(kind, kind)}：{name}（{hint}）")


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by a column of the result; nulls come last either way."""

    column: str
    descending: bool = False


def aggregate(
    cursor: Cursor,
    portfolio: PortfolioFilter,
    as_of: date | None,
    metrics: Sequence[str],
    dimensions: Sequence[str] = (),
) -> pl.DataFrame:
    """One row per group (one row in all without dimensions), ordered by the dimensions, nulls last.

    Columns are the dimensions, then the metrics. A project is counted once per row. Raises `UnknownNameError`.
    """
    _require("metric", metrics, list(METRICS))
    _require("dimension", dimensions, [*DIMENSIONS, *ALIASES])
    names = expand(tuple(dimensions), portfolio.year_basis)
    groups = [DIMENSIONS[name] for name in names]
    with_years = any(group.needs_years for group in groups)
    select = [f"{group.column} AS {group.name}" for group in groups]
    select += [f"{METRICS[name].expression} AS {name}" for name in metrics]
    where = condition(portfolio, as_of)
    params: list[object] = [*where.params]
    text = where.text
    if with_years and (kept := _kept_years(portfolio)):
        text += f" AND (under_construction_year IS NULL OR under_construction_year IN ({', '.join('?' * len(kept))}))"
        params += kept
    projects = month_rows(cursor, as_of, with_years=with_years)
    sql = f"SELECT {', '.join(select)} FROM {projects} WHERE {text}"
    if groups:
        positions = range(1, len(groups) + 1)
        sql += f" GROUP BY {', '.join(map(str, positions))}"
        sql += " ORDER BY " + ", ".join(f"{position} NULLS LAST" for position in positions)
    return fetch_few(cursor, sql, params)


def by_project(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, metrics: Sequence[str], more: Sequence[str] = ()
) -> pl.DataFrame:
    """What `aggregate` gives with each project as a group of its own, those of the largest investment first: its
    `project_id` and `name`, the columns `more` of projects, then the metrics. Raises `UnknownNameError`."""
    _require("metric", metrics, list(METRICS))
    _require("column", more, list(PROJECT_COLUMNS))
    where = condition(portfolio, as_of)
    select = [f"{METRICS[name].expression} AS {name}" for name in metrics]
    named = ["p.project_id", "p.name", *(f"p.{name}" for name in more), *(f"found.{name}" for name in metrics)]
    sql = f"""WITH found AS (
        SELECT project_no, {", ".join(select)} FROM {month_rows(cursor, as_of)} WHERE {where.text} GROUP BY project_no
    ) SELECT {", ".join(named)} FROM found JOIN projects p ON p.rowid = project_no
    ORDER BY p.total_investment_wan DESC NULLS LAST, p.name, p.project_id"""
    return fetch_few(cursor, sql, where.params)


def aggregate_each(
    cursor: Cursor,
    portfolio: PortfolioFilter,
    as_of: date | None,
    metrics: Sequence[str],
    groupings: Sequence[Sequence[str]],
) -> list[pl.DataFrame]:
    """What `aggregate` gives for each grouping, by one pass over the projects: a page asks once for all its charts.

    No dimension may need years (a project would be counted once per year). Raises `UnknownNameError`.
    """
    _require("metric", metrics, list(METRICS))
    _require("dimension", [name for names in groupings for name in names], [*DIMENSIONS, *ALIASES])
    expanded = [expand(tuple(names), portfolio.year_basis) for names in groupings]
    every = list(dict.fromkeys(name for names in expanded for name in names))
    if any(DIMENSIONS[name].needs_years for name in every):
        raise ValueError("a dimension that repeats projects has a query of its own")
    columns = [DIMENSIONS[name].column for name in every]
    distinct = dict.fromkeys(frozenset(names) for names in expanded)  # a set that is named twice would count twice
    sets = ", ".join(f"({', '.join(DIMENSIONS[name].column for name in every if name in names)})" for names in distinct)
    select = [f"{_grouping_bits(columns)} AS grouping_set"]
    select += [f"{DIMENSIONS[name].column} AS {name}" for name in every]
    select += [f"{METRICS[name].expression} AS {name}" for name in metrics]
    where = condition(portfolio, as_of)
    sql = f"SELECT {', '.join(select)} FROM {month_rows(cursor, as_of)} WHERE {where.text}"
    sql += f" GROUP BY GROUPING SETS ({sets})" if columns else ""
    rows = fetch_few(cursor, sql, where.params)
    return [_one_set(rows, every, names, metrics) for names in expanded]


def _grouping_bits(columns: Sequence[str]) -> str:
    """Which of the columns are not grouped by, a bit each, the first one the highest."""
    bits = [f"grouping({column}) * {1 << place}" for place, column in enumerate(reversed(columns))]
    return f"CAST({' + '.join(bits) or '0'} AS BIGINT)"


def _one_set(rows: pl.DataFrame, every: Sequence[str], names: Sequence[str], metrics: Sequence[str]) -> pl.DataFrame:
    """The rows of one grouping set: a dimension that is not grouped by sets its bit, the first one the highest."""
    bits = sum(1 << place for place, name in enumerate(reversed(every)) if name not in names)
    found = rows.filter(pl.col("grouping_set") == bits).select(*names, *metrics)
    return found.sort(names, nulls_last=True) if names else found


def total(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, metrics: Sequence[str]) -> dict[str, object]:
    """The metrics over all filtered projects, as one record."""
    return aggregate(cursor, portfolio, as_of, metrics).row(0, named=True)


def list_projects(
    cursor: Cursor,
    portfolio: PortfolioFilter,
    as_of: date | None,
    *,
    columns: Sequence[str],
    sort: Sequence[Sort] = (),
    offset: int = 0,
    limit: int | None = None,
    few: bool = False,
    only: str = "TRUE",
) -> pl.DataFrame:
    """One row per project of the filter. The order is total: ties fall back to document, table and row.

    `few` is quicker for some thousand rows at most, and knows no list columns. `only` is a condition of the caller's
    own on these columns, never a user's words.
    """
    sql, params = project_list_sql(cursor, portfolio, as_of, columns=columns, sort=sort, only=only)
    if limit is not None:
        sql += " LIMIT ? OFFSET ?"
        params += [limit, offset]
    return fetch_few(cursor, sql, params) if few else fetch(cursor, sql, params)


def project_list_sql(
    cursor: Cursor,
    portfolio: PortfolioFilter,
    as_of: date | None,
    *,
    columns: Sequence[str],
    sort: Sequence[Sort] = (),
    only: str = "TRUE",
) -> tuple[str, list[object]]:
    """The statement of `list_projects`, and its parameters: for who takes its rows piece by piece."""
    _require("column", [*columns, *(item.column for item in sort)], list(PROJECT_COLUMNS))
    where = condition(portfolio, as_of)
    order = [f"{item.column} {'DESC' if item.descending else 'ASC'} NULLS LAST" for item in sort]
    order += ["document", "table_no", "row_no", "project_id"]
    named = {*columns, *(item.column for item in sort)}
    projects = scoped_projects(
        cursor,
        as_of,
        with_words=any(name.endswith("_words") for name in columns),
        with_report=any(name in named or name in only for name in OF_THE_REPORT),
    )
    sql = f"SELECT {', '.join(columns)} FROM {projects} WHERE ({where.text}) AND ({only}) ORDER BY {', '.join(order)}"
    return sql, [*where.params]


def project_numbers(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, only: str = "TRUE"
) -> NDArray[np.int64]:
    """Numbers of the projects of the filter, in no order. `only` as in `list_projects`."""
    where = condition(portfolio, as_of)
    sql = f"SELECT project_no FROM {month_rows(cursor, as_of)} WHERE ({where.text}) AND ({only})"
    return fetch_numbers(cursor, sql, where.params)["project_no"].to_numpy()


def count_undated_left_out(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> int:
    """How many projects a year filter leaves out only because they state no year on its basis."""
    if not portfolio.excludes_undated:
        return 0
    undated = replace(portfolio, years=(UNDATED,))
    return int(str(total(cursor, undated, as_of, ["projects"])["projects"]))


def count_by_basis(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> dict[str, int]:
    """How many projects the filter's years give on each year basis."""
    counts = {}
    for basis in YearBasis:
        record = total(cursor, replace(portfolio, year_basis=basis), as_of, ["projects"])
        counts[basis.value] = int(str(record["projects"]))
    return counts


def _kept_years(portfolio: PortfolioFilter) -> list[int]:
    if portfolio.year_basis in YEAR_COLUMNS:
        return []
    return [year for year in portfolio.years if isinstance(year, int)]


def _require(kind: str, names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownNameError(kind, name, known)
