"""Month ends that are asked of a snapshot, what is kept of its answers, and components as they are sent."""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import orjson
import polars as pl
import pytest
from dash import html, no_update
from plotly.io.json import to_json_plotly

from dashboard.filter import PortfolioFilter
from dashboard.frame.frame import render
from dashboard.metrics.memo import Memo
from dashboard.metrics.query import total
from dashboard.parts.still import written
from dashboard.server.app import create_app
from dashboard.session.settings import Settings
from dashboard.session.snapshot import BrokenWarehouseError, Session, Warehouse
from tests.dashboard.tiny import project, publish

ALL = PortfolioFilter()


def past_finish(session: Session, as_of: date) -> object:
    where = PortfolioFilter(classes=("past_finish",))
    return total(session.cursor, where, as_of, ["projects"])["projects"]


def test_each_month_end_is_judged_by_itself_however_often_and_in_whatever_order_it_is_asked_for(tmp_path: Path) -> None:
    """The snapshot knows the projects at the end of December; later ends are made for the request that asks."""
    publish(tmp_path, [project(1, planned_finish=date(2022, 12, 31)), project(2, planned_finish=date(2023, 6, 30))])
    ends = {date(2022, 12, 31): 0, date(2023, 1, 31): 1, date(2023, 7, 31): 2}
    warehouse = Warehouse(tmp_path)
    for _ in range(2):
        with warehouse.session() as session:
            assert session.cursor.month_ends == (date(2022, 12, 31),)
            for day in [*ends, *reversed(ends)]:
                assert past_finish(session, day) == ends[day]
            with session.cursor.twin() as twin:
                found = total(twin, ALL, date(2023, 7, 31), ["projects"])
            assert found == {"projects": 2}


def test_threads_that_ask_for_one_later_end_at_once_are_told_alike(tmp_path: Path) -> None:
    publish(tmp_path, [project(1, planned_finish=date(2022, 12, 31))])
    warehouse = Warehouse(tmp_path)
    found: list[object] = []

    def ask() -> None:
        with warehouse.session() as session:
            found.append(past_finish(session, date(2023, 1, 31)))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 6


def test_a_snapshot_of_an_older_version_is_not_served(tmp_path: Path) -> None:
    path = publish(tmp_path, [project(1)])
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'version'")
    with pytest.raises(BrokenWarehouseError, match="由旧版程序生成"), Warehouse(tmp_path).session():
        pass


