"""Numbers that are none of a project's quantities: an age, a distance, a width, a document number, ….

The rules are `data/reference/number_rules.csv`, tried in its order; # stands for a number in their patterns. Those
without a pattern are applied by a reader that knows more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Span
from etl.parse import clauses, numbers
from etl.parse.words import words

SET_ASIDE = "set_aside"
"""Field of the evidence of a number that a rule sets aside; the rule stands beside it."""
_AVERAGE = "average"
"""Rule of a number that is one of each on the average, and none of the whole."""
_NUMBER = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
_NUMBERS = re.compile(rf"(?<![A-Za-z\d.]){_NUMBER}")


class SetAside(NamedTuple):
    """A number that a rule says is none of ours: its place, and the rule."""

    span: Span
    rule: str


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = [row for row in reference.rows("number_rules") if row["pattern"]]
    return tuple((row["rule"], re.compile(row["pattern"].replace("#", _NUMBER))) for row in rows)


@cache
def _spelled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rules that set numbers in Chinese numerals aside too: 双向六车道."""
    rows = [row for row in reference.rows("number_rules") if row["spelled"]]
    return tuple((row["rule"], re.compile(row["pattern"].replace("#", f"({numbers.CHINESE})", 1))) for row in rows)


def spelled_asides(text: str) -> Iterator[SetAside]:
    """Numbers in Chinese numerals that a rule sets aside, by places in a normalised text."""
    for rule, pattern in _spelled():
        yield from (SetAside(Span(*match.span(1)), rule) for match in pattern.finditer(text) if match[1])


@lru_cache(maxsize=16384)
def numbers_in_shape(shape: str) -> tuple[Span, ...]:
    """Where numbers stand in a clause. Digits behind a letter (m2, B3) belong to a word."""
    return tuple(Span(*match.span()) for match in _NUMBERS.finditer(shape))


@lru_cache(maxsize=16384)
def asides_in_shape(shape: str) -> tuple[SetAside, ...]:
    """The words of a clause whose numbers a rule sets aside, by places in it."""
    return tuple(SetAside(Span(*match.span()), rule) for rule, one in _rules() for match in one.finditer(shape))


def averages_in(shape: str) -> list[Span]:
    """The words of a clause that state an average: one rule alone, in a fraction of the time of all."""
    return [Span(*match.span()) for rule, one in _rules() if rule == _AVERAGE for match in one.finditer(shape)]


def numbers_of(raw: str) -> list[Span]:
    """Where numbers stand in a raw cell."""
    cell = words(raw)
    return [cell.span(at + start, at + end) for at, start, end in _places(cell.text)]


def _places(text: str) -> Iterator[tuple[int, int, int]]:
    for at, shape in clauses.clauses(text):
        for start, end in numbers_in_shape(shape):
            yield at, start, end


def is_within(span: Span, others: Sequence[Span]) -> bool:
    """Whether a place lies in one of others."""
    return any(start <= span.start and span.end <= end for start, end in others)
