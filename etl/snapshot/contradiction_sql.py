"""How each rule of `data/reference/snapshot/contradictions.csv` is asked, in SQL over what `contradictions.py` has."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.contract.contradiction_rules import rules
from etl.contract.detail import Detail

OWNERS = ("responsible_unit", "owner_unit", "implementing_unit")
"""Whom a rule may ask, in the order that its row names; as sheet or list states them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a rule is asked. `holds`: an SQL condition, null where a report does not tell, `{bound}` and `{and_bound}` to
    be filled in; `one` and `other`: columns with what its two cells say, `at` the month of the other one (None: a
    list's). `detail` is the key of its words, `gaps` the columns that fill them, beside `what`. An event holds of one
    month alone and is not mended by a later one."""

    one: str
    other: str
    at: str | None
    holds: str
    detail: str
    gaps: dict[str, str] = field(default_factory=dict)
    what: Detail | None = None
    is_event: bool = False


def condition(key: str) -> str:
    """The condition of a rule with its bounds, for its sectors alone."""
    rule = rules()[key]
    text = ASKED[key].holds.format(bound=rule.bound, and_bound=rule.and_bound)
    if not rule.sectors:
        return f"({text})"
    sectors = ", ".join(f"'{sector}'" for sector in rule.sectors)
    return f"if(sector in ({sectors}), {text}, null)"


def _above(more: str, less: str) -> str:
    return f"{more} > {less} * (1 + {{bound}} / 100)"


def _differ(one: str, other: str) -> str:
    return f"abs({one} - {other}) > greatest(1, invested_total_wan * {{bound}} / 100)"


def _falls(now: str, what: Detail) -> Asked:
    before = f"{now}_before"
    holds, gaps = f"{before} - {now} > {before} * {{bound}} / 100", {"before": before, "now": now}
    return Asked(now, before, "before", holds, "falls", gaps, what, is_event=True)


ASKED = {
    "paid_above_arrived": Asked(
        "paid_wan", "arrived_wan", "month", _above("paid_wan", "arrived_wan"), "paid_above_arrived",
        {"more": "paid_wan", "less": "arrived_wan"},
    ),
    "paid_above_done": Asked(
        "paid_wan", "invested_total_wan", "month", _above("paid_wan", "invested_total_wan"), "paid_above_done",
        {"more": "paid_wan", "less": "invested_total_wan"},
    ),
    "done_above_total": Asked(
        "invested_total_wan", "total_wan", None, _above("invested_total_wan", "total_wan"), "spent_above_total",
        {"spent": "invested_total_wan", "total": "total_wan"},
    ),
    "month_and_rise": Asked(
        "invested_month_wan", "rise_wan", "before",
        f"number - number_before = 1 and rise_wan >= 0 and {_differ('rise_wan', 'invested_month_wan')}",
        "month_and_rise",
        {"stated": "invested_month_wan", "rise": "rise_wan"}, is_event=True,
    ),
    "year_and_rise": Asked(
        "year_rise_wan", "rise_wan", "before",
        f"year(before) = year(month) and rise_wan >= 0 and {_differ('rise_wan', 'year_rise_wan')}", "year_and_rise",
        {"stated": "year_rise_wan", "rise": "rise_wan"}, is_event=True,
    ),
    "year_and_total": Asked(
        "invested_year_wan", "since_year_end_wan", "month", _differ("invested_year_wan", "since_year_end_wan"),
        "year_and_total", {"year": "invested_year_wan", "rest": "since_year_end_wan"},
    ),
    "done_falls": _falls("invested_total_wan", Detail("invested_so_far")),
    "arrived_falls": _falls("arrived_wan", Detail("funds_arrived")),
    "paid_falls": _falls("paid_wan", Detail("funds_paid")),
    "built_and_done": Asked(
        "built_pct", "done_pct", "month",
        "abs(physical_progress_pct - invested_total_wan::double * 100 / nullif(total_wan, 0)) > {bound}",
        "built_and_done", {"built": "built_pct", "done": "done_pct"},
    ),
    "year_above_plan": Asked(
        "invested_year_wan", "annual_plan_wan", "month",
        f"annual_plan_wan > 0 and {_above('invested_year_wan', 'annual_plan_wan')}", "year_done_and_plan",
        {"done": "invested_year_wan", "plan": "annual_plan_wan"},
    ),
    "plan_above_rest": Asked(
        "annual_plan_wan", "rest_wan", "month",
        f"annual_plan_wan > 0 and {_above('annual_plan_wan', 'greatest(rest_wan, 0)')} and rest_wan is not null",
        "plan_and_rest", {"plan": "annual_plan_wan", "rest": "rest_wan"},
    ),
    "finished_before": Asked(
        "status_said", "finished_said", "finished_month",
        "if(finished_month is null, null, status <> 'completed')", "completed_before", {"month": "finished_month"},
    ),
    "started_before": Asked(
        "status_said", "started_said", "started_month",
        "if(started_month is null or finished_month is not null, null, status = 'not_started')", "started_before",
        {"month": "started_month"},
    ),
    "finished_without_capacity": Asked(
        "status_said", "content_said", None, "status = 'completed' and not states_quantity", "no_capacity_stated",
    ),
    "late_without_problem": Asked(
        "problems", "start_due", None,
        "status = 'not_started' and is_without_problem and start_due is not null"
        " and number - (year(start_due) * 12 + month(start_due)) > {bound}",
        "no_problem_told", {"due": "start_due", "problem": "problems"},
    ),
    "problem_unchanged": Asked(
        "problems", "problems", "problem_month",
        "if(problems is null and not asks_problems, null, coalesce(not is_without_problem and"
        " number - (year(problem_month) * 12 + month(problem_month)) >= {bound}, false))",
        "problem_since", {"problem": "problems", "since": "problem_month"},
    ),
    "money_idle": Asked(
        "paid_wan", "arrived_then_wan", "arrived_then_month",
        "arrived_then_wan - paid_wan > arrived_then_wan * {and_bound} / 100", "money_waits",
        {"arrived": "arrived_then_wan", "month": "arrived_then_month", "paid": "paid_wan"},
    ),
}  # fmt: skip
"""How each rule of the table is asked."""
