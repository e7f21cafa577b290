"""What metric queries select from: the projects at a month's end, with status, position in the plan and slips."""

from __future__ import annotations

from datetime import date

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import Condition, at_month_end, condition
from dashboard.metrics.cursor import Cursor
from etl.contract.month_ends import FACTS, MONTH_END_COLUMNS, OF_THE_REPORT, PLAN_COLUMNS, PLAN_DATES, PLANS, WORD_OF

EVIDENCE_FIELDS = (
    "sector",
    "total_investment_wan",
    "childcare_places",
    "elder_beds",
    "nursing_beds",
    "medical_care_beds",
    "school_places",
    "classes",
    "other_beds",
    "existing_beds",
    "floor_area_m2",
    "land_area_m2",
)
"""Fields whose words a project list can show beside the value, as column `<field>_words`."""


def _words_join() -> str:
    """One row per report: for each field the words that it was read from, joined where there are several."""
    words = ", ".join(
        f'string_agg(substr(raw, "start" + 1, "end" - "start"), \'；\' ORDER BY column_no, "start")'
        f" FILTER (WHERE field = '{field}') AS {field}_words"
        for field in EVIDENCE_FIELDS
    )
    words_of = f"SELECT report_id AS words_report_id, {words} FROM evidence GROUP BY 1"
    return f" LEFT JOIN ({words_of}) ON words_report_id = report_id"


_WORDS = _words_join()


def _years(cursor: Cursor) -> str:
    """The join that repeats a project for each of its years under construction."""
    sql = "SELECT min(start_year) AS first, max(end_year) AS last FROM projects WHERE start_year <= end_year"
    [(first, last)] = cursor.keep("years", lambda: cursor.rows(sql))
    years = ", ".join(f"({year})" for year in range(first, last + 1)) if first else "(NULL)"
    values = f"(VALUES {years}) AS each_year(under_construction_year)"
    return f" LEFT JOIN {values} ON under_construction_year BETWEEN start_year AND end_year"


def month_rows(cursor: Cursor, as_of: date | None, *, with_years: bool = False) -> str:
    """What figures select from: the rows of the projects at a month's end, and maybe others: `condition` tells them.

    `with_years` gives one row per year under construction, which only a grouping by that year may use.
    """
    return f"{cursor.project_at_month_end(as_of)}{_years(cursor) if with_years else ''}"


def of_projects(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> Condition:
    """That a row of another table is of a filtered project, by its `project_no`; nothing to look up where all are."""
    if portfolio.is_whole:
        return Condition("TRUE")
    where = condition(portfolio, as_of)
    return Condition(
        f"project_no IN (SELECT project_no FROM {month_rows(cursor, as_of)} WHERE {where.text})", where.params
    )


def scoped_projects(cursor: Cursor, as_of: date | None, *, with_words: bool = False, with_report: bool = True) -> str:
    """What lists select from: the same, each project once, beside all that its latest list says of it, and, unless
    `with_report` is false, what its last report says besides what figures are made of."""
    table, at = cursor.project_at_month_end(as_of), at_month_end(as_of).text
    columns = ["p.*", _OF_THE_MONTH_END, _PLANS]
    joined = (
        f"FROM projects p JOIN {table} m ON m.project_no = p.rowid JOIN project_facts f ON f.project_no = m.project_no"
    )
    if with_report:
        columns += [f"s.{name}" for name in OF_THE_REPORT]
        joined += " LEFT JOIN project_states s ON s.project_no = m.project_no AND s.month = m.report_month"
    return f"(SELECT {', '.join(columns)} {joined} WHERE {at}){_WORDS if with_words else ''}"


_OF_THE_MONTH_END = ", ".join(
    f"m.{name}::VARCHAR AS {name}" if name in WORD_OF else f"m.{name}"
    for name in MONTH_END_COLUMNS
    if name not in FACTS
)
"""What the month's end says beside the facts, words as texts."""

_PLANS = ", ".join(
    [
        *(f"f.{name}" for name in PLAN_COLUMNS if name.endswith(("_start", "_start_last")) and name not in PLAN_DATES),
        *(f"coalesce(f.{plan}_finish_first, m.{plan}_finish) AS {plan}_finish_first" for plan in PLANS),
        *(f"f.{plan}_finish IS NULL AND m.{plan}_finish IS NOT NULL AS {plan}_finish_is_derived" for plan in PLANS),
        "f.plan_count",
    ]
)
"""What the project's lists say of its plans; a finish that only the actual start tells is that of the month's end."""
