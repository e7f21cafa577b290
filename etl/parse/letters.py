"""A column of texts as one array of characters: what depends on single characters is seen in all of them at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as arrow
from numpy.typing import NDArray

HIGHEST = 0x110000
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

    def of(self, wanted: Flags) -> Letters:
        """Some of the texts."""
        lengths = np.diff(self.bounds)
        codes = self.codes[np.repeat(wanted, lengths)]
        return Letters(codes, np.concatenate(([0], np.cumsum(lengths[wanted]))))

    def before(self) -> NDArray[np.uint32]:
        """The character before each, 0 at the first of a text."""
        return self._moved(np.concatenate(([0], self.codes[:-1])), self.bounds[:-1])

    def behind(self) -> NDArray[np.uint32]:
        """The character behind each, 0 at the last of a text."""
        return self._moved(np.concatenate((self.codes[1:], [0])), self.bounds[1:] - 1)

    def _moved(self, codes: NDArray[np.uint32], edges: Places) -> NDArray[np.uint32]:
        moved = codes[: len(self.codes)].astype(np.uint32)
        moved[edges[np.diff(self.bounds) > 0]] = 0
        return moved

    def texts(self) -> pl.Series:
        """The column."""
        wide = self.codes
        widths = 1 + (wide > 0x7F).astype(np.uint8) + (wide > 0x7FF) + (wide > 0xFFFF)  # of each in UTF-8
        ends = np.concatenate(([0], np.cumsum(widths, dtype=np.int64)))[self.bounds]
        data = arrow.py_buffer(wide.tobytes().decode("utf-32-le").encode())
        made = arrow.LargeStringArray.from_buffers(len(self.bounds) - 1, arrow.py_buffer(ends), data)
        return pl.Series(pl.from_arrow(made), dtype=pl.String)


def letters(texts: pl.Series) -> Letters:
    """The characters of a column of texts without empty values."""
    lengths = texts.str.len_chars().to_numpy()
    joined = texts.str.join("").item() if len(texts) else ""
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4")
    return Letters(codes, np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))))


def table(chosen: str) -> Flags:
    """For each character whether it is one of the chosen."""
    found = np.zeros(HIGHEST, dtype=np.bool_)
    found[[ord(letter) for letter in chosen]] = True
    return found
