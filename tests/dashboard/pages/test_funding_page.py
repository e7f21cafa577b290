"""The page 资金 in every state: amounts, rates with n and d, lights, sources, gap, 同比, ceiling; by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.query import aggregate, total
from dashboard.metrics.schedule.monthly_reports import funding_by_source_wan, money_by_month_wan
from dashboard.session.snapshot import Session
from etl.pipeline import load
from tests.dashboard.server.test_app import client, show
from tests.etl.commands import portfolio
from tests.etl.sheets import write_list, write_sheet

ALL = PortfolioFilter()
AS_OF = date(2023, 6, 30)
HEAD = """序号,项目名称,年度计划投资,本月完成投资,本年完成投资,累计完成投资,资金来源,,到位资金,,支付资金,开工状态
,,,,,,中央预算内投资,企业自筹,中央预算内投资,企业自筹,,
"""
LAST_JUNE = """1,甲敬老院,60,10,40,40,,,,,,在建
2,乙敬老院,40,10,20,20,,,,,,在建
"""
JUNE = """1,甲敬老院,100,15,35,75,30,70,30,20,40,在建
2,乙敬老院,50,5,5,25,20,,5,10,,在建
"""


def sheet(path: Path, month: str, rows: str) -> None:
    path.write_text(f"黔江区项目调度表（{month}）\n单位：万元\n{HEAD}{rows}", encoding="utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("funding")
    plans = [("甲敬老院", "2022-2023", "200"), ("乙敬老院", "2022-2024", "100"), ("丙敬老院", "2年", "50")]
    write_list(folder / "清单.csv", plans, "2021-12-15")
    sheet(folder / "去年六月.csv", "2022年6月", LAST_JUNE)
    sheet(folder / "今年六月.csv", "2023年6月", JUNE)
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_amounts_and_rates(session: Session) -> None:
    """Plan 100 + 50, this year 35 + 5: 40/150 = 26.7 %. Arrived 50 + 15 of 200 + 100 (丙 reports nothing): 65/300.

    Paid 40 of the 50 of 甲: 40/50. Gap 150 + 85 = 235 over two of three projects.
    """
    expected = {
        "total_investment_wan": 350, "annual_plan_wan": 150, "invested_year_wan": 40, "invested_total_wan": 100,
        "arrived_wan": 65, "paid_wan": 40, "completion_rate_n": 40, "completion_rate_d": 150, "arrival_rate_n": 65,
        "arrival_rate_d": 300, "payment_rate_n": 40, "payment_rate_d": 50, "funding_gap_wan": 235,
        "funding_gap_wan_stated": 2, "arrived_wan_stated": 2, "time_elapsed": 50,
    }  # fmt: skip
    assert total(session.cursor, ALL, AS_OF, list(expected)) == expected


def test_the_gap_by_source_counts_projects_that_state_both(session: Session) -> None:
    """Central: planned 30 + 20, arrived 30 + 5: gap 0 + 15. Own funds: 甲 70 - 20 = 50; 乙 plans none: not counted."""
    rows = {row["source"]: row for row in funding_by_source_wan(session.cursor, ALL, AS_OF).to_dicts()}
    assert (rows["central_budget"]["gap_wan"], rows["central_budget"]["gap_projects"]) == (15, 2)
    assert (rows["self_raised"]["gap_wan"], rows["self_raised"]["gap_projects"]) == (50, 1)
    assert (rows["unstated"]["gap_wan"], rows["unstated"]["paid_wan"]) == (None, 40)
    assert (rows["self_raised"]["planned_projects"], rows["self_raised"]["arrived_projects"]) == (1, 2)


def test_the_change_on_the_year_before(session: Session) -> None:
    """Month: 15 + 5 = 20 against 10 + 10 = 20: 0 %. Year: 40 against 60: -33.3 %."""
    names = ["invested_month_last_year_wan", "invested_month_change", "invested_year_last_year_wan",
             "invested_year_change", "invested_month_compared"]  # fmt: skip
    found = total(session.cursor, ALL, AS_OF, names)
    assert list(found.values()) == [20, 0, 60, pytest.approx(-100 / 3), 2]
    last = money_by_month_wan(session.cursor, ALL, AS_OF).row(-1, named=True)
    assert (last["change_pct"], last["same_month_last_year_wan"]) == (0, 20)
    before = total(session.cursor, ALL, date(2022, 6, 30), names)
    assert before["invested_month_last_year_wan"] is None
    assert before["invested_month_change"] is None


def test_the_change_is_the_same_for_page_file_and_command(small: Path) -> None:
    (row,) = json.loads(portfolio(small, "funding", "--format", "json").stdout)
    assert row["invested_year_change"] == pytest.approx(-100 / 3)
    rows = read(client(small).get("/download/funding.csv").data)
    (whole,) = [row for row in rows if row["分组方式"] == "全部"]
    assert float(whole["本年完成投资同比（%）"]) == pytest.approx(-100 / 3)
    content = show(small, "/funding")["content"]
    assert "同比 -33.3%" in content
    assert "两年同月都报送的 2 个项目：40 万元，上年同期 60 万元；0 个项目只报本年、0 个只报上年，未比较" in content
    before = show(small, "/funding", "?as_of=2022-06-30")["content"]
    assert "无法同比：没有两年同月都报送的项目；2 个项目只报本年、0 个只报上年，未比较" in before


def test_the_page_says_every_rate_with_both_amounts(small: Path) -> None:
    content = show(small, "/funding")["content"]
    for words in ("26.7%（40/150 万元）", "21.7%（65/300 万元）", "80.0%（40/50 万元）",
                  "资金缺口 235 万元（2/3 个项目可计算）",
                  "序时进度 50.0%（6/12）", "2/3 个项目报送", "3/3 个项目载明",
                  "没有项目按来源载明已支付，其合计列在“来源未载明”。"):  # fmt: skip
        assert words in content, words
    assert "不能按来源算缺口" not in content


def test_the_light_follows_the_preset_and_names_its_rule(small: Path) -> None:
    """26.7 % at 50 %: 23 points behind is yellow; 53 % of the time elapsed is yellow too. In March: 25 % elapsed."""
    assert "落后序时进度 10 个百分点以上" in show(small, "/funding")["content"]
    assert "完成率低于序时进度" in show(small, "/funding", "?view=share")["content"]
    rows = read(client(small).get("/download/funding.csv?view=share").data)
    assert {row["触发的规则"] for row in rows} >= {"完成率低于序时进度"}
    assert {row["红黄绿灯"] for row in rows if row["分组方式"] == "全部"} == {"黄"}


def test_groups_add_up_to_all_and_a_project_without_years_is_not_lost(small: Path) -> None:
    rows = read(client(small).get("/download/funding.csv").data)
    for kind in ("地区", "行业", "计划竣工年份"):
        amounts = [Decimal(row["总投资（万元）"]) for row in rows if row["分组方式"] == kind]
        assert sum(amounts) == 350, kind
    assert "未定年份" in [row["分组"] for row in rows]
    content = show(small, "/funding", "?year_basis=under_construction")["content"]
    assert "跨年项目在各年重复计入" in content


def test_a_list_without_progress_says_what_is_missing(home: Path) -> None:
    content = show(home, "/funding")["content"]
    for words in ("尚未导入调度表", "缺：年度计划", "434,559.41 万元"):
        assert words in content, words
    assert "个项目报送" not in content  # said once, not on every card
    assert "各地区完成率排名" not in content
    assert "示例数据" not in content


def test_progress_without_a_list_shows_its_sums(tmp_path: Path) -> None:
    write_sheet(tmp_path / "六月.csv", "2023年6月", [{"name": "甲敬老院", "status": "在建", "arrived": "30"}])
    load.load([tmp_path / "六月.csv"], tmp_path / "home")
    content = show(tmp_path / "home", "/funding")["content"]
    for words in ("还没有项目清单", "调度表有 1 行找不到对应的项目", "30 万元"):
        assert words in content, words


def test_the_ceiling_stands_with_its_working(home: Path) -> None:
    """11 projects named 普惠 of 黔江区: 927 places at 1 万元; 1 and 13 are uncertain; 30/60/80 %: no number."""
    content = show(home, "/funding", "?region=500114")["content"]
    for words in ("927", "11 个项目", "另有 2 个项目是否适用不明（序号 1、13）", "不得出数额",
                  "需要示范项目的平均总投资",
                  "75 个 × 1 万元 = 75 万元"):  # fmt: skip
        assert words in content, words
    assert "现有规则均不能得出数额" in show(home, "/funding", "?region=360202")["content"]
    rows = read(client(home).get("/download/ceiling.csv?region=500114").data)
    assert sum(Decimal(row["测算上限（万元）"]) for row in rows if row["适用情况"] == "适用") == 927


def test_every_grouping_has_the_rates_of_its_own_projects(session: Session) -> None:
    """Of the year 2023 (甲): 35/100; of 2024 (乙): 5/50; without a year (丙): none."""
    frame = aggregate(session.cursor, ALL, AS_OF, ["completion_rate"], ["year"])
    assert frame["completion_rate"].to_list() == [35.0, 10.0, None]


def test_money_is_named_with_its_year_whatever_year_is_filtered_by(small: Path) -> None:
    """By planned finish 2024 one project: its plan is that of 2023, its investment that of all its years."""
    text = show(small, "/funding", "?year=2024")["content"]
    for words in (
        "2023年计划投资", "2023年1–6月完成投资", "累计完成投资（至2023年6月）", "到位资金（至2023年6月）",
        "计划竣工年份为2024年的项目的全部投资，不是一年的投资", "2023年6月完成投资 5 万元",
    ):  # fmt: skip
        assert words in text, words
    assert "不是一年的投资" not in show(small, "/funding")["content"]
