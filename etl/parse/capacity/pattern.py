"""Where quantities of capacity stand in a text: a number beside a noun, in one of five ways of speaking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from etl.contract import reference
from etl.parse import clauses, numbers
from etl.parse.capacity.nouns import nouns

MEASURE = r"(?:个|张|床|名|间)"
_SCHOOL = "幼儿园|小学|初中|高中|中学|九年|规模|制"
"""Words behind 24班 that say of what."""
_CLOSE = r"(?=[,;。、()]|$)"
_DIGITS = re.compile(r"\d\d*")
_AMOUNT = r"""
    (?: \((?:张|个|床)\) )?         # 床位(张)100
    (?: 总数|总量|数量|规模|数 )?    # 床位总数100张
    (?: 拟|计划|预计 )?              # 床位拟设100张
    (?: 设置|设有|设|建设|新建|新增|增设|增加|开设|安排|达到|达 )?
    (?: 分别|各 )?                  # 床位各60张
    (?: 为|共|共计|合计 )?           # 床位共计300张
    :?                              # 床位:300张
"""
"""What may stand between a noun and its number."""
_LONGEST_AMOUNT = len("(张)总数计划建设分别共计:")
WAYS = "12345"
"""Of speaking, as the groups of `quantity()` are numbered: n1 … n5."""


def _number(way: str) -> str:
    prefix, suffix = clauses.prefix_pattern(), clauses.suffix_pattern()
    return rf"""
        (?P<p{way}> {prefix} )?                            # 约100
        (?P<n{way}> {_verbatim(numbers.ARABIC)} )          # 1,200
        (?: [-~至到] (?P<hi{way}> {_verbatim(numbers.ARABIC)} ) )?   # 200-300
        (?P<wan{way}> 万 )?                                # 1.2万
        (?P<s{way}> {suffix} )?                            # 100余
    """


def _verbatim(pattern: str) -> str:
    """A pattern with spaces that count, for one in which they do not."""
    return pattern.replace(" ", r"\ ")


@cache
def quantity() -> re.Pattern[str]:
    """A quantity of capacity: the number (`n`), its upper end (`hi`), bounds (`p`, `s`, `t`), and the noun."""
    noun = reference.alternation([word for word, noun in nouns().items() if not noun.is_counted])
    short = reference.alternation([word for word, noun in nouns().items() if noun.is_counted])
    suffix = clauses.suffix_pattern()
    return re.compile(
        rf"""
          (?P<noun1> {noun} ) {_AMOUNT} {_number("1")}              # 床位约100张以上
              (?: {MEASURE} (?P<t1> {suffix} )? | {_CLOSE} )
        | {_number("2")} {MEASURE} (?P<t2> {suffix} )?              # 100个以上普惠性托位
              (?: 普惠性?|新增 )? (?P<noun2> {noun} )
        | {_number("3")} 张 (?:床)? {_CLOSE}                        # 200张, of a noun before
        | (?P<noun4> {short} ) {_AMOUNT} {_number("4")}             # 护理型40张
              (?: [张个床] | {_CLOSE} )
        | {_number("5")} (?P<noun5> 班 | {noun} )                   # 24班幼儿园, 100床位
              (?= [,;。、()\d] | {_SCHOOL} | $ )
        """,
        re.VERBOSE,
    )


def matches(text: str) -> Iterator[re.Match[str]]:
    """The matches of `quantity()`: as `finditer`, but tried only where one can begin, in a fraction of the time.

    Each match has its number behind a noun, or behind a word that bounds it, or begins with it; so for each run of
    digits those places before it are tried in order.
    """
    read_to = last_digit = 0
    for digits in _DIGITS.finditer(text):
        begin = max(read_to, last_digit, digits.start() - _longest_lead())
        last_digit = digits.end()
        if digits.start() < read_to:
            continue
        tried = (quantity().match(text, at) for at in _beginnings(text, begin, digits.start()))
        match = next((match for match in tried if match), None)
        if match:
            yield match
            read_to = match.end()


def _beginnings(text: str, begin: int, number: int) -> list[int]:
    """Where a match with the number at `number` can begin, from left to right."""
    follows = _follows_number().match(text, number)
    if follows is None:  # an area, a year, …: no match of any kind has this number
        return []
    found = []
    ends = max([text.rfind(character, begin, number) for character in _noun_ends()])
    noun = _noun_begins().search(text, begin, ends + 1) if ends >= 0 else None
    while noun:
        found.append(noun.start())
        noun = _noun_begins().search(text, noun.start() + 1, ends + 1)
    if follows["measure"] is not None:
        found += [number - len(word) for word in _prefixes() if text.endswith(word, begin, number)]
        found.append(number)
    return sorted(found)


@cache
def _follows_number() -> re.Pattern[str]:
    """A number, or two with a dash between, and a measure word or a noun or the end of the clause behind it."""
    number = rf"[\d,. ]+(?:[-~至到][\d,. ]+)?万?(?:{clauses.suffix_pattern()})?"
    measure = rf"(?P<measure>{MEASURE}|{reference.alternation(list(nouns()))})"
    return re.compile(rf"{number}(?:{measure}|[,;。、()]|$)")


@cache
def _noun_begins() -> re.Pattern[str]:
    return re.compile(reference.alternation(list(nouns())))


@cache
def _noun_ends() -> tuple[str, ...]:
    """The last characters of the nouns (位, 床, 班), which are found much faster than the nouns."""
    return tuple({noun[-1] for noun in nouns()})


@cache
def _longest_lead() -> int:
    """So many characters at most lie between the first of a match of `quantity()` and its number."""
    return max(map(len, nouns())) + _LONGEST_AMOUNT + max(map(len, _prefixes()))


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(reference.qualifiers("prefix"))
