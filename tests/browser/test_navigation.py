"""The tabs as a user meets them: few enough to be read at once, reached by keyboard, none hidden at any width."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Page

ALL_SEEN = """
var edge = document.documentElement.clientWidth;
return Array.prototype.every.call(document.querySelectorAll('.nav-link, .subnav-link'), function (link) {
  var box = link.getBoundingClientRect(), text = link.scrollWidth <= link.clientWidth + 1;
  return text && box.width > 0 && box.left >= 0 && box.right <= edge;
});
"""
TOPS = "return new Set([...document.querySelectorAll('.nav-link')].map(link => link.getBoundingClientRect().top)).size"


def resize(page: Page, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    page.wait(lambda: page.driver.execute_script("return innerWidth") == width)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_tab_is_hidden_at_any_width(board: Page, language: str) -> None:
    cookie = {"name": "language", "value": language, "url": board.address}
    board.driver.execute_cdp_cmd("Network.setCookie", cookie)
    board.open("/documents")
    assert len(board.find_all(".nav-link")) == 7
    assert len(board.find_all(".subnav-link")) == 5
    for width in (1440, 1280, 1024, 390):
        resize(board, width)
        board.wait(lambda: board.driver.execute_script(ALL_SEEN))
        if width > 390 or language == "zh":  # in one row
            assert board.driver.execute_script(TOPS) == 1
    board.fits()


SCHEDULE = ["进度", "较上月", "审批手续", "问题台账", "矛盾"]
"""The pages under 进度."""


def test_the_way_to_a_page_by_keyboard_keeps_the_filter(board: Page) -> None:
    board.open("/?region=500114")
    board.find(By.CSS_SELECTOR, '.nav-link[href^="/schedule"]').send_keys(Keys.ENTER)
    board.wait(lambda: board.query() == "/schedule?region=500114")
    board.wait(lambda: [item.text for item in board.find_all(".subnav-link")] == SCHEDULE)
    board.find(By.LINK_TEXT, "矛盾").send_keys(Keys.ENTER)
    board.wait(lambda: board.query() == "/contradictions?region=500114")
    board.wait(lambda: board.text(".subnav-link[aria-current=page]") == "矛盾")
    assert board.text(".nav-link[aria-current]") == "进度"
    board.driver.back()
    board.wait(lambda: board.text(".subnav-link[aria-current=page]") == "进度")


def test_a_project_stands_under_its_tab(board: Page) -> None:
    board.open("/projects?text=马喇")
    board.wait(lambda: board.find_all(".ag-cell a[href]"))[0].click()
    board.wait(lambda: board.find_all(".project-head"))
    assert board.text(".nav-link.is-current") == "项目"
    assert board.find_all(".subnav-link") == []


def test_the_filter_is_whole_at_every_width(board: Page) -> None:
    """The basis of the years is named in full, and no control is cut off by the next."""
    board.open("/")
    cut = """return [...document.querySelectorAll('.filter-field .mantine-Select-input')].filter(
      field => field.scrollWidth > field.clientWidth).length"""
    for width in (1440, 1280, 1024, 390):
        resize(board, width)
        if width == 390:
            board.click(By.ID, "filter-toggle")
        field = board.find(By.ID, "filter-year-basis")
        assert field.get_attribute("value") == "计划竣工年份"
        assert board.driver.execute_script(cut) == 0
    board.fits()
