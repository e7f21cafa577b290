"""What was read of a document, as the import page shows it: its facts, its tables, findings, and rows with theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

SHOWN_ROWS = 100
_MOST_PROJECTS = 10_000
_FACTS = ("document", "title", "issuer", "document_number", "document_date", "status", "region_name", "byte_size")
LIST_COLUMNS = (
    "name", "region_name", "sector", "total_investment_wan", "period_raw", "childcare_places", "elder_beds",
)  # fmt: skip
SHEET_COLUMNS = (
    "name", "month", "status", "physical_progress", "invested_year_wan", "invested_total_wan", "arrived_wan",
    "paid_wan",
)  # fmt: skip
_FINDING = ("severity", "type", "table", "row", "column", "raw", "detail", "params")
_PLACE = ("table_no", "row_no", "doubtful_fields", "project_id")

Scan = Callable[[str], pl.LazyFrame]
"""A table of `etl.schemas.STORED` of one document, by name."""


def preview(scan: Scan, is_known: bool) -> dict[str, Any]:
    """What was read of one document, as JSON holds it. Of many rows those with a question come before all others."""
    document = scan("documents").collect().row(0, named=True)
    findings = scan("findings").select(_FINDING).collect()
    asked = findings.filter(pl.col("row").is_not_null() & pl.col("severity").is_in(("reject", "warn")))
    rejected = scan("list_rows").filter(kind="rejected").head(SHOWN_ROWS)
    ids = scan("project_reports").select("project_id").head(_MOST_PROJECTS).collect()
    return {
        "document_id": document["document_id"],
        "is_known": is_known,
        "is_readable": document["format"] != "unreadable",
        **{name: _plain(document[name]) for name in _FACTS},
        "projects": _count(scan("project_reports")),
        "progress": _count(scan("progress_reports")),
        "project_ids": ids["project_id"].to_list(),
        "tables": scan("source_tables").collect().group_by("kind", maintain_order=True).len().rows(),
        "targets": _count(scan("targets")),
        "duties": _count(scan("duties")),
        "severities": {key: findings.filter(severity=key).height for key in ("reject", "warn", "note")},
        "rows": _rows(scan("project_reports"), LIST_COLUMNS, asked),
        "sheet_rows": _rows(scan("progress_reports"), SHEET_COLUMNS, asked),
        "rejected": rejected.select("table_no", "row_no", "cells").collect().to_dicts(),
        "findings": findings.filter(pl.col("row").is_null()).to_dicts(),
        "row_findings": findings.filter(pl.col("row").is_not_null()).head(10 * SHOWN_ROWS).to_dicts(),
    }


def _rows(reports: pl.LazyFrame, columns: tuple[str, ...], asked: pl.DataFrame) -> list[dict[str, Any]]:
    """So many rows as are shown, in their order: first of all those that are doubtful or have a question."""
    places = asked.select(table_no="table", row_no="row", is_asked=pl.lit(True)).unique()
    questions = (pl.col("doubtful_fields").list.len() > 0) | pl.col("is_asked").is_not_null()
    shown = (
        reports.select(*columns, *_PLACE)
        .with_row_index("at")
        .join(places.lazy(), on=["table_no", "row_no"], how="left")
        .sort(~questions, "at")
        .head(SHOWN_ROWS)
        .sort("at")
        .select(*columns, *_PLACE)
        .collect()
    )
    return [{name: _plain(value) for name, value in row.items()} for row in shown.iter_rows(named=True)]


def _count(frame: pl.LazyFrame) -> int:
    return int(frame.select(pl.len()).collect().item())


def _plain(value: object) -> object:
    """A value that JSON holds; amounts and dates as text."""
    return value if value is None or isinstance(value, (bool, int, str, list)) else str(value)
