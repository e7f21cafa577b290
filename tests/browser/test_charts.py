"""Who draws a chart: bars and outlines the small script, every other kind Plotly."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser

_PUT = """
var chart = document.createElement("div");
chart.className = "chart";
chart.id = "other-kind";
chart.style.height = "200px";
document.querySelector(".page").appendChild(chart);
chart.figure = {
  data: [{type: "box", y: [1, 2, 3, 9], customdata: ["/funding", "/funding", "/funding", "/funding"]}],
  layout: {height: 200, margin: {l: 40, r: 8, t: 8, b: 24}}
};
window.board.draw(chart, 400);
"""


def test_bars_need_no_library(page: Page) -> None:
    page.open("/")
    page.wait(lambda: page.find_all(".chart svg .point"))
    assert not page.driver.execute_script("return Boolean(window.Plotly)")


def test_another_kind_of_figure_is_drawn_by_plotly(page: Page) -> None:
    page.open("/")
    page.wait(lambda: page.find_all(".chart svg .point"))
    page.driver.execute_script(_PUT)
    page.wait(lambda: page.find_all("#other-kind .trace.boxes path"))
    assert page.driver.execute_script("return window.Plotly.version")
