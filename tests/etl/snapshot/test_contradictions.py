"""What sheets and lists say of a project that cannot all be true: found, told once, mended, explained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.contract import reference
from etl.contract.contradiction_rules import rules
from etl.contract.schemas import STORED
from etl.pipeline import correct, load
from etl.pipeline.correct import CorrectionRefused
from etl.snapshot import publish
from etl.snapshot.contradiction_sql import ASKED
from tests.dashboard.tiny import project, report, years
from tests.dashboard.tiny import publish as publish_tiny
from tests.etl.commands import portfolio
from tests.etl.sheets import write_list, write_sheet

APRIL, MAY, JUNE, JULY = date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30), date(2025, 7, 31)
LIST = """兰州市2024年重大项目清单
成文日期：2024年1月15日
单位：万元
序号,项目代码,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资,组织实施单位
1,2401-620111-01-01-100005,红古区产业园标准厂房,新建,2024-2025,红古区,新建标准厂房50000平方米,15000,红古区工信局
"""
APRIL_SHEET = """兰州市重大项目调度表（2025年4月）
序号,项目代码,项目名称,县区,开工状态,年度计划投资（万元）,本月完成投资（万元）,本年累计完成投资（万元）,开工以来累计完成投资（万元）,到位资金（万元）,已支付（万元）
5,2401-620111-01-01-100005,红古区产业园标准厂房,红古区,竣工,8000,1000,3600,10000,6000,6500
"""
JUNE_SHEET = """兰州市重大项目调度表（2025年6月）
序号,项目代码,项目名称,县区,开工状态,实际开工时间,年度计划投资（万元）,本年累计完成投资（万元）,开工以来累计完成投资（万元）,到位资金（万元）,已支付（万元）
1,2401-620111-01-01-100005,红古区产业园标准厂房,红古区,在建,2024-06,8000,9000,16000,6000,6500
"""

Found = list[tuple[str, str, str | None, str, str]]


def contradictions(path: Path) -> list[dict[str, Any]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.sql("select * from contradictions order by rule, since").pl().to_dicts()


def of_home(home: Path) -> list[dict[str, Any]]:
    snapshot = publish.published(home)
    assert snapshot is not None
    return contradictions(publish.folder(home) / snapshot.snapshot)


def told(
    tmp_path: Path, *months: dict[str, Any], quantities: list[dict[str, Any]] | None = None, **facts: Any
) -> Found:
    """Rule, month of it, month that mends it, both cells, of a project of 3,000 万元; each month names its figures."""
    asked = {"document_id": "d" * 64, "table_no": 1, "fields": ["name", "problems"], "headers": ["名称", "问题"]}
    path = publish_tiny(
        tmp_path,
        [project(1, **{"total_investment_wan": 3000, "capacity_basis": "stated"} | facts)],
        progress_reports=[report(1, **given) for given in months],
        source_tables=[_row("source_tables", asked)],
        quantities=[_row("quantities", row) for row in quantities or []],
    )
    return [
        (row["rule"], f"{row['since']:%m}", row["mended"] and f"{row['mended']:%m}", row["one"], row["other"])
        for row in contradictions(path)
    ]


def _row(table: str, given: dict[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(STORED[table].to_schema().columns) | given


def of_may(**figures: Any) -> dict[str, Any]:
    return {"month": MAY} | figures


@pytest.mark.parametrize(
    ("months", "found"),
    [
        ([of_may(paid_wan=101, arrived_wan=100)], [("paid_above_arrived", "05", None, "101", "100")]),
        ([of_may(paid_wan=100, arrived_wan=100)], []),
        (
            [{"month": APRIL, "paid_wan": 91, "arrived_wan": 90}, of_may(paid_wan=101, arrived_wan=100),
             {"month": JUNE, "paid_wan": 101}, {"month": JULY, "paid_wan": 101, "arrived_wan": 110}],
            [("paid_above_arrived", "04", "07", "91", "90")],  # told once; June says nothing of what arrived
        ),
        (
            [{"month": APRIL, "paid_wan": 2, "arrived_wan": 1}, of_may(paid_wan=2, arrived_wan=2),
             {"month": JUNE, "paid_wan": 4, "arrived_wan": 3}],
            [("paid_above_arrived", "04", "05", "2", "1"), ("paid_above_arrived", "06", None, "4", "3")],
        ),
        ([of_may(paid_wan=101, invested_total_wan=100)], [("paid_above_done", "05", None, "101", "100")]),
        ([of_may(invested_total_wan=3001)], [("done_above_total", "05", None, "3001", "3000")]),
        ([of_may(invested_total_wan=3001, adjusted_total_wan=3200)], []),
        (
            [{"month": APRIL, "invested_total_wan": 270}, of_may(invested_total_wan=500, invested_month_wan=200)],
            [("month_and_rise", "05", None, "200", "230")],
        ),
        ([{"month": APRIL, "invested_total_wan": 295}, of_may(invested_total_wan=500, invested_month_wan=200)], []),
        ([{"month": APRIL, "invested_total_wan": 300}, {"month": JUNE, "invested_total_wan": 500,
                                                         "invested_month_wan": 90}], []),  # May is not known
        (
            [{"month": APRIL, "invested_total_wan": 0, "invested_year_wan": 0},
             of_may(invested_total_wan=600, invested_year_wan=540)],
            [("year_and_rise", "05", None, "540", "600")],
        ),
        (
            [{"month": date(2024, 12, 31), "invested_total_wan": 0, "invested_year_wan": 0},
             {"month": date(2025, 1, 31), "invested_total_wan": 600, "invested_year_wan": 540}],
            [],
        ),
        (
            [of_may(invested_before_year_wan=100, invested_year_wan=50, invested_total_wan=180)],
            [("year_and_total", "05", None, "50", "80")],
        ),
        (
            [{"month": APRIL, "arrived_wan": 80}, of_may(arrived_wan=70), {"month": JUNE, "arrived_wan": 90}],
            [("arrived_falls", "05", None, "70", "80")],
        ),
        ([of_may(physical_progress_pct=Decimal(5), invested_total_wan=2800)],
         [("built_and_done", "05", None, "5", "93")]),
        ([of_may(physical_progress_pct=Decimal(5), invested_total_wan=1650)], []),  # 55 % of 3,000: 50 points
        ([of_may(invested_year_wan=111, annual_plan_wan=100)], [("year_above_plan", "05", None, "111", "100")]),
        ([of_may(invested_year_wan=110, annual_plan_wan=100)], []),
        (
            [of_may(annual_plan_wan=600, invested_total_wan=2600, invested_year_wan=100)],  # 2,500 by last year's end
            [("plan_above_rest", "05", None, "600", "500")],
        ),
        ([of_may(annual_plan_wan=500, invested_before_year_wan=2500)], []),
        (
            [{"month": APRIL, "status": "completed", "status_raw": "竣工"}, of_may(status_raw="在建"),
             {"month": JUNE, "status": None}, {"month": JULY, "status": "completed"}],
            [("finished_before", "05", "07", "在建", "竣工")],
        ),
        (
            [{"month": APRIL, "status_raw": "在建"}, of_may(status="not_started", status_raw="未开工")],
            [("started_before", "05", None, "未开工", "在建")],
        ),
    ],
)  # fmt: skip
def test_what_contradicts_is_told(tmp_path: Path, months: list[dict[str, Any]], found: Found) -> None:
    assert told(tmp_path, *months) == found


BUILT = {"report_id": f"{'d' * 12}-1-1", "entry_no": 1, "kind": "elder_bed", "value": 100, "unit": "张", "basis": "new"}


@pytest.mark.parametrize(
    ("sector", "quantities", "found"),
    [
        ("养老", [], [("finished_without_capacity", "05", None, "竣工", "新建敬老院")]),
        ("养老", [BUILT], []),
        ("交通", [], []),  # not among the sectors of the rule
    ],
)
def test_finished_without_its_capacity(
    tmp_path: Path, sector: str, quantities: list[dict[str, Any]], found: Found
) -> None:
    month = of_may(status="completed", status_raw="竣工")
    assert told(tmp_path, month, quantities=quantities, sector=sector, content_raw="新建敬老院") == found


@pytest.mark.parametrize(
    ("problem", "started", "found"),
    [
        ("无", 2024, [("late_without_problem", "05", None, "无", "2024-12")]),
        ("征地未完成", 2024, []),
        (None, 2024, []),  # nothing is said
        ("无", 2025, []),  # the year of its plan is not over
    ],
)
def test_late_without_a_problem(tmp_path: Path, problem: str | None, started: int, found: Found) -> None:
    month = of_may(status="not_started", problems=problem)
    assert told(tmp_path, month, **years(started, 2026)) == found


def test_a_problem_that_stays_word_for_word(tmp_path: Path) -> None:
    """From January on; three months later it is told; a sheet in other words mends it."""
    words = ["征地慢", "征地慢", "征地慢", " 征地慢 ", "征地慢", "征地完成80%"]
    months = [{"month": date(2025, number, 28), "problems": said} for number, said in enumerate(words, start=1)]
    assert told(tmp_path, *months) == [("problem_unchanged", "04", "06", "征地慢", "征地慢")]


def test_money_that_waits(tmp_path: Path) -> None:
    """100 arrived in January; in July, six months later, 49 are paid: more than half waits. In August half is paid."""
    months = [{"month": date(2025, 1, 31), "arrived_wan": 100, "paid_wan": 0}]
    months += [{"month": date(2025, number, 30), "arrived_wan": 900, "paid_wan": 40} for number in (4, 6)]
    months += [{"month": JULY, "paid_wan": 49}, {"month": date(2025, 8, 31), "paid_wan": 50}]
    assert told(tmp_path, *months) == [("money_idle", "07", "08", "49", "100")]


def test_every_rule_of_the_table_is_asked_and_has_its_type() -> None:
    assert list(rules()) == list(ASKED)
    assert {rule.type for rule in rules().values()} <= set(reference.finding_types())


def test_sheets_that_contradict_each_other(tmp_path: Path) -> None:
    """The published shapes: 6,500 paid of 6,000 in April; in June in progress again, 16,000 of 15,000, 9,000 of 8,000,
    and since April the total rises by 6,000 where the year rises by 5,400."""
    for name, text in (("a.csv", LIST), ("b.csv", APRIL_SHEET), ("c.csv", JUNE_SHEET)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    home = tmp_path / "home"
    load.load([tmp_path / name for name in ("a.csv", "b.csv", "c.csv")], home)
    found = [(row["rule"], row["since"], row["one"], row["other"], row["owner"]) for row in of_home(home)]
    unit = "红古区工信局"
    assert found == [
        ("done_above_total", JUNE, "16000", "15000", unit),
        ("finished_before", JUNE, "在建", "竣工", unit),
        ("paid_above_arrived", APRIL, "6500", "6000", unit),
        ("year_above_plan", JUNE, "9000", "8000", unit),
        ("year_and_rise", JUNE, "5400", "6000", unit),
    ]


def test_what_a_person_explains_is_no_longer_open(tmp_path: Path) -> None:
    """Explained, taken back, explained again; another figure is another contradiction, and the explanation is stale."""
    home = tmp_path / "home"
    write_list(tmp_path / "a.csv", [("甲敬老院", "2025-2026", "100")])
    write_sheet(tmp_path / "b.csv", "2025年5月", [{"name": "甲敬老院", "arrived": "10", "paid": "12"}])
    load.load([tmp_path / "a.csv", tmp_path / "b.csv"], home)
    [open_] = of_home(home)
    with pytest.raises(CorrectionRefused, match="没有这条矛盾"):
        correct.explain(home, "nothing", who="王某", why="垫付")
    made = correct.explain(home, open_["finding_id"], who="王某", why="业主垫付，已核")
    [row] = of_home(home)
    assert (row["explained_who"], row["explained_why"]) == ("王某", "业主垫付，已核")
    assert counted(home) == (0, 1)
    assert [item.state for item in correct.history(home)] == ["applied"]
    correct.revoke(home, made.correction_id, who="王某", why="错了")
    assert counted(home) == (1, 0)
    said = portfolio(home, "correct", "explain", open_["finding_id"], "--who", "王某", "--why", "垫付")
    assert "支付大于到位 ｜ 甲敬老院：12 ｜ 10，已说明" in said.stdout
    write_sheet(tmp_path / "c.csv", "2025年5月", [{"name": "甲敬老院", "arrived": "10", "paid": "13"}])
    load.load([tmp_path / "c.csv"], home)
    assert counted(home) == (1, 0)
    assert [item.state for item in correct.history(home)] == ["revoked", "stale"]


def counted(home: Path) -> tuple[int, int]:
    """What stands at the last month's end without and with an explanation."""
    snapshot = publish.published(home)
    assert snapshot is not None
    with duckdb.connect(str(publish.folder(home) / snapshot.snapshot), read_only=True) as connection:
        query = """select sum(open_contradictions), sum(explained_contradictions) from project_at_month_end
            where as_of = (select max(as_of) from month_ends)"""
        [(without, explained)] = connection.execute(query).fetchall()
    return int(without), int(explained)
