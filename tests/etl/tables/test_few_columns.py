"""A grid with a column of project names and one more field is a list, or a finding says why it is none."""

from tests.etl.said import message
from tests.etl.tables.said import csv, findings, html, kinds, totals


def test_a_name_and_one_more_field_make_a_list():
    for header, row in {
        "项目名称,总投资（万元）": "城北小学,300",
        "工程名称,建设期间": "城北大桥,2024-2025",
        "序号,项目名称,新增床位": "1,城北福利院,50",
        "重点工程名称,建设规模": "城北水厂,日供水3万吨",
        "序号,项目名称,投资（亿）,建设地点": "1,城北大桥,0.3,城北",
        "序号,县区,项目名称,2024年完成情况": "1,甲县,城北大桥,已完工",
    }.items():
        read = csv("某县项目表", header, row)
        assert read.projects == 1, header
        assert not findings(read, "list_not_recognised")


def test_a_list_of_few_columns_beside_another_is_read_too():
    read = html(
        "某县项目",
        [["序号", "项目名称", "建设性质", "建设地点", "总投资（万元）"], ["1", "城北小学", "新建", "城北", "300"]],
        [["序号", "项目名称", "总投资（万元）", "开工时间"], ["1", "城南小学", "500", "2024年3月"]],
        between="续建项目",
    )
    assert totals(read) == [("城北小学", 300), ("城南小学", 500)]


def test_below_a_bare_word_the_names_must_be_projects():
    projects = csv("项目,投资额（万元）", "城北小学改造工程,300", "城南医院建设项目,500")
    assert totals(projects) == [("城北小学改造工程", 300), ("城南医院建设项目", 500)]
    accounts = csv("项目,投资额（万元）", "差旅支出,300", "办公支出,500")
    assert accounts.projects == 0


def test_what_is_no_list_says_why_and_shows_its_first_rows():
    only = csv("项目名称,委托方", "城北大桥,县交通局", "城南大桥,县交通局")
    (found,) = findings(only, "list_not_recognised")
    assert "城北大桥 | 县交通局" in message(found)
    assert only.frames["list_rows"].height == 2

    services = csv("序号,项目名称,实施主体", "1,对无证行医的处罚,县卫健局", "2,对违法排污的处罚,县环保局")
    assert services.projects == 0
    (found,) = findings(services, "list_not_recognised")
    assert "不像项目名称" in message(found)
    assert "对无证行医的处罚" in message(found)
    permits = csv("序号,项目名称,实施主体", "1,建设工程规划许可,县住建局", "2,城镇道路挖掘审批,县城管局")
    assert permits.projects == 0


def test_financial_tables_are_neither_lists_nor_targets():
    sheet = csv("项目,2024年末,2023年末", "货币资金,300,200", "存货,10,20", "流动资产合计,310,220")
    ratios = csv("指标,2023年,2024年", "流动比率,1.2,1.3", "资产负债率,60%,61%")
    terms = csv("序号,债券简称,发行规模,票面利率,期限", "1,24某投01,10亿元,3.2%,5年")
    for read in (sheet, ratios, terms):
        assert (read.projects, read.targets) == (0, 0)
        assert len(findings(read, "list_not_recognised")) == 0
    assert kinds(ratios) == ["other"]
    assert findings(ratios, "financial_table")


def test_indicators_that_speak_of_capital_stay_targets():
    read = csv("指标,2023年,2025年", "固定资产投资（亿元）,100,120", "一般公共预算收入（亿元）,20,25", "托位数,10,20")
    assert read.targets == 3


def test_a_list_of_problems_is_no_list_of_projects():
    read = csv(
        "存在问题清单",
        "序号,项目名称,存在问题,责任部门,解决时限",
        "1,冰雪装备研发制造基地,高压线未迁改,城管局,8月31日前",
    )
    assert read.frames["project_reports"].is_empty()
    (found,) = read.frames["findings"].filter(type="list_not_recognised").to_dicts()
    assert found["detail"] == "only_problems" and "高压线未迁改" in found["params"]
