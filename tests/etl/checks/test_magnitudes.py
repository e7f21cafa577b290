"""Amounts that cannot be: a column whose unit is not that of its numbers, a single absurd cell; no false alarm."""

from pathlib import Path

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.lists import documents
from tests.etl.said import message
from tests.etl.tables.said import csv, doubtful, findings

ROWS = (
    "城南养老院,养老,新增床位200张,4500",
    "城北托育中心,托育,新增托位100个,680",
    "县人民医院迁建项目,医疗,建筑面积60000平方米,32000",
    "东环路改造工程,交通,道路改造,15000",
)
KINDS = {"unit_implausible", "value_implausible"}


def listed(unit: str, *rows: str) -> ReadDocument:
    numbered = (f"{number},{row}" for number, row in enumerate(rows, start=1))
    return csv("某县重大项目清单", f"序号,项目名称,行业,建设内容和规模,总投资（{unit}）", *numbered)


def with_amounts(*amounts: str) -> list[str]:
    return [f"{row.rpartition(',')[0]},{amount}" for row, amount in zip(ROWS, amounts, strict=True)]


def odd(read: ReadDocument) -> list[tuple[str, int | None]]:
    return [(f["type"], f["row"]) for f in read.frames["findings"].to_dicts() if f["type"] in KINDS]


@pytest.mark.parametrize(
    ("unit", "amounts", "likely"),
    [
        ("元", ("4500", "680", "32000", "15000"), "万元"),
        ("亿元", ("4500", "680", "32000", "15000"), "万元"),
        ("万元", ("0.45", "0.068", "3.2", "1.5"), "亿元"),
        ("万元", ("45000000", "6800000", "320000000", "150000000"), "元"),
    ],
)
def test_a_column_in_another_unit_is_one_finding_and_all_its_values_are_doubtful(
    unit: str, amounts: tuple[str, ...], likely: str
):
    read = listed(unit, *with_amounts(*amounts))
    assert odd(read) == [("unit_implausible", None)]
    assert f"若单位是{likely}，" in message(findings(read, "unit_implausible")[0])
    assert all("total_investment_wan" in fields for fields in doubtful(read))


def test_no_row_is_rejected_for_the_unit_of_its_column():
    read = listed("亿元", *with_amounts("4500", "680", "320000", "15000"))  # 320000 亿元 are 3.2e9 万元
    assert read.projects == 4
    assert odd(read) == [("unit_implausible", None)]


def test_an_amount_with_a_unit_of_its_own_says_nothing_of_the_column():
    read = listed("元", *with_amounts("4500", "680", "32000万元", "15000"))
    assert odd(read) == [("unit_implausible", None)]
    assert ["total_investment_wan" in fields for fields in doubtful(read)][:2] == [True, True]
    assert odd(listed("元", *with_amounts("4500万元", "680万元", "32000万元", "15000万元"))) == []


@pytest.mark.parametrize("unit", ["万元", "千元"])
def test_a_column_that_can_be_is_not_doubted(unit: str):
    factor = {"万元": 1, "千元": 10}[unit]
    amounts = [f"{amount * factor}" for amount in (4500, 680, 32000, 15000)]
    assert odd(listed(unit, *with_amounts(*amounts))) == []


def test_a_hospital_for_the_price_of_a_chair():
    read = listed("万元", *with_amounts("4500", "680", "1.35", "15000"))
    assert odd(read) == [("value_implausible", 3)]
    found = findings(read, "value_implausible")[0]
    assert (found["column"], found["raw"]) == ("总投资（万元）", "1.35")
    assert "若单位是亿元，" in message(found)
    assert ["total_investment_wan" in fields for fields in doubtful(read)] == [False, False, True, False]


def test_an_amount_for_each_bed_that_cannot_be_leaves_both_in_doubt():
    rows = [*ROWS[1:], "城西养老院,养老,新增床位2张,90000"]
    read = listed("万元", *rows)
    assert odd(read) == [("value_implausible", 4)]
    assert {"total_investment_wan", "elder_beds"} <= set(doubtful(read)[3])
    assert "每张养老床位45000万元" in message(findings(read, "value_implausible")[0])


@pytest.mark.parametrize(
    ("content", "wan", "said"),
    [
        ("新建道路0.1公里", "3000000", "每公里道路30000000万元"),  # 3 亿元 a metre
        ("新建道路30公里", "0.9", "每公里道路0.03万元"),
        ("新建道路3公里", "15000", ""),
        ("新建道路3公里", "60", ""),
    ],
)
def test_a_road_has_its_price_by_kilometre(content: str, wan: str, said: str):
    rows = (f"东环路改造,交通,{content},{wan}", "县城至某镇公路,交通,新建公路12公里,24000")
    read = listed("万元", *rows)
    assert odd(read) == ([("value_implausible", 1)] if said else [])
    assert not said or said in message(findings(read, "value_implausible")[0])


def test_kilometres_tell_the_unit_of_a_column():
    rows = ("甲路,交通,新建道路3公里,0.9", "乙路,交通,新建道路5公里,2.4", "丙路,交通,新建道路2公里,3")
    read = listed("万元", *rows)
    assert odd(read) == [("unit_implausible", None)]
    assert "若单位是亿元，" in message(findings(read, "unit_implausible")[0])


@pytest.mark.parametrize(
    ("unit", "areas", "likely"), [("万平方米", (12000, 1800, 60000), "平方米"), ("平方米", (1.2, 0.18, 6), "万平方米")]
)
def test_a_column_of_areas_in_another_unit_leaves_the_amounts_alone(unit: str, areas: tuple[float, ...], likely: str):
    rows = [
        f"{number},{name},医疗,{area},{wan}"
        for number, (name, area, wan) in enumerate(
            zip(("城南卫生院", "城北卫生院", "县医院"), areas, (4500, 680, 32000), strict=True), start=1
        )
    ]
    read = csv("某县重大项目清单", f"序号,项目名称,行业,建筑面积（{unit}）,总投资（万元）", *rows)
    assert odd(read) == [("unit_implausible", None)]
    assert f"若单位是{likely}，" in message(findings(read, "unit_implausible")[0])
    assert all("floor_area_m2" in fields and "total_investment_wan" not in fields for fields in doubtful(read))


def test_the_unit_of_a_progress_sheet_leaves_all_its_amounts_in_doubt():
    read = csv(
        "某县2024年5月重大项目调度表",
        "序号,项目名称,总投资（元）,累计完成投资（元）,形象进度",
        "1,城南养老院,4500,1200,主体施工",
        "2,县人民医院迁建项目,32000,9000,主体施工",
    )
    assert odd(read) == [("unit_implausible", None)]
    fields = read.frames["progress_reports"]["doubtful_fields"].to_list()
    assert all({"total_investment_wan", "invested_total_wan"} <= set(own) for own in fields)


def test_two_rows_of_many_do_not_speak_for_a_column():
    read = listed("万元", *ROWS, *ROWS[:3], "县医院分院,医疗,改造,0.5", "中医院分院,医疗,改造,0.6")
    assert odd(read) == [("value_implausible", 8), ("value_implausible", 9)]


def test_the_lists_of_the_tests_have_no_such_doubt():
    for _, path in documents():
        assert odd(read_document(Path(path).read_bytes(), path.name, Given())) == [], path.name
