"""The published snapshot as Parquet files, by province, in a folder or an object store: what engines on other machines
read.

`<where>/<snapshot>/<table>/province=<code>/*.parquet`; beside the tables `content.json`, which names them with their
columns; above, `current.json`, which is written last: a reader sees the last snapshot or the new one. Rows have their
number in DuckDB as the column `rowid`, ENUMs become texts, unsigned numbers signed ones.
"""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import fsspec

from etl.contract.month_ends import SNAPSHOT_VERSION
from etl.snapshot import publish
from etl.snapshot.project_at_month_end import PROJECT_AT

NOWHERE = "none"
"""The province of rows that belong to none: reference tables, what speaks of the whole country, documents without a
region."""

_PROVINCES = """
create temp table province_of as
with recursive above as (
    select region_id, region_id as place, level from regions
    union all
    select a.region_id, r.region_id, r.level
    from above a join regions b on b.region_id = a.place join regions r on r.region_id = b.parent_id
),
of_region as (select region_id, min(place) as province from above where level = 'province' group by 1)
select region_id as key, province from of_region
union all select document_id, o.province from documents join of_region o using (region_id)
union all select project_id, province_id from projects
union all select r.report_id, p.province_id from project_reports r join projects p using (project_id)
union all select m.progress_id, p.province_id from project_months m join projects p using (project_id)
union all select rowid::varchar, province_id from projects
union all select id, o.province
from (
    select target_id as id, document_id from targets union all select point_id, document_id from indicator_points
    union all select rule_id, document_id from policy_rules union all select duty_id, document_id from duties
) join documents using (document_id) join of_region o using (region_id)
"""
"""Province of each thing that a row can name; a number is that of a project."""

_KEYS = ("project_no", "project_id", "report_id", "progress_id", "region_id", "document_id")
"""What a row may name, the most telling first."""

_SIGNED = {"UTINYINT": "INTEGER", "USMALLINT": "INTEGER", "UINTEGER": "BIGINT", "UBIGINT": "BIGINT"}


class NothingPublished(Exception):
    """There is no snapshot that could be given on."""


def give(home: Path, where: str) -> str:
    """Write the published snapshot to a folder or object store and point to it. Gives its name, also where it is there
    already. Raises NothingPublished, Damaged, OSError, and what the store of objects raises."""
    current = publish.published(home)
    if current is None:
        raise NothingPublished
    name = current.snapshot.removesuffix(".duckdb")
    files, root = fsspec.core.url_to_fs(where.rstrip("/"))
    pointer = posixpath.join(root, "current.json")
    if files.exists(pointer) and json.loads(files.cat_file(pointer))["snapshot"] == name:
        return name
    with TemporaryDirectory(dir=home) as folder:
        write(publish.folder(home) / current.snapshot, Path(folder))
        files.makedirs(root, exist_ok=True)
        files.put(f"{folder}/", f"{posixpath.join(root, name)}/", recursive=True)
    with files.transaction, files.open(pointer, "wb") as file:
        file.write(json.dumps({"snapshot": name}).encode())
    return name


def write(snapshot: Path, folder: Path) -> None:
    """Write the tables of a snapshot's file, and what it holds, to an empty folder."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        connection.execute(_PROVINCES)
        sql = "select table_name, column_name, data_type from duckdb_columns() where database_name = current_database()"
        tables: dict[str, dict[str, str]] = {}
        for table, column, kind in connection.execute(f"{sql} order by table_name, column_index").fetchall():
            tables.setdefault(table, {})[column] = kind
        for table, columns in tables.items():
            _write_table(connection, table, columns, folder)
    content = {"version": SNAPSHOT_VERSION, "tables": {t: list(c) for t, c in tables.items()}, "project_at": PROJECT_AT}
    (folder / "content.json").write_text(json.dumps(content), encoding="utf-8")


def _write_table(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], folder: Path) -> None:
    """One table by province; an empty one is a file without rows, so that its columns are known."""
    shown = ", ".join(_readable(name, kind) for name, kind in columns.items())
    keys = [name for name in _KEYS if name in columns]
    joins = " ".join(f"left join province_of {name}_of on {name}_of.key = r.{name}::varchar" for name in keys)
    province = ", ".join([*(["r.province_id::varchar"] if "province_id" in columns else []),
                          *(f"{name}_of.province" for name in keys), f"'{NOWHERE}'"])  # fmt: skip
    rows = f"select r.rowid, {shown}, coalesce({province}) as province from {table} r {joins} order by r.rowid"  # noqa: S608
    target = str(folder / table).replace("'", "''")
    if connection.execute(f"select count(*) from {table}").fetchall() == [(0,)]:  # noqa: S608
        (folder / table).mkdir()
        rows = f"select * exclude (province) from ({rows})"  # noqa: S608
        connection.execute(f"copy ({rows}) to '{target}/none.parquet' (format parquet)")
    else:
        connection.execute(f"copy ({rows}) to '{target}' (format parquet, partition_by (province))")


def _readable(name: str, kind: str) -> str:
    """A column as every reader of Parquet knows it."""
    told = "VARCHAR" if kind.startswith("ENUM(") else _SIGNED.get(kind)
    return f'r."{name}"::{told} as "{name}"' if told else f'r."{name}"'
