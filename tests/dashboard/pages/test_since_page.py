"""The page 较上月: changes between two months' ends, their sums, and the texts that remind; counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.briefing.content import build
from dashboard.filter import PortfolioFilter
from dashboard.metrics.schedule import since
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from dashboard.tables.month_to_month import reminder
from etl.pipeline import load
from tests.dashboard.server.test_app import client, read, show
from tests.etl.commands import portfolio
from tests.etl.sheets import write_list, write_sheet

ALL = PortfolioFilter()
APRIL, MAY, JUNE = date(2023, 4, 30), date(2023, 5, 31), date(2023, 6, 30)
PLANS = [(f"{name}敬老院", "2022年1月-2023年5月", "200") for name in "甲乙丙丁"]
SHEETS: dict[int, list[dict[str, str]]] = {
    4: [{"name": "甲敬老院", "status": "未开工", "done": "0", "problems": "征地未完成"}],
    5: [
        {"name": "甲敬老院", "status": "在建", "done": "30", "forecast": "2023年9月", "problems": "无"},
        {"name": "乙敬老院", "status": "在建", "done": "50", "forecast": "2023年5月"},
    ],
    6: [
        {"name": "甲敬老院", "status": "在建", "done": "45", "forecast": "2023年12月", "problems": "资金未到位"},
        {"name": "乙敬老院", "status": "竣工", "done": "60", "finish": "2023年6月"},
    ],
}
"""丙 and 丁 are never reported; 戊, of a list of May, is new then."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("since")
    write_list(folder / "清单.csv", PLANS, "2021-12-15")
    write_list(folder / "增补.csv", [("戊敬老院", "2023-2024", "500")], "2023-05-10")
    for month, rows in SHEETS.items():
        write_sheet(folder / f"{month}.csv", f"2023年{month}月", rows)
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


def changes(session: Session, before: date, as_of: date) -> set[tuple[Any, ...]]:
    rows = since.list_changes(session.cursor, ALL, before, as_of).to_dicts()
    return {(row["kind"], row["name"][0], row["said_before"], row["said_now"], row["months"]) for row in rows}


def test_changes_of_a_month(session: Session) -> None:
    """June: 甲 three months later, overdue since the plan ended in May, with a new problem; 乙 finished."""
    assert changes(session, MAY, JUNE) == {
        ("forecast_later", "甲", "2023-09", "2023-12", 3),
        ("overdue", "甲", "forecast_late", "overdue", None),
        ("problem_new", "甲", "无", "资金未到位", None),
        ("finished", "乙", "under_way", "completed", None),
    }
    assert changes(session, APRIL, MAY) == {
        ("listed", "戊", None, "2023-05-10", None),
        ("started", "甲", "not_started", "under_way", None),
        ("problem_gone", "甲", "征地未完成", "无", None),
        ("first_report", "乙", None, "under_way", None),
        ("started", "乙", "unreported", "under_way", None),
    }


def test_any_two_months_are_compared(session: Session) -> None:
    found = changes(session, APRIL, JUNE)
    assert ("problem_gone", "甲", "征地未完成", "资金未到位", None) not in found  # there is one at both ends
    assert ("started", "甲", "not_started", "under_way", None) in found
    counts = since.count_changes(session.cursor, ALL, APRIL, JUNE)
    assert {key: row["projects"] for key, row in counts.items()} == {
        "listed": 1, "started": 2, "finished": 1, "first_report": 1, "overdue": 1,
    }  # fmt: skip


def test_money_over_the_projects_that_state_it_at_both_ends(session: Session) -> None:
    """May 0 -> 30 of 甲, 乙 new with 50; June +15 of 甲 and +10 of 乙."""
    may = since.money_since(session.cursor, ALL, APRIL, MAY)
    assert [may[f"invested_total_wan_{name}"] for name in ("rise", "both", "new", "new_projects")] == [30, 1, 50, 1]
    june = since.money_since(session.cursor, ALL, MAY, JUNE)
    assert (june["invested_total_wan_rise"], june["invested_total_wan_both"]) == (25, 2)
    assert (june["arrived_wan_rise"], june["arrived_wan_both"]) == (None, 0)


def test_who_is_reminded(session: Session) -> None:
    """Of five projects one is finished; of four to be reported 甲 is, 丙, 丁 and 戊 are not, the costliest first."""
    [row] = since.to_remind(session.cursor, ALL, JUNE).to_dicts()
    assert (row["projects"], row["reported"], row["missing"], row["state"]) == (4, 1, 3, "part")
    assert reminder(row, JUNE, date(2023, 7, 5)) == (
        "黔江区：截至2023年7月5日，2023年6月调度应报4个项目，已报1个，尚有3个未报。最近一次报送为2023年06月。"
        "未报项目：戊敬老院、丙敬老院、丁敬老院。请尽快补报。"
    )
    [few] = since.to_remind(session.cursor, ALL, JUNE, most_names=1).to_dicts()
    assert "未报项目：戊敬老院等3个。" in reminder(few, JUNE, date(2023, 7, 5))


def test_the_page_and_its_files(small: Path) -> None:
    content = show(small, "/since")["content"]
    for words in (
        "2023-05 月末 → 2023-06 月末",
        "预计竣工推后",
        "最多 3 个月",
        "资金未到位",
        "增加 25 万元",
        "尚有3个未报",
    ):
        assert words in content
    assert "新列入清单" not in content
    wider = show(small, "/since", "?view=from-2023-04-30")["content"]
    assert "2023-04 月末 → 2023-06 月末" in wider
    assert "新列入清单" in wider
    only = show(small, "/since", "?view=kind-finished")["content"]
    assert "预计竣工推后，共" not in only
    assert "新竣工，共 1 条" in only
    rows = read(client(small).get("/download/since.csv").data)
    assert [(row["变化"], row["原来"], row["现在"]) for row in rows if row["项目名称"] == "乙敬老院"] == [
        ("新竣工", "在建", "已竣工")
    ]
    assert "尚有3个未报" in portfolio(small, "since", "--reminders").stdout


def test_the_briefing_says_what_changed(session: Session) -> None:
    said = repr(build(session, Scope.from_query("", session.info), date(2023, 7, 1)).sections)
    assert "与2023年5月31日相比：新竣工1个、新逾期1个、预计竣工推后1个、新报问题1个。" in said


def test_a_project_without_a_new_report_adds_nothing(small: Path) -> None:
    """At the end of August nobody has reported since June: no rise of 0 that looks like one reported."""
    warehouse = Warehouse(small)
    with warehouse.session() as opened:
        money = since.money_since(opened.cursor, ALL, JUNE, date(2023, 8, 31))
    warehouse.close()
    assert (money["invested_total_wan_rise"], money["invested_total_wan_both"]) == (None, 0)


def test_one_month_alone_has_nothing_to_compare(small: Path) -> None:
    content = show(small, "/since", "?as_of=2023-04-30")["content"]
    assert "没有更早的可以比较" in content
