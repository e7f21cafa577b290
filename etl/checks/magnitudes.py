"""Amounts and quantities that cannot be: a column in the wrong unit, or one absurd cell.

`data/reference/magnitudes.csv` says what is usual, for a field alone and for each thing that a project counts (万元 a
bed). A cell is doubted only where it lies two orders of magnitude beyond that; a column where most of its rows lie one
order beyond and another unit would make them usual. No value is changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from etl.checks.unit_costs import three_digits
from etl.contract import reference, schemas
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.contract.frames import frame, types
from etl.parse.words import key
from etl.rows.buffer import Context
from etl.rows.columns_of_rows import AT
from etl.rows.progress_sheet.reader import ReadProgress
from etl.rows.project_list.reports import ListReports, with_doubts
from etl.tables.table import SourceTable, TableRow

_ABSURD, _SHIFTED = 100.0, 10.0
"""How many times beyond what is usual one cell, and most cells of a column, cannot be."""
_FEWEST = 2
"""Rows that can speak for a column."""
_FITTING = 0.75
"""Share of the rows that another unit must make usual."""
_SAMPLES = 2
_COLUMNS = {
    "total_investment_wan": ("total_investment", "万元", ("万元", "亿元", "元", "千元")),
    "floor_area_m2": ("floor_area", "平方米", ("平方米", "万平方米", "亩", "公顷")),
    "land_area_m2": ("land_area", "平方米", ("平方米", "万平方米", "亩", "公顷")),
}
"""Field -> its column, the unit that it is read in where none is stated, the units that it may have been meant in."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """What is usual for a field, alone or `per` thing counted, in projects of some sectors or names."""

    measured: str
    per: str
    sectors: tuple[str, ...]
    name: str
    low: float
    high: float
    unit: str
    said: str

    @property
    def applies(self) -> pl.Expr:
        """Whether a project is one of these."""
        is_meant = pl.lit(value=True)
        if self.sectors:
            is_meant &= pl.col("sector").is_in(self.sectors).fill_null(value=False)
        return is_meant & pl.col("name").str.contains(self.name) if self.name else is_meant


@cache
def _bounds() -> Mapping[tuple[str, str], Sequence[_Bound]]:
    """What is usual for each field and thing counted; the first that applies to a project counts."""
    found: dict[tuple[str, str], list[_Bound]] = {}
    for row in reference.rows("magnitudes"):
        sectors = tuple(filter(None, row["sector"].split("|")))
        limits = float(row["low"]), float(row["high"])
        one = _Bound(row["measured"], row["per"], sectors, row["name"], *limits, row["unit"], row["said"])
        found.setdefault((one.measured, one.per), []).append(one)
    return found


class _Stated(NamedTuple):
    """What a table states: its rows, the values of their reports, the cells that these were read from (with `AT`)."""

    context: Context
    rows: Sequence[TableRow]
    values: pl.DataFrame
    evidence: pl.DataFrame


class _Doubted(NamedTuple):
    """Reports, by their place, and the fields that are doubtful in them. `is_unit`: the unit of a column is."""

    places: list[int]
    fields: list[str]
    is_unit: bool = False


def check_list(context: Context, reports: ListReports) -> None:
    """Add a finding at each column and each cell of a list that cannot be, and mark the values as doubtful."""
    stated = _Stated(context, reports.rows, _with_quantities(reports), reports.evidence)
    for doubted in _check(stated):
        reports.doubt(doubted.places, [field for field in doubted.fields if field in reports.reports.columns])


def _with_quantities(reports: ListReports) -> pl.DataFrame:
    """The reports with the quantities that amounts are held against and that are no column of theirs (road_km)."""
    wanted = {per for _, per in _bounds() if per and per not in reports.reports.columns}
    is_whole = pl.col("part_of").is_null() & (pl.col("certainty") == "certain") & (pl.col("basis") != "existing")
    found = reports.quantities.filter(pl.col("kind").is_in(list(wanted)) & is_whole)
    sums = found.group_by(AT, "kind").agg(pl.col("value").cast(pl.Float64).sum())
    values = reports.reports.with_row_index(AT)
    for kind in sorted(wanted):
        own = sums.filter(kind=kind).select(AT, pl.col("value").alias(kind))
        values = values.join(own, on=AT, how="left", maintain_order="left")
    return values.drop(AT)


def check_sheet(context: Context, progress: ReadProgress) -> None:
    """The same for the totals of a progress sheet; with their unit, that of all its other amounts is doubtful."""
    reports = [report for report in progress.reports if report["table_no"] == context.table_no]
    if not any(report["total_investment_wan"] for report in reports):
        return
    for doubted in _check(_of_sheet(context, reports, progress)):
        for report in (reports[at] for at in doubted.places):
            fields = _amounts(report) if doubted.is_unit else doubted.fields
            report["doubtful_fields"] = sorted({*report["doubtful_fields"], *fields})


def _amounts(report: Mapping[str, Any]) -> list[str]:
    return [name for name, value in report.items() if name.endswith("_wan") and value is not None]


def _of_sheet(context: Context, reports: Sequence[Mapping[str, Any]], progress: ReadProgress) -> _Stated:
    """What a progress sheet states of totals; it says no sector."""
    ids = {report["progress_id"]: at for at, report in enumerate(reports)}
    by_number = {row.row_no: row for row in context.table.rows}
    known = types(schemas.ProgressReports)
    names = {name: known[name] for name in ("name", "total_investment_wan", "doubtful_fields")}
    values = pl.DataFrame([[report[name] for name in names] for report in reports], schema=names, orient="row")
    read = frame(schemas.Evidence, [item for item in progress.evidence if item["report_id"] in ids])
    return _Stated(
        context,
        [by_number[report["row_no"]] for report in reports],
        values.with_columns(sector=pl.lit(None, dtype=pl.String)),
        read.with_columns(pl.col("report_id").replace_strict(ids, return_dtype=pl.UInt32).alias(AT)),
    )


def _check(stated: _Stated) -> list[_Doubted]:
    """What is doubtful, field by field: what is doubtful of the things counted says nothing of the amounts after it."""
    found: list[_Doubted] = []
    for measured in dict.fromkeys(measured for measured, _ in _bounds()):
        if measured in stated.values.columns:
            own = _check_field(stated, measured)
            for doubted in own:
                values = with_doubts(stated.values, doubted.places, doubted.fields)
                stated = stated._replace(values=values)
            found += own
    return found


def _check_field(stated: _Stated, measured: str) -> list[_Doubted]:
    judged = _judged(stated.values, measured)
    if judged.is_empty():
        return []
    places = _places(stated, measured, judged)
    doubted = []
    own = places.filter("is_of_column")
    unit = _other_unit(stated.context.table, measured, judged.join(own, on=AT, how="semi"))
    if unit:
        stated.context.findings.add(_of_column(stated, measured, unit, own, judged))
        doubted.append(_Doubted(own[AT].to_list(), [measured], is_unit=True))
        judged = judged.join(own, on=AT, how="anti")
    absurd = judged.filter(_beyond(_ABSURD)).unique(AT, keep="first", maintain_order=True).join(places, on=AT).sort(AT)
    for one in absurd.iter_rows(named=True):
        stated.context.findings.add(_of_cell(stated, measured, one))
    for (per,), cells in absurd.group_by("per", maintain_order=True):
        doubted.append(_Doubted(cells[AT].to_list(), [measured, *filter(None, [str(per)])]))
    return doubted


# --- what is judged ----------------------------------------------------------------------------------------------


def _judged(values: pl.DataFrame, measured: str) -> pl.DataFrame:
    """Each value of a field alone and for each thing that its project counts for certain.

    `AT`, `per`, `value`, what is usual for it (`low`, `high`), and the place of the bound (`bound`).
    """
    rows = values.with_row_index(AT).filter(pl.col(measured).cast(pl.Float64) > 0)
    parts = []
    for (_, per), bounds in ((pair, found) for pair, found in _bounds().items() if pair[0] == measured):
        if per and per not in values.columns:
            continue
        value = pl.col(measured).cast(pl.Float64)
        counted = rows
        if per:
            is_certain = ~pl.col("doubtful_fields").list.contains(per)
            counted = rows.filter(is_certain & (pl.col(per).cast(pl.Float64) > 0))
            value = value / pl.col(per).cast(pl.Float64)
        which = pl.coalesce(pl.when(one.applies).then(at) for at, one in enumerate(bounds))
        part = counted.select(AT, pl.lit(per).alias("per"), value.alias("value"), which.alias("bound").cast(pl.Int64))
        limits = pl.DataFrame(
            {"bound": range(len(bounds)), "low": [one.low for one in bounds], "high": [one.high for one in bounds]},
            schema={"bound": pl.Int64, "low": pl.Float64, "high": pl.Float64},
        )
        parts.append(part.join(limits, on="bound"))
    return pl.concat(parts)


def _beyond(times: float) -> pl.Expr:
    return _below(times) | _above(times)


def _below(times: float) -> pl.Expr:
    return pl.col("value") * times < pl.col("low")


def _above(times: float) -> pl.Expr:
    return pl.col("value") > pl.col("high") * times


def _places(stated: _Stated, measured: str, judged: pl.DataFrame) -> pl.DataFrame:
    """The cell that each judged value was read from: `AT`, `header`, `raw`; those that a person said are left out.

    `is_of_column`: it stands in the column of the field, whose unit it has.
    """
    column = _COLUMNS.get(measured)
    context = stated.context
    index = context.table.index(column[0]) if column else None
    read = stated.evidence.filter(pl.col("field") == measured).unique(AT, keep="last", maintain_order=True)
    own_unit = reference.alternation([*_units(measured)])
    is_of_column = pl.col("column_no") == (index + 1 if index is not None else 0)
    found = read.join(judged.select(AT).unique(), on=AT, how="semi").select(
        AT, "header", "raw", is_of_column=is_of_column & ~pl.col("raw").str.contains(own_unit)
    )
    said = [at for at, row in enumerate(stated.rows) if context.own and row.row_no in context.own]
    return found.filter(~pl.col(AT).is_in(said))


# --- a column in another unit ------------------------------------------------------------------------------------


def _other_unit(table: SourceTable, measured: str, judged: pl.DataFrame) -> str | None:
    """The unit that makes a column's values usual, where most of them cannot be in the one that is stated."""
    if measured not in _COLUMNS or judged[AT].n_unique() < _FEWEST:
        return None
    told = judged.filter((pl.col("per") != "") | ~(pl.col("per") != "").any().over(AT))
    rows = told.group_by(AT).agg(below=_below(_SHIFTED).any(), above=_above(_SHIFTED).any())
    if max(rows["below"].sum(), rows["above"].sum()) < max(_FEWEST, len(rows) / 2):
        return None
    stated = _units(measured)[_stated_unit(table, measured)]
    shares = {
        unit: _share_usual(told.with_columns(pl.col("value") * (_units(measured)[unit] / stated)))
        for unit in _COLUMNS[measured][2]
    }
    likely = max(shares, key=shares.__getitem__)
    return likely if shares[likely] >= _FITTING and _units(measured)[likely] != stated else None


