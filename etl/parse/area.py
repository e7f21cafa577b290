"""Words of a content cell -> floor area (建筑面积) and land area (用地面积), in square metres."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Area, Certainty, Doubt, Qualifier, Span
from etl.parse import clauses, numbers
from etl.parse.quantities.aside import averages_in, is_within
from etl.parse.quantities.basis import basis_at, is_carried_stock
from etl.parse.quantities.heads import (
    is_given_up,
    is_of_another_phase,
    is_of_something_else,
    is_only_equipped,
    is_only_planned,
    is_out_of_it,
)
from etl.parse.words import Words, words

_FLOOR = r"(?P<floor>总建面|建筑总?面积|建筑总?规模|建设总?面积|建设总?规模)"
_LAND = r"(?P<land>(?:用地|占地|征地)总?(?:面积|规模)?)"
_NOUN = re.compile("总建面|建筑|建设|用地|占地|征地")
"""How every noun of `_FLOOR` and `_LAND` begins. A pattern whose branches begin with letters is searched for fast."""
_LEADS = ("项目", "规划", "总", "总体", "净", "新增", "新征", "新建", "扩建", "改建", "地上", "地下")
"""Words that go before such a noun; none of them ends with another."""
_MOST_DIGITS = 12
_QUANTUM = Decimal("0.0001")
_UNREAD_FLOOR = re.compile(r"(?:总建面|建筑总?面积)[^,;。]{0,12}?\d")
SPELLED_FLOOR = re.compile(r"建筑面积[^,;。\d]{0,6}[一二两三四五六七八九十百千万]+[多余]?(?:平|㎡|m2|m²)")
SPELLED_LAND = re.compile(r"(?:用地|占地|征地)[^,;。\d]{0,6}[一二两三四五六七八九十百千]+[多余]?亩")
_WHOLE = re.compile(r"总体?(?:规划|新增|新建)?$")


@cache
def _pattern() -> re.Pattern[str]:
    unit = reference.alternation(list(reference.area_units_m2()))
    return re.compile(
        rf"(?:{_FLOOR}|{_LAND})(?:合计|共计|共|均)?(?:为|达到|达)?:?(?P<prefix>{clauses.prefix_pattern()})?(?:为)?:?"
        rf"(?P<number>{numbers.ARABIC})(?P<suffix1>{clauses.suffix_pattern()})?(?P<unit>{unit})"
        rf"(?P<suffix2>{clauses.suffix_pattern()})?"
    )


@cache
def _measured() -> re.Pattern[str]:
    """The last digit of any number that has a unit of area: a pattern that begins so is searched for fast."""
    return re.compile(rf"\d(?!\d)(?:{clauses.suffix_pattern()})?(?:{_units()})")


@cache
def _units() -> str:
    return reference.alternation(list(reference.area_units_m2()))


class Stated(NamedTuple):
    """An area that a clause states, by places in the clause. `number`: its digits; `is_whole`: it is called the total.

    `begin` and `end` are the evidence, from the words that lead to the noun at `start` on.
    """

    kind: str
    begin: int
    start: int
    end: int
    number: Span
    unit: str
    qualifier: Qualifier
    is_whole: bool
    is_of_something_else: bool


class Structure(NamedTuple):
    """What the words of a clause say, whatever its digits are.

    `lost`: a floor area that could not be read; `broken`: what looks like a number and is none.
    """

    stated: tuple[Stated, ...]
    lost: Span | None
    broken: tuple[Span, ...]


def parse_areas_m2(raw: str, about: str = "") -> tuple[dict[str, Area], list[Doubt]]:
    """Read `floor` and `land` areas.

    Parts (其中…) are left aside. Where a cell states several of one kind and none is called the total, the sum is
    used and marked doubtful. `3个…分别…` multiplies (design: 3 homes, each with its area). `about`: the name of the
    project; the area of another phase than its own is doubtful.
    """
    cell = words(raw)
    text = cell.text
    said = [(at, found) for at, shape in clauses.clauses(text) if (found := structure(shape)) is not _NOTHING]
    if not said:
        return {}, [_spelled(found) for found in (_spelled_floor(text), _spelled_land(text)) if found]
    doubts = [Doubt("broken_number", text[at + start : at + end]) for at, found in said for start, end in found.broken]
    stated = _read_areas(cell, said, about, doubts)
    doubts += _lost(text, said, stated)
    return {kind: _choose(areas, cell, doubts) for kind, areas in stated.items() if areas}, doubts


_Said = Sequence[tuple[int, Structure]]
"""Where clauses begin that say something of areas, and what they say."""
_Stated = dict[str, list[tuple[Area, bool]]]
"""Kind -> its areas, each with whether it is called the total."""


def _lost(text: str, said: _Said, stated: _Stated) -> Iterator[Doubt]:
    """Areas of a kind of which none was read: one that the grammar does not know, or one in Chinese numerals."""
    if not stated["floor"]:
        unread = (text[at + found.lost.start : at + found.lost.end] for at, found in said if found.lost)
        floor = next(unread, None) or _spelled_floor(text)
        if floor:
            yield Doubt("doubtful_area", floor, Detail("floor_area_unread"))
    land = None if stated["land"] else _spelled_land(text)
    if land:
        yield _spelled(land)


def _spelled_floor(text: str) -> str | None:
    found = SPELLED_FLOOR.search(text) if "面积" in text else None
    return found[0] if found else None


def _spelled_land(text: str) -> str | None:
    found = SPELLED_LAND.search(text) if "亩" in text else None
    return found[0] if found else None


def _spelled(said: str) -> Doubt:
    return Doubt("doubtful_area", said, Detail("chinese_numerals"))


def _read_areas(cell: Words, said: _Said, about: str, doubts: list[Doubt]) -> _Stated:
    """The areas that are no part of another."""
    stated: _Stated = {"floor": [], "land": []}
    for at, one in ((at, one) for at, found in said for one in found.stated):
        if clauses.is_part(cell.text, at + one.start):
            continue
        if one.number.end - one.number.start > _MOST_DIGITS:
            doubts.append(Doubt("doubtful_area", cell.text[at + one.start : at + one.end], Detail("too_large")))
        else:
            stated[one.kind].append((_area(_Clause(cell, at, about), one, doubts), one.is_whole))
    return stated


def parse_area_cell_m2(raw: str, column_unit: str | None, kind: str) -> tuple[Area | None, list[Doubt]]:
    """Read a cell of an area column: stated in `column_unit` unless the cell states its own, given in m²."""
    cell = words(raw)
    unit = reference.alternation(list(reference.area_units_m2()))
    before, after = rf"(?P<prefix>{clauses.prefix_pattern()})?", rf"(?P<suffix>{clauses.suffix_pattern()})?"
    pattern = rf"{before}(?P<number>{numbers.ARABIC})(?P<unit>{unit})?{after}"
    match = re.fullmatch(pattern, cell.text)
    stated = match and (match["unit"] or column_unit)
    if match is None or not stated or len(match["number"]) > _MOST_DIGITS:
        return None, [Doubt("doubtful_area", raw)]
    m2 = _round(numbers.arabic(match["number"]), reference.area_units_m2()[stated].m2)
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


def _of_the_whole(shape: str) -> list[re.Match[str]]:
    """The matches of a clause, but for an average (户均60平方米), which is no area of the project."""
    matches = list(_matches(shape))
    averages = averages_in(shape) if matches else []
    return [match for match in matches if not is_within(Span(*match.span("number")), averages)]


@lru_cache(maxsize=16384)
def structure(shape: str) -> Structure:
    """What a clause of this shape says (`clauses.Clause`)."""
    matches = _of_the_whole(shape) if _measured().search(shape) else []
    found = _UNREAD_FLOOR.search(shape)
    lost = Span(*found.span()) if found else None
    broken = tuple(Span(*span) for span in numbers.broken(shape, _units()))
    said = Structure(tuple(_stated(match) for match in matches), lost, broken)
    return said if any(said) else _NOTHING


_NOTHING = Structure((), None, ())


def _stated(match: re.Match[str]) -> Stated:
    text, start = match.string, match.start()
    kind = "floor" if match["floor"] else "land"
    is_whole = "总" in match[kind] or bool(_WHOLE.search(text, max(0, start - 4), start))
    begin = start
    while text.endswith(_LEADS, 0, begin):
        begin -= next(len(word) for word in _LEADS if text.endswith(word, 0, begin))
    qualifier = clauses.qualifier(match["prefix"], match["suffix1"] or match["suffix2"])
    number = Span(*match.span("number"))
    is_elsewhere = is_of_something_else(f"{text[: number.start]}0")
    return Stated(kind, begin, start, match.end(), number, match["unit"], qualifier, is_whole, is_elsewhere)


class _Clause(NamedTuple):
    """A clause at its place in a cell, and the name of the project."""

    cell: Words
    at: int
    about: str


def _area(clause: _Clause, stated: Stated, doubts: list[Doubt]) -> Area:
    cell, at = clause.cell, clause.at
    unit = reference.area_units_m2()[stated.unit]
    start, end = stated.number
    number = cell.text[at + start : at + end]
    span = cell.span(at + stated.begin, at + stated.end)
    if unit.slip:
        doubts.append(Doubt("unit_slip", cell.raw[span.start : span.end], slip_detail(stated.unit)))
    if " " in number:
        doubts.append(Doubt("spaced_number", cell.raw[span.start : span.end]))
    multiplier = clauses.each(cell.text, at + start)
    count = multiplier.count if multiplier else 1
    if stated.qualifier is Qualifier.AT_LEAST:
        doubts.append(Doubt("lower_bound", cell.raw[span.start : span.end]))
    m2 = _round(numbers.arabic(number), unit.m2, count)
    certainty = Certainty.DOUBTFUL if unit.slip else Certainty.CERTAIN
    if _is_not_built(clause, stated):
        doubts.append(Doubt("doubtful_area", cell.raw[span.start : span.end], Detail("area_not_built")))
        certainty = Certainty.DOUBTFUL
    is_open = multiplier is not None and not multiplier.is_sure
    if is_open or (count == 1 and clauses.is_of_each(cell.text, at + stated.start, at + stated.end)):
        doubts.append(Doubt("doubtful_area", cell.raw[span.start : span.end], Detail("area_of_all_or_each")))
        certainty = Certainty.DOUBTFUL
    return Area(stated.kind, m2, stated.qualifier, certainty, span, count, basis_at(cell.text, at + start))


def _is_not_built(clause: _Clause, stated: Stated) -> bool:
    """Whether the words around an area say that it is of something else, of another phase, or of what goes."""
    text, at = clause.cell.text, clause.at
    if stated.is_of_something_else or is_carried_stock(text, at + stated.number.start):
        return True
    is_of_other = is_of_another_phase(text[at : at + stated.number.start], clause.about)
    before, end = text[at : at + stated.start], at + stated.end
    is_of_other = is_of_other or is_only_equipped(clause.about, before) or is_only_planned(before, text, end)
    return is_of_other or is_given_up(text, end) or is_out_of_it(text, end)


def slip_detail(unit: str) -> Detail:
    """As what a slip of a unit was read."""
    return Detail("unit_read_as", stated=unit, unit=reference.area_units_m2()[unit].slip)


def _choose(areas: list[tuple[Area, bool]], cell: Words, doubts: list[Doubt]) -> Area:
    wholes = [area for area, whole in areas if whole]
    if len(areas) == 1 or len(wholes) == 1:
        return (wholes or [areas[0][0]])[0]
    chosen = wholes or [area for area, _ in areas]
    span = Span(chosen[0].span.start, chosen[-1].span.end)
    doubts.append(Doubt("doubtful_area", cell.raw[span.start : span.end], Detail("several_areas_added")))
    total = sum((area.m2 for area in chosen), Decimal(0))
    return Area(chosen[0].kind, total, chosen[0].qualifier, Certainty.DOUBTFUL, span, basis=chosen[0].basis)


def _round(number: Decimal, unit_m2: Fraction, count: int = 1) -> Decimal:
    """Square metres with four decimals. Exact but for the division (1 亩 = 2000/3 m²), which is rounded once."""
    value = number * (unit_m2.numerator * count)
    return (value if unit_m2.denominator == 1 else value / unit_m2.denominator).quantize(_QUANTUM)
