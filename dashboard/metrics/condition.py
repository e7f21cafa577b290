"""A filter as a condition in SQL. Everything that a user can type travels as a parameter, never as SQL text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.engines.dialect import each_of_one_parameter
from dashboard.filter import UNDATED, UNSTATED, PortfolioFilter, YearBasis
from etl.contract.month_ends import WORD_OF

YEAR_COLUMNS = {
    YearBasis.PLANNED_FINISH: "end_year",
    YearBasis.PLANNED_START: "start_year",
    YearBasis.LIST_YEAR: "list_year",
}

_REGION_COLUMNS = ("region_id", "county_id", "prefecture_id", "province_id")
_TEXT_COLUMNS = ("name", "implementing_unit", "owner_unit", "location_raw", "content_raw")


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression over `project_at_month_end`, and its parameters in order."""

    text: str
    params: tuple[object, ...] = ()


def condition(portfolio: PortfolioFilter, as_of: date | None) -> Condition:
    """Compile a filter at a month's end. Fields are joined by AND, the values of one field are alternatives."""
    parts = [
        at_month_end(as_of),
        _regions(portfolio),
        _years(portfolio),
        _coded("sector", portfolio.sectors),
        _coded("nature", portfolio.natures),
        _classes(portfolio.classes),
        _text(portfolio.text),
        _one_of("substr(document_id, 1, 12)", portfolio.documents),
    ]
    return _all(part for part in parts if part is not None)


def at_month_end(as_of: date | None) -> Condition:
    """The rows of one month's end. The date is a literal, so that no other month's rows are read."""
    return Condition(f"as_of = DATE '{as_of.isoformat()}'" if as_of else "as_of IS NULL")


def marks(values: Sequence[object]) -> str:
    """Places of parameters in a list; of none, what nothing equals."""
    return ", ".join("?" * len(values)) or "NULL"


_MANY = 100


def among(expression: str, values: Sequence[object]) -> Condition:
    """Equal to one of the values. Very many travel as one parameter: thousands of places take longer to plan than to
    look up."""
    if len(values) > _MANY:
        return Condition(f"{expression} IN ({each_of_one_parameter()})", (tuple(values),))
    return Condition(f"{expression} IN ({marks(values)})", tuple(values))


def _all(parts: Iterable[Condition]) -> Condition:
    given = list(parts)
    return Condition(
        " AND ".join(f"({part.text})" for part in given), tuple(value for part in given for value in part.params)
    )


def _any(parts: Sequence[Condition]) -> Condition:
    return Condition(" OR ".join(part.text for part in parts), tuple(value for part in parts for value in part.params))


def _one_of(expression: str, values: Sequence[object]) -> Condition | None:
    """Values of an ENUM become words of it, so that blocks of rows are left out whole; what is no word fits nothing."""
    if not values:
        return None
    place = f"TRY_CAST(? AS {WORD_OF[expression]})" if expression in WORD_OF else "?"
    return Condition(f"{expression} IN ({', '.join([place] * len(values))})", tuple(values))


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
    columns = ("schedule_class", "status", "plan_position", "current_lateness", "'original.' || original_lateness")
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
    if not words:
        return None
    found = _all(words)
    return Condition(f"project_no IN (SELECT rowid FROM projects WHERE {found.text})", found.params)
