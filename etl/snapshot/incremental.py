"""Publishing what a few sheets touch: a copy of the last snapshot in which only that is made anew.

What a snapshot says of a project hangs on the lists and sheets of that project and, through the months in which a
prefecture reports at all, on its prefecture. So where only progress sheets came, went or were read again, their
prefectures are built by themselves, by the statements that build a whole snapshot, and put in the place of what was
there. A list can change who is who anywhere: then all is built anew, as it is where `Whole` says so.

Tables are those of a whole build, row for row; numbers of rows (`finding_no`, `document_no`) may differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from etl.contract import paths, schemas
from etl.contract.month_ends import SNAPSHOT_VERSION
from etl.corrections import ledger
from etl.parse.places import region
from etl.snapshot import (
    batches,
    contradictions,
    cross_checks,
    identity_of_progress,
    months,
    progress_checks,
    project_at_month_end,
)
from etl.store import closed_months
from etl.store.store import Record, Store, reader_version

LEAST_REPORTS = 50_000
"""With fewer progress reports a whole build takes no longer."""
_MOST_STEPS = 20
"""So many snapshots one after another are copies with changes; then one is built whole, in the best order of rows."""
_MOST_PROJECTS = 0.4
"""Share of the projects beyond which a whole build takes no longer."""
_OF_SHEETS = frozenset({
    "documents", "source_tables", "list_rows", "evidence", "progress_reports", "progress_funding", "approvals",
    "findings",
})  # fmt: skip
"""Tables in which a document of sheets alone has rows."""
_OF_PROJECTS = frozenset({"same", "different", "explain", "cause"})
"""Kinds of corrections that say something of projects, not of one document."""
_NUMBERED = (
    "project_states", "project_at_month_end", "funds_at_month_end", "month_changes", "contradictions", "problem_said",
    "problems_by_month", "year_ends", "approval_steps",
)  # fmt: skip
"""Tables with a `project_no`, in which the rows of touched projects are replaced."""


class Whole(Exception):
    """All has to be built anew; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """The snapshot that is begun with, how many changes it has seen already, and the documents that differ from it.

    One that was read again is both `gone` and `added`.
    """

    previous: Path
    steps: int
    added: tuple[str, ...]
    gone: tuple[str, ...]


