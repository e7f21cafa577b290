"""A person corrects a value in the browser, sees it everywhere, and takes it back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def own(page: Page, serve: Callable[[Path], str], served_home: Path, tmp_path: Path) -> Page:
    """The page on a home of its own, so that what is corrected here is not seen by other tests."""
    home = tmp_path / "home"
    shutil.copytree(served_home, home)
    page.address = serve(home)
    return page


def fill(page: Page, **values: str) -> None:
    for name, words in values.items():
        field = page.find(By.ID, f"correction-{name}")
        page.wait(field.is_displayed)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(words)


def submit(page: Page) -> None:
    page.click(By.ID, "correction-submit")


def open_project(page: Page, name: str) -> None:
    page.open(f"/projects?text={name}")
    page.wait(lambda: page.find_all(".ag-cell a"))
    page.click(By.CSS_SELECTOR, ".ag-cell a")
    page.wait(lambda: name in page.text(".project-head h1"))


def row_of(page: Page, label: str) -> str:
    """Text of a field's value on the project page."""
    names = [item.text for item in page.find_all(".definitions dt")]
    return page.find_all(".definitions dd")[names.index(label)].text


def test_a_corrected_amount_is_seen_everywhere_and_taken_back(own: Page) -> None:
    own.open("/?region=500114")
    assert own.figure("total_investment_wan") == "2.35 亿元 23,486 万元"
    open_project(own, "马喇")
    assert row_of(own, "总投资（万元）").startswith("6,900")
    own.click(By.CSS_SELECTOR, '.definitions [title="更正总投资（万元）"]')
    own.wait(lambda: "6,900" in own.text("#correction-now"))
    submit(own)
    own.wait(lambda: "请填写更正值、更正人、理由" in own.text("#correction-message"))
    fill(own, value="不知道", who="王某", why="初设批复为 7000 万元")
    submit(own)
    own.wait(lambda: "不能采用" in own.text("#correction-message") or "读不出" in own.text("#correction-message"))
    fill(own, value="7000")
    submit(own)
    own.wait(lambda: row_of(own, "总投资（万元）").startswith("7,000"))
    assert "已更正" in row_of(own, "总投资（万元）")
    assert "原文“6900”，更正为“7000”；王某" in row_of(own, "总投资（万元）")
    own.wait(lambda: not own.find_all("#correction-value"))

    own.open("/?region=500114")
    assert own.figure("total_investment_wan") == "2.36 亿元 23,586 万元"
    own.open("/corrections?region=500114")
    panel = '[data-panel="corrections"]'
    assert "1 条生效" in own.text(panel)
    own.click(By.CSS_SELECTOR, f"{panel} .link-button")
    own.wait(lambda: "c000001" in own.text("#correction-place"))
    assert own.find(By.ID, "correction-who").get_attribute("value") == "王某"
    fill(own, why="批复作废")
    submit(own)
    own.wait(lambda: "已撤销" in own.text(panel))
    own.open("/?region=500114")
    assert own.figure("total_investment_wan") == "2.35 亿元 23,486 万元"


def test_a_doubtful_value_is_confirmed(own: Page) -> None:
    """16.92 万方米 is a slip that was read as 万平方米: doubtful until a person says so."""
    open_project(own, "颐源康养")
    assert "存疑" in row_of(own, "建筑面积（m²）")
    own.click(By.CSS_SELECTOR, '.definitions [title="更正建筑面积（m²）"]')
    own.wait(lambda: own.find_all("#correction-confirm"))
    own.click(By.ID, "correction-confirm")
    fill(own, who="王某", why="与初设批复核对")
    submit(own)
    own.wait(lambda: "已确认" in row_of(own, "建筑面积（m²）"))
    assert "存疑" not in row_of(own, "建筑面积（m²）") and "王某" in row_of(own, "建筑面积（m²）")


def test_a_document_gets_its_date_from_the_quality_page(own: Page) -> None:
    own.open("/findings?region=360200")
    own.click(By.XPATH, "//button[text()='更正文件']")
    own.wait(lambda: "jingdezhen_projects.csv" in own.text("#correction-place"))
    own.choose("correction-field", "成文日期")
    own.wait(lambda: "未载明" in own.text("#correction-now"))
    fill(own, value="2022-09-30", who="李某", why="公开征求意见页面的日期")
    submit(own)
    own.wait(lambda: own.find_all('[data-applied="1"]'))
    own.open("/corrections")
    own.wait(lambda: "2022-09-30" in own.text('[data-panel="corrections"]'))
