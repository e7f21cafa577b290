"""Read-only access to the published snapshot: one cursor per request, and the new snapshot as soon as there is one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from dashboard.engines.chosen import snapshots_of
from dashboard.engines.engine import Engine, EngineError, Snapshots
from dashboard.filter import RegionItem, Vocabulary
from dashboard.metrics.condition import YEAR_COLUMNS
from dashboard.metrics.cursor import Cursor, Kept
from dashboard.words.translate import t
from etl.contract.month_ends import SNAPSHOT_VERSION
from etl.contract.schemas import STORED

_LOG = logging.getLogger(__name__)

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class WarehouseError(Exception):
    """The warehouse cannot answer. `command` is what helps at a command line, which a page has not."""

    command = ""

    def at_a_terminal(self) -> str:
        """What is wrong, and the command that helps."""
        return f"{self}{self.command}"


class NothingLoadedError(WarehouseError):
    """No snapshot was published yet."""

    command = "请运行 portfolio load 文件…，或运行 portfolio demo 查看示例。"


class BrokenWarehouseError(WarehouseError):
    """There is a pointer, but its snapshot cannot be read."""

    command = "请运行 portfolio doctor --repair 重建快照。"


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """A document in the snapshot, as pages show it."""

    document_id: str
    document: str
    title: str | None
    document_date: date | None
    status: str | None
    region_name: str | None
    is_synthetic: bool
    projects: int
    document_number: str | None = None


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What is the same for every request on one snapshot.

    `has_progress` says whether a sheet reports a listed project, `unmatched_rows` counts rows of progress sheets that
    belong to no project.
    """

    snapshot_id: str
    built_at: datetime | None
    has_progress: bool
    documents: tuple[DocumentItem, ...]
    vocabulary: Vocabulary
    projects: int = 0
    unmatched_rows: int = 0
    has_synthetic_progress: bool = False

    @property
    def default_as_of(self) -> date | None:
        """The last of the month ends that projects are known at."""
        return max(self.vocabulary.month_ends, default=None)

    @property
    def default_as_of_source(self) -> str:
        """Where it comes from, a key of `AS_OF_SOURCE_LABELS`."""
        if self.default_as_of is None:
            return ""
        return "progress_month" if self.has_progress else "latest_document_date"

    @property
    def progress_month(self) -> date | None:
        """The last month with a report of a listed project."""
        return self.default_as_of if self.has_progress else None

    @property
    def has_synthetic_documents(self) -> bool:
        """Whether any document says that its data are invented, those of progress alone not counted."""
        return any(item.is_synthetic and (item.projects or not self.has_synthetic_progress) for item in self.documents)


@dataclass(frozen=True, slots=True)
class Session:
    """A cursor on one snapshot for the length of one request."""

    cursor: Cursor
    info: SnapshotInfo

    @contextmanager
    def beside(self) -> Iterator[Beside]:
        """Work on a second core meanwhile: a page of many queries is ready sooner. What still runs at the end of the
        block is waited for."""
        with self.cursor.twin() as cursor, ThreadPoolExecutor(1) as pool:
            yield Beside(pool, Session(cursor, self.info))


class Beside:
    """One thread with a session of its own. What it is given is done one after the other, in the same language."""

    def __init__(self, pool: ThreadPoolExecutor, session: Session) -> None:
        """Work in the one thread of `pool`."""
        self._pool = pool
        self._session = session

    def ask(
        self, work: Callable[Concatenate[Session, Given], Answer], *given: Given.args, **named: Given.kwargs
    ) -> Future[Answer]:
        """Begin `work` with the other session; `result()` of what this gives waits, and raises what the work raised."""
        return self._pool.submit(copy_context().run, partial(work, self._session, *given, **named))


class _Opened:
    """One open snapshot and the number of requests that use it. `Warehouse` guards the count."""

    def __init__(self, engine: Engine, info: SnapshotInfo) -> None:
        self.engine = engine
        self.kept = Kept()
        self.info = info
        self.users = 0
        self.retired = False


_NOTHING_LOADED = "还没有导入任何文件。"


