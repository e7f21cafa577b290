"""What the board lists of corrections: those of a row, of a document, of a project, and only those in force."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.metrics.documents import corrected
from dashboard.session.snapshot import Session, Warehouse
from etl.contract.paths import data_dir
from etl.pipeline import correct, load

SIGNED = {"who": "王某", "why": "与批复核对"}
LISTS = ("qianjiang_projects.csv", "jingdezhen_projects.csv")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Two lists: a total of the one corrected twice and another taken back, a date of the other, two projects apart."""
    home = tmp_path_factory.mktemp("corrected")
    load.load([data_dir() / "samples" / name for name in LISTS], home)
    first, second = LISTS
    correct.correct_field(home, first, table=1, row=1, field="total_investment", value="600", **SIGNED)
    back = correct.correct_field(home, first, table=1, row=2, field="total_investment", value="700", **SIGNED)
    correct.revoke(home, back.correction_id, **SIGNED)
    correct.correct_metadata(home, second, field="document_date", value="2023-05-01", **SIGNED)
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        ids = [found for (found,) in opened.cursor.rows("SELECT project_id FROM projects ORDER BY 1")]
    warehouse.close()
    correct.different_projects(home, ids[0], ids[1], **SIGNED)
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


def _documents(session: Session) -> list[str]:
    rows = session.cursor.rows("SELECT document, document_id FROM documents")
    known = {name: found for name, found in rows if name in LISTS}
    return [known[name] for name in LISTS]


def test_corrections_are_listed_the_newest_first_with_their_projects(told: Session) -> None:
    listed = corrected.list_corrections(told.cursor)
    assert [one["kind"] for one in listed] == ["different", "metadata", "field", "field"]
    names = {one["row"]: one["project_name"] for one in listed if one["kind"] == "field"}
    rows = told.cursor.rows(
        "SELECT row_no, name FROM project_reports WHERE document_id = ? AND row_no <= 2", [_documents(told)[0]]
    )
    assert names == dict(rows)
    assert [one["project_name"] for one in listed if one["kind"] != "field"][:2] == [None, None]


def test_only_what_is_in_force_counts(told: Session) -> None:
    first, second = _documents(told)
    of_row = corrected.corrections_of_row
    assert [one["new_value"] for one in of_row(told.cursor, first, 1, 1)] == ["600"]
    assert (
        of_row(told.cursor, first, 1, 2) == of_row(told.cursor, second, 1, 1) == of_row(told.cursor, first, 2, 1) == []
    )
    assert [one["field"] for one in corrected.corrections_of_document(told.cursor, second)] == ["document_date"]
    assert corrected.corrections_of_document(told.cursor, first) == []
    assert corrected.count_applied(told.cursor) == 3


def test_a_project_has_what_was_said_of_its_being_another(told: Session) -> None:
    ids = [found for (found,) in told.cursor.rows("SELECT project_id FROM projects ORDER BY 1")]
    said = [len(corrected.corrections_of_project(told.cursor, found)) for found in ids[:3]]
    assert said == [1, 1, 0]


def test_a_row_is_read_with_its_own_headers(told: Session) -> None:
    for document_id in _documents(told):
        row = corrected.read_row(told.cursor, document_id, 1, 3)
        assert row is not None and len(row["cells"]) == len(row["headers"]) and row["document_id"] == document_id
        assert row["row_no"] == 3 and row["table_no"] == 1
        found = corrected.read_document(told.cursor, document_id)
        assert found is not None and found["document"] == row["document"]
    assert (
        corrected.read_row(told.cursor, "none", 1, 3) is None and corrected.read_document(told.cursor, "none") is None
    )
