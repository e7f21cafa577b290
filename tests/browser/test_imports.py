"""A document comes in through the browser, is read, looked at, and accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from etl.contract.paths import data_dir
from etl.pipeline import load
from tests.browser.conftest import Page
from tests.etl.sheets import write_sheet

pytestmark = pytest.mark.browser
SAMPLES = data_dir() / "samples"


def upload(page: Page, *paths: Path) -> None:
    field = page.find(By.CSS_SELECTOR, "#import-upload input[type=file]")
    field.send_keys("\n".join(map(str, paths)))


def test_import_look_accept(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    page.address = serve(tmp_path / "home")
    page.open("/")
    page.click(By.LINK_TEXT, "导入文件")
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
    page.click(By.ID, "import-accept")
    page.wait(lambda: "已导入" in page.text(".state-good"))
    page.click(By.LINK_TEXT, "逐行核对、更正")
    page.wait(lambda: "这批文件已处理" in page.text(".state"))
    assert not page.find_all("#import-accept")
    page.find_all(".staged [data-correct]")[0].click()
    page.wait(lambda: "第 1 行" in page.text("#correction-place"))
    assert page.text("#correction-place").startswith("重庆壹粒种籽教育科技有限责任公司托育中心")  # row 1 of the list
    page.open("/")
    page.wait(lambda: int(page.figure("projects").split()[0]) >= 17)


LIST = (
    "黔江区养老托育重大项目清单\n成文日期：2022-01-15\n单位：万元\n"
    "序号,项目名称,项目类型,建设期限,建设地点,建设内容和规模,总投资,组织实施单位\n"
    "1,甲敬老院,新建,2022-2023,黔江区,新增床位100张,200,黔江区民政局\n"
    "2,乙敬老院,新建,2022-2023,黔江区,新增床位50张,一二三x,黔江区民政局\n"
)


def correct(page: Page, row: int, who: str, why: str, value: str | None = None) -> None:
    """Open the form on the nth row that is shown, give a value or confirm, and wait until it is closed."""
    page.find_all(".staged [data-correct]")[row].click()
    page.wait(lambda: page.find_all("#correction-now strong"))
    if value is None:
        page.click(By.ID, "correction-confirm")
    else:
        page.type(By.ID, "correction-value", value)
    for name, words in (("who", who), ("why", why)):
        field = page.find(By.ID, f"correction-{name}")
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(words)
    page.click(By.ID, "correction-submit")
    page.wait(lambda: not page.find_all("#correction-value"))


def test_a_wrong_value_is_corrected_before_it_is_accepted(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """乙's amount cannot be read; the person writes 120 beside the finding: 200 + 120 = 320 万元 from the first day."""
    page.address = serve(tmp_path / "home")
    (tmp_path / "清单.csv").write_text(LIST, encoding="utf-8")
    page.open("/import/")
    upload(page, tmp_path / "清单.csv")
    page.wait(lambda: "读取 1 份文件，共 2 行项目" in page.text(".import-decision"))
    assert "一二三x" in page.text(".staged")
    correct(page, 1, "王某", "与批复核对", "120")
    page.wait(lambda: "120" in page.text('[data-panel="staged-corrections"]'))
    assert "王某" in page.text('[data-panel="staged-corrections"]')
    cells = [cell.text for cell in page.find_all(".staged tbody tr")[1].find_elements(By.CSS_SELECTOR, "td")]
    assert "120" in cells
    page.click(By.ID, "import-accept")
    page.wait(lambda: "导入前的 1 处更正一并生效" in page.text(".state-good"))
    page.open("/")
    page.wait(lambda: page.figure("total_investment_wan").startswith("320 万元"))
    page.open("/corrections")
    page.wait(lambda: "与批复核对" in page.text('[data-panel="corrections"]'))


