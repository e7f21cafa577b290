"""Frames to JSON records: numbers stay numbers, nulls stay null."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import polars as pl


def to_records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """One dict per row with JSON values only: an amount without 分 is an integer, a date is ISO text."""
    return [{name: _value(value) for name, value in row.items()} for row in frame.iter_rows(named=True)]


def to_json(value: object) -> bytes:
    """Indented UTF-8 JSON with a final line break."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _value(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
