"""Rates side by side: lights by rule, months in a row, ranks and their change, both lists; counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dashboard.briefing.content import build
from dashboard.filter import PortfolioFilter
from dashboard.metrics.query import aggregate, total
from dashboard.metrics.rate_board import rate_board, rates_by_source
from dashboard.metrics.rate_lights import judge, line_pct, listed, red_months
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from etl.pipeline import load
from tests.dashboard.server.test_app import client, read, show
from tests.dashboard.tiny import project, publish, report, years
from tests.etl.commands import portfolio

ALL = PortfolioFilter()
MARCH, APRIL, MAY = date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)
LIST = """兰州市2025年重大项目清单
成文日期：2025年1月15日
单位：万元
序号,项目代码,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资,组织实施单位
1,2401-620105-01-01-100004,安宁区托育综合服务中心,新建,2025-2026,安宁区,新增托位150个,3000,安宁区卫健局
"""
SHEET = """兰州市重大项目调度表（2025年5月）
单位：万元
序号,项目代码,项目名称,县区,开工状态,年度计划投资,本月完成投资,本年累计完成投资,开工以来累计完成投资,到位资金,已支付,形象进度
1,2401-620105-01-01-100004,安宁区托育综合服务中心,安宁区,在建,1500,2000,2500,2800,500,2900,5%
"""
"""What a sheet of May 2025 said: paid 2,900 of 500 arrived, 2,500 done of the year's plan of 1,500."""


def _counties() -> list[dict[str, Any]]:
    names = {1: ("360281", "乐平市", "甲公司"), 2: ("500114", "黔江区", "甲公司"), 3: ("500102", "涪陵区", None)}
    return [
        project(
            number, region_id=code, county_code=code, county_id=code, region_name=name, owner_unit=owner,
            total_investment_wan=1000, **years(2025, 2026),
        )
        for number, (code, name, owner) in names.items()
    ]  # fmt: skip


def _month(number: int, month: date, year: int, paid: int) -> dict[str, Any]:
    """Of a plan of 120 for the year `year` is done, and of 100 that arrived `paid` is paid."""
    given = {"annual_plan_wan": 120, "invested_year_wan": year, "arrived_wan": 100, "paid_wan": paid}
    return report(number, month, **given)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Elapsed 25, 33.3, 41.7 %. 乐平: 0 %, 0 %, 0 %: red only from April on (10 points, then 30). 黔江: 10, 50, 50 %.
    涪陵: 25, 25, 75 %, paid five times of what arrived in May."""
    reports = [
        _month(1, MARCH, 0, 90), _month(1, APRIL, 0, 90), _month(1, MAY, 0, 90),
        _month(2, MARCH, 12, 40), _month(2, APRIL, 60, 40), _month(2, MAY, 60, 40),
        _month(3, MARCH, 30, 80), _month(3, APRIL, 30, 80), _month(3, MAY, 90, 580),
    ]  # fmt: skip
    publish(tmp_path, _counties(), progress_reports=reports)
    warehouse = Warehouse(tmp_path)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


def board(session: Session, as_of: date = MAY, ranked_by: str = "completion_rate", **by: Any) -> list[dict[str, Any]]:
    return rate_board(session.cursor, ALL, as_of, by.get("by", ("region_name",)), "points", ranked_by).to_dicts()


def test_ranks_and_how_they_changed(session: Session) -> None:
    """April: 黔江 50 %, 涪陵 25 %, 乐平 0 %; May: 涪陵 75 %, 黔江 50 %, 乐平 0 %."""
    shown = [(row["region_name"], row["rank"], row["rank_before"], row["rank_change"]) for row in board(session)]
    assert shown == [("涪陵区", 1, 2, 1), ("黔江区", 2, 1, -1), ("乐平市", 3, 3, 0)]
    first = board(session, MARCH)[0]
    assert (first["region_name"], first["rank"], first["rank_change"]) == ("涪陵区", 1, None)


def test_what_cannot_be_right_is_no_green_light_and_in_no_rank(session: Session) -> None:
    rows = {row["region_name"]: row for row in board(session, ranked_by="payment_rate")}
    fuling = rows["涪陵区"]
    assert (fuling["payment_rate"], fuling["payment_rate_n"], fuling["payment_rate_d"]) == (580.0, 580, 100)
    assert (fuling["payment_rate_light"], fuling["payment_rate_rule"]) == ("check", "支付超过到位，先核对")
    assert fuling["rank"] is None
    assert {name: row["rank"] for name, row in rows.items() if row["rank"]} == {"乐平市": 1, "黔江区": 2}


def test_red_in_a_row_and_the_lists(session: Session) -> None:
    """黔江 has paid 40 of 100 and got 100 of 1,000 in all three months: red for three; so are the others' arrivals."""
    rows = {row["region_name"]: row for row in board(session)}
    assert [rows[name]["payment_rate_red_months"] for name in ("乐平市", "黔江区", "涪陵区")] == [0, 3, 0]
    assert [rows["乐平市"][f"completion_rate_{part}"] for part in ("light", "red_months")] == ["red", 2]
    assert (rows["黔江区"]["honour"], rows["黔江区"]["honour_rates"]) == ("black", "arrival_rate|payment_rate")


def test_rates_of_owners_those_without_one_too(session: Session) -> None:
    """甲公司: (0 + 60) of 240 this year; nobody: 90 of 120."""
    rows = board(session, by=("owner_unit",))
    assert [(row["owner_unit"], row["completion_rate"], row["projects"]) for row in rows] == [
        (None, 75.0, 1),
        ("甲公司", 25.0, 2),
    ]
    assert aggregate(session.cursor, ALL, MAY, ["projects"], ["year_nature"]).rows() == [(None, 3)]


