"""Which findings a filter shows: those of its projects, of their documents, and of documents without any project."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.documents.finding_counts import count_by_severity, list_findings
from dashboard.session.documents import shown_documents
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from etl.document import document_id
from etl.pipeline import load
from tests.etl.sheets import write_list, write_sheet

AS_OF = date(2022, 1, 31)
NOTICE = "关于召开会议的通知\n各区县：请按时参加。\n".encode()


@pytest.mark.parametrize(
    ("portfolio", "shown"),
    [
        (PortfolioFilter(), ["no_table"]),
        (PortfolioFilter(regions=("500114",)), ["no_table"]),
        (PortfolioFilter(documents=(document_id(NOTICE)[:12],)), ["no_table"]),
        (PortfolioFilter(documents=("0" * 12,)), []),
    ],
    ids=["all", "one county", "the notice itself", "another document"],
)
def test_a_document_without_projects_is_hidden_by_no_region(
    tmp_path: Path, portfolio: PortfolioFilter, shown: list[str]
) -> None:
    """One list of 黔江区, and a notice that is no list: what is wrong with the notice stands under every region."""
    listed = write_list(tmp_path / "清单.csv", [("甲敬老院", "2021-2022", "100")])
    notice = tmp_path / "通知.txt"
    notice.write_bytes(NOTICE)
    load.load([listed, notice], tmp_path / "home")
    warehouse = Warehouse(tmp_path / "home")
    with warehouse.session() as session:
        found = list_findings(session.cursor, portfolio, AS_OF)
        assert found.filter(document="通知.txt")["type"].to_list() == shown
        assert sum(count_by_severity(session.cursor, portfolio, AS_OF).values()) == found.height
    warehouse.close()


def shown(session: Session, *regions: str, documents: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    portfolio = PortfolioFilter(regions=regions, documents=documents)
    as_of = session.info.default_as_of
    found = list_findings(session.cursor, portfolio, as_of)
    assert sum(count_by_severity(session.cursor, portfolio, as_of).values()) == found.height
    return set(found.select("document", "type").iter_rows())


def test_a_county_is_shown_neither_findings_nor_documents_of_another_one(tmp_path: Path) -> None:
    """黔江区 and 万州区 each have a list, a plan with a doubtful target, and sheets; 万州区 is silent in February. One
    sheet of both is a row of each: 黔江区's spends more than its total."""
    write_list(tmp_path / "黔江清单.csv", [("甲敬老院", "2021-2022", "100")])
    write_list(tmp_path / "万州清单.csv", [("乙敬老院", "2021-2022", "约200")], region="重庆市万州区")
    for place in ("黔江区", "万州区"):
        lines = [f"重庆市{place}养老托育主要指标", "指标,2020年,2025年", "婴幼儿家庭入户指导率,90%,90%"]
        (tmp_path / f"{place}指标.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    quiet, loud = {"name": "乙敬老院", "status": "在建"}, {"name": "甲敬老院", "status": "在建", "done": "150"}
    write_sheet(tmp_path / "1月.csv", "2023年1月", [quiet, loud], "重庆市")
    for month in ("2", "3"):
        write_sheet(tmp_path / f"黔江{month}月.csv", f"2023年{month}月", [loud])
    write_sheet(tmp_path / "万州3月.csv", "2023年3月", [quiet], "重庆市万州区")
    load.load([tmp_path], tmp_path / "home")
    warehouse = Warehouse(tmp_path / "home")
    with warehouse.session() as session:
        ours, theirs = shown(session, "500114"), shown(session, "500101")
        assert ours == {("黔江区指标.csv", "target_equals_base"), ("1月.csv", "spending_above_total")}
        assert {("万州区指标.csv", "target_equals_base"), ("1月.csv", "county_not_reported")} < theirs
        assert ours.isdisjoint(theirs)
        assert ours | theirs == shown(session) == shown(session, "500000")
        sheet = next(item.document_id[:12] for item in session.info.documents if item.document == "1月.csv")
        assert ("1月.csv", "spending_above_total") in shown(session, documents=(sheet,))
        scope = Scope(PortfolioFilter(regions=("500114",)), session.info)
        assert [item.document for item in shown_documents(session, scope)] == [
            "1月.csv", "黔江2月.csv", "黔江3月.csv", "黔江区指标.csv", "黔江清单.csv",
        ]  # fmt: skip
    warehouse.close()
