"""A load that is killed at any moment leaves the last snapshot served, and the next load finishes the work.

`PORTFOLIO_KILLS=50 .venv/bin/pytest tests/etl/pipeline/test_crash.py` kills at fifty random times instead of a sample.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from etl.pipeline import load
from etl.snapshot import publish
from tests.etl.lists import SAMPLES

FIRST, SECOND = SAMPLES / "qianjiang_projects.csv", SAMPLES / "jingdezhen_projects.csv"
STAGES = [f"read:{SECOND.name}", f"stored:{SECOND.name}", "built", "checked", "published", "pruned"]

LOAD = """
import os, signal, sys
from pathlib import Path
from etl.pipeline import load
wanted, path, home = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
def stage(name):
    print(name, flush=True)
    if name == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
load.load([path], home, on_stage=stage)
"""


def start(wanted: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOAD, wanted, str(SECOND), str(home)], stdout=subprocess.PIPE, text=True
    )


def served(home: Path) -> tuple[int, str]:
    """Projects and money of the published snapshot, read as a reader does."""
    snapshot = publish.published(home)
    assert snapshot is not None
    with duckdb.connect(str(publish.folder(home) / snapshot.snapshot), read_only=True) as connection:
        row = connection.execute("select count(*), sum(total_investment_wan) from projects").fetchone()
    assert row is not None
    return row[0], f"{row[1]:.2f}"


KILLS = int(os.environ.get("PORTFOLIO_KILLS", "6"))
ONE, BOTH = (16, "23486.00"), (34, "434559.41")


@pytest.fixture(scope="module")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("first")
    load.load([FIRST], home)
    return home


def check_after_kill(home: Path) -> None:
    assert served(home) in (ONE, BOTH)
    load.load([SECOND], home)
    assert served(home) == BOTH
    leftovers = [p.name for p in publish.folder(home).iterdir() if p.name.startswith(("building-", "current-"))]
    assert leftovers == []


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_a_stage_boundary(stage: str, first_home: Path, tmp_path: Path):
    home = shutil.copytree(first_home, tmp_path / "home")
    process = start(stage, home)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert served(home) == (BOTH if stage in ("published", "pruned") else ONE)
    check_after_kill(home)


@pytest.mark.timeout(1200)
def test_killed_at_random_times(first_home: Path, tmp_path: Path):
    """Kills, seeded, spread from the start of the process to the end of a load as long as this machine's."""
    home = shutil.copytree(first_home, tmp_path / "whole")
    begun = time.monotonic()
    start("never", home).communicate(timeout=60)
    whole = time.monotonic() - begun
    chance = random.Random(20221027)
    for number in range(KILLS):
        home = shutil.copytree(first_home, tmp_path / f"home{number}")
        process = start("never", home)
        try:
            process.communicate(timeout=chance.uniform(0.3, 1.1) * whole)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        check_after_kill(home)
        shutil.rmtree(home)


def test_a_second_loader_is_told_who_holds_the_lock(tmp_path: Path):
    store = load.Store(tmp_path)
    with store.lock(), pytest.raises(load.StoreBusy, match=r"进程 \d+"):
        load.load([FIRST], tmp_path)


def test_an_open_reader_keeps_its_snapshot_and_a_new_one_sees_the_next(tmp_path: Path):
    load.load([FIRST], tmp_path)
    old = publish.published(tmp_path)
    assert old is not None
    with duckdb.connect(str(publish.folder(tmp_path) / old.snapshot), read_only=True) as reader:
        load.load([SECOND], tmp_path)
        assert reader.execute("select count(*) from projects").fetchone() == (16,)
    assert served(tmp_path) == BOTH


def test_the_last_five_snapshots_are_kept(tmp_path: Path):
    for _ in range(3):  # two snapshots each
        load.load([FIRST, SECOND], tmp_path)
        load.remove(SECOND.name, tmp_path, who="王某", why="清单作废")
    assert len(list(publish.folder(tmp_path).glob("snapshot-*.duckdb"))) == publish.KEPT_SNAPSHOTS
