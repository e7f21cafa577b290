"""Money by source and month, who reported, traffic lights, on sheets of a few rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics import lights
from dashboard.metrics.query import list_projects, total
from dashboard.metrics.schedule import monthly_reports
from dashboard.session.snapshot import Session, Warehouse
from etl.pipeline import load
from tests.etl.sheets import write_list, write_sheet

ALL = PortfolioFilter()
AS_OF = date(2023, 6, 30)
BY_SOURCE = """黔江区项目调度表（2023年6月）
单位：万元
序号,项目名称,本月完成投资,累计完成投资,到位资金,,,支付资金,开工状态
,,,,中央预算内投资,企业自筹,专项债,,
1,甲敬老院,5,40,10,20,,25,在建
2,乙敬老院,,,,,,,未开工
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("months")
    write_list(folder / "2021.csv", [("甲敬老院", "2021-2022", "100"), ("丙敬老院", "2021-2022", "1")], "2021-01-15")
    write_list(folder / "2022.csv", [("甲敬老院", "2021-2023", "120"), ("乙敬老院", "2022-2024", "50")], "2022-01-15")
    write_sheet(folder / "a.csv", "2022年6月", [{"name": "甲敬老院", "month": "4", "done": "20", "status": "在建"}])
    (folder / "b.csv").write_text(BY_SOURCE, encoding="utf-8")
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    warehouse = Warehouse(folder / "home")
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


def test_sources_add_up_to_what_arrived_and_what_was_paid(session: Session) -> None:
    frame = monthly_reports.funding_by_source_wan(session.cursor, ALL, AS_OF)
    rows = {row["source"]: (row["arrived_wan"], row["paid_wan"]) for row in frame.to_dicts()}
    assert rows == {"central_budget": (10, None), "self_raised": (20, None), "unstated": (None, 25)}
    whole = total(session.cursor, ALL, AS_OF, ["arrived_wan", "paid_wan"])
    assert whole == {"arrived_wan": frame["arrived_wan"].sum(), "paid_wan": frame["paid_wan"].sum()}


def test_the_same_month_last_year(session: Session) -> None:
    frame = monthly_reports.money_by_month_wan(session.cursor, ALL, AS_OF)
    last = frame.row(-1, named=True)
    assert (last["month"], last["invested_month_wan"], last["same_month_last_year_wan"]) == (AS_OF, 5, 4)
    assert last["change_pct"] == pytest.approx(25)
    assert frame["invested_total_wan"].to_list() == [20, 40]
    short = monthly_reports.invested_by_month_wan(session.cursor, ALL, AS_OF)
    assert short.equals(frame.select(short.columns))
    assert monthly_reports.money_by_month_wan(session.cursor, PortfolioFilter(text="没有"), AS_OF).height == 0


def test_who_reported(session: Session) -> None:
    """Of 甲 乙 丙, 丙 has no report."""
    (row,) = monthly_reports.reporting(session.cursor, ALL, AS_OF).to_dicts()
    assert (row["projects"], row["reported"], row["state"]) == (3, 2, "part")
    (later,) = monthly_reports.reporting(session.cursor, ALL, date(2023, 7, 31)).to_dicts()
    assert (later["reported"], later["state"]) == (0, "none")


def test_a_projects_months_and_plans(session: Session) -> None:
    named = list_projects(session.cursor, ALL, AS_OF, columns=("project_id", "name"))
    project = named.filter(name="甲敬老院")["project_id"][0]
    assert monthly_reports.project_months(session.cursor, project)["is_effective"].to_list() == [True, True]
    assert monthly_reports.plan_revisions(session.cursor, project)["revision"].to_list() == [1, 2]
    changed = monthly_reports.changed_since_last_report(session.cursor, ALL, AS_OF)
    assert changed.height == 0  # under way in both, plan not over


@pytest.mark.parametrize(
    ("rate", "points", "share"),
    [
        (50.0, "green", "green"),  # on time at half of the year
        (45.0, "green", "yellow"),  # 5 points behind, 90 % of the time elapsed
        (40.0, "yellow", "yellow"),  # 10 points behind
        (25.0, "yellow", "yellow"),  # 25 points behind, exactly half
        (24.0, "yellow", "red"),
        (20.0, "red", "red"),  # 30 points behind
        (None, None, None),
    ],
)
def test_traffic_lights(rate: float | None, points: str | None, share: str | None) -> None:
    frame = pl.DataFrame(
        {"completion_rate": [rate], "time_elapsed": [50.0]}, schema_overrides={"completion_rate": float}
    )
    assert lights.with_lights(frame, "points")["light"].to_list() == [points]
    judged = lights.with_lights(frame, "share").row(0, named=True)
    assert judged["light"] == share
    assert (judged["light_rule"] is None) == (rate is None)
