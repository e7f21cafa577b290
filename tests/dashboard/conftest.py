"""The sample lists loaded once for all tests of the board, by the real loader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.warehouse import Session, Warehouse
from etl import pipeline
from etl.resources import data_dir


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the two sample lists: 16 projects of 黔江区, 18 of 景德镇市."""
    folder = tmp_path_factory.mktemp("home")
    pipeline.load([data_dir() / "samples"], folder)
    return folder


@pytest.fixture
def session(home: Path) -> Iterator[Session]:
    """A session on the sample lists."""
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()
