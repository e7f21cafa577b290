"""The briefing page and the Word file that it gives."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from selenium.webdriver.common.by import By

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


def test_the_file_holds_what_the_page_shows(page: Page) -> None:
    """黔江区, planned finish 2022: 6 projects, 1,081 万元. Every table of the page stands in the file, cell by cell."""
    page.open("/briefing?region=500114&year=2022")
    page.wait(lambda: page.find_all(".briefing-sheet"))
    assert page.text(".briefing-title") == "黔江区重点项目情况简报"
    assert "项目共6个，计划总投资1,081万元（6/6个项目载明）" in page.text(".briefing-text")
    shown = page.driver.execute_script(
        "return [...document.querySelectorAll('.briefing-sheet table')].map(table => [...table.rows].map("
        "row => [...row.cells].map(cell => cell.textContent)))"
    )
    document = docx.Document(BytesIO(page.download("briefing.docx")))
    held = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert held == shown
    assert len(held) >= 4
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert all(item.text in paragraphs for item in page.find_all(".briefing-text"))


def test_the_page_follows_the_filter(page: Page) -> None:
    page.open("/briefing")
    page.wait(lambda: "项目共34个" in page.text(".briefing-sheet"))
    page.choose("filter-region", "黔江区")
    page.wait(lambda: "黔江区纳入统计的项目共16个" in page.text(".briefing-sheet"))
    assert page.find(By.CSS_SELECTOR, '[data-file="briefing.docx"]').get_attribute("href").endswith(
        "/download/briefing.docx?region=500114"
    )  # fmt: skip
