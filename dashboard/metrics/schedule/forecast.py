"""Forecast of completion by Kaplan-Meier on the months from actual start to completion; open projects are censored.

A forecast speaks only where its class (sector and nature; else sector; else all) has at least `ENOUGH` completions
observed by the as-of date, and says of how many projects it is made. Invented and reported progress are never mixed.
For a project that has run for e months the curve is made of those that took longer than e.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars._typing import PolarsDataType as PolarsType

from dashboard.filter import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import list_projects
from dashboard.metrics.schedule.survival import Curve, Durations, Floats
from dashboard.words.translate import t

ENOUGH = 10
"""Observed completions that a class needs before it says anything."""

_ENOUGH_LONGER = 3

_COLUMNS = (
    "project_no", "project_id", "name", "region_id", "region_name", "sector", "nature", "status", "actual_start",
    "actual_finish", "completed_month", "report_month", "current_finish", "original_finish",
    "current_finish_slip_months", "current_finish_slip_bound", "current_start_slip_months", "current_start_slip_bound",
    "slipped_since_last_months", "forecast_finish", "total_investment_wan", "annual_plan_wan", "invested_year_wan",
    "problems", "problem_causes", "plan_position", "is_started", "progress_is_synthetic", "original_start",
    "current_start", "finish_reached", "original_finish_slip_months", "original_finish_slip_bound", "original_lateness",
    "current_lateness", "current_finish_is_derived", "original_finish_is_derived", "no_slip_reason", "last_month",
    "last_status", "last_forecast_finish",
)  # fmt: skip
HAS_REPORT = "status IN ('completed', 'under_way', 'suspended', 'not_started')"

FORECAST_SCHEMA: Mapping[str, PolarsType] = {
    "project_id": pl.String, "name": pl.String, "region_name": pl.String, "months_run": pl.Float64,
    "probability_on_time": pl.Float64, "probability_low": pl.Float64, "probability_high": pl.Float64,
    "expected_slip_months": pl.Float64, "is_lower_bound": pl.Boolean, "basis": pl.String, "projects": pl.Int64,
    "completions": pl.Int64, "reason": pl.String, "progress_is_synthetic": pl.Boolean,
}  # fmt: skip
"""What is forecast of a project; `reason` is why nothing is."""

CHANCES = ("probability_on_time", "probability_low", "probability_high")
"""Probability of finishing on plan, and the ends of its interval."""

_TOLD: Mapping[str, PolarsType] = {
    "row": pl.Int64, "basis": pl.String, "projects": pl.Int64, "completions": pl.Int64,
    **dict.fromkeys(CHANCES, pl.Float64), "expected_slip_months": pl.Float64, "is_lower_bound": pl.Boolean,
    "why_not": pl.String, "seen": pl.Int64,
}  # fmt: skip
"""`why_not` and `seen` are what `why_silent` words: `class` or `longer` (only `seen` completions), `undated`."""

Rows = NDArray[np.int64]

_IS_RUNNING = pl.col("status").is_in(["under_way", "suspended"]) & pl.col("months").is_not_null()


def known(cursor: Cursor, as_of: date | None) -> pl.DataFrame:
    """Projects that have reported, with `months` from actual start to completion, or to the last report where open."""
    frame = list_projects(cursor, PortfolioFilter(), as_of, columns=_COLUMNS, only=HAS_REPORT)
    reached = pl.coalesce("actual_finish", "completed_month")
    end = pl.when(status="completed").then(reached).otherwise("report_month")
    return frame.with_columns(_months_between(frame["actual_start"], frame.select(end).to_series()).alias("months"))


def forecasts(projects: pl.DataFrame) -> pl.DataFrame:
    """One row per open, started project of what `known` gives, in its order: its columns, `months_run`, probability of
    completion by the current plan's finish with its interval, expected slip in months, the class with its n."""
    running = projects.filter(_IS_RUNNING)
    planned = _months_between(running["actual_start"], running["current_finish"]).to_numpy()
    parts = [
        _told(rows, months, planned[rows], curve, basis, seen)
        for rows, months, curve, basis, seen in _by_class(running, _Classes(projects))
    ]
    told = pl.concat([pl.DataFrame(schema=_TOLD), *parts]).sort("row").drop("row")
    return running.with_columns(pl.col("months").alias("months_run")).hstack(told)


def _by_class(running: pl.DataFrame, classes: _Classes) -> Iterator[tuple[Rows, float, Curve | None, str | None, int]]:
    """Projects that one curve is for: their rows, months run, and what their class says."""
    grouped = running.with_row_index("row").group_by(*_CLASS, "months", maintain_order=True).agg("row")
    for synthetic, sector, nature, months, rows in grouped.iter_rows():
        yield np.array(rows, dtype=np.int64), months, *classes.curve_for(synthetic, sector, nature, months)


