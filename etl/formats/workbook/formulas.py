"""Formulas without a result: worked out where they but add, subtract, multiply, divide or sum cells of their sheet.

What is more than that, or rests on words, is left without a result and named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import NamedTuple

Place = tuple[int, int]
"""0-based row and column."""

Number = Decimal | None
"""The number in a cell; None where it is empty."""

_TOKEN = re.compile(
    r"""
    \s* (?:
        (?P<sum> SUM \s* \( )
      | (?P<area> (?P<first> \$?[A-Z]{1,3}\$?\d{1,7} ) (?: : (?P<last> \$?[A-Z]{1,3}\$?\d{1,7} ) )? ) (?! [\w!(.] )
      | (?P<number> \d+ (?: \.\d+ )? (?! [\w.] ) )
      | (?P<sign> [-+*/(),] )
    )
    """,
    re.VERBOSE,
)
_PLACE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})")
_LONGEST = 1_000
_MOST_CELLS = 100_000
_DEEPEST = 100
_LOOKS, _LOOKS_EACH = 1_000_000, 30
"""So many cells are looked at for the sums of a sheet, and so many more for each of its formulas."""


class NotSimple(Exception):
    """A formula that is not worked out."""


@dataclass(frozen=True, slots=True)
class Formula:
    """The words of a formula without its sign `=`. `by`: rows and columns by which its relative places are moved."""

    words: str
    by: Place = (0, 0)


class _Token(NamedTuple):
    kind: str
    words: str


@dataclass(slots=True)
class Sheet:
    """The numbers of one sheet. `number_at` raises `NotSimple` for words; `formulas` are those without a result."""

    number_at: Callable[[Place], Number]
    formulas: Mapping[Place, Formula]
    _known: dict[Place, Number] = field(default_factory=dict)
    _under_way: set[Place] = field(default_factory=set)
    _looks: int = 0

    def result(self, place: Place) -> Decimal:
        """The result of the formula at a place. Raises `NotSimple`."""
        if place in self._known:
            return self._known[place] or Decimal(0)
        if place in self._under_way or len(self._under_way) > _DEEPEST:  # it rests on itself, or on too many others
            raise NotSimple
        self._under_way.add(place)
        try:
            reader = _Reader(self, self.formulas[place])
            self._known[place] = reader.read()
        except (DecimalException, RecursionError) as error:
            raise NotSimple from error
        finally:
            self._under_way.discard(place)
        return self._known[place] or Decimal(0)

    def look_at(self, count: int) -> None:
        """Count so many cells of a sum. Raises `NotSimple` where sums over sums have no end."""
        self._looks += count
        if self._looks > _LOOKS + _LOOKS_EACH * len(self.formulas):
            raise NotSimple

    def number(self, place: Place) -> Number:
        """The number in a cell, worked out where it is a formula without a result."""
        return self.result(place) if place in self.formulas else self.number_at(place)


class _Reader:
    """Reads one formula: sums of products of numbers, cells, SUM(…) and what stands in brackets."""

    def __init__(self, sheet: Sheet, formula: Formula) -> None:
        self._sheet = sheet
        self._by = formula.by
        self._tokens = _tokens(formula.words)
        self._at = 0

    def read(self) -> Decimal:
        value = self._sum()
        if self._at != len(self._tokens):
            raise NotSimple
        return value

    def _next(self, *signs: str) -> str:
        """Take the next token if it is one of these signs."""
        if self._at < len(self._tokens) and self._tokens[self._at] in [_Token("sign", sign) for sign in signs]:
            self._at += 1
            return self._tokens[self._at - 1].words
        return ""

    def _sum(self) -> Decimal:
        value = self._product()
        while sign := self._next("+", "-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Decimal:
        value = self._single()
        while sign := self._next("*", "/"):
            other = self._single()
            value = value * other if sign == "*" else value / other
        return value

    def _single(self) -> Decimal:
        if sign := self._next("+", "-"):
            return self._single() if sign == "+" else -self._single()
        if self._next("("):
            value = self._sum()
            self._close()
            return value
        kind, words = self._take()
        if kind == "number":
            return Decimal(words)
        if kind == "sum":
            return self._sum_of_areas()
        first, *more = self._places(kind, words)
        if more:
            raise NotSimple
        return self._sheet.number(first) or Decimal(0)

    def _sum_of_areas(self) -> Decimal:
        total = Decimal(0)
        while True:
            if self._tokens[self._at : self._at + 1] and self._tokens[self._at].kind == "area":
                places = self._places(*self._take())
                total += sum((self._sheet.number(place) or Decimal(0) for place in places), Decimal(0))
            else:
                total += self._sum()
            if not self._next(","):
                self._close()
                return total

    def _take(self) -> _Token:
        if self._at >= len(self._tokens):
            raise NotSimple
        self._at += 1
        return self._tokens[self._at - 1]

    def _close(self) -> None:
        if not self._next(")"):
            raise NotSimple

    def _places(self, kind: str, words: str) -> list[Place]:
        """The cells of an area."""
        if kind != "area":
            raise NotSimple
        first, _, last = words.partition(":")
        (top, left), (bottom, right) = self._place(first), self._place(last or first)
        count = (bottom - top + 1) * (right - left + 1)
        if count > _MOST_CELLS:
            raise NotSimple
        self._sheet.look_at(count)
        return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    def _place(self, words: str) -> Place:
        match = _PLACE.fullmatch(words)
        if match is None:
            raise NotSimple
        column = 0
        for letter in match[2]:
            column = column * 26 + ord(letter) - 64
        row_by, column_by = self._by
        return int(match[4]) - 1 + (0 if match[3] else row_by), column - 1 + (0 if match[1] else column_by)


@lru_cache(1_000)  # a shared formula stands in many cells
def _tokens(words: str) -> tuple[_Token, ...]:
    """The tokens of a formula. Raises `NotSimple` where it says more than is understood here."""
    if len(words) > _LONGEST:
        raise NotSimple
    at, text = 0, words.strip().upper()
    found = []
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotSimple
        kind = next(name for name in ("sum", "area", "number", "sign") if match[name])
        found.append(_Token(kind, match[kind].strip()))
        at = match.end()
    return tuple(found)


def number_of(words: str) -> Number:
    """The number that a cell's words are; None for an empty cell. Raises `NotSimple` for other words."""
    if not words.strip():
        return None
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", words):
        raise NotSimple
    return Decimal(words)


def at(rows: Sequence[Sequence[str]]) -> Callable[[Place], Number]:
    """What stands at a place of rows of words."""

    def number_at(place: Place) -> Number:
        row, column = place
        inside = 0 <= row < len(rows) and 0 <= column < len(rows[row])
        return number_of(rows[row][column]) if inside else None

    return number_at
