"""SQL of the schedule: status, position in the plan, start and finish slip of each project at the as-of date.

Only reports of months that end by the as-of date count. A slip is the distance in months from the interval that the
plan names to the date that was reached, 0 inside it, so a plan that names a year is late only past its last day. The
part of a month is day of month by days in the month, so that month ends are whole months apart.
"""

from __future__ import annotations

from dashboard.metrics.dialect import has_item, list_size

STARTED = "(status IN ('under_way', 'completed') OR (status = 'suspended' AND started_month IS NOT NULL))"

OPEN = "status IN ('under_way', 'not_started', 'suspended')"
"""Reported, and neither completed nor cancelled."""

_CARRIED = (
    "actual_start",
    "actual_start_precision",
    "actual_finish",
    "actual_finish_precision",
    "forecast_start",
    "forecast_finish",
    "forecast_finish_precision",
    "started_month",
    "completed_month",
    "invested_total_wan",
    "arrived_wan",
    "paid_wan",
    "problems",
    "next_steps",
    "physical_progress",
    "physical_progress_pct",
    "last_month",
    "last_status",
    "last_actual_finish",
    "last_actual_finish_precision",
    "last_forecast_finish",
)
_OF_THE_YEAR = ("annual_plan_wan", "invested_year_wan")
_BASELINES = ("start", "start_last", "finish_first", "finish")

STATE_COLUMNS = (*_CARRIED, *_OF_THE_YEAR, "invested_month_wan")
"""Columns of `project_states` that the scoped projects carry under their own name."""

STATE = f"""state AS (
    SELECT s.project_id AS state_project, s.month AS report_month, s.progress_id, s.status AS reported_status,
        s.is_synthetic AS progress_is_synthetic, {", ".join(f"s.{name}" for name in _CARRIED)},
        {", ".join(f"if(year(s.month) = year(coalesce(as_of, s.month)), s.{n}, NULL) AS {n}" for n in _OF_THE_YEAR)},
        if(s.month = last_day(coalesce(as_of, s.month)) OR as_of IS NULL, s.invested_month_wan, NULL)
            AS invested_month_wan
    FROM project_states s CROSS JOIN basis
    WHERE as_of IS NULL OR s.month <= as_of
    QUALIFY row_number() OVER (PARTITION BY s.project_id ORDER BY s.month DESC) = 1
)"""
"""The last report of each project that was there at the as-of date."""

LAST_YEAR = """last_year AS (
    SELECT m.project_id AS last_year_project,
        any_value(m.invested_year_wan) FILTER (WHERE m.month = last_day(as_of)) AS invested_year_told_wan,
        any_value(m.invested_month_wan) FILTER (WHERE m.month < last_day(as_of)) AS invested_month_last_year_wan,
        any_value(m.invested_year_wan) FILTER (WHERE m.month < last_day(as_of)) AS invested_year_last_year_wan
    FROM project_months m CROSS JOIN basis
    WHERE m.is_effective AND m.month <= as_of AND m.month IN (last_day(as_of), last_day(as_of - INTERVAL 1 YEAR))
    GROUP BY 1
)"""
"""What each project reported in the same month one year before, of that month and of the year up to it (同比); and what
it told in the as-of month of the year up to it, not carried on from an earlier one."""

LAST_YEAR_COLUMNS = ("invested_year_told_wan", "invested_month_last_year_wan", "invested_year_last_year_wan")


def _derived(name: str) -> str:
    """Finish of a plan that states a duration alone: from the actual start."""
    whole = "if(actual_start_precision IN ('day', 'month'), actual_start + to_months({0}) - INTERVAL 1 DAY, NULL)"
    coarse = "make_date(year(actual_start), 12, 31) + to_months({0})"
    return f"CAST(coalesce({whole}, {coarse}) AS DATE)".replace("{0}", f"b.{name}_duration_months")


def _plan(name: str) -> str:
    """The interval columns of one baseline; the list's own plan where the snapshot has no baseline."""
    own = {"start": "p.planned_start", "start_last": "p.planned_start", "finish": "p.planned_finish"}
    own["finish_first"] = own["finish"]
    stated = [f"coalesce(b.{name}_{part}, {own[part]}) AS {name}_{part}" for part in ("start", "start_last")]
    fallback = f"if(b.{name}_start IS NULL AND b.{name}_duration_months IS NOT NULL, {_derived(name)}, NULL)"
    finish = [
        f"coalesce(b.{name}_{part}, {own[part]}, {fallback}) AS {name}_{part}" for part in ("finish_first", "finish")
    ]
    derived = (
        f"coalesce(b.{name}_finish, p.planned_finish) IS NULL AND {fallback} IS NOT NULL AS {name}_finish_is_derived"
    )
    return ", ".join([*stated, *finish, derived])


