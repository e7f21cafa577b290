"""Rates of groups side by side, each with its light, also over the months; rank and change of rank; both lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.catalog import DIMENSIONS, expand
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import aggregate
from dashboard.metrics.rate_lights import CHECK, judge, listed, red_months
from dashboard.metrics.schedule.monthly_reports import source_sums
from dashboard.words.labels import RATE_LABELS

RATES = tuple(RATE_LABELS)
HISTORY_MONTHS = 6
"""How many months' ends lights are looked back at."""

_METRICS = (
    "projects", "reported_projects", "synthetic_progress_projects", "time_elapsed",
    *(f"{rate}{part}" for rate in RATES for part in ("", "_n", "_d")),
)  # fmt: skip

Lights = Mapping[str, tuple[str, str] | None]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A group at a month's end: the metrics and the light of each rate with the words of its rule."""

    figures: Mapping[str, Any]
    lights: Lights


def rate_board(
    cursor: Cursor,
    portfolio: PortfolioFilter,
    as_of: date | None,
    by: Sequence[str],
    preset: str,
    ranked_by: str = "completion_rate",
) -> pl.DataFrame:
    """One row per group: its dimensions and metrics, for each rate `<rate>_light`, `<rate>_rule` and
    `<rate>_red_months`; `rank` by `ranked_by` (1 is the highest; equal ones share it; none without a rate that can be
    right), `rank_before` at the month's end before, `rank_change` (up is positive), and `honour` (red or black) with
    its `honour_rule` and `honour_rates` (joined by |). The highest rank comes first. Raises `UnknownNameError`.
    """
    names = expand(tuple(by), portfolio.year_basis)
    months = [_judged(cursor, portfolio, end, by, preset) for end in _ends(cursor, as_of)]
    ranks = [_ranks(month, ranked_by) for month in months[:2]]
    before = ranks[1] if len(ranks) > 1 else {}
    rows = [_row(names, key, months, (ranks[0].get(key), before.get(key))) for key in months[0]]
    frame = pl.DataFrame(rows, schema=_schema(names), orient="row")
    return frame.sort("rank", *names, nulls_last=True)


def _ends(cursor: Cursor, as_of: date | None) -> list[date | None]:
    """The as-of date and the months' ends before it, the latest first."""
    earlier = [end for end in cursor.month_ends if end and as_of and end < as_of]
    return [as_of, *reversed(earlier[-(HISTORY_MONTHS - 1) :])]


def _judged(
    cursor: Cursor, portfolio: PortfolioFilter, end: date | None, by: Sequence[str], preset: str
) -> dict[Key, Judged]:
    frame = aggregate(cursor, portfolio, end, _METRICS, by)
    groups = len(frame.columns) - len(_METRICS)
    found = {}
    for row in frame.iter_rows(named=True):
        is_told = row["reported_projects"] > 0  # of a group that reported nothing no rate is judged
        lit = {rate: judge(rate, row[rate], row["time_elapsed"], preset) if is_told else None for rate in RATES}
        found[tuple(list(row.values())[:groups])] = Judged(row, lit)
    return found


def _ranks(month: Mapping[Key, Judged], rate: str) -> dict[Key, int]:
    """Place of each group that has a rate which can be right."""
    rates = {
        key: group.figures[rate] for key, group in month.items() if (light := group.lights[rate]) and light[0] != CHECK
    }
    places: dict[float, int] = {}
    for place, value in enumerate(sorted(rates.values(), reverse=True), start=1):
        places.setdefault(value, place)
    return {key: places[value] for key, value in rates.items()}


def _row(
    names: Sequence[str], key: Key, months: Sequence[Mapping[Key, Judged]], ranks: tuple[int | None, int | None]
) -> list[Any]:
    now, (rank, before) = months[0][key], ranks
    history = [
        {rate: light and light[0] for rate, light in month[key].lights.items()} if key in month else {}
        for month in months
    ]
    lit: list[Any] = []
    for rate in RATES:
        light = now.lights[rate]
        lit += [light and light[0], light and light[1], red_months(history, rate)]
    on = listed(history)
    change = before - rank if rank and before else None
    honour = [on.list, on.rule.rule, "|".join(on.rates)] if on else [None, None, None]
    return [*(now.figures[name] for name in (*names, *_METRICS)), *lit, rank, before, change, *honour]


def _schema(names: Sequence[str]) -> dict[str, Any]:
    years = {name for name in names if DIMENSIONS[name].column.endswith("_year")}
    schema: dict[str, Any] = {name: pl.Int64 if name in years else pl.String for name in names}
    for name in _METRICS:
        is_rate = name in RATES or name == "time_elapsed"
        is_amount = name.startswith(_MONEY_RATES) and not is_rate
        schema[name] = pl.Float64 if is_rate else pl.Decimal(38, 6) if is_amount else pl.Int64
    for rate in RATES:
        schema |= {f"{rate}_light": pl.String, f"{rate}_rule": pl.String, f"{rate}_red_months": pl.Int64}
    ranks = dict.fromkeys(("rank", "rank_before", "rank_change"), pl.Int64)
    return schema | ranks | dict.fromkeys(("honour", "honour_rule", "honour_rates"), pl.String)


_MONEY_RATES = ("completion_rate", "arrival_rate", "payment_rate", "payment_done_rate")


def rates_by_source(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Arrived ÷ planned and paid ÷ arrived of each source of funds, each over the projects that state both of it, with
    n and d (万元) and lights: `source`, `arrival_rate`, `payment_rate`, `<rate>_n`, `_d`, `_light`, `_rule`."""
    rows = []
    for row in source_sums(cursor, portfolio, as_of).iter_rows(named=True):
        cells = [row["source"]]
        for rate in ("arrival_rate", "payment_rate"):
            part, whole = row[f"{rate}_n"], row[f"{rate}_d"]
            value = 100 * float(part / whole) if whole else None
            cells += [value, part, whole, *(judge(rate, value, None, "points") or (None, None))]
        rows.append(cells)
    schema: dict[str, Any] = {"source": pl.String}
    for rate in ("arrival_rate", "payment_rate"):
        schema |= {rate: pl.Float64, f"{rate}_n": pl.Decimal(38, 6), f"{rate}_d": pl.Decimal(38, 6)}
        schema |= {f"{rate}_light": pl.String, f"{rate}_rule": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
