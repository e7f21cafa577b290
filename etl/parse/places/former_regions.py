"""Regions that were renamed, merged or divided since 2010: what they are today, since when, and who says so.

Documents use the names of their day; the board counts by today's regions. `data/reference/region_changes.csv` is a list
of what the table of codes had before: one row for each code that is gone or has another name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from etl.contract import reference


@dataclass(frozen=True, slots=True)
class FormerRegion:
    """A region that is gone. `since`: day or year of the decision; `becomes`: codes of today, the main one first.

    `is_split`: it was divided, and its main part cannot be told by its name. `towns`: townships that did not come to
    the main part, where these are known, with the code of the region that has them.
    """

    code: str
    name: str
    since: str
    becomes: tuple[str, ...]
    is_split: bool
    towns: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """Year of the decision."""
        return int(self.since[:4])


@cache
def former_regions() -> tuple[FormerRegion, ...]:
    """All of them, oldest first."""
    return tuple(
        FormerRegion(
            row["code"], row["name"], row["since"], tuple(row["becomes"].split("|")), row["is_split"] == "yes",
            dict(_towns(row["towns"])),
        )
        for row in reference.rows("region_changes")
    )  # fmt: skip


def _towns(words: str) -> Iterator[tuple[str, str]]:
    """Townships and codes, of 500109:大湾镇|统景镇."""
    code, _, names = words.partition(":")
    yield from ((name, code) for name in names.split("|") if name)


@cache
def of_code(code: str) -> FormerRegion | None:
    """The region that had a code which is gone."""
    return next((one for one in former_regions() if one.code == code and code not in one.becomes), None)


@cache
def of_region(code: str) -> tuple[FormerRegion, ...]:
    """The regions whose main part is today's region of a code."""
    return tuple(one for one in former_regions() if one.becomes[0] == code)
