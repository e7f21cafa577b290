"""Reference data holds together, and code names only what it defines."""

import ast
from collections import Counter

from etl.contract import reference
from etl.parse import region
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
    assert reference.area_units()["亩"].m2 * 60 == 40000
    assert reference.money_units()["亿元"] == 10000


def test_autonomous_counties_go_by_their_short_names_too():
    for raw, code in (("紫云县松山街道", "520425"), ("罗城县东门镇", "451225"), ("丰宁县黄旗镇", "130826")):
        place, _ = region.resolve_place(raw, f"{code[:4]}00")
        assert place is not None and place.region_id == code, raw
