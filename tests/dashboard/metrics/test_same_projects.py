"""The change on the year before is of the projects that reported in both months; the others are counted beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.query import aggregate, total
from dashboard.metrics.schedule.monthly_reports import invested_by_month_wan, money_by_month_wan
from dashboard.session.snapshot import Session, Warehouse
from tests.dashboard.tiny import project, publish, report

ALL = PortfolioFilter()
NOW, BEFORE, MAY, MAY_BEFORE = date(2023, 6, 30), date(2022, 6, 30), date(2023, 5, 31), date(2022, 5, 31)
COUNTS = ("compared", "only_now", "only_then")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """p1 alone reports both amounts in both Junes. p2 did so in 2022 only, p3 in 2023 only. p4 told what it invested in
    the year in May 2023, and nothing in June. p5 reported in May 2022 and in June 2023."""
    home = tmp_path_factory.mktemp("same")
    told = [
        report(1, BEFORE, invested_month_wan=10, invested_year_wan=40),
        report(1, NOW, invested_month_wan=15, invested_year_wan=50),
        report(2, BEFORE, invested_month_wan=100, invested_year_wan=300),
        report(3, NOW, invested_month_wan=7, invested_year_wan=9),
        report(4, BEFORE, invested_month_wan=20, invested_year_wan=60),
        report(4, MAY, invested_year_wan=30),
        report(4, NOW),
        report(5, MAY_BEFORE, invested_month_wan=1, invested_year_wan=2),
        report(5, NOW, invested_month_wan=2, invested_year_wan=3),
    ]
    projects = [project(number, sector="养老" if number < 3 else "托育") for number in range(1, 6)]
    publish(home, projects, as_of="2023-06-30", progress_reports=told)
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


@pytest.mark.parametrize(
    ("part", "whole", "now", "before", "change"),
    [
        ("month", 15 + 7 + 2, 15, 10, 50),  # over all that reported it would be 24 against 130
        ("year", 50 + 9 + 30 + 3, 50, 40, 25),
    ],
)
def test_what_reported_in_one_year_is_left_out_and_counted(
    session: Session, part: str, whole: int, now: int, before: int, change: int
) -> None:
    name = f"invested_{part}"
    asked = [f"{name}_wan", f"{name}_compared_wan", f"{name}_last_year_wan", f"{name}_change"]
    assert list(total(session.cursor, ALL, NOW, asked).values()) == [whole, now, before, pytest.approx(change)]
    counts = total(session.cursor, ALL, NOW, [f"{name}_{key}" for key in COUNTS])
    assert list(counts.values()) == [1, 2, 2]  # p1; p3 p5; p2 p4


def test_groups_count_their_own(session: Session) -> None:
    """养老: p1 compared, p2 only then. 托育: p3 p5 only now, p4 only then, nothing to compare."""
    names = ["invested_month_change", *(f"invested_month_{key}" for key in COUNTS)]
    frame = aggregate(session.cursor, ALL, NOW, names, ["sector"])
    assert {row[0]: row[1:] for row in frame.iter_rows()} == {"养老": (50, 1, 0, 1), "托育": (None, 0, 2, 1)}


def test_the_series_compares_the_same_projects_month_by_month(session: Session) -> None:
    """May 2023 has nothing but what p5 told a year before. 2022 has no year before it."""
    frame = money_by_month_wan(session.cursor, ALL, NOW)
    columns = ("invested_month_wan", "compared_month_wan", "same_month_last_year_wan", "change_pct",
               "compared_projects", "only_now_projects", "only_then_projects")  # fmt: skip
    assert {row[0]: row[1:] for row in frame.select("month", *columns).iter_rows()} == {
        MAY_BEFORE: (1, None, None, None, 0, 1, 0),
        BEFORE: (130, None, None, None, 0, 3, 0),
        MAY: (None, None, None, None, 0, 0, 1),
        NOW: (24, 15, 10, 50, 1, 2, 2),
    }
    short = invested_by_month_wan(session.cursor, ALL, NOW)
    assert short.equals(frame.select(short.columns))


def test_within_a_month_nothing_is_compared(session: Session) -> None:
    """By 15 June 2023 no report of June is there: the whole of last June is no measure."""
    found = total(session.cursor, ALL, date(2023, 6, 15), ["invested_month_change", "invested_year_change"])
    assert set(found.values()) == {None}


def test_the_last_of_february_is_compared_with_the_last_of_february(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("leap")
    ends = (date(2023, 2, 28), date(2024, 2, 29), date(2025, 2, 28))
    told = [report(1, end, invested_month_wan=wan) for end, wan in zip(ends, (10, 20, 10), strict=True)]
    publish(home, [project(1)], as_of="2025-02-28", progress_reports=told)
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        changes = [total(opened.cursor, ALL, end, ["invested_month_change"])["invested_month_change"] for end in ends]
        series = money_by_month_wan(opened.cursor, ALL, ends[-1])["change_pct"].to_list()
    warehouse.close()
    assert changes == series == [None, 100, -50]
