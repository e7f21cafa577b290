"""What of a cell no other grammar has read: quantities of any kind, numbers set aside by a rule, numbers left open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from etl.contract import reference
from etl.contract.values import Certainty, Qualifier, Span, StatedQuantity
from etl.parse import clauses, numbers
from etl.parse.capacity.nouns import says
from etl.parse.quantities.aside import SetAside, asides_in_shape, is_within, numbers_in_shape, spelled_asides
from etl.parse.quantities.basis import basis_at
from etl.parse.quantities.certainty import is_of_one, is_part, is_told
from etl.parse.quantities.clause_structure import Clause, Stated, structure
from etl.parse.quantities.heads import Head, head_of, is_bare
from etl.parse.quantities.kinds import kind_of, unit_of, unit_pattern
from etl.parse.quantities.wholes import with_parts
from etl.parse.words import Words, words

QUANTUM = Decimal("0.0001")
_TOO_LARGE = Decimal(10) ** 14
_METRES = ("米", "m")
_STORAGE = "reservoir_m3"
_BARE = re.compile(numbers.WHOLE)
_OF_NUMBER = re.compile(r"\d|(?<=\d)[.,，．]")
"""A digit, or what may stand between two of one number."""
_NUMERAL = re.compile("[一二两三四五六七八九十百千〇零]")


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
            _read_clause(Clause(cell, at, shape, about), left, rest)
    rest.quantities = with_parts(rest.quantities, cell)


def _has_digit_outside(raw: str, known: Sequence[Span]) -> bool:
    """Whether a digit of a cell, or a mark within a number, lies outside the places that are known: in few cells."""
    read_to = 0
    for start, end in sorted(known):
        if _OF_NUMBER.search(raw, read_to, start):
            return True
        read_to = max(read_to, end)
    return _OF_NUMBER.search(raw, read_to) is not None


def _read_clause(clause: Clause, left: Sequence[tuple[Span, Span]], rest: Rest) -> None:
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


def _is_of_strengthened(clause: Clause, quantity: StatedQuantity) -> bool:
    """Whether it is how much a reservoir holds that is only strengthened: it holds no more than before."""
    if quantity.kind != _STORAGE or quantity.basis in ("new", "total_after"):
        return False
    return _word("strengthened").search(f"{clause.about} {clause.cell.text}") is not None


def _rule_of(asides: Sequence[SetAside], numbers: Sequence[Span]) -> str | None:
    """The first rule that sets one of some numbers aside: a number, and the one that it is a range with."""
    return next((one.rule for one in asides for number in numbers if is_within(number, [one.span])), None)


def _of_area(clause: Clause, number: Span) -> str | None:
    """The rule by which a number is of the area around and not of the project."""
    text, place = clause.cell.text, clause.at + number.start
    begin = clauses.sentence_start(text, place)
    for rule in ("stock_of_area", "goal_of_area"):
        last = max((match.end() for match in says(rule).finditer(text, begin, place)), default=None)
        if last is not None and not says("of_project").search(text, last, place):
            return rule
    return None


@cache
def _spelled() -> re.Pattern[str]:
    """A quantity in Chinese numerals (十二公里), which is not read."""
    return re.compile(
        rf"(?<![\d.])[一二两三四五六七八九]?[十百千][一二三四五六七八九十百零]*[余多]?万?(?:{unit_pattern()})(?<![亩家户])"
    )


def _quantity(clause: Clause, said: Stated, before: Sequence[StatedQuantity]) -> StatedQuantity:
    cell, text, start = clause.cell, clause.cell.text, clause.at + said.span.start
    unit = unit_of(said.unit, said.before)
    head = _what(clause, said, unit.base)
    number = numbers.arabic(text[clause.at + said.number.start : clause.at + said.number.end])
    times = int(text[clause.at + said.times.start : clause.at + said.times.end]) if said.times else 1
    value = (number * times * said.scale * unit.factor).quantize(QUANTUM)
    is_inside = is_part(clause, said, head.kind, before)
    is_each = clauses.each(text, start) is not None or is_of_one(clause, said, is_rate="/" in unit.base)
    basis = basis_at(text, clause.at + said.number.start)
    is_sure = is_told(clause, said, head, basis, is_inside=is_inside)
    is_clear = is_sure and not said.is_range and not is_each and value < _TOO_LARGE
    return StatedQuantity(
        head.kind,
        _name(head, said),
        min(value, _TOO_LARGE),
        unit.base,
        basis,
        Qualifier.AT_LEAST if said.is_range else said.qualifier,
        Certainty.CERTAIN if is_clear else Certainty.DOUBTFUL,
        cell.span(clause.at + said.begin, clause.at + said.end),
        head.kind if is_inside else None,
    )


def _name(head: Head, said: Stated) -> str | None:
    """What is counted, as it is written, where no kind has it."""
    if head.kind != reference.OTHER_KIND:
        return None
    return head.noun if head.noun in said.nouns else next(iter(said.nouns), None)


def _what(clause: Clause, said: Stated, unit: str) -> Head:
    """What a quantity is of: its own words say so, or, of a bare length, what the words before it speak of."""
    nouns = said.nouns[::-1] if said.is_led else said.nouns
    head = head_of(unit, (*nouns, said.before))
    if head.is_sure or (nouns and not is_bare(nouns[0])):
        return head
    kind = kind_of(unit, _context(clause, said))
    return head if kind == reference.OTHER_KIND else Head(kind, None, True)


def _context(clause: Clause, said: Stated) -> list[str]:
    """What the words around a quantity speak of, the nearest first, and the project."""
    text, start, end = clause.cell.text, clause.at + said.span.start, clause.at + len(clause.shape)
    behind = text[clause.at + said.span.end : end]
    return [behind, text[clauses.sentence_start(text, start) : start], clause.about]


def _word(role: str) -> re.Pattern[str]:
    return reference.words_of("quantity_words", role)
