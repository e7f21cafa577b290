"""Totals that a list states, in whichever unit it states them, against the sums of its rows."""

from __future__ import annotations

import json

import pytest

from etl.document import read_document
from etl.tables.metadata import Given

HEADER = "序号,项目名称,项目类型,建设期限,建设地点,建设内容和规模,总投资{unit},组织实施单位"
WAN = "单位：万元"
ROWS = [("甲敬老院", 12000), ("乙托育中心", 8000), ("丙敬老院", 5000)]  # 25,000 万元 = 2.5 亿元


def mismatches(
    total: str, unit: str = "", rows: list[tuple[str, int]] = ROWS, caption: str = "单位：万元"
) -> list[str]:
    """What findings of a list with this totals row say that it states."""
    lines = ["重庆市黔江区养老重大项目清单", "成文日期：2022-01-15", caption, HEADER.format(unit=unit)]
    for number, (name, amount) in enumerate(rows, start=1):
        lines.append(f"{number},{name},新建,2021-2022,城东街道,新增床位100张,{amount},县民政局")
    document = read_document("\n".join([*lines, total]).encode(), "清单.csv", Given())
    assert document.projects == len(rows)
    return document.frames["findings"].filter(type="total_mismatch")["raw"].to_list()


@pytest.mark.parametrize(
    "total",
    [
        "合计,,,,,,25000,",
        "总计3个，总投资2.5亿元,,,,,,,",
        "总计3个，总投资25000万元,,,,,,,",
        "总计3个，总投资250000000元,,,,,,,",
        "总计3个，总投资25000,,,,,,,",  # without a unit: 万元
        "合计,,,,,,2.5亿元,",
    ],
)
def test_a_total_that_agrees_is_no_finding(total: str):
    assert mismatches(total) == []


@pytest.mark.parametrize(
    ("total", "words"),
    [
        ("合计,,,,,,2500,", ["2500"]),
        ("总计3个，总投资25亿元,,,,,,,", ["总投资25亿元"]),
        ("总计3个，总投资2.5万元,,,,,,,", ["总投资2.5万元"]),
        ("总计3个，总投资25000元,,,,,,,", ["总投资25000元"]),
        ("总计4个，总投资2.5亿元,,,,,,,", ["总计4个"]),
        ("合计,,,,,,25亿元,", ["25亿元"]),
    ],
)
def test_a_total_in_another_magnitude_is_a_finding(total: str, words: list[str]):
    assert mismatches(total) == words


def test_the_unit_of_the_column_holds_for_its_total():
    small = [("甲敬老院", 2), ("乙敬老院", 3)]
    assert mismatches("合计,,,,,,5,", "（亿元）", small, "") == []
    assert mismatches("合计,,,,,,50000,", "（亿元）", small, "") == ["50000"]
    assert mismatches("总计2个，总投资50000万元,,,,,,,", "（亿元）", small, "") == []


@pytest.mark.parametrize(
    ("serials", "gaps"),
    [
        ("1,2,3", []),
        ("2,3,4", [("2", 0, 2)]),  # the first row is gone
        ("3,4,5", []),  # an extract
        ("1,3,4", [("3", 1, 3)]),
        ("1,x,3", []),  # what cannot be read is a finding already; the next runs on
        ("1,x,4", [("4", 2, 4)]),
    ],
)
def test_a_gap_is_between_the_number_before_and_the_one_that_stands_there(
    serials: str, gaps: list[tuple[str, int, int]]
):
    lines = ["重庆市黔江区养老重大项目清单", "成文日期：2022-01-15", "单位：万元", HEADER.format(unit="")]
    for serial, (name, amount) in zip(serials.split(","), ROWS, strict=True):
        lines.append(f"{serial},{name},新建,2021-2022,城东街道,新增床位100张,{amount},县民政局")
    found = read_document("\n".join(lines).encode(), "清单.csv", Given()).frames["findings"].filter(type="serial_gap")
    params = [json.loads(params) for params in found["params"].to_list()]
    assert [(raw, told["before"], told["here"]) for raw, told in zip(found["raw"], params, strict=True)] == gaps
