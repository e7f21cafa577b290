"""The tables that say of which project the year's end is expected, and why of others it is not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from etl.contract import reference
from etl.contract.bounds import Bound, bounds_of


def bounds() -> dict[str, Bound]:
    """Every bound of `snapshot/year_end_bounds.csv` by its key."""
    return bounds_of("snapshot/year_end_bounds")


@cache
def reasons() -> dict[str, str]:
    """Why nothing is expected -> its words, by `snapshot/year_end_reasons.csv`."""
    return {row["reason"]: row["words"] for row in reference.rows("snapshot/year_end_reasons")}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to work out the year's end; `reading` is its column of `year_ends`."""

    reading: str
    title: str
    meaning: str


@cache
def readings() -> tuple[Reading, ...]:
    """The ways in which the year's end is worked out."""
    return tuple(Reading(**row) for row in reference.rows("snapshot/year_end_readings"))
