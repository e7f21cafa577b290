"""Phrases in the vocabulary of such documents, each with the one reading that a careful person gives it.

`reading`: certain, doubtful (a value, but marked), unread (no value, but marked), none (nothing there to read).
"""

import csv
from decimal import Decimal

import pytest

from etl.contract.values import CapacityEntry, Certainty, Doubt
from etl.parse.area import parse_areas_m2
from etl.parse.capacity import parse_capacity
from etl.parse.kind import bed_kind
from etl.parse.money import parse_money_wan
from etl.parse.periods.period import parse_period
from tests.etl.lists import FIXTURES

MARKS = {"doubtful_money", "unreadable_money", "unit_not_stated", "doubtful_area", "broken_number", "doubtful_capacity",
         "unread_capacity", "unit_slip"}  # fmt: skip


def phrases(name: str) -> list[dict[str, str]]:
    with (FIXTURES / "phrases" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cases(name: str) -> list[object]:
    return [pytest.param(row, id=row["raw"]) for row in phrases(name)]


def marked(doubts: list[Doubt]) -> bool:
    return any(doubt.type in MARKS for doubt in doubts)


@pytest.mark.parametrize("row", cases("money"))
def test_money(row: dict[str, str]):
    money, doubts = parse_money_wan(row["raw"], row["unit"] or None)
    if row["reading"] == "unread":
        assert money is None
        assert marked(doubts)
        return
    assert money is not None
    assert (money.wan, money.qualifier.value) == (Decimal(row["wan"]), row["qualifier"])
    assert (money.certainty is Certainty.DOUBTFUL) == (row["reading"] == "doubtful") == marked(doubts)
    assert row["raw"][money.span.start : money.span.end].strip("- ¥")[0] in "0123456789０１２３４５６７８９"


@pytest.mark.parametrize("row", cases("period"))
def test_period(row: dict[str, str]):
    period, doubts = parse_period(row["raw"])
    kinds = {"reversed": ["period_reversed"], "unread": ["unreadable_period"], "doubtful": ["doubtful_period"]}
    assert [doubt.type for doubt in doubts] == kinds.get(row["reading"], [])
    if row["reading"] in ("reversed", "unread"):
        assert period is None
        return
    assert period is not None
    read = [
        period.start.isoformat() if period.start else "",
        period.finish.isoformat() if period.finish else "",
        str(period.duration_months or ""),
        period.precision.value if period.precision else "",
    ]
    assert read == [row["start"], row["finish"], row["months"], row["precision"]]


@pytest.mark.parametrize("row", cases("area"))
def test_area(row: dict[str, str]):
    areas, doubts = parse_areas_m2(row["raw"])
    for kind in ("floor", "land"):
        area = areas.get(kind)
        assert (str(area.m2.normalize()) if area else "") == (
            str(Decimal(row[f"{kind}_m2"]).normalize()) if row[f"{kind}_m2"] else ""
        )
        assert (area.qualifier.value if area else "") == row[f"{kind}_qualifier"]
    assert marked(doubts) == (row["reading"] in ("doubtful", "unread"))


def in_words(entry: CapacityEntry) -> str:
    words = [entry.kind, str(entry.quantity), entry.basis]
    words += [entry.qualifier.value] if entry.qualifier.value != "exact" else []
    return " ".join([*words, *(["part"] if entry.part_of else [])])


@pytest.mark.parametrize("row", cases("capacity"))
def test_capacity(row: dict[str, str]):
    existed = None if not row["nature"] else row["nature"] != "新建"
    entries, doubts = parse_capacity(row["raw"], bed_kind(row["sector"]), existed_before=existed)
    assert "; ".join(in_words(entry) for entry in entries) == row["entries"]
    assert marked(doubts) == (row["reading"] in ("doubtful", "unread"))
    doubtful = any(entry.certainty is Certainty.DOUBTFUL for entry in entries)
    assert doubtful == (row["reading"] == "doubtful")


def test_the_corpus_is_large_enough():
    assert sum(len(phrases(name)) for name in ("money", "period", "area", "capacity")) >= 200
