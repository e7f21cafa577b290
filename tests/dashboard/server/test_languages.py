"""Pages in English: no Chinese but in data, the same figures, and each request in its own language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from dashboard.frame.frame import layout, render, request
from dashboard.metrics.memo import Memo
from dashboard.server.app import create_app
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Session
from dashboard.words.formats import exact_below_wan, exact_wan, headline_wan, planned_date
from dashboard.words.translate import DATA_LANGUAGE, speaking
from etl.contract import reference
from tests.dashboard.server.test_app import PATHS

CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffee]+")
_NOT_SHOWN = {"id", "className", "href", "value", "customdata", "data-correct", "locales", "style", "family"}


def shown(part: Any, name: str = "") -> Iterator[str]:
    """Every text that a user can see or hear, without what is marked as the words of a document."""
    if name in _NOT_SHOWN:
        return
    if isinstance(part, str):
        yield part
    elif isinstance(part, (list, tuple)):
        for item in part:
            yield from shown(item)
    elif isinstance(part, dict):
        for key, item in part.items():
            yield from shown(item, key)
    elif hasattr(part, "to_plotly_json"):
        props = part.to_plotly_json()["props"]
        if props.get("lang") != DATA_LANGUAGE:
            yield from shown(props)


def data_words(session: Session) -> list[str]:
    """What the documents themselves say: names of regions, documents, projects and bodies, units; longest first."""
    queries = (
        "SELECT name FROM regions", "SELECT document FROM documents", "SELECT title FROM documents",
        "SELECT issuer FROM documents", "SELECT document_number FROM documents",
        "SELECT name FROM projects", "SELECT implementing_unit FROM projects", "SELECT location_raw FROM projects",
        "SELECT region_name FROM projects", "SELECT township FROM projects", "SELECT period_raw FROM project_reports",
        "SELECT indicator FROM targets",
    )  # fmt: skip
    found = {row[0] for query in queries for row in session.cursor.rows(query) if row[0]}
    return sorted({*found, *reference.area_units_m2()}, key=len, reverse=True)


ADVISED = ["项目名称", "2023年5月", "未开工", "在建", "已竣工", "停工", "取消"]
"""Words that a document is advised to say."""


def chinese_left(part: Any, words: list[str]) -> list[str]:
    left = []
    for text in shown(part):
        rest = text
        for word in words:
            rest = rest.replace(word, "")
        if CHINESE.search(rest):
            left.append(rest)
    return left


@pytest.mark.parametrize("query", ["", "?region=500114&year=2022", "?region=360200&year=2022", "?region=黔江&text=院"])
def test_no_chinese_is_left_but_in_data(home: Path, session: Session, query: str) -> None:
    app = create_app(Settings(home=home))
    board, pages = app.server.extensions["board"], app.server.extensions["pages"]
    words = data_words(session)
    [(project,)] = session.cursor.rows("SELECT project_id FROM projects WHERE name LIKE '%马喇%'")
    words += ["黔江", "院", "普惠"]  # what the address asks for; the word of a rule
    words += ADVISED
    paths = [page.path + (project if page.path == "/project/" else "") for page in pages]
    with speaking("en"):
        found = {path: chinese_left(list(render(board, pages, path, query).values()), words) for path in paths}
        found["/nowhere"] = chinese_left(list(render(board, pages, "/nowhere", query).values()), words)
        found["frame"] = chinese_left(layout(board.settings.title), ["未载明"])  # a word to type
    board.warehouse.close()
    assert {path: left for path, left in found.items() if left} == {}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["", "?region=500114&view=weighted", "?as_of=2022-09-30&view=share"])
def test_no_chinese_is_left_on_the_pages_of_progress(progress_home: Path, path: str, query: str) -> None:
    app = create_app(Settings(home=progress_home))
    board, pages = app.server.extensions["board"], app.server.extensions["pages"]
    with board.warehouse.session() as opened:
        words = data_words(opened)
        rows = opened.cursor.rows("SELECT DISTINCT problems FROM project_months")
        words += [row[0] for row in rows if row[0]] + ["普惠", *ADVISED]
    with speaking("en"):
        left = chinese_left(list(render(board, pages, path, query).values()), words)
    board.warehouse.close()
    assert left == []


def _items(part: Any) -> Iterator[dict[str, Any]]:
    """Every object of what is sent."""
    if isinstance(part, dict):
        yield part
    for item in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _items(item)


def test_a_page_that_was_shown_in_one_language_is_shown_in_the_other(home: Path) -> None:
    app = create_app(Settings(home=home))
    board, pages = app.server.extensions["board"], app.server.extensions["pages"]
    kept: Memo[dict[str, Any]] = Memo(8)
    titles = []
    for name in ("zh", "en", "zh"):
        with speaking(name):
            parts = render(board, pages, "/funding", "", kept)
            page = orjson.loads(orjson.dumps(parts["content"]))
            [title] = [item for item in _items(page) if item.get("is") == "H1"]
            titles.append(title["children"])
    board.warehouse.close()
    assert titles == ["资金", "Funding", "资金"]


def test_amounts_are_the_same_in_both_languages() -> None:
    """23,486 万元 are 234.86 million; 411,073.41 万元 are 4,110.7341 million."""
    assert exact_wan(Decimal("23486")) == "23,486 万元"
    assert exact_below_wan(Decimal("1081")) == ""
    assert exact_below_wan(Decimal("23486")) == "23,486 万元"
    with speaking("en"):
        assert exact_wan(Decimal("23486")) == "234.86 million yuan"
        assert headline_wan(Decimal("23486")) == ("234.86", "million yuan")
        assert exact_below_wan(Decimal("23486")) == ""
        assert exact_wan(Decimal("411073.41")) == "4,110.7341 million yuan"
        assert headline_wan(Decimal("411073.41")) == ("4,110.73", "million yuan")
        assert exact_below_wan(Decimal("411073.41")) == "4,110.7341 million yuan"
        assert exact_wan(Decimal("0.5")) == "0.005 million yuan"
        assert exact_wan(None) == "Not stated"


def test_dates_keep_their_precision_in_english() -> None:
    day = date(2022, 3, 1)
    expected = {"month": "Mar 2022", "quarter": "Q1 2022", "half": "first half of 2022", "year": "2022"}
    with speaking("en"):
        assert {name: planned_date(day, name) for name in expected} == expected


def ask(browser: FlaskClient, path: str) -> str:
    return json.dumps(browser.post("/_dash-update-component", json=request(path, "")).json, ensure_ascii=False)


def test_each_request_speaks_the_language_of_its_cookie(home: Path) -> None:
    server = create_app(Settings(home=home)).server
    english, chinese = server.test_client(), server.test_client()
    english.set_cookie("language", "en")
    for _ in range(2):
        assert "Total investment by sector" in ask(english, "/")
        assert "各行业总投资" in ask(chinese, "/")
    assert "Skip to content" in english.get("/_dash-layout").text
    assert "Skip to content" not in chinese.get("/_dash-layout").text
    assert english.get("/download/summary.csv").data == chinese.get("/download/summary.csv").data
    server.extensions["board"].warehouse.close()
