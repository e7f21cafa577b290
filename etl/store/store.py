"""The store: documents by content hash, and beside each what was read from it (Parquet).

`<home>/store/documents/<sha256>/` holds `original.bin`, `record.json` and one Parquet file per table of
`schemas.STORED`. A document's folder appears whole by one rename, or not at all; a crash leaves only `staging/`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock, Timeout

from etl.contract import paths, schemas
from etl.corrections import ledger as corrections
from etl.corrections.ledger import Correction
from etl.document import ReadDocument
from etl.store import closed_months
from etl.tables.metadata import Given

STAGE_FILE = "stage.json"
"""Lies in a home that is a stage (`pipeline/stage.py`): nothing is published from it."""


class StoreBusy(Exception):
    """Another process is loading; the message names it."""


class UnknownDocument(Exception):
    """No document, or more than one, answers to a name or hash."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the store knows of a document besides its content.

    `corrections`: hash of those that it was read with; `stale`: ids of those among them that no longer fit.
    """

    document_id: str
    name: str
    reader: str
    given_region_id: str | None
    given_date: str | None
    corrections: str = ""
    stale: list[str] = field(default_factory=list)
    loaded_at: str = ""
    """When it was loaded first (UTC); only the order in which documents came is used."""

    @property
    def given(self) -> Given:
        """What a person said of the document when it was loaded."""
        return Given(self.given_region_id, date.fromisoformat(self.given_date) if self.given_date else None)


_READS = ("contract", "parse", "headers", "formats", "tables", "rows", "checks", "corrections", "document.py")
"""What documents are read with: the steps up to a document in memory. What comes after them reads no document."""


@cache
def reader_version() -> str:
    """Hash of the code and reference data that documents are read with; a change means they are read again."""
    package = Path(__file__).resolve().parents[1]
    code = [package / part for part in _READS if part.endswith(".py")]
    for part in _READS:
        code += (package / part).rglob("*.py")
    files = sorted(code) + sorted((paths.data_dir() / "reference").glob("*.csv"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


class Store:
    """Documents in `<home>/store`. All writing needs `lock()`."""

    def __init__(self, home: Path) -> None:
        """Use `<home>/store`; nothing is created before something is written."""
        self.home = home
        self.folder = home / "store" / "documents"
        self._staging = home / "store" / "staging"

    @property
    def is_stage(self) -> bool:
        """Whether this is the store of a stage."""
        return (self.home / STAGE_FILE).is_file()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the only right to load. Raises StoreBusy, naming the holder, where another process has it."""
        self.home.mkdir(parents=True, exist_ok=True)
        holder = self.home / "loader.json"
        lock = FileLock(self.home / "loader.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as busy:
            who = holder.read_text(encoding="utf-8") if holder.exists() else ""
            raise StoreBusy(f"另一个导入正在进行（{who}），请等它结束后再试") from busy
        try:
            holder.write_text(f"进程 {os.getpid()}", encoding="utf-8")
            shutil.rmtree(self._staging, ignore_errors=True)
            yield
        finally:
            lock.release()

    def records(self) -> list[Record]:
        """All documents, by name and hash."""
        if not self.folder.is_dir():
            return []
        found = [self._record(folder) for folder in self.folder.iterdir() if (folder / "record.json").is_file()]
        return sorted(found, key=lambda record: (record.name, record.document_id))

    def record(self, document_id: str) -> Record | None:
        """The record of a document; None where it is not in the store."""
        folder = self.folder / document_id
        return self._record(folder) if (folder / "record.json").is_file() else None

    def find(self, wanted: str) -> Record:
        """The one document with this file name, or whose hash begins so. Raises UnknownDocument."""
        records = self.records()
        found = [r for r in records if r.name == wanted or (len(wanted) >= 6 and r.document_id.startswith(wanted))]
        if len(found) == 1:
            return found[0]
        names = "、".join(f"{r.name}({r.document_id[:12]})" for r in (found or records)) or "无"
        reason = "不止一个文件叫这个名字" if found else "没有这个文件"
        raise UnknownDocument(f"{reason}：{wanted}。已导入的文件：{names}")

    def put(self, read: ReadDocument, data: bytes, given: Given, corrected: Sequence[Correction] = ()) -> None:
        """Store a document with all that was read from it, in place of what was there under the same hash.

        `corrected` are the corrections that it was read with.
        """
        staged = self._staging / uuid.uuid4().hex
        staged.mkdir(parents=True)
        (staged / "original.bin").write_bytes(data)
        _write_tables(staged, read.frames)
        moment = given.document_date.isoformat() if given.document_date else None
        used = corrections.digest(corrected)
        known = self.record(read.document_id)
        came = known.loaded_at if known and known.loaded_at else datetime.now(UTC).isoformat()
        record = Record(
            read.document_id, read.name, reader_version(), given.region_id, moment, used, sorted(read.stale), came
        )
        _write_json(staged / "record.json", asdict(record))
        target = self.folder / read.document_id
        self.folder.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(self._staging / f"old-{uuid.uuid4().hex}")
        staged.rename(target)

    def remove(self, document_id: str) -> None:
        """Take a document out with all that came from it."""
        self._staging.mkdir(parents=True, exist_ok=True)
        gone = self._staging / f"removed-{uuid.uuid4().hex}"
        (self.folder / document_id).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def original(self, document_id: str) -> bytes:
        """The bytes as received."""
        return (self.folder / document_id / "original.bin").read_bytes()

    def rejected(self, document_id: str) -> int:
        """Number of findings of severity reject that a document was stored with."""
        findings = pl.read_parquet(self.folder / document_id / "findings.parquet", columns=["severity"])
        return findings.filter(severity="reject").height

    def scan(self, document_id: str, table: str) -> pl.LazyFrame:
        """One table of what was read from a document."""
        assert table in schemas.STORED
        return pl.scan_parquet(self.folder / document_id / f"{table}.parquet")

    def parquet(self, table: str) -> list[Path]:
        """The Parquet files of one table, one per document."""
        assert table in schemas.STORED
        return [self.folder / record.document_id / f"{table}.parquet" for record in self.records()]

    def load_order(self) -> dict[str, int]:
        """Place of each document in the order in which they were loaded first, from 1."""
        ordered = sorted(self.records(), key=lambda record: (record.loaded_at, record.document_id))
        return {record.document_id: place for place, record in enumerate(ordered, start=1)}

    def fingerprint(self) -> str:
        """Hash of all that the warehouse is made from."""
        order = self.load_order()
        records = [asdict(record) | {"loaded_at": order[record.document_id]} for record in self.records()]
        closed = [(month.isoformat(), sorted(ids)) for month, ids in sorted(closed_months.read(self.home).items())]
        inputs = [reader_version(), records, corrections.digest(corrections.read_all(self.home)), closed]
        return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()

    def corrections_of(self, document_id: str, entries: Sequence[Correction] | None = None) -> list[Correction]:
        """The corrections that a document is to be read with; `entries` instead of those that are stored."""
        entries = corrections.read_all(self.home) if entries is None else entries
        if not entries:
            return []
        reports = self.folder / document_id / "project_reports.parquet"
        projects = pl.read_parquet(reports, columns=["project_id"])["project_id"] if reports.is_file() else ()
        return corrections.of_document(entries, document_id, projects)

    @staticmethod
    def _record(folder: Path) -> Record:
        content: dict[str, Any] = json.loads((folder / "record.json").read_text(encoding="utf-8"))
        return Record(**content)


def _write_tables(folder: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    """One Parquet file per table, two at a time: writing leaves the interpreter free."""

    def write(table: str) -> None:
        frames[table].write_parquet(folder / f"{table}.parquet", compression_level=1)  # half the time, 5 % more bytes

    largest_first = sorted(frames, key=lambda table: frames[table].height, reverse=True)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(write, largest_first))


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
