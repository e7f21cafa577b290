"""Statements run, their rows as frames: as they come, for few rows, for numbers only."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.engines.engine import Shape
from dashboard.metrics.cursor import Cursor


def fetch(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """Run a query and give its rows as a frame."""
    return cursor.answer(sql, params, Shape.FRAME)


def fetch_few(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """The same for a result of few rows without lists."""
    return cursor.answer(sql, params, Shape.ROWS)


def fetch_numbers(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """The same for columns of numbers without nulls: the quickest for many rows."""
    return cursor.answer(sql, params, Shape.NUMBERS)
