"""What every table of the contract is made of."""

from __future__ import annotations

from typing import Any

import polars as pl

from etl.contract.polars_schemas import pa

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


class StatedInCell(Table):
    """A row that one cell of a report's row states, with the place of its words."""

    report_id: pl.String = label("报告编号", "Project report or progress report")
    column_no: pl.Int32 = label("列号", "1-based column in the source table", ge=1)
    header: pl.String = label("列名", "Header cell as read")
    raw: pl.String = label("单元格", "Raw cell")
    start: pl.Int32 = label("起", "Offset in the raw cell", ge=0)
    end: pl.Int32 = label("止", "Offset in the raw cell", ge=0)
    qualifier: pl.String = label(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    certainty: pl.String = label("确定性", "certain or doubtful", isin=["certain", "doubtful"])
