"""Expressions of the schedule, in SQL: position in the plan, start and finish slip of a project at a month's end.

They speak of `as_of` and of what was reported by then. A slip is the distance in months from the interval that the
plan names to the date that was reached, 0 inside it, so a plan that names a year is late only past its last day. The
part of a month is day of month by days in the month, so that month ends are whole months apart.
"""

from __future__ import annotations

STARTED = "(status IN ('under_way', 'completed') OR (status = 'suspended' AND started_month IS NOT NULL))"

OPEN = "status IN ('under_way', 'not_started', 'suspended')"
"""Reported, and neither completed nor cancelled."""


def _derived(name: str) -> str:
    """Finish of a plan that states a duration alone: from the actual start."""
    whole = "if(actual_start_precision IN ('day', 'month'), actual_start + to_months({0}) - INTERVAL 1 DAY, NULL)"
    coarse = "make_date(year(actual_start), 12, 31) + to_months({0})"
    return f"CAST(coalesce({whole}, {coarse}) AS DATE)".replace("{0}", f"p.{name}_months_from_start")


def _own_plan(name: str) -> str:
    """The interval columns of one baseline; the list's own plan where the snapshot has no baseline."""
    own = {"start": "planned_start", "start_last": "planned_start", "finish": "planned_finish"}
    own["finish_first"] = own["finish"]
    stated = [f"coalesce(b.{name}_{part}, p.{column}) AS {name}_{part}" for part, column in own.items()]
    return ", ".join(
        [*stated, f"if(b.{name}_start IS NULL, b.{name}_duration_months, NULL) AS {name}_months_from_start"]
    )


OWN_PLANS = f"{_own_plan('original')}, {_own_plan('current')}, b.plans AS plan_count"
"""What lists say of both plans; `months_from_start`: a length alone."""


def _plan(name: str) -> str:
    """The interval of one baseline at a month's end."""
    dates = [f"p.{name}_{part}" for part in ("start", "start_last")]
    dates += [f"coalesce(p.{name}_{part}, {_derived(name)}) AS {name}_{part}" for part in ("finish_first", "finish")]
    return ", ".join(dates)


PLANS = f"{_plan('original')}, {_plan('current')}"

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
        f" WHEN ({is_untold}) OR {reached} >= {first} THEN 0::DOUBLE"
        f" ELSE {reached}_number - if(date_diff('day', {first}, {last}) <= 31, {last}_number, {first}_number) END"
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
        f" WHEN date_diff('day', {first}, {last}) > 31 AND finish_reached > {last} THEN 'at_least'"
        f" WHEN date_diff('day', {first}, {last}) > 31 AND finish_reached < {first} THEN 'at_most'"
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
        f" THEN start_reached_number - if(date_diff('day', {first}, {last}) <= 31, {first}_number, {last}_number)"
        f" WHEN NOT {STARTED} OR start_reached >= {first} THEN 0::DOUBLE"
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
        f" WHEN date_diff('day', {first}, {last}) > 31 AND start_reached > {last} THEN 'at_least'"
        f" WHEN actual_start_precision IN ('quarter', 'half', 'year') THEN 'at_least' ELSE 'exact' END"
    )


REACHED = (
    f"{_reached('', 'as_of')} AS finish_reached, {_reached('', 'report_month')} AS finish_reported,"
    f" {_reached('last_', 'last_month')} AS finish_reported_before, {_START_REACHED} AS start_reached"
)

NUMBERS = ", ".join(
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

SLIPS = ", ".join(
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


BANDS = f"{_band('original')}, {_band('current')}"
