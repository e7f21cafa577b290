"""The year's end of an invented prefecture, worked out a second time in Polars, at every month's end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from etl.pipeline.at_work import at_work
from etl.samples.nation import generate, listings, lists, offices, reports, sheets
from etl.samples.nation.listings import Calendar
from etl.snapshot import publish

SEED, YEARS = 11, Calendar.of(40)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """景德镇市 with 40 months, of which some amounts, plans and states were left out."""
    home = tmp_path_factory.mktemp("year_ends")
    office = next(one for one in offices.offices("prefecture") if one.code == "360200")
    listed = {one: listings.of_county(one, 25, SEED, YEARS) for one in office.counties}
    told = reports.of_counties(listed, SEED, YEARS)
    papers = [*lists.of_office(office, pl.concat(listed.values())), *sheets.of_office(office, told)]
    with at_work(home) as store:
        store.fill((_with_gaps(generate.as_read(paper)), paper.data) for paper in papers)
        made = publish.publish(store, lambda _: None)
    return publish.folder(home) / made.snapshot


def _with_gaps(document: generate.ReadDocument) -> generate.ReadDocument:
    """A report in eleven without what was done this year, one in seven without its plan, one in thirteen suspended."""
    rows = document.frames["progress_reports"]
    number = pl.col("progress_id").hash(seed=SEED)
    document.frames["progress_reports"] = rows.with_columns(
        invested_year_wan=pl.when(number % 11 > 0).then("invested_year_wan"),
        annual_plan_wan=pl.when(number % 7 > 0).then("annual_plan_wan"),
        status=pl.when(number % 13 == 0).then(pl.lit("suspended")).otherwise("status"),
    )
    return document


def worked_out(told: pl.DataFrame, totals: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Least, expected and most of every project at a month's end, from the sheets' amounts alone."""
    told = told.with_columns(year=pl.col("month").dt.year(), number=pl.col("month").dt.month()).sort("month")
    so_far = told.filter(pl.col("month") <= as_of)
    state = so_far.group_by("project_id").agg(status=pl.col("status").drop_nulls().last())
    this_year = so_far.filter(pl.col("year") == as_of.year)
    amount = pl.col("invested_year_wan")
    now = this_year.group_by("project_id").agg(
        done=amount.drop_nulls().last(), n=pl.col("number").filter(amount.is_not_null()).last(),
        plan=pl.col("annual_plan_wan").drop_nulls().last(),
        before=pl.col("invested_before_year_wan").drop_nulls().last(),
    )  # fmt: skip
    years = told.filter((pl.col("year") < as_of.year) & amount.is_not_null())
    final = years.filter(number=12).select("project_id", "year", final="invested_year_wan")
    past = years.join(final, on=["project_id", "year"]).group_by("project_id", n="number").agg(
        then=amount.sum(), final=pl.col("final").sum()
    )  # fmt: skip
    rows = totals.join(now, on="project_id", how="left").join(state, on="project_id", how="left")
    rows = rows.join(past, on=["project_id", "n"], how="left")
    done, n, stands = pl.col("done"), pl.col("n"), pl.col("status") == "suspended"
    over = pl.col("status").is_in(["completed", "cancelled"]) | (n == 12)
    is_like = (pl.col("then") > 0) & (pl.col("then") >= 0.1 * pl.col("final"))
    ways = {
        "pace": pl.when(n >= 3).then(pl.when(stands).then(done).otherwise(done / n * 12)),
        "past": pl.when((n >= 3) & is_like).then(
            pl.when(stands).then(done).otherwise(done / (pl.col("then") / pl.col("final")))),
        "plan": pl.min_horizontal(pl.col("plan"), done + pl.col("plan") * (12 - n) / 12),
    }  # fmt: skip
    rest = pl.max_horizontal("total", "sheet_total") - pl.col("before")
    limited = [
        pl.when(over).then(done).when(way.is_not_null()).then(pl.max_horizontal(done, pl.min_horizontal(way, rest)))
        .round(2).alias(name)
        for name, way in ways.items()
    ]  # fmt: skip
    fresh = over | (as_of.month - n <= 3)
    found = rows.filter(done.is_not_null() & fresh).select("project_id", *limited)
    known = pl.concat_list("pace", "past", "plan").list.drop_nulls()
    return found.filter(known.list.len() > 1).select(
        "project_id", low=known.list.min(), middle=known.list.median(), high=known.list.max()
    )


def test_every_month_s_end_is_worked_out_alike(snapshot: Path) -> None:
    names = ("status", "invested_year_wan", "annual_plan_wan", "invested_before_year_wan", "sheet_investment_wan")
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        told = connection.sql(
            f"select project_id, month, {', '.join(names)} from project_months where is_effective"
        ).pl()
        totals = connection.sql("select project_id, total_investment_wan::double as total from projects").pl()
        kept = connection.sql(
            """select as_of, project_id, year_end_low_wan::double as low, year_end_wan::double as middle,
            year_end_high_wan::double as high, year_end_reason::varchar as reason
            from project_at_month_end m join project_facts using (project_no)"""
        ).pl()
    told = told.with_columns(pl.col("^.*_wan$").cast(pl.Float64))
    sheet = told.group_by("project_id").agg(sheet_total=pl.col("sheet_investment_wan").max())
    totals = totals.join(sheet, on="project_id", how="left")
    expected, by_past = 0, 0
    for as_of in kept["as_of"].unique().sort():
        mine = worked_out(told, totals, as_of).sort("project_id")
        theirs = kept.filter(pl.col("as_of") == as_of, pl.col("middle").is_not_null()).sort("project_id")
        assert mine["project_id"].to_list() == theirs["project_id"].to_list(), as_of
        for name in ("low", "middle", "high"):
            apart = (mine[name] - theirs[name]).abs()
            assert (apart.max() or 0) <= 0.011, (as_of, name)
        expected += mine.height
        by_past += theirs.filter(pl.col("high") > pl.col("middle")).height
    assert expected > 1000
    assert by_past > 300
    silent = kept.filter(pl.col("middle").is_null())
    assert silent["reason"].null_count() == 0
    assert kept.filter(pl.col("middle").is_not_null())["reason"].null_count() == kept.height - silent.height
    assert {"no_done", "too_early", "ended", "not_this_year"} <= set(silent["reason"])
