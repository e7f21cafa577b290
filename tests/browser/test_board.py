"""The board in a real browser: filter, read, download, mail the link, go back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dashboard.filter import UNDATED, PortfolioFilter, YearBasis
from dashboard.frame.filter_bar import values
from dashboard.parts.ids import Control
from dashboard.server.app import PAGES
from tests.browser.conftest import Page
from tests.dashboard.tiny import project, publish

pytestmark = pytest.mark.browser


def rows(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_qianjiang_2022_on_the_page_and_in_the_file(page: Page) -> None:
    """Planned finish 2022: 6 projects, 1,081 万元; under construction in 2022: 15 projects, 23,239 万元."""
    page.open("/")
    assert page.figure("projects").startswith("34")
    page.choose("filter-region", "黔江区")
    page.wait(lambda: page.figure("projects").startswith("16"))
    page.type(By.TAG_NAME, "body", Keys.ESCAPE)
    page.choose("filter-year", "2022年")
    page.wait(lambda: page.figure("projects").startswith("6 "))
    assert page.figure("total_investment_wan") == "1,081 万元"
    assert page.figure("elder_beds") == "未载明"
    assert page.query() == "/?region=500114&year=2022"
    found = rows(page.download("projects.csv"))
    assert len(found) == 6
    assert sum(int(row["总投资（万元）"]) for row in found) == 1081

    page.type(By.TAG_NAME, "body", Keys.ESCAPE)
    page.choose("filter-year-basis", "计划在建")
    page.wait(lambda: page.figure("projects").startswith("15"))
    assert page.figure("total_investment_wan") == "2.32 亿元 23,239 万元"
    assert "计划在建年份：2022年" in page.text(".chips")
    found = rows(page.download("projects.csv"))
    assert len(found) == 15
    assert sum(int(row["总投资（万元）"]) for row in found) == 23239
    summary = rows(page.download("summary.csv"))
    assert sum(int(row["项目数（个）"]) for row in summary) == 15


def test_a_month_that_is_not_chosen_is_no_date(page: Page) -> None:
    page.open("/")
    page.wait(lambda: page.figure("projects").startswith("34"))
    assert page.text("#filter-as-of") == "最近的月末"
    page.open("/?as_of=2022-10-31")
    page.wait(lambda: page.text("#filter-as-of") == "2022年10月末")


def test_a_mailed_link_reload_and_back(page: Page) -> None:
    page.open("/?region=500114&year=2022&year_basis=under_construction&text=敬老院")
    page.wait(lambda: page.figure("projects").startswith("1 "))
    assert page.find(By.ID, "filter-text").get_attribute("value") == "敬老院"
    assert page.text(".filter-field.region").find("黔江区") >= 0
    link = page.query()
    page.driver.refresh()
    page.wait(lambda: page.figure("projects").startswith("1 "))
    assert page.query() == link

    page.click(By.LINK_TEXT, "项目")
    page.wait(
        lambda: (
            "马喇" in page.text(".ag-center-cols-container") or "马喇" in page.text(".ag-pinned-left-cols-container")
        )
    )
    assert page.query() == link.replace("/?", "/projects?")
    page.click(By.CSS_SELECTOR, ".ag-cell a")
    page.wait(lambda: "马喇" in page.text(".project-head h1"))
    assert [mark.text for mark in page.find_all(".source-row mark")].count("床位150张") == 1
    page.driver.back()
    page.wait(lambda: page.find_all(".ag-row a"))
    page.driver.back()
    page.wait(lambda: page.figure("projects").startswith("1 "))
    assert page.query() == link


@pytest.mark.parametrize("query", ["", "?region=500114"])
def test_the_first_page_fits_every_screen(board: Page, query: str) -> None:
    board.open(f"/{query}")
    board.wait(lambda: board.find_all(".table.places tbody tr"))
    board.fits()


def test_back_shows_a_page_as_it_was_left(board: Page) -> None:
    """The order of the grid and its place, and how far a page was scrolled."""
    board.open("/projects")
    board.wait(lambda: board.find_all(".ag-cell a"))
    head = '.ag-header-cell[col-id="total_investment_wan"]'
    board.find_all(f"{head} .ag-header-cell-label")[0].click()
    board.wait(lambda: board.find_all(f'{head}[aria-sort="ascending"]'))
    to_row_20 = """var api = dash_ag_grid.getApi('projects-grid');
        if (api.getDisplayedRowCount() < 34) return false;
        api.ensureIndexVisible(20, 'top');
        return true;"""
    board.wait(lambda: board.driver.execute_script(to_row_20))
    board.wait(lambda: board.find_all('.ag-row[row-index="20"] a'))
    name = board.find_all('.ag-row[row-index="20"] a')[0].text
    board.find_all('.ag-row[row-index="20"] a')[0].click()
    board.wait(lambda: name in board.text(".project-head h1"))
    board.driver.back()
    board.wait(lambda: board.find_all(f'{head}[aria-sort="ascending"]'))
    board.wait(lambda: board.text('.ag-row[row-index="20"] a') == name)

    board.open("/schedule")
    board.wait(lambda: board.find_all(".tl-name"))
    link = board.find_all(".tl-name")[-1]
    board.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    depth = board.driver.execute_script("return window.scrollY")
    assert depth > 500
    link.click()
    board.wait(lambda: board.find_all(".project-head"))
    assert board.driver.execute_script("return window.scrollY") == 0
    board.driver.back()
    board.wait(lambda: board.find_all(".tl-name"))
    board.wait(lambda: abs(board.driver.execute_script("return window.scrollY") - depth) < 2)


def test_changing_a_filter_replaces_history_and_a_chip_takes_it_away(page: Page) -> None:
    page.open("/findings")
    page.click(By.LINK_TEXT, "总览")
    page.wait(lambda: page.figure("projects").startswith("34"))
    page.choose("filter-sector", "托育")
    page.wait(lambda: page.figure("projects").startswith("13"))
    page.click(By.CSS_SELECTOR, ".chip-set")
    page.wait(lambda: page.figure("projects").startswith("34"))
    assert page.query() == "/"
    page.wait(lambda: "托育" not in page.text("#filter-fields"))
    page.driver.back()
    page.wait(lambda: page.query() == "/findings")


def test_an_empty_filter_says_why_and_offers_a_way_out(page: Page) -> None:
    page.open("/?region=360200&year=2022")
    assert "没有符合条件的项目" in page.text(".state")
    assert page.find_all(".chart") == []
    page.click(By.CSS_SELECTOR, ".state .primary")
    page.wait(lambda: page.figure("projects").startswith("18"))
    assert "未定年份" in page.text(".chips")


def test_the_grid_sorts_on_the_server_and_totals_all_rows(page: Page) -> None:
    page.open("/projects")
    page.wait(lambda: page.find_all(".ag-row a"))
    assert "434,559.41" in page.text(".ag-floating-bottom")
    header = page.find(By.CSS_SELECTOR, '[col-id="total_investment_wan"] .ag-header-cell-label')
    header.click()
    header.click()
    first = '.ag-center-cols-container [row-index="0"] [col-id="total_investment_wan"]'
    page.wait(lambda: page.text(first) == "106,000")
    page.choose("filter-region", "黔江区")
    page.wait(lambda: "23,486" in page.text(".ag-floating-bottom"))
    page.wait(lambda: page.text(first) in ("247", "7,592"))


def test_another_filter_keeps_the_grid_and_changes_rows_totals_and_links(page: Page) -> None:
    name = '.ag-pinned-left-cols-container [row-index="0"] a'
    page.open("/projects?region=500114")
    page.wait(lambda: page.find_all(name))
    page.driver.execute_script("document.querySelector('.ag-root').stands = true")
    page.choose("filter-sector", "托育")
    page.wait(lambda: "13 个项目" in page.text(".ag-floating-bottom"))
    page.wait(lambda: "sector=" in (page.find_all(name)[0].get_attribute("href") or "") if page.find_all(name) else "")
    assert page.driver.execute_script("return document.querySelector('.ag-root').stands")
    assert page.driver.execute_script("return document.querySelector('#projects-grid').offsetHeight") == 13 * 42 + 110
    shown = ".ag-pinned-left-cols-container .ag-row a"
    page.wait(lambda: len(page.find_all(shown)) == 13)
    assert all("sector=" in (link.get_attribute("href") or "") for link in page.find_all(shown))
    page.driver.get(page.driver.current_url.replace("sector=", "year=1999&sector="))
    page.wait(lambda: "没有符合条件的项目" in page.text(".state"))
    page.click(By.CSS_SELECTOR, ".chip-clear")
    page.wait(lambda: "34 个项目" in page.text(".ag-floating-bottom"))
    page.wait(lambda: page.find_all(name))


def test_a_row_of_a_table_with_bars_narrows_the_filter(page: Page) -> None:
    page.open("/")
    page.wait(lambda: page.find_all('[data-panel="by-sector"] tbody a'))
    page.find_all('[data-panel="by-sector"] tbody a')[-1].click()  # the last one is the smallest: 托育
    page.wait(lambda: page.figure("projects").startswith("13"))


def test_clicking_the_map_narrows_the_filter(page: Page) -> None:
    page.open("/")
    page.wait(lambda: page.find_all('[data-panel="by-region"] [data-view="map"]'))[0].click()
    names = page.wait(lambda: page.find_all(".county-maps .textpoint text"))
    name = next(item for item in names if item.text == "浮梁县")
    ActionChains(page.driver).move_to_element(name).perform()
    page.wait(lambda: "浮梁县" in page.text(".county-maps .hoverlayer"))
    ActionChains(page.driver).click().perform()
    page.wait(lambda: page.query() == "/?region=360222")
    page.wait(lambda: page.figure("projects").startswith("3 "))
    assert page.find_all(".county-maps") == []


def test_bad_values_in_a_link_are_shown(page: Page) -> None:
    page.open("/?region=黔江")
    assert "是否指 500114 黔江区" in page.text(".banner-warn")
    assert "region" in page.query()


def test_a_new_snapshot_appears_without_a_restart(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    home = tmp_path / "moving"
    page.address = serve(home)
    page.open("/")
    assert "还没有数据" in page.text(".state")
    publish(home, [project(1, total_investment_wan=5)], name="one")
    page.open("/")
    assert page.figure("projects").startswith("1 ")
    publish(home, [project(1), project(2)], name="two")
    page.click(By.LINK_TEXT, "项目")
    page.wait(lambda: "2 / 2 个项目" in page.text(".context-count"))


@pytest.mark.parametrize("path", [module.PATH for module in PAGES if module.PATH != "/project/"])
def test_no_page_is_wider_than_the_screen(page: Page, path: str) -> None:
    page.open(path)
    page.fits()


def test_the_bar_works_by_keyboard(page: Page) -> None:
    page.open("/")
    field = page.find(By.ID, "filter-region")
    field.send_keys("黔江")
    page.wait(lambda: [item for item in page.find_all('[role="option"]') if item.is_displayed()])
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    page.wait(lambda: page.figure("projects").startswith("16"))


def test_two_changes_in_a_row_both_hold(page: Page) -> None:
    """The second change is made before the first has come back from the server."""
    page.open("/")
    page.choose("filter-sector", "托育")
    page.choose("filter-sector", "养老")
    field = page.find(By.ID, "filter-text")
    field.send_keys("黔江")
    page.wait(lambda: page.query() == "/?sector=养老&sector=托育&text=黔江")
    page.wait(lambda: page.figure("projects").startswith("16"))
    assert field.get_attribute("value") == "黔江"


def test_the_browser_writes_the_filter_as_the_server_does(page: Page) -> None:
    """The query string is made in both places."""
    given = PortfolioFilter(
        regions=("500114", "360200-高新区"),
        include_below=False,
        years=(2024, 2022, UNDATED),
        year_basis=YearBasis.LIST_YEAR,
        sectors=("托育", "养老"),
        classes=("within",),
        text="  敬老院 a*b~c&d+e ",
        as_of=date(2022, 12, 31),
    )
    page.open("/")
    shown = values(given)
    written = page.driver.execute_script(
        "return dash_clientside.board.query.apply(null, arguments)", *(shown[control] for control in Control)
    )
    assert written == given.to_query()


def test_the_first_page_says_what_is_asked_of_its_figures(board: Page) -> None:
    """景德镇's plan asks for 7,367 places and has 4,036; no listed project states any: 3,331 are missing. That stands
    under its own projects alone, not under the places that 黔江's projects add."""
    board.open("/?region=360200")
    places = board.wait(lambda: board.find_all('[data-metric="childcare_places"] .card-link'))[0]
    assert places.text == "距景德镇市2025年目标尚缺 3,331/7,367"
    board.open("/")
    late = board.wait(lambda: board.find_all('[data-metric="projects"] .card-link'))
    assert not board.find_all('[data-metric="childcare_places"] .card-link')
    assert [line.text for line in late] == ["逾期未完 1/10 个", "晚于计划竣工 5/10 个", "预计会晚 13/18 个"]
    late[0].click()
    board.wait(lambda: board.query() == "/schedule")
    card = board.wait(lambda: board.find_all('[data-metric="current_overdue_rate"] .card-figure'))[0]
    assert card.text.replace("\n", " ") == "1 / 10 个"
    board.open("/?region=500114")
    board.wait(lambda: board.figure("total_investment_wan").startswith("2.35 亿元"))
    assert not board.find_all('[data-metric="childcare_places"] .card-link')


