"""Units of quantities and the nouns beside them -> the kind that is counted, in its own unit. Kinds are data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from etl.contract import reference

_OF_ANYTHING = ("张", "个")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]\s*$")


class Unit(NamedTuple):
    """A unit as it is written: the unit that its kind is counted in, and how many of those it is."""

    base: str
    factor: Decimal


@cache
def unit_pattern() -> str:
    """Any unit, the longest first."""
    return reference.alternation(list(_units()))


@cache
def _units() -> dict[str, Unit]:
    return {row["unit"]: _unit(row) for row in reference.rows("quantity_units") if not row["rate"]}


@cache
def _rates() -> tuple[tuple[str, re.Pattern[str], Unit], ...]:
    rows = reference.rows("quantity_units")
    return tuple((row["unit"], re.compile(row["rate"]), _unit(row)) for row in rows if row["rate"])


def _unit(row: dict[str, str]) -> Unit:
    return Unit(row["base"], Decimal(row["factor"]))


def unit_in(header: str) -> str | None:
    """The unit of quantities that a header states for its numbers: 建设规模（公里）. 张 and 个 do not say of what."""
    found = _IN_BRACKETS.search(header)
    return found[1] if found and found[1] in _units() and found[1] not in _OF_ANYTHING else None


def unit_of(unit: str, before: str) -> Unit:
    """The unit behind a number; words before it may make it a rate (日处理污水3万吨)."""
    return next((rate for word, says, rate in _rates() if word == unit and says.search(before)), _units()[unit])


def said_by_unit(kind: str) -> bool:
    """Whether the unit alone tells the kind, whatever noun stands beside it: households, megawatts."""
    known = reference.quantity_kinds()[kind].noun
    return known is not None and known.pattern == _PLAIN


def kinds_beside(unit: str, noun: str) -> list[str]:
    """The kinds that are counted in a unit of which a noun holds a word, in the order of their table."""
    return [
        one.kind
        for one in reference.quantity_kinds().values()
        if one.unit == unit and one.noun and one.noun.search(noun)
    ]


def kind_of(unit: str, nouns: Sequence[str]) -> str:
    """The kind that is counted in a unit beside nouns, the nearest first; `OTHER_KIND` where none is known."""
    return next((kind for noun in nouns for kind in kinds_beside(unit, noun)), reference.OTHER_KIND)


_PLAIN = "."
"""Noun of a kind that its unit alone tells: households, megawatts."""


def kind_of_column(unit: str, nouns: Sequence[str]) -> str:
    """The same below a header: what one of the nouns says (储能电站) comes before what the unit alone does."""
    kinds = [(one.kind, one.noun) for one in reference.quantity_kinds().values() if one.unit == unit and one.noun]
    said = (kind for noun in nouns for kind, known in kinds if known.pattern != _PLAIN and known.search(noun))
    by_unit = (kind for kind, known in kinds if known.pattern == _PLAIN)
    return next(said, None) or next(by_unit, reference.OTHER_KIND)
