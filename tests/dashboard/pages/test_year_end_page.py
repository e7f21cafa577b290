"""The page 年底预计, its files, its command, its metrics, the briefing's sentences; counted by hand."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.briefing.content import build
from dashboard.filter import PortfolioFilter
from dashboard.metrics.query import aggregate, total
from dashboard.metrics.schedule.year_end import back_tests, list_year_ends
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from dashboard.tables.year_end_rows import rules_table, same_month_tests
from etl.contract.year_end_rules import bounds, readings, reasons
from etl.pipeline import load
from tests.dashboard.server.test_app import client, read, show
from tests.dashboard.tiny import project, publish, report
from tests.etl.commands import portfolio
from tests.etl.sheets import write_list, write_sheet

ALL = PortfolioFilter()
JUNE, DECEMBER = date(2023, 6, 30), date(2023, 12, 31)
PLANS = [("甲敬老院", "2022-2024", "1000"), ("乙敬老院", "2022-2024", "1000"), ("丙敬老院", "2022-2024", "1000")]
SHEETS = {
    "2022年6月": [{"name": "甲敬老院", "plan": "160", "year": "40", "status": "在建"}],
    "2022年12月": [{"name": "甲敬老院", "plan": "160", "year": "160", "status": "在建"}],
    "2023年6月": [
        {"name": "甲敬老院", "plan": "200", "before": "160", "year": "60", "status": "在建"},
        {"name": "乙敬老院", "plan": "100", "before": "0", "year": "30", "status": "在建"},
        {"name": "丙敬老院", "plan": "100", "status": "在建"},
    ],
}
"""甲: 120 at this year's pace, 240 as last year (a quarter by June), 160 with half of the plan; 乙: 60 and 80; 丙 does
not say what it has done. In June 2022 甲 was expected between 80 and 120, and 160 came."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year_end")
    write_list(folder / "清单.csv", PLANS, "2021-12-15")
    for month, rows in SHEETS.items():
        write_sheet(folder / f"{month}.csv", month, rows)
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


def test_sums_of_june(session: Session) -> None:
    """甲 160 (120–240) and 乙 70 (60–80) of a plan of 300; both need 140 + 70 in six months, 90 were done in six."""
    names = [
        "annual_plan_wan", "invested_year_wan", "year_end_wan", "year_end_low_wan", "year_end_high_wan",
        "year_end_wan_stated", "year_end_rate_n", "year_end_rate_d", "year_end_short_wan", "plan_left_wan",
        "needed_month_wan", "pace_month_wan",
    ]  # fmt: skip
    found = total(session.cursor, ALL, JUNE, [*names, "year_end_rate"])
    assert [found[name] for name in names] == [400, 90, 230, 180, 320, 2, 230, 300, 70, 210, 35, 15]
    assert found["year_end_rate"] == pytest.approx(100 * 230 / 300)
    by_reason = aggregate(session.cursor, ALL, JUNE, ["projects"], ["year_end_reason"]).rows()
    assert by_reason == [("no_done", 1), (None, 2)]


def test_at_the_year_s_end_nothing_is_needed_a_month(session: Session) -> None:
    found = total(session.cursor, ALL, date(2022, 12, 31), ["year_end_wan", "needed_month_wan", "pace_month_wan"])
    assert found["year_end_wan"] == 160
    assert found["needed_month_wan"] is None
    assert found["pace_month_wan"] == Decimal("13.33")


def test_what_decides_and_why_not(session: Session) -> None:
    """甲 is 40 short of its plan, 乙 30; of 丙 nothing is expected."""
    rows = {row["name"]: row for row in list_year_ends(session.cursor, ALL, JUNE).to_dicts()}
    assert list(rows) == ["甲敬老院", "乙敬老院", "丙敬老院"]
    first = rows["甲敬老院"]
    names = ("pace_wan", "past_wan", "planned_wan", "short_wan", "needed_month_wan", "pace_month_wan", "told_month")
    assert [first[name] for name in names] == [120, 240, 160, 40, Decimal("23.33"), 10, 6]
    third = rows["丙敬老院"]
    assert (third["reason"], third["short_wan"], third["planned_wan"], third["needed_month_wan"]) == (
        "no_done", None, None, None,
    )  # fmt: skip
    most = list_year_ends(session.cursor, ALL, JUNE, most=1)
    assert most["name"].to_list() == ["甲敬老院"]


