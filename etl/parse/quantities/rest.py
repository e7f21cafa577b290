"""What of a cell no other grammar has read: quantities of any kind, numbers set aside by a rule, numbers left open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Certainty, Qualifier, Span, StatedQuantity
from etl.parse import clauses, numbers
from etl.parse.capacity.nouns import says
from etl.parse.quantities.aside import SetAside, asides_in_shape, is_within, numbers_in_shape, spelled_asides
from etl.parse.quantities.basis import ADDED, DESIGN, basis_at, is_carried_stock, is_said_to_be_built
from etl.parse.quantities.heads import (
    Head,
    head_of,
    is_bare,
    is_of_another_phase,
    is_of_nature,
    is_of_pumps,
    is_of_something_else,
    is_only_equipped,
    is_out_of_it,
    is_whole_of_another,
)
from etl.parse.quantities.kinds import kind_of, unit_of, unit_pattern
from etl.parse.quantities.wholes import with_parts
from etl.parse.words import Words, words

SCALES = {"万": 10**4, "亿": 10**8, "百万": 10**6}
QUANTUM = Decimal("0.0001")
_TOO_LARGE = Decimal(10) ** 14
_MOST_NOUN = 12
_METRES = ("米", "m")
_STORAGE = "reservoir_m3"
_HOUSEHOLDS = "households"
_COUNTED_ONE_BY_ONE = frozenset("台套个座处条口组部只根块盏辆栋幢间")
_JOINTS = "/+"
"""Letters between two numbers of one noun: 200MW/400MWh, 3×240兆瓦+26兆瓦."""
_FROM = "由从自"
"""Letters between a noun and the first of two numbers: 规模由2万吨/日扩至5万吨/日."""
_BARE = re.compile(numbers.WHOLE)
_OF_NUMBER = re.compile(r"\d|(?<=\d)[.,，．]")
"""A digit, or what may stand between two of one number."""
_OF_LIST = re.compile(r"\d[、,]$")
"""A bare number before another one: 分别为1200、1050、980、1400平方米."""
_ENDS = re.compile("[,、;。()]|及|和|等|并|$")
"""What stands behind a quantity that ends a clause or an item of it."""
_NUMERAL = re.compile("[一二两三四五六七八九十百千〇零]")


class Stated(NamedTuple):
    """A quantity that a clause states, by places in the clause, with the words before it and the noun on either side.

    `begin` and `end` are the evidence: the quantity with its noun. `times`: so many of it (2×50MVA). `is_led`: whether
    a noun stands before it, so that the one behind it is of the next number (管网5公里检查井20座).
    """

    span: Span
    number: Span
    times: Span | None
    scale: int
    unit: str
    qualifier: Qualifier
    is_range: bool
    before: str
    nouns: tuple[str, ...]
    is_led: bool
    begin: int
    end: int


def read_bare(raw: str, unit: str, about: str) -> StatedQuantity | None:
    """A cell that is only a number, below a header that states its unit; the project's name says of what it is."""
    cell = words(raw)
    if not _BARE.fullmatch(cell.text):
        return None
    found = unit_of(unit, "")
    kind = kind_of(found.base, [about])
    value = (numbers.arabic(cell.text) * found.factor).quantize(QUANTUM)
    noun = about if kind == reference.OTHER_KIND else None
    whole = cell.span(0, len(cell.text))
    return StatedQuantity(kind, noun, value, found.base, "design", Qualifier.EXACT, Certainty.CERTAIN, whole)


@dataclass(slots=True)
class Rest:
    """What is left of a cell: quantities, numbers that a rule sets aside, and numbers that nothing explains."""

    quantities: list[StatedQuantity] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    open: list[Span] = field(default_factory=list)


def read_rest(raw: str, known: Sequence[Span], about: str = "") -> Rest:
    """Read what lies outside the places of a cell that are known: read already, or doubted.

    `about`: the name of the project, which says what a length is of where the cell does not (全长38.6公里).
    """
    cell = words(raw)
    rest = Rest()
    if _has_digit_outside(raw, known):
        _read_clauses(cell, known, about, rest)
    if _NUMERAL.search(cell.text):
        rest.aside += [SetAside(cell.span(*one.span), one.rule) for one in spelled_asides(cell.text)]
        spelled = (cell.span(*match.span()) for match in _spelled().finditer(cell.text))
        rest.open += [place for place in spelled if not is_within(place, known)]
    return rest


def _read_clauses(cell: Words, known: Sequence[Span], about: str, rest: Rest) -> None:
    for at, shape in clauses.clauses(cell.text):
        places = [(number, cell.span(at + number.start, at + number.end)) for number in numbers_in_shape(shape)]
        left = [(number, place) for number, place in places if not is_within(place, known)]
        if left:
            _read_clause(_Clause(cell, at, shape, about), left, rest)
    rest.quantities = with_parts(rest.quantities, cell)


