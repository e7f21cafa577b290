"""Columns of `project_at_month_end`: what a snapshot knows of each project at a month's end."""

from __future__ import annotations

from itertools import product

from etl.contract.approval_pipeline import pipeline
from etl.contract.year_end_rules import reasons

SNAPSHOT_VERSION = "12"
"""Form of the tables that are made for a snapshot. It is raised when they change: an older snapshot is not served, and
is made anew at the next load."""

FACTS = (
    "region_id", "region_name", "county_code", "county_id", "prefecture_id", "province_id", "township", "sector",
    "nature", "year_nature", "owner_unit", "implementing_unit", "start_year", "end_year", "list_year", "document_id",
    "document",
    "total_investment_wan", "floor_area_m2", "land_area_m2", "childcare_places", "elder_beds", "nursing_beds",
    "medical_care_beds", "school_places", "classes", "other_beds", "existing_beds", "capacity_basis",
)  # fmt: skip
"""What groups are made by and summed over, repeated from `projects`, so that a figure is a scan of one table."""

DOUBTED = (
    "total_investment_wan", "childcare_places", "elder_beds", "nursing_beds", "medical_care_beds", "school_places",
    "other_beds", "existing_beds", "classes",
)  # fmt: skip
"""Fields with a column `<field>_is_doubtful`."""

CARRIED = ("actual_finish", "forecast_finish", "invested_total_wan", "arrived_wan", "paid_wan")
"""What the last report says, carried forward to later months' ends, as far as figures are made of it."""

OF_THE_REPORT = (
    "actual_start", "actual_start_precision", "actual_finish_precision", "forecast_start", "forecast_finish_precision",
    "started_month", "completed_month", "problems", "problems_since", "next_steps", "physical_progress",
    "physical_progress_pct", "last_month", "last_status", "last_actual_finish", "last_actual_finish_precision",
    "last_forecast_finish",
)  # fmt: skip
"""What else it says. Lists take it from `project_states`, where it stands once a report, not once a month's end."""

OF_THE_YEAR = ("annual_plan_wan", "annual_plan_first_wan", "invested_year_wan")
"""Carried forward within the year. The plan of a year is that in force at the month's end, and that first stated."""

OF_THE_MONTH = ("invested_month_wan", "invested_year_told_wan")
"""What the report of that very month says, of the month and of the year up to it."""

STATE_COLUMNS = (*CARRIED, *OF_THE_REPORT, *OF_THE_YEAR, "invested_month_wan")

PLANS = ("original", "current")

PLAN_COLUMNS = tuple(
    f"{plan}_{part}" for plan in PLANS
    for part in ("start", "start_last", "finish_first", "finish", "finish_is_derived")
)  # fmt: skip

SLIP_COLUMNS = (
    *(f"{plan}_{what}" for plan in PLANS for what in (
        "finish_slip_months", "finish_slip_bound", "lateness", "start_slip_months", "start_slip_bound", "slip_band")),
    "finish_reached", "start_reached", "slipped_since_last_months", "no_slip_reason", "is_start_due", "is_finish_due",
    "is_original_finish_due", "is_started", "is_on_time", "is_original_on_time",
)  # fmt: skip
"""By how much a project slips, and what the rates count."""

CONTRADICTIONS = ("open_contradictions", "explained_contradictions")
"""How many stand against a project at a month's end, without and with an explanation."""

PROBLEMS = (
    "open_problems", "past_due_problems", "undated_problems", "repeated_problems", "unsure_problems", "long_problems",
    "solved_problems", "gone_problems",
)  # fmt: skip
"""How many problems stand in a project's way at a month's end, how many of those are past their deadline, have none
that can be read, came again, are of a cause that no rule knows, are old; and how many were solved or told no more."""

YEAR_END = ("year_end_wan", "year_end_low_wan", "year_end_high_wan", "year_end_reason")
"""What is expected to be done by the end of the year, its range, and why nothing is."""

APPROVALS = (
    "approval_stage", "approval_next", "approval_done_by", "approvals_asked", "approvals_before_start",
    "approvals_missing", "approvals_late",
)  # fmt: skip
"""How far a project's approvals have come, and what is missing of those that must be done before it starts."""

COUNTED = ("finding_count", "documents_as", "is_doubtful", *(f"{name}_is_doubtful" for name in DOUBTED))

LAST_YEAR = ("invested_month_last_year_wan", "invested_year_last_year_wan")

PLAN_DATES = ("current_start", "current_finish", "original_finish")
"""Dates of the plans that figures are made of. All others are in `project_facts`."""

MONTH_END_COLUMNS = (
    "as_of", "project_no", *FACTS, *COUNTED, "status", "report_month", "is_carried", "progress_is_synthetic",
    *CARRIED, *OF_THE_YEAR, *OF_THE_MONTH, *LAST_YEAR, *PLAN_DATES, "plan_position", "schedule_class", "is_open",
    *SLIP_COLUMNS, *CONTRADICTIONS, *PROBLEMS, "problem_causes", *YEAR_END, *APPROVALS,
)  # fmt: skip
"""Columns of `project_at_month_end`."""

_STATUSES = ("cancelled", "completed", "not_started", "suspended", "under_way", "unreported")
_POSITIONS = ("before_start", "past_finish", "undated", "undetermined", "within")
WORDS = {
    "status_word": _STATUSES,
    "plan_position_word": _POSITIONS,
    "schedule_class_word": tuple(".".join(both) for both in product(_STATUSES, _POSITIONS)),
    "lateness_word": ("finished_late", "forecast_late", "overdue"),
    "slip_bound_word": ("at_least", "at_most", "exact", "forecast", "not_due"),
    "slip_band_word": ("early", "not_due", "on_plan", "over_12", "to_12", "to_3", "to_6"),
    "approval_word": tuple(sorted(one.step for one in pipeline())),
    "year_end_reason_word": tuple(sorted(reasons())),
    "no_slip_reason_word": ("cancelled", "no_as_of", "undated", "unreported"),
}
"""ENUM types of what is worked out, with their words; ascending, so that they sort as texts do."""

FACT_WORDS = {
    "region_word": ("region_id", "county_code", "county_id", "prefecture_id", "province_id"),
    **{
        f"{name}_word": (name,)
        for name in (
            "region_name",
            "township",
            "sector",
            "nature",
            "year_nature",
            "owner_unit",
            "implementing_unit",
            "document_id",
            "document",
            "capacity_basis",
        )
    },
}
"""ENUM types whose words are those of `projects` in these columns."""

WORD_OF = {
    **{column: kind for kind, columns in FACT_WORDS.items() for column in columns},
    **{
        name: f"{name}_word"
        for name in ("status", "plan_position", "schedule_class", "no_slip_reason", "year_end_reason")
    },
    "approval_stage": "approval_word",
    "approval_next": "approval_word",
    **{f"{plan}_{what}": kind for plan in PLANS for what, kind in (
        ("lateness", "lateness_word"), ("slip_band", "slip_band_word"), ("finish_slip_bound", "slip_bound_word"),
        ("start_slip_bound", "slip_bound_word"))},
}  # fmt: skip
"""Column of `project_at_month_end` -> its ENUM type."""
