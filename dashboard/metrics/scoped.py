"""What metric queries select from: the projects at an as-of date, with status, position in the plan and slips."""

from __future__ import annotations

from datetime import date

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.prepared import PROJECTS

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


def scoped_projects(cursor: Cursor, as_of: date | None, *, with_years: bool = False, with_words: bool = False) -> str:
    """What to select from: the projects at the as-of date, with status, position and slips.

    A table as it stands wherever that will do, since every `*` over its columns is paid for at each planning. Joins
    never multiply a project, but for `with_years`: one row per year under construction, which only a grouping by that
    year may use.
    """
    words = _words_join() if with_words else ""
    years = (
        " LEFT JOIN (SELECT DISTINCT unnest(range(start_year, end_year + 1))::INTEGER AS under_construction_year"
        " FROM projects) ON under_construction_year BETWEEN start_year AND end_year"
        if with_years
        else ""
    )
    return f"{cursor.table(PROJECTS, as_of)}{years}{words}"
