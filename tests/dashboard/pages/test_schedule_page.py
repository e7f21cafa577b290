"""The page 进度 in every state; its numbers, its links and its files come from the same queries."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dashboard.tables.registry import TABLES
from dashboard.words.labels import class_label
from etl.pipeline import load
from tests.dashboard.server.test_app import PATHS, client, show
from tests.dashboard.tiny import project, publish, report
from tests.etl.commands import portfolio
from tests.etl.sheets import write_list, write_sheet

PLANS = [
    ("甲敬老院", "2022年1月-2023年3月", "300"),  # open, no forecast: at least 3 months late at the end of June
    ("乙敬老院", "2022年1月-2023年12月", "400"),  # forecast 2024-04: 4 months late
    ("丙敬老院", "2022年1月-2022年12月", "100"),  # finished 2022-11: 1 month early
    ("丁敬老院", "2022年1月-2022年6月", "200"),  # finished, month not told: known by June 2023, at most 12 months late
    ("戊敬老院", "18个月", "500"),  # not started: undated
    ("己敬老院", "2023年1月-2024年12月", "600"),  # under way, not due
]
JUNE = [
    {"name": "甲敬老院", "status": "在建", "start": "2022年1月"},
    {"name": "乙敬老院", "status": "在建", "start": "2022年1月", "forecast": "2024年4月"},
    {"name": "丙敬老院", "status": "已竣工", "start": "2022年1月", "finish": "2022年11月"},
    {"name": "丁敬老院", "status": "已竣工", "start": "2022年1月"},
    {"name": "戊敬老院", "status": "未开工"},
    {"name": "己敬老院", "status": "在建", "start": "2023年1月"},
    {"name": "不在清单的敬老院", "status": "在建", "done": "77"},
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    write_list(folder / "清单.csv", PLANS, "2021-12-15")
    write_sheet(folder / "六月.csv", "2023年6月", JUNE)
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(file: io.BytesIO, name: str) -> list[list[object]]:
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_name(name).to_python()


def test_how_a_slip_bounds_the_true_one_is_said_in_words(small: Path) -> None:
    content = show(small, "/schedule")["content"]
    for words in (
        "逾期未完，至少推迟 3 个月",
        "预计会晚 4 个月",
        "提前 1 个月",
        "晚于计划竣工，至多推迟 12 个月",
        "未到期",
        "未定工期 1",
    ):
        assert words in content, words


def test_late_projects_stand_as_n_of_d_in_three_ways(small: Path) -> None:
    """Of 甲 丙 丁, past their plan, 甲 is open: 1/3 = 33.3 %. Of 丙 丁, finished, 丁 was late: 1/2. 乙 alone states a
    forecast, and it is late: 1/1. Slips -1 0 3 4 12: median 3, P90 4 + 0.6 × 8 = 8.8."""
    content = show(small, "/schedule")["content"]
    for words in ("/ 3 个", "33.3%", "/ 2 个", "50.0%", "/ 1 个", "100.0%", "5/6 个项目可计推迟", "8.8"):
        assert words in content, words
    assert "/ 5 个" not in content  # nothing is a share of all of them
    first = show(small, "/")["content"]
    for words in ("逾期未完 1/3 个", "晚于计划竣工 1/2 个", "预计会晚 1/1 个"):
        assert words in first, words


def test_a_card_leads_to_the_projects_that_it_counts(small: Path) -> None:
    content = show(small, "/schedule")["content"]
    for word, name in (("overdue", "甲敬老院"), ("finished_late", "丁敬老院"), ("forecast_late", "乙敬老院")):
        assert f'"href": "/schedule?class={word}"' in content
        assert [row["项目名称"] for row in read(client(small).get(f"/download/schedule.csv?class={word}").data)] == [
            name
        ]
        same = read(client(small).get(f"/download/schedule.csv?class=original.{word}").data)
        assert [row["项目名称"] for row in same] == [name]  # there is one list, whose plan is both
    content = show(small, "/schedule", "?view=original")["content"]
    assert '"href": "/schedule?class=original.overdue&view=original"' in content
    assert "1 行调度数据没有对应的清单项目" in content


def test_against_the_original_plan(tmp_path: Path) -> None:
    """2022-06 in the first list, 2022-12 in the second; finished 2022-12: on time now, 6 months late at first."""
    for name, period, moment in (
        ("a", "2022年1月-2022年6月", "2021-12-15"),
        ("b", "2022年1月-2022年12月", "2022-12-15"),
    ):
        write_list(tmp_path / f"{name}.csv", [("甲敬老院", period, "100")], moment)
    write_sheet(
        tmp_path / "c.csv", "2022年12月",
        [{"name": "甲敬老院", "status": "已竣工", "start": "2022年1月", "finish": "2022年12月"}],
    )  # fmt: skip
    load.load(sorted(tmp_path.glob("*.csv")), tmp_path / "home")
    assert "推迟 6 个月" not in show(tmp_path / "home", "/schedule")["content"]
    assert "晚于计划竣工，推迟 6 个月" in show(tmp_path / "home", "/schedule", "?view=original")["content"]


def test_a_list_without_progress_shows_the_plans_and_says_what_is_missing(home: Path) -> None:
    content = show(home, "/schedule")["content"]
    for words in ("尚未导入调度表", "计划竣工时间已到", "缺：开工状态", "逐项目计划"):
        assert words in content, words
    assert "示例数据" not in content
    assert "尚未导入调度表" in show(home, "/")["content"]


def test_progress_before_the_first_report_is_not_called_missing(tmp_path: Path) -> None:
    """项目2 reports in February alone."""
    january, february = date(2022, 1, 31), date(2022, 2, 28)
    told = [report(1, january), report(1, february), report(2, february)]
    publish(tmp_path, [project(1), project(2)], progress_reports=told)
    before = "?text=项目2&as_of=2022-01-31"
    content = show(tmp_path, "/schedule", before)["content"]
    assert "到数据截止日为止，这些项目没有进度报送" in content
    assert "2022-02" in content
    assert "尚未导入调度表" not in show(tmp_path, "/", before)["content"]
    assert "尚未导入调度表" not in show(tmp_path, "/")["content"]


def test_a_month_later_than_the_last_report_is_shown_as_such(progress_home: Path) -> None:
    assert "2024-06-30（由筛选指定，晚于最近的数据）" in show(progress_home, "/", "?as_of=2024-07-15")["freshness"]
    assert "2023-11-30（由筛选指定）" in show(progress_home, "/", "?as_of=2023-12-15")["freshness"]


def test_progress_without_a_list_shows_its_sums_and_says_what_is_missing(tmp_path: Path) -> None:
    write_sheet(tmp_path / "六月.csv", "2023年6月", JUNE)
    load.load([tmp_path / "六月.csv"], tmp_path / "home")
    content = show(tmp_path / "home", "/schedule")["content"]
    for words in ("还没有项目清单", "调度表有 7 行找不到对应的项目", "2023-06", "77 万元"):
        assert words in content, words
    assert "还没有项目清单" in show(tmp_path / "home", "/")["content"]


def test_invented_progress_is_named_without_a_list_too(tmp_path: Path) -> None:
    write_sheet(tmp_path / "六月.csv", "2023年6月", JUNE[:1], "重庆市黔江区", "示例数据（非真实进度）")
    load.load([tmp_path / "六月.csv"], tmp_path / "home")
    assert "示例数据（非真实进度）" in show(tmp_path / "home", "/schedule")["banners"]


@pytest.mark.parametrize("path", PATHS)
def test_invented_progress_is_named_on_every_page(progress_home: Path, path: str) -> None:
    assert "示例数据（非真实进度）" in show(progress_home, path)["banners"]


@pytest.mark.parametrize("name", [name for name in TABLES if name != "list-changes"])
def test_every_table_arrives_as_csv_and_excel_and_names_invented_progress(progress_home: Path, name: str) -> None:
    answer = client(progress_home).get(f"/download/{name}.csv")
    rows = read(answer.data)
    assert answer.status_code == 200
    if TABLES[name].rests_on_progress and not name.startswith(("ceiling", "unmatched", "approval")):  # no such samples
        assert all("示例数据（非真实进度）" in row["进度数据"] for row in rows)
        assert rows
    file = io.BytesIO(client(progress_home).get(f"/download/{name}.xlsx").data)
    head, *cells = sheet(file, "数据")
    assert len(cells) == len(rows)
    assert any("示例数据（非真实进度）" in str(cell) for row in sheet(file, "说明") for cell in row)
    assert not [column for column in head if str(column).isascii()]


def test_the_api_names_invented_progress(progress_home: Path, home: Path) -> None:
    assert client(progress_home).get("/api/summary.json").json["progress"] == "示例数据（非真实进度）"
    assert client(home).get("/api/summary.json").json["progress"] is None


def test_nothing_is_called_invented_where_nothing_is(small: Path) -> None:
    assert "示例数据" not in show(small, "/schedule")["banners"]
    assert "示例数据" not in client(small).get("/download/schedule.csv").data.decode()


def test_page_file_and_command_move_alike_with_the_as_of_date(progress_home: Path) -> None:
    for as_of in ("2022-03-31", "2023-02-28", "2023-12-31"):
        rows = read(client(progress_home).get(f"/download/schedule.csv?as_of={as_of}").data)
        counted = Counter(row["进度类别"] for row in rows)
        classes = read(client(progress_home).get(f"/download/classes.csv?as_of={as_of}").data)
        summed: Counter[str] = Counter()
        for row in classes:
            summed[f"{row['计划所处阶段']}（{row['进度状态']}）"] += int(row["项目数（个）"])
        assert counted == summed
        told = json.loads(portfolio(progress_home, "schedule", "--as-of", as_of, "--format", "json").stdout)
        assert counted == Counter(class_label(row["schedule_class"]) for row in told)
        assert summed.total() == 34
        content = show(progress_home, "/schedule", f"?as_of={as_of}")["content"]
        for words, count in counted.items():
            cell = rf'"children": "{count}", "href": "[^"]*", "title": "{re.escape(words)}"'
            assert re.search(cell, content), words


def test_links_keep_the_switches(progress_home: Path) -> None:
    content = show(progress_home, "/schedule", "?nature=新建&view=original")["content"]
    assert "class=completed.past_finish&view=original" in content
    assert "region=500114&nature=%E6%96%B0%E5%BB%BA&class=completed.past_finish&view=original" in content
    assert "/download/slips.csv?nature=%E6%96%B0%E5%BB%BA&view=original" in content


def test_every_grouping_speaks_of_all_projects(progress_home: Path) -> None:
    summed: Counter[str] = Counter()
    for row in read(client(progress_home).get("/download/slips.csv").data):
        summed[row["分组方式"]] += int(row["项目数（个）"])
    assert summed == {"全部": 34, "地区": 34, "行业": 34}