PLANS = f"{_plan('original')}, {_plan('current')}, b.plans AS plan_count"

POSITION = """CASE
    WHEN current_start IS NULL AND current_finish IS NULL THEN 'undated'
    WHEN as_of IS NULL THEN 'undetermined'
    WHEN current_start > as_of THEN 'before_start'
    WHEN current_finish < as_of THEN 'past_finish'
    ELSE 'within' END"""
"""Position of the as-of date in the current plan; null dates fall through the comparisons."""


def _finish_number(date: str) -> str:
    return f"(year({date}) * 12 + month({date}) + day({date})::DOUBLE / day(last_day({date})))"


def _start_number(date: str) -> str:
    return f"(year({date}) * 12 + month({date}) + (day({date}) - 1)::DOUBLE / day(last_day({date})))"


def _first_possible(date: str, precision: str) -> str:
    """First day of a reported interval, so that the slip from it is a lower bound; day and month stay as they are."""
    return (
        f"CASE {precision} WHEN 'year' THEN make_date(year({date}), 1, 1)"
        f" WHEN 'half' THEN CAST(date_trunc('month', {date}) - INTERVAL 5 MONTH AS DATE)"
        f" WHEN 'quarter' THEN CAST(date_trunc('month', {date}) - INTERVAL 2 MONTH AS DATE) ELSE {date} END"
    )


def _reached(report: str, as_of: str) -> str:
    """The date that the finish has reached: actual, or the later of forecast and as-of. `report` is "" or `last_`."""
    status, finish, forecast = f"{report}status", f"{report}actual_finish", f"{report}forecast_finish"
    precision = f"{finish}_precision"
    return (
        f"CASE WHEN {status} = 'completed' THEN coalesce({_first_possible(finish, precision)}, completed_month)"
        f" WHEN {report}{OPEN} AND {as_of} IS NOT NULL"
        f" THEN greatest({as_of}, coalesce({forecast}, {as_of})) END"
    )


_IS_UNTOLD = "status <> 'completed' AND (forecast_finish IS NULL OR forecast_finish < as_of)"
"""Nothing that still holds is forecast: no date is, or one that has passed."""


def _finish_slip(plan: str, reached: str, is_untold: str) -> str:
    first, last = f"{plan}_finish_first", f"{plan}_finish"
    return (
        f"CASE WHEN {last} IS NULL OR {reached} IS NULL THEN NULL"
        f" WHEN {reached} > {last} THEN {reached}_number - {last}_number"
        f" WHEN ({is_untold}) OR {reached} >= {first} THEN 0.0"
        f" ELSE {reached}_number - if({last} - {first} <= 31, {last}_number, {first}_number) END"
    )


def _finish_bound(plan: str) -> str:
    """How the slip bounds the true one: exact, forecast, at_least, at_most, or not_due (open, plan not yet over)."""
    first, last = f"{plan}_finish_first", f"{plan}_finish"
    return (
        f"CASE WHEN {last} IS NULL OR finish_reached IS NULL THEN NULL"
        f" WHEN {_IS_UNTOLD} AND finish_reached <= {last} THEN 'not_due'"
        f" WHEN {_IS_UNTOLD} THEN 'at_least'"
        f" WHEN status <> 'completed' THEN 'forecast'"
        f" WHEN actual_finish IS NULL THEN 'at_most'"
        f" WHEN {last} - {first} > 31 AND finish_reached > {last} THEN 'at_least'"
        f" WHEN {last} - {first} > 31 AND finish_reached < {first} THEN 'at_most'"
        f" WHEN actual_finish_precision IN ('quarter', 'half', 'year') THEN 'at_least' ELSE 'exact' END"
    )


def _lateness(plan: str) -> str:
    """How a project is late against a plan, in one of three words that exclude each other; null where it is not.

    `overdue`: open, and the plan's finish lies before the as-of date. `finished_late`: completed after it.
    `forecast_late`: open, the plan's finish still to come, and the forecast after it.
    """
    last = f"{plan}_finish"
    return (
        f"CASE WHEN status = 'completed' AND finish_reached > {last} THEN 'finished_late'"
        f" WHEN {OPEN} AND {last} < as_of THEN 'overdue'"
        f" WHEN {OPEN} AND {last} >= as_of AND forecast_finish > {last} THEN 'forecast_late' END"
    )


