"""A person explains a contradiction on its page, and copies the text that reminds a county, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from etl.pipeline import load
from tests.browser.conftest import Page
from tests.etl.sheets import write_list, write_sheet

pytestmark = pytest.mark.browser

_LISTEN = "document.addEventListener('copy', function () { window.copied = document.activeElement.value; });"


@pytest.fixture
def own(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> Page:
    """甲 has paid more than arrived; 乙 is not reported."""
    write_list(tmp_path / "a.csv", [("甲敬老院", "2023-2024", "100"), ("乙敬老院", "2023-2024", "50")])
    write_sheet(
        tmp_path / "b.csv", "2023年5月", [{"name": "甲敬老院", "status": "在建", "arrived": "10", "paid": "58"}]
    )
    load.load([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "home")
    page.address = serve(tmp_path / "home")
    return page


def test_a_contradiction_is_explained(own: Page) -> None:
    own.open("/contradictions")
    own.wait(lambda: own.find_all("[data-explain]"))
    own.click(By.CSS_SELECTOR, "[data-explain]")
    for field, words in (("explain-who", "王某"), ("explain-why", "业主垫付，已核")):
        own.type(By.ID, field, words)
    own.click(By.ID, "explain-submit")
    own.wait(lambda: own.text("[data-state=explained] .card-number") == "1")
    assert own.text("[data-state=open] .card-number") == "0"
    own.open("/contradictions?view=explained")
    own.wait(lambda: "业主垫付，已核" in own.text("[data-panel=contradictions]"))


def test_a_reminder_is_copied(own: Page) -> None:
    own.open("/since")
    own.wait(lambda: own.find_all("[data-copy]"))
    own.driver.execute_script(_LISTEN)
    own.click(By.CSS_SELECTOR, "li [data-copy]")
    copied = own.driver.execute_script("return window.copied")
    assert "应报2个项目，已报1个，尚有1个未报" in copied
    assert "未报项目：乙敬老院。" in copied


def test_a_person_says_of_which_cause_a_problem_is(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    write_list(tmp_path / "a.csv", [("甲敬老院", "2023-2024", "100")])
    write_sheet(tmp_path / "b.csv", "2023年5月", [{"name": "甲敬老院", "status": "在建", "problems": "邻区道路塌陷"}])
    load.load([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "home")
    page.address = serve(tmp_path / "home")
    page.open("/problems")
    page.wait(lambda: page.find_all("[data-cause]"))
    assert "未能确定" in page.text("[data-panel=problems]")
    page.click(By.CSS_SELECTOR, "[data-cause]")
    page.wait(lambda: page.text("#cause-words") == "邻区道路塌陷")
    page.click(By.ID, "cause-cause")
    page.click(By.XPATH, "//div[@role='option'][normalize-space()='施工']")
    for field, words in (("cause-who", "王某"), ("cause-why", "道路塌方，已核")):
        page.type(By.ID, field, words)
    page.click(By.ID, "cause-submit")
    page.wait(lambda: "王某" in page.text("[data-panel=problems]"))
    assert page.text("[data-state=unsure] .card-number") == "0"
    assert page.text("[data-key=works] td") == "1"
