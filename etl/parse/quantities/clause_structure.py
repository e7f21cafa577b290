"""Quantities that a clause states: number, unit, and the nouns on either side, whatever its digits are."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Qualifier, Span
from etl.parse import clauses, numbers
from etl.parse.quantities.kinds import unit_pattern
from etl.parse.words import Words

SCALES = {"万": 10**4, "亿": 10**8, "百万": 10**6}
_MOST_NOUN = 12
_JOINTS = "/+"
"""Letters between two numbers of one noun: 200MW/400MWh, 3×240兆瓦+26兆瓦."""
_FROM = "由从自"
"""Letters between a noun and the first of two numbers: 规模由2万吨/日扩至5万吨/日."""


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


class Clause(NamedTuple):
    """A clause at its place in a cell, and what the project is about."""

    cell: Words
    at: int
    shape: str
    about: str


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
