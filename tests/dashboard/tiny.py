"""Warehouses of a few invented rows, so that every sum in a test can be done in the head."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from etl.contract.month_ends import SNAPSHOT_VERSION
from etl.contract.schemas import STORED, Corrections, Regions
from etl.snapshot import contradictions, months, project_at_month_end

REGIONS = [
    {"region_id": "360000", "name": "江西省", "level": "province", "parent_id": None},
    {"region_id": "360200", "name": "景德镇市", "level": "prefecture", "parent_id": "360000"},
    {"region_id": "360281", "name": "乐平市", "level": "county", "parent_id": "360200"},
    {"region_id": "360200-高新区", "name": "高新区", "level": "zone", "parent_id": "360200"},
    {"region_id": "500000", "name": "重庆市", "level": "province", "parent_id": None},
    {"region_id": "500114", "name": "黔江区", "level": "county", "parent_id": "500000"},
]
_ADDED = {
    "document": pl.String,
    "document_date": pl.Date,
    "list_year": pl.Int32,
    "document_status": pl.String,
    "is_synthetic": pl.Boolean,
    "report_count": pl.Int64,
    "province_id": pl.String,
    "prefecture_id": pl.String,
    "county_id": pl.String,
}
DOCUMENT_ID = "d" * 64


def project(number: int, **given: Any) -> dict[str, Any]:
    """One project of 黔江区, one field after the other replaceable. `number` is its row and makes its ids."""
    row: dict[str, Any] = dict.fromkeys(STORED["project_reports"].to_schema().columns)
    row |= dict.fromkeys(_ADDED)
    row |= {
        "report_id": f"{DOCUMENT_ID[:12]}-1-{number}",
        "document_id": DOCUMENT_ID,
        "table_no": 1,
        "row_no": number,
        "project_id": f"p{number}",
        "seq": number,
        "name": f"项目{number}",
        "capacity_basis": "none",
        "region_id": "500114",
        "region_name": "黔江区",
        "region_level": "county",
        "county_code": "500114",
        "county_id": "500114",
        "province_id": "500000",
        "doubtful_fields": [],
        "document": "清单.csv",
        "document_date": date(2022, 10, 27),
        "is_synthetic": False,
        "report_count": 1,
    }
    row |= given
    if isinstance(row["total_investment_wan"], (int, str)):
        row["total_investment_wan"] = Decimal(row["total_investment_wan"])
    return row


def years(start: int | None, finish: int | None) -> dict[str, Any]:
    """Plan fields of a project that states years."""
    return {
        "start_year": start,
        "end_year": finish,
        "planned_start": date(start, 1, 1) if start else None,
        "planned_finish": date(finish, 12, 31) if finish else None,
        "plan_precision": "year",
    }


def finding(number: int, row: int | None, severity: str = "note", **given: Any) -> dict[str, Any]:
    """One finding, on a row of the table or on the document."""
    return {
        "finding_id": f"f{number}",
        "type": "lower_bound",
        "severity": severity,
        "document_id": DOCUMENT_ID,
        "document": "清单.csv",
        "table": 1 if row else None,
        "row": row,
        "column": None,
        "line": None,
        "raw": None,
        "detail": None,
        "params": None,
        "caused_by": None,
    } | given


def report(number: int, month: date, status: str = "under_way", **given: Any) -> dict[str, Any]:
    """What the sheet of a month (its last day) says of the project of that number; amounts may be whole numbers."""
    row: dict[str, Any] = dict.fromkeys(STORED["progress_reports"].to_schema().columns)
    row |= {
        "progress_id": f"m{number}-{month}", "document_id": DOCUMENT_ID, "table_no": 1, "row_no": number,
        "line": number, "month": month, "month_source": "stated", "is_synthetic": False, "project_id": f"p{number}",
        "name": f"项目{number}", "region_id": "500114", "status": status, "status_source": "stated",
        "actual_start_precision": "month", "actual_finish_precision": "month", "forecast_finish_precision": "month",
        "doubtful_fields": [],
    } | given  # fmt: skip
    return {
        name: Decimal(value) if name.endswith("_wan") and value is not None else value for name, value in row.items()
    }


def publish(
    home: Path, projects: list[dict[str, Any]], *, name: str = "one", as_of: str = "2022-12-31", **tables: Any
) -> Path:
    """Write a snapshot by the contract and point to it. `tables` gives rows of further stored tables.

    The as-of date is that of the last report, else `as_of`, the date of the one document where `tables` gives none.
    """
    folder = home / "warehouse"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.duckdb"
    reports = STORED["project_reports"].to_schema().columns
    rows = {
        "documents": [_document(projects, as_of)],
        "project_reports": [{column: row[column] for column in reports} for row in projects],
    } | tables
    with duckdb.connect(str(path)) as connection:
        for table, schema in STORED.items():
            _write(connection, table, rows.get(table, []), _types(schema))
        _write(connection, "projects", projects, _types(STORED["project_reports"]) | _ADDED)
        _write(connection, "regions", REGIONS, _types(Regions))
        _write(connection, "corrections", rows.get("corrections", []), _types(Corrections))
        months.build(connection, {}, {})
        contradictions.build(connection)
        project_at_month_end.build(connection)
        meta = {
            "snapshot_id": name,
            "version": SNAPSHOT_VERSION,
            "built_at": "2022-12-31T00:00:00+00:00",
            "inputs_hash": name,
        }
        rows_of_meta = [{"key": key, "value": value} for key, value in meta.items()]
        _write(connection, "meta", rows_of_meta, {"key": pl.String, "value": pl.String})
    pointer = folder / "new.json"
    pointer.write_text(json.dumps({"snapshot": path.name, "inputs_hash": name, "built_at": meta["built_at"]}))
    pointer.replace(folder / "current.json")
    return path


def _document(projects: list[dict[str, Any]], dated: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(STORED["documents"].to_schema().columns)
    return row | {
        "document_id": DOCUMENT_ID,
        "document": "清单.csv",
        "format": "csv",
        "byte_size": len(projects),
        "metadata_source": "{}",
        "document_date": date.fromisoformat(dated) if dated else None,
        "is_synthetic": any(project["is_synthetic"] for project in projects),
    }


def _types(schema: Any) -> dict[str, Any]:
    return {name: column.dtype.type for name, column in schema.to_schema().columns.items()}


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]], types: dict[str, Any]
) -> None:
    connection.register("frame", pl.DataFrame(rows, schema=types).to_arrow())
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM frame")
    connection.unregister("frame")
