"""A file that costs too much, or ends the process that reads it, is one finding; the others are read."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import psutil
import pytest

from etl.pipeline import apart, load
from etl.pipeline.apart import Bounds
from etl.store.store import Store
from tests.etl.hostile.packed_files import PACKED
from tests.etl.renderings import SMALL, SMALL_ABOVE, as_html

LIST = as_html(SMALL_ABOVE, SMALL)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A page, a workbook of 4,000 sums that takes seconds, and another page."""
    slow = PACKED["sums of all above.xlsx"](4_000, random.Random(1))
    content = {"a.html": LIST, "b.xlsx": slow, "c.html": LIST.replace("柳河镇".encode(), "松山镇".encode())}
    paths = [tmp_path / name for name in content]
    for path in paths:
        path.write_bytes(content[path.name])
    return paths


def findings(home: Path, name: str) -> list[str]:
    """The types of the findings of a stored document."""
    store = Store(home)
    return pl.read_parquet(store.table(store.find(name).document_id, "findings"))["type"].to_list()


def only_for_workbooks(bounds: Bounds) -> type[Bounds]:
    """Bounds as usual for other files."""

    class Chosen(Bounds):
        def time_for(self, data: bytes) -> float:
            return (bounds if data.startswith(b"PK") else Bounds()).time_for(data)

        def memory_for(self, data: bytes) -> float:
            return (bounds if data.startswith(b"PK") else Bounds()).memory_for(data)

    return Chosen


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (Bounds(seconds=0.3, seconds_a_megabyte=0), "reading_too_slow"),
        (Bounds(memory=10 * apart.MEGABYTE), "reading_too_large"),
    ],
)
def test_what_costs_too_much_is_one_finding(files, tmp_path, monkeypatch, bounds, expected):
    monkeypatch.setattr(apart, "BOUNDS", only_for_workbooks(bounds)())
    home = tmp_path / "home"
    report = load.load(files, home)
    assert [file.outcome for file in report.files] == ["loaded", "unreadable", "loaded"]
    assert findings(home, "b.xlsx") == [expected]
    store = Store(home)
    assert store.original(store.find("b.xlsx").document_id) == files[1].read_bytes()


def test_a_process_that_ends_is_one_finding(files, tmp_path):
    def kill(stage: str) -> None:
        if stage == "tables:b.xlsx":
            for one in psutil.Process().children(recursive=True):
                if any("spawn" in word for word in one.cmdline()):
                    one.kill()

    home = tmp_path / "home"
    report = load.load(files, home, on_stage=kill)
    assert [file.outcome for file in report.files] == ["loaded", "unreadable", "loaded"]
    assert findings(home, "b.xlsx") == ["unreadable_file"]


def test_one_process_reads_all_documents(files):
    load.check(files[:1])
    before = {one.pid for one in psutil.Process().children()}
    load.check([files[0], files[2]])
    assert {one.pid for one in psutil.Process().children()} == before


ENDLESS = """
import os, sys
from pathlib import Path
from etl.pipeline import apart, load
{prepare}
def end(stage):
    os._exit(0)
load.check([Path(sys.argv[1])], on_stage=end)
"""


@pytest.mark.parametrize("prepare", ["apart.prepare()", ""])
def test_the_process_that_reads_ends_with_the_one_that_asked(files, prepare, tmp_path):
    marked = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "READER_OF": str(tmp_path)}
    command = [sys.executable, "-c", ENDLESS.format(prepare=prepare), str(files[1])]
    subprocess.run(command, env=marked, check=True, timeout=60, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 5
    while (left := _marked(str(tmp_path))) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def _marked(value: str) -> list[int]:
    found = []
    for one in psutil.process_iter():
        try:
            if one.environ().get("READER_OF") == value and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one.pid)
        except psutil.Error:
            continue
    return found


def test_a_long_list_is_no_attack():
    """A workbook of 200,000 rows has 16 MB and takes 3 GB; 300 kB have no right to more than the bound for all."""
    of_list, of_letter = (Bounds().memory_for(b"PK".ljust(size)) for size in (16 * apart.MEGABYTE, 300_000))
    assert of_list > 3_500 * apart.MEGABYTE
    assert of_letter == 1_700 * apart.MEGABYTE
