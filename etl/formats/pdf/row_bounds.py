"""Where rows part that no rule parts: between their serial numbers, or where the white space is wide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from etl.formats.pdf.words_of_page import Word

SERIAL = re.compile(r"\d{1,4}[.、]?")

_WIDE, _WIDER_THAN_USUAL = 0.5, 1.4
"""White space between two rows: in character sizes, and as a multiple of the usual white space between lines."""
_NARROW = 0.3
"""In character sizes: narrower white space does not part rows for certain."""
_PLAIN = 1.2
"""How much wider than any white space within a row that between rows must be to be plain to see."""


class RowBounds(NamedTuple):
    """The heights that part the rows, and whether they are plain to see."""

    heights: list[float]
    certain: bool


class _Gap(NamedTuple):
    """White space between two strips of ink."""

    height: float
    middle: float


def row_bounds(words: Sequence[Word], columns: Sequence[int], size: float) -> RowBounds:
    """Where the rows of a table part.

    `columns` are those of the words, `size` is the height of a character. Words are gathered to strips of ink; a row
    ends in the widest white space between two serial numbers.
    """
    in_columns = zip(words, columns, strict=True)
    serials = sorted(word.middle for word, column in in_columns if column == 0 and SERIAL.fullmatch(word.text))
    gaps = _gaps(words, size)
    return _by_serials(serials, gaps, size) if len(serials) > 1 else _by_white_space(gaps, size)


def _gaps(words: Sequence[Word], size: float) -> list[_Gap]:
    """The white space between the strips of ink; words that overlap by a hair only are two strips."""
    strips: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda one: one.top):
        if strips and word.top <= strips[-1][1] - 0.2 * size:
            top, bottom = strips[-1]
            strips[-1] = (top, max(bottom, word.bottom))
        else:
            strips.append((word.top, word.bottom))
    return [_Gap(top - bottom, (top + bottom) / 2) for (_, bottom), (top, _) in pairwise(strips)]


def _by_white_space(gaps: Sequence[_Gap], size: float) -> RowBounds:
    """Rows end where the white space is wider than usual; where it is nowhere, each line is a row."""
    usual = median(gap.height for gap in gaps) if gaps else 0.0
    wide = [gap.middle for gap in gaps if gap.height > max(_WIDE * size, _WIDER_THAN_USUAL * usual)]
    if wide:
        return RowBounds(wide, certain=True)
    return RowBounds([gap.middle for gap in gaps], certain=all(gap.height > _WIDE * size for gap in gaps))


def _by_serials(serials: Sequence[float], gaps: Sequence[_Gap], size: float) -> RowBounds:
    """One bound between each two serial numbers; above the first and below the last, where it is as wide as those."""
    between = [_widest(gaps, above, below) for above, below in pairwise(serials)]
    narrowest = min(gap.height for gap in between)
    numbered = [gap for gap in gaps if serials[0] < gap.middle < serials[-1]]
    within = [gap.height for gap in numbered if gap not in between]
    least = min(0.8 * narrowest, _WIDER_THAN_USUAL * max(within, default=narrowest))
    outside = [gap for gap in gaps if gap not in numbered and gap.height > max(least, _NARROW * size)]
    certain = narrowest > _NARROW * size and narrowest > _PLAIN * max(within, default=0.0)
    return RowBounds(sorted(gap.middle for gap in between + outside), certain)


def _widest(gaps: Sequence[_Gap], above: float, below: float) -> _Gap:
    """The widest gap between two heights; none wide, halfway, where there is no white space at all."""
    return max((gap for gap in gaps if above < gap.middle < below), default=_Gap(0.0, (above + below) / 2))
