"""Forecast, early warnings and ceiling on fixtures whose answers are worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.ceiling import central_budget_ceiling_wan
from dashboard.metrics.schedule.forecast import backtest
from dashboard.metrics.schedule.outlook import early_warnings, forecast
from dashboard.metrics.schedule.survival import Durations
from dashboard.session.snapshot import Session, Warehouse
from etl.pipeline import load as pipeline
from tests.etl.lists import ORIGINALS, SOURCES
from tests.etl.sheets import write_list, write_sheet

ALL = PortfolioFilter()
MONTHS = (12, 12, 14, 14, 16, 16, 18, 18, 20, 20)
AS_OF = date(2022, 8, 31)


@contextmanager
def opened(home: Path) -> Iterator[Session]:
    warehouse = Warehouse(home)
    with warehouse.session() as session:
        yield session
    warehouse.close()


def words(number: int) -> str:
    """The month that ends so many months after 1 January 2021."""
    return f"{2021 + (number - 1) // 12}年{(number - 1) % 12 + 1}月"


def load(folder: Path, completed: int = 10) -> Path:
    """Ten projects from January 2021 with the durations of `MONTHS`, and 子 and 丑, which are open."""
    plans = [(f"第{number}敬老院", "2021年1月-2022年1月", "100") for number in range(len(MONTHS))]
    plans += [("子敬老院", "2021年8月-2022年11月", "1000"), ("丑敬老院", "2021年6月-2022年11月", "10")]
    write_list(folder / "清单.csv", plans, "2020-12-15")
    done = [
        {"name": f"第{number}敬老院", "status": "已竣工", "start": "2021年1月", "finish": words(months)}
        for number, months in enumerate(MONTHS[:completed])
    ]
    still = [
        {"name": "子敬老院", "status": "在建", "start": "2021年8月", "problems": "资金到位不及时"},
        {"name": "丑敬老院", "status": "在建", "start": "2021年6月"},
    ]
    write_sheet(folder / "八月.csv", "2022年8月", done + still)
    pipeline.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


def test_a_curve_worked_out_by_hand() -> None:
    """Months 6 6+ 7 10 12+ (+ still open): 4/5 after 6; 7: 4/5 × 2/3; 10: × 1/2; 12 stays."""
    curve = Durations.of([6, 6, 7, 10, 12], [True, False, True, True, False]).curve()
    assert curve.survival == pytest.approx((4 / 5, 8 / 15, 4 / 15, 4 / 15))
    assert curve.completed_by(9)[0] == pytest.approx(7 / 15)
    assert curve.completed_by(5) == (0, 0, pytest.approx(1 - 0.025 ** (1 / 5)))  # none of five by then: up to 52 %
    assert (curve.median(), curve.projects, curve.completions) == (10, 5, 3)
    chance, low, high = curve.completed_by(9)
    assert 0 < low < chance < high < 1


def test_the_forecast_speaks_and_is_right(tmp_path: Path) -> None:
    """子 has run 13 months by August 2022, 丑 15. Longer than 13 took 14 14 16 16 18 18 20 20 and 丑 (15, open): 9.

    Left after 14: 7/9; after 16: 7/9 × 4/6 = 14/27; after 18: 7/27; after 20: 0. Planned are 16 months (August 2021 to
    November 2022), so the chance is 13/27. Expected: 13 + 1 + 2 × 7/9 + 2 × 14/27 + 2 × 7/27 = 17.1: 1.1 late.
    丑: longer than 15 took 6; planned 18: 4 of 6 by then.
    """
    with opened(load(tmp_path)) as session:
        found = {row["name"]: row for row in forecast(session.cursor, ALL, AS_OF).to_dicts()}
        warned = early_warnings(session.cursor, ALL, AS_OF).to_dicts()
    first, second = found["子敬老院"], found["丑敬老院"]
    assert (first["projects"], first["completions"], first["basis"]) == (9, 8, "同行业同性质")
    assert first["probability_on_time"] == pytest.approx(13 / 27)
    assert first["probability_low"] < 13 / 27 < first["probability_high"]
    assert (first["expected_slip_months"], first["is_lower_bound"]) == (1.1, False)
    assert (second["projects"], second["probability_on_time"]) == (6, pytest.approx(4 / 6))
    assert [row["name"] for row in warned] == ["子敬老院"]  # 丑: 15 + 1 + 4/6 × 2 + 2/6 × 2 = 18.0 months, as planned
    assert warned[0]["weight"] == pytest.approx(1.1 * 1000)
    assert "48%" in warned[0]["reasons"]
    assert "资金到位不及时" in warned[0]["reasons"]


def test_what_was_forecast_is_held_against_what_happened(tmp_path: Path) -> None:
    """In August 子 has run 13 and 丑 15 months. By December (4 more) 子 would be done with 1 - 14/27 = 13/27 (after 16
    of those longer than 13: see above), 丑 with 4/6 (16 16 18 18 of the six longer than 15, by 19). 子 is, 丑 is not.
    """
    home = load(tmp_path)
    write_sheet(
        tmp_path / "十二月.csv", "2022年12月",
        [
            {"name": "子敬老院", "status": "已竣工", "start": "2021年8月", "finish": "2022年11月"},
            {"name": "丑敬老院", "status": "在建", "start": "2021年6月"},
        ],
    )  # fmt: skip
    pipeline.load([tmp_path / "十二月.csv"], home)
    with opened(home) as session:
        first, second = backtest(session.cursor, date(2022, 12, 31), AS_OF).to_dicts()
    assert (first["band"], first["projects"], first["observed"]) == ("40-60%", 1, 1)
    assert first["forecast"] == pytest.approx(13 / 27)
    assert (second["band"], second["projects"], second["observed"]) == ("60-80%", 1, 0)
    assert second["forecast"] == pytest.approx(4 / 6)


def test_with_nine_completions_it_is_silent_and_says_why(tmp_path: Path) -> None:
    with opened(load(tmp_path, completed=9)) as session:
        found = forecast(session.cursor, ALL, AS_OF)
        assert backtest(session.cursor, AS_OF, date(2022, 7, 31)).height == 0
    assert found["probability_on_time"].null_count() == found.height == 2
    assert "只有 9 个" in found["reason"][0]


POLICY = """黔江区养老托育政策清单
成文日期：2022-10-27
序号,政策名称,重点工作举措和内容
1,托育服务,普惠托育服务专项行动中央预算内投资采用定额补助的方式，按每个新增托位1万元的标准给予支持。
2,示范中心,"支持地市级及以上政府建设示范性托育服务中心项目。中央预算内投资按照东、中、西部地区分别不超过平均总投资的30%、60%和80%的比例进行补助。"
"""


def test_the_ceiling_needs_a_rule_a_scope_and_a_quantity(tmp_path: Path) -> None:
    """甲 is named 普惠 with 30 places: 30 万元; 乙 with 20 is not: uncertain; 丙 states no places: no number."""
    path = write_list(tmp_path / "清单.csv", [("甲普惠托育中心", "2年", "1"), ("乙托育中心", "2年", "1"),
                                            ("丙普惠托育中心", "2年", "1")], "2022-10-27")  # fmt: skip
    text = path.read_text("utf-8")
    for quantity in ("新增托位30个", "新增托位20个", "建设托育中心"):
        text = text.replace("新增床位100张", quantity, 1)
    path.write_text(text, "utf-8")
    pipeline.load([path], tmp_path / "home")
    with opened(tmp_path / "home") as session:
        none = central_budget_ceiling_wan(session.cursor, ALL, None)
        assert (none.ceiling_wan, none.reason) == (None, "没有适用的支持政策规则，不作测算")
    (tmp_path / "政策.csv").write_text(POLICY, encoding="utf-8")
    pipeline.load([tmp_path / "政策.csv"], tmp_path / "home")
    with opened(tmp_path / "home") as session:
        found = central_budget_ceiling_wan(session.cursor, ALL, date(2022, 12, 31))
        before = central_budget_ceiling_wan(session.cursor, ALL, date(2022, 1, 1))
    assert (found.ceiling_wan, found.projects, found.uncertain_wan, found.uncertain_projects) == (30, 1, 20, 1)
    by_name = {row["name"]: row for row in found.rows.to_dicts()}
    assert by_name["甲普惠托育中心"]["working"] == "30 个 × 1 万元 = 30 万元"
    assert (by_name["丙普惠托育中心"]["scope"], by_name["丙普惠托育中心"]["ceiling_wan"]) == ("no_input", None)
    assert "平均总投资" in by_name[None]["reason"]
    assert before.ceiling_wan is None  # the rule is of October


@pytest.mark.parametrize(("issuer", "wan"), [("重庆市", 30), ("黔江区", 30), ("万州区", None)])
def test_a_rule_speaks_for_the_regions_below_its_own(tmp_path: Path, issuer: str, wan: int | None) -> None:
    path = write_list(tmp_path / "清单.csv", [("甲普惠托育中心", "2年", "1")], "2022-10-27")
    path.write_text(path.read_text("utf-8").replace("新增床位100张", "新增托位30个"), "utf-8")
    (tmp_path / "政策.csv").write_text(POLICY.replace("黔江区", issuer), encoding="utf-8")
    pipeline.load([path, tmp_path / "政策.csv"], tmp_path / "home")
    with opened(tmp_path / "home") as session:
        assert central_budget_ceiling_wan(session.cursor, ALL, date(2022, 12, 31)).ceiling_wan == wan


@pytest.mark.originals
def test_the_ceiling_of_qianjiang(tmp_path: Path) -> None:
    """11 projects named 普惠: 75 + 104 + 200 + … = 927 places; rows 1 and 13 are of uncertain scope."""
    pipeline.load([ORIGINALS / SOURCES["qianjiang"]], tmp_path / "home")
    with opened(tmp_path / "home") as session:
        found = central_budget_ceiling_wan(session.cursor, ALL, session.info.default_as_of)
    assert (found.ceiling_wan, found.projects, found.uncertain_projects) == (Decimal(927), 11, 2)
    assert sorted(found.rows.filter(scope="uncertain")["seq"]) == [1, 13]
    assert found.rows.filter(scope="no_number").height == 3