def _has_digit_outside(raw: str, known: Sequence[Span]) -> bool:
    """Whether a digit of a cell, or a mark within a number, lies outside the places that are known: in few cells."""
    read_to = 0
    for start, end in sorted(known):
        if _OF_NUMBER.search(raw, read_to, start):
            return True
        read_to = max(read_to, end)
    return _OF_NUMBER.search(raw, read_to) is not None


class _Clause(NamedTuple):
    """A clause at its place in a cell, and what the project is about."""

    cell: Words
    at: int
    shape: str
    about: str


def _read_clause(clause: _Clause, left: Sequence[tuple[Span, Span]], rest: Rest) -> None:
    asides, stated = asides_in_shape(clause.shape), structure(clause.shape)
    for number, place in left:
        said = next((one for one in stated if is_within(number, [one.span])), None)
        rule = _rule_of(asides, [number, said.number] if said else [number]) or _of_area(clause, number)
        if rule:
            rest.aside.append(SetAside(place, rule))
        elif said is None:
            rest.open.append(place)
        elif said.number == number:
            quantity = _quantity(clause, said, rest.quantities)
            if _is_dimension(said, quantity):
                rest.aside.append(SetAside(place, "dimension"))
            elif _is_of_strengthened(clause, quantity):
                rest.aside.append(SetAside(place, "of_strengthened"))
            else:
                rest.quantities.append(quantity)


def _is_dimension(said: Stated, quantity: StatedQuantity) -> bool:
    """Whether metres are those of a part of what is built, of a kind that is not counted by its length: 池长50米."""
    is_short = said.unit in _METRES and quantity.kind == reference.OTHER_KIND
    return is_short and _word("dimension").search(quantity.noun or "") is not None


def _is_of_strengthened(clause: _Clause, quantity: StatedQuantity) -> bool:
    """Whether it is how much a reservoir holds that is only strengthened: it holds no more than before."""
    if quantity.kind != _STORAGE or quantity.basis in ("new", "total_after"):
        return False
    return _word("strengthened").search(f"{clause.about} {clause.cell.text}") is not None


def _rule_of(asides: Sequence[SetAside], numbers: Sequence[Span]) -> str | None:
    """The first rule that sets one of some numbers aside: a number, and the one that it is a range with."""
    return next((one.rule for one in asides for number in numbers if is_within(number, [one.span])), None)


def _of_area(clause: _Clause, number: Span) -> str | None:
    """The rule by which a number is of the area around and not of the project."""
    text, place = clause.cell.text, clause.at + number.start
    begin = clauses.sentence_start(text, place)
    for rule in ("stock_of_area", "goal_of_area"):
        last = max((match.end() for match in says(rule).finditer(text, begin, place)), default=None)
        if last is not None and not says("of_project").search(text, last, place):
            return rule
    return None


@cache
def _pattern() -> re.Pattern[str]:
    prefix, suffix = clauses.prefix_pattern(), clauses.suffix_pattern()
    return re.compile(
        rf"(?P<prefix>{prefix})?(?:(?<!第)(?P<times>\d+)(?:(?:台|组|座|套|回|根)?[x×*]|台(?={_each_one()})))?(?P<n>{numbers.WHOLE})(?:[-~至到](?P<high>{numbers.WHOLE}))?(?P<s1>{suffix})?"
        rf"(?P<scale>百万|万|亿)?(?P<s2>{suffix})? ?"
        rf"(?P<unit>{unit_pattern()})(?!(?<=[A-Za-z])[A-Za-z]|/(?!\d))(?P<s3>{suffix})?"
    )


@cache
def _each_one() -> str:
    """The size of each of several machines, which the machine follows: 6台5兆瓦风机, but 装机23台5600千瓦."""
    return rf"{numbers.WHOLE}(?:{'|'.join(SCALES)})?(?:{_word('of_machines').pattern})[\u4e00-\u9fff]"


@cache
def _spelled() -> re.Pattern[str]:
    """A quantity in Chinese numerals (十二公里), which is not read."""
    return re.compile(
        rf"(?<![\d.])[一二两三四五六七八九]?[十百千][一二三四五六七八九十百零]*[余多]?万?(?:{unit_pattern()})(?<![亩家户])"
    )


@cache
def _noun_behind() -> re.Pattern[str]:
    stop = _word("behind_noun").pattern
    paired = rf"/[\d.]+(?:{unit_pattern()})(?![A-Za-z])"
    return re.compile(rf"(?:{paired})?的?((?:(?!{stop})[A-Za-z\u4e00-\u9fff]){{1,{_MOST_NOUN}}})")


