"""Files of projects: CSV against the engine's own COPY of the same columns, XLSX against the writer alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import xlsxwriter

from dashboard.bench.score import Bound, Found
from dashboard.filter import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import project_list_sql
from dashboard.server.app import create_app
from dashboard.session.scope import Scope
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Warehouse
from dashboard.tables.projects import DOWNLOAD_COLUMNS
from dashboard.tables.registry import TABLES, Options
from etl.cli.benchmark import elsewhere, peak_mb
from etl.snapshot import publish

_TIMES = Bound(1.3)
_MOST_CELLS_ROWS = 20_000
"""Rows of a workbook that is measured: a larger portfolio is narrowed to a province."""


def csv(home: Path) -> Iterator[Found]:
    """The file of all projects as a browser gets it; COPY; how they compare; what memory the process came to."""
    seconds, size, before, after = elsewhere(_download, home, "/download/projects.csv")
    yield Found("CSV of all projects", seconds, "s", f"{size / 1e6:,.0f} MB")
    copied = elsewhere(_copy, home)
    yield Found("… COPY of the same columns", copied, "s")
    yield Found("… of COPY", seconds / copied, "×", bound=_TIMES)
    yield Found("… memory that the file added", after - before, "MB", bound=Bound(300))


def _download(home: Path, address: str) -> tuple[float, int, float, float]:
    """Seconds, bytes, and the peak of memory before and after; of the body no more than a piece is held."""
    client = create_app(Settings(home=home)).server.test_client()
    client.get("/api/summary.json")
    before, start, size = peak_mb(), time.perf_counter(), 0
    answer = client.get(address, buffered=False)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}: {answer.text[:80]}")
    for piece in answer.iter_encoded():
        size += len(piece)
    return time.perf_counter() - start, size, before, peak_mb()


def _copy(home: Path) -> float:
    published = publish.published(home)
    assert published
    with TemporaryDirectory() as folder, Warehouse(home).session() as session:
        sql, params = project_list_sql(
            session.cursor, PortfolioFilter(), session.info.default_as_of, columns=DOWNLOAD_COLUMNS
        )
        assert not params
        with duckdb.connect(str(publish.folder(home) / published.snapshot), read_only=True) as connection:
            target = str(Path(folder) / "projects.csv").replace("'", "''")
            connection.execute("select count(*) from projects").fetchall()
            start = time.perf_counter()
            connection.execute(f"copy ({sql}) to '{target}' (format csv, header)")
            return time.perf_counter() - start


def xlsx(home: Path) -> Iterator[Found]:
    """A workbook of at most 20,000 projects as a browser gets it, and the writer alone with the same cells."""
    with Warehouse(home).session() as session:
        query = "" if session.info.projects <= _MOST_CELLS_ROWS else f"region={_province(session.cursor)}"
        scope = Scope.from_query(query, session.info)
        frame = TABLES["projects"].for_people(session, scope, Options())
    seconds, size, *_ = elsewhere(_download, home, f"/download/projects.xlsx?{query}")
    yield Found("XLSX of projects", seconds, "s", f"{frame.height:,} rows, {size / 1e6:,.1f} MB")
    rows = [[";".join(cell) if isinstance(cell, list) else cell for cell in row] for row in frame.iter_rows()]
    start = time.perf_counter()
    with xlsxwriter.Workbook(BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    alone = time.perf_counter() - start
    yield Found("… the writer alone", alone, "s")
    yield Found("… of the writer", seconds / alone, "×")


def _province(cursor: Cursor) -> str:
    """The province with the most projects that a workbook is measured with."""
    query = """select province_id from projects where province_id is not null
    group by 1 order by count(*) > ?, count(*) * if(count(*) > ?, 1, -1) limit 1"""
    [(province,)] = cursor.rows(query, [_MOST_CELLS_ROWS, _MOST_CELLS_ROWS])
    return str(province)
