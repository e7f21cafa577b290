"""What an engine is: one open snapshot that answers statements in DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

import polars as pl


class EngineError(Exception):
    """An engine could not answer, or cannot be reached."""


class Shape(StrEnum):
    """What an answer is like, so that an engine can take the quickest way to a frame."""

    FRAME = "frame"
    """Of any size and any types."""
    ROWS = "rows"
    """Of few rows, without lists but of texts."""
    NUMBERS = "numbers"
    """Many rows of numbers without nulls."""


class Engine(Protocol):
    """One open snapshot. Not for several threads at once: each has one of its own, by `beside`."""

    def query(self, sql: str, params: Sequence[object] = (), shape: Shape = Shape.FRAME) -> pl.DataFrame:
        """Rows of a statement; `?` or `$1` stand for the parameters, in order. Raises EngineError."""

    def pieces(self, sql: str, params: Sequence[object], rows: int) -> Iterator[pl.DataFrame]:
        """The rows of a query, so many at a time: at least one frame, which may have no rows. Raises EngineError."""

    def rows_at(self, as_of: date | None) -> str:
        """Make the projects at a month's end that the snapshot does not hold, and name the table: it lives as long as
        this engine. Raises EngineError."""

    def columns(self) -> set[tuple[str, str]]:
        """Table and column of all that the snapshot holds."""

    def beside(self) -> Engine:
        """Another one on the same snapshot, for another thread."""

    def close(self) -> None:
        """Let go of it."""


class Snapshots(Protocol):
    """Where published snapshots lie, and what opens one."""

    def pointer(self) -> bytes:
        """What says which snapshot is the newest: other bytes, another snapshot. Raises FileNotFoundError."""

    def open(self, pointer: bytes) -> Engine:
        """Open the snapshot that a pointer names. Raises EngineError, OSError, ValueError or KeyError."""
