"""Approvals and sources of funds that lists and sheets state: on the page of the project, in its file, among tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from etl.pipeline import load
from tests.dashboard.server.test_app import show
from tests.etl.commands import portfolio

LIST = """兰州市城关区2025年重大项目清单
2025年3月1日
单位：万元
序号,项目名称,建设内容,总投资,项目业主,责任人,年度建设内容,项目阶段,可研批复,施工许可,中央预算内投资,企业自筹
1,城关区城北大桥,新建大桥一座,9000,甲公司,李某,主桥合龙,续建,2024-03,正在办理,约3000,4000
2,城关区城南大桥,新建大桥一座,8000,乙公司,王某,开工,新开工,,,,
"""
SHEET = """城关区重大项目调度表（{month}）
单位：万元
序号,项目名称,开工状态,累计完成投资,调整后总投资,存在问题,责任单位,责任人,解决时限,解决情况,是否纳统,施工许可
1,城关区城北大桥,在建,1000,9500,拆迁滞后,区资源局,赵某,2025-05,完成80%,是,{permit}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stated")
    texts = {
        "list.csv": LIST,
        "april.csv": SHEET.format(month="2025年4月", permit="正在办理"),
        "may.csv": SHEET.format(month="2025年5月", permit="2025-05"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    load.load([folder / name for name in texts], folder / "home")
    return folder / "home"


def rows(home: Path, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(portfolio(home, *words).stdout)))


def test_steps_of_the_list_and_of_the_last_sheet_are_in_the_file(home: Path) -> None:
    told = [(r["name"], r["step"], r["state"], r["date"], r["month"]) for r in rows(home, "projects", "--approvals")]
    assert told == [
        ("城关区城北大桥", "feasibility", "done", "2024-03-01", ""),
        ("城关区城北大桥", "permit", "under_way", "", ""),
        ("城关区城北大桥", "permit", "done", "2025-05-01", "2025-05-31"),
    ]


def test_sources_of_funds_are_in_the_file(home: Path) -> None:
    told = [(r["source"], r["year"], r["amount_wan"], r["qualifier"]) for r in rows(home, "funding", "--funding-plans")]
    assert told == [("central_budget", "", "3000", "about"), ("self_raised", "", "4000", "exact")]


def test_the_projects_file_has_who_and_what_this_year(home: Path) -> None:
    names = ("owner_unit", "person_in_charge", "work_of_year", "year_nature")
    assert [tuple(row[name] for name in names) for row in rows(home, "projects")] == [
        ("甲公司", "李某", "主桥合龙", "续建"),
        ("乙公司", "王某", "开工", "新开工"),
    ]


def project(home: Path, name: str) -> str:
    return next(row["project_id"] for row in rows(home, "projects") if row["name"] == name)


def test_the_page_of_the_project_shows_all_of_it(home: Path) -> None:
    page = show(home, f"/project/{project(home, '城关区城北大桥')}")["content"]
    for words in ("审批手续", "可研", "办理中", "2025-05 调度", "资金来源", "各来源合计", "甲公司", "主桥合龙", "续建"):
        assert words in page, words
    for words in ("问题与解决", "区资源局", "赵某", "完成80%", "调整后总投资", "9,500", "是否纳统"):
        assert words in page, words


def test_what_is_not_stated_has_no_panel(home: Path) -> None:
    page = show(home, f"/project/{project(home, '城关区城南大桥')}")["content"]
    assert not [words for words in ("审批手续", "问题与解决", "各来源合计") if words in page]
