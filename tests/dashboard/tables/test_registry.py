"""Every table of the registry leaves as CSV, Excel and JSON, over HTTP and by a command, and is read back equal."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from dashboard.export.csv import to_csv
from dashboard.export.records import to_json, to_records
from dashboard.metrics.catalog import METRICS, SUMMARY_METRICS, Place, heading, listed_at
from dashboard.server.app import create_app
from dashboard.session.scope import Scope
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Session, Warehouse
from dashboard.tables.registry import TABLES, Options, label_of
from tests.dashboard.server.test_app import PATHS, show
from tests.etl.commands import portfolio

QUERY, REGION = "region=500114", ("--region", "500114")
ASKED = {name: Options(table.by) for name, table in TABLES.items()}
ONE_YEAR = "list-changes"
"""Wants two years' lists, which the samples do not have."""


@pytest.fixture(scope="module")
def opened(progress_home: Path) -> Iterator[Session]:
    warehouse = Warehouse(progress_home)
    with warehouse.session() as session:
        yield session
    warehouse.close()


@pytest.fixture(scope="module")
def browser(progress_home: Path) -> Iterator[FlaskClient]:
    server = create_app(Settings(home=progress_home)).server
    yield server.test_client()
    server.extensions["board"].warehouse.close()


def cells(row: tuple[Any, ...]) -> list[Any]:
    """Cells of a row as a workbook holds them: numbers to 12 digits, nothing as an empty text."""
    return ["" if cell is None else f"{cell:.12g}" if isinstance(cell, int | float) else cell for cell in row]


@pytest.mark.parametrize("name", [name for name in TABLES if name != ONE_YEAR])
def test_a_table_is_the_same_whichever_way_it_leaves(
    progress_home: Path, opened: Session, browser: FlaskClient, name: str
) -> None:
    table, scope = TABLES[name], Scope.from_query(QUERY, opened.info)
    made = table.make(opened, scope, ASKED[name])
    told = table.for_people(opened, scope, ASKED[name])

    assert browser.get(f"/download/{name}.csv?{QUERY}").data == to_csv(told, bom=True)
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(f"/download/{name}.xlsx?{QUERY}").data))
    head, *body = book.get_sheet_by_name("数据").to_python()
    assert head == told.columns
    plain = told.with_columns(pl.col(pl.Decimal).cast(pl.Float64), pl.col(pl.List(pl.String)).list.join(";"))
    assert [cells(tuple(row)) for row in body] == [cells(row) for row in plain.iter_rows()]

    records = json.loads(to_json(to_records(made)))
    assert json.loads(browser.get(f"/api/{name}.json?{QUERY}").data)["rows"] == records
    assert json.loads(portfolio(progress_home, "table", name, *REGION, "--format", "json").stdout) == records
    as_read = portfolio(progress_home, "table", name, "--words", *REGION).stdout
    assert as_read.encode() == to_csv(told, bom=False).replace(b"\r\n", (as_read.count("\r\n") and b"\r\n") or b"\n")


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.command])
def test_a_table_with_a_command_of_its_own_is_what_that_writes(progress_home: Path, opened: Session, name: str) -> None:
    table, scope = TABLES[name], Scope.from_query(QUERY, opened.info)
    assert table.command
    flag = table.command.flag
    by = ("sector",) if flag == "by" else ()
    extra = ["--by", "sector"] if flag == "by" else [f"--{flag}"] if flag else []
    written = portfolio(progress_home, table.command.name, *extra, *REGION, "--format", "json").stdout
    assert json.loads(written) == json.loads(to_json(to_records(table.make(opened, scope, Options(by)))))


def test_what_cannot_be_made_is_refused_in_the_same_words(progress_home: Path, browser: FlaskClient) -> None:
    refused = browser.get(f"/api/{ONE_YEAR}.json")
    assert (refused.status_code, browser.get(f"/download/{ONE_YEAR}.csv").text) == (400, refused.text)
    said = portfolio(progress_home, "table", ONE_YEAR)
    assert (said.exit_code, said.stderr) == (2, f"portfolio: {refused.text}")


def test_every_file_that_a_page_offers_is_in_the_registry(progress_home: Path) -> None:
    offered = set()
    for path in PATHS:
        shown = "".join(show(progress_home, path).values())
        offered |= set(re.findall(r"/download/([\w-]+)\.(?:csv|xlsx)", shown))
    assert offered <= set(TABLES)
    assert {"summary", "projects", "funding", "sources", "ladders", "classes", "findings"} <= offered


def test_titles_are_told_apart() -> None:
    assert len({table.title for table in TABLES.values()}) == len({label_of(name) for name in TABLES}) == len(TABLES)


@pytest.mark.parametrize("name", [name for name in METRICS if name != "synthetic_progress_projects"])  # is the mark
def test_any_metric_of_the_catalogue_can_be_asked_for(opened: Session, name: str) -> None:
    """With what it is made of, under its heading; a rate never comes without its n and d."""
    scope = Scope.from_query(QUERY, opened.info)
    frame = TABLES["summary"].make(opened, scope, Options((), (name,)))
    assert set(frame.columns) >= {name, *METRICS[name].parts}
    told = TABLES["summary"].for_people(opened, scope, Options((), (name,)))
    assert heading(name) in told.columns


def test_a_metric_is_listed_where_its_entry_says(progress_home: Path, browser: FlaskClient) -> None:
    shown = show(progress_home, "/capacity")["content"]
    cards = re.findall(r'"data-metric": "(\w+)"', shown)
    assert tuple(cards) == listed_at(Place.CAPACITY)
    assert set(listed_at(Place.SUMMARY)) <= set(SUMMARY_METRICS)
    head = next(csv.reader(io.StringIO(browser.get("/download/summary.csv").data.decode("utf-8-sig"))))
    assert {heading(name) for name in SUMMARY_METRICS} <= set(head)
    briefing = show(progress_home, "/briefing")["content"]
    assert all(METRICS[name].label in briefing for name in listed_at(Place.BRIEFING))
