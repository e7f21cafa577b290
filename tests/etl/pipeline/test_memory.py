"""Publishing many documents takes hardly more memory than publishing two: a sample; the whole by a variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from etl.document import ReadDocument, document_id, read_document
from etl.samples import project_list
from etl.snapshot import publish
from etl.store.store import Store
from etl.tables.metadata import Given

ROWS = int(os.environ.get("PORTFOLIO_MEMORY_ROWS", "1000"))
"""Rows of each document: 5000 for the whole measurement."""

_PUBLISH = """
import sys
from pathlib import Path
from etl.cli import benchmark
from etl.document import read_document
from etl.samples import project_list
from etl.snapshot import publish
from etl.store.store import Store
from etl.tables.metadata import Given
read_document(project_list.as_csv(int(sys.argv[2])), "list.csv", Given())
publish.publish(Store(Path(sys.argv[1])), lambda stage: None)
print(benchmark.peak_mb())
"""


def renumbered(read: ReadDocument, data: bytes) -> ReadDocument:
    """What another document of the same rows would be read as."""
    old, new = read.document_id, document_id(data)
    given = {"document_id": pl.lit(new)}
    made = {}
    for table, frame in read.frames.items():
        own = {name: made_of for name, made_of in given.items() if name in frame.columns}
        ids = [name for name in ("report_id", "finding_id", "caused_by") if name in frame.columns]
        made[table] = frame.with_columns(pl.col(ids).str.replace(old[:12], new[:12], literal=True)).with_columns(**own)
    findings = made["findings"].with_columns((pl.lit(new[:12]) + pl.col("finding_id")).alias("finding_id"))
    return ReadDocument(new, f"{new[:6]}.csv", made | {"findings": findings})


def store_of(home: Path, read: ReadDocument, count: int) -> Store:
    """A store of so many documents of the same rows."""
    store = Store(home)
    for number in range(count):
        data = f"{number}".encode()
        store.put(renumbered(read, data), data, Given())
    return store


@pytest.fixture(scope="module")
def read() -> ReadDocument:
    return read_document(project_list.as_csv(ROWS), "list.csv", Given())


def peak(home: Path) -> float:
    """MB that a process held at most that read a document and published what is in the store."""
    done = subprocess.run(
        [sys.executable, "-c", _PUBLISH, str(home), str(ROWS)], check=True, capture_output=True, text=True, timeout=600
    )
    return float(done.stdout)


def test_twenty_documents_take_hardly_more_memory_than_two(tmp_path: Path, read: ReadDocument) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    store_of(few, read, 2)
    store_of(many, read, 20)
    before, after = peak(few), peak(many)
    assert after < before * 1.15, (before, after)
    assert list(publish.folder(many).glob("building-*")) == []  # nothing of what was put aside on disk is left


def test_a_limit_that_is_too_low_is_raised(tmp_path: Path, read: ReadDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_of(tmp_path, read, 2)
    monkeypatch.setattr(publish, "MEMORY_LIMITS", ("1MB", "200MB"))
    snapshot = publish.publish(store, lambda _: None)
    with duckdb.connect(str(publish.folder(tmp_path) / snapshot.snapshot), read_only=True) as connection:
        assert connection.execute("select count(*) from project_reports").fetchone() == (2 * ROWS,)
    assert [path.name for path in publish.folder(tmp_path).glob("*.duckdb")] == [snapshot.snapshot]
