"""A column of a sheet that is far above what holds it is in another unit, whatever its caption says."""

from __future__ import annotations

import pytest

from etl.document import ReadDocument
from tests.etl.said import message
from tests.etl.tables.said import csv, findings

ROWS = ("1,城南敬老院,1.86,640,1.12", "2,城北敬老院,3.2,1120,1.94", "3,城东敬老院,0.74,260,0.46")


def sheet(unit: str, *rows: str) -> ReadDocument:
    return csv("2025年10月项目调度表", unit, "序号,项目名称,总投资,本月完成投资,累计完成投资", *rows)


def doubtful(read: ReadDocument) -> set[str]:
    return {name for fields in read.frames["progress_reports"]["doubtful_fields"] for name in fields}


def test_a_month_above_all_that_was_done_is_doubtful():
    read = sheet("单位：亿元", *ROWS)
    assert doubtful(read) == {"invested_month_wan", "invested_total_wan", "total_investment_wan"}
    (finding,) = findings(read, "unit_implausible")
    assert finding["column"] == "本月完成投资"
    assert "3行中有3行" in message(finding)


def test_one_row_that_costs_more_says_nothing_of_the_column():
    rows = ("1,城南敬老院,100,900,1200", "2,城北敬老院,3200,120,194", "3,城东敬老院,740,26,46")
    assert not findings(sheet("单位：万元", *rows), "unit_implausible")


@pytest.mark.parametrize(
    "caption",
    [
        "单位：亿元（“本月”栏为万元）",
        "单位：亿元，其中本月完成投资以万元计",
        "总投资、累计完成投资单位：亿元，其余为万元",
    ],
)
def test_a_column_that_the_caption_names_is_in_its_own_unit(caption: str):
    read = sheet(caption, *ROWS)
    reports = read.frames["progress_reports"]
    assert reports["invested_month_wan"].to_list() == [640, 1120, 260]
    assert reports["invested_total_wan"].to_list() == [11200, 19400, 4600]
    assert not doubtful(read)


def test_a_caption_that_names_no_column_of_the_table_leaves_the_unit_open():
    assert doubtful(sheet("单位：亿元，其余以万元计", *ROWS)) >= {"invested_total_wan", "total_investment_wan"}
