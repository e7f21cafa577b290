"""Plans that are longer than plans of their kind usually are: possible, but more often a slip of the pen."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import polars as pl

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.rows.buffer import Context
from etl.rows.columns_of_rows import AT
from etl.rows.project_list.reports import ListReports

_FIELD = "period_raw"
"""The field that evidence and doubts of a plan are about."""


class _Usual(NamedTuple):
    """The most years that plans of some sectors, or of projects with some words in their name, usually take."""

    sectors: tuple[str, ...]
    name: str
    years: int

    @property
    def applies(self) -> pl.Expr:
        """Whether a project is one of these."""
        is_meant = pl.col("sector").is_in(self.sectors).fill_null(value=False) if self.sectors else pl.lit(value=True)
        return is_meant & pl.col("name").str.contains(self.name) if self.name else is_meant


@cache
def _usual() -> tuple[_Usual, ...]:
    """In their order: the first that applies to a project counts."""
    return tuple(
        _Usual(tuple(filter(None, row["sector"].split("|"))), row["name"], int(row["years"]))
        for row in reference.rows("plan_lengths")
    )


def check_plan_lengths(context: Context, reports: ListReports) -> None:
    """Add a finding at each plan that is longer than usual (`data/reference/plan_lengths.csv`), and doubt it."""
    length = pl.max_horizontal(
        pl.col("planned_finish").dt.year() - pl.col("planned_start").dt.year(), pl.col("duration_months") / 12
    )
    most = pl.coalesce(pl.when(one.applies).then(one.years) for one in _usual())
    plans = reports.reports.with_row_index(AT).select(AT, years=length.cast(pl.Float64), most=most)
    long = plans.filter(pl.col("years") > pl.col("most"))
    if long.is_empty():
        return
    read = reports.evidence.filter(pl.col("field") == _FIELD).unique(AT, keep="last", maintain_order=True)
    for at, years, usual, header, raw in (
        long.join(read, on=AT).select(AT, "years", "most", "header", "raw").iter_rows()
    ):
        row = reports.rows[at]
        if row.row_no in context.own:  # a person looked at it
            continue
        detail = Detail("longer_than_usual", years=f"{years:g}", most=usual)
        context.findings.add(Finding("doubtful_period", raw, detail, context.table_no, row.row_no, header, row.line))
        reports.doubt([at], [_FIELD])
