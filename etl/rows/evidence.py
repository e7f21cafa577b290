"""The evidence of the rows of a table while they are read, and its rows in the store when all are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from etl.contract import schemas
from etl.contract.frames import types
from etl.headers.columns import Column
from etl.rows.columns_of_rows import AT, FlatCells
from etl.rows.fields.field import Read, Step

EVIDENCE = {
    AT: pl.UInt32,
    **{name: dtype for name, dtype in types(schemas.Evidence).items() if name not in ("report_id", "header", "raw")},
}
"""Columns of the evidence while rows are read: what the table knows of itself is added when all are read."""
_ITEM = {name: dtype for name, dtype in EVIDENCE.items() if name != AT}
_SURE = {"qualifier": "exact", "certainty": "certain", "rule": None}
Item = tuple[Any, ...]
"""One piece of evidence, in the columns of `EVIDENCE` behind `AT`."""


def item_of(column: int, target: str, read: Read) -> Item:
    """Evidence of a value of the field `target`, read in the column at this place in the table."""
    shown = None if read.value is None else str(read.value)
    start, end = read.span
    return (target, column + 1, start, end, shown, str(read.qualifier), str(read.certainty), read.rule)


def is_doubtful(item: Item) -> bool:
    """Whether a piece of evidence is doubtful."""
    return bool(item[6] == "doubtful")


class Collected:
    """Evidence as it is found, by steps; `frame` puts it into the order of the rows."""

    def __init__(self) -> None:
        """Nothing is found yet."""
        self._blocks: dict[Step, list[pl.DataFrame]] = defaultdict(list)
        self._items: dict[Step, list[Item]] = defaultdict(list)

    def add(self, step: Step, at: int, item: Item) -> None:
        """Evidence of one row."""
        self._items[step].append((at, *item))

    def add_chosen(self, step: Step, items: Sequence[Item], chosen: pl.Series, rows: pl.Series) -> None:
        """Evidence of many rows, each of which has the one of `items` that `chosen` names."""
        if items:
            self._blocks[step].append(_frame(_ITEM, items)[chosen].insert_column(0, rows.cast(pl.UInt32).alias(AT)))

    def add_column(self, step: Step, column: int, target: str | None, rows: pl.Series, **given: pl.Series) -> None:
        """Evidence of many rows: `start`, `end`, `value`; it is exact and certain where `given` does not say.

        `target` is None where the column `field` says of which field it is.
        """
        if rows.is_empty():
            return
        same = {"field": target, "column_no": column + 1, **_SURE}
        block = pl.DataFrame({AT: rows, **given})
        self._blocks[step].append(
            block.select(
                (pl.col(name) if name in block.columns else pl.lit(same[name])).cast(dtype).alias(name)
                for name, dtype in EVIDENCE.items()
            )
        )

    def frame(self) -> pl.DataFrame:
        """All of it in the order of rows and steps, in the columns of `EVIDENCE`."""
        blocks = [_frame(EVIDENCE, ())]
        for step in Step:
            blocks += self._blocks[step]
            if self._items[step]:
                blocks.append(_frame(EVIDENCE, self._items[step]))
        return pl.concat(blocks, rechunk=True).sort(AT, maintain_order=True)


def completed(evidence: pl.DataFrame, ids: pl.Series, cells: FlatCells, columns: Sequence[Column]) -> pl.DataFrame:
    """The columns of `schemas.Evidence` and `AT`. `ids` and `cells` are those of the rows that `AT` counts."""
    at, number = evidence[AT], evidence["column_no"] - 1
    raw = cells.cells.gather(cells.starts.gather(at) + number).alias("raw")
    header = pl.Series([column.header for column in columns], dtype=pl.String).gather(number).alias("header")
    report = ids.gather(at).alias("report_id")
    return evidence.with_columns(raw, header, report).select(*types(schemas.Evidence), AT)


def evidence_rows(
    evidence: pl.DataFrame, ids: pl.Series, cells: FlatCells, columns: Sequence[Column]
) -> list[dict[str, Any]]:
    """Rows of `schemas.Evidence`, from what `completed` is made from."""
    return completed(evidence, ids, cells, columns).drop(AT).to_dicts()


def _frame(dtypes: Mapping[str, Any], items: Sequence[Item]) -> pl.DataFrame:
    columns = zip(*items, strict=True) if items else ((),) * len(dtypes)
    return pl.DataFrame([pl.Series(n, c, dtype=t) for (n, t), c in zip(dtypes.items(), columns, strict=True)])
