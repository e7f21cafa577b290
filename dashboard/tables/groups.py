"""Further tables that leave the board: county by year, capacity entries, ladders, documents, corrections, what was
rejected. Columns have names for programs; `heading_of_year` and `HEADINGS` give the Chinese ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.filter import UNDATED, year_label
from dashboard.metrics.capacity import by_kind_and_basis
from dashboard.metrics.catalog import YEAR_DIMENSIONS, column_label, heading
from dashboard.metrics.documents.corrected import list_corrections, list_removals
from dashboard.metrics.documents.finding_counts import list_rejected_rows
from dashboard.metrics.query import aggregate
from dashboard.metrics.targets import Ladder, ladders, list_targets
from dashboard.session.documents import as_rows, shown_documents
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.labels import BASIS_LABELS, KIND_LABELS
from dashboard.words.problem_words import cause_title

_CELLS: Mapping[str, Any] = {"projects": pl.Int64(), "total_investment_wan": pl.Decimal(38, 6)}
_WHOLE = "all"
_WHOLE_NAME = "合计"

Cells = dict[tuple[str | None, str], dict[str, Any]]
"""What a region (None for all) has in a year (`_WHOLE` for all): a row of a query."""

HEADINGS = {
    "entries": {
        "kind": "类别", "part_of": "属于", "basis": "依据", "quantity": "数量", "unit": "单位", "is_added": "计入新增",
        "projects": "项目数（个）", "entries": "条目（条）", "doubtful": "存疑（条）", "inexact": "约数或上下限（条）",
    },
    "ladders": {
        "region_id": "地区代码", "region_name": "地区", "kind": "类别", "unit": "单位", "target_year": "目标年",
        "target": "目标", "stock": "存量", "delivered": "已交付", "under_construction": "在建", "planned": "计划中",
        "uncovered": "尚缺", "stated": "载明项目（个）", "projects": "项目数（个）", "reason": "不计算的原因",
        "document": "目标出处",
    },
    "documents": {
        "title": "标题", "document": "文件名", "document_number": "文号", "document_date": "成文日期", "status": "状态",
        "region_name": "地区", "projects": "项目数（个）", "is_synthetic": "示例数据", "document_id": "文档编号",
    },
    "corrections": {
        "correction_id": "编号", "state": "状态", "document": "文件", "table": "表号", "row": "行号",
        "project_name": "项目名称", "field": "字段", "old_raw": "原文", "new_value": "更正为", "who": "更正人",
        "at": "更正时间", "why": "理由",
    },
    "removals": {
        "title": "标题", "document": "文件名", "region_name": "地区", "document_date": "成文日期",
        "loaded_at": "导入时间", "projects": "项目行数", "total_investment_wan": "总投资（万元）",
        "progress": "进度行数", "first_month": "首月", "last_month": "末月", "targets": "目标条数",
        "duties": "任务项数", "rules": "补助规则条数", "who": "移除人", "at": "移除时间", "why": "理由",
        "document_id": "文档编号",
    },
    "rejected": {
        "document": "文件", "table": "表号", "row": "行号", "line": "原文行", "column_no": "列号", "column": "列",
        "raw": "原文",
    },
}  # fmt: skip
"""Chinese headings of the columns of each table, in their order."""


def county_by_year(session: Session, scope: Scope) -> pl.DataFrame:
    """Regions down, years across: projects and investment (万元), with totals both ways, each asked for and not added
    up (on the basis 计划在建年份 a project counts in several years). Columns `2022_projects`, `all_projects`, …"""
    cells: Cells = {}
    for dimensions in (("region", "year"), ("region",), ("year",), ()):
        cells |= _cells_of(session, scope, dimensions)
    years = sorted({year for _, year in cells if year != _WHOLE}, key=year_label_of)
    columns = [*years, _WHOLE]
    names = {code: row["region_name"] or "地区未定" for (code, _), row in cells.items() if code is not None}
    rows = [_across(code, name, columns, cells) for code, name in [*names.items(), (None, _WHOLE_NAME)]]
    types = {f"{year}_{cell}": kind for year in columns for cell, kind in _CELLS.items()}
    schema = {"region_code": pl.String, "region_name": pl.String, **types}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _cells_of(session: Session, scope: Scope, dimensions: tuple[str, ...]) -> Cells:
    """One query's rows by region and year."""
    year = YEAR_DIMENSIONS[scope.filter.year_basis]
    frame = aggregate(session.cursor, scope.filter, scope.as_of, tuple(_CELLS), dimensions)
    return {
        (
            (row["region_code"] or "") if "region" in dimensions else None,
            str(row[year] or UNDATED) if "year" in dimensions else _WHOLE,
        ): row
        for row in frame.iter_rows(named=True)
    }


