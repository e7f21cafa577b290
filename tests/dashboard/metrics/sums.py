"""The rows of a result added up, as a reader of a page or a file would."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def added_up(frame: pl.DataFrame, metrics: Sequence[str]) -> dict[str, object]:
    """Sums of columns; null where no row has a value."""
    return {name: frame[name].sum() if frame[name].drop_nulls().len() else None for name in metrics}
