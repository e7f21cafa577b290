"""Sail answers as DuckDB does: a seeded sample of all shapes. The whole: `portfolio conformance --engine sc://…`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import polars as pl
import pytest

from dashboard.cli.conformance import Compared, compare, differences
from dashboard.engines.chosen import WrongEngineError, named
from dashboard.engines.engine import Engine, EngineError
from dashboard.session.snapshot import BrokenWarehouseError, Warehouse


@pytest.fixture
def engines(sail: str, shared: Path, progress_home: Path) -> Iterator[tuple[Engine, Engine]]:
    """DuckDB and Sail on one snapshot."""
    with ExitStack() as opened:
        sources = named("duckdb:///", "", progress_home), named(sail, str(shared), progress_home)
        one, other = (opened.enter_context(closing(source.open(source.pointer()))) for source in sources)
        yield one, other


def test_sail_answers_as_duckdb_does(engines: tuple[Engine, Engine]) -> None:
    found = compare(*engines, share=0.03, seed=13)
    assert found.differences == []
    assert sum(found.asked.values()) > 500


def test_what_differs_is_told(engines: tuple[Engine, Engine]) -> None:
    wrong: list[tuple[str, str]] = []
    one, other = engines
    pair = Compared(one, other, wrong)
    pair.query("SELECT 1 AS a")
    assert wrong == []
    pair.query("SELECT 1 AS a FROM meta WHERE value LIKE '9%' OR key IN (SELECT table_name FROM duckdb_tables())")
    assert "duckdb_tables" in wrong[0][1]
    with pytest.raises(EngineError):
        other.query("SELECT * FROM nowhere")


def test_a_cent_a_null_and_an_order_are_differences() -> None:
    one = pl.DataFrame({"a": ["1.00", "2.00"], "b": [1.0, None]}).with_columns(pl.col("a").cast(pl.Decimal(38, 6)))
    assert differences(one, one.clone(), in_order=True) == []
    assert differences(one, one.reverse(), in_order=False) == []
    assert [name for name, _ in differences(one, one.reverse(), in_order=True)] == ["a", "b"]
    cent = one.with_columns(pl.col("a") + pl.lit("0.000001").cast(pl.Decimal(38, 6)))
    assert [name for name, _ in differences(one, cent, in_order=True)] == ["a"]
    assert differences(one, one.with_columns(b=pl.lit(0.0)), in_order=True) == [("b", "b = 1.0; 0.0")]


def test_the_board_answers_from_an_engine_elsewhere(
    monkeypatch: pytest.MonkeyPatch, sail: str, shared: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("PORTFOLIO_ENGINE", sail)
    monkeypatch.setenv("PORTFOLIO_SNAPSHOTS", str(shared))
    warehouse = Warehouse(tmp_path)
    with warehouse.session() as session:
        assert session.info.projects == 34
        assert session.cursor.rows("SELECT count(*) AS n FROM project_reports") == [(34,)]
    warehouse.close()


def test_an_engine_that_does_not_answer_is_said(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="extra [spark]")
    warehouse = Warehouse(tmp_path, named("sc://127.0.0.1:1", str(shared), tmp_path))
    start = time.monotonic()
    with pytest.raises(BrokenWarehouseError, match="数据无法读取"), warehouse.session():
        pass
    assert time.monotonic() - start < 120  # the client alone tries for ten minutes


@pytest.mark.parametrize("engine", ["sc://127.0.0.1:1", "postgres://x", "duckdb://host/x"])
def test_an_engine_that_is_none_is_refused(engine: str, tmp_path: Path) -> None:
    with pytest.raises(WrongEngineError, match="PORTFOLIO_"):
        named(engine, "", tmp_path)
