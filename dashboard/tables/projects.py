"""The tables that leave the board: summary, projects, findings, targets, lists compared.

One definition for pages, files, commands and API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard.metrics.catalog import SUMMARY_METRICS, column_label, heading
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.changes import COMPARED_FIELDS, compare_lists, lists_by_year
from dashboard.metrics.documents.finding_counts import list_findings
from dashboard.metrics.query import UnknownNameError, aggregate, list_projects
from dashboard.metrics.scoped import EVIDENCE_FIELDS
from dashboard.metrics.targets import list_targets
from dashboard.session.list_years import chosen, year_pairs
from dashboard.session.scope import SYNTHETIC_PROGRESS, Scope
from dashboard.tables.glossary import definitions
from dashboard.words.labels import (
    CAPACITY_BASIS_LABELS,
    DOCUMENT_STATUS_LABELS,
    LIST_CHANGE_LABELS,
    POSITION_LABELS,
    PRECISION_LABELS,
    SEVERITY_LABELS,
    STATUS_LABELS,
    class_label,
    finding_title,
    rule_title,
)
from etl.contract.finding_words import with_message
from etl.contract.schemas import Targets

PROGRESS_MARK = "进度数据"
"""Heading of the column that says whether progress is invented."""

_PROJECT_NAMES = {
    "source_file": "document",
    "seq": "seq",
    "name": "name",
    "nature": "nature",
    "sector": "sector",
    "period_raw": "period_raw",
    "start_year": "start_year",
    "end_year": "end_year",
    "duration_months": "duration_months",
    "location_raw": "location_raw",
    "county_code": "county_code",
    "county_name": "region_name",
    "childcare_places": "childcare_places",
    "elder_beds": "elder_beds",
    "school_places": "school_places",
    "existing_beds": "existing_beds",
    "capacity_basis": "capacity_basis",
    "floor_area_m2": "floor_area_m2",
    "land_area_m2": "land_area_m2",
    "total_investment_wan": "total_investment_wan",
    "implementing_unit": "implementing_unit",
    "planned_start": "planned_start",
    "planned_finish": "planned_finish",
    "plan_precision": "plan_precision",
    "nursing_beds": "nursing_beds",
    "medical_care_beds": "medical_care_beds",
    "other_beds": "other_beds",
    "classes": "classes",
    "status": "status",
    "plan_position": "plan_position",
    "schedule_class": "schedule_class",
    "list_year": "list_year",
    "sector_rule": "sector_rule",
    "content_raw": "content_raw",
    "document": "document",
    "document_date": "document_date",
    "document_status": "document_status",
    "table": "table_no",
    "row": "row_no",
    "project_id": "project_id",
    "region_id": "region_id",
    "region_level": "region_level",
    "report_count": "report_count",
    "doubtful_fields": "doubtful_fields",
    "progress_is_synthetic": "progress_is_synthetic",
    **{f"{field}_words": f"{field}_words" for field in EVIDENCE_FIELDS},
}
"""Columns of the project table for machines: its name there -> column of the query."""

_DOWNLOAD_COLUMNS = (
    "name",
    "region_name",
    "sector",
    "sector_rule",
    "nature",
    "total_investment_wan",
    "childcare_places",
    "elder_beds",
    "nursing_beds",
    "medical_care_beds",
    "school_places",
    "classes",
    "other_beds",
    "existing_beds",
    "capacity_basis",
    "floor_area_m2",
    "land_area_m2",
    "period_raw",
    "planned_start",
    "planned_finish",
    "plan_precision",
    "duration_months",
    "status",
    "plan_position",
    "location_raw",
    "content_raw",
    "implementing_unit",
    "doubtful_fields",
    "document",
    "document_status",
    "table_no",
    "row_no",
    "seq",
    "region_id",
    "county_code",
    "project_id",
    *(f"{field}_words" for field in EVIDENCE_FIELDS),
)
"""Columns of the project table for people, in reading order."""

_CODES: dict[str, Mapping[str, str]] = {
    "status": STATUS_LABELS,
    "plan_position": POSITION_LABELS,
    "plan_precision": PRECISION_LABELS,
    "capacity_basis": CAPACITY_BASIS_LABELS,
    "document_status": DOCUMENT_STATUS_LABELS,
    "severity": SEVERITY_LABELS,
}

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

_FINDING_HEADINGS = {
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


def summary_table(cursor: Cursor, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """All summary metrics by dimensions; one row of totals without any. Raises `UnknownNameError`."""
    return aggregate(cursor, scope.filter, scope.as_of, SUMMARY_METRICS, by)


def projects_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project with the words of the evidence, under names for machines."""
    columns = list(dict.fromkeys(_PROJECT_NAMES.values()))
    frame = list_projects(cursor, scope.filter, scope.as_of, columns=columns)
    return frame.select(pl.col(column).alias(name) for name, column in _PROJECT_NAMES.items())


