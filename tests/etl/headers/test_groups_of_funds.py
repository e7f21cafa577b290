"""Headers of money below groups, cut by the lines of a page, and of sources that are named in other words."""

from __future__ import annotations

import pytest

from etl.contract.values import TableKind
from etl.headers import columns, header_cells, units


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("申请中央\n预算内投\n资", "fund.central_budget..申请中央预算内投资"),
        ("资金筹措\n专项债\n券", "fund.local_special_bond..专项债券"),
        ("其中\n县级自筹", "fund.municipal_county..县级自筹"),
        ("已下达中央预算内投资（万元）", "fund.central_budget..已下达中央预算内投资"),
        ("投资（万元）\n居民出资", "fund.residents..居民出资"),
        ("以工代赈资金\n（元）", "fund.work_relief..以工代赈资金"),
        ("省级补助资金", "fund.provincial..省级补助资金"),
        ("其中：省级（元）", "fund.provincial..省级"),
        ("中央到位资金", None),  # what has arrived is no plan
    ],
)
def test_sources(header: str, field: str | None):
    assert header_cells.field_of(header, TableKind.PROJECT_LIST) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("26年投资（万）", "year_amount.2026"),
        ("2026年投资计划\n全年", "year_plan.2026"),
        ("投资情况\n2026年计划", "year_plan.2026"),
        ("投资情况\n截至2025年底完成", "invested.2025"),
        ("截至目前完成（万元）", "invested"),
        ("开工", "planned_start"),
        ("竣工", "planned_finish"),
        ("计划并网（投产）", "planned_finish"),
        ("建成年份", None),  # of a housing estate
        ("行业主管部门", "implementing_unit"),
        ("牵头", "implementing_unit"),
        ("债券领域", "sector"),
        ("产业类型", "sector"),
        ("年内计划投资", "annual_plan"),
        ("2025年度目标\n计划投资（亿元）", "year_plan.2025"),
        ("至2024年底累计", "invested.2024"),
        ("累计完成", "invested"),
        ("工程进度安排", "period"),
        ("建成内容", "content"),
        ("投资方", "owner_unit"),
    ],
)
def test_columns_of_lists(header: str, field: str | None):
    assert header_cells.field_of(header, TableKind.PROJECT_LIST) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("估算（万元）", "total_investment"),
        ("投资额\n概算", "total_investment"),
        ("投资\n总盘子（亿元）", "total_investment"),
        ("投资额\n2025年目标", "year_plan.2025"),
        ("2025年（万元）", "year_amount.2025"),
        ("投资\n今年（万元）", "annual_plan"),
        ("投资额\n已完成（至2024.12）", "invested"),
        ("2025年目标", "work_of_year"),
        ("产值（万元）", None),
        ("占地（亩）\n2025年（万元）", None),
    ],
)
def test_what_is_of_money_by_its_unit_or_its_group(header: str, field: str | None):
    assert header_cells.field_of(header, TableKind.PROJECT_LIST) == field


def test_a_base_year_in_the_head_is_no_column_of_years():
    assert header_cells.field_of("基期年（2024年）", TableKind.TARGETS) == "base_2024"
    assert header_cells.field_of("基期年", TableKind.TARGETS) == "dated_base"


def test_two_columns_of_contents_beside_an_unknown_one():
    found = columns.columns(["项目名称", "建设内容", "建设规模", "红黄蓝评价", "总投资"], TableKind.PROJECT_LIST)
    assert [column.field for column in found] == ["name", "content", "content_more", None, "total_investment"]


def test_the_authority_is_no_rival_of_the_responsible_unit():
    found = columns.columns(["项目名称", "总投资", "责任单位", "主管部门"], TableKind.PROJECT_LIST)
    assert [column.field for column in found][2:] == ["implementing_unit", None]
    assert found[3].rival is None


@pytest.mark.parametrize(
    "words",
    [
        "金额：万元；长度：公里",
        "单位：万元、平方米",
        "（公里、万元）",
        "计量单位：万元、平方米、个（张）",
        "（从系统复制，金额均为万元，截至5月20日）",
        "除另注外金额以万元计。",
        "制表：县重点办；截至2025-11-30；金额：万元",
        "调度时点：2025年10月末单位：除注明外为万元",
        "请各单位抓紧完善前期。表内投资除注明外均以万元计。",
    ],
)
def test_units_beside_each_other(words: str):
    assert units.caption_unit(words) == "万元"


def test_a_bound_of_amounts_is_no_unit():
    assert units.caption_unit("投资为亿元以上的项目") is None


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("本月止累计完成投资\n当年", "invested_year"),
        ("本月止累计完成投资\n总累计", "invested_total"),
        ("开工至今累计（万元）", "invested_total"),
        ("总体进度\n%", "physical_progress"),
        ("存在问题及解决措施\n问题", "problems"),
        ("存在问题及解决措施\n解决时限", "problem_deadline"),
        ("状态", "status"),
        ("下步难点", "problems"),
    ],
)
def test_columns_of_sheets(header: str, field: str):
    assert header_cells.field_of(header, TableKind.PROGRESS) == field
