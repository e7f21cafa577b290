"""Reference data holds together, and code names only what it defines."""

import ast
import csv
import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from etl.contract import reference
from etl.contract.paths import data_dir
from etl.parse.places import region
from tests.etl.lists import ROOT

ETL = ROOT / "etl"


def named_types() -> set[str]:
    """First string argument of every Doubt(...), Finding(...) and refuse(...) in the code."""
    found = set()
    for path in ETL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id in ("Doubt", "Finding", "refuse") and isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


def test_every_finding_type_in_the_code_is_described():
    assert named_types() - set(reference.finding_types()) == set()


def calls_and_texts() -> tuple[dict[str, set[str]], set[str]]:
    """Key -> names of parameters of every Detail(...) in the code with a key written out; and all texts of the code."""
    made: dict[str, set[str]] = {}
    texts = set()
    for path in ETL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Detail"):
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and None not in {one.arg for one in node.keywords}:
                made.setdefault(str(first.value), set()).update(str(one.arg) for one in node.keywords)
            elif isinstance(first, ast.Constant):
                made.setdefault(str(first.value), set())
    return made, texts


def test_every_detail_of_findings_has_its_words_and_all_words_are_used():
    made, texts = calls_and_texts()
    assert set(made) - set(reference.finding_details()) == set()
    assert set(reference.finding_details()) - texts == {detail for detail, _ in reference.column_rules()}


def test_the_gaps_of_a_detail_are_filled():
    made, _ = calls_and_texts()
    known = reference.finding_details()
    gaps = {key: {name for _, name, _, _ in Formatter().parse(known[key].text) if name} for key in made}
    assert {key: names for key, names in made.items() if names and names != gaps[key]} == {}
    assert {key for key, names in made.items() if not names and gaps[key]} <= {
        "owners_with_sums",
        "owners_without_sums",
    }


def test_no_finding_is_worded_in_the_code():
    """A detail is a key and parameters: no call that makes one holds Chinese."""
    worded = []
    for path in ETL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Detail":
                inside = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
                worded += [text for text in inside if isinstance(text, str) and re.search("[一-鿿]", text)]
    assert worded == []


def test_severities_are_known():
    assert {kind.severity for kind in reference.finding_types().values()} == {"reject", "warn", "note"}


def test_no_synonym_means_two_fields():
    counted = Counter((row["kind"], row["synonym"]) for row in reference.rows("columns"))
    assert [synonym for synonym, times in counted.items() if times > 1] == []


def test_codes_of_the_two_lists():
    names = {"500114": "黔江区", "360202": "昌江区", "360203": "珠山区", "360222": "浮梁县", "360281": "乐平市"}
    assert {code: region.places()[code].name for code in names} == names
    assert region.places()["500114"].above == ("500000",)
    assert region.places()["360281"].above == ("360000", "360200")


def test_units():
    assert reference.area_units_m2()["亩"].m2 * 60 == 40000
    assert reference.money_units_wan()["亿元"] == 10000


def test_autonomous_counties_go_by_their_short_names_too():
    for raw, code in (("紫云县松山街道", "520425"), ("罗城县东门镇", "451225"), ("丰宁县黄旗镇", "130826")):
        place, _ = region.resolve_place(raw, f"{code[:4]}00")
        assert place is not None and place.region_id == code, raw


def test_a_role_without_words_is_an_error_and_not_found_everywhere():
    assert reference.words_of("statement_words", "promised").search("力争")
    with pytest.raises(KeyError, match="promise_d"):
        reference.words_of("statement_words", "promise_d")


def test_words_of_cells_and_rows_are_found_in_their_examples():
    listed = [row for name in ("cell_words", "row_words", "sector_words") for row in reference.rows(name)]
    assert [row["example"] for row in listed if not re.search(row["pattern"], row["example"])] == []


@pytest.mark.parametrize(
    "path", sorted((data_dir() / "reference").rglob("*.csv")), ids=lambda path: path.relative_to(data_dir()).as_posix()
)
def test_each_row_has_as_many_cells_as_the_head(path: Path) -> None:
    """A comma in a pattern that is not quoted would cut the pattern."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert [row for row in rows if row and len(row) != len(head)] == []
