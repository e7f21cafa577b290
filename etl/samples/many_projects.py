"""A snapshot with many generated projects: the loaded ones with their months repeated under new ids and places, for
measuring only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from etl.snapshot import contradictions, project_at_month_end

_COPIES = "(SELECT CAST(n AS INTEGER) AS n FROM range(1, {copies}) AS copies(n))"
_REPEAT = """INSERT INTO {table} SELECT t.* REPLACE ({changes}) FROM {table} t, """ + _COPIES
_ID = "concat(t.{0}, '-', n)"
_YEARS = {"start_year": "t.start_year - n % 4", "end_year": "t.end_year + n % 5"}
_OF_PROJECT, _OF_REPORT = {"project_id": _ID.format("project_id")}, {"progress_id": _ID.format("progress_id")}
_CHANGES = {
    "baselines": _OF_PROJECT,
    "project_months": _OF_PROJECT | _OF_REPORT,
    "project_states": _OF_PROJECT | _OF_REPORT,
    "progress_funding": _OF_REPORT,
    "project_reports": {"project_id": _ID.format("project_id"), "report_id": _ID.format("report_id")},
    "quantities": {"report_id": _ID.format("report_id")},
    "projects": {
        "project_id": _ID.format("project_id"),
        "report_id": _ID.format("report_id"),
        "name": "concat(t.name, '第', n, '处')",
        "total_investment_wan": "t.total_investment_wan + n % 97",
        "region_id": "concat(coalesce(t.region_id, ''), '-', n % 60)",
        "region_name": "concat(coalesce(t.region_name, ''), n % 60)",
        **_YEARS,
    },
}


def generate(home: Path, target: Path, projects: int) -> int:
    """Write to the home `target` a snapshot made from that of `home`, with about so many projects; returns how many."""
    pointer = json.loads((home / "warehouse" / "current.json").read_text(encoding="utf-8"))
    folder = target / "warehouse"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"generated-{projects}.duckdb"
    shutil.copyfile(home / "warehouse" / pointer["snapshot"], path)
    with duckdb.connect(str(path)) as connection:
        [(loaded,)] = connection.execute("SELECT count(*) FROM projects").fetchall()
        for table, columns in _CHANGES.items():
            changes = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
            copies = max(1, round(projects / loaded))
            connection.execute(_REPEAT.format(table=table, changes=changes, copies=copies))
        connection.execute(
            "INSERT INTO regions SELECT DISTINCT region_id, region_name, 'zone', prefecture_id FROM projects"
            " WHERE region_id NOT IN (SELECT region_id FROM regions)"
        )
        connection.execute(
            "UPDATE project_states s SET project_no = p.rowid FROM projects p WHERE p.project_id = s.project_id"
        )
        contradictions.build(connection)
        project_at_month_end.build(connection)
        [(made,)] = connection.execute("SELECT count(*) FROM projects").fetchall()
    (folder / "current.json").write_text(json.dumps(pointer | {"snapshot": path.name}), encoding="utf-8")
    return int(made)