@cache
def _counted() -> re.Pattern[str]:
    """A count right before a number, which is then the size of what is counted: 机房楼3栋共7.2万平方米."""
    size = rf"[/共计约为]*(?:{_word('of_what_is_before').pattern})?[约为达]*"
    return re.compile(rf"\d+(?:\.\d+)?(?:{'|'.join(SCALES)})?(?:{unit_pattern()})(?P<size>{size})$")


@cache
def _noun_before() -> re.Pattern[str]:
    measure = rf"\d(?:{'|'.join(SCALES)})?(?:{unit_pattern()})"
    return re.compile(rf"^.*(?:{measure}|{_word('before_noun').pattern})(?=.)")


def _word(role: str) -> re.Pattern[str]:
    return reference.words_of("quantity_words", role)


@lru_cache(maxsize=16384)
def structure(shape: str) -> tuple[Stated, ...]:
    """The quantities that a clause of this shape states (`clauses.Clause`)."""
    return tuple(_stated(match) for match in _pattern().finditer(shape))


def _stated(match: re.Match[str]) -> Stated:
    text, start, end = match.string, match.start(), match.end()
    before = clauses.clause_before(text, start)
    behind = _noun_behind().match(text, end)
    counted = _counted().search(before)
    own = _noun_before().sub("", before[: counted.start()] if counted else before).strip(_JOINTS).rstrip(_FROM)
    own = "" if _word("no_noun").search(own) or _word("before_noun").fullmatch(own) else own
    beside = counted["size"] if counted and own else own
    suffix = match["s1"] or match["s2"] or match["s3"]
    return Stated(
        Span(*match.span()),
        Span(*match.span("n")),
        Span(*match.span("times")) if match["times"] else None,
        SCALES.get(match["scale"], 1),
        match["unit"],
        clauses.qualifier(match["prefix"], suffix),
        match["high"] is not None,
        before,
        tuple(filter(None, (behind[1] if behind else "", own))),
        bool(own),
        start if behind else start - len(beside),
        behind.end() if behind else end,
    )


def _quantity(clause: _Clause, said: Stated, before: Sequence[StatedQuantity]) -> StatedQuantity:
    cell, text, start = clause.cell, clause.cell.text, clause.at + said.span.start
    unit = unit_of(said.unit, said.before)
    head = _what(clause, said, unit.base)
    number = numbers.arabic(text[clause.at + said.number.start : clause.at + said.number.end])
    times = int(text[clause.at + said.times.start : clause.at + said.times.end]) if said.times else 1
    value = (number * times * said.scale * unit.factor).quantize(QUANTUM)
    is_part = _is_part(clause, said, head.kind, before)
    is_each = clauses.each(text, start) is not None or _is_of_one(clause, said, is_rate="/" in unit.base)
    basis = basis_at(text, clause.at + said.number.start)
    is_told = _is_told(clause, said, head, basis, is_part=is_part)
    is_clear = is_told and not said.is_range and not is_each and value < _TOO_LARGE
    return StatedQuantity(
        head.kind,
        _name(head, said),
        min(value, _TOO_LARGE),
        unit.base,
        basis,
        Qualifier.AT_LEAST if said.is_range else said.qualifier,
        Certainty.CERTAIN if is_clear else Certainty.DOUBTFUL,
        cell.span(clause.at + said.begin, clause.at + said.end),
        head.kind if is_part else None,
    )


def _is_told(clause: _Clause, said: Stated, head: Head, basis: str, *, is_part: bool) -> bool:
    """Whether the words leave no doubt that a number is of the project, and of what."""
    text, start, end = clause.cell.text, clause.at + said.number.start, clause.at + said.span.end
    if is_carried_stock(text, start) or is_out_of_it(text, end) or _is_of_others(clause, said, head):
        return False
    if basis in ADDED and is_whole_of_another(said.before, clause.about, head.kind):
        return False
    if basis == DESIGN and (_is_beside_what_is_built(clause, said) or is_of_nature(said.before, clause.about)):
        return False
    if said.unit not in _COUNTED_ONE_BY_ONE and is_only_equipped(clause.about, said.before):
        return False
    if basis == "existing":
        return True
    if is_part:
        return not is_of_something_else(f"{clause.shape[: said.span.start]}0")
    is_sure = head.is_sure or _is_object(text, end, said.before)
    is_sure = is_sure or (basis not in ADDED and all(map(is_bare, said.nouns)))
    return is_sure and _is_of_project(clause, said)


