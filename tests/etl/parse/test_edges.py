"""The edges of rules: the last value that a rule takes, and the first that it does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from etl.contract.values import CapacityEntry, Certainty, Qualifier, Span
from etl.parse import capacity, numbers, owner, progress, project
from etl.parse.area import parse_area_cell_m2, parse_areas_m2
from etl.parse.capacity import column_entry, parse_capacity
from etl.parse.capacity.added import _stands_alone
from etl.parse.periods.dates import with_finish
from etl.parse.periods.period import parse_date_cell, parse_period
from etl.parse.places import region, townships
from etl.parse.plans import indicator
from etl.parse.plans.indicator import parse_indicator
from etl.parse.words import key


@pytest.mark.parametrize("sign", "‐‑‒–—―−─﹣－")
def test_every_dash_is_a_dash(sign: str):
    assert key(f"3{sign}5") == "3-5"


@pytest.mark.parametrize("code", [0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x200A, 0x202F])
def test_every_space_is_a_space(code: int):
    assert key(f"3{chr(code)}5") == "35"


def test_every_colon_and_wave_is_one():
    assert key("工期∶3〜5年") == "工期:3~5年"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("三百二十", 320),
        ("二二", None),
        ("两", 2),
        ("千", 1000),
    ],
)
def test_numbers_in_chinese_numerals(words: str, value: int | None):
    assert numbers.chinese(words) == value


@pytest.mark.parametrize(
    ("words", "finish"),
    [
        ("2024年1月开工，工期12个月", date(2024, 12, 31)),
        ("2024年12月开工，工期1个月", date(2024, 12, 31)),
        ("2024年12月开工，工期2个月", date(2025, 1, 31)),
        ("2024年1月开工，工期14个月", date(2025, 2, 28)),
    ],
)
def test_the_month_of_the_start_counts(words: str, finish: date):
    period, _ = parse_period(words)
    assert period is not None
    assert with_finish(period).finish == finish


def test_a_period_of_one_day_is_none_that_runs_backwards():
    period, doubts = parse_period("2024年5月1日至2024年5月1日")
    assert period is not None and (period.start, period.finish, doubts) == (date(2024, 5, 1), date(2024, 5, 1), ())


@pytest.mark.parametrize(("months", "is_certain"), [(24, True), (25, True), (26, False), (22, True), (21, False)])
def test_a_length_must_fit_between_its_dates(months: int, is_certain: bool):
    period, _ = parse_period(f"2022年1月至2023年12月（{months}个月）")
    assert period is not None and (period.certainty is Certainty.CERTAIN) == is_certain


@pytest.mark.parametrize(
    ("words", "is_certain"),
    [
        ("2023-03-05", True),
        ("202303", True),
        ("20230305", True),
        ("2023.1", False),
        ("2023.2", True),
        ("45000", False),
        ("23.6", False),
    ],
)
def test_a_date_that_may_be_another_is_doubtful(words: str, is_certain: bool):
    period, _ = parse_date_cell(words, finish=False)
    assert period is not None and (period.certainty is Certainty.CERTAIN) == is_certain


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("2023年上半年", 6), ("2023年下半年", 12), ("2023年一季度", 3), ("2023年二季度", 6), ("2023年三季度", 9),
        ("2023年四季度", 12),
        ("2023年第1季度", 3), ("2023年第2季度", 6), ("2023年第3季度", 9), ("2023年第4季度", 12),
    ],
)  # fmt: skip
def test_the_last_month_of_a_part_of_a_year(words: str, month: int):
    found = progress.find_month([f"{words}项目进度调度表"])
    assert found is not None and (found.year, found.month) == (2023, month)


@pytest.mark.parametrize(("length", "status"), [(24, "under_way"), (25, None)])
def test_a_long_cell_states_no_status(length: int, status: str | None):
    assert progress.parse_status("在建".ljust(length, "中")) == status


@pytest.mark.parametrize(
    ("words", "per_cent"),
    [
        ("因雨停工，进度61%", "61"),
        ("主体封顶，总体形象进度86%左右", "86"),
        ("装修60%", None),
        ("二期进度30%，主体完工", None),
        ("桩基进度60%，总进度20%", None),
    ],
)
def test_a_per_cent_of_the_whole_beside_other_words(words: str, per_cent: str | None):
    read = progress.parse_progress_pct(words)
    assert read == (Decimal(per_cent) if per_cent else None)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("因雨停工，进度61%", "suspended"),
        ("完成总量的40%，已停工", "suspended"),
        ("完成95%", None),
        ("预计6月竣工", None),
    ],
)
def test_a_per_cent_says_nothing_of_the_words_beside_it(words: str, status: str | None):
    assert progress.parse_status(words) == status


@pytest.mark.parametrize(
    ("code", "is_code"),
    [
        ("2010-500114-04-01-123456", True),
        ("2050-500114-04-01-123456", True),
        ("5013-500114-04-01-123456", False),
        ("2113-500114-04-01-123456", False),
        ("2112-500114-04-01-123456", True),
    ],
)
def test_the_first_group_of_a_code_is_a_month_or_a_year(code: str, is_code: bool):
    assert (project.normal_code(code) is not None) == is_code


def test_two_names_are_two_projects():
    ids = project.identities(pl.Series(["500114"] * 2), pl.Series(["甲敬老院", "乙敬老院"]))
    assert len(set(ids)) == 2 and {len(one) for one in ids} == {13}


@pytest.mark.parametrize(("rows", "found"), [(2, "360200"), (3, None)])
def test_half_of_the_rows_must_name_the_region(rows: int, found: str | None):
    texts = [("景德镇市浮梁县",), *[("甲",)] * (rows - 1)]
    common = region.common_region(texts)
    assert (common is not None) == (found is not None)


def test_the_header_of_a_column_says_what_its_number_is():
    bases = [column_entry("100", "elder_bed", header)[0].basis for header in ("原有床位", "新增床位", "床位数")]
    assert bases == ["existing", "new", "design"]


def test_an_area_without_any_unit_is_none():
    assert parse_area_cell_m2("500", None, "floor")[0] is None
    area, _ = parse_area_cell_m2("500", "平方米", "floor")
    assert area is not None and area.m2 == 500


@pytest.mark.parametrize("words", ["不含二期床位300张", "二期床位300张另行立项"])
def test_beds_of_another_project_are_doubtful(words: str):
    entries, doubts = parse_capacity(words, "elder_bed", existed_before=False)
    assert doubts and all(entry.certainty is Certainty.DOUBTFUL for entry in entries)


@pytest.mark.parametrize(
    ("entries", "existed_before", "added"),
    [
        ("床位100张", True, [False]),
        ("床位100张", False, [True]),
        ("改造后床位达到300张", False, [True]),
        ("改造后床位达到300张", True, [False]),
        ("新增3个班，扩建后共9个班", None, [True, False]),
        ("增加托班4个，现有幼儿班15个", None, [True, False]),
    ],
)
def test_what_counts_as_added(entries: str, existed_before: bool, added: list[bool]):
    found, _ = parse_capacity(entries, "elder_bed", existed_before=existed_before)
    assert list(capacity.added(found, existed_before=existed_before).flags) == added


def test_owners_that_differ_by_more_than_a_slip_are_two():
    bodies = [owner.owners(name) for name in ("重庆市黔江区民政局", "黔江区民政局", "黔江区教育委员会")]
    assert not owner.are_different(bodies[0], bodies[1])
    assert owner.are_different(bodies[1], bodies[2])


@pytest.mark.parametrize("words", ["不低于95%", "95%以上", "≥95%", "95%", "约1.2万张"])
def test_the_words_of_an_indicator_are_its_evidence(words: str):
    value, _ = indicator.parse_indicator(f" {words} ")
    assert value is not None and f" {words} "[slice(*value.span)] == words


def test_what_is_new_of_a_stated_whole_is_what_is_added():
    """编制床位800张 holds 300 new ones: 300 are added, and it is doubtful."""
    found, _ = parse_capacity("编制床位800张（其中新增300张）", "other_bed", existed_before=None)
    added = capacity.added(found, existed_before=None)
    assert [(one.quantity, counts) for one, counts in zip(found, added.flags, strict=True)] == [
        (800, False),
        (300, True),
    ]
    assert set(added.unclear) == {"other_bed"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("浮梁县石塘镇", "石塘镇"),
        ("覆盖16个乡镇", None),
        ("县乡道三年提升", None),
        ("各乡镇", None),
        ("石塘镇、水口乡", None),
    ],
)
def test_a_township_is_named(words: str, name: str | None):
    assert townships.township(words) == name


@pytest.mark.parametrize(
    ("headers", "year", "month"),
    [
        (["2026年1—9月完成投资"], None, date(2026, 9, 30)),
        (["本年完成投资", "1-9月累计完成投资（万元）"], 2026, date(2026, 9, 30)),
        (["截至2026年9月底完成投资", "9月份完成投资"], 2026, date(2026, 9, 30)),
        (["1-9月完成投资"], None, None),  # of which year?
        (["1月完成投资", "2月完成投资"], 2026, None),  # a column for each month
        (["1-12月计划完成投资"], 2026, None),
    ],
)
def test_the_month_up_to_which_columns_tell(headers: list[str], year: int | None, month: date | None):
    assert progress.find_month_of_columns(headers, year) == month


def test_a_quarter_in_brackets_behind_the_title():
    assert progress.find_month(["重点项目调度表（2026年第三季度）"]) == date(2026, 9, 30)


@pytest.mark.parametrize(("words", "is_certain"), [("0.95", False), ("1", True), ("95", True), ("0", True)])
def test_a_share_below_one_may_be_a_fraction(words: str, is_certain: bool):
    value, doubts = parse_indicator(words, "%", "养老服务设施覆盖率")
    assert value is not None and (not doubts) == is_certain


@pytest.mark.parametrize(
    ("part_basis", "whole_basis", "stands"),
    [("new", "design", True), ("design", "design", False), ("new", "existing", False), ("existing", "design", False)],
)
def test_what_is_new_of_a_stated_whole_stands_alone(part_basis: str, whole_basis: str, stands: bool):
    sure = (Qualifier.EXACT, Certainty.CERTAIN, Span(0, 1))
    whole = CapacityEntry("elder_bed", 800, whole_basis, *sure)
    part = CapacityEntry("elder_bed", 300, part_basis, *sure, part_of="elder_bed")
    assert _stands_alone(whole, [whole, part])
    assert _stands_alone(part, [whole, part]) == stands
    assert not _stands_alone(part, [part])


@pytest.mark.parametrize(
    ("words", "about", "is_doubtful"),
    [
        ("一期占地300亩", "向日葵加工产业园二期", True),
        ("一期占地300亩", "向日葵加工产业园一期", False),
        ("占地300亩", "向日葵加工产业园二期", False),
        ("旧校舍建筑面积1400平方米,予以拆除", "镇中心幼儿园迁建", True),
        ("建筑面积1400平方米,拆除重建", "镇中心幼儿园", False),
    ],
)
def test_an_area_of_another_phase_or_of_what_goes_is_doubtful(words: str, about: str, is_doubtful: bool):
    (area,) = parse_areas_m2(words, about)[0].values()
    assert (area.certainty is Certainty.DOUBTFUL) is is_doubtful


def test_the_area_of_what_a_project_only_equips_is_doubtful():
    (of_hall,) = parse_areas_m2("建筑面积7885平方米，喷淋系统1套", "社旗县山陕会馆消防工程")[0].values()
    (of_station,) = parse_areas_m2("新建建筑面积900平方米", "城关镇消防工程")[0].values()
    assert (of_hall.certainty, of_station.certainty) == ("doubtful", "certain")


@pytest.mark.parametrize(
    ("words", "certainty"),
    [("规划占地220亩，先期启动120亩", "doubtful"), ("规划占地220亩，建设足球场3片", "certain")],
)
def test_land_that_is_planned_is_more_than_what_is_built_now(words: str, certainty: str):
    (land,) = parse_areas_m2(words, "体育文化产业园")[0].values()
    assert land.certainty == certainty