def projects_download(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """The same rows for people: Chinese headings with units, codes in words."""
    frame = list_projects(cursor, scope.filter, scope.as_of, columns=_DOWNLOAD_COLUMNS)
    fields = pl.col("doubtful_fields").list.eval(
        pl.element().replace({field: column_label(field) for field in _DOWNLOAD_COLUMNS})
    )
    joined = fields.list.join("；")
    frame = frame.with_columns(pl.when(joined == "").then(None).otherwise(joined).alias("doubtful_fields"))
    return for_people(frame, scope, {"region_id": "地区代码"})


def summary_download(cursor: Cursor, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """The summary for people. A year that is not stated is the bucket 未定年份."""
    frame = summary_table(cursor, scope, by)
    years = [name for name in frame.columns if name.endswith("_year")]
    frame = frame.with_columns(pl.col(name).cast(pl.String).fill_null("未定年份") for name in years)
    return for_people(frame, scope)


def findings_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Findings of the filtered projects and of their documents, for people."""
    frame = with_message(list_findings(cursor, scope.filter, scope.as_of)).select(list(_FINDING_HEADINGS))
    frame = frame.with_columns(pl.col("type").map_elements(finding_title, return_dtype=pl.String))
    return for_people(frame, scope, _FINDING_HEADINGS)


def targets_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """All targets of the filter's regions, repeats included, for people."""
    rows = list_targets(cursor, scope.filter, scope.info.vocabulary.regions)
    columns = Targets.to_schema().columns
    schema = {name: columns[name].dtype.type for name in _TARGET_COLUMNS} | {"document": pl.String()}
    frame = pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema, orient="row")
    headings = {name: str(columns[name].title) for name in _TARGET_COLUMNS} | {"document": "文件"}
    return for_people(frame, scope, headings, has_progress=False)


def list_changes_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Two years' lists compared, for people: each value in both years, what differs, what is doubtful.

    Raises `UnknownNameError` where there are no two years to compare.
    """
    pair = chosen(year_pairs(cursor), scope.view)
    if pair is None:
        raise UnknownNameError(
            "清单年度", "前后两年", [str(year) for year in lists_by_year(cursor)["list_year"].unique()]
        )
    frame = compare_lists(cursor, scope.filter, scope.as_of, pair.older, pair.newer)
    fields = {name: column_label(name) for name in COMPARED_FIELDS}
    sides = {"old": pair.older, "new": pair.newer}
    told = [*COMPARED_FIELDS, "doubtful_fields", "document", "row_no"]
    headings = {"change": "变化", "changed_fields": "变化的内容", "region_id": "地区代码"} | {
        f"{side}_{name}": f"{heading(name)}·{year}" for name in told for side, year in sides.items()
    }
    in_words = [
        pl.col(name).list.eval(pl.element().replace(fields)).list.join("；").replace("", None)
        for name in ("changed_fields", "old_doubtful_fields", "new_doubtful_fields")
    ]
    frame = frame.with_columns(pl.col("change").replace(LIST_CHANGE_LABELS), *in_words)
    leading = ["name", "region_name", "change", "changed_fields"]
    columns = [*leading, *(f"{side}_{name}" for name in told for side in sides), "region_id", "project_id"]
    return for_people(frame.select(columns), scope, headings, has_progress=False)


def notes_on(frame: pl.DataFrame, scope: Scope) -> dict[str, list[tuple[str, ...]]]:
    """What the second sheet of a workbook says beside filter and date: the documents, and what the columns mean."""
    found: dict[str, list[tuple[str, ...]]] = {"来源文件": scope.sources()}
    if defined := definitions(frame.columns):
        found["列的定义"] = [("列", "定义"), *defined]
    return found


def for_people(
    frame: pl.DataFrame, scope: Scope, headings: Mapping[str, str] | None = None, *, has_progress: bool = True
) -> pl.DataFrame:
    """A frame with Chinese headings and codes in words, then filter, as-of date and snapshot in columns of their own.

    Where progress of the snapshot is invented, a column says so; `has_progress` False is for what rests on none.
    """
    coded = [pl.col(name).replace(dict(labels)) for name, labels in _CODES.items() if name in frame.columns]
    if "sector_rule" in frame.columns:
        coded.append(pl.col("sector_rule").map_elements(rule_title, return_dtype=pl.String))
    if "schedule_class" in frame.columns:
        coded.append(pl.col("schedule_class").map_elements(class_label, return_dtype=pl.String))
    frame = frame.with_columns(coded)
    frame = frame.rename({name: (headings or {}).get(name) or _heading(name) for name in frame.columns})
    if has_progress and scope.info.has_synthetic_progress and PROGRESS_MARK not in frame.columns:
        frame = frame.with_columns(pl.lit(f"含{SYNTHETIC_PROGRESS}").alias(PROGRESS_MARK))
    return frame.with_columns(
        pl.lit(scope.sentence).alias("筛选条件"),
        pl.lit(scope.as_of_words).alias("数据截止日"),
        pl.lit(scope.info.snapshot_id).alias("数据快照"),
    )


def _heading(name: str) -> str:
    if name.endswith("_words"):
        return f"原文·{heading(name.removesuffix('_words')).split('（')[0]}"
    return heading(name)
