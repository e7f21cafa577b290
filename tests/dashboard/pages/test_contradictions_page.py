"""The page 矛盾, its files, its command, its metrics and what the briefing says of it; counted by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from dashboard.briefing.content import build
from dashboard.filter import PortfolioFilter
from dashboard.metrics.query import aggregate, total
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from etl.pipeline import correct, load
from tests.dashboard.server.test_app import client, read, show
from tests.etl.commands import portfolio
from tests.etl.sheets import write_list, write_sheet

PLANS = [("甲敬老院", "2022-2023", "200"), ("乙敬老院", "2022-2023", "100"), ("丙敬老院", "2022-2023", "50")]
MAY = [
    {"name": "甲敬老院", "status": "在建", "arrived": "10", "paid": "58", "done": "250"},
    {"name": "乙敬老院", "status": "在建", "arrived": "10", "paid": "12", "done": "20"},
    {"name": "丙敬老院", "status": "在建", "arrived": "10", "paid": "10", "done": "20"},
]
"""甲: paid above what arrived, done above the total; 乙: paid above what arrived; 丙: nothing."""
JUNE = [MAY[0], MAY[1] | {"arrived": "12"}, MAY[2]]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """May and June; 乙 is mended in June; that 甲 has done more than its total is explained."""
    folder = tmp_path_factory.mktemp("against")
    write_list(folder / "清单.csv", PLANS, "2021-12-15")
    write_sheet(folder / "五月.csv", "2023年5月", MAY)
    write_sheet(folder / "六月.csv", "2023年6月", JUNE)
    home = folder / "home"
    load.load(sorted(folder.glob("*.csv")), home)
    rows = json.loads(portfolio(home, "contradictions", "--format", "json").stdout)
    [above] = [row for row in rows if row["rule"] == "done_above_total"]
    correct.explain(home, above["finding_id"], who="王某", why="概算已调整")
    return home


NAMES = ("contradictions", "explained_contradictions", "contradiction_rate_n", "contradiction_rate_d")


@pytest.mark.parametrize(("as_of", "counts"), [(date(2023, 5, 31), [2, 1, 2, 3]), (date(2023, 6, 30), [1, 1, 1, 3])])
def test_figures_of_a_month(session: Session, as_of: date, counts: list[int]) -> None:
    found = total(session.cursor, PortfolioFilter(), as_of, [*NAMES, "contradiction_rate"])
    assert [found[name] for name in NAMES] == counts
    assert found["contradiction_rate"] == pytest.approx(100 * counts[2] / 3)


def test_a_later_month_than_the_last_report_has_the_same(session: Session) -> None:
    found = aggregate(session.cursor, PortfolioFilter(), date(2023, 8, 31), ["contradictions"], ["region_name"])
    assert found.rows() == [("黔江区", 1)]


def test_both_cells_stand_side_by_side(small: Path) -> None:
    content = show(small, "/contradictions")["content"]
    assert "涉及 1/3 个有报送的项目" in content
    for words in ("支付大于到位", "已支付（万元） · 2023-05", '"58"', "到位资金（万元）", '"10"', "黔江区民政局"):
        assert words in content
    assert "乙敬老院" not in content  # mended in June
    assert "王某" not in content
    explained = show(small, "/contradictions", "?view=explained")["content"]
    assert "完成大于总投资" in explained
    assert "概算已调整" in explained
    assert "乙敬老院" in show(small, "/contradictions", "?view=mended")["content"]
    assert "没有这样的矛盾" in show(small, "/contradictions", "?view=rule-money_idle")["content"]
    assert "6 个月、50 %" in content  # the bounds of a rule beside what it tells


def test_files_and_command_say_the_same(small: Path) -> None:
    rows = read(client(small).get("/download/contradictions.csv").data)
    assert [(row["状态"], row["规则"], row["项目名称"], row["一处所载"], row["另一处所载"]) for row in rows] == [
        ("未说明", "支付大于到位", "甲敬老院", "58", "10"),
        ("已说明", "完成大于总投资", "甲敬老院", "250", "200"),
        ("已消除", "支付大于到位", "乙敬老院", "12", "10"),
    ]
    table = csv.DictReader(io.StringIO(portfolio(small, "contradictions", "--rules").stdout.lstrip("\ufeff")))
    paid = next(row for row in table if row["rule"] == "paid_above_arrived")
    assert [paid[name] for name in ("open", "mended_count", "projects")] == ["1", "1", "1"]
    assert paid["total_investment_wan"] == "200"


def test_the_briefing_names_what_nobody_explained(session: Session) -> None:
    briefing = build(session, Scope.from_query("", session.info), date(2023, 7, 1))
    quality = next(section for section in briefing.sections if section.title == "数据质量说明")
    said = repr(quality)
    assert "尚未说明的有1条，涉及1/3个有报送的项目" in said
    assert "已支付（万元）：58" in said
    assert "概算已调整" not in said
