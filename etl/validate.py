"""Parsed rows -> frames that hold to the contract. A row that breaks a check becomes a finding."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from etl import schemas
from etl.extract.tables import SourceTable
from etl.findings import Finding, Findings
from etl.reports import ProjectReport

_SOURCE_FIELD = {
    "total_investment_wan": "total_investment",
    "start_year": "period",
    "end_year": "period",
    "duration_months": "period",
    "nature": "type",
}


def frame(model: type[pa.DataFrameModel], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A frame with the model's columns and types, in its order."""
    types = {name: column.dtype.type for name, column in model.to_schema().columns.items()}
    return pl.DataFrame({name: [row[name] for row in rows] for name in types}, schema=types)


def checked(model: type[pa.DataFrameModel], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A validated frame. Raises pandera.errors.SchemaErrors: a failure here is a defect of ours, not of the data."""
    return pl.DataFrame(model.validate(frame(model, rows), lazy=True))


def validate_reports(
    reports: list[ProjectReport], table: SourceTable, table_no: int, findings: Findings
) -> list[ProjectReport]:
    """Check parsed reports against `schemas.ProjectReports`; returns those that hold, the others become findings."""
    if not reports:
        return []
    try:
        schemas.ProjectReports.validate(frame(schemas.ProjectReports, [report.values for report in reports]), lazy=True)
        return reports
    except SchemaErrors as error:
        failures = error.failure_cases
    if failures["index"].null_count():  # not about a row: our own frame is wrong
        raise ValueError(f"parsed reports break the contract: {failures.to_dicts()[:3]}")
    rejected = set()
    for failure in failures.to_dicts():
        report = reports[failure["index"]]
        rejected.add(failure["index"])
        report.row.kind = "rejected"
        _add_finding(failure, report, table, table_no, findings)
    return [report for index, report in enumerate(reports) if index not in rejected]


def _add_finding(
    failure: dict[str, Any], report: ProjectReport, table: SourceTable, table_no: int, findings: Findings
) -> None:
    column = str(failure["column"])
    index = table.index(_SOURCE_FIELD.get(column, column))
    column_schema = schemas.ProjectReports.to_schema().columns[column]
    index = table.index("content") if index is None else index
    header = table.columns[index].header if index is not None else None
    raw = report.row.cells[index] if index is not None else str(failure["failure_case"])
    detail = f"{column_schema.title} = {failure['failure_case']}，规则 {failure['check']}"
    findings.add(Finding("invalid_value", raw, detail, table_no, report.row.row_no, header, report.row.line))
