"""Dates that words of a sheet state with their event, and what a column of a finish says that has come."""

from __future__ import annotations

from datetime import date

import pytest

from etl.document import ReadDocument
from tests.etl.tables.said import csv, findings

MONTH = "梅山县重点项目调度表（2025年8月）"


def sheet(header: str, row: str) -> ReadDocument:
    return csv(MONTH, "单位：万元", f"项目名称,累计完成投资,{header}", f"梅山县仙桥中学,900,{row}")


def told(read: ReadDocument) -> dict[str, date]:
    """The dates of the row that are read for certain."""
    (row,) = read.frames["progress_reports"].to_dicts()
    names = ("actual_start", "forecast_start", "actual_finish", "forecast_finish")
    return {name: row[name] for name in names if row[name] and name not in row["doubtful_fields"]}


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("2024年3月开工", {"actual_start": date(2024, 3, 1)}),
        ("2024年3月开工，食堂封顶，计划2026年7月建成投用",
         {"actual_start": date(2024, 3, 1), "forecast_finish": date(2026, 7, 31)}),
        ("2026年5月底前竣工", {"forecast_finish": date(2026, 5, 31)}),
        ("招标中，预计10月15日开工", {"forecast_start": date(2025, 10, 15)}),
        ("8月6日通过竣工验收", {"actual_finish": date(2025, 8, 6)}),
        ("2025年8月6日竣工\n验收", {"actual_finish": date(2025, 8, 6)}),
        ("食堂2025年6月完工", {}),
        ("一期2024年3月开工", {}),
        ("计划3月开工", {}),
        ("11月完工", {}),
        ("2009年建成", {}),
        ("2025年5月开工动员", {}),
        ("2025年7月竣工，操场未开工", {}),
        ("2024年3月开工，2024年5月开工", {}),
    ],
)  # fmt: skip
def test_a_date_that_words_state_with_its_event_is_read(words: str, dates: dict[str, date]):
    quoted = f'"{words}"'
    assert told(sheet("形象进度", quoted)) == dates
    assert told(sheet("形象进度,备注", f"设备安装,{quoted}")) == dates


def test_a_date_of_what_is_to_be_done_has_not_come_to_pass():
    assert told(sheet("形象进度,下步打算", "土建施工,2026年3月竣工")) == {"forecast_finish": date(2026, 3, 31)}
    assert told(sheet("形象进度,下步打算", "土建施工,2025年3月开工")) == {}


def test_a_column_of_its_own_comes_first():
    read = sheet("实际开工时间,形象进度", "2024年4月,2024年3月开工")
    assert told(read) == {"actual_start": date(2024, 4, 1)}


@pytest.mark.parametrize(
    ("header", "row", "status", "is_doubtful"),
    [
        ("开工情况,计划完工", "2024年3月开工,2025年7月已完工", "completed", False),
        ("是否开工,预计完工时间", "是,已于7月12日完工", "completed", False),
        ("形象进度,预计完工时间", "收尾,已竣工验收", "completed", False),
        ("建设状态,预计完工时间", "在建,已竣工验收", "under_way", True),
        ("建设状态,预计完工时间", "在建,2025年7月已完工", "under_way", True),
        ("建设状态,预计完工时间", "在建,2026年7月完工", "under_way", False),
    ],
)
def test_a_finish_that_is_to_come_may_say_that_it_has_come(header: str, row: str, status: str, is_doubtful: bool):
    read = sheet(header, row)
    (found,) = read.frames["progress_reports"].to_dicts()
    assert (found["status"], "status" in found["doubtful_fields"]) == (status, is_doubtful)
    assert findings(read, "unreadable_period") == []


@pytest.mark.parametrize(
    ("words", "status", "is_doubtful"),
    [
        ("4处已投用，2处装修", "under_way", False),
        ("厂房3栋完工2栋，安装设备", "under_way", False),
        ("建成管网5公里", "under_way", False),
        ("4处已投用", "under_way", True),
        ("6处全部投用", "completed", False),
        ("已建成投用", "completed", False),
    ],
)
def test_a_status_of_some_is_not_that_of_the_whole(words: str, status: str, is_doubtful: bool):
    (found,) = sheet("形象进度", f'"{words}"').frames["progress_reports"].to_dicts()
    assert (found["status"], "status" in found["doubtful_fields"]) == (status, is_doubtful)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("停工（4月起），此前完成路基11公里、桥梁5座，后续协调中", "under_way"),
        ("面粉车间投产，中央厨房设备安装", "completed"),
        ("主体封顶，设备招标", "not_started"),
    ],
)
def test_a_status_that_nobody_stated_is_doubtful_where_the_progress_tells_of_another(words: str, status: str):
    (found,) = sheet("形象进度,累计完成投资", f"{words},300").frames["progress_reports"].to_dicts()
    assert (found["status"], "status" in found["doubtful_fields"]) == (status, True)
