"""A person says in the browser what a column means, and which projects are one; the sums follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from etl.pipeline import correct, load
from tests.browser.conftest import Page
from tests.browser.test_imports import upload
from tests.etl.sheets import write_sheet

pytestmark = pytest.mark.browser
ODD = (
    "黔江区养老托育重大项目清单\n成文日期：2022-01-15\n单位：万元\n"
    "序号,项目名称,建设性质,建设期限,建设地点,建设内容和规模,资金盘子,审定价款,组织实施单位\n"
    "1,甲敬老院,新建,2021-2022,黔江区,床位10张,200,210,民政局\n"
    "2,乙养老院,新建,2021-2022,黔江区,床位20张,100,110,民政局\n"
)
"""Neither 资金盘子 (300 in all) nor 审定价款 (320) is known as a name of the total investment."""
LATER = (
    "黔江区养老托育重大项目清单\n成文日期：2023-01-15\n单位：万元\n"
    "序号,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资,组织实施单位\n"
    "1,甲敬老院建设项目,新建,2021-2022,黔江区,床位10张,200,民政局\n"
)
"""甲敬老院 under another name: counted twice until a person says that it is one project."""


def sign(page: Page, form: str, why: str) -> None:
    for name, words in (("who", "王某"), ("why", why)):
        field = page.find(By.ID, f"{form}-{name}")
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(words)
    page.click(By.ID, f"{form}-submit")


def pick(page: Page, header: str) -> None:
    """Choose the column with this header in the form."""

    def radio() -> object:
        rows = page.find_all("#columns-list tbody tr")
        row = next(row for row in rows if row.text.startswith(header))
        return row.find_element(By.CSS_SELECTOR, "input[type=radio]")

    page.wait(radio).click()


def row_of(page: Page, label: str) -> str:
    names = [item.text for item in page.find_all(".definitions dt")]
    return page.find_all(".definitions dd")[names.index(label)].text


@pytest.fixture
def odd(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> Page:
    (tmp_path / "清单.csv").write_text(ODD, encoding="utf-8")
    load.load([tmp_path / "清单.csv"], tmp_path / "home")
    page.address = serve(tmp_path / "home")
    return page


def test_a_finding_leads_to_what_its_column_means(odd: Page) -> None:
    odd.open("/findings")
    line = next(row for row in odd.find_all('[data-panel="findings"] tbody tr') if "资金盘子" in row.text)
    line.find_element(By.CSS_SELECTOR, "[data-columns]").click()
    odd.wait(lambda: len(odd.find_all("#columns-list tbody tr")) == 9)
    first = odd.find_all("#columns-list tbody tr")[0]
    assert first.text.splitlines()[:3] == ["资金盘子第 7 列", "200", "100"]
    assert "未识别，未读" in first.text
    assert first.find_element(By.CSS_SELECTOR, "input").is_selected()
    odd.click(By.ID, "columns-submit")
    odd.wait(lambda: "请填写它的含义、更正人、理由" in odd.text("#columns-message"))
    odd.choose("columns-meaning", "总投资")
    sign(odd, "columns", "本县把总投资叫资金盘子")
    odd.wait(lambda: odd.find_all('[data-applied="1"]') and not odd.find_all("#columns-list"))
    odd.open("/corrections")
    odd.wait(lambda: "本县把总投资叫资金盘子" in odd.text('[data-panel="corrections"]'))
    record = odd.text('[data-panel="corrections"]')
    assert "列“资金盘子”的含义" in record and "未识别，未读" in record and "总投资" in record
    odd.open("/")
    assert odd.figure("total_investment_wan").startswith("300 万元")
    odd.open("/projects?text=甲敬老院")
    odd.wait(lambda: odd.find_all(".ag-cell a"))[0].click()
    odd.wait(lambda: "列由人指定" in row_of(odd, "总投资（万元）"))
    assert row_of(odd, "总投资（万元）").startswith("200")
    assert "由人指定" in odd.text('[data-panel="source"]')

    odd.click(By.CSS_SELECTOR, '[data-panel="source"] [data-columns]')
    pick(odd, "审定价款")
    odd.choose("columns-meaning", "总投资")
    odd.wait(lambda: "现由“资金盘子”列读取" in odd.text("#columns-note"))
    sign(odd, "columns", "以批复为准")
    odd.wait(lambda: row_of(odd, "总投资（万元）").startswith("210"))
    odd.open("/")
    assert odd.figure("total_investment_wan").startswith("320 万元")


def test_a_column_is_named_before_the_file_is_accepted(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    page.address = serve(home)
    (tmp_path / "去年.csv").write_text(ODD.replace("2022-01", "2021-01").replace("院", "所"), encoding="utf-8")
    load.load([tmp_path / "去年.csv"], home)
    signed = {"who": "李某", "why": "本县叫法"}
    correct.correct_column(home, "去年.csv", table=1, header="资金盘子", field="total_investment", **signed)
    (tmp_path / "清单.csv").write_text(ODD, encoding="utf-8")
    page.open("/import/")
    upload(page, tmp_path / "清单.csv")
    item = page.wait(lambda: next(one for one in page.find_all(".finding-list li") if "资金盘子" in one.text))
    item.find_element(By.CSS_SELECTOR, "[data-columns]").click()
    page.wait(lambda: "资金盘子" in page.text("#columns-list tbody tr"))
    assert "去年.csv 中这一列由 李某 指定为“总投资”" in page.text("#columns-list tbody tr")
    page.choose("columns-meaning", "总投资")
    sign(page, "columns", "本县叫法")
    page.wait(lambda: "本县叫法" in page.text('[data-panel="staged-corrections"]'))
    assert "200" in page.find_all(".staged tbody tr")[0].text
    page.click(By.ID, "import-accept")
    page.wait(lambda: "导入前的 1 处更正一并生效" in page.text(".state-good"))
    page.open("/")
    page.wait(lambda: page.figure("total_investment_wan").startswith("600 万元"))


def test_projects_are_said_to_be_one_and_taken_apart_again(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    for name, text in (("清单.csv", ODD.replace("资金盘子", "总投资")), ("清单2023.csv", LATER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    load.load([tmp_path / "清单.csv", tmp_path / "清单2023.csv"], home)
    page.address = serve(home)
    page.open("/")
    assert page.figure("total_investment_wan").startswith("500 万元")
    page.open("/findings")
    line = next(row for row in page.find_all('[data-panel="findings"] tbody tr') if "名称相近" in row.text)
    line.find_element(By.CSS_SELECTOR, "[data-identity]").click()
    page.wait(lambda: "甲敬老院建设项目" in page.text("#identity-place"))
    other = page.find(By.ID, "identity-other")
    page.wait(lambda: (other.get_attribute("value") or "").startswith("甲敬老院 · 黔江区 · 200 万元"))
    page.click(By.CSS_SELECTOR, '#identity-note input[value="same"]')
    sign(page, "identity", "同一份批复")
    page.wait(lambda: page.find_all('[data-applied="1"]'))
    page.open("/corrections")
    page.wait(lambda: "同一份批复" in page.text('[data-panel="corrections"]'))
    assert "甲敬老院建设项目（p" in page.text('[data-panel="corrections"]')
    page.open("/")
    assert page.figure("total_investment_wan").startswith("300 万元")
    page.open("/projects?text=甲敬老院")
    page.wait(lambda: page.find_all(".ag-cell a"))[0].click()
    page.wait(lambda: "同一份批复" in page.text('[data-panel="reports"]'))
    page.click(By.CSS_SELECTOR, '[data-panel="reports"] [data-correct]')
    page.wait(lambda: "是同一项目" in page.text("#correction-place"))
    sign(page, "correction", "核实为两个")
    page.wait(lambda: "同一份批复" not in page.text('[data-panel="reports"]'))
    page.open("/")
    assert page.figure("total_investment_wan").startswith("500 万元")


def test_a_row_of_a_sheet_is_said_to_be_of_a_project(odd: Page, tmp_path: Path) -> None:
    """城东老年公寓 is no project of the list; a person says that it is 甲敬老院, and its 80 万元 count there."""
    rows = [{"name": "城东老年公寓", "total": "80", "year": "80", "status": "在建"}]
    load.load([write_sheet(tmp_path / "五月.csv", "2022年5月", rows)], tmp_path / "home")
    odd.open("/findings")
    line = next(row for row in odd.find_all('[data-panel="findings"] tbody tr') if "没有对应的清单项目" in row.text)
    line.find_element(By.CSS_SELECTOR, "[data-identity]").click()
    odd.wait(lambda: "城东老年公寓" in odd.text("#identity-place"))
    field = odd.find(By.ID, "identity-other")
    field.click()
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("甲敬")
    odd.wait(lambda: [o for o in odd.find_all('[role="option"]') if o.is_displayed() and "甲敬老院" in o.text])[
        0
    ].click()
    sign(odd, "identity", "改名")
    odd.wait(lambda: odd.find_all('[data-applied="1"]'))
    odd.open("/projects?text=甲敬老院")
    odd.wait(lambda: odd.find_all(".ag-cell a"))[0].click()
    odd.wait(lambda: "2022-05" in odd.text('[data-panel="months"]'))
    assert "80" in odd.text('[data-panel="months"] tbody')


def test_a_region_is_given_by_its_name(odd: Page) -> None:
    odd.open("/documents")
    odd.click(By.CSS_SELECTOR, '[data-panel="documents"] [data-correct]')
    odd.choose("correction-field", "地区")
    odd.wait(lambda: "写地区全称" in odd.text(".mantine-Autocomplete-root"))
    field = odd.find(By.ID, "correction-value")
    field.send_keys("鼓楼区")
    sign(odd, "correction", "试")
    odd.wait(lambda: "个地区叫“鼓楼区”" in odd.text("#correction-message"))
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("江苏省南京市鼓楼区")
    sign(odd, "correction", "文件写错了地区")
    odd.wait(lambda: "鼓楼区" in odd.text('[data-panel="documents"]'))
