"""Quantities of any kind in the words of a cell, numbers that a rule sets aside, and numbers that stay open."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from etl.contract import reference
from etl.parse.quantities import numbers_of, read_bare, read_rest, unit_in
from etl.parse.quantities.basis import basis_at
from etl.parse.words import words as normal

PHRASES = Path(__file__).resolve().parents[2] / "fixtures" / "phrases" / "quantities.csv"


def phrases() -> list[dict[str, str]]:
    with PHRASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase["words"])
def test_what_is_read_of_a_cell(phrase: dict[str, str]) -> None:
    """`quantities`: kind or name, value, unit, basis, * where doubtful, < where a part; `aside`: rule, number."""
    rest = read_rest(phrase["words"], (), phrase["about"])
    told = [
        f"{one.noun or one.kind} {one.value.normalize():f}{one.unit} {one.basis}"
        f"{'*' * (one.certainty != 'certain')}{'<' * bool(one.part_of)}"
        for one in rest.quantities
    ]
    aside = [f"{rule} {phrase['words'][slice(*span)]}" for span, rule in rest.aside]
    left = [phrase["words"][slice(*span)] for span in rest.open]
    assert (told, aside, left) == tuple(
        [part for part in phrase[name].split("; ") if part] for name in ("quantities", "aside", "open")
    )


@pytest.mark.parametrize(
    "row", [row for row in reference.rows("number_rules") if row["pattern"]], ids=lambda row: row["rule"]
)
def test_every_rule_sets_its_example_aside(row: dict[str, str]) -> None:
    rest = read_rest(row["example"], ())
    assert row["rule"] in {rule for _, rule in rest.aside}
    assert rest.open == [] or len(rest.open) < len(numbers_of(row["example"]))


@pytest.mark.parametrize("row", reference.rows("quantity_units"), ids=lambda row: f"{row['unit']} {row['base']}")
def test_every_unit_is_known_behind_a_number(row: dict[str, str]) -> None:
    lead = re.split("[|(]", row["rate"])[0] + "处理" * row["rate"].startswith(("日(", "年("))
    (found,) = read_rest(f"{lead}货物200{row['unit']}", ()).quantities
    assert (found.value, found.unit) == (200 * Decimal(row["factor"]), row["base"])


def test_what_is_known_already_is_left_alone() -> None:
    words = "新建道路12公里、桥梁3座"
    (known,) = [one.span for one in read_rest(words, ()).quantities if one.kind == "road_km"]
    assert [one.kind for one in read_rest(words, [known]).quantities] == ["bridge"]


def test_a_number_alone_is_in_the_unit_of_its_header() -> None:
    assert [unit_in(header) for header in ("建设规模（公里）", "规模(MW)", "床位（张）", "建设规模")] == [
        "公里",
        "MW",
        None,
        None,
    ]
    found = read_bare(" 1,200.5 ", "米", "城南大道")
    assert found is not None and (found.kind, found.value, found.unit, found.span) == (
        "road_km",
        Decimal("1.2005"),
        "公里",
        (1, 8),
    )
    assert read_bare("1200左右", "米", "城南大道") is None


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ("更新供热管网2.4公里", "renovated"),
        ("改造供水管网5公里、泵站3座", "renovated"),
        ("新建供水管网5公里，泵站3座", "new"),
        ("现状处理能力5000立方米/日", "existing"),
        ("供水能力扩至5万吨", "total_after"),
        ("处理规模达到4万吨/日，管网12.4km", "design"),
        ("新建泵站，处理规模达到4万吨/日，管网12.4km", "new"),
        ("改造后建筑面积5000平方米，客房120间", "total_after"),
        ("达产后年产预制菜1.5万吨", "design"),
        ("已建成泵站3座", "existing"),
    ],
)
def test_what_the_last_number_rests_on(words: str, basis: str):
    last = max(re.finditer(r"[\d.]+", words), key=lambda match: match.start())
    assert basis_at(normal(words).text, last.start()) == basis


@pytest.mark.parametrize(
    "words", ["新建50米标准泳池1座", "3兆瓦以上主轴轴承生产线1条", "安装6.25MW风电机组1台", "400米跑道田径场1个"]
)
def test_what_a_thing_is_called_by_is_no_quantity(words: str):
    rest = read_rest(words, [])
    assert [one.value for one in rest.quantities] == [1]
    assert [one.rule for one in rest.aside] == ["standard"] and not rest.open


@pytest.mark.parametrize(
    "words", ["6月完成投资150万元", "开工以来累计完成7.4亿元", "累计支付3765万元", "资金到位200万元"]
)
def test_money_that_has_been_done_or_paid_is_not_set_aside(words: str):
    assert len(read_rest(words, []).open) == 1


def test_money_that_is_planned_is_set_aside_where_contents_state_it():
    assert [one.rule for one in read_rest("申请中央资金2000万元", []).aside] == ["money_in_words"]
