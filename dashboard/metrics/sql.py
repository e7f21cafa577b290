"""The one place with engine-specific SQL (DuckDB dialect): filter to condition, schedule axes, list columns.

Everything that a user can type travels as a parameter, never as SQL text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from dashboard.filter import UNDATED, UNSTATED, PortfolioFilter, YearBasis
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.prepared import PROJECTS

YEAR_COLUMNS = {
    YearBasis.PLANNED_FINISH: "end_year",
    YearBasis.PLANNED_START: "start_year",
    YearBasis.LIST_YEAR: "list_year",
}

_REGION_COLUMNS = ("region_id", "county_id", "prefecture_id", "province_id")
_TEXT_COLUMNS = ("name", "implementing_unit", "location_raw", "content_raw")


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression over the scoped projects, and its parameters in order."""

    text: str
    params: tuple[object, ...] = ()


def fetch(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """Run a query and give its rows as a frame."""
    return cursor.answer("frame", sql, params, lambda engine: engine.sql(sql, params=list(params)).pl())


def fetch_few(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """The same for a result of few rows: the statement is planned once, where `fetch` plans it twice."""

    def run(engine: duckdb.DuckDBPyConnection) -> pl.DataFrame:
        engine.execute(sql, list(params))
        schema = {name: _polars_type(str(kind)) for name, kind, *_ in engine.description or ()}
        return pl.DataFrame(engine.fetchall(), schema=schema, orient="row")

    return cursor.answer("rows", sql, params, run)


def fetch_numbers(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """The same for columns of numbers without nulls: the quickest for many rows."""
    return cursor.answer(
        "numbers", sql, params, lambda engine: pl.DataFrame(engine.execute(sql, list(params)).fetchnumpy())
    )


_TYPES = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "VARCHAR[]": pl.List(pl.String()),
}


def _polars_type(kind: str) -> pl.DataType:
    """A type of the engine; raises KeyError for one that aggregates do not give."""
    if kind.startswith("DECIMAL("):
        precision, scale = kind.removeprefix("DECIMAL(").rstrip(")").split(",")
        return pl.Decimal(int(precision), int(scale))
    return _TYPES[kind]


def condition(portfolio: PortfolioFilter) -> Condition:
    """Compile a filter. Fields are joined by AND, the values of one field are alternatives."""
    parts = [
        _regions(portfolio),
        _years(portfolio),
        _coded("sector", portfolio.sectors),
        _coded("nature", portfolio.natures),
        _classes(portfolio.classes),
        _text(portfolio.text),
        _one_of("substr(document_id, 1, 12)", portfolio.documents),
    ]
    return _all(part for part in parts if part is not None)


def weighted_quantile(value: str, weight: str, share: float) -> str:
    """The least value at or below which rows hold this share of the weight; rows without either do not count."""
    known = f"FILTER (WHERE {value} IS NOT NULL AND {weight} IS NOT NULL)"
    rows = f"list({{'value': {value}, 'weight': {weight}::DOUBLE}} ORDER BY {value}) {known}"
    enough = f"a.weight >= {share} * sum({weight}::DOUBLE) {known}"
    step = f"{{'value': if({enough}, a.value, b.value), 'weight': a.weight + b.weight}}"
    return f"list_reduce({rows}, lambda a, b: {step}).value"


EVIDENCE_FIELDS = (
    "sector",
    "total_investment_wan",
    "childcare_places",
    "elder_beds",
    "nursing_beds",
    "medical_care_beds",
    "school_places",
    "classes",
    "other_beds",
    "existing_beds",
    "floor_area_m2",
    "land_area_m2",
)
"""Fields whose words a project list can show beside the value, as column `<field>_words`."""


def _words_join() -> str:
    """One row per report: for each field the words that it was read from, joined where there are several."""
    words = ", ".join(
        f'string_agg(substr(raw, "start" + 1, "end" - "start"), \'；\' ORDER BY column_no, "start")'
        f" FILTER (WHERE field = '{field}') AS {field}_words"
        for field in EVIDENCE_FIELDS
    )
    words_of = f"SELECT report_id AS words_report_id, {words} FROM evidence GROUP BY 1"
    return f" LEFT JOIN ({words_of}) ON words_report_id = report_id"


def scoped_projects(cursor: Cursor, as_of: date | None, *, with_years: bool = False, with_words: bool = False) -> str:
    """What to select from: the projects at the as-of date, with status, position and slips.

    A table as it stands wherever that will do, since every `*` over its columns is paid for at each planning. Joins
    never multiply a project, but for `with_years`: one row per year under construction, which only a grouping by that
    year may use.
    """
    words = _words_join() if with_words else ""
    years = (
        " LEFT JOIN (SELECT DISTINCT unnest(range(start_year, end_year + 1))::INTEGER AS under_construction_year"
        " FROM projects) ON under_construction_year BETWEEN start_year AND end_year"
        if with_years
        else ""
    )
    return f"{cursor.table(PROJECTS, as_of)}{years}{words}"


def marks(values: Sequence[object]) -> str:
    """Places of parameters in a list; of none, what nothing equals."""
    return ", ".join("?" * len(values)) or "NULL"


def _all(parts: Iterable[Condition]) -> Condition:
    given = list(parts)
    if not given:
        return Condition("TRUE")
    return Condition(
        " AND ".join(f"({part.text})" for part in given), tuple(value for part in given for value in part.params)
    )


def _any(parts: Sequence[Condition]) -> Condition:
    return Condition(" OR ".join(part.text for part in parts), tuple(value for part in parts for value in part.params))


def _one_of(expression: str, values: Sequence[object]) -> Condition | None:
    if not values:
        return None
    return Condition(f"{expression} IN ({', '.join('?' * len(values))})", tuple(values))


def _coded(column: str, values: Sequence[str]) -> Condition | None:
    stated = _one_of(column, [value for value in values if value != UNSTATED])
    missing = Condition(f"{column} IS NULL") if UNSTATED in values else None
    parts = [part for part in (stated, missing) if part is not None]
    return _any(parts) if parts else None


def _regions(portfolio: PortfolioFilter) -> Condition | None:
    columns = _REGION_COLUMNS if portfolio.include_below else _REGION_COLUMNS[:1]
    ids = [region for region in portfolio.regions if region != UNSTATED]
    parts = [part for column in columns if (part := _one_of(column, ids)) is not None]
    if UNSTATED in portfolio.regions:
        parts.append(Condition("region_id IS NULL"))
    return _any(parts) if parts else None


def _years(portfolio: PortfolioFilter) -> Condition | None:
    if not portfolio.years:
        return None
    years = [year for year in portfolio.years if isinstance(year, int)]
    parts: list[Condition] = []
    if portfolio.year_basis is YearBasis.UNDER_CONSTRUCTION:
        parts += [Condition("? BETWEEN start_year AND end_year", (year,)) for year in years]
        undated = "start_year IS NULL OR end_year IS NULL"
    else:
        column = YEAR_COLUMNS[portfolio.year_basis]
        if (stated := _one_of(column, years)) is not None:
            parts.append(stated)
        undated = f"{column} IS NULL"
    if UNDATED in portfolio.years:
        parts.append(Condition(undated))
    return _any(parts)


def _classes(classes: Sequence[str]) -> Condition | None:
    columns = ("schedule_class", "status", "plan_position")
    parts = [part for column in columns if (part := _one_of(column, classes)) is not None]
    return _any(parts) if parts else None


def _text(text: str) -> Condition | None:
    """Every word must occur in one of the text columns. Line-wrap spaces in the source words do not hide a match."""
    words = []
    for word in text.lower().split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = [
            Condition(f"replace(lower({column}), ' ', '') LIKE ? ESCAPE '\\'", (pattern,)) for column in _TEXT_COLUMNS
        ]
        words.append(_any(columns))
    return _all(words) if words else None