def test_a_new_snapshot_forgets_what_the_old_one_answered(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    counts = []
    for number in (1, 2):
        publish(tmp_path, [project(row) for row in range(number)], name=f"s{number}")
        for _ in range(2):
            with warehouse.session() as session:
                counts.append(total(session.cursor, ALL, None, ["projects"])["projects"])
    assert counts == [1, 1, 2, 2]


def test_an_answer_that_does_not_fit_is_made_anew_each_time() -> None:
    memo: Memo[pl.DataFrame] = Memo(20, lambda frame: 1 + frame.height)
    made = []

    def make(rows: int) -> pl.DataFrame:
        made.append(rows)
        return pl.DataFrame({"row": range(rows)})

    for rows in (1, 1, 2, 2):
        assert memo.get(rows, lambda rows=rows: make(rows)).height == rows
    assert made == [1, 2, 2]


def test_what_is_kept_weighs_no_more_than_it_may() -> None:
    memo: Memo[int] = Memo(60, lambda value: 5)
    made = []

    def make(value: int) -> int:
        made.append(value)
        return value

    for value in (*range(12), 0, 12, 0, 1):  # twelve fit; the thirteenth drops 1, which was asked for longest ago
        memo.get(value, lambda value=value: make(value))
    assert made == [*range(13), 1]


def spelled_out(part: Any) -> Any:
    """What is sent, with every tree that only stands there as the components that it stands for, runs taken in."""
    if isinstance(part, list):
        items = [spelled_out(item) for item in part]
        return [one for item in items for one in (item if isinstance(item, list) else [item])]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "Still":
        return spelled_out(part["props"]["tree"])
    if "is" in part or "props" in part:
        props = part["props"] | ({"children": part["children"]} if "is" in part else {})
        given = {key: spelled_out(value) for key, value in props.items() if value is not None}
        return given | {"is": part.get("is") or part["type"]}
    return {key: spelled_out(value) for key, value in part.items()}


def test_components_are_sent_as_dash_sends_them(home: Path) -> None:
    app = create_app(Settings(home=home))
    board, pages = app.server.extensions["board"], app.server.extensions["pages"]
    stills = 0
    for page in pages:
        parts = render(board, pages, page.path, "?region=500114")
        for part in parts.values():
            sent = orjson.dumps(written(part))
            stills += sent.count(b'"type":"Still"')
            assert spelled_out(orjson.loads(sent)) == spelled_out(json.loads(to_json_plotly(part)))
    board.warehouse.close()
    assert stills > len(pages)


def test_the_grid_that_stands_gets_totals_and_no_new_page(home: Path) -> None:
    app = create_app(Settings(home=home))
    board, pages = app.server.extensions["board"], app.server.extensions["pages"]
    first = render(board, pages, "/projects", "?region=500114")
    assert (first["shown"], first["renewal"]) == ("/projects", None)
    again = render(board, pages, "/projects", "?region=500114", standing="/projects")
    assert (again["content"], again["shown"]) == (no_update, "/projects")
    assert again["renewal"]["totals"]["name"] == "合计（全部 16 个项目）"
    assert again["renewal"]["totals"]["total_investment_wan"] == 23486
    assert again["renewal"]["height"] == f"{14 * 42 + 110}px"
    empty = render(board, pages, "/projects", "?year=1999", standing="/projects")
    assert empty["content"] is not no_update
    assert (empty["shown"], empty["renewal"]) == ("", None)
    other = render(board, pages, "/", "", standing="/projects")
    assert other["content"] is not no_update
    assert other["shown"] == ""
    board.warehouse.close()


def test_what_only_stands_there_is_one_component_and_what_has_an_id_stays_its_own() -> None:
    parts = html.Div([html.P("a"), html.P(["b", html.B("c")]), html.Button("d", id="e"), html.P("f")], title="g")
    sent = orjson.loads(orjson.dumps(written(parts)))
    first, button, last = sent["props"]["children"]
    assert (sent["type"], first["type"], button["type"], last["type"]) == ("Div", "Still", "Button", "Still")
    assert [item["is"] for item in first["props"]["tree"]] == ["P", "P"]
    assert orjson.loads(orjson.dumps(written(html.Div(html.P("a")))))["type"] == "Still"
    assert orjson.loads(orjson.dumps(written("a"))) == "a"


def test_what_cannot_be_sent_is_an_error() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        written(html.Div({"a"}))


def test_rows_come_in_pieces_and_all_of_them(tmp_path: Path) -> None:
    publish(tmp_path, [project(1)])
    with Warehouse(tmp_path).session() as session:
        many = list(session.cursor.pieces("SELECT range AS row FROM range(?) ORDER BY 1", [50_000], 20_000))
        none = list(session.cursor.pieces("SELECT name, 1.5 AS half FROM projects WHERE name = ?", ["无"], 20_000))
    assert len(many) > 1 and pl.concat(many)["row"].to_list() == list(range(50_000))
    assert max(frame.height for frame in many) <= 20_480
    [empty] = none
    assert empty.columns == ["name", "half"] and empty.is_empty()


def test_a_file_that_is_being_sent_holds_its_snapshot_until_it_is_sent(tmp_path: Path) -> None:
    publish(tmp_path, [project(row) for row in range(3)], name="old")
    app = create_app(Settings(home=tmp_path)).server
    answer = app.test_client().get("/download/projects.csv", buffered=False)
    pieces = answer.iter_encoded()
    first = next(pieces)
    publish(tmp_path, [project(row) for row in range(5)], name="new")
    opened = app.extensions["board"].warehouse._current
    assert opened.users == 1
    rows = (first + b"".join(pieces)).decode("utf-8-sig").splitlines()
    answer.close()
    assert len(rows) == 1 + 3
    assert opened.users == 0
