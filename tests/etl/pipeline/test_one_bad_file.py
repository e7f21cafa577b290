"""A file that fails never stops the others."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from etl import document
from etl.formats import reader
from etl.pipeline import apart, load
from etl.store.store import Store
from tests.etl.renderings import SMALL, SMALL_ABOVE, as_html

LIST = as_html(SMALL_ABOVE, SMALL)
ODS = Path(__file__).parents[2] / "fixtures" / "formats" / "list.ods"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A page, a workbook whose reader is broken, and another page."""
    monkeypatch.setitem(reader.READERS, "ods", "no_such_reader")
    monkeypatch.setattr(apart, "read", document.read_document)  # in this process, where that reader is broken
    content = {"a.html": LIST, "b.ods": ODS.read_bytes(), "c.html": LIST.replace("柳河镇".encode(), "松山镇".encode())}
    paths = [tmp_path / name for name in content]
    for path in paths:
        path.write_bytes(content[path.name])
    return paths


def test_a_fault_in_one_file_is_a_finding_and_the_others_are_loaded(files: list[Path], tmp_path: Path):
    home = tmp_path / "home"
    report = load.load(files, home)
    assert [file.outcome for file in report.files] == ["loaded", "unreadable", "loaded"]
    store = Store(home)
    record = store.find("b.ods")
    assert store.original(record.document_id) == files[1].read_bytes()
    findings = pl.read_parquet(store.table(record.document_id, "findings"))
    assert findings.select("type", "severity").rows() == [("unreadable_file", "reject")]
    assert "no_such_reader" in findings["raw"][0] and "formats/reader.py" in findings["params"][0]


def test_the_same_where_nothing_is_stored(files: list[Path]):
    assert [file.outcome for file in load.check(files).files] == ["loaded", "unreadable", "loaded"]


UNREADABLE = Path("/proc/self/mem")


@pytest.mark.skipif(not UNREADABLE.exists(), reason="needs a file that the system does not let us read")
def test_a_file_that_the_system_does_not_let_us_read(files: list[Path], tmp_path: Path):
    report = load.load([files[0], UNREADABLE, files[2]], tmp_path / "home")
    assert [file.outcome for file in report.files] == ["loaded", "unreadable", "loaded"]
    refusal = report.files[1].refusal
    assert refusal is not None and refusal.type == "unreadable_file"
