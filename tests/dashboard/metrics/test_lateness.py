"""Overdue, finished late, forecast late: three words that exclude each other, against both plans, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.catalog import METRICS
from dashboard.metrics.query import aggregate, list_projects, total
from dashboard.session.snapshot import Session, Warehouse
from dashboard.words.labels import LATENESS_LABELS
from dashboard.words.slips import slip_months_words
from etl.pipeline import load
from tests.dashboard.tiny import project, publish, report, years
from tests.etl.sheets import write_list, write_sheet

ALL = PortfolioFilter()
AS_OF = date(2023, 6, 30)
PLANS = [
    ("甲敬老院", "2021年1月-2023年6月", "2021年1月-2023年6月", "1"),  # ends on the as-of day itself
    ("乙敬老院", "2021-2022", "2021-2023", "2"),  # forecast 2024-02: 14 months after the first plan, 2 after the second
    ("丙敬老院", "2021年1月-2022年12月", "2021年1月-2023年3月", "4"),  # finished 2023-02: 2 late at first, now 1 early
    ("丁敬老院", "2021年1月-2023年5月", "2021年1月-2023年5月", "8"),  # suspended: 1 month over
    ("戊敬老院", "2022年1月-2023年4月", "2022年1月-2023年4月", "16"),  # not started: 2 months over
    ("己敬老院", "2021-2022", "2021-2022", "32"),  # no report
    ("庚敬老院", "2021-2022", "2021-2022", "64"),  # cancelled
    ("辛敬老院", "2023年1月-2023年12月", "2023年1月-2023年12月", "128"),  # forecast 2023-12: on plan
    ("壬敬老院", "2023年1月-2023年12月", "2023年1月-2023年12月", "256"),  # forecast 2023-03, which has passed
    ("癸敬老院", "2年", "2年", "512"),  # not started: undated
]
JUNE = [
    {"name": "甲敬老院", "status": "在建", "start": "2021年1月"},
    {"name": "乙敬老院", "status": "在建", "start": "2021年1月", "forecast": "2024年2月"},
    {"name": "丙敬老院", "status": "已竣工", "start": "2021年1月", "finish": "2023年2月"},
    {"name": "丁敬老院", "status": "停工", "start": "2021年1月"},
    {"name": "戊敬老院", "status": "未开工"},
    {"name": "庚敬老院", "status": "取消"},
    {"name": "辛敬老院", "status": "在建", "start": "2023年1月", "forecast": "2023年12月"},
    {"name": "壬敬老院", "status": "在建", "start": "2023年1月", "forecast": "2023年3月"},
    {"name": "癸敬老院", "status": "未开工"},
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("lateness")
    write_list(folder / "a.csv", [(name, first, wan) for name, first, _, wan in PLANS], "2021-01-15")
    write_list(folder / "b.csv", [(name, second, wan) for name, _, second, wan in PLANS], "2022-01-15")
    write_sheet(folder / "c.csv", "2023年6月", JUNE)
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    yield from opened(folder / "home")


def opened(home: Path) -> Iterator[Session]:
    warehouse = Warehouse(home)
    with warehouse.session() as found:
        yield found
    warehouse.close()


def column(session: Session, name: str, portfolio: PortfolioFilter = ALL) -> dict[str, object]:
    """What is not null in a column, by the first character of the name."""
    rows = list_projects(session.cursor, portfolio, AS_OF, columns=["name", name]).rows()
    return {project[0]: value for project, value in rows if value is not None}


def test_each_project_is_late_in_one_way_or_in_none(session: Session) -> None:
    assert column(session, "current_lateness") == {"乙": "forecast_late", "丁": "overdue", "戊": "overdue"}
    assert column(session, "original_lateness") == {
        "乙": "overdue", "丙": "finished_late", "丁": "overdue", "戊": "overdue",
    }  # fmt: skip


def test_a_forecast_stays_one_against_a_plan_of_a_year(session: Session) -> None:
    """乙 after 2023-12-31 and after 2022-12-31; what 壬 forecast has passed and says nothing any more."""
    assert column(session, "current_finish_slip_bound") == {
        "甲": "not_due", "乙": "forecast", "丙": "exact", "丁": "at_least", "戊": "at_least", "辛": "forecast",
        "壬": "not_due",
    }  # fmt: skip
    assert column(session, "original_finish_slip_bound")["乙"] == "forecast"
    slips = column(session, "current_finish_slip_months")
    assert slips == {"甲": 0, "乙": 2, "丙": -1, "丁": 1, "戊": 2, "辛": 0, "壬": 0}


def test_words_of_a_slip_begin_with_the_word_of_the_lateness(session: Session) -> None:
    names = ["name", "no_slip_reason"]
    names += [f"{plan}_{part}" for plan in ("current", "original")
              for part in ("finish_slip_months", "finish_slip_bound", "lateness")]  # fmt: skip
    rows = list_projects(session.cursor, ALL, AS_OF, columns=names).to_dicts()
    said = {plan: {row["name"][0]: slip_months_words(row, plan) for row in rows} for plan in ("current", "original")}
    assert said["current"] == {
        "甲": "未到期", "乙": "预计会晚 2 个月", "丙": "提前 1 个月", "丁": "逾期未完，至少推迟 1 个月",
        "戊": "逾期未完，至少推迟 2 个月", "己": "未报进度", "庚": "已取消", "辛": "预计按期", "壬": "未到期",
        "癸": "未定工期",
    }  # fmt: skip
    assert (said["original"]["乙"], said["original"]["丙"]) == (
        "逾期未完，预计推迟 14 个月",
        "晚于计划竣工，推迟 2 个月",
    )


@pytest.mark.parametrize(
    ("plan", "word", "projects", "wan"),
    [
        ("current", "overdue", (2, 3), (8 + 16, 4 + 8 + 16)),  # of 丙 丁 戊
        ("current", "finished_late", (0, 1), (0, 4)),  # of 丙
        ("current", "forecast_late", (1, 3), (2, 2 + 128 + 256)),  # of 乙 辛 壬
        ("original", "overdue", (3, 4), (2 + 8 + 16, 2 + 4 + 8 + 16)),  # of 乙 丙 丁 戊
        ("original", "finished_late", (1, 1), (4, 4)),  # of 丙
        ("original", "forecast_late", (0, 2), (0, 128 + 256)),  # of 辛 壬
    ],
)
def test_a_share_is_of_those_that_can_be_so(
    session: Session, plan: str, word: str, projects: tuple[int, int], wan: tuple[int, int]
) -> None:
    rates = (f"{plan}_{word}_rate", f"{plan}_{word}_investment_rate")
    found = total(session.cursor, ALL, AS_OF, [f"{rate}{part}" for rate in rates for part in ("_n", "_d", "")])
    expected = [*projects, 100 * projects[0] / projects[1], *wan, 100 * wan[0] / wan[1]]
    assert list(found.values()) == pytest.approx(expected)


def test_the_mean_is_over_what_has_happened(session: Session) -> None:
    """Now 丁 1 and 戊 2, not 乙, whose 2 months are a forecast. At first 乙 14, 丙 2, 丁 1, 戊 2: 19/4."""
    names = ["current_slip_mean_late_months", "original_slip_mean_late_months"]
    assert list(total(session.cursor, ALL, AS_OF, names).values()) == pytest.approx([1.5, 19 / 4])


def test_lateness_groups_and_filters(session: Session) -> None:
    groups = aggregate(session.cursor, ALL, AS_OF, ["projects"], ["current_lateness"])
    assert dict(groups.iter_rows()) == {"overdue": 2, "forecast_late": 1, None: 7}
    for classes, names in (
        (("overdue",), "丁戊"), (("overdue", "forecast_late"), "乙丁戊"), (("finished_late",), ""),
        (("original.overdue",), "乙丁戊"), (("original.finished_late",), "丙"),
    ):  # fmt: skip
        assert set(column(session, "project_id", PortfolioFilter(classes=classes))) == set(names), classes


def test_nothing_counts_two_of_the_words_together() -> None:
    rates = {name for name in METRICS if name.endswith(("late_rate", "overdue_rate"))}
    assert rates == {f"{plan}_{word}_rate" for plan in ("current", "original") for word in LATENESS_LABELS}
    both = [name for name, metric in METRICS.items() if sum(word in metric.expression for word in LATENESS_LABELS) > 1]
    assert both == ["current_slip_mean_late_months", "original_slip_mean_late_months"]


def test_without_a_date_nothing_is_overdue(session: Session) -> None:
    frame = list_projects(session.cursor, ALL, None, columns=["original_lateness"])
    assert set(frame["original_lateness"]) <= {"finished_late", None}


def test_a_forecast_start_stays_one_against_a_plan_of_a_year(tmp_path: Path) -> None:
    """Planned for 2022, forecast for March 2024: a forecast, though the plan names a year. Without one: at least."""
    plan = years(2022, 2025)
    told = [
        report(1, AS_OF, "not_started", forecast_start=date(2024, 3, 1)),
        report(2, AS_OF, "not_started"),
        report(3, AS_OF, actual_start=date(2023, 2, 1)),
    ]
    publish(tmp_path, [project(number, **plan) for number in (1, 2, 3)], as_of="2023-06-30", progress_reports=told)
    for found in opened(tmp_path):
        frame = list_projects(found.cursor, ALL, AS_OF, columns=["project_id", "current_start_slip_bound"])
    assert dict(frame.iter_rows()) == {"p1": "forecast", "p2": "at_least", "p3": "at_least"}
