"""The fast ways through a cell find what the plain ones find: grammars are tried in fewer places, none is missed."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.contract import reference
from etl.parse import area, clauses, numbers
from etl.parse.capacity import pattern, stated
from etl.parse.money import parse_money_wan, read_money_wan
from etl.parse.places import region
from etl.parse.quantities import clause_structure
from etl.parse.words import clean, key, words
from etl.samples import project_list

PIECES = st.sampled_from(
    [
        *"0123456789,.;。、()-~至万亿 \n约余各每均个张床名间所位班型",
        *(row["noun"] for row in reference.rows("capacity_nouns")),
        *(row["word"] for row in reference.rows("capacity_bases")),
        *(row["word"] for row in reference.rows("bounds")),
        *(row["unit"] for row in reference.rows("area_units")),
        *(
            "建筑面积",
            "总建筑面积",
            "用地面积",
            "占地",
            "面积",
            "地上",
            "其中",
            "分别",
            "12",
            "450",
            "1,200",
            "3.5",
            "12. 5",
        ),
        *("总床位", "共计", "数", "新建", "护理型", "医养结合型", "绿化", "停车位", "护理", "敬老院", "每千人", "合计"),
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)
many = settings(max_examples=600, deadline=None)


def spans(matches: object) -> list[tuple[int, int, tuple[str | None, ...]]]:
    return [(*match.span(), match.groups()) for match in matches]  # type: ignore[attr-defined]


@many
@given(TEXTS)
@example("护理型100张,普通型20张")
@example("设200床。")
def test_capacity_is_tried_wherever_it_can_begin(raw: str) -> None:
    text = words(raw).text
    assert spans(pattern.matches(text)) == spans(pattern.quantity().finditer(text))


@many
@given(TEXTS)
def test_areas_are_tried_wherever_they_can_begin(raw: str) -> None:
    text = words(raw).text
    assert spans(area._matches(text)) == spans(area._pattern().finditer(text))


def test_capacity_and_areas_of_the_invented_list() -> None:
    for row in project_list.rows(500):
        text = words(row[5]).text
        assert spans(pattern.matches(text)) == spans(pattern.quantity().finditer(text))
        assert spans(area._matches(text)) == spans(area._pattern().finditer(text))


@many
@given(TEXTS)
def test_clause_by_clause_the_grammars_find_what_they_find_in_the_whole_text(raw: str) -> None:
    """With all digits masked: what stands in a shape is looked for once, however many cells have it."""
    text = words(raw).text
    grammars = [area._pattern(), clause_structure._pattern(), pattern.quantity(), stated.count()]
    grammars += [numbers._broken(area._units()), area._UNREAD_FLOOR]
    for grammar in grammars:
        found = [
            (at + match.start(), at + match.end())
            for at, shape in clauses.clauses(text)
            for match in grammar.finditer(shape)
        ]
        assert found == [match.span() for match in grammar.finditer(text)], grammar


def test_a_shape_keeps_the_digit_of_a_unit_and_the_comma_of_a_thousands_group() -> None:
    text = "占地1,234m2,建筑面积25㎡。绿化、停车场;停车位30个"
    assert clauses.clauses(text) == ((0, "占地0,000m2,"), (10, "建筑面积00㎡。"), (25, "停车位00个"))


@many
@given(TEXTS, st.integers(0, 40), st.integers(1, 20))
def test_a_clause_begins_behind_the_last_mark(text: str, position: int, reach: int) -> None:
    at = min(position, len(text))
    start = max(0, at - reach)
    marks = [place + 1 for place in range(start, at) if text[place] in ",;。、()\n"]
    assert clauses.clause_before(text, at, reach) == text[max([start, *marks]) : at]
    stops = [place + 1 for place in range(at) if text[place] in ";。\n"]
    assert clauses.sentence_start(text, at) == max([0, *stops])


@many
@given(st.text(alphabet="江西省景德镇市浮梁县珠山区昌江区重庆黔江区鼓楼城东街道乡x1 ", max_size=24))
def test_names_of_regions_are_found_by_their_ends(text: str) -> None:
    names = region._names()
    plain = []
    for suffix in re.finditer("[省市县区旗州盟]", text):
        starts = range(max(0, suffix.end() - 18), suffix.start())
        found = next((start for start in starts if text[start : suffix.end()] in names), None)
        plain += [(found, text[found : suffix.end()])] if found is not None else []
    assert list(region._named(text)) == plain


@many
@given(st.decimals(0, 10**10, places=7), st.integers(0, 7), st.sampled_from(["元", "千元", "万元", "亿元"]))
@example(Decimal("0.0000001"), 7, "元")
@example(Decimal(999_999_999), 0, "亿元")
def test_plain_amounts_are_what_the_grammar_makes_of_them(amount: Decimal, places: int, unit: str) -> None:
    raw = f"{amount:.{places}f}"
    assert parse_money_wan(raw, unit) == read_money_wan(raw, unit)


@many
@given(st.text(alphabet="0１A。，〔〕養计托位 \n\t\u3000\u200b", max_size=16))
def test_clean_and_key_are_what_they_say(raw: str) -> None:
    unseen = "".join(character for character in raw if character != "\u200b")
    assert key(raw) == "".join(words(unseen).text.replace("〔", "(").replace("〕", ")").lower().split())
    assert key(clean(raw)) == key(raw)
