"""总览 in every state: the sentence, what needs somebody, figures with their years, the table in its order; by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard.filter import PortfolioFilter
from dashboard.metrics.schedule.monthly_reports import against_plan_wan, invested_by_region_wan
from dashboard.pages.overview.page import render
from dashboard.parts.sparkline import sparkline
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from etl.pipeline import load
from tests.etl.sheets import write_list, write_sheet

ALL = PortfolioFilter()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """黔江区 with 甲 (overdue) and 乙 (forecast late), 万州区 with 丙, which is silent in March."""
    folder = tmp_path_factory.mktemp("overview")
    write_list(folder / "黔江.csv", [("甲敬老院", "2021-2022", "100"), ("乙敬老院", "2022-2023", "300")])
    write_list(folder / "万州.csv", [("丙敬老院", "2022-2023", "600")], region="重庆市万州区")
    late = {"name": "甲敬老院", "status": "在建", "plan": "24", "problems": "征地未完"}
    told = {"name": "乙敬老院", "status": "在建", "plan": "120", "forecast": "2024年6月"}
    for month in (1, 2, 3):
        done = {"month": "2", "year": str(2 * month), "done": str(50 + 2 * month)}
        more = {"month": "10", "year": str(10 * month), "done": str(10 * month), "arrived": "150"}
        write_sheet(folder / f"q{month}.csv", f"2023年{month}月", [late | done, told | more])
        if month < 3:
            third = {"name": "丙敬老院", "status": "在建", "plan": "60", "month": "5", "year": str(5 * month)}
            write_sheet(
                folder / f"w{month}.csv", f"2023年{month}月", [third | {"done": str(5 * month)}], "重庆市万州区"
            )
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


@pytest.fixture(scope="module")
def session(home: Path) -> Iterator[Session]:
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


def texts(part: Any) -> str:
    """All words of a part of a page, in order."""
    if isinstance(part, list | tuple):
        return "".join(map(texts, part))
    return texts(part.children) if isinstance(part, Component) and hasattr(part, "children") else str(part or "")


def page(home: Path, query: str = "") -> str:
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        said = texts(render(opened, Scope.from_query(query, opened.info), ""))
    warehouse.close()
    return said


def test_one_sentence_says_what_stands(home: Path) -> None:
    said = page(home)
    assert said.startswith("3 个项目、1,000 万元；1 个逾期未完、1 个预计会晚")
    assert page(home, "?region=500101").startswith("1 个项目、600 万元；没有逾期未完或预计会晚的")


def test_what_needs_somebody_is_named_with_its_reason(home: Path) -> None:
    said = page(home)
    for words in (
        "逾期未完 1 个", "甲敬老院：逾期未完，至少推迟 3 个月；存在问题（征地）：征地未完",
        "预计会晚 1 个，共 300 万元",
        "最晚：乙敬老院，6 个月", "万州区 3 月未报送", "涉及 1 个未竣工的项目",
    ):  # fmt: skip
        assert words in said, words
    assert "万州区 3 月未报送" not in page(home, "?region=500114")


def test_amounts_have_their_year(home: Path) -> None:
    said = page(home, "?region=500114")
    for words in ("2023年计划投资144万元", "已完成 25.0%（36/144 万元），应到 25.0%", "累计至2023年3月"):
        assert words in said, words


def test_the_table_is_ordered_by_the_head_that_the_address_names(home: Path) -> None:
    for query, first in (("", "万州区"), ("?view=by-projects", "黔江区"), ("?view=by-overdue", "黔江区")):
        said = page(home, query)
        table = said[said.index("近 12 个月完成") :]
        assert min(("万州区", "黔江区"), key=table.index) == first, query


def test_one_place_is_shown_by_its_projects(home: Path) -> None:
    said = page(home, "?region=500114")
    table = said[said.index("投资大的在前") :]
    assert table.index("乙敬老院") < table.index("甲敬老院")
    assert "近 12 个月完成" not in said
    assert "2 个项目都是“养老”。" in said  # a chart of one bar is a line


def test_without_reports_that_is_said_once(tmp_path: Path) -> None:
    write_list(tmp_path / "a.csv", [("甲敬老院", "2021-2022", "100")])
    load.load([tmp_path / "a.csv"], tmp_path / "home")
    said = page(tmp_path / "home")
    assert said.count("尚未导入调度表") == 1
    for words in ("到位", "累计完成", "逾期", "计划投资"):
        assert words not in said, words


def test_what_one_region_lacks_is_not_set_under_the_sum_of_others(tmp_path: Path) -> None:
    """黔江区's plan asks for 500 beds and states 100; under both regions its gap is not that of the sum."""
    write_list(tmp_path / "a.csv", [("甲敬老院", "2021-2022", "100")])
    write_list(tmp_path / "b.csv", [("乙敬老院", "2021-2022", "100")], region="重庆市万州区")
    plan = "重庆市黔江区养老托育主要指标\n指标,2020年,2025年\n养老服务床位总数（张）,100,500\n"
    (tmp_path / "c.csv").write_text(plan, encoding="utf-8")
    load.load(sorted(tmp_path.glob("*.csv")), tmp_path / "home")
    assert "目标尚缺 300/500" in page(tmp_path / "home", "?region=500114")
    assert "目标尚缺" not in page(tmp_path / "home")


def test_planned_is_the_years_plan_by_the_months_that_have_passed(session: Session) -> None:
    """甲 had 50 before the year; 丙's last report is carried into March."""
    rows = against_plan_wan(session.cursor, ALL, session.info.default_as_of)
    assert rows["invested_total_wan"].to_list() == [52 + 10 + 5, 54 + 20 + 10, 56 + 30 + 10]
    assert rows["planned_total_wan"].to_list() == [50 + 204 / 12 * month for month in (1, 2, 3)]


def test_a_month_without_a_report_is_a_gap_in_the_line(session: Session) -> None:
    found = invested_by_region_wan(session.cursor, ALL, session.info.default_as_of, 4)
    assert found == {"500114": [None, 12.0, 12.0, 12.0], "500101": [None, 5.0, 5.0, None]}
    assert sparkline([None, 5.0, None], "x") is None
    drawn = sparkline([1.0, 2.0, None, 1.0], "x")
    assert drawn is not None
    assert drawn.src.count("polyline") == 2
