"""Summary, projects, findings, targets, lists compared, as they leave the board. Columns have names for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from dashboard.metrics.catalog import SUMMARY_METRICS, YEAR_DIMENSIONS, heading, with_parts
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.changes import COMPARED_FIELDS, compare_lists, lists_by_year
from dashboard.metrics.documents.finding_counts import list_findings
from dashboard.metrics.documents.stated_beside import list_approvals, list_funding_plans
from dashboard.metrics.documents.year_plans import list_year_plans
from dashboard.metrics.query import UnknownNameError, aggregate, list_projects, project_list_sql
from dashboard.metrics.scoped import EVIDENCE_FIELDS
from dashboard.metrics.targets import list_targets
from dashboard.session.list_years import chosen, year_pairs
from dashboard.session.scope import Scope
from etl.contract.finding_words import with_message
from etl.contract.schemas import Approvals, FundingPlan, InvestmentPlan, Targets
from etl.contract.schemas import Table as Contract

_PROJECT_NAMES = (
    "source_file", "seq", "name", "nature", "sector", "period_raw", "start_year", "end_year", "duration_months",
    "location_raw", "county_code", "county_name", "childcare_places", "elder_beds", "school_places", "existing_beds",
    "capacity_basis", "floor_area_m2", "land_area_m2", "total_investment_wan", "implementing_unit", "owner_unit",
    "leader", "person_in_charge", "contact_person", "work_of_year", "year_nature", "remark", "planned_start",
    "planned_finish", "plan_precision", "nursing_beds", "medical_care_beds", "other_beds", "classes", "status",
    "plan_position", "schedule_class", "list_year", "sector_rule", "content_raw", "document", "document_date",
    "document_status", "table", "row", "project_id", "region_id", "region_level", "report_count", "doubtful_fields",
    "progress_is_synthetic",
    *(f"{field}_words" for field in EVIDENCE_FIELDS),
)  # fmt: skip
"""Columns of the project table for machines."""

_NAMED_APART = {"source_file": "document", "county_name": "region_name", "table": "table_no", "row": "row_no"}
"""Of these the ones that the query calls otherwise."""

DOWNLOAD_COLUMNS = (
    "name", "region_name", "sector", "sector_rule", "nature", "total_investment_wan", "childcare_places", "elder_beds",
    "nursing_beds", "medical_care_beds", "school_places", "classes", "other_beds", "existing_beds", "capacity_basis",
    "floor_area_m2", "land_area_m2", "period_raw", "planned_start", "planned_finish", "plan_precision",
    "duration_months", "status", "plan_position", "location_raw", "content_raw", "implementing_unit", "owner_unit",
    "leader", "person_in_charge", "contact_person", "year_nature", "work_of_year", "remark", "doubtful_fields",
    "document", "document_status", "table_no", "row_no", "seq", "region_id", "county_code", "project_id",
    *(f"{field}_words" for field in EVIDENCE_FIELDS),
)  # fmt: skip
"""Columns of the project table for people, in reading order."""

_PIECE = 20_000
"""Rows that are in memory at a time."""

_TARGET_COLUMNS = (
    "region_name",
    "indicator",
    "baseline_year",
    "baseline_raw",
    "baseline_value",
    "target_year",
    "target_raw",
    "comparator",
    "target_value",
    "target_high",
    "unit",
    "binding",
    "department",
    "words",
    "where",
    "table_no",
    "row_no",
    "line",
    "certainty",
    "repeats",
    "target_id",
)

FINDING_HEADINGS = {
    "severity": "级别",
    "type": "类型",
    "document": "文件",
    "table": "表号",
    "row": "行号",
    "line": "原文行",
    "column": "列",
    "raw": "原文",
    "message": "说明",
    "caused_by": "起因",
    "finding_id": "编号",
}


def summary_table(cursor: Cursor, scope: Scope, by: Sequence[str], metrics: Sequence[str] = ()) -> pl.DataFrame:
    """The summary's metrics, or those named, by dimensions; one row of totals without any. What a metric must not be
    shown without (its n and d) stands beside it. Raises `UnknownNameError`."""
    return aggregate(cursor, scope.filter, scope.as_of, with_parts(metrics or SUMMARY_METRICS), by)


def summary_for_people(cursor: Cursor, scope: Scope, by: Sequence[str], metrics: Sequence[str] = ()) -> pl.DataFrame:
    """The same; a year that is not stated is the bucket 未定年份."""
    frame = summary_table(cursor, scope, by, metrics)
    years = [name for name in frame.columns if name in YEAR_DIMENSIONS.values()]
    return frame.with_columns(pl.col(name).cast(pl.String).fill_null("未定年份") for name in years)


def projects_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project with the words of the evidence, under names for machines."""
    columns = {name: _NAMED_APART.get(name, name) for name in _PROJECT_NAMES}
    frame = list_projects(cursor, scope.filter, scope.as_of, columns=list(dict.fromkeys(columns.values())))
    return frame.select(pl.col(column).alias(name) for name, column in columns.items())


