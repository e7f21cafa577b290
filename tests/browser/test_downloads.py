"""Pictures and rows of charts, in a real browser."""

from __future__ import annotations

import csv
import io
import struct
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


def arrived(page: Page, suffix: str) -> Path:
    return page.wait(lambda: next(iter(page.downloads.glob(f"*{suffix}")), None))


def press(page: Page, selector: str) -> None:
    """Point at the first chart of a panel and click one of its tools, as a user does."""
    frame = '[data-panel="by-region"] .chart-frame'
    page.wait(lambda: page.find_all(f"{frame} .point path"))
    pointer = ActionChains(page.driver).move_to_element(page.find_all(frame)[0])
    pointer.pause(0.3).move_to_element(page.find_all(f"{frame} {selector}")[0]).click().perform()


def test_a_chart_becomes_a_picture_with_its_title_and_filter(page: Page) -> None:
    page.open("/?region=360200")
    press(page, '[data-image="png"]')
    data = arrived(page, ".png").read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 1440
    assert height >= 300


def test_a_chart_becomes_a_drawing_with_chinese_text(page: Page) -> None:
    page.open("/?region=360200")
    press(page, '[data-image="svg"]')
    drawn = arrived(page, ".svg").read_text(encoding="utf-8")
    assert "各地区总投资" in drawn
    assert "景德镇市；全部年份 · 数据截止日" in drawn
    assert "Noto Sans CJK SC" in drawn


def test_the_rows_of_a_chart_are_what_it_draws(page: Page) -> None:
    page.open("/?region=360200")
    page.wait(lambda: page.find_all('[data-panel="by-region"] .point path'))
    chart = page.driver.find_element(By.CSS_SELECTOR, '[data-panel="by-region"] .chart')
    drawn = page.driver.execute_script("return [...arguments[0].figure.data[0].x]", chart)
    press(page, '[data-file="summary.csv"]')
    rows = list(csv.DictReader(io.StringIO(arrived(page, ".csv").read_text(encoding="utf-8-sig"), newline="")))
    assert sorted(drawn) == sorted(float(row["总投资（万元）"]) for row in rows)
    assert {row["筛选条件"] for row in rows} == {"景德镇市；全部年份"}
