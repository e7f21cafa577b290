"""The invented projects of a county, and what the list of each year says of them.

All is drawn from a generator seeded by the seed and the county's code, so that a county has the same projects wherever
it is written. Months are numbers: year times twelve and month less one. Amounts are whole hundredths of 万元.

The model: totals are lognormal around what a facility usually costs, one in sixty far above it; a project starts up to
five months late, one in five later, one in twelve not at all; it takes 0.75 to 1.4 times as long as planned; each later
list moves the finish of one project in four and raises the total of one in ten; one in thirty is suspended halfway.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import polars as pl

from etl.contract import reference
from etl.contract.values import Region
from etl.parse.places import region
from etl.parse.project import identities
from etl.parse.words import key

SOURCES = {
    "central_budget": "中央预算内投资",
    "special_treasury_bond": "超长期特别国债",
    "local_special_bond": "地方政府专项债",
    "provincial": "省级财政",
    "municipal_county": "市县财政",
    "bank_loan": "银行贷款",
    "self_raised": "企业自筹",
}
"""Key of data/reference/funding_sources.csv -> how the sheets call it. The last takes what the others leave."""
NEVER = 99_999
"""Month number of what does not happen."""
_LAST = (2025, 12)
"""Year and month of the last sheet, whatever their number: the same seed gives the same figures for it."""
_PRECISIONS = ("month", "year", "duration")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The months of the sheets and the years of the lists, two at least."""

    months: tuple[int, ...]
    years: tuple[int, ...]

    @classmethod
    def of(cls, months: int) -> Calendar:
        """So many months up to the last."""
        last = month_number(*_LAST)
        numbers = tuple(range(last - months + 1, last + 1))
        return cls(numbers, tuple(range(min(numbers[0] // 12, last // 12 - 1), last // 12 + 1)))


def month_number(year: int, month: int) -> int:
    """Months since the year 0."""
    return year * 12 + month - 1


@cache
def words(part: str) -> tuple[str, ...]:
    """The words of data/reference/samples/nation_words.csv that something is drawn from."""
    return next(tuple(row["words"].split("|")) for row in reference.rows("samples/nation_words") if row["part"] == part)


@cache
def _facilities() -> pl.DataFrame:
    """data/reference/samples/nation_facilities.csv: what is built, what it costs, and how the reader reads it."""
    rows = [{name: value or None for name, value in row.items()} for row in reference.rows("samples/nation_facilities")]
    numbers = pl.col("weight", "median_wan", "most_times", "floor_wan", "each_wan").cast(pl.Float64)
    return pl.DataFrame(rows).with_columns(numbers, pl.col("unread", "decimals").cast(pl.Int64))


@cache
def _sites() -> pl.Series:
    """Names of sites. None holds the name of a region, or a character twice beside itself."""
    taken = {name for place in region.places().values() for name in (place.name, place.name[:-1])}
    firsts, seconds = words("places_first"), words("places_second")
    sites = (first + second + third for first in firsts for second in seconds for third in seconds if third != second)
    return pl.Series([site for site in sites if not {site, site[:2], site[1:]} & taken])


def largest_county() -> int:
    """The most projects that a county can have, each at a site of its own."""
    return len(_sites())


def of_county(county: Region, count: int, seed: int, calendar: Calendar) -> pl.DataFrame:
    """What the lists say: one row for each project and year in which a list names it, with how the project goes."""
    draw = np.random.default_rng([seed, int(county.region_id)])
    return _by_year(_projects(draw, county, count, calendar), draw, calendar)


def _projects(draw: np.random.Generator, county: Region, count: int, calendar: Calendar) -> pl.DataFrame:
    kinds = _facilities()
    picked = draw.choice(kinds.height, count, p=(kinds["weight"] / kinds["weight"].sum()).to_numpy())
    frame = kinds[picked].drop("weight")
    sites = _sites()[draw.choice(len(_sites()), count, replace=False)]
    names = sites + frame["facility"] + "项目"
    far = np.where(draw.random(count) < 1 / 60, draw.pareto(1.2, count) + 1, 1.0)
    times = np.minimum(np.exp(draw.normal(0, 0.7, count)) * far, frame["most_times"].to_numpy())
    total = np.maximum(np.round(frame["median_wan"].to_numpy() * times), 30).astype(np.int64) * 100
    total += np.where(draw.random(count) < 0.3, draw.integers(1, 100, count), 0)
    year = draw.choice(calendar.years, count, p=_first_lists(len(calendar.years)))
    planned_start = year * 12 + draw.integers(-4, 12, count)
    planned = np.clip(np.round(6 + 6 * np.log10(total / 1e4) * draw.uniform(0.7, 1.5, count)), 6, 46).astype(np.int64)
    start = planned_start + draw.integers(0, 5, count)
    start += np.where(draw.random(count) < 0.2, draw.integers(2, 10, count), 0)
    start = np.where(draw.random(count) < 1 / 12, NEVER, start)
    months = np.maximum(3, np.round(planned * draw.uniform(0.75, 1.4, count))).astype(np.int64)
    spent = draw.uniform(0.92, 1.0, count) + np.where(draw.random(count) < 0.03, 0.12, 0.0)
    serial = draw.choice(900_000, count, replace=False) + 100_000
    choose = partial(_choose, draw, count)
    keys = names.map_elements(key, pl.String)
    return frame.with_columns(
        pl.Series("project_id", identities(pl.repeat(county.region_id, count, eager=True), keys)),
        names.alias("name"),
        pl.Series("project_code", _codes(draw, county, year, serial), pl.String),
        *_place(county),
        nature=choose("natures", np.array(words("nature_weights"), dtype=float)),
        township=sites.str.slice(0, 2) + choose("township_kinds"),
        owner=sites + choose("owners"),
        bureau_name=pl.col("bureau"),
        problem=choose("problems"),
        precision=pl.Series(draw.choice(_PRECISIONS, count, p=(0.7, 0.22, 0.08))),
        first_year=pl.Series(year),
        planned_start=pl.Series(planned_start),
        planned_months=pl.Series(planned),
        start=pl.Series(start),
        months=pl.Series(months),
        done=pl.Series(np.where(start == NEVER, NEVER, start + months - 1)),
        stops_at=pl.Series(np.where(draw.random(count) < 1 / 30, start + months // 2, NEVER)),
        first_total=pl.Series(total),
        cost=pl.Series(np.floor(total * spent).astype(np.int64)),
        has_problem=pl.Series(draw.random(count) < 0.06),
        **_scope(draw, frame, total),
        **_sources(draw, frame, total),
    ).with_columns(done=pl.when(pl.col("stops_at") == NEVER).then("done").otherwise(NEVER))


def _first_lists(years: int) -> list[float]:
    """More than half of the projects stand in the first list, as one does that goes on from years before."""
    return [0.55, *([0.45 / (years - 1)] * (years - 1))]


def _choose(
    draw: np.random.Generator, count: int, part: str, weights: np.ndarray[Any, np.dtype[np.float64]] | None = None
) -> pl.Series:
    shares = None if weights is None else weights / weights.sum()
    among = pl.Series(words(part))
    return among[draw.choice(len(among), count, p=shares)]


def _codes(
    draw: np.random.Generator, county: Region, years: np.ndarray[Any, Any], serials: np.ndarray[Any, Any]
) -> list[str | None]:
    """Seven in ten have a code of the investment platform."""
    has_one = draw.random(len(years)) < 0.7
    return [
        f"{year}-{county.region_id}-04-01-{serial:06d}" if coded else None
        for year, serial, coded in zip(years, serials, has_one, strict=True)
    ]


def _place(county: Region) -> list[pl.Expr]:
    of = {"region_id": county.region_id, "region_name": county.name, "region_level": county.level}
    return [pl.lit(value).alias(name) for name, value in of.items()]


def _scope(draw: np.random.Generator, kinds: pl.DataFrame, total: np.ndarray[Any, Any]) -> dict[str, pl.Series]:
    """What is built for the money, at what it usually costs, give or take a tenth: floor area, and what is counted."""
    wan, around = total / 100, draw.uniform(0.9, 1.1, len(total))
    floor = np.maximum(1, np.round(wan * around / kinds["floor_wan"].fill_null(1.0).to_numpy()))
    tenths = kinds["decimals"].fill_null(0).to_numpy() * 9 + 1
    counted = np.maximum(1, np.round(wan * around / kinds["each_wan"].fill_null(1.0).to_numpy() * tenths))
    return {
        "floor": pl.Series(floor.astype(np.int64)),
        "counted_tenths": pl.Series((counted * (10 // tenths)).astype(np.int64)),
    }


def _sources(draw: np.random.Generator, kinds: pl.DataFrame, total: np.ndarray[Any, Any]) -> dict[str, pl.Series]:
    """Share of each source but the last, in hundredths: the state pays where people are served, banks what is large."""
    count = len(total)
    is_public = (~kinds["sector"].is_in(["产业", "能源", "文旅"])).to_numpy()
    is_large = total > 1_000_000
    among = {
        "central_budget": (is_public & (draw.random(count) < 0.4), 10, 35),
        "special_treasury_bond": (is_public & (draw.random(count) < 0.12), 5, 15),
        "local_special_bond": (is_public & is_large & (draw.random(count) < 0.6), 10, 25),
        "provincial": (is_public & (draw.random(count) < 0.3), 2, 8),
        "municipal_county": (is_public & (draw.random(count) < 0.7), 5, 14),
        "bank_loan": (~is_public & (draw.random(count) < 0.5), 20, 60),
    }
    return {
        f"share_{name}": pl.Series(np.where(given, draw.integers(low, high, count), 0))
        for name, (given, low, high) in among.items()
    }


def _by_year(projects: pl.DataFrame, draw: np.random.Generator, calendar: Calendar) -> pl.DataFrame:
    """The projects in each list from their first until they are done, with what was changed of them since."""
    listed = []
    moved, raised = np.zeros(projects.height, dtype=np.int64), np.ones(projects.height)
    for year in calendar.years:
        is_later = (projects["first_year"] < year).to_numpy()
        moved += np.where(is_later & (draw.random(len(moved)) < 0.25), draw.integers(2, 11, len(moved)), 0)
        raised *= np.where(is_later & (draw.random(len(moved)) < 0.1), draw.uniform(1.02, 1.2, len(moved)), 1.0)
        of_year = projects.with_columns(
            year=pl.lit(year, pl.Int64),
            planned_finish=pl.col("planned_start") + pl.col("planned_months") - 1 + pl.Series(moved),
            total=(pl.col("first_total") * pl.Series(raised)).round().cast(pl.Int64),
        )
        listed.append(of_year.filter((pl.col("first_year") <= year) & (pl.col("done") >= year * 12)))
    return pl.concat(listed)
