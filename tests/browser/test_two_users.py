"""Two people at once: other filters, other languages, and neither sees anything of the other's."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from tests.browser.conftest import FLAGS, Page
from tests.browser.test_imports import upload

pytestmark = pytest.mark.browser

OWN = {"500114": "黔江区", "360200": "景德镇市"}


@pytest.fixture
def second(address: str, tmp_path: Path) -> Iterator[Page]:
    """Another person's browser, with a profile of its own."""
    options = ChromeOptions()
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'second'}"):
        options.add_argument(flag)
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield Page(driver, address, tmp_path)
    driver.quit()


def test_filters_and_languages_do_not_mix(page: Page, second: Page) -> None:
    """One reads 黔江区 in Chinese, the other 景德镇市 in English; they change pages and filters by turns."""
    page.open("/?region=500114")
    second.open("/?region=360200")
    second.click(By.CSS_SELECTOR, '[data-language="en"]')
    second.wait(lambda: second.text(".nav-link") == "Overview")
    second.wait(lambda: second.figure("projects").startswith("18"))
    for path in ("/capacity", "/projects", "/findings", "/"):
        page.open(f"{path}?region=500114")
        second.open(f"{path}?region=360200")
        for user, language in ((page, "zh-CN"), (second, "en")):
            mine, others = ("500114", "360200") if user is page else ("360200", "500114")
            count = "16 / 34 个项目" if user is page else "18 / 34 projects"
            user.wait(lambda user=user, count=count: user.text(".context-count") == count)
            parts = user.find_all("#context, .key-figures, .cards, .ag-root, [data-panel]")
            assert OWN[others] not in "".join(part.text for part in parts)
            assert user.driver.execute_script("return document.documentElement.lang") == language
            assert user.query().endswith(f"region={mine}")
    said = second.text(".key-figures").replace("景德镇市", "")  # a region's name stays as it is
    assert re.search("[\u4e00-\u9fff]", said) is None
    page.choose("filter-sector", "托育")
    page.wait(lambda: page.figure("projects").startswith("13"))
    assert second.figure("projects").startswith("18")
    assert "sector" not in second.query()


def test_one_imports_while_the_other_reads(
    page: Page, second: Page, serve: Callable[[Path], str], served_home: Path, tmp_path: Path
) -> None:
    """A long list is read beside the requests; what is accepted is there for the other without a restart."""
    home = tmp_path / "home"
    shutil.copytree(served_home, home)
    page.address = second.address = serve(home)
    head = "序号,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资（万元）,组织实施单位\n"
    long = tmp_path / "长清单.csv"
    rows = (f"{n},黔江区第{n}养老院,新建,2021-2022,黔江区,床位{n}张,{n},民政局\n" for n in range(1, 3001))
    long.write_text(head + "".join(rows), encoding="utf-8")
    second.open("/")
    page.open("/import/")
    upload(page, long)
    page.wait(lambda: page.text("#import-progress"))
    read = 0
    while not page.find_all(".import-decision") and read < 50:
        second.open(("/findings", "/", "/capacity")[read % 3])
        assert second.find_all(".page")
        read += 1
    page.wait(lambda: page.find_all("#import-accept"))
    assert read >= 1
    second.open("/")
    assert second.figure("projects").startswith("34")
    page.click(By.ID, "import-accept")
    page.wait(lambda: "已导入" in page.text(".state-good"))
    second.click(By.LINK_TEXT, "建设规模")
    second.wait(lambda: second.find_all('[data-panel="entries"]'))
    second.click(By.LINK_TEXT, "总览")
    second.wait(lambda: second.figure("projects").startswith("3,034"))