def _share_usual(told: pl.DataFrame) -> float:
    rows = told.group_by(AT).agg(is_usual=(~_beyond(1)).all())
    return float(rows["is_usual"].sum()) / len(rows)


def _stated_unit(table: SourceTable, measured: str) -> str:
    column, usual, _ = _COLUMNS[measured]
    index = table.index(column)
    return (table.unit_of(table.columns[index]) if index is not None else None) or usual


def _units(measured: str) -> dict[str, float]:
    """How many 万元 or m² each unit is that a field can be in."""
    if measured.endswith("_wan"):
        return {unit: float(wan) for unit, wan in reference.money_units_wan().items()}
    return {unit: float(one.m2) for unit, one in reference.area_units_m2().items()}


def _of_column(stated: _Stated, measured: str, likely: str, own: pl.DataFrame, judged: pl.DataFrame) -> Finding:
    """The finding that a column is in another unit, with its first rows that cannot be in this one."""
    odd = judged.filter(_beyond(_SHIFTED)).join(own, on=AT).unique(AT, keep="first", maintain_order=True).sort(AT)
    names = stated.values["name"]
    samples = tuple(f"{names[at]} {key(raw)}" for at, raw in odd.select(AT, "raw").head(_SAMPLES).iter_rows())
    table = stated.context.table
    unit = _stated_unit(table, measured)
    detail = Detail("column_in_other_unit", unit=unit, likely=likely, n=odd.height, total=own.height, rows=samples)
    return Finding("unit_implausible", "", detail, stated.context.table_no, None, own["header"][0], table.line)


