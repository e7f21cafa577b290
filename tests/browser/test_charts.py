"""Charts on screen: drawn by the Plotly that is kept here, at the width that they have, and read in its ways."""

from __future__ import annotations

import pytest
from plotly.offline import get_plotlyjs_version
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


def widen(page: Page, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def test_the_library_is_one_bundle_of_the_version_that_plotly_py_brings(page: Page) -> None:
    page.open("/")
    page.wait(lambda: page.find_all(".chart .point path"))
    assert page.driver.execute_script("return window.Plotly.version") == get_plotlyjs_version()
    loaded = page.driver.execute_script(
        "return performance.getEntriesByType('resource').map(function (entry) { return entry.name; })"
    )
    assert len([name for name in loaded if "plotly" in name]) == 1


def test_a_chart_follows_the_width_of_its_place(page: Page) -> None:
    widths = """return Array.from(document.querySelectorAll('.chart')).map(function (chart) {
      return [chart.clientWidth, chart.querySelector('svg').clientWidth]; });"""
    for width in (1440, 390, 1024):
        widen(page, width)
        page.open("/") if width == 1440 else None
        page.wait(lambda: page.find_all(".chart .point path"))
        page.wait(lambda: all(place == drawn > 0 for place, drawn in page.driver.execute_script(widths)))


def test_a_hidden_chart_is_not_drawn(page: Page) -> None:
    widen(page, 1440)
    page.open("/funding")
    page.wait(lambda: page.find_all(".money-map .point path"))
    assert page.find_all(".money-map-narrow .chart svg") == []


def test_the_pointer_reads_all_quantities_of_a_year(page: Page) -> None:
    page.open("/")
    chart = page.wait(lambda: page.find_all('[data-panel="capacity"] .chart'))[0]
    page.wait(lambda: chart.find_elements(By.CSS_SELECTOR, ".point path"))
    bar = chart.find_elements(By.CSS_SELECTOR, ".point path")[0]
    ActionChains(page.driver).move_to_element(bar).perform()
    said = page.wait(lambda: page.text('[data-panel="capacity"] .hoverlayer'))
    assert all(name in said for name in ("新增托位", "新增养老床位", "新增学位"))
    assert said.startswith("2021年")


def test_a_legend_isolates(board: Page) -> None:
    board.open("/funding")
    board.wait(lambda: board.find_all('[data-panel="months"] .legendtoggle'))
    toggle = board.find_all('[data-panel="months"] .legendtoggle')[0]
    shown = "return document.querySelector('[data-panel=\"months\"] .chart').data.map(t => t.visible !== 'legendonly')"
    ActionChains(board.driver).move_to_element(toggle).click().perform()
    board.wait(lambda: board.driver.execute_script(shown) == [True, True, False, False])


def test_the_map_is_enlarged_by_buttons_with_words(page: Page) -> None:
    page.open("/?view=map")
    page.wait(lambda: page.find_all(".county-maps .point path, .county-maps .js-fill"))
    chart = page.find_all(".county-maps .chart")[0]
    buttons = chart.find_elements(By.CSS_SELECTOR, ".modebar-btn")
    assert [button.get_attribute("aria-label") for button in buttons] == ["放大", "缩小", "重置轴"]
    before = page.driver.execute_script("return arguments[0]._fullLayout.xaxis.range.slice()", chart)
    page.driver.execute_script("arguments[0].click()", buttons[0])
    page.wait(lambda: page.driver.execute_script("return arguments[0].layout.xaxis.range.slice()", chart) != before)
