"""The unit of money is found wherever a reader finds it; what is borrowed or stated twice is doubtful."""

from tests.etl.said import message
from tests.etl.tables.said import csv, doubtful, findings, html, totals

HEAD = "序号,项目名称,建设规模及内容,建设期,总投资"
ROW = "1,甲公路,二级公路12公里,2022-2026,1.5"


def test_a_unit_above_the_table():
    for above in (
        "表12：在建项目的基本情况（公里、亿元）,,,,",
        "在建项目的基本情况,,,,亿元",
        "在建项目表,,,,（亿元）",
        "在建项目表,,金额单位：人民币亿元,,",
        "在建项目表（单位：亿元；公里）,,,,",
        "在建项目表,,,投资额：亿元,",
    ):
        read = csv(above, HEAD, ROW)
        assert totals(read) == [("甲公路", 15000)], above
        assert "total_investment_wan" not in doubtful(read)[0], above


def test_a_unit_in_the_header():
    for behind in ("/亿元", "（公里、亿元）", "亿元", "（不含征地，亿元）", "（单位：亿元）"):
        header = f"总投资{behind}"
        read = csv("在建项目表", HEAD.replace("总投资", f'"{header}"'), ROW)
        assert totals(read) == [("甲公路", 15000)], header
        assert not findings(read, "unit_not_stated"), header


def test_a_unit_below_the_table():
    table = [HEAD.split(","), ROW.split(",")]
    below = html("在建项目表", [*table, ["注：表中投资单位为亿元", "", "", "", ""]])
    assert totals(below) == [("甲公路", 15000)]
    assert "total_investment_wan" not in doubtful(below)[0]


def test_the_unit_below_a_table_that_is_a_caption_belongs_to_the_next():
    first, second = ([HEAD.split(","), ROW.replace("甲", name).split(",")] for name in "甲乙")
    read = html("在建项目表", first, second, between="储备项目表（亿元）")
    assert totals(read) == [("甲公路", 1.5), ("乙公路", 15000)]
    assert [message(found) for found in findings(read, "unit_not_stated")]


def test_two_units_of_money_for_one_amount_are_none():
    for above, header in (("单位：万元、亿元", "总投资"), ("单位：万元", "总投资（亿元/万元）")):
        read = csv(above, HEAD.replace("总投资", header), ROW)
        assert "total_investment_wan" in doubtful(read)[0], above
        assert findings(read, "unit_not_stated"), above


def test_a_unit_is_borrowed_with_a_doubt():
    read = csv("在建项目表", f"{HEAD},年度计划投资（亿元）", f"{ROW},0.5")
    assert totals(read) == [("甲公路", 15000)]
    assert "total_investment_wan" in doubtful(read)[0]
    (found,) = findings(read, "unit_borrowed")
    assert (found["column"], found["row"]) == ("总投资", None)
    assert "年度计划投资(亿元)" in message(found) or "年度计划投资（亿元）" in message(found)


def test_a_unit_of_an_earlier_table_is_borrowed_where_the_header_is_the_same():
    first, second = ([HEAD.split(","), ROW.replace("甲", name).split(",")] for name in "甲乙")
    read = html("续建项目 单位：亿元", first, second, between="（二）储备项目")
    assert totals(read) == [("甲公路", 15000), ("乙公路", 15000)]
    assert ["total_investment_wan" in fields for fields in doubtful(read)] == [False, True]


def test_a_cell_with_a_unit_of_its_own_borrows_none():
    read = csv("在建项目表", f"{HEAD},年度计划投资（亿元）", f"{ROW}亿元,0.5")
    assert totals(read) == [("甲公路", 15000)]
    assert not findings(read, "unit_borrowed")


def test_the_unit_above_a_header_of_three_rows_counts() -> None:
    header = (
        "序号,项目基本情况,项目基本情况,项目基本情况,投资情况,时间安排,时间安排",
        "序号,项目名称,所在县市,建设内容及规模,总投资,计划开工,计划竣工",
    )
    rows = ("1,甲路,大安市,道路12公里,58.9,2025-04,2027-06", "2,乙桥,洮南市,桥梁1座,19.8,2025-05,2026-11")
    read = csv("某市项目表", "投资单位：亿元", *header, *rows)
    assert totals(read) == [("甲路", 589_000), ("乙桥", 198_000)]
