"""来源文件 and the context line, where there are very many documents: none is left out without a word."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from dash.development.base_component import Component

from dashboard.frame.context import freshness
from dashboard.pages.documents import page
from dashboard.session.documents import shown_documents
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from tests.dashboard.tiny import project, publish


def told(part: Component | list[Component]) -> str:
    return json.dumps(part, ensure_ascii=False, default=lambda one: one.to_plotly_json())


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A session with 203 documents, all of them in scope."""
    publish(tmp_path, [project(1)])
    with Warehouse(tmp_path).session() as session:
        [one] = session.info.documents
        items = tuple(replace(one, document=f"文件{number:03d}.csv") for number in range(1, 204))
        yield Session(session.cursor, replace(session.info, documents=items))


def test_a_page_lists_two_hundred_documents_and_says_how_many_more_there_are(many) -> None:
    scope = Scope.from_query("", many.info)
    assert len(shown_documents(many, scope)) == 203
    content = told(page.render(many, scope, ""))
    assert "下面只列前 200 份，另有 3 份" in content
    assert "文件200.csv" in content and "文件201.csv" not in content
    assert "203" in content  # the panel's note counts all of them


def test_a_page_that_lists_all_of_them_says_nothing_of_more(tmp_path) -> None:
    publish(tmp_path, [project(1)])
    with Warehouse(tmp_path).session() as session:
        assert "另有" not in told(page.render(session, Scope.from_query("", session.info), ""))


def test_the_tooltip_of_the_documents_names_twenty_and_counts_the_rest(many) -> None:
    said = told(freshness(many, Scope.from_query("", many.info)))
    assert "文件020.csv" in said and "文件021.csv" not in said
    assert "其余 183 份见“来源文件”" in said
    assert "203 份" in said
