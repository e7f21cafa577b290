"""What the sheet of each month says of invented projects: an S curve of spending, funds ahead of it, payments behind.

One prefecture in eight reports every quarter, one county in twenty-five is silent in a month, one row in fifty is
missing. A finish is forecast as planned until two thirds of the building time are over.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from etl.contract.values import Region
from etl.samples.nation.listings import NEVER, SOURCES, Calendar, words

STATUSES = {"not_started": "未开工", "under_way": "在建", "suspended": "停工", "completed": "已竣工"}
"""Status -> how the sheets call it."""


def is_quarterly(county: Region, seed: int) -> bool:
    """Whether the prefecture of a county reports at the end of each quarter alone."""
    return bool(np.random.default_rng([seed, int(county.region_id[:4]), 4]).random() < 1 / 8)


def of_counties(listings: Mapping[Region, pl.DataFrame], seed: int, calendar: Calendar) -> pl.DataFrame:
    """One row for each project and month that its county reports: `month` (its number), amounts, status, dates, words.

    `listings`: what the lists say of the projects of each county. Counties together take less time than one by one.
    """
    told = pl.concat(_told(rows, county, seed, calendar) for county, rows in listings.items())
    return _money(told.sort("month", maintain_order=True)).with_columns(**_words()).with_columns(**_dates())


def _told(listings: pl.DataFrame, county: Region, seed: int, calendar: Calendar) -> pl.DataFrame:
    """The rows of a county in the months in which it reports."""
    draw = np.random.default_rng([seed, int(county.region_id), 12])
    quarterly = is_quarterly(county, seed)
    silent = draw.random(len(calendar.months)) < 0.04
    told = [
        month
        for place, month in enumerate(calendar.months)
        if (place == 0 or not silent[place]) and not (quarterly and month % 3 != 2)
    ]
    months = pl.DataFrame({"month": told}, {"month": pl.Int64}).with_columns(year=pl.col("month") // 12)
    rows = listings.with_columns(is_quarterly=pl.lit(quarterly)).join(months, on="year", maintain_order="left_right")
    return rows.filter(pl.Series(draw.random(rows.height) >= 0.02))


def _share(month: pl.Expr) -> pl.Expr:
    """Share of the cost that is spent at the end of a month: 3t² - 2t³ over the building time."""
    last = pl.min_horizontal(month, pl.col("stops_at"))
    t = ((last - pl.col("start") + 1) / pl.col("months")).clip(0.0, 1.0)
    return 3 * t**2 - 2 * t**3


def _planned_share(month: pl.Expr) -> pl.Expr:
    t = ((month - pl.col("planned_start") + 1) / pl.col("planned_months")).clip(0.0, 1.0)
    return 3 * t**2 - 2 * t**3


def _of(amount: str, share: pl.Expr) -> pl.Expr:
    return (pl.col(amount) * share).floor().cast(pl.Int64)


def year_plan() -> pl.Expr:
    """What is planned for the year of a list or sheet: what is left of the plan, or a twentieth for what is late."""
    before = _of("cost", _share(pl.col("year") * 12 - 1))
    planned = _of("total", _planned_share(pl.col("year") * 12 + 11))
    return pl.max_horizontal(planned - before, pl.col("total") // 20)


def _money(rows: pl.DataFrame) -> pl.DataFrame:
    month = pl.col("month")
    amounts = {
        "invested_total": _of("cost", _share(month)),
        "invested_last": _of("cost", _share(month - 1)),
        "invested_before_year": _of("cost", _share(pl.col("year") * 12 - 1)),
        "arrived": _of("cost", (_share(month + 3) * 1.02).clip(0.0, 1.0)),
        "annual_plan": year_plan(),
    }
    parts = {name: pl.col("arrived") * pl.col(f"share_{name}") // 100 for name in list(SOURCES)[:-1]}
    has = {name: pl.when(pl.col(f"share_{name}") > 0).then(part) for name, part in parts.items()}
    return rows.with_columns(**amounts).with_columns(
        invested_month=pl.when(~pl.col("is_quarterly")).then(pl.col("invested_total") - pl.col("invested_last")),
        invested_year=pl.col("invested_total") - pl.col("invested_before_year"),
        paid=pl.col("invested_last"),
        **{f"arrived_{name}": part for name, part in has.items()},
        arrived_self_raised=pl.col("arrived") - pl.sum_horizontal(parts.values()),
    )


def _words() -> dict[str, pl.Expr]:
    month, start = pl.col("month"), pl.col("start")
    status = (
        pl.when(month < start).then(pl.lit("not_started")).when(month >= pl.col("stops_at")).then(pl.lit("suspended"))
        .when(month >= pl.col("done")).then(pl.lit("completed")).otherwise(pl.lit("under_way"))
    )  # fmt: skip
    late = (month > pl.col("planned_finish")) & (month < pl.col("done"))
    steps = words("next_steps")
    next_step = (
        pl.when(month < start).then(pl.lit(steps[4])).when(late).then(pl.lit(steps[3]))
        .when(month >= pl.col("done") - 2).then(pl.lit(steps[2])).when(month % 2 == 0).then(pl.lit(steps[1]))
        .otherwise(pl.lit(steps[0]))
    )  # fmt: skip
    return {
        "status": status,
        "physical_pct": pl.when(month >= start).then((_share(month) * 100).floor().cast(pl.Int64)),
        "problems": pl.when((late | pl.col("has_problem") | (month >= pl.col("stops_at"))) & (month < pl.col("done")))
        .then("problem"),
        "next_steps": pl.when(month < pl.col("done")).then(next_step),
    }  # fmt: skip


def _dates() -> dict[str, pl.Expr]:
    """Numbers of the months in which a project started, and is said to end or ended."""
    month, start, done = pl.col("month"), pl.col("start"), pl.col("done")
    planned = pl.when(start == NEVER).then("planned_finish").otherwise(start + pl.col("planned_months") - 1)
    is_told = month >= start + pl.col("months") * 2 // 3
    finish = pl.when(is_told).then(start + pl.col("months") - 1).otherwise(planned)
    is_done = pl.col("status") == "completed"
    return {
        "actual_start": pl.when(month >= start).then(start),
        "forecast_finish": pl.when(~is_done).then(pl.max_horizontal(finish, month)),
        "actual_finish": pl.when(is_done).then(done),
    }
