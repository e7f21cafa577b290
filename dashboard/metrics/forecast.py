"""Forecast of completion by Kaplan-Meier on the months from actual start to completion; open projects are censored.

A forecast speaks only where its class (sector and nature; else sector; else all) has at least `ENOUGH` completions
observed by the as-of date, and says of how many projects it is made. Invented and reported progress are never mixed.
For a project that has run for e months the curve is made of those that took longer than e.
"""

from __future__ import annotations

import warnings
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

import polars as pl
from polars._typing import PolarsDataType as PolarsType

from dashboard.filters import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import list_projects
from dashboard.words import language, t

ENOUGH = 10
"""Observed completions that a class needs before it says anything."""

_ENOUGH_LONGER = 3
_LEVEL = 0.95

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Curve:
    """Share not yet completed after so many months, a step function, with its interval (log-log, 95 %)."""

    times: tuple[float, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    projects: int
    completions: int
    lasted: tuple[float, ...] = ()

    def completed_by(self, months: float) -> tuple[float, float, float]:
        """Probability of completion within so many months, with its interval.

        Where none of n was completed by then, the upper end is what n failures in a row leave possible.
        """
        at = [index for index, time in enumerate(self.times) if time <= months]
        if not at or self.survival[at[-1]] == 1:
            watched = sum(duration >= months for duration in self.lasted)
            return 0.0, 0.0, 1 - ((1 - _LEVEL) / 2) ** (1 / watched) if watched else 1.0
        return 1 - self.survival[at[-1]], 1 - self.high[at[-1]], 1 - self.low[at[-1]]

    def median(self) -> float | None:
        """Months after which half are completed; None where the curve does not come down to a half."""
        return next((t for t, share in zip(self.times, self.survival, strict=True) if share <= 0.5 + 1e-9), None)

    def restricted_mean(self, since: float) -> tuple[float, bool]:
        """Expected months to completion of one that has run for `since`; True where it is a lower bound."""
        area, last, share = since, since, 1.0
        for time, after in zip(self.times, self.survival, strict=True):
            area += max(time - last, 0) * share
            last, share = max(time, last), after
        return area, share > 1e-9


def kaplan_meier(months: Sequence[float], completed: Sequence[bool]) -> Curve:
    """The Kaplan-Meier curve of durations, of which those not `completed` are censored. Needs one completion."""
    from scipy.stats import CensoredData, ecdf  # slow to import, and few pages need it

    sample = CensoredData.right_censored(list(months), [not done for done in completed])
    survival = ecdf(sample).sf
    with warnings.catch_warnings():  # undefined where all or none are completed: filled in below
        warnings.simplefilter("ignore", RuntimeWarning)
        low, high = survival.confidence_interval(_LEVEL, method="log-log")
    steps = [survival.quantiles, survival.probabilities, low.probabilities, high.probabilities]
    times, shares, lows, highs = ([float(value) for value in values] for values in steps)
    for index, share in enumerate(shares):
        if isnan(lows[index]) or isnan(highs[index]):
            lows[index] = 1.0 if share == 1 else 0.0
            highs[index] = 1.0 if share == 1 or index == 0 else highs[index - 1]
    return Curve(tuple(times), tuple(shares), tuple(lows), tuple(highs), len(months), sum(completed), tuple(months))


_COLUMNS = (
    "project_id", "name", "region_id", "region_name", "sector", "nature", "status", "actual_start", "actual_finish",
    "completed_month", "report_month", "current_finish", "original_finish", "current_finish_slip_months",
    "current_finish_slip_bound", "current_start_slip_months", "slipped_since_last_months", "forecast_finish",
    "total_investment_wan", "annual_plan_wan", "invested_year_wan", "problems", "plan_position", "is_started",
    "progress_is_synthetic", "original_start", "current_start", "finish_reached", "original_finish_slip_months",
    "original_finish_slip_bound", "original_is_late", "current_is_late", "current_finish_is_derived",
    "original_finish_is_derived", "no_slip_reason", "last_month", "last_status", "last_forecast_finish",
)  # fmt: skip
_HAS_REPORT = "status IN ('completed', 'under_way', 'suspended', 'not_started')"

FORECAST_SCHEMA: Mapping[str, PolarsType] = {
    "project_id": pl.String, "name": pl.String, "region_name": pl.String, "months_run": pl.Float64,
    "probability_on_time": pl.Float64, "probability_low": pl.Float64, "probability_high": pl.Float64,
    "expected_slip_months": pl.Float64, "is_lower_bound": pl.Boolean, "basis": pl.String, "projects": pl.Int64,
    "completions": pl.Int64, "reason": pl.String, "progress_is_synthetic": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlook:
    """The filtered projects that have reported (`projects`, with both plans and slips), what is forecast of those that
    run, and the early warnings: one query for a page that shows all three."""

    projects: pl.DataFrame
    forecast: pl.DataFrame
    warnings: pl.DataFrame


def outlook(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> Outlook:
    """What is known and expected of the filtered projects that have reported by the as-of date.

    The curves are made of all projects of the snapshot, not of the filtered ones alone, so that all is worked out
    once per as-of date and the filter chooses from it.
    """
    whole = cursor.keep(("outlook", as_of, language()), lambda: _outlook_of_all(cursor, as_of))
    ids = list_projects(cursor, portfolio, as_of, columns=["project_id"], only=_HAS_REPORT)
    return Outlook(
        *(
            frame.join(ids, on="project_id", how="semi", maintain_order="left")
            for frame in (whole.projects, whole.forecast, whole.warnings)
        )
    )


def _outlook_of_all(cursor: Cursor, as_of: date | None) -> Outlook:
    """The outlook of all projects that have reported."""
    projects = _known(cursor, as_of)
    rows = projects.to_dicts()
    alike = _Alike(rows)
    found = [_forecast(row, alike) for row in rows if _is_running(row)]
    told = pl.DataFrame([{name: row.get(name) for name in FORECAST_SCHEMA} for row in found], schema=FORECAST_SCHEMA)
    return Outlook(projects, told, _warnings(rows, told, as_of))


def forecast(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per open, started project of the filter: probability of completion by the current plan's finish with
    its interval, expected slip in months, and the class with its n; or `reason` why nothing is said.
    """
    return outlook(cursor, portfolio, as_of).forecast


def backtest(cursor: Cursor, as_of: date, held_back: date) -> pl.DataFrame:
    """What a forecast made at `held_back` said of completion by `as_of`, against what happened.

    One row per band of probability (0-20 %, …): `projects`, `forecast` (mean), `observed` (share completed).
    """
    before = _known(cursor, held_back).to_dicts()
    alike = _Alike(before)
    done = {row["project_id"] for row in _known(cursor, as_of).to_dicts() if row["status"] == "completed"}
    pairs = []
    for row in before:
        if not _is_running(row):
            continue
        curve, _, _ = alike.curve_for(row)
        if curve:
            chance = curve.completed_by(row["months"] + _months(held_back, as_of))[0]
            pairs.append((min(int(chance * 5), 4), chance, row["project_id"] in done))
    schema = {"band": pl.Int64, "forecast": pl.Float64, "observed": pl.Boolean}
    frame = pl.DataFrame(pairs, schema=schema, orient="row")
    bands = frame.group_by("band").agg(pl.len().alias("projects"), pl.col("forecast", "observed").mean())
    return bands.sort("band").with_columns(
        pl.format("{}-{}%", pl.col("band") * 20, pl.col("band") * 20 + 20).alias("band")
    )


def _known(cursor: Cursor, as_of: date | None) -> pl.DataFrame:
    """Projects that have reported, with `months` from actual start to completion, or to the last report where open."""
    frame = list_projects(cursor, PortfolioFilter(), as_of, columns=_COLUMNS, few=True, only=_HAS_REPORT)
    months = [_months_run(row) for row in frame.iter_rows(named=True)]
    return frame.with_columns(pl.Series("months", months, dtype=pl.Float64))


def _months_run(row: Row) -> float | None:
    end = (row["actual_finish"] or row["completed_month"]) if row["status"] == "completed" else row["report_month"]
    return _months(row["actual_start"], end) if row["actual_start"] and end else None


def _is_running(row: Row) -> bool:
    return row["status"] in ("under_way", "suspended") and row["months"] is not None


def _months(first: date, last: date) -> float:
    """Months from the beginning of one day to the end of another: 1 January to 30 June is 6."""
    begun = (first.day - 1) / monthrange(first.year, first.month)[1]
    ended = last.day / monthrange(last.year, last.month)[1]
    return max(0.0, round((last.year - first.year) * 12 + last.month - first.month + ended - begun, 1))


_GROUPS = ((("sector", "nature"), "同行业同性质"), (("sector",), "同行业"), ((), "全部项目"))
Told = tuple[Curve | None, str, str]


class _Alike:
    """The started projects of a snapshot by class, and the curves made of them, each made once."""

    def __init__(self, everything: list[Row]) -> None:
        self._groups: dict[tuple[object, ...], list[Row]] = {}
        self._told: dict[tuple[object, ...], Told] = {}
        for row in everything:
            if row["months"] and row["status"] in ("completed", "under_way", "suspended"):
                for names, _ in _GROUPS:
                    self._groups.setdefault(_key(row, names), []).append(row)

    def curve_for(self, row: Row) -> Told:
        """Curve of those that took longer than the project has run, the class that it is made of, else the reason."""
        key = (*_key(row, _GROUPS[0][0]), row["months"])
        if key not in self._told:
            self._told[key] = self._curve_for(row)
        return self._told[key]

    def _curve_for(self, row: Row) -> Told:
        most = 0
        for names, label in _GROUPS:
            group = self._groups.get(_key(row, names), [])
            completions = sum(other["status"] == "completed" for other in group)
            most = max(most, completions)
            if completions < ENOUGH:
                continue
            longer = [other for other in group if other["months"] > row["months"]]
            done = [other["status"] == "completed" for other in longer]
            if sum(done) < _ENOUGH_LONGER:
                reason = t(
                    "{basis}中工期超过 {months} 个月后竣工的只有 {n} 个，证据不足",
                    basis=t(label),
                    months=f"{row['months']:.0f}",
                    n=sum(done),
                )
                return None, label, reason
            return kaplan_meier([other["months"] for other in longer], done), label, ""
        return None, "", t("已观察到的竣工项目只有 {n} 个（至少要 {enough} 个），证据不足", n=most, enough=ENOUGH)


def _key(row: Row, names: Sequence[str]) -> tuple[object, ...]:
    return (row["progress_is_synthetic"], names, *(row[name] for name in names))


def _forecast(row: Row, alike: _Alike) -> Row:
    curve, label, reason = alike.curve_for(row)
    told = {**row, "months_run": row["months"], "basis": label or None, "reason": reason or None}
    if curve is None:
        return told
    told |= {"projects": curve.projects, "completions": curve.completions}
    if row["current_finish"] is None:
        return told | {"reason": t("未定工期，无从比较")}
    planned = _months(row["actual_start"], row["current_finish"])
    chance, low, high = curve.completed_by(planned)
    expected, bound = curve.restricted_mean(row["months"])
    return told | {
        "probability_on_time": chance, "probability_low": low, "probability_high": high,
        "expected_slip_months": round(expected - planned, 1), "is_lower_bound": bound,
    }  # fmt: skip


WARNING_SCHEMA: Mapping[str, PolarsType] = {
    "project_id": pl.String, "name": pl.String, "region_id": pl.String, "region_name": pl.String, "status": pl.String,
    "months_lost": pl.Float64, "total_investment_wan": pl.Decimal(38, 6), "weight": pl.Float64, "reasons": pl.String,
    "progress_is_synthetic": pl.Boolean,
}  # fmt: skip


def early_warnings(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Open projects with a reason to worry, ranked by expected months lost × investment (`weight`, 万元·月).

    Months lost are the greatest of the slip that is known, the start slip and the expected slip, where each speaks.
    """
    return outlook(cursor, portfolio, as_of).warnings


def _warnings(projects: list[Row], forecasts: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    expected = {row["project_id"]: row for row in forecasts.to_dicts()}
    rows = []
    for row in projects:
        if row["status"] not in ("under_way", "not_started", "suspended"):
            continue
        told = expected.get(row["project_id"], {})
        reasons = _reasons(row, told, as_of)
        slips = [row["current_finish_slip_months"], told.get("expected_slip_months")]
        slips += [row["current_start_slip_months"]] if not row["is_started"] else []
        lost = max((slip for slip in slips if slip is not None), default=0.0)
        if reasons and lost > 0:
            weight = lost * float(row["total_investment_wan"] or 0)
            told = {"months_lost": lost, "weight": weight, "reasons": "；".join(reasons)}
            rows.append({name: row.get(name) for name in WARNING_SCHEMA} | told)
    frame = pl.DataFrame(rows, schema=WARNING_SCHEMA)
    return frame.sort(["weight", "months_lost", "project_id"], descending=[True, True, False])


def _reasons(row: Row, told: Row, as_of: date | None) -> list[str]:
    slip, start = row["current_finish_slip_months"] or 0, row["current_start_slip_months"] or 0
    reasons = []
    if row["status"] == "suspended":
        reasons.append(t("停工"))
    if slip > 0:
        reasons.append(_late(row, f"{slip:g}"))
    if not row["is_started"] and start > 0:
        reasons.append(t("应开工未开工，已晚 {months} 个月", months=f"{start:g}"))
    if (row["slipped_since_last_months"] or 0) > 0:
        reasons.append(t("较上次报送又推迟 {months} 个月", months=f"{row['slipped_since_last_months']:g}"))
    if told.get("expected_slip_months") is not None and told["expected_slip_months"] > 0:
        names = ("probability_on_time", "probability_low", "probability_high")
        chance, low, high = (f"{told[name]:.0%}" for name in names)
        reasons.append(
            t("按{basis} {n} 个项目（竣工 {done} 个）推算，按期竣工概率 {chance}（{low}至{high}）",
              basis=t(told["basis"]), n=told["projects"], done=told["completions"], chance=chance, low=low, high=high)
        )  # fmt: skip
    reasons += _behind(row, as_of)
    problems = (row["problems"] or "").strip()
    if reasons and problems not in ("", "无", "/"):
        reasons.append(t("存在问题：{words}", words=problems))
    return reasons


def _late(row: Row, months: str) -> str:
    is_bound = row["current_finish_slip_bound"] == "at_least"
    if row["plan_position"] == "past_finish":
        bounded = t("已过计划竣工时间仍未竣工，逾期至少 {months} 个月", months=months)
        return bounded if is_bound else t("已过计划竣工时间仍未竣工，逾期 {months} 个月", months=months)
    bounded = t("预计竣工比计划晚至少 {months} 个月", months=months)
    return bounded if is_bound else t("预计竣工比计划晚 {months} 个月", months=months)


def _behind(row: Row, as_of: date | None) -> list[str]:
    plan, done = row["annual_plan_wan"], row["invested_year_wan"]
    if not plan or done is None or as_of is None:
        return []
    behind = 100 * as_of.month / 12 - float(100 * done / plan)
    return [t("投资完成率落后序时进度 {points} 个百分点", points=f"{behind:.0f}")] if behind >= 10 else []
