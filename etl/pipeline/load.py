"""A row's way on one screen: files -> read -> store -> snapshot. The only place that strings the steps together."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from etl import document, durable
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.corrections import ledger
from etl.corrections.ledger import CorrectionRefused
from etl.document import ReadDocument
from etl.durable import Damaged
from etl.formats.sniff import MAX_BYTES
from etl.parse.words import clean
from etl.pipeline import stage
from etl.pipeline.at_work import at_work
from etl.pipeline.replay import Stage, is_current, no_stage, put, read_corrected, replay
from etl.snapshot import publish
from etl.store import closed_months
from etl.store.store import DamagedOriginal, Record, Store, StoreBusy, UnknownDocument, UnusableHome
from etl.tables.metadata import Given

__all__ = ["LoadReport", "Loaded", "NothingToRead", "Store", "StoreBusy", "check", "load", "remove"]


class NothingToRead(Exception):
    """None of the paths is a file that can be read; the message says what to do."""


class RemovalRefused(Exception):
    """A document is not taken out; the message says why and what to do."""


class MonthRefused(Exception):
    """A month cannot be closed or opened, or a document that a closed month rests on cannot go; says why."""


REFUSALS = (
    NothingToRead, MonthRefused, RemovalRefused, StoreBusy, UnusableHome, UnknownDocument, DamagedOriginal, Damaged,
    CorrectionRefused,
    stage.StageDamaged, publish.BrokenSnapshot,
)  # fmt: skip
"""Why work on a home was not done: each says it in one Chinese sentence, with what to do."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file of a load: `outcome` is loaded, unchanged, unreadable or too_large. `refusal`: why it was not opened."""

    path: Path
    outcome: str
    read: ReadDocument | None
    rejected: int
    refusal: Finding | None = None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, file by file."""

    files: list[Loaded]

    @property
    def rejected(self) -> int:
        """Number of findings of severity reject; an unchanged file counts what it was loaded with."""
        return sum(file.rejected for file in self.files)

    @property
    def done(self) -> bool:
        """Whether anything could be read."""
        return any(file.outcome in ("loaded", "unchanged") for file in self.files)


def check(paths: Iterable[Path], given: Given | None = None, on_stage: Stage = no_stage) -> LoadReport:
    """Read documents without storing anything."""
    return LoadReport([_check_one(*found, given or Given(), on_stage) for found in files_in(paths)])


def load(paths: Iterable[Path], home: Path, given: Given | None = None, on_stage: Stage = no_stage) -> LoadReport:
    """Read documents into the store and publish a new snapshot; what is there already and unchanged stays.

    `on_stage` is told each boundary (`tables:NAME`, `reports:NAME`, `read:NAME`, `stored:NAME`, `built`, `checked`,
    `published`, `pruned`). A crash
    at any of them leaves the last snapshot served, and the next load finishes the work.
    """
    found = files_in(paths)
    with at_work(home) as store:
        report = LoadReport([_load_one(store, *one, given, on_stage) for one in found])
        replay(store, on_stage)
    return report


def remove(wanted: str, home: Path, on_stage: Stage = no_stage, *, who: str, why: str) -> str:
    """Take a document out with all that came from it; returns its name. Who does it and why is kept, with what it was.

    Raises UnknownDocument or MonthRefused; RemovalRefused where nobody signs or no reason is given.

    Killed after the document was taken out, it is done when it is asked for again, or any other work begins.
    """
    who, why = clean(who).strip(), clean(why).strip()
    if not who or not why:
        raise RemovalRefused("移除文件须写明移除人与理由")
    begun = Store(home).removed()
    with at_work(home) as store:
        if again := next((record for record in begun if record.is_called(wanted)), None):
            return again.name
        record = store.find(wanted)
        held = [month for month, ids in closed_months.read(home).items() if record.document_id in ids]
        if held:
            raise MonthRefused(f"{record.name} 是已关账月份 {min(held):%Y-%m} 的依据，请先运行 portfolio reopen-month")
        store.remove(record, who, why)
        replay(store, on_stage)
    return record.name


def accept(folder: Path, home: Path, on_stage: Stage = no_stage) -> list[int]:
    """Store staged documents with the corrections that were made to them, and publish; gives the projects of each.

    `on_stage` is told `storing:NAME` and the boundaries of `load`. Once this has begun, it is done by the next start,
    if not by this one. Raises FileNotFoundError where there is no stage, StageDamaged where it cannot be read.
    """
    if stage.is_accepted(folder):  # it broke off: now it is what is done first
        projects = stage.projects_of(folder)
        with at_work(home):
            return projects
    with at_work(home) as store:
        stage.mark_accepted(folder)
        projects = stage.take_in(folder, store, on_stage)
        replay(store, on_stage)
        durable.delete(folder)
    return projects


def close_month(month: date, home: Path, on_stage: Stage = no_stage) -> int:
    """Close a month: later documents change nothing in it. Returns how many documents it rests on."""
    with at_work(home) as store:
        closed = dict(closed_months.read(home))
        if month in closed:
            raise MonthRefused(f"{month:%Y-%m} 已经关账；如需更正，请先运行 portfolio reopen-month {month:%Y-%m}")
        ids = frozenset(record.document_id for record in store.records() if _reports_month(store, record, month))
        if not ids:
            raise MonthRefused(f"{month:%Y-%m} 没有任何报送，不能关账")
        closed_months.write(home, closed | {month: ids})
        publish.publish(store, on_stage)
    return len(ids)


def reopen_month(month: date, home: Path, on_stage: Stage = no_stage) -> None:
    """Open a closed month again: the latest documents count."""
    with at_work(home) as store:
        closed = dict(closed_months.read(home))
        if month not in closed:
            raise MonthRefused(f"{month:%Y-%m} 没有关账")
        closed_months.write(home, {other: ids for other, ids in closed.items() if other != month})
        publish.publish(store, on_stage)


def _reports_month(store: Store, record: Record, month: date) -> bool:
    reports = store.scan(record.document_id, "progress_reports").filter(pl.col("month") == month)
    return bool(reports.select(pl.len()).collect().item())


def files_in(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """The files among paths and folders, hidden ones and Office's lock files left out; whether a folder gave it.

    A link is followed where somebody names it, but not in a folder: it may lead anywhere. Raises NothingToRead.
    """
    found = [(file, file != path) for path in paths for file in _files_at(path)]
    if not found:
        raise NothingToRead("没有可读取的文件，请给出文件或含有文件的文件夹")
    return list(dict.fromkeys(found))


def _files_at(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]  # one that is not there is refused when its turn comes: the others go on
    found = [file for file in path.rglob("*") if not file.name.startswith((".", "~$"))]
    return sorted(file for file in found if file.is_symlink() or file.is_file())


def _opened(path: Path, from_folder: bool) -> bytes | Loaded:
    """The bytes of a file; or its refusal, where it is too large or cannot be opened, or is a link in a folder."""
    if from_folder and path.is_symlink():
        return _refused(path, Detail("is_a_link"))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for
            return _refused(path, Detail("no_ordinary_file"))
        if status.st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError as error:
        known = _REASONS.get(error.errno or 0)
        return _refused(path, Detail(known) if known else error.strerror or type(error).__name__)
    finding = Finding("file_too_large", "", Detail("above_limit", name=path.name, most=MAX_BYTES // 2**20))
    return Loaded(path, "too_large", None, 1, finding)


_REASONS = {errno.ENOENT: "file_is_gone", errno.EACCES: "file_is_protected", errno.EPERM: "file_is_protected"}


def _refused(path: Path, reason: Detail | str) -> Loaded:
    detail = Detail("cannot_open", name=path.name, reason=reason)
    return Loaded(path, "unreadable", None, 1, Finding("unreadable_file", "", detail))


def _read(path: Path, data: bytes, given: Given, on_stage: Stage, store: Store | None = None) -> Loaded:
    read = read_corrected(data, path.name, given, ledger.read_all(store.home) if store else [], on_stage)
    on_stage(f"read:{path.name}")
    unreadable = read.frames["documents"]["format"][0] == "unreadable"
    return Loaded(path, "unreadable" if unreadable else "loaded", read, read.findings("reject"))


def _check_one(path: Path, from_folder: bool, given: Given, on_stage: Stage) -> Loaded:
    data = _opened(path, from_folder)
    return data if isinstance(data, Loaded) else _read(path, data, given, on_stage)


def _load_one(store: Store, path: Path, from_folder: bool, given: Given | None, on_stage: Stage) -> Loaded:
    """One file of several: where it cannot be opened, the others go on."""
    data = _opened(path, from_folder)
    if isinstance(data, Loaded):
        return data
    record = store.record(document.document_id(data))
    if record and is_current(store, record) and given in (None, record.given):
        store.mend_original(record.document_id, data)
        on_stage(f"read:{path.name}")
        return Loaded(path, "unchanged", None, store.rejected(record.document_id))
    given = given or (record.given if record else Given())
    loaded = _read(path, data, given, on_stage, store)
    if loaded.read:
        put(store, loaded.read, data, given, ledger.read_all(store.home))
        on_stage(f"stored:{path.name}")
        return replace(loaded, read=loaded.read.summary())
    return loaded
