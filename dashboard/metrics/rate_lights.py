"""A light for each rate, and the red and the black list, by the rules in `data/reference/board/`.

`rate_lights.csv`: the first rule of a rate that holds gives its light. `check` is the light of a rate that cannot be
right (580 % of what arrived is paid): no green, and in no rank. `honour_rules.csv` says who is on which list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dashboard.metrics import lights
from etl.contract import reference

CHECK = "check"


@dataclass(frozen=True, slots=True)
class RateRule:
    """One rule of a rate: `above` and `below` compare with the limit (%), `preset` asks the presets of `lights.py`."""

    rate: str
    light: str
    rule: str
    limit: float | None
    words: str


@dataclass(frozen=True, slots=True)
class ListRule:
    """When a group is on a list: `red_months`, `red_lights` or `green_lights` of at least so many."""

    list: str
    rule: str
    limit: int
    words: str


@cache
def rate_rules(rate: str) -> tuple[RateRule, ...]:
    """The rules of a rate in the order in which they are tried."""
    return tuple(
        RateRule(**row | {"limit": float(row["limit"]) if row["limit"] else None})  # type: ignore[arg-type]
        for row in reference.rows("board/rate_lights")
        if row["rate"] == rate
    )


@cache
def list_rules() -> tuple[ListRule, ...]:
    """Who is on the red and the black list."""
    return tuple(
        ListRule(row["list"], row["rule"], int(row["limit"]), row["words"])
        for row in reference.rows("board/honour_rules")
    )


def line_pct(rate: str, elapsed_pct: float | None) -> float | None:
    """What a rate is to reach: the limit of its yellow light, the time elapsed where its light goes by that."""
    if any(rule.rule == "preset" for rule in rate_rules(rate)):
        return elapsed_pct
    return next((rule.limit for rule in rate_rules(rate) if rule.light == "yellow"), None)


def judge(rate: str, value_pct: float | None, elapsed_pct: float | None, preset: str) -> tuple[str, str] | None:
    """Light of a rate and the words of the rule that fired; None where there is no rate."""
    if value_pct is None:
        return None
    for rule in rate_rules(rate):
        if rule.rule == "preset":
            return lights.judge(value_pct, elapsed_pct, preset)
        limit = rule.limit or 0
        if {"above": value_pct > limit, "below": value_pct < limit}.get(rule.rule, True):
            return rule.light, rule.words
    return None


@dataclass(frozen=True, slots=True)
class Listing:
    """On which list a group is, by which rule, for which rates."""

    list: str
    rule: ListRule
    rates: tuple[str, ...]


def listed(months: Sequence[Mapping[str, str | None]]) -> Listing | None:
    """The list that a group is on by the first rule that holds; None for neither.

    `months`: the light of each rate, the latest month first. A month without a light ends a row of red ones.
    """
    now = {rate: light for rate, light in months[0].items() if light} if months else {}
    for rule in list_rules():
        rates = _rates_of(rule, now, months)
        if len(rates) >= (1 if rule.rule == "red_months" else rule.limit):
            return Listing(rule.list, rule, rates)
    return None


def _rates_of(rule: ListRule, now: Mapping[str, str], months: Sequence[Mapping[str, str | None]]) -> tuple[str, ...]:
    """The rates that a rule speaks of."""
    if rule.rule == "red_months":
        return tuple(rate for rate in now if red_months(months, rate) >= rule.limit)
    wanted = "red" if rule.rule == "red_lights" else "green"
    fitting = tuple(rate for rate, light in now.items() if light == wanted)
    return fitting if wanted == "red" or len(fitting) == len(now) else ()


def red_months(months: Sequence[Mapping[str, str | None]], rate: str) -> int:
    """For how many months up to the latest a rate has been red without a break."""
    lit = [month.get(rate) for month in months]
    return next((place for place, light in enumerate(lit) if light != "red"), len(lit))
