"""The two real lists end to end, through the command that a user types, against the hand-checked answers."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.etl.commands import portfolio
from tests.etl.lists import SOURCES, documents, expected

DOCUMENTS = documents()
NUMBERS = ("_wan", "_m2")


def projects_csv(home: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(portfolio(home, "projects", "--format", "csv").stdout)))


def same(column: str, actual: str, wanted: str) -> bool:
    if column.endswith(NUMBERS) and actual and wanted:
        return Decimal(actual) == Decimal(wanted)
    return actual == wanted


@pytest.mark.parametrize(("name", "path"), DOCUMENTS, ids=[path.name for _, path in DOCUMENTS])
def test_every_field_of_every_row(name: str, path: Path, tmp_path: Path):
    assert portfolio(tmp_path, "load", str(path)).exit_code == 0
    rows = {row["seq"]: row for row in projects_csv(tmp_path)}
    wanted = expected(name)
    assert len(rows) == len(wanted)
    wrong = [
        (row["seq"], column, rows[row["seq"]][column], value)
        for row in wanted
        for column, value in row.items()
        if column != "source_file" and not same(column, rows[row["seq"]][column], value)
    ]
    assert wrong == []


def test_all_documents_together_are_one_set_of_projects(tmp_path: Path):
    """Text, CSV and originals of the same lists: 34 projects, counted once, 434,559.41 万元."""
    assert portfolio(tmp_path, "load", *[str(path) for _, path in DOCUMENTS]).exit_code == 0
    total = json.loads(portfolio(tmp_path, "summary", "--format", "json").stdout)[0]
    assert (total["projects"], Decimal(str(total["total_investment_wan"]))) == (34, Decimal("434559.41"))
    assert (total["childcare_places"], total["elder_beds"], total["school_places"]) == (1120, 5441, 750)


def test_what_is_marked(tmp_path: Path):
    """Row 15: 3 x 150; row 7: lower bounds; row 2: place differs from name; 003 row 2: a slip of the unit."""
    fixtures = [path for name, path in DOCUMENTS[:2]]
    portfolio(tmp_path, "load", *map(str, fixtures))
    found = json.loads(portfolio(tmp_path, "findings", "--format", "json").stdout)
    marks = {(item["document"][:9], item["type"], item["row"]) for item in found}
    assert {
        ("qianjiang", "each_times_count", 15),
        ("qianjiang", "lower_bound", 7),
        ("qianjiang", "place_differs_from_name", 2),
        ("jingdezhe", "unit_slip", 2),
    } <= marks
    others = {(item["document"], item["type"]) for item in found if item["severity"] != "note"}
    assert others == {("qianjiang.txt", "target_column_lost")}  # its indicator table has a row with one value only


def test_loading_twice_changes_nothing(tmp_path: Path):
    path = str(DOCUMENTS[0][1])
    portfolio(tmp_path, "load", path)
    pointer = (tmp_path / "warehouse" / "current.json").read_bytes()
    again = portfolio(tmp_path, "load", path)
    assert again.exit_code == 0
    assert "未变化" in again.stdout
    assert (tmp_path / "warehouse" / "current.json").read_bytes() == pointer


def test_removing_takes_out_what_came_from_a_document_and_nothing_else(tmp_path: Path):
    portfolio(tmp_path, "load", *[str(path) for _, path in DOCUMENTS[:2]])
    before = {row["project_id"]: row for row in projects_csv(tmp_path) if row["document"] == "jingdezhen.txt"}
    assert portfolio(tmp_path, "remove", "qianjiang.txt", "--who", "王某", "--why", "重复").exit_code == 0
    after = {row["project_id"]: row for row in projects_csv(tmp_path)}
    assert len(after) == 18
    assert {key: row["total_investment_wan"] for key, row in after.items()} == {
        key: row["total_investment_wan"] for key, row in before.items()
    }
    assert {item["document"] for item in json.loads(portfolio(tmp_path, "findings", "--format", "json").stdout)} == {
        "jingdezhen.txt"
    }


def test_originals_are_read_where_they_are_there():
    """Says on a plain clone that only our fixtures were read; with the originals beside it, all six documents are."""
    assert len(DOCUMENTS) in (4, 6)
    assert {name for name, _ in DOCUMENTS} == set(SOURCES)
