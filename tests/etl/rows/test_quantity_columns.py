"""Columns that count something: by their header, beside the contents, and which of them are none."""

from __future__ import annotations

import json

import pytest

from etl.parse.quantities import quantity_column
from tests.etl.tables.said import csv, doubtful, findings, html


def read(headers: str, *rows: str, content: bool = False):
    head = f"序号,项目名称,{'建设内容,' if content else ''}{headers},总投资（万元）"
    lines = [head, *(f"{at},{row},500" for at, row in enumerate(rows, start=1))]
    return csv("会理市2026年项目清单", *lines)


def quantities(found) -> list[tuple]:
    rows = found.frames["quantities"].select("kind", "value", "unit", "basis", "is_added").rows()
    return [(kind, float(value), unit, basis, is_added) for kind, value, unit, basis, is_added in rows]


@pytest.mark.parametrize(
    ("header", "cell", "wanted"),
    [
        ("改造户数", "120", ("households", 120, "户", "renovated", True)),
        ("改造户数（户）", "120户", ("households", 120, "户", "renovated", True)),
        ("改造面积（万平方米）", "1.2", ("renovated_m2", 12000, "平方米", "renovated", True)),
        ("里程（公里）", "3.5", ("road_km", 3.5, "公里", "design", True)),
        ("道路长度（km）", "约3.5", ("road_km", 3.5, "公里", "design", True)),
        ("管网长度/米", "3500", ("pipe_km", 3.5, "公里", "design", True)),
        ("新建停车位（个）", "60", ("parking_space", 60, "个", "new", True)),
        ("新增车位数", "60", ("parking_space", 60, "个", "new", True)),
        ("装机容量（MW）", "20", ("power_mw", 20, "兆瓦", "design", True)),
        ("库容（万立方米）", "3.5", ("reservoir_m3", 35000, "立方米", "design", True)),
        ("套数", "90", ("other", 90, "套", "design", True)),
        ("楼栋数", "9", ("building", 9, "栋", "design", True)),
        ("现有户数", "300", ("households", 300, "户", "existing", False)),
    ],
)
def test_a_column_of_quantities(header, cell, wanted):
    found = read(header, f"河滨路工程,{cell}")
    assert quantities(found) == [wanted]
    assert not findings(found, "unknown_column")
    assert "quantities" not in doubtful(found)[0]
    (item,) = found.frames["evidence"].filter(field="quantities").to_dicts()
    assert (item["header"], item["raw"], item["start"]) == (header, cell, 0)


@pytest.mark.parametrize(
    "header",
    ["惠及人口", "路面宽度（米）", "里程", "标准（个）", "已完成户数", "2026年改造户数", "层数", "户均面积（平方米）"],
)
def test_a_column_of_another_number_stays_a_finding(header):
    assert quantity_column(header) is None
    found = read(header, "河滨路工程,12")
    assert quantities(found) == []
    assert [one["column"] for one in findings(found, "unknown_column")] == [header]


def test_in_a_page_too_and_below_a_unit_of_its_own():
    head = ["序号", "小区名称", "地址", "改造户数", "改造面积", "总投资（万元）"]
    units = ["", "", "", "户", "万平方米", ""]
    found = html("老旧小区改造计划", [head, units, ["1", "河滨小区", "城北街道", "120", "1.2", "800"]])
    assert [one[:2] for one in quantities(found)] == [("households", 120), ("renovated_m2", 12000)]


@pytest.mark.parametrize("cell", ["", "—", "/", "无", "待定"])
def test_nothing_is_stated(cell):
    found = read("改造户数", f"河滨小区,{cell}")
    assert quantities(found) == []
    assert "quantities" not in doubtful(found)[0]


@pytest.mark.parametrize("cell", ["若干", "一百二十户", "120户及5公里", "见附件"])
def test_what_is_no_number_is_a_doubt(cell):
    found = read("改造户数", f"河滨小区,{cell}")
    assert quantities(found) == []
    assert "quantities" in doubtful(found)[0]
    assert [one["raw"] for one in findings(found, "unread_quantity")] == [cell]


def test_what_the_contents_say_too_counts_once():
    found = read("里程（公里）,改造户数", "黄水乡产业路,新建道路3.5公里；改造120户,3.5,120", content=True)
    assert quantities(found) == [("road_km", 3.5, "公里", "new", True), ("households", 120, "户", "renovated", True)]
    aside = found.frames["evidence"].filter(field="set_aside").select("header", "rule").rows()
    assert aside == [("建设内容", "stated_by_column")] * 2
    assert not findings(found, "doubtful_capacity")


def test_a_sum_of_what_the_contents_say():
    found = read("里程（公里）", "黄水乡某工程,硬化道路2公里；新建渠道1.5公里,3.5", content=True)
    assert [one[1] for one in quantities(found)] == [3.5]
    assert not findings(found, "doubtful_capacity")


def test_another_number_in_the_contents_is_a_doubt():
    found = read("改造户数", "河滨小区,改造150户,120", content=True)
    assert quantities(found) == [("households", 120, "户", "renovated", True)]
    (differs,) = findings(found, "doubtful_capacity")
    assert json.loads(differs["params"])["words"] == ["150户"]
    assert "quantities" in doubtful(found)[0]


def test_of_two_that_may_count_the_same_the_one_that_says_what_is_done():
    found = read("户数,改造户数,里程（公里）,管网长度（公里）", "河滨小区,300,120,5,3")
    assert [one[:2] for one in quantities(found)] == [("households", 120), ("pipe_km", 3)]
    assert {one["column"] for one in findings(found, "unknown_column")} == {"户数", "里程（公里）"}


def test_what_stood_there_before_is_not_what_is_added():
    found = read("原有停车位（个）,新建停车位（个）", "河滨停车场,20,60")
    assert [(one[1], one[4]) for one in quantities(found)] == [(20, False), (60, True)]


def test_the_contents_say_of_what_a_length_is():
    found = read("长度（公里）", "黄水乡产业路,新建渠道3.5公里,3.5", content=True)
    assert quantities(found) == [("canal_km", 3.5, "公里", "new", True)]


def test_what_is_mended_makes_a_list_of_names():
    found = csv("老旧小区改造计划", "序号,小区名称,地址,改造户数", "1,河滨小区,城北街道,120", "2,家属院,城北街道,60")
    assert found.projects == 2
    register = csv("小区名册", "序号,小区名称,地址,户数", "1,河滨小区,城北街道,120", "2,家属院,城北街道,60")
    assert register.projects == 0
