"""Words in large XML. Polars looks for them, which leaves the interpreter to other threads and takes half the time."""

from __future__ import annotations

import polars as pl


class Markup:
    """The text of one XML part."""

    def __init__(self, xml: bytes) -> None:
        """Bytes that are not UTF-8 are no text to search (`is_utf8`)."""
        try:
            self._text = pl.Series([xml], dtype=pl.Binary).cast(pl.String)
            self.is_utf8 = True
        except pl.exceptions.ComputeError:
            self._text = pl.Series([""])
            self.is_utf8 = False

    def count(self, words: str) -> int:
        """How often the words stand in it."""
        return int(self._text.str.count_matches(words, literal=True).item())

    def has(self, words: str) -> bool:
        """Whether the words stand in it."""
        return bool(self._text.str.contains(words, literal=True).item())

    def matches(self, pattern: str) -> bool:
        """Whether a regular expression (of Rust's syntax) matches somewhere."""
        return bool(self._text.str.contains(pattern).item())
