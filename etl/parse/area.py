"""Words of a content cell -> floor area (建筑面积) and land area (用地面积), in square metres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache

from etl import reference
from etl.parse import clauses, numbers
from etl.parse.words import Words, words
from etl.records import Area, Certainty, Doubt, Qualifier, Span

_FLOOR = r"(?P<floor>总建面|建筑总?面积|建筑总?规模|建设总?面积|建设总?规模)"
_LAND = r"(?P<land>(?:用地|占地|征地)总?(?:面积|规模)?)"
_NOUN = re.compile("总建面|建筑|建设|用地|占地|征地")
"""How every noun of `_FLOOR` and `_LAND` begins. A pattern whose branches begin with letters is searched for fast."""
_LEADS = ("项目", "规划", "总", "总体", "净", "新增", "新征", "新建", "扩建", "改建", "地上", "地下")
"""Words that go before such a noun; none of them ends with another."""
_MOST_DIGITS = 12
_QUANTUM = Decimal("0.0001")
_UNREAD_FLOOR = re.compile(r"(?:总建面|建筑总?面积)[^,;。]{0,12}?\d")
_WHOLE = re.compile(r"总体?(?:规划|新增|新建)?$")


@cache
def _pattern() -> re.Pattern[str]:
    unit = reference.alternation(list(reference.area_units()))
    return re.compile(
        rf"(?:{_FLOOR}|{_LAND})(?:合计|共计|共|均)?(?:为|达到|达)?:?(?P<prefix>{clauses.prefix_pattern()})?(?:为)?:?"
        rf"(?P<number>{numbers.ARABIC})(?P<suffix1>{clauses.suffix_pattern()})?(?P<unit>{unit})"
        rf"(?P<suffix2>{clauses.suffix_pattern()})?"
    )


@cache
def _any_area() -> re.Pattern[str]:
    unit = _units()
    measured = rf"{numbers.ARABIC}(?:{clauses.suffix_pattern()})?(?:{unit})"
    unmeasured = rf"(?<=面积)(?:约|为|共|约为)?{numbers.ARABIC}(?!{unit})"  # the unit is lost: 面积600米
    return re.compile(f"{measured}|{unmeasured}")


@cache
def _measured() -> re.Pattern[str]:
    """The last digit of any number that has a unit of area: a pattern that begins so is searched for fast."""
    return re.compile(rf"\d(?!\d)(?:{clauses.suffix_pattern()})?(?:{_units()})")


_UNMEASURED = re.compile(r"面积(?:约|为|共|约为)?(?=\d)")


@cache
def _units() -> str:
    return reference.alternation(list(reference.area_units()))


def parse_areas(raw: str) -> tuple[dict[str, Area], list[Doubt]]:
    """Read `floor` and `land` areas.

    Parts (其中…) are left aside. Where a cell states several of one kind and none is called the total, the sum is
    used and marked doubtful. `3个…分别…` multiplies (design: 3 homes, each with its area).
    """
    cell = words(raw)
    stated: dict[str, list[tuple[Area, bool]]] = {"floor": [], "land": []}
    doubts = [Doubt("broken_number", words_read) for words_read in numbers.broken(cell.text, _units())]
    measured = [match.start() for match in _measured().finditer(cell.text)]
    matches = list(_matches(cell.text)) if measured else []
    for match in matches:
        if clauses.is_part(cell.text, match.start()):
            continue
        if len(match["number"]) > _MOST_DIGITS:
            doubts.append(Doubt("doubtful_area", match[0], "数额过大"))
            continue
        kind = "floor" if match["floor"] else "land"
        whole = "总" in match[kind] or bool(_WHOLE.search(cell.text, max(0, match.start() - 4), match.start()))
        stated[kind].append((_area(cell, match, kind, doubts), whole))
    doubts.extend(_left_over(cell, [match.span() for match in matches], measured))
    if not stated["floor"] and (lost := _UNREAD_FLOOR.search(cell.text)):
        doubts.append(Doubt("doubtful_area", lost[0], "建筑面积未能读取"))
    found = {}
    for kind, areas in stated.items():
        if areas:
            found[kind] = _choose(areas, cell, doubts)
    return found, doubts


def parse_area_cell(raw: str, column_unit: str | None, kind: str) -> tuple[Area | None, list[Doubt]]:
    """Read a cell of an area column, in `column_unit` unless the cell states its own."""
    cell = words(raw)
    unit = reference.alternation(list(reference.area_units()))
    before, after = rf"(?P<prefix>{clauses.prefix_pattern()})?", rf"(?P<suffix>{clauses.suffix_pattern()})?"
    pattern = rf"{before}(?P<number>{numbers.ARABIC})(?P<unit>{unit})?{after}"
    match = re.fullmatch(pattern, cell.text)
    stated = match and (match["unit"] or column_unit)
    if match is None or not stated or len(match["number"]) > _MOST_DIGITS:
        return None, [Doubt("doubtful_area", raw)]
    m2 = _round(numbers.arabic(match["number"]), reference.area_units()[stated].m2)
    qualifier = clauses.qualifier(match["prefix"], match["suffix"])
    return Area(kind, m2, qualifier, Certainty.CERTAIN, cell.span(*match.span("number"))), []


def _matches(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_pattern()`, tried only where a noun begins: as `finditer`, in a fraction of the time."""
    noun = _NOUN.search(text)
    while noun:
        match = _pattern().match(text, noun.start())
        if match:
            yield match
        noun = _NOUN.search(text, match.end() if match else noun.start() + 1)