def _is_beside_what_is_built(clause: _Clause, said: Stated) -> bool:
    """Whether a number that nothing says to be built may be of what lies around: in a sentence behind one that says."""
    text, start = clause.cell.text, clause.at + said.number.start
    if is_said_to_be_built(text, start, is_whole=_word("whole").search(said.before) is not None):
        return True
    is_planned = any(_word(role).search(clause.shape[: said.span.start]) for role in ("planned", "whole_of"))
    return is_planned and _word("of_now").search(text, clause.at + said.span.end) is not None


def _is_of_others(clause: _Clause, said: Stated, head: Head) -> bool:
    """Whether a number may be of those who live there, or of pumps, and of nothing that is counted under its kind."""
    text, start = clause.cell.text, clause.at + said.number.start
    sentence = text[clauses.sentence_start(text, start) : start]
    return _is_only_reached(clause, said, head) or is_of_pumps(head.kind, sentence, clause.about)


def _is_only_reached(clause: _Clause, said: Stated, head: Head) -> bool:
    """Whether households are those that a network or a road reaches, and no homes that are built or mended."""
    if head.kind != _HOUSEHOLDS:
        return False
    if _word("reached").search(said.before):
        return _word("housing").search(f"{clause.about}{clause.cell.text}") is None
    return _word("people").search(said.before) is not None and _word("moves").search(said.before) is None


def _is_of_one(clause: _Clause, said: Stated, *, is_rate: bool) -> bool:
    """Whether a quantity may be that of each of several: 200立方米蓄水池4座, 日处理500吨烘干塔2座, 2套600吨/日装置."""
    is_bare = is_rate or not said.is_led
    if is_bare and _word("facilities_before").search(clause.cell.text[: clause.at + said.span.start]):
        return True
    roles = ("count_behind", "several") if is_bare else ("count_behind",)
    end = clause.at + said.span.end
    if _OF_LIST.search(clause.cell.text, 0, clause.at + said.span.start):
        return True
    return bool(_word("each_of_those").search(said.before)) or any(_word(r).match(clause.cell.text, end) for r in roles)


def _is_object(text: str, end: int, before: str) -> bool:
    """Whether a clause says of a thing, known or not, that so many are built or bought, and no more: 新建谷坊85座."""
    said = _word("object").search(before)
    return said is not None and _word("no_object").search(said["noun"]) is None and _ENDS.match(text, end) is not None


def _is_part(clause: _Clause, said: Stated, kind: str, before: Sequence[StatedQuantity]) -> bool:
    """Whether a quantity is a part of another one: it or the words behind say so, or those before one of its kind."""
    if _word("contained").match(clause.cell.text, clause.at + said.span.end):
        return True
    if not clauses.is_part(clause.cell.text, clause.at + said.span.start):
        return False
    is_said = "其中" in said.before or clause.cell.text.rfind("(", 0, clause.at + said.span.start) >= clause.at
    return is_said or any(one.kind == kind for one in before)


def _name(head: Head, said: Stated) -> str | None:
    """What is counted, as it is written, where no kind has it."""
    if head.kind != reference.OTHER_KIND:
        return None
    return head.noun if head.noun in said.nouns else next(iter(said.nouns), None)


def _is_of_project(clause: _Clause, said: Stated) -> bool:
    """Whether no word around a quantity says that it is of something else, or of another phase."""
    before = clause.shape[: said.span.start]
    if all(map(is_bare, said.nouns)):  # 铁路由国铁另行投资,长3.8公里
        start = clause.at + said.span.start
        before = clause.cell.text[clauses.sentence_start(clause.cell.text, start) : start]
    words = f"{before}0{_behind(said)}"
    return not is_of_something_else(words) and not is_of_another_phase(words, clause.about)


def _behind(said: Stated) -> str:
    """The noun behind a quantity, unless one before it has it."""
    return said.nouns[0] if said.nouns and said.begin == said.span.start else ""


def _what(clause: _Clause, said: Stated, unit: str) -> Head:
    """What a quantity is of: its own words say so, or, of a bare length, what the words before it speak of."""
    nouns = said.nouns[::-1] if said.is_led else said.nouns
    head = head_of(unit, (*nouns, said.before))
    if head.is_sure or (nouns and not is_bare(nouns[0])):
        return head
    kind = kind_of(unit, _context(clause, said))
    return head if kind == reference.OTHER_KIND else Head(kind, None, True)


def _context(clause: _Clause, said: Stated) -> list[str]:
    """What the words around a quantity speak of, the nearest first, and the project."""
    text, start, end = clause.cell.text, clause.at + said.span.start, clause.at + len(clause.shape)
    behind = text[clause.at + said.span.end : end]
    return [behind, text[clauses.sentence_start(text, start) : start], clause.about]
