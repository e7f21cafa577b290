"""The store: documents by content hash, and beside each what was read from it (Parquet).

`<home>/store/documents/<sha256>/` holds `original.bin`, which is written once, and a folder `reading-NNNNNN` for what
was read from it: `record.json` and one Parquet file per table of `schemas.STORED`. Of several readings the last counts.
A document and each of its readings appear whole, by one rename; what is taken out goes to `removing/` by one rename and
is deleted when a snapshot without it is published. (Earlier versions kept one reading, in the
document's folder itself.)
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from etl import durable
from etl.contract import paths, schemas
from etl.corrections import ledger as corrections
from etl.corrections.ledger import Correction
from etl.document import ReadDocument
from etl.store import closed_months, readings, removals
from etl.store.readings import READINGS
from etl.tables.metadata import Given

STAGE_FILE = "stage.json"
"""Lies in a home that is a stage (`pipeline/stage.py`): nothing is published from it."""


RECORD = "record.json"
"""Lies in a reading: `Record`."""
_ORIGINAL = "original.bin"


class StoreBusy(Exception):
    """Another process is loading; the message names it."""


class DamagedOriginal(Exception):
    """The bytes of a document are not there, or are not those that were received."""

    def __init__(self, document_id: str) -> None:
        """The document."""
        super().__init__(f"原件 {document_id[:12]} 损坏或缺失，请重新导入该文件")
        self.document_id = document_id


class UnusableHome(Exception):
    """Nothing can be kept in a folder of this name; the message says what to do."""


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
    """When it was loaded first (UTC)."""
    arrival: int = 0
    """Its number in the order in which documents came; 0 of an earlier version, where `loaded_at` gave the order."""
    tables: str = ""
    """Hash of the Parquet files beside; "" of an earlier version."""

    @classmethod
    def of(cls, content: object) -> Record:
        """The record that a JSON file holds. Raises TypeError or ValueError where it holds another thing."""
        if not isinstance(content, dict):
            raise TypeError(content)
        record = cls(**content)
        words = (record.document_id, record.name, record.reader, record.loaded_at)
        if not all(isinstance(word, str) for word in words):
            raise TypeError(content)
        _ = record.given
        return record

    def is_called(self, wanted: str) -> bool:
        """Whether this is its file name or the beginning of its hash."""
        return self.name == wanted or (len(wanted) >= 6 and self.document_id.startswith(wanted))

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
        self._removing = home / "store" / "removing"

    @property
    def is_stage(self) -> bool:
        """Whether this is the store of a stage."""
        return (self.home / STAGE_FILE).is_file()

    @property
    def is_at_work(self) -> bool:
        """Whether somebody holds the lock, or held it and was cut off."""
        return self._holder.is_file()

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Hold the only right to load; gives whether the one before was cut off, so that its work may be unfinished.

        Raises StoreBusy, naming the holder, where another process has it, and UnusableHome.
        """
        if {"?", "*"} & set(str(self.home)):  # DuckDB finds other files than these by such a path
            raise UnusableHome(f"数据目录的路径不能含有“?”“*”：{self.home}，请用环境变量 PORTFOLIO_HOME 换一个目录")
        durable.make_folder(self.home)
        lock = FileLock(self.home / "loader.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as busy:
            who = self._holder.read_text(encoding="utf-8") if self._holder.exists() else ""
            raise StoreBusy(f"另一个导入正在进行（{who}），请等它结束后再试") from busy
        try:
            was_cut = self.is_at_work
            durable.write_bytes(self._holder, f"进程 {os.getpid()}".encode())
            self._sweep()
            yield was_cut
            durable.delete(self._holder)
        finally:
            lock.release()

    @property
    def _holder(self) -> Path:
        """Names who holds the lock; stays where a process ended before its work did."""
        return self.home / "loader.json"

    def _sweep(self) -> None:
        """Delete what no document rests on: what was begun and not finished, and readings that a later one replaced."""
        for path in self._staging.glob("old-*"):  # an earlier version moved a document here for a moment
            self._bring_back(path)
        durable.delete(self._staging)
        for folder in (self.home, self.home / "corrections", self.home / "removals"):
            durable.sweep(folder)
        for document_id in self.ids():
            durable.sweep(self.folder / document_id)
            self._forget_earlier(document_id)

    def _bring_back(self, path: Path) -> None:
        with suppress(OSError):
            document_id = hashlib.sha256((path / _ORIGINAL).read_bytes()).hexdigest()
            if not (self.folder / document_id).exists():
                durable.settle(path)
                durable.move(path, self.folder / document_id)

    def ids(self) -> list[str]:
        """Hashes of all documents, those whose record cannot be read included."""
        if not self.folder.is_dir():
            return []
        return sorted(folder.name for folder in self.folder.iterdir() if folder.is_dir())

    def records(self) -> list[Record]:
        """All documents whose record can be read, by name and hash."""
        found = [record for name in self.ids() if (record := self.record(name)) is not None]
        return sorted(found, key=lambda record: (record.name, record.document_id))

    def record(self, document_id: str) -> Record | None:
        """The record of a document; None where it is not in the store, or its record cannot be read."""
        try:
            record = Record.of(durable.read_json(self.reading(document_id) / RECORD))
        except (OSError, TypeError, ValueError, durable.Damaged):
            return None
        return record if record.document_id == document_id else None

    def find(self, wanted: str) -> Record:
        """The one document with this file name, or whose hash begins so. Raises UnknownDocument."""
        records = self.records()
        found = [record for record in records if record.is_called(wanted)]
        if len(found) == 1:
            return found[0]
        names = "、".join(f"{r.name}({r.document_id[:12]})" for r in (found or records)) or "无"
        reason = "不止一个文件叫这个名字" if found else "没有这个文件"
        raise UnknownDocument(f"{reason}：{wanted}。已导入的文件：{names}")

    def put(self, read: ReadDocument, data: bytes, given: Given, corrected: Sequence[Correction] = ()) -> None:
        """Store a document with all that was read from it, in place of what was read from it before.

        `corrected` are the corrections that it was read with.
        """
        target = self.folder / read.document_id
        is_new = not target.exists()
        staged = self._staging / uuid.uuid4().hex
        reading = staged / readings.reading_name(1) if is_new else staged
        with durable.all_or_nothing(staged):
            durable.make_folder(reading)
            readings.write_tables(reading, read.frames)
            durable.write_json(reading / RECORD, asdict(self._record_of(read, given, corrected, reading)))
            if is_new:
                durable.write_bytes(staged / _ORIGINAL, data)
            else:
                self.mend_original(read.document_id, data)
            durable.settle(staged)
            last = self.reading(read.document_id)
            durable.move(staged, target if is_new else target / readings.reading_name(readings.number(last) + 1))
        self._forget_earlier(read.document_id)

    def fill(self, documents: Iterable[tuple[ReadDocument, bytes]]) -> int:
        """Put many documents, in their order, into a store that has none: all of them or none; returns how many.

        Raises FileExistsError where it has any. What is written is flushed once, when all is there.
        """
        if self.ids():
            raise FileExistsError(self.folder)
        durable.delete(self.folder)
        staged, count = self._staging / uuid.uuid4().hex, 0
        with durable.all_or_nothing(staged):
            durable.make_folder(staged)
            for count, (read, data) in enumerate(documents, start=1):
                reading = staged / read.document_id / readings.reading_name(1)
                reading.mkdir(parents=True)
                readings.write_tables(reading, read.frames)
                record = self._record_of(read, Given(), (), reading, arrival=count)
                (reading / RECORD).write_bytes(durable.json_bytes(asdict(record)))
                (reading.parent / _ORIGINAL).write_bytes(data)
            durable.settle_many(staged)
            durable.move(staged, self.folder)
        return count

    def _record_of(
        self, read: ReadDocument, given: Given, corrected: Sequence[Correction], reading: Path, arrival: int = 0
    ) -> Record:
        """What is known of a document that was read; when and in which order it came stays. `arrival`: of a new one."""
        known = self.record(read.document_id)
        moment = given.document_date.isoformat() if given.document_date else None
        arrival = known.arrival if known else arrival or self._next_arrival()
        return Record(
            read.document_id,
            read.name,
            reader_version(),
            given.region_id,
            moment,
            corrections.digest(corrected),
            sorted(read.stale),
            known.loaded_at if known and known.loaded_at else datetime.now(UTC).isoformat(),
            arrival,
            readings.tables_hash(reading),
        )

    def _next_arrival(self) -> int:
        return 1 + max((record.arrival for record in self.records()), default=0)

    def reading(self, document_id: str) -> Path:
        """The folder of what was read from a document last."""
        folder = self.folder / document_id
        return max(folder.glob(READINGS), default=folder)

    def _forget_earlier(self, document_id: str) -> None:
        """Delete what was read from a document before its last reading."""
        last, folder = self.reading(document_id), self.folder / document_id
        if last == folder:
            return
        for path in folder.iterdir():
            if path != last and path.name != _ORIGINAL:
                durable.delete(path)

    def is_whole(self, record: Record) -> bool:
        """Whether what was read from a document is what was written then."""
        return record.tables in ("", readings.tables_hash(self.reading(record.document_id)))

    def remove(self, record: Record, who: str, why: str) -> None:
        """Take a document out with all that came from it, on record; `forget_removed` deletes it."""
        document_id = record.document_id
        folder, reading = self.folder / document_id, self.reading(document_id)
        removals.write(folder, reading, record.name, record.loaded_at, who, why)
        durable.move(self.folder / document_id, self._removing / f"{uuid.uuid4().hex}-{document_id}")

    def removed(self) -> list[Record]:
        """The documents that were taken out and are not deleted yet."""
        found = []
        for folder in self._removing.glob("*"):
            with suppress(OSError, TypeError, ValueError, durable.Damaged):
                found.append(Record.of(durable.read_json(max(folder.glob(READINGS), default=folder) / RECORD)))
        return found

    def forget_removed(self) -> None:
        """Delete what was taken out; its records are kept."""
        self.keep_removals()
        durable.delete(self._removing)

    def keep_removals(self) -> None:
        """Keep the records of what was taken out, which a snapshot shows."""
        removals.keep(self.home, self._removing)

    def original(self, document_id: str) -> bytes:
        """The bytes as received. Raises DamagedOriginal where they are not these."""
        try:
            data = (self.folder / document_id / _ORIGINAL).read_bytes()
        except FileNotFoundError as reason:
            raise DamagedOriginal(document_id) from reason
        if hashlib.sha256(data).hexdigest() != document_id:
            raise DamagedOriginal(document_id)
        return data

    def mend_original(self, document_id: str, data: bytes) -> None:
        """Write the bytes of a document again where they are not those that were received."""
        try:
            self.original(document_id)
        except DamagedOriginal:
            durable.write_bytes(self.folder / document_id / _ORIGINAL, data)

    def table(self, document_id: str, table: str) -> Path:
        """The Parquet file of one table of what was read from a document."""
        assert table in schemas.STORED
        return self.reading(document_id) / f"{table}.parquet"

    def rejected(self, document_id: str) -> int:
        """Number of findings of severity reject that a document was stored with."""
        findings = pl.read_parquet(self.table(document_id, "findings"), columns=["severity"], glob=False)
        return findings.filter(severity="reject").height

    def scan(self, document_id: str, table: str) -> pl.LazyFrame:
        """One table of what was read from a document."""
        return pl.scan_parquet(self.table(document_id, table), glob=False)

    def parquet(self, table: str, records: Sequence[Record] | None = None) -> list[Path]:
        """The Parquet files of one table, of the documents that have rows in it; `records` where they are known."""
        paths = (self.table(record.document_id, table) for record in (self.records() if records is None else records))
        return [path for path in paths if readings.has_rows(path, table)]

    def load_order(self) -> dict[str, int]:
        """Place of each document in the order in which they were loaded first, from 1."""
        ordered = sorted(self.records(), key=lambda record: (record.arrival, record.loaded_at, record.document_id))
        return {record.document_id: place for place, record in enumerate(ordered, start=1)}

    def fingerprint(self) -> str:
        """Hash of all that the warehouse is made from."""
        order = self.load_order()
        records = [
            asdict(record) | {"loaded_at": "", "arrival": order[record.document_id]} for record in self.records()
        ]
        closed = [(month.isoformat(), sorted(ids)) for month, ids in sorted(closed_months.read(self.home).items())]
        inputs = [reader_version(), records, corrections.digest(corrections.read_all(self.home)), closed]
        return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()

    def corrections_of(self, document_id: str, entries: Sequence[Correction] | None = None) -> list[Correction]:
        """The corrections that a document is to be read with; `entries` instead of those that are stored."""
        entries = corrections.read_all(self.home) if entries is None else entries
        if not entries:
            return []
        reports = self.table(document_id, "project_reports")
        projects = (
            pl.read_parquet(reports, columns=["project_id"], glob=False)["project_id"] if reports.is_file() else ()
        )
        return corrections.of_document(entries, document_id, projects)