def projects_for_people(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """The same rows with the columns that people read, in reading order."""
    return list_projects(cursor, scope.filter, scope.as_of, columns=DOWNLOAD_COLUMNS)


def projects_in_pieces(cursor: Cursor, scope: Scope) -> Iterator[pl.DataFrame]:
    """The same, some ten thousand rows at a time, so that memory does not grow with their number."""
    sql, params = project_list_sql(cursor, scope.filter, scope.as_of, columns=DOWNLOAD_COLUMNS)
    return cursor.pieces(sql, params, _PIECE)


def findings_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Findings of the filtered projects and of their documents."""
    found = with_message(list_findings(cursor, scope.filter, scope.as_of))
    return found.select(list(FINDING_HEADINGS))


def year_plans_table_wan(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per amount that a list states of a project for a year, or until its end (万元), with its cell."""
    return list_year_plans(cursor, scope.filter, scope.as_of)


def funding_plans_table_wan(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per amount that a list plans of a project by source of funds (万元), with its cell."""
    return list_funding_plans(cursor, scope.filter, scope.as_of)


def approvals_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per step of approval that a list or the last progress sheet states of a project, with its cell."""
    return list_approvals(cursor, scope.filter, scope.as_of)


def _headings(model: type[Contract]) -> dict[str, str]:
    """Headings of the columns of a table of the contract, with their units."""
    return {
        name: str(column.title) + (f"（{column.metadata['unit']}）" if (column.metadata or {}).get("unit") else "")
        for name, column in model.to_schema().columns.items()
    }


YEAR_PLAN_HEADINGS = _headings(InvestmentPlan)
FUNDING_PLAN_HEADINGS = _headings(FundingPlan)
APPROVAL_HEADINGS = _headings(Approvals) | {"month": "调度月份"}
"""Headings of the tables of what lists state beside their figures."""


def targets_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """All targets of the filter's regions, repeats included."""
    rows = list_targets(cursor, scope.filter, scope.info.vocabulary.regions)
    columns = Targets.to_schema().columns
    schema = {name: columns[name].dtype.type for name in _TARGET_COLUMNS} | {"document": pl.String()}
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema, orient="row")


def target_headings() -> dict[str, str]:
    """Headings of `targets_table`, by the contract."""
    columns = Targets.to_schema().columns
    return {name: str(columns[name].title) for name in _TARGET_COLUMNS} | {"document": "文件"}


def list_changes_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Two years' lists compared: each value in both years (`2022_name`), what differs, what is doubtful.

    Raises `UnknownNameError` where there are no two years to compare.
    """
    pair = chosen(year_pairs(cursor), scope.view)
    if pair is None:
        raise UnknownNameError(
            "清单年度", "前后两年", [str(year) for year in lists_by_year(cursor)["list_year"].unique()]
        )
    frame = compare_lists(cursor, scope.filter, scope.as_of, pair.older, pair.newer)
    both = {
        f"{side}_{name}": f"{year}_{name}"
        for name in (*COMPARED_FIELDS, "doubtful_fields", "document", "row_no")
        for side, year in (("old", pair.older), ("new", pair.newer))
    }
    columns = ["name", "region_name", "change", "changed_fields", *both, "region_id", "project_id"]
    return frame.select(columns).rename(both)


def heading_of_list_year(name: str) -> str | None:
    """Heading of a column of `list_changes_table`: `总投资（万元）·2022`; None for those that are not of a year."""
    year, _, column = name.partition("_")
    return f"{heading(column)}·{year}" if year.isdecimal() else None
