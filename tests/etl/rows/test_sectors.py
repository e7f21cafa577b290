"""The sector of a row: as its column states it, else by the words of the name, and never one over the other."""

from __future__ import annotations

import pytest

from etl.document import read_document
from etl.tables.metadata import Given


def read(header: str, cell: str, name: str = "城南养老服务中心"):
    """The one report of a list, and the types of its findings at the column."""
    headers = f"序号\t项目名称\t建设内容\t总投资\t{header}"
    text = f"项目清单\n单位：万元\n{headers}\n1\t{name}\t床位100张\t1200\t{cell}\n"
    found = read_document(text.encode(), "list.txt", Given())
    (report,) = found.frames["project_reports"].to_dicts()
    findings = found.frames["findings"].to_dicts()
    return report, [row["type"] for row in findings if row["column"] == header]


@pytest.mark.parametrize(
    ("header", "cell", "sector"),
    [
        ("所属行业", "交通运输", "交通"),
        ("所属板块", "水利工程类", "水利"),
        ("行业领域", "工业", "产业"),
        ("所属领域", "养老服务", "养老"),
    ],
)
def test_a_stated_sector_counts_whatever_the_name_says(header, cell, sector):
    report, types = read(header, cell)
    assert (report["sector"], report["sector_rule"]) == (sector, "stated")
    assert types == []


def test_a_sector_on_no_list_stands_by_itself_with_a_note():
    report, types = read("所属行业", "低空经济")
    assert (report["sector"], report["sector_rule"]) == ("低空经济", "stated")
    assert types == ["sector_not_listed"]


@pytest.mark.parametrize("cell", ["", "—", "无"])
def test_where_nothing_is_stated_the_name_tells(cell):
    report, _ = read("所属行业", cell)
    assert (report["sector"], report["sector_rule"]) == ("养老", "name-elder")


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("文旅康养小镇", "文旅"),  # no home for elders for certain
        ("城关至河东公路", "交通"),
        ("石门水库除险加固", "水利"),
        ("城西污水处理厂", "市政"),
        ("城西老旧小区改造", "保障性住房与城市更新"),
    ],
)
def test_names_of_other_sectors(name, sector):
    report, _ = read("备注", "", name)
    assert report["sector"] == sector


def test_beds_of_a_wide_sector_go_by_the_name():
    report, _ = read("所属行业", "社会民生")
    assert (report["sector"], report["elder_beds"]) == ("社会民生", 100)