def _across(code: str | None, name: str, columns: list[str], cells: Cells) -> list[Any]:
    found = [cells.get((code, column), {}) for column in columns]
    return [code or None, name, *(item.get(cell) for item in found for cell in _CELLS)]


def year_label_of(year: str) -> str:
    """Words of a year in a column's name: `2022`, `undated` or `all`."""
    if year == _WHOLE:
        return _WHOLE_NAME
    return year_label(year if year == UNDATED else int(year))


def heading_of_year(name: str) -> str | None:
    """Heading of a column of `county_by_year`: `2022年·项目数（个）`; None for those that are not of a year."""
    year, _, cell = name.partition("_")
    return f"{year_label_of(year)}·{heading(cell)}" if cell in _CELLS else None


def entries(session: Session, scope: Scope) -> pl.DataFrame:
    """Stated quantities by kind and basis, as the capacity page lists them; each in its own `unit`."""
    rows = [
        (
            row["noun"] or KIND_LABELS[row["kind"]][0], KIND_LABELS[row["part_of"]][0] if row["part_of"] else None,
            BASIS_LABELS[row["basis"]], row["quantity"], row["unit"], row["is_added"], row["projects"],
            row["entries"], row["doubtful"], row["inexact"],
        )
        for row in by_kind_and_basis(session.cursor, scope.filter, scope.as_of)
    ]  # fmt: skip
    numbers = ("projects", "entries", "doubtful", "inexact")
    typed = {**dict.fromkeys(numbers, pl.Int64), "quantity": pl.Decimal(38, 4), "is_added": pl.Boolean}
    return _frame("entries", rows, typed)


def gap_ladders(session: Session, scope: Scope) -> pl.DataFrame:
    """Every ladder of the filter's regions, also those without an answer: the reason stands beside it. Quantities are
    in the row's own `unit`."""
    targets = list_targets(session.cursor, scope.filter, scope.info.vocabulary.regions)
    rows = [_ladder(item) for item in ladders(session.cursor, targets, scope.as_of)]
    words = {"region_id", "region_name", "kind", "unit", "reason", "document"}
    return _frame("ladders", rows, {name: pl.Int64 for name in HEADINGS["ladders"] if name not in words})


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
    """The documents behind what the filter shows."""
    shown = shown_documents(session, scope)
    _, *rows = as_rows(shown)
    counted = [
        (*row, item.projects, item.is_synthetic, item.document_id) for row, item in zip(rows, shown, strict=True)
    ]
    return _frame("documents", counted, {"projects": pl.Int64, "is_synthetic": pl.Boolean})


def corrections(session: Session, scope: Scope) -> pl.DataFrame:
    """Every correction with its state, the newest first; no filter applies to them."""
    del scope
    names = tuple(HEADINGS["corrections"])
    rows = [_corrected(row, names) for row in list_corrections(session.cursor)]
    return _frame("corrections", rows, {"table": pl.Int64, "row": pl.Int64})


def _corrected(row: dict[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    if row["kind"] == "cause":
        row = row | {"new_value": cause_title(row["new_value"])}
    shown = row | {"field": column_label(row["target"]) if row["target"] else row["header"] or "项目异同"}
    return tuple(shown[name] for name in names)


def removals(session: Session, scope: Scope) -> pl.DataFrame:
    """Every document that was taken out, the latest first, with the rows that it held; no filter applies to them."""
    del scope
    rows = [tuple(row[name] for name in HEADINGS["removals"]) for row in list_removals(session.cursor)]
    counts = dict.fromkeys(("projects", "progress", "targets", "duties", "rules"), pl.Int64)
    return _frame("removals", rows, {**counts, "total_investment_wan": pl.Decimal(38, 6)})


def rejected(session: Session, scope: Scope) -> pl.DataFrame:
    """Rows that were not loaded, one line per cell, so that nothing of them is lost in another table's columns."""
    rows = [
        (row["document"], row["table_no"], row["row_no"], row["line"], position, header, cell)
        for row in list_rejected_rows(session.cursor, scope.filter, scope.as_of).to_dicts()
        for position, (header, cell) in enumerate(_headed(row), start=1)
    ]
    return _frame("rejected", rows, dict.fromkeys(("table", "row", "line", "column_no"), pl.Int64))


def _headed(row: dict[str, Any]) -> list[tuple[str, str]]:
    headers = [*(row["headers"] or []), *[""] * len(row["cells"])]
    return list(zip(headers, row["cells"], strict=False))


def _frame(table: str, rows: list[tuple[Any, ...]], types: Mapping[str, Any]) -> pl.DataFrame:
    """Rows under the columns of a table; what `types` does not name is text."""
    schema = {name: types.get(name, pl.String) for name in HEADINGS[table]}
    return pl.DataFrame(rows, schema=schema, orient="row")
