"""An indicator's columns are points in time: what was reached in between is neither its base nor a target."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given

MONITORING = "黔江区主要指标年度监测表（2023年）"


def document(headers: str, *rows: str, title: str = MONITORING) -> ReadDocument:
    """A table of indicators whose rows are numbered; each begins with its name."""
    header = f"序号,指标名称,{headers},指标属性"
    lines = [f"{number},{row},预期性" for number, row in enumerate(rows, start=1)]
    return read_document("\n".join([title, header, *lines, ""]).encode(), "table.csv", Given("500114"))


def points(read: ReadDocument) -> set[tuple[Any, ...]]:
    """Kind, year and value of each point."""
    return {(row["kind"], row["year"], row["value"]) for row in read.frames["indicator_points"].to_dicts()}


def types(read: ReadDocument) -> list[str]:
    return read.frames["findings"]["type"].to_list()


@pytest.mark.parametrize(
    ("headers", "cells", "actual"),
    [
        ("2020年,2023年实际完成值,2025年目标值", "1450,2100,2800", {("actual", 2023, 2100)}),
        ("2020年实际,2023年完成情况,2025年目标", "1450,2100,2800", {("actual", 2023, 2100)}),
        ("2023年实际完成值,2020年,2025年目标值", "2100,1450,2800", {("actual", 2023, 2100)}),
        ("2020年基数,实际完成值,2025年目标", "1450,2100,2800", {("actual", 2023, 2100)}),
        ("现状值（2020年）,截至2022年底完成情况,2023年度实际,目标值（2025年）", "1450,1800,2100,2800",
         {("actual", 2022, 1800), ("actual", 2023, 2100)}),
        ("2020年实际,2025年目标", "1450,2800", set()),
        ("2020年,2025年", "1450,2800", set()),
    ],
)  # fmt: skip
def test_the_base_is_what_lies_before_all_others(headers: str, cells: str, actual: set[Any]):
    read = document(headers, f"养老服务床位总数（张）,{cells}")
    assert points(read) == {("base", 2020, 1450), ("target", 2025, 2800)} | actual
    names = ("baseline_year", "baseline_value", "target_year", "target_value")
    assert read.frames["targets"].select(names).rows() == [(2020, 1450, 2025, 2800)]
    assert set(read.frames["indicator_points"]["certainty"]) == {"certain"}
    assert types(read) == []


def test_what_a_plan_starts_from_is_its_base():
    read = document("2023年实际,2024年目标,2025年目标", "托位数,2100,2400,2800", title="黔江区主要指标")
    assert points(read) == {("base", 2023, 2100), ("target", 2024, 2400), ("target", 2025, 2800)}


def test_what_a_later_table_tells_is_never_a_base():
    read = document("2023年实际,2024年目标,2025年目标", "托位数,2100,2400,2800")
    assert points(read) == {("actual", 2023, 2100), ("target", 2024, 2400), ("target", 2025, 2800)}
    assert read.frames["targets"]["baseline_value"].to_list() == [None, None]


def test_a_table_of_what_was_reached_has_no_targets():
    read = document("2022年实际,2023年实际", "托位数,1800,2100")
    assert points(read) == {("actual", 2022, 1800), ("actual", 2023, 2100)}
    assert read.frames["targets"].height == 0
    assert types(read) == []


def test_target_and_actual_of_one_year_are_two_columns():
    read = document("2023年目标,2023年实际,2023年完成率,2025年目标", "托位数,3000,3150,105%,4000")
    assert points(read) == {
        ("target", 2023, 3000), ("actual", 2023, 3150), ("progress", 2023, 105), ("target", 2025, 4000),
    }  # fmt: skip
    assert types(read) == []


def test_targets_of_two_years_in_brackets_are_two_columns():
    read = document("目标值（2023年）,目标值（2025年）", "托位数,3000,4000")
    assert points(read) == {("target", 2023, 3000), ("target", 2025, 4000)}
    assert types(read) == []


def test_a_bare_year_that_is_past_may_be_either():
    read = document("2020年,2023年,2025年", "托位数,1450,2100,2800")
    assert points(read) == {("base", 2020, 1450), ("actual", 2023, 2100), ("target", 2025, 2800)}
    kinds = read.frames["indicator_points"].filter(certainty="doubtful")["kind"].to_list()
    assert (kinds, types(read)) == (["actual"], ["actual_or_target"])


def test_an_actual_without_a_year_is_told():
    read = document("2020年,实际完成值,2025年目标", "托位数,1450,2100,2800", title="黔江区指标监测表")
    assert ("actual", None, 2100) in points(read)
    assert types(read) == ["actual_year_not_stated"]


def test_every_point_is_evidence():
    read = document("2020年,2023年实际完成值,完成进度,2025年目标", "床位数（万张）,0.1,约0.2,67%,0.3")
    evidence = {row["report_id"]: row for row in read.frames["evidence"].to_dicts() if row["field"] == "value"}
    rows = read.frames["indicator_points"].to_dicts()
    found = {row["kind"]: evidence.get(row["point_id"]) for row in rows}
    actual, progress = found["actual"], found["progress"]
    assert actual and (actual["raw"], actual["value"], actual["qualifier"]) == ("约0.2", "2000.000000", "about")
    assert progress and (progress["header"], progress["value"]) == ("完成进度", "67.000000")
    assert {row["unit"] for row in rows if row["kind"] != "progress"} == {"张"}
    for row in rows:
        assert row["words"][row["start"] : row["end"]].strip("约") in row["raw"]


def test_cells_that_say_nothing_are_no_points_and_damaged_ones_are_told():
    read = document("2020年,2023年实际,2025年目标", "甲率,10%,—,20%", "乙率,10%,1O%,20%", "丙率,10%,稳步提高,20%")
    rows = read.frames["indicator_points"].filter(kind="actual").select("raw", "value", "certainty").rows()
    assert rows == [("1O%", None, "doubtful"), ("稳步提高", None, "certain")]
    assert types(read) == ["unreadable_target"]


@pytest.mark.parametrize(
    ("progress", "agrees"),
    [("80%", "of_target"), ("60%", "of_way"), ("0.8", None), ("70%", None), ("79.5%", None), ("80.4%", None)],
)
def test_a_stated_progress_is_held_against_its_readings(progress: str, agrees: str | None):
    """48 of 60 is 80 %; from 30 it is 18 of 30, 60 % of the way."""
    read = document("2020年,2023年实际,2025年目标,完成进度", f"护理型床位占比,30%,48%,60%,{progress}")
    (point,) = read.frames["indicator_points"].filter(kind="progress").to_dicts()
    assert point["agrees_with"] == agrees
    assert ("progress_disagrees" in types(read)) == (agrees is None)


@pytest.mark.parametrize(("progress", "agrees"), [("66.7%", "both"), ("67%", "both"), ("66%", "both"), ("65%", None)])
def test_a_progress_is_rounded_or_cut_off(progress: str, agrees: str | None):
    read = document("2020年,2023年实际,2025年目标,完成率", f"机构数,0,2,3,{progress}")
    assert read.frames["indicator_points"].filter(kind="progress")["agrees_with"].to_list() == [agrees]


def test_a_progress_that_nothing_can_be_held_against_is_kept():
    read = document("2020年,2025年目标,完成进度", "机构数,1,3,50%", "站点数,1,3,已完成")
    told = read.frames["indicator_points"].filter(kind="progress").select("value", "raw", "agrees_with").rows()
    assert told == [(50, "50%", None), (None, "已完成", None)]
    assert types(read) == []


@pytest.mark.parametrize(
    ("name", "base", "target", "found"),
    [
        ("护理型床位占比", "50%", "60%", []),
        ("护理型床位占比", "60%", "55%", ["target_below_base"]),
        ("护理型床位占比", "60%", "60%", ["target_equals_base"]),
        ("特殊困难老年人月探访率", "100%", "100%", []),
        ("床位数", "50", "40-60", []),
        ("床位数", "60", "40-60", ["target_equals_base"]),
        ("婴儿死亡率", "5‰", "4‰", []),
        ("婴儿死亡率", "4‰", "5‰", ["target_below_base"]),
        ("养老机构空置率", "40%", "45%", ["target_below_base"]),
        ("生产安全事故起数", "0", "0", []),
        ("单位GDP能耗降低率", "10%", "15%", []),
        ("等候天数", "10", "≤5", []),
        ("覆盖率", "80%", "基本覆盖", []),
    ],
)
def test_a_target_is_better_than_its_base(name: str, base: str, target: str, found: list[str]):
    assert types(document("2020年,2025年", f"{name},{base},{target}", title="黔江区主要指标")) == found


def test_base_values_of_the_text_belong_to_their_indicator():
    text = (
        "截至2020年底，全市托位数4036个，护理型床位占比达到47%，养老机构55家。2022年，护理型床位占比达到50%。\n\n"
        "序号\t指标\t目标值（2025年）\n1\t婴幼儿托位总数\t7367\n2\t养老机构护理型床位占比（%）\t60\n3\t机构数\t5\n"
    )
    read = read_document(text.encode(), "plan.txt", Given("360200"))
    rows = read.frames["indicator_points"].filter(where="prose").to_dicts()
    by_target = dict(read.frames["targets"].select("target_id", "row_no").iter_rows())
    assert [(row["kind"], row["year"], row["value"], by_target[row["target_id"]]) for row in rows] == [
        ("base", 2020, 4036, 1),
        ("base", 2020, 47, 2),
        ("actual", 2022, 50, 2),
    ]
    for row in rows:
        assert text.splitlines()[row["line"] - 1][row["start"] : row["end"]] == row["words"]


def test_two_values_of_one_past_year_are_told():
    text = (
        "2020年，全市护理型床位占比达到47%。\n\n"
        "序号\t指标\t2020年\t2025年目标\n1\t养老机构护理型床位占比\t45%\t60%\n2\t机构数\t5\t8\n"
    )
    read = read_document(text.encode(), "plan.txt", Given("360200"))
    assert types(read).count("points_differ") == 1


@pytest.mark.parametrize("second", ["约0.3", "0.3", "3000"])
def test_what_is_said_alike_is_no_finding(second: str):
    read = document("2020年,2025年目标", "床位数（万张）,0.3,0.5", f"床位数（万张）,{second},0.5")
    assert "points_differ" not in types(read) or second == "3000"


def test_two_columns_of_one_meaning_leave_the_target_in_doubt_where_they_differ():
    read = document("2025年目标,2025年", "甲率,60%,70%", "乙率,60%,60%", title="黔江区主要指标")
    assert read.frames["targets"].select("target_value", "certainty").rows() == [(60, "doubtful"), (60, "certain")]
    assert types(read) == ["ambiguous_column"]


def test_a_base_that_two_columns_state_is_in_doubt():
    read = document("基期值,现状值,2025年目标", "甲率,10%,20%,60%", title="黔江区主要指标")
    (row,) = read.frames["targets"].to_dicts()
    assert (row["baseline_value"], row["certainty"]) == (Decimal(10), "doubtful")


def test_each_point_is_as_certain_as_its_own_cell():
    read = document("2020年,2023年实际,2025年目标", "甲率,1O%,20%,60%", "乙率,10%,20%,6O%")
    told = read.frames["indicator_points"].filter(certainty="doubtful").select("indicator", "kind").rows()
    assert sorted(told) == [("乙率", "target"), ("甲率", "base")]
    assert set(read.frames["targets"]["certainty"]) == {"doubtful"}


def test_both_ends_of_a_rise_in_one_cell_are_points():
    read = document("2023年目标,2025年目标", "托位数,由3个提高到3.5个,4.5个", title="黔江区主要指标")
    rows = read.frames["indicator_points"].to_dicts()
    assert {(row["kind"], row["year"], row["words"][row["start"] : row["end"]]) for row in rows} == {
        ("base", None, "3个"),
        ("target", 2023, "3.5个"),
        ("target", 2025, "4.5个"),
    }


def test_a_year_above_target_actual_and_rate_of_it():
    header = "2020年基数,2023年,,,2025年目标"
    read = document(f"{header},指标属性\n,,,目标值,实际值,完成率,", "托位数,1450,3000,3150,105%,4000")
    assert points(read) == {
        ("base", 2020, 1450), ("target", 2023, 3000), ("actual", 2023, 3150), ("progress", 2023, 105),
        ("target", 2025, 4000),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("base", "year", "number"), [("基期值", "年份", "数值"), ("现状", "年份", "数值"), ("基期", "年度", "指标值")]
)
def test_the_base_has_its_year_in_a_column_of_its_own(base: str, year: str, number: str):
    rows = (
        "会理市“十五五”主要指标",
        f"序号,指标,单位,{base},,目标值",
        f",,,{year},{number},2030年",
        "1,公路里程,公里,2025,1200,1500",
    )
    read = read_document("\n".join(rows).encode(), "table.csv", Given("513402"))
    assert points(read) == {("base", 2025, Decimal(1200)), ("target", 2030, Decimal(1500))}
    assert types(read) == []


def test_a_year_of_the_base_that_is_none_is_told():
    rows = (
        "主要指标",
        "序号,指标,单位,基期年份,基期值,2030年目标",
        "1,公路里程,公里,上期,1200,1500",
        "2,铁路里程,公里,2025年,90,95",
    )
    read = read_document("\n".join(rows).encode(), "table.csv", Given("513402"))
    bases = read.frames["targets"].select("baseline_year", "baseline_value", "certainty").rows()
    assert bases == [(None, 1200, "doubtful"), (2025, 90, "certain")]
    assert "base_year_unread" in types(read)


def test_less_dust_is_better():
    read = document("2025年,2030年目标值", "PM2.5年均浓度,35,30", title="会理市主要指标")
    assert "target_below_base" not in types(read)


def test_what_is_expected_of_a_year_before_the_target_is_no_target_for_certain():
    rows = (
        "北林区主要指标表",
        "指标,计量单位,2024年实际,2025年预计,2026年目标",
        "粮食总产量,万吨,142.6,144,145",
        "机械化率,%,98.1,98.3,98.5",
    )
    read = read_document("\n".join(rows).encode(), "table.csv", Given("231202"))
    assert {(kind, year) for kind, year, _ in points(read)} == {("base", 2024), ("actual", 2025), ("target", 2026)}
    assert "actual_or_target" in types(read)


def test_the_target_of_an_earlier_plan_is_that_of_its_year_and_what_is_expected_of_it_may_be_reached():
    rows = (
        "云岭县“十四五”指标完成情况和“十五五”目标建议",
        "指标,计量单位,2020年实际,“十四五”规划目标（2025年）,2025年预计完成,“十五五”目标（2030年）,",
        "指标,计量单位,2020年实际,“十四五”规划目标（2025年）,2025年预计完成,绝对值,年均增速（%）",
        "茶园面积,万亩,12.4,15,14.2,17,3.7",
        "自来水普及率,%,85.1,92,93.4,97,—",
    )
    read = read_document("\n".join(rows).encode(), "table.csv", Given("520100"))
    told = {(p["kind"], p["year"], p["value"], p["certainty"]) for p in read.frames["indicator_points"].to_dicts()}
    assert told == {
        ("base", 2020, 124_000, "certain"), ("target", 2025, 150_000, "certain"), ("actual", 2025, 142_000, "doubtful"),
        ("target", 2030, 170_000, "certain"), ("base", 2020, Decimal("85.1"), "certain"),
        ("target", 2025, 92, "certain"), ("actual", 2025, Decimal("93.4"), "doubtful"), ("target", 2030, 97, "certain"),
    }  # fmt: skip


def test_what_is_expected_of_a_year_without_any_target_beside_it_is_none_for_certain():
    rows = ("云岭县主要指标", "指标,计量单位,2020年实际,2025年预计完成", "茶园面积,万亩,12.4,14.2")
    read = read_document("\n".join(rows).encode(), "table.csv", Given("520100"))
    told = [(p["kind"], p["year"], p["certainty"]) for p in read.frames["indicator_points"].to_dicts()]
    assert ("target", 2025, "doubtful") in told
    assert "target_or_expected" in types(read)


def test_what_brackets_say_of_a_header_s_year_counts():
    read = document("2020年（基期）,2023年（中期评估）,2025年（规划目标）", "湿地保护率,42,47,50", title="某市主要指标")
    assert {(kind, year) for kind, year, _ in points(read)} == {("base", 2020), ("actual", 2023), ("target", 2025)}


def test_a_year_within_a_plan_that_comes_first_is_no_base_for_certain():
    rows = ("某市主要指标", "指标,单位,2023年,2025年", "托位数,个,300,450", "养老床位数,张,900,1200")
    read = read_document("\n".join(rows).encode(), "table.csv", Given("520100"))
    told = {(p["kind"], p["year"], p["certainty"]) for p in read.frames["indicator_points"].to_dicts()}
    assert told == {("base", 2023, "doubtful"), ("target", 2025, "certain")}


@pytest.mark.parametrize(
    ("last", "title", "certainty"),
    [
        ("2025年规划目标", "黔江区“十四五”规划主要指标", "doubtful"),
        ("2025年", "黔江区“十四五”规划主要指标", "doubtful"),
        ("2025年", "黔江区“十四五”养老目标任务分年度表", "certain"),
    ],
)
def test_a_year_alone_within_a_plan_may_be_what_was_reached(last: str, title: str, certainty: str):
    read = document(f"2020年,2023年,{last}", "养老床位（张）,100,150,200", title=title)
    found = read.frames["indicator_points"].filter(read.frames["indicator_points"]["year"] == 2023)
    assert found["certainty"].to_list() == [certainty]
