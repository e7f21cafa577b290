"""Rows of a table of the contract -> a frame of its columns and types; `checks/contract.py` validates it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
import polars as pl

from etl.contract.polars_schemas import pa

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


def lists_of_words(words: pl.Series, lengths: Sequence[int]) -> pl.Series:
    """Words that stand one after another, as one list of them for each length.

    They are grouped, since polars makes a series of its own of each list that it is given.
    """
    rows = pl.int_range(len(lengths), dtype=pl.UInt32, eager=True)
    places = pl.DataFrame({"row": np.repeat(rows.to_numpy(), lengths), "word": words})
    filled = places.group_by("row", maintain_order=True).agg("word")
    if len(filled) == len(rows):
        return filled["word"]
    lists = pl.DataFrame({"row": rows}).join(filled, on="row", how="left", maintain_order="left")["word"]
    return lists.fill_null(pl.lit([], dtype=_WORDS))


def _series(name: str, values: Sequence[Any] | pl.Series, dtype: Any) -> pl.Series:  # noqa: ANN401
    """One column. A column of lists of words has one in every row."""
    if dtype == _WORDS and not isinstance(values, pl.Series):
        words = pl.Series(list(chain.from_iterable(values)), dtype=pl.String)
        return lists_of_words(words, list(map(len, values))).alias(name)
    return pl.Series(name, values, dtype=dtype)
