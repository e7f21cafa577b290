"""Sail in this process, and the sample lists with their progress as it reads them."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.snapshot import parquet


@pytest.fixture(scope="session", autouse=True)
def spark_client() -> None:
    """Load it before it is used: a process of tests that run side by side has a main module without a file, and what
    has one is a program to pyspark, else it takes itself to be tested and looks for a whole Spark."""
    main = sys.modules["__main__"]
    if importlib.util.find_spec("pyspark") is None or hasattr(main, "__file__"):
        return
    main.__file__ = __file__
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of pandas 3, as where the board loads it
            importlib.import_module("pyspark.sql.connect.session")
    finally:
        del main.__file__  # processes that read documents would load it


@pytest.fixture(scope="session")
def sail() -> Iterator[str]:
    """Address of a Spark Connect server."""
    spark = pytest.importorskip("pysail.spark", reason="extra [sail]")
    server = spark.SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    yield f"sc://127.0.0.1:{server.listening_address[1]}"
    server.stop()


@pytest.fixture(scope="session")
def shared(progress_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the snapshot of the samples was published to."""
    folder = tmp_path_factory.mktemp("shared")
    parquet.give(progress_home, str(folder))
    return folder
