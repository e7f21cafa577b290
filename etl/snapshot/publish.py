"""The warehouse: one DuckDB file per snapshot, made from the store, and the pointer to the one that is served.

A path is never used twice, and the pointer moves by one atomic replace, so a reader sees the old snapshot or the new.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from etl import durable
from etl.checks import contract
from etl.contract import paths, schemas
from etl.contract.month_ends import SNAPSHOT_VERSION
from etl.corrections import ledger
from etl.corrections.ledger import Correction
from etl.durable import Damaged
from etl.parse.places import region
from etl.parse.project import normal_code
from etl.snapshot import (
    batches,
    contradictions,
    cross_checks,
    identity_by_code,
    identity_by_owner,
    incremental,
    months,
    progress_checks,
    project_at_month_end,
)
from etl.store import closed_months, removals
from etl.store.store import Record, Store

_LOG = logging.getLogger(__name__)
KEPT_SNAPSHOTS = 5
_POINTER = "current.json"
MEMORY_LIMITS = ("256MB", "2GB", "80%")
"""What DuckDB may keep in memory while a snapshot is built; what is more lies in files beside it. The first does for
100,000 project reports in 20 documents; where it does not, the snapshot is built again with the next."""
_MANY_REPORTS = 200_000
"""With more progress reports the second limit is tried first: within less, most of the time goes to files."""
_PIECE = 2**22
"""Bytes that are copied at a time."""
_THREADS = 2
"""Each thread holds rows of its own."""

_PROJECTS = """
create table projects as
with ranked as (
    select r.report_id, count(*) over (partition by r.project_id) as report_count,
           row_number() over (
               partition by r.project_id
               order by d.document_date desc nulls last, (d.status = 'issued') desc nulls last,
                        d.document_id, r.table_no, r.row_no
           ) as place
    from project_reports r join documents d using (document_id)
),
latest as (select report_id, report_count from ranked where place = 1)
select r.* replace (if(
           r.project_id in (select project_id from uncertain_projects),
           list_sort(list_distinct(list_concat(r.doubtful_fields, [{counted}]))), r.doubtful_fields
       ) as doubtful_fields), d.document, d.document_date, d.list_year, d.status as document_status, d.is_synthetic,
       l.report_count, p.province_id, p.prefecture_id, p.county_id
from project_reports r join latest l using (report_id) join documents d using (document_id)
left join region_paths p on p.region_id = r.region_id
order by county_code nulls last, end_year nulls last, project_id
"""


_COUNTED = (
    "total_investment_wan", "childcare_places", "elder_beds", "nursing_beds", "medical_care_beds", "school_places",
    "other_beds", "classes", "floor_area_m2", "land_area_m2",
)  # fmt: skip
"""What is in doubt of a project that may be two, or that may be another."""

_KNOWN = """
with named as (select unnest(?) as name)
select name from named where name in (select report_id from project_reports)
    or name in (select project_id from project_reports) or name in (select project_id from progress_reports)
