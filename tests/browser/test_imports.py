"""A document comes in through the browser, is read, looked at, and accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from etl import pipeline
from etl.resources import data_dir
from tests.browser.conftest import Page

pytestmark = pytest.mark.browser
SAMPLES = data_dir() / "samples"


def upload(page: Page, *paths: Path) -> None:
    field = page.wait(lambda: page.driver.find_element(By.CSS_SELECTOR, "#import-upload input[type=file]"))
    field.send_keys("\n".join(map(str, paths)))


def test_import_look_accept(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    page.address = serve(tmp_path / "home")
    page.open("/")
    page.driver.find_element(By.LINK_TEXT, "导入文件").click()
    page.wait(lambda: page.find_all("#import-upload"))
    bad = tmp_path / "坏清单.csv"
    bad.write_text(
        "序号,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资（万元）,组织实施单位\n"
        "1,甲养老院,新建,2021-2022,黔江区,床位10张,一二三x,民政局\n2,乙养老院,新建,2021-2022,黔江区,床位20张,120,民政局\n",
        encoding="utf-8",
    )
    upload(page, SAMPLES / "qianjiang_projects.csv", bad)
    page.wait(lambda: "读取 2 份文件" in page.text(".import-decision"))
    files = page.find_all('[data-panel="staged-file"]')
    assert "重庆市黔江区养老托育重大项目清单" in files[0].text
    assert "按“每处 × 处数”计算（3 × 150 = 450）" in files[0].text
    assert "一二三x" in files[1].text
    link = page.query()
    page.driver.refresh()
    page.wait(lambda: "读取 2 份文件" in page.text(".import-decision"))
    assert page.query() == link
    page.driver.find_element(By.ID, "import-accept").click()
    page.wait(lambda: "已导入" in page.text(".state-good"))
    page.driver.find_element(By.LINK_TEXT, "逐行核对、更正").click()
    page.wait(lambda: "这批文件已处理" in page.text(".state"))
    page.find_all(".staged [data-correct]")[0].click()
    page.wait(lambda: "第 1 行" in page.text("#correction-place"))
    assert page.text("#correction-place").startswith("重庆壹粒种籽教育科技有限责任公司托育中心")  # row 1 of the list
    page.open("/")
    page.wait(lambda: int(page.figure("projects").split()[0]) >= 17)


def test_what_is_discarded_leaves_no_trace(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    page.address = serve(home)
    page.open("/import/")
    upload(page, SAMPLES / "qianjiang_projects.csv")
    page.wait(lambda: page.find_all("#import-discard"))
    page.driver.find_element(By.ID, "import-discard").click()
    page.wait(lambda: page.query() == "/import/" and page.find_all("#import-upload"))
    assert list((home / "imports").iterdir()) == []
    page.open("/")
    assert "还没有数据" in page.text(".state")


def test_a_document_is_removed_after_a_look_at_what_goes(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """16 projects of 23,486 万元 go with their list; the page shows the rest without being asked anew."""
    home = tmp_path / "home"
    pipeline.load([SAMPLES / "qianjiang_projects.csv", SAMPLES / "jingdezhen_projects.csv"], home)
    page.address = serve(home)
    page.open("/import/")
    buttons = page.wait(lambda: page.find_all("[data-remove]"))
    assert len(buttons) == 2
    next(item for item in buttons if "qianjiang" in item.get_dom_attribute("title")).click()
    page.wait(lambda: "16 个项目从看板消失（总投资 2.35 亿元）" in page.text("#removal-place"))
    page.driver.find_element(By.ID, "removal-cancel").click()
    page.wait(lambda: not page.find_all(".mantine-Modal-content"))
    assert len(page.find_all("[data-remove]")) == 2
    page.find_all("[data-remove]")[-1].send_keys(Keys.ENTER)
    page.wait(lambda: "16 个项目从看板消失" in page.text("#removal-place"))
    page.wait(lambda: page.find_all("#removal-confirm:not([disabled])"))[0].send_keys(Keys.ENTER)
    page.wait(lambda: len(page.find_all("[data-remove]")) == 1)
    assert "qianjiang" not in page.text('[data-panel="loaded"]')
    page.open("/")
    page.wait(lambda: page.figure("projects").startswith("18"))