# --- one cell ----------------------------------------------------------------------------------------------------


def _of_cell(stated: _Stated, measured: str, one: dict[str, Any]) -> Finding:
    """The finding that one value cannot be. `one`: a row of `_judged` and of `_places`."""
    bound = _bounds()[measured, one["per"]][one["bound"]]
    value, low, high = map(three_digits, (one["value"], bound.low, bound.high))
    about = Detail("beyond_usual", field=measured, value=value, low=low, high=high, unit=bound.unit)
    if bound.per:
        about = Detail("beyond_usual_per", said=bound.said, value=value, low=low, high=high, unit=bound.unit)
    units = _units_that_fit(stated.context.table, measured, one) if one["is_of_column"] else ()
    detail = Detail("beyond_usual_unit", about=about, units=units) if units else about
    row = stated.rows[one[AT]]
    return Finding(
        "value_implausible", one["raw"], detail, stated.context.table_no, row.row_no, one["header"], row.line
    )


def _units_that_fit(table: SourceTable, measured: str, one: dict[str, Any]) -> tuple[str, ...]:
    """The units in which a value would be usual."""
    scales = _units(measured)
    value = one["value"] / scales[_stated_unit(table, measured)]
    return tuple(unit for unit in _COLUMNS[measured][2] if one["low"] <= value * scales[unit] <= one["high"])