_START_REACHED = f"""CASE
    WHEN {STARTED} THEN coalesce(actual_start, CAST(date_trunc('month', started_month) AS DATE))
    WHEN status IN ('not_started', 'suspended') AND as_of IS NOT NULL
        THEN greatest(as_of, coalesce(forecast_start, as_of))
    END"""


def _start_slip(plan: str) -> str:
    first, last = f"{plan}_start", f"{plan}_start_last"
    return (
        f"CASE WHEN {first} IS NULL OR start_reached IS NULL THEN NULL"
        f" WHEN start_reached > {last}"
        f" THEN start_reached_number - if({last} - {first} <= 31, {first}_number, {last}_number)"
        f" WHEN NOT {STARTED} OR start_reached >= {first} THEN 0.0"
        f" ELSE start_reached_number - {first}_number END"
    )


def _start_bound(plan: str) -> str:
    first, last = f"{plan}_start", f"{plan}_start_last"
    return (
        f"CASE WHEN {first} IS NULL OR start_reached IS NULL THEN NULL"
        f" WHEN NOT {STARTED} AND start_reached <= {last} THEN 'not_due'"
        f" WHEN NOT {STARTED} AND (forecast_start IS NULL OR forecast_start < as_of) THEN 'at_least'"
        f" WHEN NOT {STARTED} THEN 'forecast'"
        f" WHEN actual_start IS NULL THEN 'at_most'"
        f" WHEN {last} - {first} > 31 AND start_reached > {last} THEN 'at_least'"
        f" WHEN actual_start_precision IN ('quarter', 'half', 'year') THEN 'at_least' ELSE 'exact' END"
    )


REACHED = (
    f"{_reached('', 'as_of')} AS finish_reached, {_reached('', 'report_month')} AS finish_reported,"
    f" {_reached('last_', 'last_month')} AS finish_reported_before, {_START_REACHED} AS start_reached"
)

_NUMBERS = ", ".join(
    [
        *(
            f"{_finish_number(date)} AS {name}_number"
            for plan in ("original", "current")
            for date, name in (
                (f"{plan}_finish", f"{plan}_finish"), (f"({plan}_finish_first - 1)", f"{plan}_finish_first"),
            )
        ),
        *(
            f"{_start_number(date)} AS {name}_number"
            for plan in ("original", "current")
            for date, name in ((f"{plan}_start", f"{plan}_start"), (f"({plan}_start_last + 1)", f"{plan}_start_last"))
        ),
        *(f"{_finish_number(date)} AS {date}_number"
          for date in ("finish_reached", "finish_reported", "finish_reported_before")),
        f"{_start_number('start_reached')} AS start_reached_number",
    ]
)  # fmt: skip
"""Dates as months with their part, so that a slip is a difference. That of a plan's interval is the edge it is
measured from: the day before its first finish, the day after its last start."""

_AT_REPORT = _finish_slip("current", "finish_reported", "status <> 'completed' AND forecast_finish IS NULL")
_BEFORE_REPORT = _finish_slip(
    "current", "finish_reported_before", "last_status <> 'completed' AND last_forecast_finish IS NULL"
)

_SLIPS = ", ".join(
    [
        *(
            f"round({_finish_slip(plan, 'finish_reached', _IS_UNTOLD)}, 1) AS {plan}_finish_slip_months,"
            f" {_finish_bound(plan)} AS {plan}_finish_slip_bound, {_lateness(plan)} AS {plan}_lateness,"
            f" round({_start_slip(plan)}, 1) AS {plan}_start_slip_months,"
            f" {_start_bound(plan)} AS {plan}_start_slip_bound"
            for plan in ("original", "current")
        ),
        f"round({_AT_REPORT} - {_BEFORE_REPORT}, 1) AS slipped_since_last_months",
        "CASE WHEN current_finish IS NULL THEN 'undated' WHEN as_of IS NULL THEN 'no_as_of'"
        " WHEN status IN ('unreported', 'cancelled') THEN status END AS no_slip_reason",
        "current_start_last <= as_of AND status <> 'cancelled' AS is_start_due",
        "current_finish <= as_of AND status <> 'cancelled' AS is_finish_due",
        "original_finish <= as_of AND status <> 'cancelled' AS is_original_finish_due",
        f"{STARTED} AS is_started",
        "status = 'completed' AND finish_reached <= current_finish AS is_on_time",
        "status = 'completed' AND finish_reached <= original_finish AS is_original_on_time",
    ]
)


