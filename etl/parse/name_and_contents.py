"""A cell that names a project and says what is built: 黄水乡产业路：硬化道路3.5公里."""

from __future__ import annotations

import re
from functools import cache

from etl.contract import reference
from etl.parse.quantities.kinds import unit_pattern

_MARKS = re.compile(r"[:：,，。;；\n（(]")
_PASSED = re.compile(r"\n|[（(][^（()）]*[)）]?")
"""What may stand inside a name: the end of a line, and words in brackets."""
_SHORTEST, _LONGEST = 2, 60


def end_of_name(cell: str) -> int | None:
    """Where the name ends: at the first mark, with the words of contents behind it; None where none parts the two."""
    at = 0
    while mark := _MARKS.search(cell, at):
        if _begins_contents().match(cell[mark.end() :]) and _may_be_name(cell[: mark.start()]):
            return mark.start()
        passed = _PASSED.match(cell, mark.start())
        if passed is None:
            return None
        at = passed.end()
    return None


def _may_be_name(words: str) -> bool:
    """Whether words are no contents themselves: a name states no quantity."""
    return _SHORTEST <= len(words.strip()) <= _LONGEST and _quantity().search(words) is None


def _begins_contents() -> re.Pattern[str]:
    return reference.words_of("cell_words", "begins_contents")


@cache
def _quantity() -> re.Pattern[str]:
    return re.compile(rf"\d\s*(?:{unit_pattern()}|张|万元|亿元)")