def test_a_correction_goes_with_what_is_discarded(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    page.address = serve(home)
    (tmp_path / "清单.csv").write_text(LIST, encoding="utf-8")
    page.open("/import/")
    upload(page, tmp_path / "清单.csv")
    page.wait(lambda: page.find_all(".staged [data-correct]"))
    correct(page, 0, "王某", "看错了", "210")
    page.wait(lambda: page.find_all('[data-panel="staged-corrections"] [data-correct]'))
    page.click(By.CSS_SELECTOR, '[data-panel="staged-corrections"] [data-correct]')
    page.wait(lambda: "c000001" in page.text("#correction-place"))
    page.type(By.ID, "correction-why", "又对了")
    page.click(By.ID, "correction-submit")
    page.wait(lambda: "已撤销" in page.text('[data-panel="staged-corrections"]'))
    page.click(By.ID, "import-discard")
    page.wait(lambda: page.query() == "/import/" and page.find_all("#import-upload"))
    assert list((home / "imports").iterdir()) == [] and not (home / "corrections").exists()


def test_a_progress_row_is_corrected_in_the_form(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    """甲's sheet says -80 for the year; a person writes 80 before accepting, and 90 from the project's page after."""
    home = tmp_path / "home"
    (tmp_path / "清单.csv").write_text(LIST, encoding="utf-8")
    load.load([tmp_path / "清单.csv"], home)
    page.address = serve(home)
    rows = [{"name": "甲敬老院", "year": "-80", "status": "在建"}]
    write_sheet(tmp_path / "五月.csv", "2022年5月", rows)
    page.open("/import/")
    upload(page, tmp_path / "五月.csv")
    page.wait(lambda: "1 行进度" in page.text(".import-decision"))
    assert "-80" in page.text(".staged")
    correct(page, 0, "王某", "与调度会核对", "80")
    page.wait(lambda: "本年完成投资" in page.text('[data-panel="staged-corrections"]'))
    page.click(By.ID, "import-accept")
    page.wait(lambda: "已导入" in page.text(".state-good"))
    page.open("/projects?text=甲敬老院")
    page.wait(lambda: page.find_all(".ag-cell a"))[0].click()
    page.wait(lambda: "2022-05" in page.text('[data-panel="months"]'))
    assert "80" in page.text('[data-panel="months"] tbody')
    page.click(By.CSS_SELECTOR, '[data-panel="months"] [data-correct]')
    page.choose("correction-field", "本年完成投资")
    page.wait(lambda: "80" in page.text("#correction-now strong"))
    page.type(By.ID, "correction-value", "90")
    page.type(By.ID, "correction-why", "六月报表改为 90")
    page.click(By.ID, "correction-submit")
    page.wait(lambda: "90" in page.text('[data-panel="months"] tbody'))


def test_a_doubtful_progress_value_is_confirmed_in_the_form(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """An amount below zero is doubtful; the person says that it is so (money was taken back), and the doubt goes."""
    home = tmp_path / "home"
    (tmp_path / "清单.csv").write_text(LIST, encoding="utf-8")
    rows = [{"name": "甲敬老院", "month": "-80", "status": "在建"}]
    load.load([tmp_path / "清单.csv", write_sheet(tmp_path / "五月.csv", "2022年5月", rows)], home)
    page.address = serve(home)
    page.open("/findings")
    page.wait(lambda: "-80" in page.text('[data-panel="findings"]'))
    line = next(row for row in page.find_all('[data-panel="findings"] tbody tr') if "-80" in row.text)
    line.find_element(By.CSS_SELECTOR, "[data-correct]").click()
    page.wait(lambda: "存疑" in page.text("#correction-now"))
    assert "本月完成投资" in page.find(By.ID, "correction-field").get_attribute("value")
    page.click(By.ID, "correction-confirm")
    for name, words in (("who", "王某"), ("why", "退回资金，已核对")):
        page.type(By.ID, f"correction-{name}", words)
    page.click(By.ID, "correction-submit")
    page.wait(lambda: page.find_all('[data-applied="1"]'))
    page.open("/corrections")
    page.wait(lambda: "退回资金，已核对" in page.text('[data-panel="corrections"]'))
    assert "-80" in page.text('[data-panel="corrections"]')


def test_what_is_discarded_leaves_no_trace(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    page.address = serve(home)
    page.open("/import/")
    upload(page, SAMPLES / "qianjiang_projects.csv")
    page.wait(lambda: page.find_all("#import-discard"))
    page.click(By.ID, "import-discard")
    page.wait(lambda: page.query() == "/import/" and page.find_all("#import-upload"))
    assert list((home / "imports").iterdir()) == []
    page.open("/")
    assert "还没有数据" in page.text(".state")


def test_a_document_is_removed_after_a_look_at_what_goes(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """16 projects of 23,486 万元 go with their list; the page shows the rest without being asked anew."""
    home = tmp_path / "home"
    load.load([SAMPLES / "qianjiang_projects.csv", SAMPLES / "jingdezhen_projects.csv"], home)
    page.address = serve(home)
    page.open("/documents")
    buttons = page.wait(lambda: page.find_all("[data-remove]"))
    assert len(buttons) == 2
    next(item for item in buttons if "qianjiang" in item.get_dom_attribute("title")).click()
    page.wait(lambda: "16 个项目从看板消失（总投资 2.35 亿元）" in page.text("#removal-place"))
    page.click(By.ID, "removal-cancel")
    page.wait(lambda: not page.find_all(".mantine-Modal-content"))
    assert len(page.find_all("[data-remove]")) == 2
    page.find_all("[data-remove]")[-1].send_keys(Keys.ENTER)
    page.wait(lambda: "16 个项目从看板消失" in page.text("#removal-place"))
    page.wait(lambda: page.find_all("#removal-confirm:not([disabled])"))[0].send_keys(Keys.ENTER)
    page.wait(lambda: "请填写移除人、理由" in page.text("#removal-message"))
    page.type(By.ID, "removal-who", "王某")
    page.type(By.ID, "removal-why", "区里重复上报")
    page.find(By.ID, "removal-confirm").send_keys(Keys.ENTER)
    page.wait(lambda: len(page.find_all("[data-remove]")) == 1)
    assert "qianjiang" not in page.text('[data-panel="documents"]')
    page.click(By.LINK_TEXT, "更正与移除")
    page.wait(lambda: "区里重复上报" in page.text('[data-panel="removals"]'))
    record = page.text('[data-panel="removals"]')
    assert "重庆市黔江区养老托育重大项目清单" in record and "王某" in record
    assert "16 行项目（2.35 亿元）" in record
    page.open("/")
    page.wait(lambda: page.figure("projects").startswith("18"))
