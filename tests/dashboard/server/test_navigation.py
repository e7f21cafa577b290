"""What stands at the top: few tabs, each page under one of them, and where one is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.frame.context import beside, navigation
from dashboard.server.app import PAGES, TABS, create_app
from dashboard.session.board_page import Page
from dashboard.session.settings import Settings

MOST_TABS = 7


def pages(tmp_path: Path) -> list[Page]:
    found: list[Page] = create_app(Settings(home=tmp_path)).server.extensions["pages"]
    return found


def links(parts: list[Any]) -> list[tuple[str, str, str | None]]:
    """Words, address and what `aria-current` says of each link."""
    return [(part.children, part.href, getattr(part, "aria-current", None)) for part in parts]


def test_every_page_stands_under_one_of_few_tabs(tmp_path: Path) -> None:
    found = pages(tmp_path)
    assert len(TABS) <= MOST_TABS
    assert len({module.PATH for module in PAGES}) == len(PAGES) == len(found)
    assert {page.tab for page in found} == set(TABS)


def test_a_tab_leads_to_the_first_of_its_pages_and_keeps_the_filter(tmp_path: Path) -> None:
    found = pages(tmp_path)
    [schedule] = [page for page in found if page.path == "/schedule"]
    shown = links(navigation(found, schedule, "region=500114"))
    assert [words for words, *_ in shown] == ["总览", "资金", "进度", "建设规模", "规划", "项目", "数据"]
    assert [href for _, href, _ in shown][-1] == "/findings?region=500114"
    assert [words for words, _, current in shown if current] == ["进度"]


def test_the_second_row_holds_the_pages_of_the_tab_and_says_which_it_is(tmp_path: Path) -> None:
    found = pages(tmp_path)
    by_path = {page.path: page for page in found}
    row = links(beside(found, by_path["/glossary"], ""))
    assert [words for words, *_ in row] == ["数据质量", "导入", "来源文件", "更正与移除", "术语"]
    assert [words for words, _, current in row if current == "page"] == ["术语"]
    tabs = {words: current for words, _, current in links(navigation(found, by_path["/glossary"], ""))}
    assert tabs["数据"] == "true"
    assert beside(found, by_path["/capacity"], "") == []  # alone under its tab
    assert beside(found, by_path["/project/"], "") == []  # one project is no place of its own
    assert links(navigation(found, by_path["/project/"], ""))[5][2] == "true"
    assert beside(found, None, "") == []
