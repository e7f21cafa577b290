"""What the correction form says that holds now."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.dialogues.correction_target import standing
from dashboard.session.board_page import Board
from dashboard.session.jobs import Jobs
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Warehouse
from etl.pipeline import load
from tests.etl.sheets import write_list


@pytest.mark.parametrize(
    ("field", "now"),
    [
        ("total_investment_wan", "未读出（原文“约6百”）"),  # words stand there
        ("elder_beds", "100"),
        ("owner_unit", "未载明"),  # no column holds it
    ],
)
def test_what_was_not_read_is_never_said_to_be_not_stated(tmp_path: Path, field: str, now: str) -> None:
    listed = write_list(tmp_path / "清单.csv", [("甲敬老院", "2021-2022", "约6百")])
    load.load([listed], tmp_path / "home")
    board = Board(Settings(home=tmp_path / "home"), Warehouse(tmp_path / "home"), Jobs(tmp_path / "home"))
    with board.warehouse.session() as session:
        document = session.info.documents[0].document_id
    words = standing(board, {"document_id": document, "table": 1, "row": 1}, field).words
    assert words[0].children[1].children == now
    board.warehouse.close()
