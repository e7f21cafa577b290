"""Marks behind a number are notes of its cell, and no part of the number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.parse.area import parse_areas_m2
from etl.parse.money import parse_money_wan
from etl.parse.plans.indicator import parse_indicator
from etl.parse.words import words


@pytest.mark.parametrize(
    ("raw", "number", "wan"),
    [
        ("5000①", "5000", 5000),
        ("1200²", "1200", 1200),
        ("1200 ²⁾", "1200", 1200),
        ("68000*", "68000", 68000),
        ("300[注1]", "300", 300),
        ("300（注）", "300", 300),
        ("300[¹]", "300", 300),
        ("2.5亿元③", "2.5", 25000),
        ("约1,200※", "1,200", 1200),
        ('="5000"', "5000", 5000),
        ("'5000", "5000", 5000),
    ],
)
def test_an_amount_with_a_mark(raw: str, number: str, wan: int):
    money, doubts = parse_money_wan(raw, "万元")
    assert money is not None and money.wan == wan
    assert (raw[slice(*money.span)], money.certainty, doubts) == (number, "certain", [])


@pytest.mark.parametrize("raw", ["12**", "138****1234", "100*200", "1.2×10⁴", "5000[1]", "5000'"])
def test_what_may_be_more_than_a_mark_is_no_plain_amount(raw: str):
    assert parse_money_wan(raw, "万元")[0] is None


def test_other_numbers_with_marks():
    value, doubts = parse_indicator("≥95%①")
    assert value is not None and (value.value, value.unit, doubts) == (Decimal(95), "%", [])
    areas, _ = parse_areas_m2("建筑面积1200²平方米")
    assert areas["floor"].m2 == 1200


def test_a_square_metre_and_an_item_of_a_list_are_no_marks():
    assert words("占地1200m²").text == "占地1200m²"
    assert words("①新增床位100张②改造床位50张").text == "①新增床位100张②改造床位50张"
    assert words("床位100②改造").text == "床位100②改造"


def test_places_in_the_cell_stay_right():
    found = words("床位 100①，托位 50²个")
    assert found.text == "床位100,托位50个"
    assert [found.raw[slice(*found.span(start, end))] for start, end in ((2, 5), (8, 10))] == ["100", "50"]
