"""The sample lists loaded once for all tests of the board, by the real loader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.session.snapshot import Session, Warehouse
from etl.contract.paths import data_dir
from etl.pipeline import load
from etl.samples import progress


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the two sample lists: 16 projects of 黔江区, 18 of 景德镇市."""
    folder = tmp_path_factory.mktemp("home")
    load.load([data_dir() / "samples"], folder)
    return folder


@pytest.fixture(scope="session")
def progress_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample lists with their invented progress, as the demo shows them."""
    folder = tmp_path_factory.mktemp("progress")
    samples = data_dir() / "samples"
    sheets = progress.write_sheets(sorted(samples.glob("*.csv")), folder / "sheets")
    load.load([samples, *sheets], folder / "home")
    return folder / "home"


@pytest.fixture
def session(home: Path) -> Iterator[Session]:
    """A session on the sample lists."""
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()
