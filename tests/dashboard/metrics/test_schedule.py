"""Classes, slip and rates on twelve projects whose answers are worked out in the comments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.filter import CLASSES, PortfolioFilter
from dashboard.metrics.catalog import METRICS
from dashboard.metrics.metric import Additivity
from dashboard.metrics.query import aggregate, list_projects, total
from dashboard.metrics.schedule import outlook
from dashboard.session.snapshot import Session, Warehouse
from etl.pipeline import load
from tests.dashboard.metrics.sums import added_up
from tests.etl.sheets import write_list, write_sheet

ALL = PortfolioFilter()
AS_OF = date(2023, 6, 30)

PLANS = [
    ("甲敬老院", "2021-2022", "100"),  # finished 2023-02: year plan, so at least 2 months late
    ("乙敬老院", "2021年3月-2022年12月", "200"),  # finished 2022-11: month plan, 1 month early
    ("丙敬老院", "2022年1月-2023年3月", "300"),  # open, no forecast: at least 3 months late (June - March)
    ("丁敬老院", "2022年1月-2023年12月", "400"),  # open, forecast 2024-04: 4 months late
    ("戊敬老院", "2023年1月-2024年12月", "500"),  # not started though due: start at least 5.97 months late
    ("己敬老院", "2023-2024", "600"),  # not started, but 2023 is not over: nothing is late yet
    ("庚敬老院", "2年", "700"),  # started 2022-07: derived finish 2024-06, on plan
    ("辛敬老院", "18个月", "800"),  # not started: undated
    ("壬敬老院", "2021-2022", "900"),  # no report at all: unreported, no slip
    ("癸敬老院", "2021-2022", "1000"),  # cancelled: no slip, in no denominator
    ("子敬老院", "2024-2025", "1100"),  # not started, before its start
    ("丑敬老院", "2021年1月-2023年1月", "1200"),  # suspended after a start: at least 5 months late (June - January)
]
MAY = [
    {"name": "甲敬老院", "status": "已竣工", "finish": "2023年2月", "start": "2021年5月", "done": "100"},
    {"name": "乙敬老院", "status": "已竣工", "finish": "2022年11月", "start": "2021年3月", "done": "200"},
    {"name": "丙敬老院", "status": "在建", "start": "2022年2月", "done": "150"},
    {"name": "丁敬老院", "status": "在建", "start": "2022年1月", "forecast": "2024年2月", "done": "200"},
]
JUNE = [
    {**MAY[0], "plan": "50", "year": "40", "arrived": "100", "paid": "90"},
    MAY[1],
    {**MAY[2], "plan": "150", "year": "60", "arrived": "200", "paid": "100", "done": "160"},
    {**MAY[3], "forecast": "2024年4月", "plan": "100", "year": "50", "done": "210"},
    {"name": "戊敬老院", "status": "未开工"},
    {"name": "己敬老院", "status": "未开工"},
    {"name": "庚敬老院", "status": "在建", "start": "2022年7月"},
    {"name": "辛敬老院", "status": "未开工"},
    {"name": "癸敬老院", "status": "取消"},
    {"name": "子敬老院", "status": "未开工"},
    {"name": "丑敬老院", "status": "停工", "start": "2021年1月", "done": "300"},
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schedule")
    write_list(folder / "清单.csv", PLANS, "2021-01-15")
    write_sheet(folder / "五月.csv", "2023年5月", MAY)
    write_sheet(folder / "六月.csv", "2023年6月", JUNE)
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


@pytest.fixture(scope="module")
def session(home: Path) -> Iterator[Session]:
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


def column(session: Session, name: str, as_of: date | None = AS_OF) -> dict[str, object]:
    frame = list_projects(session.cursor, ALL, as_of, columns=["name", name])
    return {row[0][0]: row[1] for row in frame.rows()}


def test_the_as_of_date_is_the_end_of_the_last_month(session: Session) -> None:
    assert (session.info.default_as_of, session.info.default_as_of_source) == (AS_OF, "progress_month")


def test_classes(session: Session) -> None:
    assert column(session, "schedule_class") == {
        "甲": "completed.past_finish",
        "乙": "completed.past_finish",
        "丙": "under_way.past_finish",
        "丁": "under_way.within",
        "戊": "not_started.within",
        "己": "not_started.within",
        "庚": "under_way.within",
        "辛": "not_started.undated",
        "壬": "unreported.past_finish",
        "癸": "cancelled.past_finish",
        "子": "not_started.before_start",
        "丑": "suspended.past_finish",
    }


def test_finish_slip(session: Session) -> None:
    assert column(session, "original_finish_slip_months") == {
        "甲": 2.0, "乙": -1.0, "丙": 3.0, "丁": 4.0, "戊": 0.0, "己": 0.0, "庚": 0.0, "辛": None, "壬": None,
        "癸": None, "子": 0.0, "丑": 5.0,
    }  # fmt: skip
    assert column(session, "original_finish_slip_bound") == {
        "甲": "at_least", "乙": "exact", "丙": "at_least", "丁": "forecast", "戊": "not_due", "己": "not_due",
        "庚": "not_due", "辛": None, "壬": None, "癸": None, "子": "not_due", "丑": "at_least",
    }  # fmt: skip
    reasons = {name: reason for name, reason in column(session, "no_slip_reason").items() if reason}
    assert reasons == {"辛": "undated", "壬": "unreported", "癸": "cancelled"}


def test_start_slip(session: Session) -> None:
    """戊 by 30 June: since 1 January 5 + 29/30 = 5.97 months, rounded 6.0; 丙 one month; 己 has the whole year."""
    found = column(session, "original_start_slip_months")
    assert (found["丙"], found["乙"], found["戊"], found["己"], found["庚"]) == (1.0, 0.0, 6.0, 0.0, None)
    assert column(session, "original_start_slip_bound")["戊"] == "at_least"


def test_a_duration_is_dated_by_the_actual_start_only(session: Session) -> None:
    """庚: 2022-07-01 plus 24 months ends on 2024-06-30; before the report of June 2023 it is undated."""
    assert column(session, "current_finish")["庚"] == date(2024, 6, 30)
    assert column(session, "current_finish_is_derived")["庚"] is True
    assert column(session, "plan_position", date(2023, 5, 31))["庚"] == "undated"
    assert column(session, "current_finish")["辛"] is None


def test_the_as_of_date_moves_what_is_known(session: Session) -> None:
    """In May five projects less had reported; before, none."""
    assert column(session, "status", date(2023, 5, 31))["戊"] == "unreported"
    assert set(column(session, "status", date(2023, 4, 30)).values()) == {"unreported"}


def test_slipped_since_the_last_report(session: Session) -> None:
    """丁 told February 2024 in May and April 2024 in June; 丙 is one more month past its plan."""
    found = column(session, "slipped_since_last_months")
    assert (found["丁"], found["丙"], found["甲"], found["戊"]) == (2.0, 1.0, 0.0, None)


def test_group_statistics(session: Session) -> None:
    """Slips in order: -1, 0, 0, 0, 0, 2, 3, 4, 5 (n 9): median 0, P90 at position 7.2: 4 + 0.2 × 1 = 4.2.

    Means: of 丙 丑, which are overdue, and 甲, which finished late, (3 + 5 + 2)/3; all 13/9. Weighted:
    (100×2 - 200 + 300×3 + 400×4 + 1200×5) / (100 + 200 + 300 + 400 + 500 + 600 + 700 + 1100 + 1200 = 5100) = 8500/5100.
    """
    names = ["slip_projects", "slip_median_months", "slip_p90_months", "slip_mean_late_months", "slip_mean_months",
             "slip_weighted_mean_months"]  # fmt: skip
    found = total(session.cursor, ALL, AS_OF, [f"original_{name}" for name in names])
    assert list(found.values()) == pytest.approx([9, 0, 4.2, 10 / 3, 13 / 9, 8500 / 5100])


def test_late_in_three_ways(session: Session) -> None:
    """Past their plan and reported are 甲 乙 丙 丑, of which 丙 and 丑 are open: 300 + 1200 of 100 + 200 + 300 + 1200.

    Finished are 甲 and 乙, 甲 late: 100 of 300. A forecast states 丁 alone, which is later than its plan.
    """
    words = ("overdue", "finished_late", "forecast_late")
    parts = [
        f"original_{word}{rate}_{part}" for word in words for rate in ("_rate", "_investment_rate") for part in "nd"
    ]
    found = total(session.cursor, ALL, AS_OF, parts)
    assert list(found.values()) == [2, 4, 1500, 1800, 1, 2, 100, 300, 1, 1, 400, 400]


def test_rates_with_their_denominators(session: Session) -> None:
    """Completion (40 + 60 + 50)/(50 + 150 + 100) = 50 % at 6/12 of the year.

    Start due: last day of the planned start has come: 甲 乙 丙 丁 戊 壬 丑 (癸 cancelled, 己 has all 2023): 5 of 7 (not
    戊, 壬). New this year: 戊 己: 0 of 2. All but 癸: 甲 乙 丙 丁 庚 丑 of 11. Arrived (100 + 200)/(100 + 300); paid
    190/300.
    On time: 甲 乙 丙 壬 丑 are due, 乙 was in time.
    """
    rates = {
        "completion_rate": 50.0,
        "time_elapsed": 50.0,
        "start_rate": 500 / 7,
        "start_rate_new": 0.0,
        "start_rate_all": 600 / 11,
        "arrival_rate": 75.0,
        "payment_rate": 190 / 3,
        "on_time_rate": 20.0,
    }
    assert total(session.cursor, ALL, AS_OF, list(rates)) == pytest.approx(rates)
    counts = total(session.cursor, ALL, AS_OF, ["start_rate_n", "start_rate_d", "on_time_rate_n", "on_time_rate_d"])
    assert list(counts.values()) == [5, 7, 1, 5]
    rates_of_plans = ("start_rate", "start_rate_new", "start_rate_all", "on_time_rate", "on_time_rate_original")
    unreported = total(session.cursor, ALL, AS_OF, [f"{rate}_unreported" for rate in rates_of_plans])
    assert list(unreported.values()) == [1, 0, 1, 1, 1]  # 壬, whose start and finish are due, but not of this year


def test_rates_of_groups_do_not_add_up_and_say_so(session: Session) -> None:
    frame = aggregate(session.cursor, ALL, AS_OF, ["projects", "completion_rate"], ["status"])
    whole = total(session.cursor, ALL, AS_OF, ["projects", "completion_rate"])
    assert added_up(frame, ["projects"]) == {"projects": 12} == {"projects": whole["projects"]}
    assert frame["completion_rate"].sum() != whole["completion_rate"] == 50
    assert METRICS["completion_rate"].additivity is Additivity.NEVER


def test_additive_metrics_add_up_over_every_grouping(session: Session) -> None:
    names = [name for name, metric in METRICS.items() if metric.additivity is Additivity.ADDITIVE]
    whole = total(session.cursor, ALL, AS_OF, names)
    for dimension in ("region", "status", "plan_position", "sector"):
        assert added_up(aggregate(session.cursor, ALL, AS_OF, names, [dimension]), names) == whole, dimension


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(as_of=st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_classes_partition_the_projects(session: Session, as_of: date) -> None:
    frame = aggregate(session.cursor, ALL, as_of, ["projects"], ["schedule_class"])
    assert frame["projects"].sum() == 12
    assert set(frame["schedule_class"]) <= set(CLASSES)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.integers(0, 900), more=st.integers(1, 400))
def test_slip_of_open_projects_never_falls_as_time_goes_on(session: Session, days: int, more: int) -> None:
    """With the same reports (June is the last): from any day on, a later day gives no smaller slip."""
    names = ["original_finish_slip_months", "original_start_slip_months", "current_finish_slip_months"]
    first, later = AS_OF + timedelta(days=days), AS_OF + timedelta(days=days + more)
    for name in names:
        before, after = column(session, name, first), column(session, name, later)
        assert all(value is None or value <= after[project] for project, value in before.items())  # type: ignore[operator]


@pytest.mark.parametrize(
    ("plan", "finish", "bound"),
    [
        ("2021-2022", "2023年2月", "at_least"),  # 2022 is over on its last day: at least so many months
        ("2021年-2022年", "2020年11月", "at_most"),  # before the year began: at most so many months early
        ("2021-2022", "2022年5月", "exact"),  # within the year: no slip
        ("2021年1月-2022年12月", "2023年2月", "exact"),  # a plan to the month says how many
        ("2021年1月-2022年12月", "2023年", "at_least"),  # the report names a year only: from its first day on
    ],
)
def test_the_bound_of_a_slip_follows_from_how_exactly_both_ends_are_stated(
    tmp_path: Path, plan: str, finish: str, bound: str
) -> None:
    lists = write_list(tmp_path / "清单.csv", [("甲敬老院", plan, "100")], "2020-01-15")
    sheet = write_sheet(
        tmp_path / "月报.csv", "2023年12月", [{"name": "甲敬老院", "status": "已竣工", "finish": finish}]
    )
    load.load([lists, sheet], tmp_path / "home")
    warehouse = Warehouse(tmp_path / "home")
    with warehouse.session() as opened:
        assert column(opened, "original_finish_slip_bound", date(2023, 12, 31)) == {"甲": bound}
    warehouse.close()


NO_REASON = {
    "status": "under_way", "current_finish_slip_months": 0, "current_start_slip_months": 0, "is_started": True,
    "current_finish_slip_bound": "at_least", "current_start_slip_bound": "at_least", "current_lateness": "overdue",
    "no_slip_reason": None, "plan_position": "within", "slipped_since_last_months": 0,
    "expected_slip_months": 0, "annual_plan_wan": 1200, "invested_year_wan": 700, "problems": "无",
    "problem_causes": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({}, 0),
        ({"current_finish_slip_months": 1}, 1),
        ({"is_started": False, "current_start_slip_months": 1}, 1),
        ({"is_started": False}, 0),
        ({"slipped_since_last_months": 1}, 1),
        ({"status": "suspended"}, 1),
        ({"invested_year_wan": 480}, 1),  # 40 % of the plan in June: 10 points behind
        ({"invested_year_wan": 492}, 0),  # 41 %
        ({"problems": "征地", "problem_causes": ["land"]}, 0),  # a problem alone is no reason
        ({"status": "suspended", "problems": "征地", "problem_causes": ["land"]}, 2),
    ],
)
def test_reasons_to_worry(changed: dict[str, object], reasons: int) -> None:
    row = pl.DataFrame([NO_REASON | changed], infer_schema_length=None)
    assert len(outlook._reasons(row.row(0, named=True), date(2023, 6, 30))) == reasons