"""
"""Which of some names are of a project or report as read."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The published snapshot: file name in `<home>/warehouse`, hash of its inputs, when it was built (UTC), and the
    SHA-256 of the file; "" where an earlier version published it."""

    snapshot: str
    inputs_hash: str
    built_at: str
    sha256: str = ""


class BrokenSnapshot(Exception):
    """A new snapshot failed its checks and was not published."""


def folder(home: Path) -> Path:
    """Where snapshots and pointer lie."""
    return home / "warehouse"


def published(home: Path) -> Snapshot | None:
    """The snapshot that is served; None where nothing was loaded yet. Raises Damaged."""
    pointer = folder(home) / _POINTER
    if not pointer.is_file():
        return None
    content = durable.read_json(pointer)
    try:
        return Snapshot(**content)
    except TypeError as reason:
        raise Damaged(pointer) from reason


def is_sound(home: Path, snapshot: Snapshot) -> bool:
    """Whether the file of a snapshot is there and is what was published, which an earlier version did not note."""
    path = folder(home) / snapshot.snapshot
    return path.is_file() and snapshot.sha256 in ("", _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def findings_of_types(home: Path, types: Iterable[str]) -> pl.DataFrame:
    """Findings of some types in the published snapshot, as `schemas.Findings`."""
    snapshot = published(home)
    if snapshot is None:
        return contract.frame(schemas.Findings, [])
    with duckdb.connect(str(folder(home) / snapshot.snapshot), read_only=True) as connection:
        query = "select * from findings where type in (select unnest(?))"
        rows: pl.DataFrame = connection.sql(query, params=[sorted(types)]).pl()
    return rows


def warm() -> None:
    """Load what publishing needs, beside the reading of the first document."""
    region.places()
    with duckdb.connect() as connection:
        connection.register("one", pl.DataFrame({"number": [1]}))
        connection.execute("select number from one").fetchall()


def publish(store: Store, on_stage: Callable[[str], None], least: int = incremental.LEAST_REPORTS) -> Snapshot:
    """Build and publish a snapshot of the store, unless the published one is made from the same inputs and is sound.

    Where only sheets differ, and the last snapshot has `least` progress reports, a copy of it is changed
    (`incremental.py`). `on_stage` is told `built`, `checked`, `published`, `pruned`.
    """
    inputs_hash = store.fingerprint()
    current = published(store.home)
    if current and current.inputs_hash == inputs_hash and is_sound(store.home, current):
        return current
    target = folder(store.home)
    durable.make_folder(target)
    moment = datetime.now(UTC)
    name = f"snapshot-{moment:%Y%m%dT%H%M%S}-{inputs_hash[:8]}-{uuid.uuid4().hex[:6]}.duckdb"
    meta = _meta(name, inputs_hash, moment) | incremental.made_from(store)
    changed = _changed_copy(target, store, meta, current, least)
    building = changed or _build_within_limits(target, store, meta)
    on_stage("built")
    with durable.all_or_nothing(building):
        if not changed:
            records = store.records()
            _check(building, {table: store.parquet(table, records) for table in schemas.STORED})
        on_stage("checked")
        durable.settle(building)
        snapshot = Snapshot(name, inputs_hash, moment.isoformat(timespec="seconds"), _sha256(building))
        durable.move(building, target / name)
    durable.write_json(target / _POINTER, asdict(snapshot))
    on_stage("published")
    _prune(target, {name, current.snapshot if current else name})
    on_stage("pruned")
    return snapshot


def _changed_copy(
    target: Path, store: Store, meta: Mapping[str, str], current: Snapshot | None, least: int
) -> Path | None:
    """A copy of the current snapshot with what sheets have changed, checked; None where all has to be built anew.

    The log says why. Nothing is left of a copy that fails: what a whole build finds of the same fault is what counts.
    """
    path = target / f"building-{meta['snapshot_id']}.duckdb"
    spilled, log = (path.with_name(f"{path.name}.{end}") for end in ("spilled", "wal"))
    try:
        if current is None or not (target / current.snapshot).is_file():
            raise incremental.Whole("there is none before")
        records = store.records()
        change = incremental.change(target / current.snapshot, store, records, incremental.made_from(store), least)
        with durable.all_or_nothing(path, log):
            if current.sha256 not in ("", _copied(change.previous, path)):
                raise incremental.Whole("the last one is damaged")
            rows = incremental.update(path, _within(MEMORY_LIMITS[1], spilled), change, store)
            with duckdb.connect(str(path), config=_within(MEMORY_LIMITS[1], spilled)) as connection:
                batches.be_quiet(connection)
                connection.execute("drop table regions; drop table meta")
                _add_regions(connection)
                connection.execute("drop table region_paths")
                _note(connection, store.home, records, {**meta, "steps": str(change.steps + 1)})
            _is_one_file(log)
            _check(path, rows)
    except incremental.Whole as reason:
        _LOG.info("the snapshot is built whole: %s", reason)
        return None
    except (BrokenSnapshot, duckdb.Error) as reason:
        _LOG.warning("the snapshot is built whole, since it could not be changed: %s", reason)
        return None
    else:
        return path
    finally:
        durable.delete(spilled)


def _copied(source: Path, target: Path) -> str:
    """Copy a file, read once; gives the SHA-256 of what was copied."""
    digest, piece = hashlib.sha256(), memoryview(bytearray(_PIECE))
    with source.open("rb", buffering=0) as given, target.open("wb") as made:
        while size := given.readinto(piece):
            digest.update(piece[:size])
            made.write(piece[:size])
    return digest.hexdigest()


def _note(
    connection: duckdb.DuckDBPyConnection, home: Path, records: Sequence[Record], meta: Mapping[str, str]
) -> None:
    """Write down what a snapshot was made from, and all into its file."""
    incremental.note_inputs(connection, records)
    _add_removals(connection, home)
    connection.execute("create table meta (key varchar, value varchar)")
    connection.executemany("insert into meta values (?, ?)", list(meta.items()))
    connection.execute("checkpoint")  # closing does so too, but says nothing where the disk is full


def _add_removals(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """`removals`: every document that was taken out, the latest first."""
    rows = [asdict(item) for item in reversed(removals.read_all(home))]
    connection.register("taken_out", contract.checked(schemas.Removals, rows))
    connection.execute("create or replace table removals as from taken_out")
    connection.unregister("taken_out")


def _is_one_file(log: Path) -> None:
    """A snapshot is one file: the check would read its log too, which nobody publishes. Raises BrokenSnapshot."""
    if log.exists():
        raise BrokenSnapshot("新快照没有写完，未发布：请检查磁盘空间后重新运行")


def _build_within_limits(target: Path, store: Store, meta: Mapping[str, str]) -> Path:
    """Build with as little memory as does, each time in a file of its own; what was put aside on disk is deleted."""
    for attempt, limit in enumerate(_limits(store)):
        path = target / f"building-{attempt}-{meta['snapshot_id']}.duckdb"
        spilled, log = (path.with_name(f"{path.name}.{end}") for end in ("spilled", "wal"))
        try:
            with durable.all_or_nothing(path, log):
                with duckdb.connect(str(path), config=_within(limit, spilled)) as connection:
                    batches.be_quiet(connection)
                    _build(connection, store)
                    _note(connection, store.home, store.records(), meta)
                _is_one_file(log)
            return path
        except duckdb.OutOfMemoryException:
            if limit == MEMORY_LIMITS[-1]:
                raise
        finally:
            durable.delete(spilled)
    raise AssertionError("MEMORY_LIMITS is empty")


def _limits(store: Store) -> tuple[str, ...]:
    """The memory limits to try, in order."""
    with duckdb.connect() as connection:
        reports = _stored_rows(connection, store.parquet("progress_reports"))
    return MEMORY_LIMITS[1:] if reports > _MANY_REPORTS else MEMORY_LIMITS


def _within(limit: str, spilled: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": limit,
        "temp_directory": str(spilled),
        "threads": _THREADS,
    }


def _build(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    records = store.records()
    for table, model in schemas.STORED.items():
        files = [paths.literal(file) for file in store.parquet(table, records)]
        if files:
            connection.execute(f"create table {table} as select * from read_parquet(?)", [files])  # noqa: S608
        else:
            empty = pl.DataFrame(schema={n: c.dtype.type for n, c in model.to_schema().columns.items()})
            connection.register("empty", empty)
            connection.execute(f"create table {table} as select * from empty")  # noqa: S608
            connection.unregister("empty")
    doubts = identity_by_code.join(connection)
    _add_corrections(connection, store)
    entries = ledger.read_all(store.home)
    asked = identity_by_owner.unsettled(connection, doubts.owners, ledger.named_projects(ledger.in_force(entries)))
    apart = ledger.kept_apart(entries)
    batches.add_findings(connection, cross_checks.find(connection, apart, doubts.codes, asked))
    _add_regions(connection)
    uncertain = sorted({project for question in asked for project in question.projects})
    batches.create(connection, "uncertain_projects", pl.DataFrame({"project_id": uncertain}, {"project_id": pl.String}))
    connection.execute(_PROJECTS.format(counted=_in_doubt()))
    connection.execute("drop table region_paths; drop table uncertain_projects")
    months.build(connection, store.load_order(), closed_months.read(store.home))
    batches.add_findings(connection, progress_checks.find(connection, progress_checks.silent(connection)))
    contradictions.build(connection)
    project_at_month_end.build(connection)


def _in_doubt() -> str:
    """The fields of a project that sums are made of, each where it is stated."""
    return ", ".join(f"if({name} is null, null, '{name}')" for name in _COUNTED)


def _add_corrections(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    """`corrections`, all of them with their state; and which projects are the same, or not."""
    entries = ledger.read_all(store.home)
    known = {row[0] for row in connection.execute(_KNOWN, [ledger.named_projects(entries)]).fetchall()}
    known |= ledger.told_in_sheets(entries)  # `contradictions` and `problems` say which of them are said no more
    state = ledger.states(entries, {record.document_id: record.stale for record in store.records()}, known)
    merged, _ = ledger.merged_projects(entries)
    rows = [_correction_row(entry, state[entry.correction_id], merged) for entry in entries if entry.kind != "revoke"]
    connection.register("listed", contract.checked(schemas.Corrections, rows))
    connection.execute("create table corrections as select * from listed order by correction_id")
    connection.unregister("listed")
    split = ledger.split_reports(entries)
    split |= identity_by_owner.followers(connection, split, normal_code)
    identity_by_code.rename(connection, "project_reports", "report_id", split)
    for table in ("project_reports", "progress_reports"):
        identity_by_code.rename(connection, table, "project_id", merged)


def _correction_row(entry: Correction, state: str, merged: Mapping[str, str]) -> dict[str, object]:
    what = ledger.fields("field" if entry.kind == "confirm" else entry.kind).get(entry.field)
    row = {name: getattr(entry, name, None) for name in schemas.Corrections.to_schema().columns}
    project = merged.get(entry.project_id or "", entry.project_id)
    return row | {"target": what.target if what else None, "state": state, "project_id": project}


def _add_regions(connection: duckdb.DuckDBPyConnection) -> None:
    """`regions`: all that occur and all above them; `region_paths`: for each id its province, prefecture, county."""
    tables = ("project_reports", "documents", "targets", "progress_reports")
    query = " union ".join(f"select region_id from {name}" for name in tables)  # noqa: S608
    ids = [row[0] for row in connection.execute(query).fetchall() if row[0]]
    regions: dict[str, tuple[str, str, str, str | None]] = {}
    paths = []
    for region_id in sorted(ids):
        line = region.lineage(region_id)
        for place, above in zip(line, [*line[1:], None], strict=True):
            regions[place.region_id] = (place.region_id, place.name, place.level, above.region_id if above else None)
        level = {place.level: place.region_id for place in line}
        paths.append((region_id, level.get("province"), level.get("prefecture"), level.get("county")))
    named = [regions[key] for key in sorted(regions)]
    _create(connection, "regions", ("region_id", "name", "level", "parent_id"), named)
    _create(connection, "region_paths", ("region_id", "province_id", "prefecture_id", "county_id"), paths)


def _create(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[tuple[str | None, ...]]
) -> None:
    """A table of texts."""
    batches.create(connection, "given_rows", pl.DataFrame(rows, dict.fromkeys(columns, pl.String), orient="row"))
    connection.execute(f"create table {table} as from given_rows; drop table given_rows")


def _meta(name: str, inputs_hash: str, moment: datetime) -> dict[str, str]:
    return {
        "snapshot_id": name.removesuffix(".duckdb"),
        "version": SNAPSHOT_VERSION,
        "built_at": moment.isoformat(timespec="seconds"),
        "inputs_hash": inputs_hash,
    }


def _check(path: Path, stored: Mapping[str, Sequence[Path] | int]) -> None:
    """The new file must hold every row of the store, each project once. Raises BrokenSnapshot.

    `stored`: the Parquet files of each stored table, or the rows that are known to be in them.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        for table in schemas.STORED:
            files = stored[table]
            wanted = files if isinstance(files, int) else _stored_rows(connection, files)
            rows = "findings where type not in (select unnest(?))" if table == "findings" else table
            given = [sorted(incremental.made_types())] if table == "findings" else []
            _expect(connection, f"select count(*) from {rows}", wanted, given)  # noqa: S608
        _expect(connection, "select count(*) - count(distinct project_id) from projects", 0)
        _expect(connection, "select count(*) - count(distinct (project_id, month)) from project_states", 0)
        _expect(
            connection,
            "select count(*) - (select count(*) from projects) * (select count(*) from month_ends)"
            " from project_at_month_end",
            0,
        )
        both = "(select count(*) from project_months) + (select count(*) from progress_unmatched)"
        _expect(connection, f"select {both} - count(*) from progress_reports", 0)  # noqa: S608
        _expect(
            connection, "select count(distinct project_id) - (select count(*) from projects) from project_reports", 0
        )


def _stored_rows(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> int:
    return incremental.stored_rows(connection, [str(file) for file in files])


def _expect(connection: duckdb.DuckDBPyConnection, query: str, wanted: int, parameters: Sequence[object] = ()) -> None:
    row = connection.execute(query, parameters).fetchone()
    if row is None or row[0] != wanted:
        raise BrokenSnapshot(f"新快照未通过检查，未发布：{query} = {row and row[0]}，应为 {wanted}")


def _prune(target: Path, in_use: Collection[str]) -> None:
    """Keep the newest snapshots, and those that a reader may be opening, whatever the clock said when they were made; a
    file that a reader holds open (Windows) goes at a later load."""
    old = sorted(target.glob("snapshot-*.duckdb"), key=lambda path: path.name)[:-KEPT_SNAPSHOTS]
    durable.sweep(target)
    for path in (*target.glob("building-*"), *(path for path in old if path.name not in in_use)):
        durable.delete(path)
