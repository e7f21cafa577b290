"""Which findings a filter shows: those of its projects, of their documents, and of documents without any project."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.documents.finding_counts import count_by_severity, list_findings
from dashboard.session.snapshot import Warehouse
from etl.document import document_id
from etl.pipeline import load
from tests.etl.sheets import write_list

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