def _band(plan: str) -> str:
    """The band of months that a slip lies in; what is open and not yet due has a band of its own."""
    slip = f"{plan}_finish_slip_months"
    return (
        f"CASE WHEN {slip} IS NULL THEN NULL WHEN {plan}_finish_slip_bound = 'not_due' THEN 'not_due'"
        f" WHEN {plan}_lateness IS NULL AND {slip} < 0 THEN 'early' WHEN {plan}_lateness IS NULL THEN 'on_plan'"
        f" WHEN {slip} <= 3 THEN 'to_3' WHEN {slip} <= 6 THEN 'to_6' WHEN {slip} <= 12 THEN 'to_12'"
        f" ELSE 'over_12' END AS {plan}_slip_band"
    )


_FINDINGS = """findings_of_row AS (
    SELECT document_id AS found_in, "table" AS found_table, "row" AS found_row, count(*) AS finding_count
    FROM findings GROUP BY 1, 2, 3
)"""

DOCUMENTS = """documents_of AS (
    SELECT project_no, documents, min(project_no) OVER (PARTITION BY documents) AS documents_as
    FROM (SELECT p.rowid AS project_no, list(DISTINCT r.document_id ORDER BY r.document_id) AS documents
        FROM project_reports r JOIN projects p USING (project_id) GROUP BY 1)
)"""
"""The documents that report each project; `documents_as` is the first project that just the same ones report."""

DOUBTED = (
    "total_investment_wan", "childcare_places", "elder_beds", "nursing_beds", "medical_care_beds", "school_places",
    "other_beds", "existing_beds", "classes",
)  # fmt: skip
"""Fields with a column that says whether the project's is in doubt."""

_DOUBTS = ", ".join(f"{has_item('doubtful_fields', name)} AS {name}_is_doubtful" for name in DOUBTED)

_HELPERS = (
    "reported_status", "finish_reported", "finish_reported_before",
    *(f"{plan}_{edge}_number" for plan in ("original", "current") for edge in (
        "finish", "finish_first", "start", "start_last")),
    *(f"{reached}_number" for reached in ("finish_reached", "finish_reported", "finish_reported_before",
                                          "start_reached")),
)  # fmt: skip
"""Columns that only others are worked out from."""

PROJECTS_AT = f"""WITH basis AS (SELECT CAST(? AS DATE) AS as_of),
{STATE},
{LAST_YEAR},
{_FINDINGS},
{DOCUMENTS},
planned AS (
    SELECT p.*, p.rowid AS project_no, as_of, coalesce(reported_status, 'unreported') AS status,
        state.* EXCLUDE (state_project), {PLANS}, {", ".join(LAST_YEAR_COLUMNS)}, finding_count,
        documents_as, {list_size("doubtful_fields")} > 0 AS is_doubtful, {_DOUBTS}
    FROM projects p CROSS JOIN basis
    LEFT JOIN baselines b ON b.project_id = p.project_id
    LEFT JOIN state ON state_project = p.project_id
    LEFT JOIN last_year ON last_year_project = p.project_id
    LEFT JOIN findings_of_row ON found_in = p.document_id AND found_table = p.table_no AND found_row = p.row_no
    LEFT JOIN documents_of d ON d.project_no = p.rowid
),
placed AS (SELECT *, {POSITION} AS plan_position FROM planned),
reached AS (SELECT *, {REACHED} FROM placed),
numbered AS (SELECT *, {_NUMBERS} FROM reached),
slips AS (SELECT * EXCLUDE ({", ".join(_HELPERS)}), {_SLIPS} FROM numbered)
SELECT *, {_band("original")}, {_band("current")}, status || '.' || plan_position AS schedule_class FROM slips"""
"""All projects with what the as-of date, its one parameter, makes of them. No join multiplies a project."""

SLIP_COLUMNS = (
    *(f"{plan}_{what}" for plan in ("original", "current") for what in (
        "finish_slip_months", "finish_slip_bound", "lateness", "start_slip_months", "start_slip_bound", "slip_band")),
    "finish_reached", "start_reached", "slipped_since_last_months", "no_slip_reason", "is_start_due", "is_finish_due",
    "is_original_finish_due", "is_started", "is_on_time", "is_original_on_time",
)  # fmt: skip
"""Columns that say by how much a project slips, and what the rates count."""

PLAN_COLUMNS = tuple(
    f"{plan}_{part}" for plan in ("original", "current")
    for part in ("start", "start_last", "finish_first", "finish", "finish_is_derived")
)  # fmt: skip
