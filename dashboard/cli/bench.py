"""`portfolio bench`: how long the server takes for its pages. What a browser adds: `tests/browser/bench.py`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask.testing import FlaskClient

from dashboard.frame import frame
from dashboard.server.app import create_app
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Warehouse, WarehouseError
from etl.contract.paths import home_dir
from etl.samples.nation.generate import Portfolio, write_store

_API = "/api/summary.json?by=region,sector"


@click.command()
@click.option("--projects", default=100_000, show_default=True, type=click.IntRange(1), help="生成的项目数")
@click.option("--months", default=24, show_default=True, type=click.IntRange(1, 120), help="生成的调度月数")
@click.option("--runs", default=9, show_default=True, type=click.IntRange(1), help="每项测几次，取中位数")
def bench(projects: int, months: int, runs: int) -> None:
    """测量看板：已导入的数据，以及生成的虚构全国项目。Measure the board's server."""
    try:
        with Warehouse(home_dir()).session() as session:
            loaded = session.info.projects
    except WarehouseError as error:
        raise click.ClickException(error.at_a_terminal()) from error
    _report(f"已导入 {loaded:,} 个项目", home_dir(), runs)
    with TemporaryDirectory() as folder:
        written = write_store(Portfolio(projects, months), Path(folder))
        _report(f"虚构 {projects:,} 个项目，调度 {written.reported:,} 行", Path(folder), runs)


def _report(title: str, home: Path, runs: int) -> None:
    """One line for each page, first view and again, and one for an answer of the API."""
    app = create_app(Settings(home=home))
    client = app.server.test_client()
    click.echo(title)
    for page in app.server.extensions["pages"]:
        if not page.in_navigation:
            continue
        first = _median(partial(_show, client, page.path, True), runs)
        again = _median(partial(_show, client, page.path, False), runs)
        click.echo(f"  {page.title}：首次 {first:.0f} 毫秒，再看 {again:.0f} 毫秒")
    click.echo(f"  接口 summary.json：{_median(lambda _: client.get(_API), runs):.0f} 毫秒")
    app.server.extensions["board"].warehouse.close()


def _show(client: FlaskClient, pathname: str, is_new: bool, run: int) -> None:
    """Ask for a page as the browser does; a new one is under a filter that was not asked for before."""
    search = f"?text={'项 ' * (run + 1 if is_new else 1)}"
    answer = client.post("/_dash-update-component", json=frame.request(pathname, search))
    if answer.status_code != 200:
        raise click.ClickException(f"{pathname} 回答 {answer.status_code}")


def _median(action: Callable[[int], object], runs: int) -> float:
    """Median milliseconds of several runs; the action is told the number of its run."""
    taken = []
    for run in range(runs):
        start = time.perf_counter()
        action(run)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)
