"""A column of texts as one array of characters: what depends on single characters is seen in all of them at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

_HIGHEST = 0x110000
"""Number of characters that there can be: the length of a table that is looked up by them."""
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


class Letters(NamedTuple):
    """The characters of texts one behind the other; text k lies between `bounds[k]` and `bounds[k + 1]`."""

    codes: NDArray[np.uint32]
    bounds: Places

    def holding(self, chosen: Flags) -> Places:
        """The texts in which some characters lie, by their places in the column."""
        return np.unique(np.searchsorted(self.bounds, np.flatnonzero(chosen), side="right") - 1)

    def before(self) -> NDArray[np.uint32]:
        """The character before each, 0 at the first of a text."""
        moved = np.concatenate(([0], self.codes))[: len(self.codes)].astype(np.uint32)
        moved[self.bounds[:-1][np.diff(self.bounds) > 0]] = 0
        return moved


def letters(texts: pl.Series) -> Letters:
    """The characters of a column of texts without empty values."""
    lengths = texts.str.len_chars().to_numpy()
    joined = texts.str.join("").item() if len(texts) else ""
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4")
    return Letters(codes, np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))))


def table(chosen: str) -> Flags:
    """For each character whether it is one of the chosen."""
    found = np.zeros(_HIGHEST, dtype=np.bool_)
    found[[ord(letter) for letter in chosen]] = True
    return found
