"""Parsed rows -> frames that hold to the contract. A row that breaks a check becomes a finding."""

from __future__ import annotations

from typing import Any

import polars as pl

from etl.contract import schemas
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.frames import frame, types
from etl.contract.polars_schemas import SchemaErrors, pa
from etl.rows.project_list.reports import ListReports
from etl.tables.table import SourceTable, TableRow

__all__ = ["checked", "frame", "validate_reports"]

_SOURCE_FIELD = {
    "total_investment_wan": "total_investment",
    "start_year": "period",
    "end_year": "period",
    "duration_months": "period",
    "nature": "type",
}


def checked(model: type[pa.DataFrameModel], rows: list[dict[str, Any]] | pl.DataFrame) -> pl.DataFrame:
    """A validated frame. Raises pandera.errors.SchemaErrors: a failure here is a defect of ours, not of the data."""
    made = rows if isinstance(rows, pl.DataFrame) else frame(model, rows)
    if made.is_empty() and made.schema == types(model):  # nothing in it can break a check
        return made
    return pl.DataFrame(model.validate(made, lazy=True))


def validate_reports(reports: ListReports, table: SourceTable, table_no: int, findings: Findings) -> ListReports:
    """Check parsed reports against `schemas.ProjectReports`; returns those that hold, the others become findings."""
    if not len(reports):
        return reports
    try:
        schemas.ProjectReports.validate(reports.reports, lazy=True)
        return reports
    except SchemaErrors as error:
        failures = error.failure_cases
    if failures["index"].null_count():  # not about a row: our own frame is wrong
        raise ValueError(f"parsed reports break the contract: {failures.to_dicts()[:3]}")
    rejected = set()
    for failure in failures.to_dicts():
        row = reports.rows[failure["index"]]
        rejected.add(failure["index"])
        row.kind = "rejected"
        _add_finding(failure, row, table, table_no, findings)
    return reports.without(rejected)


def _add_finding(failure: dict[str, Any], row: TableRow, table: SourceTable, table_no: int, findings: Findings) -> None:
    column = str(failure["column"])
    index = table.index(_SOURCE_FIELD.get(column, column))
    index = table.index("content") if index is None else index
    header = table.columns[index].header if index is not None else None
    raw = row.cells[index] if index is not None else str(failure["failure_case"])
    detail = Detail("value_breaks_rule", field=column, value=str(failure["failure_case"]), rule=str(failure["check"]))
    findings.add(Finding("invalid_value", raw, detail, table_no, row.row_no, header, row.line))
