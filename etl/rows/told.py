"""What stands around rows and tells of them, as data: a value, where its words stand, from which row on it holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from etl.contract.values import Certainty


@dataclass(frozen=True, slots=True)
class Told:
    """A value and what tells it: the words, the 1-based column where they stand, by what rule, of which rank.

    `among`: the values that the words name, where they are several; `value` is empty then.
    """

    value: str
    words: str
    column_no: int
    rule: str
    rank: int | None
    certainty: Certainty = Certainty.CERTAIN
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldOfRows:
    """What sections say of rows: from row `starts[i]` on `sections[i]`; and what the `title` says of all rows.

    `groups`: what they call their rows in words that name no value which is known.
    """

    starts: Sequence[int] = ()
    sections: Sequence[Told | None] = ()
    title: Told | None = None
    groups: Sequence[Told | None] = ()

    def of_section(self, row_no: int | None) -> Told | None:
        """What the section of a row says."""
        return self._at(self.sections, row_no)

    def group_of(self, row_no: int | None) -> Told | None:
        """What the section of a row calls it in words of its own."""
        return self._at(self.groups, row_no)

    def _at(self, told: Sequence[Told | None], row_no: int | None) -> Told | None:
        place = bisect_right(self.starts, row_no or 0) - 1
        return told[place] if 0 <= place < len(told) else None


UNTOLD = ToldOfRows()
"""Nothing around the rows tells of them."""
