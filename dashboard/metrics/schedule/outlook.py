"""What is known and expected of the projects that have reported, ranked once for a date; a filter chooses from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars._typing import PolarsDataType as PolarsType

from dashboard.filter import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import project_numbers
from dashboard.metrics.schedule.forecast import CHANCES, HAS_REPORT, forecasts, known, why_silent, worded
from dashboard.metrics.schedule.monthly_reports import changed
from dashboard.words.labels import LATENESS_LABELS
from dashboard.words.problem_words import in_brief
from dashboard.words.slips import slip_months_words
from dashboard.words.translate import t

Row = Mapping[str, Any]
Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Some rows of a frame in an order: `rows` are their numbers in it, `projects` those of their projects."""

    frame: pl.DataFrame
    rows: Numbers
    projects: Numbers

    @classmethod
    def of(cls, frame: pl.DataFrame, *order: pl.Expr, descending: Sequence[bool] = ()) -> Ranking:
        """All rows of a frame, sorted by these, nulls last; as they stand without."""
        numbered = frame.with_row_index("place")
        if order:
            numbered = numbered.sort(order, descending=descending, nulls_last=True, maintain_order=True)
        return cls(frame, numbered["place"].to_numpy(), numbered["project_no"].to_numpy())

    @property
    def height(self) -> int:
        """How many rows there are."""
        return int(self.rows.size)

    def of_projects(self, chosen: Numbers) -> Ranking:
        """The rows of these projects."""
        kept = np.isin(self.projects, chosen, kind="table")
        return Ranking(self.frame, self.rows[kept], self.projects[kept])

    def first(self, most: int | None = None) -> pl.DataFrame:
        """So many of the rows, all of them without `most`."""
        return self.frame[self.rows[:most]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Projects that have reported.

    `current` and `original` have those with a date, the latest against this plan first; `overdue`, `finished_late` and
    `forecast_late` those that are so against the current plan, the latest first; `changes` those that changed between
    the last two reports; `forecasts` those that run, in the order of the documents; `chances` those of which something
    is forecast, the least likely first; `warnings` those that lose months, the heaviest first; `other_warnings` the
    same without those that are late in any of the three ways.
    """

    current: Ranking
    original: Ranking
    overdue: Ranking
    finished_late: Ranking
    forecast_late: Ranking
    changes: Ranking
    forecasts: Ranking
    chances: Ranking
    warnings: Ranking
    other_warnings: Ranking


def outlook(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> Outlook:
    """What is known and expected of the filtered projects that have reported by the as-of date.

    The curves are made of all projects of the snapshot, not of the filtered ones alone, so that all is worked out
    once per as-of date and the filter chooses from it.
    """
    whole = cursor.keep(("outlook", as_of), lambda: _outlook_of_all(known(cursor, as_of)))
    chosen = project_numbers(cursor, portfolio, as_of, HAS_REPORT)
    return Outlook(*(getattr(whole, field.name).of_projects(chosen) for field in fields(Outlook)))


def _outlook_of_all(projects: pl.DataFrame) -> Outlook:
    """The outlook of all projects that have reported, which is what `known` gives."""
    told = forecasts(projects)
    warned = _warned(projects, told)
    dated = projects.filter(
        pl.any_horizontal(pl.col("current_finish", "original_finish", "actual_start").is_not_null())
    )
    amount, chance = pl.col("total_investment_wan").fill_null(0), pl.col(CHANCES[0])
    slip = {plan: pl.col(f"{plan}_finish_slip_months") for plan in ("current", "original")}
    late = {
        word: Ranking.of(projects.filter(current_lateness=word), slip["current"], descending=[True])
        for word in LATENESS_LABELS
    }
    heaviest = (pl.col("weight"), pl.col("months_lost"), pl.col("project_id"))
    worst = (True, True, False)
    return Outlook(
        current=Ranking.of(dated, slip["current"], amount, pl.col("project_id"), descending=worst),
        original=Ranking.of(dated, slip["original"], amount, pl.col("project_id"), descending=worst),
        **late,
        changes=Ranking.of(changed(projects)),
        forecasts=Ranking.of(told),
        chances=Ranking.of(told.filter(chance.is_not_null()), chance, descending=[False]),
        warnings=Ranking.of(warned, *heaviest, descending=worst),
        other_warnings=Ranking.of(warned.filter(pl.col("current_lateness").is_null()), *heaviest, descending=worst),
    )


def _warned(projects: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Open projects that lose months, and what is forecast of them. Months lost are the greatest of the slip that is
    known, the start slip and the expected slip, where each speaks; `weight` is months × investment (万元·月)."""
    expected = told.select("project_no", "basis", "projects", "completions", *CHANCES, "expected_slip_months")
    is_open = pl.col("status").is_in(["under_way", "not_started", "suspended"])
    start = pl.when(~pl.col("is_started")).then("current_start_slip_months")
    lost = pl.max_horizontal("current_finish_slip_months", "expected_slip_months", start).alias("months_lost")
    amount = pl.col("total_investment_wan").cast(pl.Float64).fill_null(0)
    joined = projects.filter(is_open).join(expected, on="project_no", how="left", maintain_order="left")
    return (
        joined.with_columns(lost)
        .filter(pl.col("months_lost") > 0)
        .with_columns((pl.col("months_lost") * amount).alias("weight"))
    )


def forecast(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per open, started project of the filter: probability of completion by the current plan's finish with
    its interval, expected slip in months, and the class with its n; or `reason` why nothing is said.
    """
    return worded(outlook(cursor, portfolio, as_of).forecasts.first())


def silences(told: Ranking) -> list[tuple[str, int]]:
    """Why nothing is forecast of some of these: each reason with its number of projects, the most frequent first."""
    columns = ("why_not", "basis", "months_run", "seen")
    silent = told.frame.select(columns)[told.rows].filter(pl.col("why_not").is_not_null())
    counts: Counter[str] = Counter()
    for row in silent.group_by(columns, maintain_order=True).len().iter_rows(named=True):
        counts[why_silent(row) or ""] += row["len"]
    return counts.most_common()


WARNING_SCHEMA: Mapping[str, PolarsType] = {
    "project_id": pl.String, "name": pl.String, "region_id": pl.String, "region_name": pl.String, "status": pl.String,
    "current_lateness": pl.String, "months_lost": pl.Float64, "total_investment_wan": pl.Decimal(38, 6),
    "weight": pl.Float64, "reasons": pl.String, "progress_is_synthetic": pl.Boolean,
}  # fmt: skip


def early_warnings(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Open projects with a reason to worry, ranked by expected months lost × investment (`weight`, 万元·月)."""
    return with_reasons(outlook(cursor, portfolio, as_of).warnings.first(), as_of)


def with_reasons(warned: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """Rows of a ranking of warnings as `WARNING_SCHEMA` has them, in the language being spoken."""
    reasons = ["；".join(_reasons(row, as_of)) for row in warned.iter_rows(named=True)]
    told = warned.with_columns(pl.Series("reasons", reasons, dtype=pl.String))
    return told.select(pl.col(name).cast(kind) for name, kind in WARNING_SCHEMA.items())


def _reasons(row: Row, as_of: date | None) -> list[str]:
    slip, start = row["current_finish_slip_months"] or 0, row["current_start_slip_months"] or 0
    reasons = []
    if row["status"] == "suspended":
        reasons.append(t("停工"))
    if slip > 0:
        reasons.append(slip_months_words(row, "current"))
    if not row["is_started"] and start > 0:
        reasons.append(_start(start, row["current_start_slip_bound"]))
    if (row["slipped_since_last_months"] or 0) > 0:
        reasons.append(t("较上次报送又推迟 {count} 个月", count=f"{row['slipped_since_last_months']:g}"))
    if (row["expected_slip_months"] or 0) > 0:
        chance, low, high = (f"{row[name]:.0%}" for name in CHANCES)
        reasons.append(
            t("按{basis} {count} 个项目（竣工 {done} 个）推算，按期竣工概率 {chance}（{low}至{high}）",
              basis=t(row["basis"]), count=row["projects"], done=row["completions"], chance=chance, low=low, high=high)
        )  # fmt: skip
    reasons += _behind(row, as_of)
    problem = in_brief(row["problem_causes"], row["problems"])
    if reasons and problem:
        reasons.append(problem)
    return reasons


def _start(months: float, bound: str) -> str:
    """The start slip of a project that has not begun: due by now, or to come later than planned."""
    if bound == "forecast":
        return t("未开工，开工预计推迟 {count} 个月", count=f"{months:g}")
    return t("应开工未开工，开工至少推迟 {count} 个月", count=f"{months:g}")


def _behind(row: Row, as_of: date | None) -> list[str]:
    plan, done = row["annual_plan_wan"], row["invested_year_wan"]
    if not plan or done is None or as_of is None:
        return []
    behind = 100 * as_of.month / 12 - float(100 * done / plan)
    return [t("投资完成率落后序时进度 {points} 个百分点", points=f"{behind:.0f}")] if behind >= 10 else []
