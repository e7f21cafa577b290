"""The board's one way to the loader: uploaded files are staged and read first; a person accepts or discards them,
and can take a document out again.

Staged bytes lie in `<home>/imports/<stage>/<number>.bin`. A file's name is a word for people and never part of a path.
"""

from __future__ import annotations

import json
import re
import shutil
import time
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.jobs import JobRefusedError, Work
from etl import closed_months, documents, pipeline
from etl.corrections import CorrectionRefused
from etl.documents import ReadDocument
from etl.extract.metadata import Given
from etl.store import Store, StoreBusy, UnknownDocument
from etl.warehouse import BrokenSnapshot

MOST_MEGABYTES = 25
MOST_FILES = 50
SHOWN_ROWS = 100
_KEPT_SECONDS = 86_400
_STAGE = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 150
_STAGES = {"built": "生成快照", "checked": "检查快照", "published": "发布快照"}
_ROW_COLUMNS = (
    "name", "region_name", "sector", "total_investment_wan", "period_raw", "childcare_places", "elder_beds",
    "project_id", "table_no", "row_no", "doubtful_fields",
)  # fmt: skip


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
    """Stage files and read them without storing anything. The result holds one preview per file."""

    def work(tell: Callable[[str], None]) -> dict[str, Any]:
        folder = _folder(home, stage)
        _forget_old(folder.parent)
        folder.mkdir(parents=True)
        store = Store(home)
        previews = []
        for number, upload in enumerate(uploads):
            name = clean_name(upload.name)
            tell(f"读取 {name}")
            (folder / f"{number}.bin").write_bytes(upload.data)
            identity = documents.document_id(upload.data)
            read = documents.read_document(upload.data, name, Given(), store.corrections_of(identity))
            previews.append(_preview(read, store.record(identity) is not None))
        names = [clean_name(upload.name) for upload in uploads]
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        return {"stage": stage, "files": previews}

    return work


def accept(home: Path, stage: str, checked: str = "") -> Work:
    """Store the staged files and publish a new snapshot. The result counts files and projects, and names the job that
    checked them."""

    def work(tell: Callable[[str], None]) -> dict[str, Any]:
        folder = _folder(home, stage)
        store = Store(home)
        try:
            names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
            with store.lock():
                projects = [_store(store, folder / f"{n}.bin", name, tell) for n, name in enumerate(names)]
                pipeline.replay(store, lambda step: tell(_STAGES.get(step, "")) if step in _STAGES else None)
        except FileNotFoundError as reason:
            raise JobRefusedError("这批文件已导入或已放弃，请重新选择文件") from reason
        except (StoreBusy, CorrectionRefused, BrokenSnapshot) as reason:
            raise JobRefusedError(str(reason)) from reason
        discard(home, stage)
        return {"accepted": len(names), "projects": sum(projects), "checked": checked}

    return work


def remove(home: Path, document_id: str) -> Work:
    """Take a document out with all that came from it, and publish a new snapshot."""

    def work(tell: Callable[[str], None]) -> dict[str, Any]:
        try:
            name = pipeline.remove(
                document_id, home, lambda step: tell(_STAGES.get(step, "")) if step in _STAGES else None
            )
        except (pipeline.MonthRefused, StoreBusy, UnknownDocument, CorrectionRefused, BrokenSnapshot) as reason:
            raise JobRefusedError(str(reason)) from reason
        return {"removed": name}

    return work


def closed_months_of(home: Path, document_id: str) -> list[date]:
    """Closed months whose figures rest on a document, the earliest first: it cannot go while they are closed."""
    return sorted(month for month, ids in closed_months.read(home).items() if document_id in ids)


def discard(home: Path, stage: str) -> None:
    """Drop what was staged."""
    shutil.rmtree(_folder(home, stage), ignore_errors=True)


def is_staged(home: Path, stage: str) -> bool:
    """Whether the files of a stage are still there to be accepted."""
    return (_folder(home, stage) / "names.json").is_file()


def _folder(home: Path, stage: str) -> Path:
    if not _STAGE.fullmatch(stage):
        raise JobRefusedError("没有这批文件")
    return home / "imports" / stage


def _store(store: Store, path: Path, name: str, tell: Callable[[str], None]) -> int:
    data = path.read_bytes()
    tell(f"存入 {name}")
    record = store.record(documents.document_id(data))
    given = record.given if record else Given()
    corrected = store.corrections_of(documents.document_id(data))
    read = documents.read_document(data, name, given, corrected)
    store.put(read, data, given, corrected)
    return read.projects


def _forget_old(folder: Path) -> None:
    for old in folder.glob("*"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(old)


def _preview(read: ReadDocument, is_known: bool) -> dict[str, Any]:
    """What was read of one file: its facts, its tables, findings, and the first rows with theirs."""
    document = read.frames["documents"].row(0, named=True)
    findings = read.frames["findings"].select("severity", "type", "table", "row", "column", "raw", "message")
    rows = read.frames["project_reports"].head(SHOWN_ROWS).select(_ROW_COLUMNS)
    rejected = read.frames["list_rows"].filter(kind="rejected").head(SHOWN_ROWS)
    facts = ("document", "title", "issuer", "document_number", "document_date", "status", "region_name", "byte_size")
    return {
        "document_id": read.document_id,
        "is_known": is_known,
        "is_readable": document["format"] != "unreadable",
        **{name: _plain(document[name]) for name in facts},
        "projects": read.projects,
        "project_ids": read.frames["project_reports"]["project_id"].to_list()[:10_000],
        "tables": read.frames["source_tables"].group_by("kind", maintain_order=True).len().rows(),
        "targets": read.frames["targets"].height,
        "severities": {key: read.findings(key) for key in ("reject", "warn", "note")},
        "rows": [{name: _plain(value) for name, value in row.items()} for row in rows.iter_rows(named=True)],
        "rejected": rejected.select("table_no", "row_no", "cells").to_dicts(),
        "findings": findings.filter(pl.col("row").is_null()).to_dicts(),
        "row_findings": findings.filter(pl.col("row").is_not_null()).head(10 * SHOWN_ROWS).to_dicts(),
    }


def _plain(value: object) -> object:
    """A value that JSON holds; amounts and dates as text."""
    return value if value is None or isinstance(value, (bool, int, str, list)) else str(value)
