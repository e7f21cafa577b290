"""Further tables that leave the board, for people: county by year, capacity entries, ladders, sources, corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from dashboard.filter import UNDATED, year_label
from dashboard.metrics.capacity import by_kind_and_basis
from dashboard.metrics.catalog import YEAR_DIMENSIONS, column_label, heading
from dashboard.metrics.documents.corrected import list_corrections
from dashboard.metrics.documents.finding_counts import list_rejected_rows
from dashboard.metrics.query import aggregate
from dashboard.metrics.targets import Ladder, ladders, list_targets
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.labels import BASIS_LABELS, CORRECTION_STATE_LABELS, KIND_LABELS

_CELLS = ("projects", "total_investment_wan")
_TYPES: Mapping[str, Any] = {"projects": pl.Int64(), "total_investment_wan": pl.Decimal(38, 6)}
_WHOLE = "合计"


def county_by_year(session: Session, scope: Scope) -> pl.DataFrame:
    """Regions down, years across: projects and investment, with totals both ways, each asked for and not added up
    (on the basis 计划在建年份 a project counts in several years)."""
    year = YEAR_DIMENSIONS[scope.filter.year_basis]
    cells: dict[tuple[str | None, str], dict[str, Any]] = {}
    names: dict[str | None, str] = {}
    years: dict[str, None] = {}
    for dimensions in (("region", "year"), ("region",), ("year",), ()):
        frame = aggregate(session.cursor, scope.filter, scope.as_of, _CELLS, dimensions)
        for row in frame.iter_rows(named=True):
            region = (row["region_code"] or "") if "region" in dimensions else None
            column = year_label(row[year] or UNDATED) if "year" in dimensions else _WHOLE
            cells[region, column] = row
            if region is not None:
                names[region] = row["region_name"] or "地区未定"
            if column != _WHOLE:
                years[column] = None
    columns = [*sorted(years), _WHOLE]
    rows = [_across(code, name, columns, cells) for code, name in {**names, None: _WHOLE}.items()]
    types = {f"{column}·{heading(cell)}": _TYPES[cell] for column in columns for cell in _CELLS}
    return pl.DataFrame(rows, schema={"地区代码": pl.String, "地区": pl.String, **types}, orient="row")


def _across(
    code: str | None, name: str, columns: list[str], cells: Mapping[tuple[str | None, str], dict[str, Any]]
) -> list[Any]:
    found = [cells.get((code, column), {}) for column in columns]
    return [code or None, name, *(item.get(cell) for item in found for cell in _CELLS)]


def entries(session: Session, scope: Scope) -> pl.DataFrame:
    """Stated quantities by kind and basis, as the capacity page lists them."""
    rows = [
        (
            KIND_LABELS[row["kind"]][0], KIND_LABELS[row["part_of"]][0] if row["part_of"] else None,
            BASIS_LABELS[row["basis"]], row["quantity"], KIND_LABELS[row["kind"]][1],
            "计入" if row["is_added"] else "不计", row["projects"], row["entries"], row["doubtful"], row["inexact"],
        )
        for row in by_kind_and_basis(session.cursor, scope.filter, scope.as_of)
    ]  # fmt: skip
    numbers = ("项目数（个）", "条目（条）", "存疑（条）", "约数或上下限（条）")
    schema = {
        "类别": pl.String, "属于": pl.String, "依据": pl.String, "数量": pl.Int64, "单位": pl.String,
        "计入新增": pl.String, **dict.fromkeys(numbers, pl.Int64),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def gap_ladders(session: Session, scope: Scope) -> pl.DataFrame:
    """Every ladder of the filter's regions, also those without an answer: the reason stands in the last column."""
    targets = list_targets(session.cursor, scope.filter, scope.info.vocabulary.regions)
    rows = [_ladder(item) for item in ladders(session.cursor, targets, scope.as_of)]
    counts = ("已交付", "在建", "计划中", "尚缺", "载明项目（个）", "项目数（个）")
    schema = {
        "地区代码": pl.String, "地区": pl.String, "类别": pl.String, "单位": pl.String, "目标年": pl.Int64,
        "目标": pl.Int64, "存量": pl.Int64, **dict.fromkeys(counts, pl.Int64), "不计算的原因": pl.String,
        "目标出处": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _ladder(item: Ladder) -> tuple[Any, ...]:
    kind, unit = KIND_LABELS["elder_bed" if item.indicator == "elder_beds" else "childcare_place"]
    reason = "文件中另有不同的数值" if item.conflicts else "存量未载明" if item.stock is None else None
    stock = int(item.stock["baseline_value"]) if item.stock else None
    return (
        item.region_id, item.region_name, kind, unit, item.target["target_year"], int(item.target["target_value"]),
        stock, *(step.quantity for step in item.steps.values()), item.uncovered, item.stated, item.projects,
        reason, item.target["document"],
    )  # fmt: skip


def documents(session: Session, scope: Scope) -> pl.DataFrame:
    """The snapshot's documents; no filter applies to them."""
    del session
    head, *rows = scope.sources()
    counted = [
        (*row, item.projects, "是" if item.is_synthetic else "否", item.document_id)
        for row, item in zip(rows, scope.info.documents, strict=True)
    ]
    schema = {
        **dict.fromkeys(head, pl.String), "项目数（个）": pl.Int64, "示例数据": pl.String, "文档编号": pl.String,
    }  # fmt: skip
    return pl.DataFrame(counted, schema=schema, orient="row")


def corrections(session: Session, scope: Scope) -> pl.DataFrame:
    """Every correction with its state, the newest first; no filter applies to them."""
    del scope
    columns = {
        "correction_id": "编号", "state": "状态", "document": "文件", "table": "表号", "row": "行号",
        "project_name": "项目名称", "field": "字段", "old_raw": "原文", "new_value": "更正为", "who": "更正人",
        "at": "更正时间", "why": "理由",
    }  # fmt: skip
    rows = [_corrected(row, tuple(columns)) for row in list_corrections(session.cursor)]
    schema = {name: pl.Int64 if name in ("表号", "行号") else pl.String for name in columns.values()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _corrected(row: dict[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    shown = row | {
        "state": CORRECTION_STATE_LABELS[row["state"]],
        "field": column_label(row["target"]) if row["target"] else row["header"] or "项目异同",
    }
    return tuple(shown[name] for name in names)


def rejected(session: Session, scope: Scope) -> pl.DataFrame:
    """Rows that were not loaded, one line per cell, so that nothing of them is lost in another table's columns."""
    rows = [
        (row["document"], row["table_no"], row["row_no"], row["line"], position, header, cell)
        for row in list_rejected_rows(session.cursor, scope.filter, scope.as_of).to_dicts()
        for position, (header, cell) in enumerate(_headed(row), start=1)
    ]
    schema = {
        "文件": pl.String, "表号": pl.Int64, "行号": pl.Int64, "原文行": pl.Int64, "列号": pl.Int64, "列": pl.String,
        "原文": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _headed(row: dict[str, Any]) -> list[tuple[str, str]]:
    headers = [*(row["headers"] or []), *[""] * len(row["cells"])]
    return list(zip(headers, row["cells"], strict=False))


TABLES: Mapping[str, tuple[str, Callable[[Session, Scope], pl.DataFrame]]] = {
    "county_year": ("区县与年份", county_by_year),
    "entries": ("能力条目", entries),
    "ladders": ("目标缺口", gap_ladders),
    "documents": ("来源文件", documents),
    "corrections": ("更正记录", corrections),
    "rejected": ("拒收的行", rejected),
}
"""Name under `/download/` -> its Chinese name in a file's name, and what makes it."""

REST_ON_PROGRESS = frozenset({"ladders"})
"""Those of them that say where progress is invented."""
