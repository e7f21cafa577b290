"""A column of types (类别, 类型): its cells decide whether they are natures, sectors or natures of the year."""

from __future__ import annotations

import json

import pytest

from tests.etl.tables.said import csv, doubtful, findings, html

NAMES = ("龙潭某工程", "黄水乡某工程", "红旗村某工程")


def read(header: str, *cells: str, more: str = "", of_more: str = ""):
    lines = [f"序号,项目名称,{header},建设地点,总投资（万元）,建设期限{more}"]
    named = enumerate(zip(NAMES, cells, strict=False), start=1)
    lines += [f"{at},{name},{cell},会理市,1200,2026年{of_more}" for at, (name, cell) in named]
    return csv("会理市2026年重点项目清单", *lines)


def values(found, *fields: str) -> list[tuple[str | None, ...]]:
    return found.frames["project_reports"].select(*fields).rows()


@pytest.mark.parametrize("header", ["类别", "项目类别", "类型", "项目类型"])
def test_cells_that_are_mostly_natures_make_a_column_of_natures(header):
    found = read(header, "新建", "续建", "强链补链")
    assert values(found, "nature") == [("新建",), ("续建",), (None,)]
    assert [one["row"] for one in findings(found, "unknown_nature")] == [3]
    assert not findings(found, "sector_not_listed")


@pytest.mark.parametrize("header", ["类别", "项目类别", "类型", "项目类型"])
def test_other_cells_make_a_column_of_sectors(header):
    found = read(header, "水利", "强链补链", "社会事业")
    assert values(found, "sector", "sector_rule") == [
        ("水利", "stated"),
        ("强链补链", "stated"),
        ("社会民生", "stated"),
    ]
    assert not findings(found, "unknown_nature") + findings(found, "sector_undetermined")
    assert len(findings(found, "sector_not_listed")) == 1
    assert doubtful(found) == [[], [], []]


def test_natures_and_sectors_in_one_column_are_told_apart():
    found = read("类别", "水利", "新建", "强链补链")
    assert values(found, "nature", "sector") == [(None, "水利"), ("新建", None), (None, "强链补链")]
    assert [one["row"] for one in findings(found, "sector_undetermined")] == [2]


def test_natures_of_the_year():
    found = read("项目类别", "新开工", "续建", "储备")
    assert values(found, "year_nature") == [("新开工",), ("续建",), ("储备",)]
    assert not findings(found, "unknown_nature") + findings(found, "sector_not_listed")


def test_beside_a_column_of_natures_types_are_sectors():
    found = read("类别", "水利", "强链补链", "", more=",建设性质", of_more=",新建")
    assert values(found, "nature", "sector") == [("新建", "水利"), ("新建", "强链补链"), ("新建", None)]


@pytest.mark.parametrize(
    "cells", [("政府投资", "企业投资"), ("市级重点", "一般项目"), ("审批类", "备案类"), ("A类", "B类")]
)
def test_types_of_another_kind_are_a_column_that_is_not_used(cells):
    found = read("项目类型", *cells)
    (unused,) = findings(found, "unknown_column")
    assert json.loads(unused["params"])["cells"] == list(cells)
    assert not findings(found, "unknown_nature") + findings(found, "sector_not_listed")


def test_a_nature_with_a_slip_is_no_sector():
    found = read("类别", "新健")
    assert values(found, "nature", "sector") == [(None, None)]
    assert findings(found, "unknown_nature")


def test_in_a_page_too():
    head = ["序号", "项目名称", "项目类别", "总投资（万元）"]
    found = html(
        "会理市2026年重点项目清单", [head, ["1", "龙潭某工程", "水利", "500"], ["2", "黄水某工程", "低空经济", "800"]]
    )
    assert values(found, "sector") == [("水利",), ("低空经济",)]


def test_a_state_that_is_no_nature_of_the_year_is_told():
    head = "序号,项目名称,总投资（万元）,建设状态"
    read = csv("会理市项目清单", head, "1,供水工程,1200,未开工", "2,红旗渠,800,续建", "3,城北桥,900,—")
    assert read.frames["project_reports"]["year_nature"].to_list() == [None, "续建", None]
    assert [one["raw"] for one in findings(read, "unknown_year_nature")] == ["未开工"]