def test_regions_that_state_nothing_are_one_line_that_opens(board: Page) -> None:
    """黔江 alone states places, which is a line of words; beds are stated in more regions, the others open."""
    board.open("/capacity")
    line = board.wait(lambda: board.find_all('[data-panel="childcare_places-by-place"].said'))[0]
    assert "1,120 个都在黔江区（13/34 个项目载明）。" in line.text
    board.click(By.CSS_SELECTOR, '[data-panel="elder_beds-by-place"] summary')
    board.wait(lambda: "（0/" in board.text('[data-panel="elder_beds-by-place"] .silent-regions'))
    board.click(By.CSS_SELECTOR, '[data-panel="elder_beds-by-place"] .silent-regions a')
    board.wait(lambda: board.query().startswith("/capacity?region=360"))


def test_those_that_lag_come_first(board: Page) -> None:
    """The last of seven leads the ranking, with its rank; the group with the most overdue projects leads its table."""
    board.open("/funding")
    ranks = board.wait(lambda: [item.text for item in board.find_all(".bullets .rank")])
    assert ranks == ["7", "6", "5", "4", "3", "2", "1", "—"]
    board.open("/schedule")
    board.wait(lambda: board.find_all(".statistics"))
    cells = [item.text for item in board.find_all(".statistics tbody:nth-of-type(2) td:nth-of-type(2)")]
    assert cells[0] == "14.3%\n1/7"  # of 黔江区; none is overdue elsewhere, or nothing is past its plan
    assert all(cell == "—" or cell.startswith("0.0%\n0/") for cell in cells[1:])
