"""What the board tells of one project is of its own row in its own document."""

from __future__ import annotations

from dashboard.metrics.documents.dossier import read_dossier
from dashboard.session.snapshot import Session


def test_row_headers_and_findings_are_those_of_the_project(session: Session) -> None:
    """Both lists have a table 1 and a row 1; their headers differ."""
    cursor = session.cursor
    told = [read_dossier(cursor, *found, None) for found in cursor.rows("SELECT project_id FROM projects")]
    headers: dict[str, set[tuple[str, ...]]] = {}
    for dossier in told:
        assert dossier is not None
        project = dossier.project
        assert project["name"] in {"".join(cell.split()) for cell in dossier.cells}
        assert len(dossier.cells) == len(dossier.headers)
        assert dossier.document["document_id"] == project["document_id"]
        headers.setdefault(project["document_id"], set()).add(tuple(dossier.headers))
        place = (project["document_id"], project["table_no"], project["row_no"])
        assert {(found["document_id"], found["table"], found["row"]) for found in dossier.findings} <= {place}
        counted = 'SELECT count(*) FROM findings WHERE document_id = ? AND "table" = ? AND "row" = ?'
        assert cursor.rows(counted, place) == [(len(dossier.findings),)]
    assert len(told) == 34
    assert [len(found) for found in headers.values()] == [1, 1]
    assert len(set().union(*headers.values())) == 2
