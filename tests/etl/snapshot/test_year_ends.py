"""What the year's end is expected to be, of one project, by sums that can be done in the head."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dashboard.tiny import project, publish, report

MARCH, JUNE, SEPTEMBER, DECEMBER = (date(2025, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31)))
LAST_YEAR = [
    report(1, date(2024, 6, 30), invested_year_wan=40), report(1, date(2024, 12, 31), invested_year_wan=160),
]  # fmt: skip
"""A quarter of last year's 160 was done by June."""


def at(path: Path, as_of: date) -> tuple[Any, ...]:
    """Least, expected, most, and why not, of the one project at a month's end."""
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute(
            "select year_end_low_wan, year_end_wan, year_end_high_wan, year_end_reason::varchar from project_at(?)",
            [as_of],
        ).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("told", "before", "expected"),
    [
        # 60 in six months: 120 at that pace; half of a plan of 200 in the other six: 160; 140 lies between
        ({"invested_year_wan": 60, "annual_plan_wan": 200}, [], (120, 140, 160, None)),
        # and last year had done a quarter by June: 240; the middle one is that of the plan
        ({"invested_year_wan": 60, "annual_plan_wan": 200}, LAST_YEAR, (120, 160, 240, None)),
        # 150 of 200 are done: 50 are left of the plan, which is less than half of it
        ({"invested_year_wan": 150, "annual_plan_wan": 200}, [], (200, 250, 300, None)),
        # without a plan the two paces
        ({"invested_year_wan": 60}, LAST_YEAR, (120, 180, 240, None)),
        # of a total of 250, 100 were done before: no more than 150 is left for the year
        (
            {"invested_year_wan": 60, "annual_plan_wan": 200, "invested_before_year_wan": 100,
             "total_investment_wan": 250},
            LAST_YEAR, (120, 150, 150, None),
        ),
        # the plan is done already: what is done is the least that can be
        ({"invested_year_wan": 60, "annual_plan_wan": 50}, [], (60, 90, 120, None)),
        ({"invested_year_wan": 60, "annual_plan_wan": 200, "status": "completed"}, LAST_YEAR, (60, 60, 60, None)),
        ({"invested_year_wan": 60, "annual_plan_wan": 200, "status": "cancelled"}, [], (60, 60, 60, None)),
        ({"invested_year_wan": 60, "annual_plan_wan": 200, "status": "suspended"}, LAST_YEAR, (60, 60, 160, None)),
        ({"invested_year_wan": 0, "annual_plan_wan": 200, "status": "not_started"}, [], (0, 50, 100, None)),
        ({"invested_year_wan": 60}, [], (None, None, None, "one_way")),
        ({"annual_plan_wan": 200}, LAST_YEAR, (None, None, None, "no_done")),
    ],
)  # fmt: skip
def test_a_project_in_june(
    tmp_path: Path, told: dict[str, Any], before: list[dict[str, Any]], expected: tuple[Any, ...]
) -> None:
    path = publish(tmp_path, [project(1)], progress_reports=[*before, report(1, JUNE, **told)])
    assert at(path, JUNE) == expected


def test_a_year_that_had_hardly_begun_by_the_same_month_is_no_measure(tmp_path: Path) -> None:
    """15 of last year's 160 by June is 9 %, 16 is 10 %: 60 ÷ 10 % is 600."""
    for done, expected in ((15, (120, 140, 160, None)), (16, (120, 160, 600, None))):
        rows = [
            report(1, date(2024, 6, 30), invested_year_wan=done), report(1, date(2024, 12, 31), invested_year_wan=160),
            report(1, JUNE, invested_year_wan=60, annual_plan_wan=200),
        ]  # fmt: skip
        path = publish(tmp_path / str(done), [project(1)], progress_reports=rows)
        assert at(path, JUNE) == expected


def test_two_earlier_years_count_together(tmp_path: Path) -> None:
    """40 of 160 and 60 of 240 are 100 of 400, a quarter; a year without December's sheet is none."""
    rows = [
        report(1, date(2022, 6, 30), invested_year_wan=90), report(1, date(2023, 6, 30), invested_year_wan=60),
        report(1, date(2023, 12, 31), invested_year_wan=240), *LAST_YEAR, report(1, JUNE, invested_year_wan=50),
    ]  # fmt: skip
    assert at(publish(tmp_path, [project(1)], progress_reports=rows), JUNE) == (100, 150, 200, None)


def test_two_months_are_too_few(tmp_path: Path) -> None:
    rows = [
        report(1, date(2025, 2, 28), invested_year_wan=20, annual_plan_wan=200),
        report(1, MARCH, invested_year_wan=30, annual_plan_wan=200),
    ]
    path = publish(tmp_path, [project(1)], progress_reports=rows)
    assert at(path, date(2025, 2, 28)) == (None, None, None, "too_early")
    assert at(path, MARCH) == (120, 150, 180, None)


def test_a_report_carries_for_three_months_and_not_into_the_next_year(tmp_path: Path) -> None:
    """30 in three months, seen from June: what was told in March still counts as three months, of a plan of 200 nine
    twelfths, 150, are to come."""
    path = publish(
        tmp_path, [project(1)], progress_reports=[report(1, MARCH, invested_year_wan=30, annual_plan_wan=200)]
    )
    assert at(path, JUNE) == (120, 150, 180, None)
    assert at(path, date(2025, 7, 31)) == (None, None, None, "stale")
    assert at(path, date(2026, 3, 31)) == (None, None, None, "not_this_year")
    assert at(path, date(2025, 2, 28)) == (None, None, None, "unreported")


def test_what_is_finished_is_not_stale_and_ends_with_its_year(tmp_path: Path) -> None:
    rows = [report(1, MARCH, "completed", invested_year_wan=30, annual_plan_wan=200)]
    path = publish(tmp_path, [project(1)], progress_reports=rows)
    assert at(path, DECEMBER) == (30, 30, 30, None)
    assert at(path, date(2026, 3, 31)) == (None, None, None, "ended")


def test_december_says_what_was_done(tmp_path: Path) -> None:
    rows = [
        report(1, JUNE, invested_year_wan=60, annual_plan_wan=200),
        report(1, DECEMBER, invested_year_wan=130, annual_plan_wan=200),
    ]
    path = publish(tmp_path, [project(1)], progress_reports=rows)
    assert at(path, DECEMBER) == (130, 130, 130, None)
    with duckdb.connect(str(path), read_only=True) as connection:
        kept = connection.execute("select month, end_wan, final_wan from year_ends order by 1").fetchall()
    assert kept == [(JUNE, 140, 130), (DECEMBER, 130, 130)]


def test_a_later_sheet_that_says_nothing_of_the_year_changes_only_what_it_says(tmp_path: Path) -> None:
    """July's sheet raises the plan and leaves out what was done: the six months of June, with the new plan."""
    rows = [
        report(1, JUNE, invested_year_wan=60, annual_plan_wan=200), report(1, date(2025, 7, 31), annual_plan_wan=300),
    ]  # fmt: skip
    assert at(publish(tmp_path, [project(1)], progress_reports=rows), date(2025, 7, 31)) == (120, 165, 210, None)
