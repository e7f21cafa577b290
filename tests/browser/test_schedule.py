"""进度 in a real browser: filter, drill, switch, mail the link, go back, download."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def late(page: Page) -> list[str]:
    """Overdue, finished late and forecast late, each of those that can be so: `1 / 10 个`."""
    words = ("overdue", "finished_late", "forecast_late")
    return [page.text(f'[data-metric="current_{word}_rate"] .card-figure').replace("\n", " ") for word in words]


ALL = ["1 / 10 个", "5 / 10 个", "13 / 18 个"]
QIANJIANG = ["1 / 7 个", "4 / 6 个", "8 / 9 个"]


def test_filter_link_back_and_download_agree_with_the_page(board: Page) -> None:
    board.open("/schedule")
    board.wait(lambda: late(board) == ALL)
    assert "示例数据（非真实进度）" in board.text(".banners")
    board.choose("filter-region", "黔江区")
    board.wait(lambda: late(board) == QIANJIANG)
    assert board.query() == "/schedule?region=500114"
    found = rows(board.download("schedule.csv"))
    assert Counter(row["推迟情形（现行计划）"] for row in found) == {
        "逾期未完": 1,
        "晚于计划竣工": 4,
        "预计会晚": 8,
        "": 3,
    }
    link = board.query()
    board.driver.refresh()
    board.wait(lambda: late(board) == QIANJIANG)
    assert board.query() == link
    board.click(By.LINK_TEXT, "项目")
    board.wait(lambda: board.find_all(".ag-root"))
    board.driver.back()
    board.wait(lambda: late(board) == QIANJIANG)


def test_clicking_a_bar_and_a_cell_narrows_the_filter(board: Page) -> None:
    board.open("/schedule")
    bars = board.wait(lambda: board.find_all('[data-panel="classes-by-sector"] .point path'))
    widest = max(bars, key=lambda bar: bar.size["width"])  # 养老, under way within its plan
    ActionChains(board.driver).move_to_element(widest).click().perform()
    board.wait(lambda: board.query() == "/schedule?sector=养老&class=under_way.within")
    board.wait(lambda: board.text(".context-count") == "7 / 34 个项目")
    board.driver.back()
    board.wait(lambda: board.text(".context-count") == "34 / 34 个项目")
    cell = next(item for item in board.find_all(".class-cell") if item.text == "18")
    cell.click()
    board.wait(lambda: board.text(".context-count") == "18 / 34 个项目")
    assert board.query() == "/schedule?class=under_way.within"


def test_a_switch_is_part_of_the_link_and_stays_while_the_filter_changes(board: Page) -> None:
    board.open("/schedule")
    board.wait(lambda: board.find_all('[data-view="weighted"]'))[0].click()
    board.wait(lambda: "加权中位数" in board.text(".statistics"))
    assert board.query() == "/schedule?view=weighted"
    board.choose("filter-sector", "托育")
    board.wait(lambda: board.text(".context-count") == "13 / 34 个项目")
    assert board.query() == "/schedule?sector=托育&view=weighted"
    assert "加权中位数" in board.text(".statistics")
    shown = [
        cell.text for cell in board.find_all(".statistics tbody:first-of-type td, .statistics tbody:first-of-type th")
    ]
    (whole,) = [row for row in rows(board.download("slips.csv")) if row["分组方式"] == "全部"]
    assert shown[1] == f"{whole['可计推迟的项目（现行计划）（个）']}/{whole['项目数（个）']}"
    median = float(whole["按投资加权推迟中位数（现行计划）（月）"])
    assert f"{median:.1f}".removesuffix(".0") in shown


def test_the_rest_of_the_projects_can_be_reached(board: Page) -> None:
    board.open("/schedule")
    board.wait(lambda: len(board.find_all(".tl-row")) == 12)
    board.find_all('[data-panel="timeline"] [data-more]')[0].click()
    board.wait(lambda: len(board.find_all(".tl-row")) == 29)
    words = [item.text for item in board.find_all(".tl-words")]
    assert words[0] == "逾期未完，预计推迟 39 个月"
    assert {"预计会晚 7 个月", "预计按期"} <= set(words)
    board.find_all(".tl-name")[0].click()
    board.wait(lambda: board.find_all(".project-head"))


def test_the_page_is_not_wider_than_the_screen(board: Page) -> None:
    board.open("/schedule?view=every")
    board.wait(lambda: board.find_all(".tl-row"))
    board.fits()