def test_what_came_of_last_june(session: Session) -> None:
    """80 at its pace, 120 with half of the plan: 100; 160 came. One project is too few to say how well it does."""
    [row] = back_tests(session.cursor, ALL, JUNE).to_dicts()
    assert (row["month"], row["projects"], row["end_wan"], row["final_wan"], row["within"]) == (
        date(2022, 6, 30), 1, 100, 160, 0,
    )  # fmt: skip
    scope = Scope.from_query("as_of=2023-06-30", session.info)
    assert same_month_tests(session.cursor, scope).is_empty()
    assert back_tests(session.cursor, ALL, date(2022, 6, 30)).is_empty()  # what came was not known then


def test_twenty_projects_say_how_well_it_does(tmp_path: Path) -> None:
    """Each was expected to do 100 (80–120); 19 did 110, one did 310: 2000 of 2400, 19 of 20 within."""
    rows = []
    for number in range(1, 21):
        told = {"annual_plan_wan": 160, "invested_year_wan": 40}
        final = 310 if number == 20 else 110
        rows += [report(number, date(2022, 6, 30), **told), report(number, date(2022, 12, 31), invested_year_wan=final)]
    rows.append(report(1, JUNE, invested_year_wan=60, annual_plan_wan=200))
    publish(tmp_path, [project(number) for number in range(1, 21)], progress_reports=rows)
    warehouse = Warehouse(tmp_path)
    with warehouse.session() as session:
        scope = Scope.from_query("as_of=2023-06-30", session.info)
        [row, whole] = same_month_tests(session.cursor, scope).to_dicts()
        assert (row["month"], row["projects"], row["end_wan"], row["final_wan"]) == (
            date(2022, 6, 30), 20, 2000, 2400,
        )  # fmt: skip
        assert whole == row | {"month": None}
        assert (row["apart_pct"], row["within"], row["within_pct"]) == (-16.7, 19, 95.0)
        page = show(tmp_path, "/year-end", "as_of=2023-06-30")["content"]
        assert "-16.7%" in page
        assert "95.0%（19/20）" in page
        words = " ".join(read_briefing(session, scope))
        assert "同一方法在往年同月末推算的合计比年底实际低16.7%，95.0%的项目（19/20）落在推算的区间内" in words
    warehouse.close()


def read_briefing(session: Session, scope: Scope) -> list[str]:
    briefing = build(session, scope, date(2023, 7, 5))
    return [block.text for section in briefing.sections for block in section.blocks if hasattr(block, "text")]


def test_the_page_says_it_all(small: Path) -> None:
    page = show(small, "/year-end", "as_of=2023-06-30")["content"]
    for words in (
        "预计年底完成", "230", "区间 180–320 万元", "2/3 个项目可推算", "76.7", "区间 60.0%–106.7%",
        "预计比年度计划少 70 万元", "完成计划每月须完成", "今年月均 15 万元", "2.3 倍", "按往年同月：240 万元",
        "没有报送本年完成投资", "不足 20 个", "取居中的为预计", "每月须完成", "23.33 万元",
    ):  # fmt: skip
        assert words in page, words
    assert "至少" not in page
    first, second = page.index("甲敬老院"), page.index("乙敬老院")
    assert first < second


def test_a_page_without_anything_to_work_out_says_why(small: Path) -> None:
    page = show(small, "/year-end", "as_of=2023-10-31")["content"]
    assert "还不能推算年底" in page
    assert "最近一次报送距数据截止日超过界限" in page


