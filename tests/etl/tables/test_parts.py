"""Bundles and lots: money and quantities of a whole and its parts count once."""

from __future__ import annotations

from etl.document import read_document
from etl.tables.metadata import Given
from tests.etl.said import message

HEADER = "单位：万元,,,,\n序号,项目名称,建设内容和规模,总投资,建设期限\n"


def read(*rows: str):
    return read_document((HEADER + "\n".join(rows)).encode(), "清单.csv", Given())


def test_parts_that_add_up_to_a_little_more_stay_parts_and_are_doubted() -> None:
    """3,000 of 1,000 and 2,100; 30 km of 10 and 20."""
    document = read(
        "1,农村公路打捆项目,改造公路30公里,3000,2024-2025年",
        "1.1,甲村公路,改造公路10公里,1000,2024-2025年",
        "1.2,乙村公路,改造公路20公里,2100,2024-2025年",
        "2,丙镇道路,改造道路2公里,500,2024-2025年",
    )
    reports = document.frames["project_reports"]
    assert reports["total_investment_wan"].to_list() == [3000, 500]
    assert ["total_investment_wan" in fields for fields in reports["doubtful_fields"]] == [True, False]
    quantities = document.frames["quantities"].filter("is_added")
    assert quantities["value"].to_list() == [30, 2]
    (found,) = document.frames["findings"].filter(type="doubtful_money").to_dicts()
    assert "1000、2100" in message(found)
    assert "header_too_narrow" not in document.frames["findings"]["type"]


def test_a_part_that_costs_more_than_its_whole_is_a_project() -> None:
    document = read("1,甲中心,新建用房,4680,2024-2025年", "1.1,乙中心,新建用房,5800,2024-2025年")
    assert document.frames["project_reports"]["total_investment_wan"].to_list() == [4680, 5800]


def test_rows_that_are_numbered_alike_in_sections_are_no_parts_of_each_other() -> None:
    document = read(
        "（一）交通,,,,",
        "1-1,甲路,新建公路10公里,3000,2024-2025年",
        "1-2,乙路,新建公路5公里,1000,2024-2025年",
        "（二）水利,,,,",
        "2-1,丙渠,改造渠道8公里,900,2024-2025年",
        "2-2,丁渠,改造渠道2公里,300,2024-2025年",
    )
    assert document.frames["project_reports"]["total_investment_wan"].to_list() == [3000, 1000, 900, 300]
    assert "serial_unreadable" not in document.frames["findings"]["type"]
