"""The forms: a filled-in list loads without a finding; an empty one loads nothing; what Excel will offer and refuse."""

import re
import shutil
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from etl import document as documents
from etl.contract import reference
from etl.pipeline import load
from etl.samples import template
from etl.tables.metadata import Given
from tests.etl.commands import portfolio
from tests.etl.corrections.test_corrections import query

ROWS: list[dict[str, template.Cell]] = [
    {
        "seq": 1, "code": "2210-500114-04-01-100001", "name": "黔江区城南养老服务中心", "nature": "新建",
        "sector": "养老", "county": "黔江区", "location": "城南街道", "floor_area": 6000, "elder_beds": 120,
        "content": "总建筑面积6000平方米，新增床位120张。",
        "period": "2022年3月-2023年12月", "total_investment": Decimal("2600.5"), "annual_plan": 1200,
        "implementing_unit": "黔江区民政局",
    },
    {
        "seq": 2, "name": "黔江区正阳托育中心", "nature": "改扩建", "sector": "托育", "county": "黔江区",
        "location": "正阳街道", "content": "建设托育中心。", "childcare_places": 75, "period": "2022-2023",
        "total_investment": 300, "implementing_unit": "黔江区卫生健康委",
    },
    {
        "seq": 3, "name": "黔江区舟白幼儿园", "nature": "新建", "sector": "学前教育", "county": "黔江区",
        "location": "舟白街道", "content": "建设幼儿园。", "period": "18个月", "total_investment": 99,
        "implementing_unit": "黔江区教委",
    },
]  # fmt: skip


def sheet_xml(path: Path, number: int = 1) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


@pytest.mark.parametrize("with_example", [True, False])
def test_a_filled_in_list_loads_without_a_finding(with_example: bool, tmp_path: Path):
    """2,600.5 + 300 + 99 = 2,999.5 万元; 120 beds and 75 places; the example row is no project."""
    form = tmp_path / "form.xlsx"
    template.write_form(form, "list", "500114", date(2022, 10, 31), ROWS, with_example=with_example)
    home = tmp_path / "home"
    result = portfolio(home, "load", str(form))
    assert query(home, "select type, detail, params, raw from findings") == []
    assert (result.exit_code, result.stderr) == (0, "")
    total = query(
        home, "select count(*) as n, sum(total_investment_wan) as wan, sum(elder_beds) as beds,"
        " sum(childcare_places) as places, count(distinct region_id) as regions, min(region_id) as region from projects"
    )[0]  # fmt: skip
    assert total == {
        "n": 3, "wan": Decimal("2999.5"), "beds": 120, "places": 75, "regions": 1, "region": "500114",
    }  # fmt: skip
    document = query(home, "select * from documents")[0]
    assert (document["region_id"], document["document_date"], document["is_synthetic"]) == (
        "500114", date(2022, 10, 31), False,
    )  # fmt: skip
    assert query(home, "select distinct doubtful_fields as d from projects") == [{"d": []}]
    assert query(home, "select kind from source_tables") == [{"kind": "project_list"}]
    notes = query(home, "select cells from list_rows where kind = 'note'")
    assert [row["cells"][0] for row in notes] == (["示例（填报时删除）"] if with_example else [])


