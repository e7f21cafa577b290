"""Nouns that count as capacity, and words that say on what a number rests: data.

`capacity_nouns.csv`, `capacity_bases.csv`, `capacity_words.csv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.contract import reference

LETTERS = "位床班型"
"""Letters of which every noun of capacity holds one."""


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun counts. `reading`: doubtful (beds of such a kind may count or not), counted (only before 40张)."""

    kind: str
    part_of: str | None
    reading: str

    @property
    def is_counted(self) -> bool:
        """Whether it says something before a number of beds only: 护理型40张."""
        return "counted" in self.reading


@cache
def nouns() -> dict[str, Noun]:
    """The nouns that count as capacity."""
    rows = reference.rows("capacity_nouns")
    return {row["noun"]: Noun(row["kind"], row["part_of"] or None, row["reading"]) for row in rows}


@cache
def bases() -> dict[str, str]:
    """Word -> what a number beside it is: existing, new, total_after, …."""
    return {row["word"]: row["basis"] for row in reference.rows("capacity_bases")}


@cache
def says(role: str) -> re.Pattern[str]:
    """The words of a role in `capacity_words.csv`."""
    return reference.words_of("capacity_words", role)


def has_capacity_words(text: str) -> bool:
    """Whether the text holds any noun of capacity (a cheap test before the grammar runs)."""
    return any(letter in text for letter in LETTERS)
