"""How much a number says: how many beds, places or classes, in how many alike facilities, and how clearly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from etl.contract.detail import Detail
from etl.contract.values import Qualifier
from etl.parse import clauses, numbers
from etl.parse.capacity.nouns import says
from etl.parse.capacity.stated import Stated
from etl.parse.rules import Rule, any_holds

TOO_MANY = 10**8
"""Beds, places or classes."""
_WAN = 10_000
_EACH_REACH = 30
_SEVERAL = re.compile(clauses.SEVERAL)
_OTHER_HOUSE = re.compile(rf"(?:{numbers.ARABIC}|{numbers.CHINESE})(?:所|处|家|座|栋)")
_THEN_COUNT = re.compile(
    r"/(?:所|个|家|处|座|栋|层|班|间)"  # 100张/所
    r"|的[^,;。\d]{0,12}?(?:[2-9]|\d{2,}|[两二三四五六七八九十]+)(?:所|个|家|处|座|栋)"  # 100张床位的养老院2所
)


class Amount(NamedTuple):
    """What a number says.

    `quantity`: beds, places or classes of one facility (None: not whole, or too many); `facilities`: alike ones;
    `is_clear`: whether it is certain how often the quantity counts; `end`: where it ends in the text.
    """

    quantity: int | None
    facilities: int
    qualifier: Qualifier
    is_clear: bool
    end: int


class _Number(NamedTuple):
    """A number in the text of its cell: its place, that of the words that name it, and the multiplier above it."""

    text: str
    stated: Stated
    start: int
    end: int
    several: clauses.Each | None


def _is_said_otherwise(number: _Number) -> bool:
    """Whether words before a number without a noun of its own say that it is another figure for the one before."""
    if not number.stated.is_alone and number.stated.word != "床":
        return False
    return says("otherwise").search(clauses.clause_before(number.text, number.start)) is not None


def _is_of_every(number: _Number) -> bool:
    """Whether a number is stated for every floor, building, …, of which nobody says how many there are."""
    near = max(0, number.start - _EACH_REACH)
    return number.stated.is_every or says("each_building").search(number.text, near, number.start) is not None


_HOW_OFTEN_IS_OPEN: tuple[Rule[_Number], ...] = (
    Rule("100张床位的养老院2所", lambda number: _THEN_COUNT.match(number.text, number.end)),
    Rule("核定床位500张,实际开放400张", _is_said_otherwise),
    Rule("每层床位20张", lambda number: number.several is None and _is_of_every(number)),
    Rule("床位100张/年", lambda number: number.stated.is_yearly),
)


def read_quantity(text: str, at: int, stated: Stated) -> Amount:
    """What the number of a statement says in the text of the cell, whose clause begins at `at`: so many of what its
    noun counts (beds, places, classes)."""
    start, end = at + stated.number.start, at + stated.end
    several = clauses.each(text, start)
    if stated.listed and (several or stated.is_first):
        quantity = _sum_of_list(text[start : at + stated.listed_end], stated, several)
        return Amount(quantity, 1, stated.qualifier, is_clear=False, end=at + stated.listed_end)
    value = numbers.arabic(text[start : at + stated.number.end]) * (_WAN if stated.is_wan else 1)
    quantity = whole(value)
    if any_holds(_HOW_OFTEN_IS_OPEN, _Number(text, stated, start, end, several)):
        return Amount(quantity, 1, stated.qualifier, is_clear=False, end=end)
    if stated.is_range:
        return Amount(quantity, 1, Qualifier.AT_LEAST, is_clear=False, end=end)
    if several is None:
        return Amount(quantity, 1, stated.qualifier, is_clear=True, end=end)
    is_clear = several.is_sure and not _is_other_house_between(text, several, start)
    return Amount(quantity, several.count, stated.qualifier, is_clear, end)


def whole(value: Decimal) -> int | None:
    """A number of beds, places or classes; None where it is not whole, or too large."""
    return int(value) if value < TOO_MANY and value == int(value) else None


def _sum_of_list(words: str, stated: Stated, several: clauses.Each | None) -> int | None:
    """All of 100张、120张、80张; none where so many facilities have another number of quantities."""
    values: Sequence[Decimal] = [numbers.arabic(words[start:end]) for start, end in stated.listed]
    if max(values) >= TOO_MANY or (several and len(values) != several.count):
        return None
    return int(sum(values))


def _is_other_house_between(text: str, several: clauses.Each, position: int) -> bool:
    """Whether another house is counted between several alike ones and a number: is the number for each of those?

    3栋公寓,每栋60张,另建护理楼1栋,80张.
    """
    own = _SEVERAL.match(text, several.start)
    return own is not None and _OTHER_HOUSE.search(text, own.end(), position) is not None


def product(count: int, quantity: int) -> Detail:
    """How a quantity of each of several alike facilities was multiplied."""
    return Detail("product", count=count, quantity=quantity, product=count * quantity)