def _left_over(cell: Words, taken: list[tuple[int, int]], measured: list[int]) -> list[Doubt]:
    """Areas that are stated and are neither floor nor land nor of a kind known to be something else.

    `measured`: places of `_measured`; where they and all places of `_UNMEASURED` lie in what was taken, none is left.
    """
    places = measured + [match.start() for match in _UNMEASURED.finditer(cell.text)]
    if " " not in cell.text and all(any(start <= at < end for start, end in taken) for at in places):
        return []
    found = []
    for match in _any_area().finditer(cell.text):
        before = clauses.clause_before(cell.text, match.start())
        if any(start <= match.start() < end for start, end in taken) or reference.other_quantity("area").search(before):
            continue
        span = cell.span(match.start() - len(before), match.end())
        found.append(Doubt("unread_quantity", cell.raw[span.start : span.end]))
    return found


def _area(cell: Words, match: re.Match[str], kind: str, doubts: list[Doubt]) -> Area:
    text = cell.text
    number, stated, prefix = match.group("number", "unit", "prefix")
    unit = reference.area_units()[stated]
    start = match.start()
    while text.endswith(_LEADS, 0, start):
        start -= next(len(word) for word in _LEADS if text.endswith(word, 0, start))
    span = cell.span(start, match.end())
    if unit.slip:
        doubts.append(Doubt("unit_slip", cell.raw[span.start : span.end], f"“{stated}”按“{unit.slip}”读取"))
    if " " in number:
        doubts.append(Doubt("spaced_number", cell.raw[span.start : span.end]))
    multiplier = clauses.each(text, match.start("number"))
    count = multiplier.count if multiplier else 1
    qualifier = clauses.qualifier(prefix, match["suffix1"] or match["suffix2"])
    if qualifier is Qualifier.AT_LEAST:
        doubts.append(Doubt("lower_bound", cell.raw[span.start : span.end]))
    m2 = _round(numbers.arabic(number), unit.m2, count)
    certainty = Certainty.DOUBTFUL if unit.slip else Certainty.CERTAIN
    return Area(kind, m2, qualifier, certainty, span, count)


def _choose(areas: list[tuple[Area, bool]], cell: Words, doubts: list[Doubt]) -> Area:
    wholes = [area for area, whole in areas if whole]
    if len(areas) == 1 or len(wholes) == 1:
        return (wholes or [areas[0][0]])[0]
    chosen = wholes or [area for area, _ in areas]
    span = Span(chosen[0].span.start, chosen[-1].span.end)
    doubts.append(Doubt("doubtful_area", cell.raw[span.start : span.end], "多处面积，按合计读取"))
    total = sum((area.m2 for area in chosen), Decimal(0))
    return Area(chosen[0].kind, total, chosen[0].qualifier, Certainty.DOUBTFUL, span)


def _round(number: Decimal, unit_m2: Fraction, count: int = 1) -> Decimal:
    """Square metres with four decimals. Exact but for the division (1 亩 = 2000/3 m²), which is rounded once."""
    value = number * (unit_m2.numerator * count)
    return (value if unit_m2.denominator == 1 else value / unit_m2.denominator).quantize(_QUANTUM)
