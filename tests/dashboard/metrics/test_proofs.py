"""What must hold whatever is loaded: nothing counted twice, nothing lost between groups, no sum of what has none."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.filter import PortfolioFilter
from dashboard.metrics.catalog import DIMENSIONS, METRICS
from dashboard.metrics.metric import Additivity
from dashboard.metrics.query import aggregate, aggregate_each, list_projects, total
from dashboard.metrics.schedule.forecast import ENOUGH, backtest
from dashboard.metrics.schedule.monthly_reports import funding_by_source_wan
from dashboard.session.snapshot import Session, Warehouse
from dashboard.words.labels import LATENESS_LABELS
from tests.dashboard.metrics.sums import added_up
from tests.dashboard.server.test_app import show
from tests.dashboard.tiny import DOCUMENT_ID, finding, project, publish, report, years

ALL = PortfolioFilter()
ADDITIVE = [name for name, metric in METRICS.items() if metric.additivity is Additivity.ADDITIVE]
ONCE = [name for name, dimension in DIMENSIONS.items() if not dimension.needs_years]
MONTHS = [date(2022 + number // 12, number % 12 + 1, 28) for number in range(24)]


@contextmanager
def opened(home: Path) -> Iterator[Session]:
    warehouse = Warehouse(home)
    with warehouse.session() as session:
        yield session
    warehouse.close()


def month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """p1 (100 万元): 3 documents, 24 months, 2 capacity entries, 4 sources, 3 findings. p2 (10 万元): one row."""
    home = tmp_path_factory.mktemp("many")
    plan = {"sector": "养老", "nature": "新建"} | years(2021, 2022)
    one = project(1, total_investment_wan=100, elder_beds=30, capacity_basis="stated", report_count=3, **plan)
    two = project(2, total_investment_wan=10, **plan)
    documents = [letter * 64 for letter in "def"]
    reports = [
        {**one, "document_id": document, "report_id": f"{document[:12]}-1-1", "end_year": 2022 + place,
         "planned_finish": date(2022 + place, 12, 31)}
        for place, document in enumerate(documents)
    ]  # fmt: skip
    stored = [
        {"document_id": document, "document": f"{document[0]}.csv", "format": "csv", "byte_size": 1,
         "document_date": date(2021 + place, 1, 1), "metadata_source": "{}", "is_synthetic": False}
        for place, document in enumerate(documents)
    ]  # fmt: skip
    ends = [month_end(day) for day in MONTHS]
    told = [
        report(1, end, actual_start=date(2021, 1, 1), arrived_wan=40, invested_year_wan=5, annual_plan_wan=8)
        for end in ends
    ]
    sources = ("central_budget", "provincial", "bank_loan", "self_raised")
    funds = [
        {"progress_id": row["progress_id"], "document_id": DOCUMENT_ID, "is_synthetic": False, "stage": "arrived",
         "basis": "cumulative", "source": source, "amount_wan": Decimal(10), "column_no": place}
        for row in told for place, source in enumerate(sources, start=1)
    ]  # fmt: skip
    entries = [
        {"entry_no": place, "report_id": one["report_id"], "document_id": DOCUMENT_ID, "kind": kind,
         "value": 30, "unit": "张"}
        for place, kind in enumerate(("elder_bed", "nursing_bed"))
    ]  # fmt: skip
    publish(
        home, [one, two], as_of="2023-12-31", documents=stored, project_reports=[*reports, two], progress_reports=told,
        progress_funding=funds, quantities=entries, findings=[finding(number, 1) for number in range(3)],
    )  # fmt: skip
    return home


def test_the_fixture_is_as_wide_as_it_says(many: Path) -> None:
    with opened(many) as session:
        counts = {
            table: session.cursor.rows(f"SELECT count(*) FROM {table}")[0][0]
            for table in ("documents", "project_reports", "project_months", "progress_funding", "quantities")
        }
    assert counts == {"documents": 3, "project_reports": 4, "project_months": 24, "progress_funding": 96,
                      "quantities": 2}  # fmt: skip


@pytest.mark.parametrize("dimension", ONCE)
def test_no_join_counts_a_project_twice(many: Path, dimension: str) -> None:
    """p1 has 100 and p2 10 万元: 110 in two projects, in every grouping, alone and in one pass with others."""
    names = ["projects", "total_investment_wan", "elder_beds", "arrived_wan", "findings_open", "current_slip_projects",
             "invested_month_compared"]  # fmt: skip
    with opened(many) as session:
        as_of = session.info.default_as_of
        frame = aggregate(session.cursor, ALL, as_of, names, [dimension])
        together = aggregate_each(session.cursor, ALL, as_of, names, [(), (dimension,), (dimension, "status")])
        rows = list_projects(session.cursor, ALL, as_of, columns=["project_id", "current_finish_slip_months"])
    expected = {"projects": 2, "total_investment_wan": 110, "elder_beds": 30, "arrived_wan": 40, "findings_open": 3,
                "current_slip_projects": 1, "invested_month_compared": 0}  # fmt: skip
    assert added_up(frame, names) == expected
    assert all(added_up(part, names) == expected for part in together)
    assert rows["project_id"].to_list() == ["p1", "p2"]


def test_sources_count_a_project_once_each(many: Path) -> None:
    """Four sources at 10 万元 of the last month make the 40 that arrived, not 24 times as much."""
    with opened(many) as session:
        frame = funding_by_source_wan(session.cursor, ALL, session.info.default_as_of)
    assert frame["arrived_wan"].sum() == 40
    assert frame["arrived_projects"].to_list() == [1, 1, 1, 1]


def test_a_year_under_construction_repeats_a_project(many: Path) -> None:
    with opened(many) as session:
        frame = aggregate(session.cursor, ALL, None, ["projects"], ["under_construction_year"])
    assert frame["projects"].to_list() == [2, 2]
    assert DIMENSIONS["under_construction_year"].needs_years  # what a caller that adds rows up has to look at


def test_what_is_a_percentage_or_a_statistic_is_not_additive() -> None:
    """The other way round: no metric in per cent or of months may be marked as one that adds up."""
    assert not [name for name in ADDITIVE if METRICS[name].unit in ("%", "月")]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(as_of=st.dates(date(2020, 1, 1), date(2026, 12, 31)), text=st.sampled_from(["", "敬老院", "托育", "没有的"]))
def test_regions_add_up_to_the_total_at_any_date(progress_home: Path, as_of: date, text: str) -> None:
    chosen = PortfolioFilter(text=text)
    with opened(progress_home) as session:
        groupings = ((), ("region",), ("sector",), ("status", "plan_position"), ("schedule_class", "nature"))
        whole, *parts = aggregate_each(session.cursor, chosen, as_of, ADDITIVE, groupings)
    expected = added_up(whole, ADDITIVE)
    for frame, by in zip(parts, groupings[1:], strict=True):
        if frame.height:  # no group at all where nothing fits
            assert added_up(frame, ADDITIVE) == expected, by
        else:
            assert expected["projects"] == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(as_of=st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_bands_and_reasons_partition_the_projects(progress_home: Path, as_of: date) -> None:
    """Every project has a slip in one band, or a reason why it has none; what is in a late band is late in one way."""
    with opened(progress_home) as session:
        for plan in ("current", "original"):
            rates = {word: f"{plan}_{word}_rate_n" for word in LATENESS_LABELS}
            names = ["projects", f"{plan}_slip_projects", *rates.values()]
            whole, bands, ways, reasons = aggregate_each(
                session.cursor, ALL, as_of, names,
                [(), (f"{plan}_slip_band",), (f"{plan}_lateness",), ("no_slip_reason",)],
            )  # fmt: skip
            figures = whole.row(0, named=True)
            counted = dict(bands.select(f"{plan}_slip_band", "projects").iter_rows())
            assert sum(counted.values()) == figures["projects"] == 34
            unknown = counted.pop(None, 0)
            assert figures[f"{plan}_slip_projects"] == sum(counted.values())
            late = sum(count for band, count in counted.items() if band in ("to_3", "to_6", "to_12", "over_12"))
            counted_ways = dict(ways.drop_nulls(f"{plan}_lateness").select(f"{plan}_lateness", "projects").iter_rows())
            assert late == sum(counted_ways.values())
            assert {word: figures[rate] for word, rate in rates.items() if figures[rate]} == counted_ways
            assert unknown <= reasons.filter(pl.col("no_slip_reason").is_not_null())["projects"].sum()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(as_of=st.dates(date(2021, 1, 1), date(2026, 12, 31)))
def test_no_rate_counts_more_above_the_line_than_below(progress_home: Path, as_of: date) -> None:
    rates = ["start_rate", "start_rate_new", "start_rate_all", "on_time_rate", "on_time_rate_original"]
    rates += [f"{plan}_{word}{rate}" for plan in ("current", "original") for word in LATENESS_LABELS
              for rate in ("_rate", "_investment_rate")]  # fmt: skip
    with opened(progress_home) as session:
        names = [f"{rate}{part}" for rate in rates for part in ("", "_n", "_d")]
        found = total(session.cursor, ALL, as_of, names)
    for rate in rates:
        part, whole = found[f"{rate}_n"] or 0, found[f"{rate}_d"] or 0
        assert 0 <= part <= whole  # type: ignore[operator]
        assert found[rate] == (pytest.approx(100 * float(part) / float(whole)) if whole else None)  # type: ignore[arg-type]


def slipping(folder: Path, rows: list[tuple[int | None, int]]) -> Path:
    """Projects planned to finish in December 2022 and finished so many months later, with their investment."""
    plan = {**years(2022, 2022), "plan_precision": "month"}
    projects = [project(n, total_investment_wan=wan, **plan) for n, (_, wan) in enumerate(rows, start=1)]
    end = date(2023, 12, 31)
    told = [
        report(n, end, "completed", actual_finish=month_end(date(2022 + (11 + late) // 12, (11 + late) % 12 + 1, 1)))
        for n, (late, _) in enumerate(rows, start=1)
        if late is not None
    ]
    publish(folder, projects, as_of="2023-12-31", progress_reports=told)
    return folder


def test_weighted_statistics_by_hand(tmp_path: Path) -> None:
    """Slips 0 1 2 10 with 10 20 30 40 万元, a fifth without a report.

    Half of 100 is reached at 10 + 20 + 30 = 60: 2 months; 90 only at 100: 10 months. Mean (20 + 60 + 400)/100 = 4.8.
    By project: median 1.5, P90 at 2.7: 2 + 0.7 × 8 = 7.6.
    """
    names = ["slip_projects", "slip_weighted_median_months", "slip_weighted_p90_months", "slip_weighted_mean_months",
             "slip_median_months", "slip_p90_months", "finished_late_investment_rate_n",
             "finished_late_investment_rate_d"]  # fmt: skip
    with opened(slipping(tmp_path, [(0, 10), (1, 20), (2, 30), (10, 40), (None, 1000)])) as session:
        found = total(session.cursor, ALL, date(2023, 12, 31), [f"current_{name}" for name in names])
        bands = aggregate(session.cursor, ALL, date(2023, 12, 31), ["projects"], ["current_slip_band"])
    assert list(found.values()) == pytest.approx([4, 2, 10, 4.8, 1.5, 7.6, 90, 100])
    assert dict(bands.iter_rows()) == {"on_plan": 1, "to_3": 2, "to_12": 1, None: 1}


def test_one_heavy_project_is_its_own_weighted_median(tmp_path: Path) -> None:
    with opened(slipping(tmp_path, [(0, 1), (0, 1), (6, 100)])) as session:
        found = total(
            session.cursor,
            ALL,
            date(2023, 12, 31),
            ["current_slip_weighted_median_months", "current_slip_median_months"],
        )
    assert list(found.values()) == [6, 0]


def course(folder: Path, projects: int) -> Path:
    """Projects that start in 2021 or 2022 and take 6 to 30 months, evenly drawn; sheets of 2022-12 and 2023-06."""
    draw = random.Random(7)
    listed, told = [], []
    for number in range(1, projects + 1):
        begin = date(2021 + draw.randrange(2), draw.randrange(1, 13), 1)
        months = draw.randrange(6, 31)
        place = begin.year * 12 + begin.month - 2 + months
        finish = month_end(date(place // 12, place % 12 + 1, 1))
        listed.append(project(number, total_investment_wan=1, sector="养老", **years(2021, 2023)))
        for sheet in (date(2022, 12, 31), date(2023, 6, 30)):
            done = finish <= sheet
            told.append(
                report(number, sheet, "completed" if done else "under_way", actual_start=begin,
                       actual_finish=finish if done else None)
            )  # fmt: skip
    publish(folder, listed, as_of="2023-06-30", progress_reports=told)
    return folder


def test_forecasts_are_calibrated_where_the_world_is_as_they_assume(tmp_path: Path) -> None:
    """400 projects of one make: in each band with 20 projects or more, what was observed lies within 15 points."""
    with opened(course(tmp_path, 400)) as session:
        bands = backtest(session.cursor, date(2023, 6, 30), date(2022, 12, 31))
    tested = [row for row in bands.to_dicts() if row["projects"] >= 20]
    assert sum(row["projects"] for row in tested) > 100
    assert len(tested) >= 2
    for row in tested:
        assert abs(row["forecast"] - row["observed"]) < 0.15, row
    content = show(tmp_path, "/schedule")["content"]
    assert "当时推算的概率" in content
    assert "不足以说明推算是否准确" not in content


def test_too_few_to_test_is_said(tmp_path: Path) -> None:
    """With 20 projects fewer than 10 can be tested or none at all: the page says so instead of a table alone."""
    with opened(course(tmp_path, 20)) as session:
        bands = backtest(session.cursor, date(2023, 6, 30), date(2022, 12, 31))
    tested = int(bands["projects"].sum())
    assert tested < ENOUGH
    content = show(tmp_path, "/schedule")["content"]
    assert ("不足以说明推算是否准确" if tested else "无从回测") in content
