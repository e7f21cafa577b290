"""Values of indicators and commitments in sentences, each with the one reading that a careful person gives it.

`reading`: certain, doubtful (a value, but marked), text (a target in words), unread (figures, no value, marked), none.
"""

import csv
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.contract.values import Certainty
from etl.parse.plans.indicator import IndicatorValue, parse_indicator
from etl.parse.plans.indicator_name import indicator, stated_unit, subject
from etl.rows.indicators.passages import Passage
from etl.rows.indicators.statements import Statement, read_statements
from tests.etl.lists import FIXTURES


def phrases(name: str) -> list[dict[str, str]]:
    with (FIXTURES / "phrases" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["raw"]) for row in phrases("indicator")])
def test_cells(row: dict[str, str]):
    value, doubts = parse_indicator(row["raw"], row["unit"], row["name"])
    if row["reading"] == "none":
        assert (value, doubts) == (None, [])
        return
    assert value is not None
    read = (
        value.comparator, value.value, value.high, value.unit, value.qualifier.value,
        value.baseline.value if value.baseline else None,
    )  # fmt: skip
    numbers = {name: Decimal(row[name]) if row[name] else None for name in ("value", "high", "baseline")}
    assert read == (
        row["comparator"], numbers["value"], numbers["high"], row["read_unit"], row["qualifier"], numbers["baseline"],
    )  # fmt: skip
    assert bool(doubts) == (row["reading"] in ("doubtful", "unread")) == (value.certainty is Certainty.DOUBTFUL)
    assert [doubt.type for doubt in doubts] == (["unreadable_target"] if row["reading"] == "unread" else []) or doubts


def test_the_span_holds_the_value_and_nothing_else():
    raw = "由 3 个提高到 ４.５ 个。"
    value, _ = parse_indicator(raw)
    assert value is not None and value.baseline is not None
    assert raw[value.span.start : value.span.end] == "４.５ 个"
    assert raw[value.baseline.span.start : value.baseline.span.end] == "3 个"


def in_words(value: IndicatorValue) -> str:
    if value.value is None:
        return "(words)"
    high = f"-{value.high.normalize():f}" if value.high is not None else ""
    comparator = "" if value.comparator == "range" else value.comparator
    return f"{comparator}{value.value.normalize():f}{high} {value.unit}"


def told(statement: Statement) -> str:
    words = f"{statement.year} {statement.name} {in_words(statement.value)}"
    if statement.value.baseline:
        words += f" from {in_words(statement.value.baseline)}"
    return words + (f" {statement.base_year}" if statement.base_year else "")


@pytest.mark.parametrize("row", [pytest.param(row, id=row["raw"]) for row in phrases("commitments")])
def test_sentences(row: dict[str, str]):
    passage = Passage(row["raw"], ((0, 1),))
    found = [s for s in read_statements(passage, int(row["year"])) if s.mode == "target" and s.scope != "国"]
    assert "; ".join(told(statement) for statement in found) == row["read"]
    for statement in found:
        assert row["raw"][statement.span.start : statement.span.end] == statement.words


def test_the_year_governs_what_follows_it_in_its_paragraph_only():
    text = "到2025年，体系基本建成。养老床位达到2万张。截至2020年底，托位300个。"
    found = [(s.name, s.mode, s.year) for s in read_statements(Passage(text, ((0, 1),)), 2021)]
    assert found == [("养老床位数", "target", 2025), ("托位数", "fact", 2020)]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("每千人口拥有3岁以下婴幼儿托位数", "childcare_places_per_1000"),
        ("每千人口托位数", "childcare_places_per_1000"),
        ("常住人口每千人拥有3岁以下托位数", "childcare_places_per_1000"),
        ("新建和正在建设的居住(小)区每千人口规划托位数(个)", "new_home_places_per_1000"),
        ("每千名老年人养老床位数", "elder_beds_per_1000"),
        ("养老服务床位总数", "elder_beds"),
        ("养老床位数", "elder_beds"),
        ("新增养老床位数", "new_elder_beds"),
        ("家庭养老床位数", None),
        ("婴幼儿托位总数", "childcare_places"),
        ("托育服务床位总量", "childcare_places"),
        ("普惠托位数", None),
        ("普惠托育托位占比(%)", "inclusive_place_share"),
        ("普惠性托位占比", "inclusive_place_share"),
        ("普惠性养老机构床位占比", "inclusive_bed_share"),
        ("普惠型床位占比", "inclusive_bed_share"),
        ("养老机构护理型床位占比（%）", "nursing_bed_share"),
        ("农村特困供养机构护理型床位占比", None),
        ("托育机构从业人员接受专业培训的比例(%)", "childcare_staff_training_rate"),
        ("养老机构从业人员接受专业培训的比", "elder_staff_training_rate"),
        ("老年人健康管理率", "elder_health_rate"),
        ("婴幼儿健康管理率", "infant_health_rate"),
    ],
)
def test_names(name: str, known: str | None):
    found = indicator(name)
    assert (found.indicator_id if found else None) == known


def test_unit_and_subject_of_a_name():
    assert stated_unit("参保率（％）") == "%"
    assert stated_unit("老年大学覆盖面") == ""
    assert subject("登记备案的托育机构数") == subject("登记备案托育机构")


def test_the_corpus_is_large_enough():
    assert len(phrases("indicator")) >= 60
    assert len(phrases("commitments")) >= 30


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,%万亿张个以上不低于约-至从由到提高达一二百千()[] 每", max_size=24))
def test_any_words_are_read_or_kept(raw: str):
    value, doubts = parse_indicator(raw, "", "覆盖率")
    if value is not None:
        assert 0 <= value.span.start <= value.span.end <= len(raw)
        assert value.value is None or value.value < Decimal(10) ** 12
    assert not doubts or value is not None
    list(read_statements(Passage(f"到2025年，养老床位{raw}。", ((0, 1),)), 2021))