def _told(
    rows: Rows, months: float, planned: Floats, curve: Curve | None, basis: str | None, seen: int
) -> pl.DataFrame:
    """What is told of projects that have run for so many months and are planned to take `planned` (NaN: undated)."""
    silent: dict[str, Any] = dict.fromkeys(_TOLD) | {"row": rows, "basis": basis}
    if curve is None:
        return pl.DataFrame(silent | {"why_not": "longer" if basis else "class", "seen": seen}, schema=_TOLD)
    dated = ~np.isnan(planned)
    expected, is_bound = curve.restricted_mean(months)
    chances = curve.completed_by(np.where(dated, planned, 0.0))
    told = silent | {"projects": curve.projects, "completions": curve.completions}
    told |= {
        name: pl.Series(np.where(dated, at, np.nan)).fill_nan(None) for name, at in zip(CHANCES, chances, strict=True)
    }
    told["expected_slip_months"] = [None if plan != plan else round(expected - plan, 1) for plan in planned.tolist()]
    told["is_lower_bound"] = [is_bound if is_dated else None for is_dated in dated]
    told["why_not"] = [None if is_dated else "undated" for is_dated in dated]
    return pl.DataFrame(told, schema=_TOLD)


_CLASS = ("progress_is_synthetic", "sector", "nature")
_LEVELS = ((_CLASS, "同行业同性质"), (_CLASS[:2], "同行业"), (_CLASS[:1], "全部项目"))


class _Classes:
    """The started projects of a snapshot by class: what each took or has run, counted once."""

    def __init__(self, projects: pl.DataFrame) -> None:
        started = projects.filter(pl.col("status").is_in(["completed", "under_way", "suspended"]), pl.col("months") > 0)
        self._durations = [
            {
                key: Durations.of(rows["months"].to_numpy(), (rows["status"] == "completed").to_numpy())
                for key, rows in started.partition_by(names, as_dict=True).items()
            }
            for names, _ in _LEVELS
        ]

    def curve_for(self, *project: object) -> tuple[Curve | None, str | None, int]:
        """Of invented or not, sector, nature and months run: the curve of those that took longer, and their class.

        Without a curve the number of completions that were too few: of the class named, or of every one.
        """
        *place, months = project
        most = 0
        for (names, label), by_class in zip(_LEVELS, self._durations, strict=True):
            durations = by_class.get(tuple(place[: len(names)]))
            completions = durations.completions if durations else 0
            most = max(most, completions)
            if durations is None or completions < ENOUGH:
                continue
            longer = durations.longer_than(float(str(months)))
            if longer.completions < _ENOUGH_LONGER:
                return None, label, longer.completions
            return longer.curve(), label, 0
        return None, None, most


def why_silent(told: Mapping[str, Any]) -> str | None:
    """Why nothing is forecast of a row of `forecasts`; None where something is."""
    match told["why_not"]:
        case "undated":
            return t("未定工期，无从比较")
        case "longer":
            return t(
                "{basis}中工期超过 {span}后竣工的只有 {count} 个，证据不足",
                basis=t(told["basis"]), span=t("{count} 个月", count=f"{told['months_run']:.0f}"), count=told["seen"],
            )  # fmt: skip
        case "class":
            n = told["seen"]
            return t("已观察到的竣工项目只有 {count} 个（至少要 {enough} 个），证据不足", count=n, enough=ENOUGH)
        case _:
            return None


def worded(told: pl.DataFrame) -> pl.DataFrame:
    """Rows of `forecasts` as `FORECAST_SCHEMA` has them, in the language being spoken."""
    reasons = pl.Series("reason", [why_silent(row) for row in told.iter_rows(named=True)], dtype=pl.String)
    return told.with_columns(reasons).select(list(FORECAST_SCHEMA))


def backtest(cursor: Cursor, as_of: date, held_back: date) -> pl.DataFrame:
    """What a forecast made at `held_back` said of completion by `as_of`, against what happened.

    One row per band of probability (0-20 %, …): `projects`, `forecast` (mean), `observed` (share completed).
    """
    before = known(cursor, held_back)
    running = before.filter(_IS_RUNNING)
    further = _months(held_back, as_of)
    chances = np.full(running.height, np.nan)
    for rows, months, curve, _, _ in _by_class(running, _Classes(before)):
        if curve:
            chances[rows] = curve.completed_by(months + further)[0]
    done = list_projects(cursor, PortfolioFilter(), as_of, columns=["project_id"], only="status = 'completed'")
    frame = pl.DataFrame(
        {"forecast": chances, "observed": running["project_id"].is_in(done["project_id"].implode())}
    ).filter(pl.col("forecast").is_not_nan())
    band = (pl.col("forecast") * 5).cast(pl.Int64).clip(upper_bound=4).alias("band")
    bands = frame.group_by(band).agg(pl.len().alias("projects"), pl.col("forecast", "observed").mean())
    return bands.sort("band").with_columns(
        pl.format("{}-{}%", pl.col("band") * 20, pl.col("band") * 20 + 20).alias("band")
    )


def _months_between(first: pl.Series, last: pl.Series) -> pl.Series:
    """`_months` of each pair of days; null where either is. Each pair of days that occurs is worked out once."""
    pairs = pl.DataFrame({"first": first, "last": last})
    distinct = pairs.unique().drop_nulls()
    worked_out = pl.Series("months", [_months(*days) for days in distinct.iter_rows()], dtype=pl.Float64)
    found = pairs.join(distinct.with_columns(worked_out), on=["first", "last"], how="left", maintain_order="left")
    return found["months"]


def _months(first: date, last: date) -> float:
    """Months from the beginning of one day to the end of another: 1 January to 30 June is 6."""
    begun = (first.day - 1) / monthrange(first.year, first.month)[1]
    ended = last.day / monthrange(last.year, last.month)[1]
    return max(0.0, round((last.year - first.year) * 12 + last.month - first.month + ended - begun, 1))