def test_a_list_filled_in_by_other_software(tmp_path: Path):
    """LibreOffice opens the form, keeps its drop-downs and saves it; the saved file loads alike."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    form = tmp_path / "form.xlsx"
    template.write_form(form, "list", "500114", date(2022, 10, 31), ROWS)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    target = tmp_path / "saved"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", target, form],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert sheet_xml(target / "form.xlsx").count("<dataValidation ") >= 10
    home = tmp_path / "home"
    load.load([target / "form.xlsx"], home)
    assert query(home, "select type, detail, params, raw from findings") == []
    assert query(home, "select sum(total_investment_wan) as wan from projects") == [{"wan": Decimal("2999.5")}]


def test_a_prefecture_gets_its_counties(tmp_path: Path):
    form = tmp_path / "form.xlsx"
    rows = [row | {"county": county} for row, county in zip(ROWS, ("浮梁县", "乐平市", "昌江区"), strict=True)]
    rows = [row | {"name": str(row["name"]).replace("黔江区", ""), "implementing_unit": "市民政局"} for row in rows]
    rows[0]["code"] = "2210-360222-04-01-100001"
    template.write_form(form, "list", "360200", date(2022, 10, 31), rows)
    home = tmp_path / "home"
    load.load([form], home)
    assert query(home, "select type, detail, params, raw from findings") == []
    assert [row["region_name"] for row in query(home, "select region_name from projects order by seq")] == [
        "浮梁县", "乐平市", "昌江区",
    ]  # fmt: skip
    options = CalamineWorkbook.from_path(form).get_sheet_by_name("选项").to_python()
    assert {row[2] for row in options[1:] if row[2]} == {"昌江区", "珠山区", "浮梁县", "乐平市"}


@pytest.mark.parametrize("form", ["list", "progress"])
def test_an_empty_form_is_no_project(form: template.Form, tmp_path: Path):
    path = tmp_path / "form.xlsx"
    template.write_form(path, form, "500114", date(2022, 10, 31))
    home = tmp_path / "home"
    load.load([path], home)
    assert query(home, "select count(*) as n from projects") == [{"n": 0}]
    assert query(home, "select * from findings where severity = 'reject'") == []


def test_the_headers_of_the_list_are_words_that_the_reader_knows():
    from etl.contract.values import TableKind
    from etl.headers import columns

    headers = [column.header for column in template.form_columns("list")]
    assert [found.field for found in columns.columns(headers, TableKind.PROJECT_LIST)] == [
        column.field for column in template.form_columns("list")
    ]


def test_the_progress_form(tmp_path: Path):
    path = tmp_path / "form.xlsx"
    template.write_form(path, "progress", "500114", date(2026, 10, 31))
    workbook = CalamineWorkbook.from_path(path)
    assert workbook.sheet_names == ["填报表", "选项", "填表说明"]
    cells = workbook.get_sheet_by_index(0).to_python()
    assert cells[0][0] == "投资项目进度调度表（填报表）"
    assert [(row[0], row[2]) for row in cells[1:3]] == [
        ("填报地区：", "重庆市黔江区"),
        ("截止日期：", date(2026, 10, 31)),
    ]
    assert cells[5][0] == "单位：万元"
    top, below = cells[6], cells[7]
    sources = [
        "中央预算内投资", "超长期特别国债", "地方政府专项债", "省级财政", "市县财政", "银行贷款",
        "企业自筹/社会资本", "其他",
    ]  # fmt: skip
    for group in ("到位资金（万元）", "已支付资金（万元）"):
        at = top.index(group)
        assert below[at : at + 8] == sources
    single = [word for word in top if word]
    assert [word.partition("（")[0] for word in single] == [
        "序号", "项目代码", "项目名称", "建设性质", "起止年限", "总投资", "上年底累计完成投资", "年度计划投资",
        "本月完成投资", "本年完成投资", "累计完成投资", "到位资金", "已支付资金", "形象进度", "开工状态",
        "实际开工时间", "预计竣工时间", "实际竣工时间", "存在问题", "下一步计划", "责任单位",
    ]  # fmt: skip
    assert cells[8][0] == "示例（填报时删除）"
    assert sum(1 for cell in cells[8] if cell != "") > 15


def test_a_filled_in_progress_form_is_read_without_a_finding(tmp_path: Path):
    row: dict[str, template.Cell] = {
        "seq": 1, "name": "黔江区城南养老服务中心", "nature": "新建", "period": "2022-2023", "total_investment": 2600,
        "invested_before_year": 800, "annual_plan": 1200, "invested_month": 100, "invested_year": 900,
        "invested_total": 1700, "arrived_central_budget": 500, "arrived_other": 20, "paid_central_budget": 450,
        "physical_progress": "主体封顶", "status": "在建", "actual_start": date(2022, 3, 15),
        "forecast_finish": date(2023, 12, 31), "implementing_unit": "黔江区民政局",
    }  # fmt: skip
    path = tmp_path / "form.xlsx"
    template.write_form(path, "progress", "500114", date(2022, 10, 31), [row])
    read = documents.read_document(path.read_bytes(), path.name, Given())
    assert read.frames["findings"].to_dicts() == []
    report = read.frames["progress_reports"].to_dicts()
    assert [(r["name"], r["month"], r["status"], r["region_id"]) for r in report] == [
        ("黔江区城南养老服务中心", date(2022, 10, 31), "under_way", "500114")
    ]
    funding = read.frames["progress_funding"].to_dicts()
    assert [(f["stage"], f["source"], f["amount_wan"]) for f in funding] == [
        ("arrived", "central_budget", 500), ("arrived", "other", 20), ("paid", "central_budget", 450),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["list", "progress"])
def test_what_excel_offers_refuses_and_prints(form: template.Form, tmp_path: Path):
    path = tmp_path / "form.xlsx"
    template.write_form(path, form, "360200")
    columns = template.form_columns(form)
    xml = sheet_xml(path)
    rules = re.findall(r"<dataValidation (.*?)(?:/>|</dataValidation>)", xml, flags=re.DOTALL)
    kinds = [match[1] for rule in rules if (match := re.search(r'type="(\w+)"', rule))]
    wanted = {name: sum(column.type == name for column in columns) for name in ("choice", "amount", "area", "date")}
    assert kinds.count("list") == wanted["choice"]
    assert kinds.count("decimal") == wanted["amount"] + wanted["area"]
    assert kinds.count("date") == wanted["date"] + 1  # 截止日期
    decimals = [rule for rule in rules if 'type="decimal"' in rule]
    assert all('operator="greaterThanOrEqual"' in rule and "<formula1>0</formula1>" in rule for rule in decimals)
    options = CalamineWorkbook.from_path(path).get_sheet_by_name("选项").to_python()
    lists = re.findall(r"'选项'!\$([A-Z])\$2:\$[A-Z]\$(\d+)", xml)
    offered = [[row[ord(letter) - 65] for row in options[1 : int(last)]] for letter, last in lists]
    natures = list(dict.fromkeys(reference.natures().values()))
    assert offered[0] == natures
    if form == "progress":
        assert offered[1] == ["未开工", "在建", "停工", "竣工", "取消"]
    else:
        assert offered[1] == [row["sector"] for row in reference.rows("sectors")]
    assert all(word != "" for words in offered for word in words)
    assert "<pane" in xml
    assert 'state="frozen"' in xml
    assert 'orientation="landscape"' in xml
    assert 'fitToHeight="0"' in xml
    with zipfile.ZipFile(path) as archive:
        assert "Print_Titles" in archive.read("xl/workbook.xml").decode()


def test_command(tmp_path: Path):
    path = tmp_path / "form.xlsx"
    home = tmp_path / "home"
    done = portfolio(home, "template", "list", "-o", str(path), "--region", "500114", "--date", "2022-10-31")
    assert (done.exit_code, done.stdout) == (0, f"已生成 {path}\n")
    before = path.read_bytes()
    for arguments in (
        ("list", "-o", str(path)),
        ("list", "-o", str(tmp_path / "form.xls")),
        ("list", "-o", str(tmp_path / "nowhere" / "form.xlsx")),
        ("list", "-o", str(tmp_path / "a.xlsx"), "--region", "999999"),
        ("list", "-o", str(tmp_path / "a.xlsx"), "--date", "2022-31-10"),
    ):
        refused = portfolio(home, "template", *arguments)
        assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert path.read_bytes() == before
    assert portfolio(home, "template", "progress", "-o", str(path), "--force").exit_code == 0
