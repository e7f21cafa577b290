"""资金 in a real browser: filter, drill, switch, mail the link, go back, download."""

from __future__ import annotations

import base64
import io
from unicodedata import normalize

import pdfplumber
import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Page
from tests.browser.test_schedule import rows

pytestmark = pytest.mark.browser


def test_filter_link_back_and_download_agree_with_the_page(board: Page) -> None:
    board.open("/funding")
    board.wait(lambda: board.figure("total_investment_wan") == "43.46 亿元 434,559.41 万元")
    assert "示例数据（非真实进度）" in board.text(".banners")
    board.choose("filter-region", "黔江区")
    board.wait(lambda: board.figure("total_investment_wan").startswith("2.35 亿元"))
    assert board.query() == "/funding?region=500114"
    (whole,) = [row for row in rows(board.download("funding.csv")) if row["分组方式"] == "全部"]
    assert whole["总投资（万元）"] == "23486"
    assert f"{float(whole['投资完成率（%）']):.1f}%" in board.text('[data-metric="invested_year_wan"]')
    assert board.find_all("[data-ceiling]")[0].text == "927"
    link = board.query()
    board.driver.refresh()
    board.wait(lambda: board.figure("total_investment_wan").startswith("2.35 亿元"))
    assert board.query() == link
    board.click(By.LINK_TEXT, "总览")
    board.wait(lambda: board.query().startswith("/?"))
    board.driver.back()
    board.wait(lambda: board.query() == link)


def test_clicking_a_bar_narrows_and_the_preset_stays(board: Page) -> None:
    board.open("/funding")
    board.wait(lambda: board.find_all('[data-panel="ranking"] [data-view="share"]'))[0].click()
    board.wait(lambda: board.query() == "/funding?view=share")
    board.wait(lambda: "完成率低于序时进度" in board.text(".bullets"))
    bar = next(item for item in board.find_all(".bullet") if "昌江区" in item.text)
    bar.find_element(By.CSS_SELECTOR, ".bullet-bar").click()
    board.wait(lambda: board.query() == "/funding?region=360202&view=share")
    board.wait(lambda: board.text(".context-count") == "2 / 34 个项目")
    board.driver.back()
    board.wait(lambda: board.text(".context-count") == "34 / 34 个项目")


def test_an_area_leads_where_its_row_in_the_table_leads(board: Page) -> None:
    board.open("/funding")
    areas = board.wait(lambda: board.find_all(".money-map .point path"))
    assert len(areas) == 15
    ActionChains(board.driver).move_to_element(areas[0]).pause(0.5).click().perform()
    board.wait(lambda: board.query() == "/funding?region=360200&below=0&sector=养老")
    board.wait(lambda: board.figure("total_investment_wan").startswith("11.95 亿元"))
    board.driver.back()
    board.wait(lambda: board.text(".context-count") == "34 / 34 个项目")
    summary = board.wait(lambda: board.find_all(".numbers summary"))[0]
    summary.send_keys(Keys.ENTER)
    link = board.wait(lambda: board.find_all(".numbers tbody a"))[0]
    assert link.text == "景德镇市 · 养老"
    link.send_keys(Keys.ENTER)
    board.wait(lambda: board.query() == "/funding?region=360200&below=0&sector=养老")


def test_labels_stay_inside_their_areas(board: Page) -> None:
    """On a phone the areas are drawn anew, and no words reach over an edge."""
    outside = """
      var found = [];
      var areas = Array.from(document.querySelectorAll(arguments[0] + ' .point path')).map(function (area) {
        return area.getBoundingClientRect();
      });
      document.querySelectorAll(arguments[0] + ' text').forEach(function (text) {
        var box = text.getBoundingClientRect(), x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
        if (!box.width) return;
        function within(area, left, right, top, bottom) {
          return area.left <= left && right <= area.right && area.top <= top && bottom <= area.bottom;
        }
        var area = areas.find(function (place) { return within(place, x, x, y, y); });
        var fits = area && within(area, box.left, box.right, box.top, box.bottom);
        found.push(fits ? '' : text.textContent);
      });
      return found;"""
    for width, chart in ((1440, ".money-map"), (1024, ".money-map"), (390, ".money-map-narrow")):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        board.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        board.open("/funding")
        found = board.wait(lambda chart=chart: board.driver.execute_script(outside, chart))
        assert len(found) >= 5, width
        assert [text for text in found if text] == [], width


def printed(board: Page) -> list[str]:
    """The words of each sheet that the page is printed on, without spaces; odd signs and dashes as normal ones."""
    sheets = base64.b64decode(
        board.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})["data"]
    )
    with pdfplumber.open(io.BytesIO(sheets)) as pages:
        texts = ["".join(page.extract_text().split()) for page in pages.pages]
    return [normalize("NFKC", text).replace("\u2012", "\u2013") for text in texts]


def test_the_areas_are_on_paper_with_their_words(board: Page) -> None:
    board.open("/funding")
    board.wait(lambda: board.find_all(".money-map .point path"))
    assert "占27.5%(11.95/43.46亿元)" in "".join(printed(board)[:3])


def test_no_column_of_a_wide_table_is_cut_off_on_paper(board: Page) -> None:
    board.open("/funding")
    heads = [head.text for head in board.wait(lambda: board.find_all('[data-panel="groups"] thead th'))]
    (sheet,) = [words for words in printed(board) if "各组资金" in words]
    assert len(heads) > 9 and [head for head in heads if head and head not in sheet] == []


def test_the_page_is_not_wider_than_the_screen(board: Page) -> None:
    board.open("/funding")
    board.wait(lambda: board.find_all(".bullet"))
    board.fits()
