"""Properties of the parsers: never a crash, evidence inside the cell, values that come back as they were written."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.contract.values import Certainty
from etl.document import read_document
from etl.parse.area import parse_areas_m2
from etl.parse.capacity import parse_capacity
from etl.parse.money import parse_money_wan
from etl.parse.periods.period import parse_period
from etl.parse.places.region import resolve_place
from etl.parse.words import clean, key, words
from etl.tables.metadata import Given

WORDS = st.text(
    alphabet="0123456789０１２.,，。;；、()（） -—~至年月日底个张床位托新增原有其中分别各每约多余以上万亿元"
    "平方米亩㎡m²一二三两十百所幼儿园护理型\n\tABlOo",
    max_size=60,
)
settings.register_profile("quiet", deadline=None, max_examples=150)
settings.load_profile("quiet")


@given(WORDS)
def test_no_parser_fails_and_evidence_lies_inside_the_cell(raw: str):
    money, _ = parse_money_wan(raw, "万元")
    period, _ = parse_period(raw)
    areas, _ = parse_areas_m2(raw)
    entries, _ = parse_capacity(raw, "elder_bed", existed_before=False)
    for found in [money, period, *areas.values(), *entries]:
        if found is not None:
            assert 0 <= found.span.start <= found.span.end <= len(raw)


@given(WORDS)
def test_what_is_read_has_digits_in_its_evidence(raw: str):
    """No quantity without a digit in the words that it was read from."""
    areas, _ = parse_areas_m2(raw)
    entries, _ = parse_capacity(raw, "elder_bed", existed_before=False)
    for found in [*areas.values(), *entries]:
        assert any(character.isdigit() for character in raw[found.span.start : found.span.end])


@given(st.decimals(min_value=0, max_value=1_000_000, places=2), st.sampled_from(["万元", "亿元", "元"]))
def test_an_amount_comes_back(amount: Decimal, unit: str):
    scale = {"万元": Decimal(1), "亿元": Decimal(10000), "元": Decimal("0.0001")}[unit]
    money, doubts = parse_money_wan(f"{amount:f}{unit}", None)
    assert money is not None
    assert doubts == []
    assert money.wan == amount * scale


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 100))
def test_a_range_of_months_comes_back_or_is_marked_as_reversed(start: date, months: int):
    total = start.year * 12 + start.month - 1 + months
    finish_year, finish_month = total // 12, total % 12 + 1
    period, doubts = parse_period(f"{start.year}年{start.month}月-{finish_year}年{finish_month}月")
    assert doubts == ()
    assert period is not None
    assert period.start == date(start.year, start.month, 1)
    assert period.finish is not None
    assert (period.finish.year, period.finish.month) == (finish_year, finish_month)
    if months:
        assert parse_period(f"{finish_year}年{finish_month}月-{start.year}年{start.month}月")[0] is None


@given(st.integers(1, 5000), st.sampled_from(["托位{}个", "新增托位 {} 个", "{}个托位", "新增\n托位{}个。"]))
def test_places_come_back_through_line_wraps(places: int, phrase: str):
    entries, doubts = parse_capacity(phrase.format(places), None, existed_before=False)
    assert [(entry.kind, entry.quantity, entry.certainty) for entry in entries] == [
        ("childcare_place", places, Certainty.CERTAIN)
    ]
    assert doubts == []


@given(WORDS)
def test_normalising_twice_changes_nothing_and_positions_grow(raw: str):
    cell = words(raw)
    assert words(cell.text).text == cell.text
    assert clean(clean(raw)) == clean(raw)
    assert key(key(raw)) == key(raw)
    positions = [cell.span(at, at + 1).start for at in range(len(cell.text))]
    assert positions == sorted(set(positions))


@given(WORDS, st.sampled_from([None, "500114", "360200"]))
def test_a_place_lies_in_the_documents_region_or_is_not_resolved(raw: str, within: str | None):
    place, doubts = resolve_place(raw, within)
    assert (place is None) == bool(doubts)
    if place is not None and within is not None:
        assert place.county_code[:2] == within[:2]


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reader(data: bytes):
    document = read_document(data, "file", Given())
    assert document.frames["documents"].height == 1


@settings(max_examples=75)
@given(st.lists(st.lists(WORDS, max_size=10), max_size=8))
def test_no_table_stops_the_reader_and_no_row_is_lost(rows: list[list[str]]):
    """Every body row of a recognised list is a project, or kept with its kind."""
    header = "序号\t项目名称\t建设性质\t建设期限\t建设地点\t建设内容\t总投资(万元)\t责任单位"
    lines = ["\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in row) for row in rows]
    document = read_document(
        "\n".join([header, "1\t甲养老院\t新建\t2年\t甲地\t床位1张\t1\t甲局", *lines]).encode(), "f", Given()
    )
    kinds = document.frames["list_rows"]["kind"].to_list()
    assert document.projects == sum(kind == "project" for kind in kinds)