@pytest.mark.parametrize(
    ("rate", "value", "light"),
    [
        ("start_rate", 90, "green"), ("start_rate", 89.9, "yellow"), ("start_rate", 69, "red"),
        ("start_rate", None, None),
        ("completion_rate", 50, "green"), ("completion_rate", 40, "yellow"), ("completion_rate", 20, "red"),
        ("completion_rate", 151, "check"), ("arrival_rate", 100, "green"), ("arrival_rate", 100.1, "check"),
        ("payment_rate", 580, "check"), ("payment_rate", 79, "yellow"), ("on_time_rate", 100, "green"),
    ],
)  # fmt: skip
def test_lights_by_rule(rate: str, value: float | None, light: str | None) -> None:
    found = judge(rate, value, 50, "points")
    assert (found and found[0]) == light


def test_lines() -> None:
    assert [line_pct(rate, 50) for rate in ("start_rate", "completion_rate", "payment_rate")] == [90, 50, 80]


def test_the_lists() -> None:
    green = {"a": "green", "b": "green", "c": "green", "d": None}
    on = listed([green])
    assert on is not None
    assert (on.list, on.rates) == ("red", ("a", "b", "c"))
    assert listed([green | {"c": "check"}]) is None  # what cannot be right keeps a group from the red list
    assert listed([green | {"c": None}]) is None  # two are too few
    broken = [{"a": "red"}, {"a": None}, {"a": "red"}, {"a": "red"}]
    assert red_months(broken, "a") == 1
    assert listed(broken) is None
    black = listed([{"a": "red", "b": "red"}])
    assert black is not None
    assert (black.list, black.rule.rule) == ("black", "red_lights")


def test_rates_of_sources(tmp_path: Path) -> None:
    """Central budget: 60 arrived of 100 planned, 90 paid of it; a project without a plan counts for payment alone."""
    funding = [
        ("m1-2025-05-31", "planned", 100), ("m1-2025-05-31", "arrived", 60), ("m1-2025-05-31", "paid", 50),
        ("m2-2025-05-31", "arrived", 40), ("m2-2025-05-31", "paid", 40),
    ]  # fmt: skip
    rows = [
        {"progress_id": of, "document_id": "d" * 64, "is_synthetic": False, "stage": stage, "basis": "cumulative",
         "source": "central_budget", "amount_wan": Decimal(amount), "column_no": 1}
        for of, stage, amount in funding
    ]  # fmt: skip
    publish(tmp_path, _counties(), progress_reports=[report(1, MAY), report(2, MAY)], progress_funding=rows)
    warehouse = Warehouse(tmp_path)
    with warehouse.session() as opened:
        [found] = rates_by_source(opened.cursor, ALL, MAY).to_dicts()
    warehouse.close()
    assert (found["arrival_rate"], found["arrival_rate_light"]) == (60.0, "yellow")
    assert (found["payment_rate_n"], found["payment_rate_d"], found["payment_rate"]) == (90, 100, 90.0)


def test_a_sheet_that_paid_more_than_arrived(tmp_path: Path) -> None:
    """580 % of what arrived, 2,900 of 2,800 done, 166.7 % of the year's plan: each to be checked, on page and file."""
    for name, text in (("a.csv", LIST), ("b.csv", SHEET)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    home = tmp_path / "home"
    load.load([tmp_path / "a.csv", tmp_path / "b.csv"], home)
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        rates = total(opened.cursor, ALL, MAY, ["payment_rate", "payment_done_rate_n", "payment_done_rate_d"])
    warehouse.close()
    assert list(rates.values()) == [580.0, 2900, 2800]
    content = show(home, "/rates")["content"]
    assert content.count("light light-check") >= 6  # three cards and three cells
    [row] = read(client(home).get("/download/rates.csv").data)
    lights = [row[f"{name}灯号"] for name in ("开工率", "完成率", "支付率（占到位）", "支付率（占完成）")]
    assert lights == ["", "核", "核", "核"]  # a start in 2025 is not due before its end
    assert row["名次"] == ""
    assert "安宁区" in portfolio(home, "rates", "--by", "region").stdout


def test_the_briefing_ranks_regions_and_names_the_lists(session: Session) -> None:
    said = repr(build(session, Scope.from_query("", session.info), date(2025, 6, 1)).sections)
    assert "黑榜：" in said
    assert "黔江区，同一项连续3个月以上红灯（到位率、支付率（占到位））" in said
    assert "580.0% 核\\n580/100" in said
    assert "红榜" not in said


def test_who_reported_nothing_is_not_judged(tmp_path: Path) -> None:
    """Nothing is known of 涪陵: its starts that are due are no red light, and it is on no list."""
    projects = [row | years(2023, 2024) for row in _counties()]
    publish(tmp_path, projects, progress_reports=[_month(1, MAY, 30, 90), _month(2, MAY, 30, 90)])
    warehouse = Warehouse(tmp_path)
    with warehouse.session() as opened:
        rows = {row["region_name"]: row for row in board(opened)}
    warehouse.close()
    silent = rows["涪陵区"]
    assert (silent["start_rate"], silent["start_rate_d"]) == (0.0, 1)
    assert (silent["start_rate_light"], silent["rank"], silent["honour"]) == (None, None, None)
    assert rows["乐平市"]["start_rate_light"] == "green"
