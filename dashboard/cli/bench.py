"""`portfolio bench`: the board at several sizes, in one table. What a browser adds: `tests/browser/bench.py`."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import psutil

from dashboard.bench import downloads, five_questions, new_sheet, peers, stock, users, visits
from dashboard.bench.score import Found, Portfolio, Score, tried
from etl.cli.benchmark import elsewhere

_FULL = ("10000x24", "100000x24", "1000000x24")
_SHORT = ("10000x24",)
_VERSIONS = ("duckdb", "polars", "dash", "plotly", "xlsxwriter", *dict.fromkeys(p.distribution for p in peers.PEERS))
_PEAK_USERS = 100
Work = Callable[[Path], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class _Extent:
    """How often and how long is measured."""

    runs: int
    seconds: float
    users: tuple[int, ...]


_EXTENTS = {True: _Extent(9, 30.0, (1, 10, _PEAK_USERS)), False: _Extent(3, 10.0, (1, 10))}


@click.command()
@click.option("--size", "sizes", multiple=True, metavar="NxM", help="项目数 x 月数，可重复，如 100000x24、10000000x12")
@click.option("--full", is_flag=True, help="全部规模（一万、十万、百万 × 24 个月）、更多次数、100 个用户；要几个小时")
@click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER", help="保留并再次使用生成的数据"
)
@click.option(
    "--only",
    "chosen",
    multiple=True,
    help="只做这些步骤，可重复：" + "、".join(("pages", "five", "files", "users", "sheet")),
)
def bench(sizes: tuple[str, ...], full: bool, keep: Path | None, chosen: tuple[str, ...]) -> None:
    """测量看板（虚构的全国项目组合）。Measure the board; prints a table in Markdown."""
    try:
        portfolios = tuple(map(Portfolio.of, sizes or (_FULL if full else _SHORT)))
    except ValueError as reason:
        raise click.BadParameter("应为 项目数x月数，如 100000x24", param_hint="--size") from reason
    with TemporaryDirectory() as folder:
        score = measured(portfolios, keep or Path(folder), _EXTENTS[full], chosen)
    click.echo(f"{machine()}\n\n{score.markdown()}")
    if missed := score.missed():
        click.echo(f"{len(missed)} bounds are not met, or not measured", err=True)
        sys.exit(1)


def measured(portfolios: tuple[Portfolio, ...], folder: Path, extent: _Extent, chosen: tuple[str, ...]) -> Score:
    """All figures of all portfolios, each step in a process of its own; what fails is said in its row."""
    score = Score(portfolios)
    for portfolio in portfolios:
        home = folder / f"{portfolio.projects}x{portfolio.months}"
        for question, work in _steps(portfolio, extent, chosen):
            click.echo(f"{datetime.now(UTC):%H:%M:%S} {portfolio}: {question}", err=True)
            for found in tried(question, partial(work, home)):
                score.add(portfolio, found)
    return score


def _steps(portfolio: Portfolio, extent: _Extent, chosen: tuple[str, ...]) -> Iterator[tuple[str, Work]]:
    """What is asked of each portfolio, in order, under the name of what fails."""
    steps: dict[str, list[tuple[str, Work]]] = {
        "pages": [
            ("first views", visits.first_views),
            ("new filters", lambda home: elsewhere(_listed, visits.new_filters, home, extent.runs)),
        ],
        "five": [("five groupings", lambda home: elsewhere(_listed, five_questions.five_questions, home, extent.runs))],
        "files": [("CSV", downloads.csv), ("XLSX", downloads.xlsx)],
        "users": [("users", lambda home: users.crowds(home, extent.users, extent.seconds))],
        "sheet": [("a new sheet", lambda home: new_sheet.new_sheet(home, extent.seconds))],
    }
    yield "built", lambda home: stock.built(portfolio, home)
    for name, some in steps.items():
        if not chosen or name in chosen:
            yield from some


def _listed(work: Callable[..., Iterable[Found]], *given: object) -> list[Found]:
    return list(work(*given))


def machine() -> str:
    """One line: processor, memory, system, versions."""
    about = [f"{os.cpu_count()} × {_processor()}", f"{psutil.virtual_memory().total / 2**30:.0f} GB"]
    about += [platform.system(), f"Python {platform.python_version()}"]
    for name in _VERSIONS:
        try:
            about.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return f"{datetime.now(UTC):%Y-%m-%d}, " + ", ".join(about)


def _processor() -> str:
    """What the processor calls itself, where the system says."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