@cache
def builder() -> str:
    """Hash of what snapshots are built with, the reader included."""
    files = [*Path(__file__).parent.glob("*.py"), *(paths.data_dir() / "reference" / "snapshot").glob("*.csv")]
    digest = hashlib.sha256(reader_version().encode())
    for file in sorted(files, key=lambda file: file.name):
        digest.update(file.name.encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def note_inputs(connection: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> None:
    """Make `inputs`: what each document was read as."""
    rows = [(record.document_id, record.tables) for record in records]
    batches.create(
        connection, "given_inputs", pl.DataFrame(rows, {"document_id": pl.String, "tables": pl.String}, orient="row")
    )
    connection.execute("create or replace table inputs as select * from given_inputs order by document_id")
    connection.execute("drop table given_inputs")


def made_from(store: Store) -> dict[str, str]:
    """What else than documents a snapshot is made from, for `meta`."""
    closed = sorted((month.isoformat(), sorted(ids)) for month, ids in closed_months.read(store.home).items())
    return {
        "builder": builder(),
        "corrections": ledger.digest(ledger.read_all(store.home)),
        "closed": hashlib.sha256(repr(closed).encode()).hexdigest(),
    }


def change(previous: Path, store: Store, records: Sequence[Record], given: Mapping[str, str], least: int) -> Change:
    """What differs from the snapshot in a file. Raises Whole where more than sheets does, or a copy is not worth it.

    `given`: what `made_from` gives now; `least`: the number of progress reports from which on a copy is.
    """
    with duckdb.connect(str(previous), read_only=True) as connection:
        meta = dict(connection.execute("select key, value from meta").fetchall())
        if meta.get("version") != SNAPSHOT_VERSION or any(meta.get(key) != value for key, value in given.items()):
            raise Whole("rules, corrections or closed months differ")
        [(reports,)] = connection.execute("select count(*) from progress_reports").fetchall()
        if reports < least:
            raise Whole("the store is small")
        if int(meta.get("steps", 0)) >= _MOST_STEPS:
            raise Whole(f"{_MOST_STEPS} changes since the last whole build")
        [(reported,)] = connection.execute("select bool_and(is_reported) from month_ends").fetchall()
        if not reported:
            raise Whole("no month was reported so far")
        if any(entry.kind in _OF_PROJECTS for entry in ledger.read_all(store.home)):
            raise Whole("corrections join, part, explain or classify projects")
        known = dict(connection.execute("select document_id, tables from inputs").fetchall())
        wanted = {record.document_id: record.tables for record in records}
        differ = {one for one in known.keys() | wanted.keys() if known.get(one) != wanted.get(one)}
        added, gone = (tuple(sorted(differ & of.keys())) for of in (wanted, known))
        found = Change(previous, int(meta.get("steps", 0)), added, gone)
        _refuse_lists(connection, store, found, {record.document_id: record for record in records})
    return found


def _refuse_lists(
    connection: duckdb.DuckDBPyConnection, store: Store, found: Change, records: Mapping[str, Record]
) -> None:
    if any(records[one].tables == "" or records[one].stale for one in found.added):
        raise Whole("a document was read by an earlier version, or its corrections fit no more")
    entries = ledger.read_all(store.home)
    if any(entry.document_id in {*found.added, *found.gone} for entry in entries):
        raise Whole("a corrected document differs")
    for table in set(schemas.STORED) - _OF_SHEETS:
        files = [paths.literal(store.table(one, table)) for one in found.added]
        query = f"select count(*) from {table} where {_is_of(table)}"  # noqa: S608 - names of ours
        [(rows,)] = connection.execute(query, [list(found.gone)]).fetchall()
        if rows + stored_rows(connection, files):
            raise Whole("a document with more than progress sheets differs")


def made_types() -> frozenset[str]:
    """Types of the findings that only a snapshot has."""
    return cross_checks.TYPES | progress_checks.TYPES | contradictions.types()


def stored_rows(connection: duckdb.DuckDBPyConnection, files: Sequence[str]) -> int:
    """Rows of Parquet files, as their footers count them."""
    if not files:
        return 0
    query = "select sum(num_rows) from parquet_file_metadata(?)"
    [(rows,)] = connection.execute(query, [list(files)]).fetchall()
    return int(rows)


def _is_of(table: str) -> str:
    """The condition that a row of a stored table came from one of the documents of a parameter."""
    columns = schemas.STORED[table].to_schema().columns
    if "document_id" in columns:
        return "document_id in (select unnest(?))"
    of = "progress_id" if "progress_id" in columns else "report_id"
    return f"left({of}, 12) in (select left(one, 12) from (select unnest(?) as one))"  # noqa: S608 - names of ours


def update(path: Path, config: Mapping[str, object], change: Change, store: Store) -> dict[str, int]:
    """Bring a copy of the previous snapshot up to date; gives the rows that each stored table must have now.

    `inputs`, `regions` and `meta` are left to the caller. Raises Whole where too much turns out to be touched.
    """
    with duckdb.connect(config=dict(config)) as part:  # type: ignore[arg-type]
        batches.be_quiet(part)
        part.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as whole")
        with part.cursor() as whole:
            batches.be_quiet(whole)
            whole.execute("use whole")
            made = _Update(part, whole, change, store)
            rows = made.exchange_documents()
            made.choose_projects()
            made.build_part()
            made.put_in_place()
        part.execute("detach whole")
    return rows


@dataclass(frozen=True, slots=True)
class _Update:
    """`part`: a database with the touched prefectures alone, to which the snapshot is attached as `whole`; `whole`: the
    same with the snapshot as what names mean."""

    part: duckdb.DuckDBPyConnection
    whole: duckdb.DuckDBPyConnection
    change: Change
    store: Store

    def exchange_documents(self) -> dict[str, int]:
        """Take the rows of documents out of the stored tables, and put others in; gives how many each must have now."""
        gone, added = list(self.change.gone), self.change.added
        batches.create(self.part, "gone_before", pl.DataFrame({"document_id": gone}, {"document_id": pl.String}))
        self.part.execute(
            """create table gone as from gone_before;
            create table touched as
            select project_id from whole.project_months semi join gone using (document_id)
            union select project_id from whole.progress_repeated
            where left(progress_id, 12) in (select left(document_id, 12) from gone)"""
        )
        counts = {}
        for table in schemas.STORED:
            files = [paths.literal(self.store.table(one, table)) for one in added]
            counts[table] = self._count(table) + stored_rows(self.whole, files)
            if gone:
                counts[table] -= self._count(table, _is_of(table), [gone])
                self.whole.execute(f"delete from {table} where {_is_of(table)}", [gone])  # noqa: S608
            if files:
                self.whole.execute(f"insert into {table} select * from read_parquet(?)", [files])  # noqa: S608
        self.whole.execute("create or replace table documents as from documents order by document, document_id")
        return counts

    def _count(self, table: str, condition: str = "true", given: Sequence[object] = ()) -> int:
        """Rows of a table as stored; findings that a snapshot makes are none."""
        made = sorted(made_types()) if table == "findings" else None
        stored = "type not in (select unnest(?)) and " if made else ""
        query = f"select count(*) from {table} where {stored}{condition}"  # noqa: S608 - names of ours
        [(rows,)] = self.whole.execute(query, [*([made] if made else []), *given]).fetchall()
        return int(rows)

    def choose_projects(self) -> None:
        """Match the rows that came with projects, and find all projects of the prefectures that are touched."""
        added = list(self.change.added)
        rows = "from whole.progress_reports where document_id in (select unnest(?))"
        self.part.execute(f"create table progress_reports as {rows}", [added])
        self.part.execute("create table project_reports as select r.* from whole.project_reports r limit 0")
        self._add_candidates()
        identity_of_progress.match(self.part)
        self.part.execute("create table new_matches as from progress_matches")
        self.part.execute("drop table progress_matches; drop table project_reports; drop table progress_reports")
        self.part.execute(
            """insert into touched select project_id from new_matches where project_id is not null;
            create table projects as select * from whole.projects
            where left(coalesce(region_id, ''), 4) in (
                select left(coalesce(region_id, ''), 4) from whole.projects semi join touched using (project_id))
            order by rowid;
            create table numbers as select s.rowid as own_no, w.rowid as whole_no
            from projects s join whole.projects w using (project_id)"""
        )
        [(share,)] = self.part.execute(
            "select (select count(*) from projects) / greatest((select count(*) from whole.projects), 1)"
        ).fetchall()
        if share > _MOST_PROJECTS:
            raise Whole(f"{share:.0%} of the projects are touched")

    def _add_candidates(self) -> None:
        """The reports of lists with which a new row may be matched: by id, by code, or by name near its region."""
        regions = [row[0] for row in self.part.execute("select distinct region_id from progress_reports").fetchall()]
        if None in regions:  # of a row without a region any project may be
            self.part.execute("insert into project_reports from whole.project_reports")
            return
        listed = [
            row[0] for row in self.part.execute("select distinct region_id from whole.project_reports").fetchall()
        ]
        around = {place.region_id for one in regions for place in region.lineage(one)}
        near = [
            one for one in listed
            if one in around or (one and any(place.region_id in regions for place in region.lineage(one)))
        ]  # fmt: skip
        self.part.execute(
            """insert into project_reports from whole.project_reports
            where region_id is null or region_id in (select unnest(?))
               or project_id in (select project_id from progress_reports)
               or project_code in (select project_code from progress_reports)""",
            [near],
        )

    def build_part(self) -> None:
        """Build the touched prefectures by themselves, up to their months."""
        for table in schemas.STORED:
            self.part.execute(f"create table {table} as from whole.{table} limit 0")
        self.part.execute(
            """insert into documents from whole.documents order by rowid;
            insert into source_tables from whole.source_tables;
            insert into project_reports from whole.project_reports semi join projects using (project_id);
            insert into earlier_plans from whole.earlier_plans semi join project_reports using (report_id);
            insert into quantities from whole.quantities semi join project_reports using (report_id);
            insert into list_rows from whole.list_rows semi join project_reports using (document_id, table_no, row_no);
            create table corrections as from whole.corrections;
            create temp table progress_matches as
            select progress_id, project_id, matched_by from whole.project_months semi join projects using (project_id)
            anti join gone using (document_id)
            union all
            select * from whole.progress_repeated semi join projects using (project_id)
            where left(progress_id, 12) not in (select left(document_id, 12) from gone)
            union all from new_matches;
            insert into progress_reports from whole.progress_reports semi join progress_matches using (progress_id);
            insert into approvals from whole.approvals
            where report_id in (select report_id from project_reports)
               or report_id in (select progress_id from progress_reports);
            insert into progress_funding from whole.progress_funding semi join progress_reports using (progress_id)"""
        )
        months.build(self.part, self.store.load_order(), closed_months.read(self.store.home), is_matched=True)

    def put_in_place(self) -> None:
        """Put months, findings and what is known at each month's end in the place of what was there."""
        self._replace_months()
        silent = progress_checks.silent(self.whole)
        batches.add_findings(self.part, progress_checks.find(self.part, silent))
        contradictions.build(self.part)
        self.whole.execute("create temp table ends_before as select as_of from month_ends")
        project_at_month_end.make_month_ends(self.whole)
        project_at_month_end.build_part(self.part)
        self.whole.execute(
            """insert into findings select n.* from memory.findings n anti join findings using (finding_id);
            create or replace table findings as from findings"""
        )
        for table in _NUMBERED:
            self._replace_numbered(table)
        others = "a.project_no not in (select whole_no from memory.numbers)"
        project_at_month_end.add_month_ends(self.whole, "from month_ends anti join ends_before using (as_of)", others)
        project_at_month_end.make_places(self.whole)

    def _replace_months(self) -> None:
        types = sorted(progress_checks.TYPES | contradictions.types())
        self.whole.execute(
            """create temp table places as
            select document_id, table_no, row_no from project_months semi join memory.projects using (project_id)
            union select document_id, table_no, row_no from project_reports semi join memory.projects using (project_id)
            union select u.document_id, u.table_no, u.row_no from progress_unmatched u
            join progress_repeated r using (progress_id) semi join memory.projects p on p.project_id = r.project_id"""
        )
        self.whole.execute(
            """delete from findings where type in (select unnest(?)) and (type = 'county_not_reported'
            or (document_id, "table", "row") in (select (document_id, table_no, row_no) from places))""",
            [types],
        )
        self.whole.execute(
            """delete from progress_unmatched where document_id in (select unnest($1)) or progress_id in (
                select progress_id from progress_repeated semi join memory.projects using (project_id))""",
            [list(self.change.gone)],
        )
        self.whole.execute(
            """delete from project_months where project_id in (select project_id from memory.projects);
            delete from progress_repeated where project_id in (select project_id from memory.projects);
            insert into project_months from memory.project_months;
            insert into progress_repeated from memory.progress_repeated;
            insert into progress_unmatched from memory.progress_unmatched;
            delete from project_states where project_no in (select whole_no from memory.numbers)"""
        )
        self._insert_numbered("project_states")

    def _replace_numbered(self, table: str) -> None:
        if table == "project_states":  # months' ends were asked of it
            return
        self.whole.execute(f"delete from {table} where project_no in (select whole_no from memory.numbers)")  # noqa: S608
        if table in ("project_at_month_end", "funds_at_month_end"):
            self.whole.execute(f"delete from {table} where as_of not in (select as_of from month_ends)")  # noqa: S608
        self._insert_numbered(table)

    def _insert_numbered(self, table: str) -> None:
        """Rows of the part with the numbers that its projects have in the whole; words as texts, which ENUMs take."""
        described = self.whole.execute(f"describe {table}").fetchall()
        columns = [f't."{name}"::varchar' if kind.startswith("ENUM") else f't."{name}"' for name, kind, *_ in described]
        columns[[name for name, *_ in described].index("project_no")] = "n.whole_no"
        query = f"insert into {table} select {', '.join(columns)} from memory.{table} t"  # noqa: S608 - names of ours
        self.whole.execute(f"{query} join memory.numbers n on n.own_no = t.project_no")
