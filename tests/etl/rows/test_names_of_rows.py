"""What names the projects of a list: a column of schools or villages, or one that states the contents as well."""

from __future__ import annotations

import pytest

from etl.parse.name_and_contents import end_of_name
from tests.etl.tables.said import csv, doubtful, findings, html, totals

BOTH = (
    "项目名称及建设规模",
    "项目名称及主要建设内容",
    "项目名称和建设内容及规模",
    "项目名称（建设内容）",
    "项目及建设内容",
)


def values(read, *fields: str) -> list[tuple]:
    return read.frames["project_reports"].select(*fields).rows()


@pytest.mark.parametrize(
    "header", ["学校名称", "单位名称", "医院名称", "村名", "小区名称", "道路名称", "工程名称", "建设项目", "项目"]
)
def test_a_column_of_what_is_built_names_the_projects(header):
    lines = (
        f"序号,{header},建设内容及规模,总投资（万元）",
        "1,会理市第一小学,新建教学楼1栋,1200",
        "2,河西,新建楼1栋,800",
    )
    for read in (csv("2026年建设项目清单", *lines), html("2026年建设项目清单", [line.split(",") for line in lines])):
        assert totals(read) == [("会理市第一小学", 1200), ("河西", 800)]
        assert not findings(read, "list_not_recognised")


@pytest.mark.parametrize(
    "header",
    [
        "序号,学校名称,地址,学生人数",
        "序号,单位名称,地址,规模",
        "序号,企业名称,行业,规模,地址",
        "序号,学校名称,中央资金,省级资金",
        "序号,村名,类型,地址",
    ],
)
def test_a_register_of_bodies_or_grants_to_them_is_no_list(header):
    read = csv("名册", header, "1,会理市第一小学,城北路,300,300", "2,河西小学,城南路,200,300")
    assert not read.frames["project_reports"].height


def test_a_name_of_a_project_comes_before_that_of_a_body():
    head = "序号,单位名称,项目名称,建设内容,总投资（万元）"
    read = csv("2026年项目清单", head, "1,市第一小学,综合楼新建,新建教学楼1栋,1200")
    assert totals(read) == [("综合楼新建", 1200)]
    assert not findings(read, "ambiguous_column")
    assert [found["column"] for found in findings(read, "unknown_column")] == ["单位名称"]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("黄水乡产业路：硬化道路3.5公里", "黄水乡产业路"),
        ("红旗村灌溉渠系工程，新建渠道5公里", "红旗村灌溉渠系工程"),
        ("河西小学综合楼。建筑面积3200平方米", "河西小学综合楼"),
        ("河西小学综合楼\n主要建设内容：新建综合楼1栋", "河西小学综合楼"),
        ("黄水乡产业路（硬化道路3.5公里）", "黄水乡产业路"),
        ("黄水乡产业路（二期）：硬化道路3.5公里", "黄水乡产业路（二期）"),
        ("国道348线提升工程：全长12公里", "国道348线提升工程"),
        ("黄水乡产\n业路：硬化道路3.5公里", "黄水乡产\n业路"),
    ],
)
def test_the_name_ends_where_the_contents_begin(cell, name):
    assert cell[: end_of_name(cell)] == name
    assert end_of_name(cell) is not None


@pytest.mark.parametrize(
    "cell",
    [
        "红旗村灌溉渠系工程",
        "硬化黄水乡道路3.5公里",
        "新建渠道5公里，道路3公里",  # no name stands before the mark
        "黄水乡、红旗村道路，桥梁各一座",
    ],
)
def test_where_no_mark_parts_them_the_cell_is_both(cell):
    assert end_of_name(cell) is None


@pytest.mark.parametrize("header", BOTH)
def test_one_column_of_names_and_contents(header):
    head = ["序号", header, "总投资（万元）", "建设期限"]
    rows = [["1", "国道348线提升工程：硬化道路3.5公里", "1200", "2026年"], ["2", "红旗村渠系工程", "500", "2026年"]]
    for read in (html("2026年计划表", [head, *rows]), csv("2026年计划表", *(",".join(row) for row in [head, *rows]))):
        assert values(read, "name", "content_raw") == [
            ("国道348线提升工程", "国道348线提升工程：硬化道路3.5公里"),
            ("红旗村渠系工程", "红旗村渠系工程"),
        ]
        assert read.frames["quantities"].select("kind", "value", "words").rows()[0][2] == "硬化道路3.5公里"
        assert read.frames["evidence"].filter(field="name").select("start", "end").rows()[0] == (0, 10)
        assert not findings(read, "number_open") + findings(read, "missing_column")[2:]
        assert "content_raw" not in doubtful(read)[0]


def test_a_section_in_a_list_of_one_column_of_names_and_contents():
    head = "序号,项目名称及建设规模,建设地点,总投资（万元）,建设期限"
    row = "1,黄水乡产业路：硬化道路3.5公里,黄水乡,1200,2026年"
    read = csv(
        "2026年计划表",
        head,
        ",一、交通,,1200,",
        row,
        ",二、水利（1个）,,500,",
        "2,红旗渠：新建渠道5公里,红旗村,500,2026年",
    )
    assert values(read, "name", "sector") == [("黄水乡产业路", "交通"), ("红旗渠", "水利")]


def test_rows_that_run_together_are_no_project_for_certain():
    head, together = ("序号", "项目名称", "总投资（万元）"), ("2<br>3", "乙公路<br>丙桥", "500")
    read = html("某县项目清单", [head, together, ("1<br>0", "丁公路", "300")])
    (_, together_doubtful), ten = values(read, "seq", "doubtful_fields")
    assert {"name", "seq", "total_investment_wan"} <= set(together_doubtful)
    assert ten == (10, ["region_id"])
