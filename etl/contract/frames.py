"""Rows of a table of the contract -> a frame of its columns and types; `checks/contract.py` validates it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import pandera.polars as pa
import polars as pl
import pyarrow as arrow

_WORDS = pl.List(pl.String)


def frame(model: type[pa.DataFrameModel], rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame with the model's columns and types, in its order."""
    names = list(types(model))
    columns = zip(*map(itemgetter(*names), rows), strict=True) if rows else ([] for _ in names)
    return of_columns(model, dict(zip(names, columns, strict=True)))


def of_columns(model: type[pa.DataFrameModel], columns: Mapping[str, Sequence[Any] | pl.Series]) -> pl.DataFrame:
    """The same from whole columns."""
    return pl.DataFrame({name: _series(name, columns[name], dtype) for name, dtype in types(model).items()})


def types(model: type[pa.DataFrameModel]) -> dict[str, Any]:
    """The model's columns and their types."""
    return {name: column.dtype.type for name, column in model.to_schema().columns.items()}


def _series(name: str, values: Sequence[Any] | pl.Series, dtype: Any) -> pl.Series:  # noqa: ANN401
    """One column. Lists of words go through Arrow: polars makes a series of its own of each, 50 times slower."""
    if dtype == _WORDS and not isinstance(values, pl.Series):
        words = arrow.array(values, arrow.large_list(arrow.large_string()))
        return pl.Series(name, pl.from_arrow(words), dtype=_WORDS)
    return pl.Series(name, values, dtype=dtype)
