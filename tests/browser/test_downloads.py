"""Pictures and rows of charts, in a real browser."""

from __future__ import annotations

import csv
import io
import struct
from decimal import Decimal
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from dashboard.words.formats import short_wan
from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


def arrived(page: Page, suffix: str) -> Path:
    return page.wait(lambda: next(iter(page.downloads.glob(f"*{suffix}")), None))


def press(page: Page, selector: str) -> None:
    """Open a chart's menu and click one of its tools, as a user does."""
    frame = '[data-panel="capacity"] .chart-frame'
    page.wait(lambda: page.find_all(f"{frame} .point path"))
    page.find_all(f"{frame} .chart-menu summary")[0].click()
    page.find_all(f"{frame} {selector}")[0].click()


def test_a_chart_becomes_a_picture_with_its_title_and_filter(page: Page) -> None:
    page.open("/?region=500114")
    press(page, '[data-image="png"]')
    data = arrived(page, ".png").read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 1440
    assert height >= 300


def test_a_chart_becomes_a_drawing_with_chinese_text(page: Page) -> None:
    page.open("/?region=500114")
    press(page, '[data-image="svg"]')
    drawn = arrived(page, ".svg").read_text(encoding="utf-8")
    assert "新增能力与计划竣工年份" in drawn
    assert "新增养老床位" in drawn
    assert "黔江区；全部年份 · 数据截止日" in drawn
    assert "Noto Sans CJK SC" in drawn


def test_a_picture_of_invented_progress_says_so(board: Page) -> None:
    board.open("/schedule")
    frame = '[data-panel="distribution"] .chart-frame'
    board.wait(lambda: board.find_all(f"{frame} .point path"))
    board.find_all(f"{frame} .chart-menu summary")[0].click()
    board.find_all(f'{frame} [data-image="svg"]')[0].click()
    assert "示例数据（非真实进度）" in arrived(board, ".svg").read_text(encoding="utf-8")


def test_a_picture_is_light_on_a_dark_screen(page: Page) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    page.open("/")
    words = page.wait(lambda: page.find_all('[data-panel="capacity"] .annotation-text'))[0]
    assert words.value_of_css_property("fill") == "rgb(219, 228, 238)"
    press(page, '[data-image="svg"]')
    drawn = arrived(page, ".svg").read_text(encoding="utf-8")
    assert "rgb(27, 42, 61)" in drawn
    assert "rgb(219, 228, 238)" not in drawn


def test_the_rows_of_a_chart_are_what_it_draws(page: Page) -> None:
    page.open("/?region=500114")
    page.wait(lambda: page.find_all('[data-panel="capacity"] .point path'))
    chart = page.find(By.CSS_SELECTOR, '[data-panel="capacity"] .chart')
    figure = page.driver.execute_script("return arguments[0].data.map(function (trace) { return trace.y; })", chart)
    press(page, '[data-file="summary.csv"]')
    rows = read(arrived(page, ".csv"))
    names = ("新增托位（个）", "新增养老床位（张）", "新增学位（个）")
    assert figure == [[float(row[name] or 0) for row in rows] for name in names if any(row[name] for row in rows)]
    assert {row["筛选条件"] for row in rows} == {"黔江区；全部年份"}


def test_the_rows_of_a_table_with_bars_are_what_it_shows(page: Page) -> None:
    page.open("/?region=360200")
    panel = '[data-panel="by-region"]'
    shown = page.wait(lambda: page.find_all(f"{panel} tbody tr"))
    numbers = [row.text.split()[-3:] for row in shown]
    page.find_all(f'{panel} [data-file="summary.csv"]')[0].click()
    rows = read(arrived(page, ".csv"))
    found = sorted(((float(row["总投资（万元）"]), row["项目数（个）"]) for row in rows), reverse=True)
    assert numbers == [[count, *short_wan(Decimal(str(amount))).split()] for amount, count in found]


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_lies_over_what_a_chart_draws(board: Page, width: int) -> None:
    """The menu of a chart stands below it, open or not, at every width."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    board.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    board.open("/schedule")
    board.wait(lambda: board.find_all(".chart .point path"))
    over = board.driver.execute_script(
        """return Array.from(document.querySelectorAll('.chart-frame')).filter(function (frame) {
          var chart = frame.querySelector('.chart').getBoundingClientRect();
          var menu = frame.querySelector('.chart-menu').getBoundingClientRect();
          return chart.height && menu.top < chart.bottom - 0.5;
        }).length;"""
    )
    assert over == 0
