"""The board's one way to the loader: uploaded files are staged and read first; a person accepts or discards them,
and can take a document out again.

A stage lies in `<home>/imports/<stage>` (`etl/pipeline/stage.py`). A file's name is a word for people, never part of a
path.
"""

from __future__ import annotations

import re
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from dashboard.loader.corrections import label_of
from dashboard.loader.previews import preview
from dashboard.metrics.cursor import Cursor, cursor_on
from dashboard.session.jobs import JobRefusedError, Work
from etl import durable
from etl.contract.paths import literal
from etl.contract.schemas import STORED
from etl.pipeline import load
from etl.pipeline import stage as staging
from etl.store import closed_months
from etl.store.store import Store

MOST_MEGABYTES = 25
MOST_FILES = 50
_KEPT_SECONDS = 86_400
_STAGE = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 150
_STAGES = {
    "reading": "读取",
    "storing": "存入",
    "built": "生成快照",
    "checked": "检查快照",
    "published": "发布快照",
}
GONE = "这批文件已导入或已放弃，请重新选择文件"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the name that its sender gave it, and its bytes."""

    name: str
    data: bytes


def clean_name(name: str) -> str:
    """A name that is safe to show and to write into tables: the last part of a path, printable, not too long."""
    last = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    return shown[-_LONGEST_NAME:] or "未命名"


def check(home: Path, stage: str, uploads: Sequence[Upload]) -> Work:
    """Stage files and read them; nothing is stored in the home. The result holds one preview per file."""

    def work(tell: Callable[[str], None]) -> dict[str, Any]:
        folder = _folder(home, stage)
        _forget_old(folder.parent)
        files = [(clean_name(upload.name), upload.data) for upload in uploads]
        try:
            with durable.all_or_nothing(folder):
                staging.stage(folder, home, files, _said_to(tell))
        except load.REFUSALS as reason:
            raise JobRefusedError(str(reason)) from reason
        previews = staged_previews(home, stage)
        return {"stage": stage, "files": previews, "repeated": len(files) - len(previews)}

    return work


def staged_previews(home: Path, stage: str) -> list[dict[str, Any]]:
    """What was read of each staged file, with the corrections that were made since."""
    known, store = Store(home), Store(_folder(home, stage))
    ids = staging.documents_of(store.home)
    return [preview(partial(store.scan, name), known.record(name) is not None) for name in ids]


def stored_preview(home: Path, document_id: str) -> dict[str, Any] | None:
    """What was read of a document that is stored, with its corrections; None where it is not stored."""
    store = Store(home)
    return preview(partial(store.scan, document_id), True) if store.record(document_id) else None


def accept(home: Path, stage: str, checked: str = "") -> Work:
    """Store the staged files with the corrections made to them, and publish a new snapshot.

    The result counts files, projects and corrections, and names the job that checked the files.
    """

    def work(tell: Callable[[str], None]) -> dict[str, Any]:
        folder = _folder(home, stage)
        try:
            corrected = sum(item.state == "applied" for item in staging.corrected(folder))
            projects = load.accept(folder, home, _said_to(tell))
        except FileNotFoundError as reason:
            raise JobRefusedError(GONE) from reason
        except load.REFUSALS as reason:
            raise JobRefusedError(str(reason)) from reason
        return {"accepted": len(projects), "projects": sum(projects), "corrected": corrected, "checked": checked}

    return work


def remove(home: Path, document_id: str, *, who: str, why: str) -> Work:
    """Take a document out with all that came from it, on record, and publish a new snapshot."""

    def work(tell: Callable[[str], None]) -> dict[str, Any]:
        try:
            name = load.remove(document_id, home, _said_to(tell), who=who, why=why)
        except load.REFUSALS as reason:
            raise JobRefusedError(str(reason)) from reason
        return {"removed": name}

    return work


def closed_months_of(home: Path, document_id: str) -> list[date]:
    """Closed months whose figures rest on a document, the earliest first: it cannot go while they are closed."""
    return sorted(month for month, ids in closed_months.read(home).items() if document_id in ids)


def discard(home: Path, stage: str) -> None:
    """Drop what was staged, and the corrections that were made to it."""
    staging.discard(_folder(home, stage))


def is_staged(home: Path, stage: str) -> bool:
    """Whether the files of a stage are still there to be accepted."""
    return Store(_folder(home, stage)).is_stage


def stage_home(home: Path, stage: str) -> Path:
    """The home in which staged files are corrected. Raises JobRefusedError where they are not there any more."""
    if not is_staged(home, stage):
        raise JobRefusedError(GONE)
    return _folder(home, stage)


@contextmanager
def staged_cursor(home: Path, stage: str) -> Iterator[Cursor]:
    """Ask what was read of staged files as a snapshot is asked. Raises JobRefusedError where they are not there."""
    store = Store(stage_home(home, stage))
    with cursor_on({table: [literal(path) for path in store.parquet(table)] for table in STORED}) as cursor:
        yield cursor


def staged_corrections(home: Path, stage: str) -> list[dict[str, Any]]:
    """The corrections that were made to staged files, oldest first, with `state` and the `label` of their field.

    Raises JobRefusedError where the files are not staged any more.
    """
    return [
        asdict(item.correction) | {"state": item.state, "label": label_of(item.correction)}
        for item in staging.corrected(stage_home(home, stage))
    ]


def _folder(home: Path, stage: str) -> Path:
    if not _STAGE.fullmatch(stage):
        raise JobRefusedError("没有这批文件")
    return home / staging.STAGES / stage


def _said_to(tell: Callable[[str], None]) -> Callable[[str], None]:
    """Tell the boundaries of a load in words."""

    def on_stage(boundary: str) -> None:
        step, _, name = boundary.partition(":")
        if step in _STAGES:
            tell(f"{_STAGES[step]} {name}".strip())

    return on_stage


def _forget_old(folder: Path) -> None:
    for old in folder.glob("*"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _KEPT_SECONDS and not staging.is_accepted(old):
                shutil.rmtree(old)
