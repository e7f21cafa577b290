"""The page 规划落实: indicators through the years, tasks with deadlines, support and standards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.metrics.plans import say_the_same, series
from etl.pipeline import load
from etl.tables.metadata import Given
from tests.dashboard.server.test_app import client, read, show

PLAN = """黔江区“一老一小”主要指标（2022年）
序号,指标名称,2020年,2025年目标值
1,养老服务床位总数（张）,1450,2800
2,护理型床位占比,30%,60%
"""
MONITORING = """黔江区“一老一小”主要指标年度监测表（2023年）
序号,指标名称,2020年,2023年实际完成值,2025年目标值,完成进度
1,养老服务床位总数（张）,1450,2100,2900,72.4%
2,护理型床位占比,30%,48%,60%,80%
"""
TASKS = """黔江区重点任务分工表
序号,重点任务,责任单位,完成时限,进展情况
1,增强家庭照护能力,区民政局,2023年12月,已完成
2,建设示范性托育服务中心,区卫生健康委,2024年6月,推进中
3,制定推广目录,区经济信息委,2023年6月,未启动
4,持续开展培训,区人力社保局,长期坚持,持续推进
"""
STANDARDS = """黔江区实施方案

2023年9月30日

新建居住区按照每千人口不少于10个托位的标准规划建设。每人每月补贴不低于200元。
"""
FILES = {"1-plan.csv": PLAN, "2-monitoring.csv": MONITORING, "tasks.csv": TASKS, "standards.txt": STANDARDS}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    paths = [folder / name for name in FILES]
    for path, text in zip(paths, FILES.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    load.load(paths, folder / "home", Given(region_id="500114"))
    return folder / "home"


def test_an_indicator_is_one_row_with_its_years(home: Path) -> None:
    rows = read(client(home).get("/download/points.csv").data)
    beds = {(row["文件"], row["类别"], row["年度"], row["数值"]) for row in rows if "床位总数" in row["指标"]}
    assert beds == {
        ("1-plan.csv", "基期", "2020", "1450"),
        ("1-plan.csv", "目标", "2025", "2800"),
        ("2-monitoring.csv", "基期", "2020", "1450"),
        ("2-monitoring.csv", "实际", "2023", "2100"),
        ("2-monitoring.csv", "目标", "2025", "2900"),
        ("2-monitoring.csv", "完成进度", "2023", "72.4"),
    }
    content = show(home, "/plans")["content"]
    assert content.count("护理型床位占比") == 1
    assert "2,100张" in content and "2,800张 / 2,900张" in content


def test_documents_that_say_the_same_agree_and_others_are_told(home: Path) -> None:
    assert show(home, "/plans")["content"].count("数值不一致") == 1  # the beds of 2025; the share is 60 % in both
    found = read(client(home).get("/download/findings.csv").data)
    told = [row["原文"] for row in found if row["类型"] == "同一指标在不同文件中目标值不同"]
    assert told == ["2900"]


def test_a_progress_says_what_it_agrees_with(home: Path) -> None:
    rows = read(client(home).get("/download/points.csv").data)
    assert {row["数值原文"]: row["进度口径"] for row in rows if row["类别"] == "完成进度"} == {
        "72.4%": "实际÷目标",
        "80%": "实际÷目标",
    }


def test_a_task_past_its_deadline_stands_first(home: Path) -> None:
    content = show(home, "/plans", "?as_of=2023-12-31")["content"]
    assert "4 项；其中 1 项已过时限未载明完成" in content
    tasks = re.findall("增强家庭照护能力|建设示范性托育服务中心|制定推广目录|持续开展培训", content)
    assert tasks == ["制定推广目录", "增强家庭照护能力", "建设示范性托育服务中心", "持续开展培训"]
    rows = read(client(home).get("/download/duties.csv").data)
    assert [(row["任务"], row["责任单位"], row["截止日"], row["进展"]) for row in rows] == [
        ("增强家庭照护能力", "区民政局", "2023-12-31", "已完成"),
        ("建设示范性托育服务中心", "区卫生健康委", "2024-06-30", "推进中"),
        ("制定推广目录", "区经济信息委", "2023-06-30", "未启动"),
        ("持续开展培训", "区人力社保局", "", "长期推进"),
    ]


def test_support_and_standards_are_told_apart(home: Path) -> None:
    rows = read(client(home).get("/download/rules.csv").data)
    assert {(row["规则类型"], row["建设标准"], row["数额"], row["单位"]) for row in rows} == {
        ("每人每月补贴", "补助", "200", "元/人·月"),
        ("每千人口托位", "标准", "10", "个/千人"),
    }


def test_a_region_without_a_plan_says_so(home: Path) -> None:
    assert "没有规划内容" in show(home, "/plans", "?region=500000&below=0")["content"]


def test_points_of_one_thing_are_one_series_whatever_it_is_called() -> None:
    point = {"region_id": "r", "region_name": "黔江区", "subject": "elder_beds", "unit": "张", "kind": "base"}
    first = point | {"indicator": "养老床位总数", "year": 2020, "value": 10, "high": None, "raw": "10"}
    second = first | {"indicator": "养老服务床位数", "value": 12, "raw": "12"}
    (one,) = series([first, second])
    assert (one.indicator, one.of_kind("base")) == ("养老床位总数", [(2020, [first, second])])
    assert say_the_same([first, first]) and not say_the_same([first, second])
