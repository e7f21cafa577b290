"""What every table of the contract is made of."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl

WAN = pl.Decimal(18, 6)
AREA = pl.Decimal(18, 4)
QUANTITY = pl.Decimal(20, 4)


def label(title: str, description: str, *, unit: str = "", nullable: bool = False, **checks: Any) -> Any:  # noqa: ANN401
    """A column: its Chinese label, what it holds, the unit of its numbers, and what each value must meet."""
    return pa.Field(title=title, description=description, metadata={"unit": unit}, nullable=nullable, **checks)


class Table(pa.DataFrameModel):
    """A table with just its columns, in their order."""

    class Config:
        """Nothing more and nothing less."""

        strict = True
        ordered = True
