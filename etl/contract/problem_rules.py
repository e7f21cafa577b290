"""The tables of causes of problems, of the words that tell them, and of bounds.

`data/reference/snapshot/problem_*.csv`; how a cell is read by them stands in `etl/parse/problem.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.contract import reference
from etl.contract.bounds import Bound, bounds_of

OTHER = "other"
"""The cause of what no rule knows, which is not certain then; and of what a rule calls so."""
NONE = "none"
NO_PROBLEM = "不是问题"
"""What a person says of words that are no problem: the key, which is no cause, and its words."""
STATES = ("open", "solved", "gone")
"""What became of a problem: it stands, a sheet says that it is solved, or sheets tell it no more."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One row of `problem_causes.csv`."""

    cause: str
    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `problem_rules.csv`: words that tell a cause."""

    cause: str
    pattern: re.Pattern[str]
    example: str


@cache
def causes() -> dict[str, Cause]:
    """Every cause by its key, in the order of the table."""
    return {row["cause"]: Cause(**row) for row in reference.rows("snapshot/problem_causes")}


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order in which they are asked: what one has found is not asked of the next."""
    return tuple(
        Rule(row["cause"], re.compile(row["pattern"]), row["example"])
        for row in reference.rows("snapshot/problem_rules")
    )


def bounds() -> dict[str, Bound]:
    """Every bound by its key."""
    return bounds_of("snapshot/problem_bounds")