def test_the_briefing(small: Path, session: Session) -> None:
    words = " ".join(read_briefing(session, Scope.from_query("as_of=2023-06-30", session.info)))
    assert "预计到2023年年底完成230万元（2/3个项目可推算），介于180万元与320万元之间" in words
    assert "为这些项目年度计划的76.7%（230/300万元）" in words
    assert "余下6个月每月须完成35万元，今年月均15万元" in words
    assert "往年同月可比的项目太少，说不了推算准不准" in words
    at_the_end = " ".join(read_briefing(session, Scope.from_query("as_of=2022-12-31", session.info)))
    assert "预计到" not in at_the_end


def test_files_and_commands(small: Path) -> None:
    rows = read(client(small).get("/download/year-end-projects.csv?as_of=2023-06-30").data)
    assert [row["项目名称"] for row in rows] == ["甲敬老院", "乙敬老院", "丙敬老院"]
    assert rows[0]["按往年同月（万元）"] == "240"
    assert rows[2]["不推算的原因"] == "没有报送本年完成投资"
    told = csv.DictReader(io.StringIO(portfolio(small, "year-end", "--by", "region", "--as-of", "2023-06-30").stdout))
    [row] = list(told)
    assert (row["region_name"], float(row["year_end_wan"]), float(row["needed_month_wan"])) == ("黔江区", 230, 35)
    for flag in ("--projects", "--tests", "--rules"):
        assert portfolio(small, "year-end", flag, "--as-of", "2023-06-30").exit_code == 0


def test_rules_name_every_reading_bound_and_reason() -> None:
    found = rules_table()
    assert found.height == len(readings()) + len(bounds()) + len(reasons())
    assert {reading.title for reading in readings()} <= set(found["title"].drop_nulls())


CASE_LIST = """兰州市2025年重大项目清单
成文日期：2025年1月15日
单位：万元
序号,项目代码,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资,组织实施单位
1,2401-620111-01-01-100005,红古区产业园标准厂房,新建,2024-2025,红古区,标准厂房50000平方米,15000,红古区工信局
2,2401-620105-01-01-100004,安宁区托育综合服务中心,新建,2025-2026,安宁区,新增托位150个,3000,安宁区卫健局
"""
CASE_SHEET = """兰州市重大项目调度表（2025年6月）
序号,项目代码,项目名称,县区,开工状态,实际开工时间,年度计划投资（万元）,本年累计完成投资（万元）,开工以来累计完成投资（万元）,到位资金（万元）,已支付（万元）
1,2401-620111-01-01-100005,红古区产业园标准厂房,红古区,在建,2024-06,8000,9000,16000,6000,6500
2,2401-620105-01-01-100004,安宁区托育综合服务中心,安宁区,在建,2025-03,1500,500,500,700,300
"""
"""Facts of a sheet of June 2025: 9,000 of a plan of 8,000, and 16,000 of a total of 15,000, are done."""


def test_a_sheet_that_has_done_more_than_there_is(tmp_path: Path) -> None:
    """厂房: nothing is left of plan and total: what is done, 9,000. 托育: 1,000 at its
    pace, 1,250 with half of the plan."""
    (tmp_path / "清单.csv").write_text(CASE_LIST, encoding="utf-8")
    (tmp_path / "调度表.csv").write_text(CASE_SHEET, encoding="utf-8")
    load.load(sorted(tmp_path.glob("*.csv")), tmp_path / "home")
    warehouse = Warehouse(tmp_path / "home")
    with warehouse.session() as session:
        rows = list_year_ends(session.cursor, ALL, date(2025, 6, 30)).to_dicts()
    warehouse.close()
    told = {row["name"]: [row[f"year_end_{part}wan"] for part in ("low_", "", "high_")] for row in rows}
    assert told == {"红古区产业园标准厂房": [9000, 9000, 9000], "安宁区托育综合服务中心": [1000, 1125, 1250]}
    assert isinstance(rows[0]["short_wan"], Decimal)
