"""What is known of three projects at each month's end, worked out in the comments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.contract.month_ends import WORD_OF, WORDS
from tests.dashboard.tiny import project, publish, report, years

JANUARY, MARCH, APRIL = date(2022, 1, 31), date(2022, 3, 31), date(2022, 4, 30)
NEXT_YEAR, LATER = date(2023, 1, 31), date(2023, 6, 30)
TOLD = [
    # 项目1: planned to finish in 2022; its plan of the year is raised in March; from March on a problem stands
    report(1, JANUARY, annual_plan_wan=100, invested_month_wan=10, invested_total_wan=10, problems="无"),
    report(1, MARCH, annual_plan_wan=120, invested_month_wan=5, invested_total_wan=30, problems="征地"),
    report(1, APRIL, invested_month_wan=7, invested_total_wan=37, problems="征地拆迁"),
    report(1, NEXT_YEAR, annual_plan_wan=50, invested_total_wan=60),
    # 项目2 reports in March alone, that it is done, half a year early
    report(2, MARCH, "completed", actual_finish=date(2022, 3, 31), arrived_wan=40),
]
FUNDS = {"document_id": "d" * 64, "basis": "cumulative", "header": "到位", "column_no": 1}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    listed = [project(number, **years(2021, 2022)) for number in (1, 2, 3)]
    funds = [
        {"progress_id": f"m2-{MARCH}", "stage": "arrived", "source": source, "amount_wan": Decimal(amount)} | FUNDS
        for source, amount in (("central_budget", 15), ("self_raised", 25))
    ]
    path = publish(tmp_path_factory.mktemp("months"), listed, progress_reports=TOLD, progress_funding=funds)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def at(snapshot: duckdb.DuckDBPyConnection, columns: str, number: int, table: str = "project_at_month_end") -> Any:
    query = f"select as_of, {columns} from {table} where project_no = {number - 1} order by as_of"
    return {row[0]: row[1] if len(row) == 2 else row[1:] for row in snapshot.execute(query).fetchall()}


def test_each_project_is_there_once_at_the_end_of_each_month_that_was_reported(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    ends = snapshot.execute("from month_ends").fetchall()
    assert ends == [(JANUARY, True), (MARCH, True), (APRIL, True), (NEXT_YEAR, True)]
    counted = snapshot.execute(
        "select as_of, count(*), count(distinct project_no) from project_at_month_end group by 1"
    )
    assert sorted(counted.fetchall()) == [(end, 3, 3) for end, _ in ends]
    order = snapshot.execute("select as_of, project_no from project_at_month_end").fetchall()
    assert order == sorted(order)


def test_what_was_reported_is_carried_forward_and_said_to_be(snapshot: duckdb.DuckDBPyConnection) -> None:
    assert at(snapshot, "status, report_month, is_carried", 2) == {
        JANUARY: ("unreported", None, None),
        MARCH: ("completed", MARCH, False),
        APRIL: ("completed", MARCH, True),
        NEXT_YEAR: ("completed", MARCH, True),
    }
    assert set(at(snapshot, "status", 3).values()) == {"unreported"}


def test_money_of_the_month_of_the_year_and_so_far(snapshot: duckdb.DuckDBPyConnection) -> None:
    """The month's is of that month alone; the year's ends with the year; the plan first stated stays beside the new."""
    columns = "invested_month_wan, invested_total_wan, annual_plan_wan, annual_plan_first_wan"
    assert at(snapshot, columns, 1) == {
        JANUARY: (10, 10, 100, 100),
        MARCH: (5, 30, 120, 100),
        APRIL: (7, 37, 120, 100),
        NEXT_YEAR: (None, 60, 50, 50),
    }
    sources = snapshot.execute("select as_of, source, arrived_wan from funds_at_month_end").fetchall()
    both = [("central_budget", 15), ("self_raised", 25)]
    assert sources == [(end, *pair) for end in (MARCH, APRIL, NEXT_YEAR) for pair in both]


def test_since_when_a_problem_stands(snapshot: duckdb.DuckDBPyConnection) -> None:
    """无 is none; other words for it do not begin it anew; a report that is not asked for it changes nothing."""
    query = "select month, problems_since from project_states where project_no = 0 order by 1"
    assert snapshot.execute(query).fetchall() == [
        (JANUARY, None), (MARCH, MARCH), (APRIL, MARCH), (NEXT_YEAR, MARCH),
    ]  # fmt: skip


def test_words_sort_as_texts_do(snapshot: duckdb.DuckDBPyConnection) -> None:
    """ENUMs are compared by place: a page that sorts by one would show another order."""
    assert all(list(words) == sorted(words) for words in WORDS.values())
    columns = dict(snapshot.execute("select name, type from pragma_table_info('project_at_month_end')").fetchall())
    assert {name for name, kind in columns.items() if kind.startswith("ENUM(")} == set(WORD_OF)
    assert "VARCHAR" not in columns.values()


def test_lateness_and_slip(snapshot: duckdb.DuckDBPyConnection) -> None:
    """项目1 is open one month after 2022; 项目2 was done within the year."""
    columns = "plan_position, current_lateness, current_finish_slip_months, current_finish_slip_bound"
    assert at(snapshot, columns, 1) == dict.fromkeys((JANUARY, MARCH, APRIL), ("within", None, 0, "not_due")) | {
        NEXT_YEAR: ("past_finish", "overdue", 1, "at_least")
    }
    assert at(snapshot, columns, 2)[NEXT_YEAR] == ("past_finish", None, 0, "exact")


def test_a_later_month_is_made_by_the_same_statement_from_the_last_state(snapshot: duckdb.DuckDBPyConnection) -> None:
    later = f"project_at(date '{LATER}')"
    columns = "status, invested_total_wan, annual_plan_wan, current_lateness, current_finish_slip_months"
    assert at(snapshot, columns, 1, later) == {LATER: ("under_way", 60, 50, "overdue", 6)}
    again = f"project_at(date '{MARCH}')"
    difference = f"(from {again}) except (from project_at_month_end where as_of = date '{MARCH}')"
    assert snapshot.execute(f"select count(*) from ({difference})").fetchall() == [(0,)]


@pytest.mark.parametrize(("dated", "end"), [("2022-10-27", date(2022, 10, 31)), ("", None)])
def test_without_reports_it_is_the_month_of_the_latest_document(tmp_path: Path, dated: str, end: date | None) -> None:
    path = publish(tmp_path, [project(1, **years(2021, 2022))], as_of=dated)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("from month_ends").fetchall() == [(end, False)]
        position = "within" if end else "undetermined"
        found = connection.execute("select as_of, status, plan_position from project_at_month_end").fetchall()
        assert found == [(end, "unreported", position)]
