"""Who reports in the invented portfolio: all counties of the reference regions, alone or through their prefecture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np

from etl.contract.values import Region
from etl.parse.places import region

LEVELS = ("county", "prefecture")
_WITHOUT_COUNTIES = "7"
"""Codes from here on (台湾, 香港, 澳门) have no counties in the reference regions, and are left out."""


@dataclass(frozen=True, slots=True)
class Office:
    """One that hands in documents: its code and full name, and the counties that it reports."""

    code: str
    name: str
    counties: tuple[Region, ...]


@cache
def counties() -> tuple[Region, ...]:
    """All counties by code, and the prefectures that have none."""
    places = [place for code, place in sorted(region.places().items()) if code < _WITHOUT_COUNTIES]
    divided = {place.above[-1] for place in places if place.level == "county"}
    lowest = [p.code for p in places if p.level == "county" or (p.level == "prefecture" and p.code not in divided)]
    return tuple(region.region(code) for code in lowest)


def offices(level: str) -> list[Office]:
    """Each county by itself, or those of a prefecture together; counties right below a province report through it."""
    if level == "county":
        return [Office(one.region_id, region.full_name(one.region_id), (one,)) for one in counties()]
    return [
        Office(code, region.full_name(code), tuple(below))
        for code, below in groupby(sorted(counties(), key=_prefecture), key=_prefecture)
    ]


def shares(projects: int, seed: int) -> dict[str, int]:
    """How many of so many projects each county has: a few have many, and each has one where there are enough."""
    places = counties()
    weights = np.random.default_rng(seed).lognormal(0.0, 0.7, len(places))
    least = 1 if projects >= len(places) else 0
    exact = weights / weights.sum() * (projects - least * len(places))
    whole = np.floor(exact).astype(int)
    remaining = projects - least * len(places) - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:remaining]] += 1
    return {place.region_id: least + int(count) for place, count in zip(places, whole, strict=True)}


def _prefecture(county: Region) -> str:
    above = region.places()[county.region_id].above
    return county.region_id if county.level == "prefecture" else above[-1]