class Warehouse:
    """The warehouse folder of one home. Threads may share it; nothing is opened before the first request."""

    def __init__(self, home: Path, snapshots: Snapshots | None = None) -> None:
        """Answer from the snapshots of this home, unless others are given or named by `PORTFOLIO_ENGINE`."""
        self._snapshots = snapshots or snapshots_of(home)
        self._lock = threading.Lock()
        self._pointer = b""
        self._current: _Opened | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A cursor on the newest snapshot. A snapshot that is replaced meanwhile stays open until its users are done.

        Raises `NothingLoadedError` or `BrokenWarehouseError`; an engine error in the body becomes the latter.
        """
        opened = self._acquire()
        try:
            with closing(opened.engine.beside()) as engine:
                yield Session(Cursor(engine, opened.kept), opened.info)
        except EngineError as error:
            _LOG.exception("query on %s failed", opened.info.snapshot_id)
            raise BrokenWarehouseError(_broken(error)) from error
        finally:
            self._release(opened)

    def close(self) -> None:
        """Let go of the open snapshot as soon as nobody uses it."""
        with self._lock:
            self._retire()
            self._pointer = b""

    def _acquire(self) -> _Opened:
        with self._lock:
            pointer = self._read_pointer()
            if self._current is None or pointer != self._pointer:
                opened = self._open(pointer)
                self._retire()
                self._current, self._pointer = opened, pointer
            self._current.users += 1
            return self._current

    def _release(self, opened: _Opened) -> None:
        with self._lock:
            opened.users -= 1
            if opened.retired and opened.users == 0:
                opened.engine.close()

    def _retire(self) -> None:
        if self._current is None:
            return
        self._current.retired = True
        if self._current.users == 0:
            self._current.engine.close()
        self._current = None

    def _read_pointer(self) -> bytes:
        try:
            return self._snapshots.pointer()
        except FileNotFoundError:
            raise NothingLoadedError(t(_NOTHING_LOADED)) from None

    def _open(self, pointer: bytes) -> _Opened:
        try:
            engine = self._snapshots.open(pointer)
            if not _is_of_this_version(engine):
                engine.close()
                raise ValueError(t("由旧版程序生成"))
        except (ValueError, KeyError, TypeError, OSError, EngineError) as error:
            raise BrokenWarehouseError(_broken(error)) from error
        try:
            return _Opened(engine, read_info(engine))
        except EngineError as error:
            engine.close()
            raise BrokenWarehouseError(_broken(error)) from error


def _is_of_this_version(engine: Engine) -> bool:
    """Whether the snapshot has every column of the contract and the tables of this version, as an older one has not."""
    if engine.query("SELECT value FROM meta WHERE key = 'version'").rows() != [(SNAPSHOT_VERSION,)]:
        return False
    held = engine.columns()
    return all((table, column) in held for table, model in STORED.items() for column in model.to_schema().columns)


def _broken(error: Exception) -> str:
    first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
    return t("数据无法读取（{reason}）。原始文件仍在库中，没有丢失。", reason=first_line)


def read_info(engine: Engine) -> SnapshotInfo:
    """Read what every request on this snapshot shares."""
    meta = dict(engine.query("SELECT key, value FROM meta").rows())
    documents = engine.query(
        "SELECT d.document_id, document, title, document_date, status, region_name, is_synthetic,"
        " coalesce(listed, 0) AS listed, document_number FROM documents d LEFT JOIN"
        " (SELECT document_id, count(*) AS listed FROM project_reports GROUP BY 1) r ON r.document_id = d.document_id"
        " ORDER BY document, d.document_id"
    ).rows()
    items = tuple(DocumentItem(*row) for row in documents)
    [(projects, unmatched)] = engine.query(
        "SELECT (SELECT count(*) FROM projects) AS projects, (SELECT count(*) FROM progress_unmatched) AS unmatched"
    ).rows()
    [(has_progress, of_listed, of_others)] = engine.query(
        "SELECT (SELECT bool_or(is_reported) FROM month_ends) AS has_progress,"
        " (SELECT bool_or(is_synthetic) FROM project_states) AS of_listed,"
        " (SELECT bool_or(is_synthetic) FROM progress_unmatched) AS of_others"
    ).rows()
    return SnapshotInfo(
        snapshot_id=meta.get("snapshot_id", ""),
        built_at=datetime.fromisoformat(meta["built_at"]) if meta.get("built_at") else None,
        has_progress=has_progress,
        documents=items,
        vocabulary=_read_vocabulary(engine, items),
        projects=projects,
        unmatched_rows=unmatched,
        has_synthetic_progress=bool(of_listed or of_others),
    )


def _read_vocabulary(engine: Engine, documents: tuple[DocumentItem, ...]) -> Vocabulary:
    def column(expression: str) -> list[str]:
        # The expressions are column names of ours.
        sql = f"SELECT DISTINCT {expression} AS found FROM projects WHERE {expression} IS NOT NULL ORDER BY 1"  # noqa: S608
        return [row[0] for row in engine.query(sql).rows()]

    regions = engine.query("SELECT region_id, name, level, parent_id FROM regions ORDER BY region_id").rows()
    years = {int(year) for name in YEAR_COLUMNS.values() for year in column(name)}
    if years:
        years = set(range(min(years), max(years) + 1))
    ends = engine.query("SELECT as_of FROM month_ends WHERE as_of IS NOT NULL ORDER BY 1").rows()
    return Vocabulary(
        regions={row[0]: RegionItem(*row) for row in regions},
        sectors=tuple(column("sector")),
        natures=tuple(column("nature")),
        documents={item.document_id[:12]: item.document for item in documents},
        years=tuple(sorted(years)),
        month_ends=tuple(row[0] for row in ends),
    )
