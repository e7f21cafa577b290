"""Two years' lists compared, in the browser: the comparison, its file, and the table of projects again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.pipeline import load
from tests.browser.conftest import Page
from tests.etl.sheets import write_list

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    write_list(folder / "2021.csv", [("甲敬老院", "2021-2022", "100"), ("丙敬老院", "2021-2022", "1")], "2021-01-15")
    write_list(folder / "2022.csv", [("甲敬老院", "2021-2023", "120"), ("乙敬老院", "2022-2024", "50")], "2022-01-15")
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


def test_compare_download_and_return(page: Page, serve: Callable[[Path], str], home: Path) -> None:
    page.address = serve(home)
    page.open("/projects")
    page.wait(lambda: page.find_all('[data-view="lists"]'))[0].click()
    page.wait(lambda: page.find_all('[data-panel="lists-changed"]'))
    assert page.query() == "/projects?view=lists"
    assert [page.figure(f"list-{name}") for name in ("old", "new", "new-projects", "gone-projects")] == [
        "2 个", "2 个", "1 个", "1 个"
    ]  # fmt: skip
    assert "100 → 120（+20 万元）" in page.text('[data-panel="lists-changed"]')
    rows = list(csv.DictReader(io.StringIO(page.download("list-changes.csv").decode("utf-8-sig"))))
    assert {row["项目名称"]: row["变化"] for row in rows} == {
        "甲敬老院": "调整",
        "乙敬老院": "新列入",
        "丙敬老院": "不再列入",
    }
    page.find_all('.view-bar [data-view=""]')[0].click()
    page.wait(lambda: page.find_all("#projects-grid"))
    assert not page.complaints()
