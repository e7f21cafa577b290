"""The portfolios that are measured: generated, published, and kept where they may be used again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from dashboard.bench.score import Found, Portfolio
from etl import durable
from etl.cli.benchmark import elsewhere, peak_mb
from etl.samples.nation import generate
from etl.snapshot import incremental, publish
from etl.store.store import reader_version

_NOTED = "bench.json"
"""What building took, beside a portfolio that is kept."""


@dataclass(frozen=True, slots=True)
class _Built:
    """Seconds of writing and of publishing, on the clock and of the processor; peak memory; and by which version."""

    filled: float
    published: float
    processor: float
    peak: float
    reader: str
    builder: str


def built(portfolio: Portfolio, home: Path) -> Iterator[Found]:
    """Have the portfolio in a home, and say what that took: this time, or when it was made by this version."""
    noted = _noted(home)
    if noted is None:
        durable.delete(home)
        noted = elsewhere(_build, portfolio, home)
        durable.write_json(home / _NOTED, asdict(noted))
    published = publish.published(home)
    assert published
    path = publish.folder(home) / published.snapshot
    with duckdb.connect(str(path), read_only=True) as connection:
        [(reports,)] = connection.execute("select count(*) from progress_reports").fetchall()
        [(documents,)] = connection.execute("select count(*) from documents").fetchall()
    yield Found("store written", noted.filled, "s", f"{reports:,} reports, {documents:,} documents")
    yield Found("snapshot built whole", noted.published, "s", f"processor {noted.processor:,.0f} s")
    yield Found("peak memory of building", noted.peak, "MB")
    yield Found("the snapshot's file", path.stat().st_size / 1e6, "MB")


def _noted(home: Path) -> _Built | None:
    """What building a kept portfolio took; None where there is none, or another version made it."""
    try:
        noted = _Built(**durable.read_json(home / _NOTED))
    except (FileNotFoundError, TypeError, durable.Damaged):
        return None
    is_of_this_version = (noted.reader, noted.builder) == (reader_version(), incremental.builder())
    return noted if is_of_this_version and publish.published(home) else None


def _build(portfolio: Portfolio, home: Path) -> _Built:
    at = {"begun": (time.perf_counter(), time.process_time())}

    def on_stage(stage: str) -> None:
        at[stage] = (time.perf_counter(), time.process_time())

    generate.write_store(generate.Portfolio(portfolio.projects, portfolio.months), home, on_stage)
    begun, filled, published = at["begun"], at["filled"], at["published"]
    took = (filled[0] - begun[0], published[0] - filled[0], published[1] - filled[1])
    return _Built(*took, peak_mb(), reader_version(), incremental.builder())
