"""All that a briefing asks of the warehouse, once: the same metric queries that pages and commands run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.metrics.approval_metrics import APPROVALS
from dashboard.metrics.catalog import CAPACITIES, HEADLINE, METRICS, Place, listed_at
from dashboard.metrics.ceiling import central_budget_ceiling_wan
from dashboard.metrics.documents.corrected import count_applied
from dashboard.metrics.documents.finding_counts import count_by_severity, count_rejected_rows
from dashboard.metrics.query import aggregate_each, count_undated_left_out, total
from dashboard.metrics.rate_board import rate_board
from dashboard.metrics.schedule.monthly_reports import invested_by_month_wan, reporting
from dashboard.metrics.targets import Ladder, ladders, list_targets
from dashboard.metrics.year_end_metrics import YEAR_END
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.tables.honours import reason
from dashboard.tables.month_to_month import in_words
from dashboard.tables.progress import funding_table, sources_table_wan
from dashboard.tables.year_end_rows import same_month_tests
from dashboard.words.labels import HONOUR_LABELS, LATENESS_LABELS, POSITION_LABELS, STATUS_LABELS, YEAR_BASIS_LABELS

FIGURES = tuple(name for name in listed_at(Place.BRIEFING) if name != "projects")
"""Metrics of the table of figures, one row each."""

_MONEY = (
    "annual_plan_wan", "invested_year_wan", "invested_total_wan", "arrived_wan", "paid_wan", "funding_gap_wan",
)  # fmt: skip
_RATES = (
    "completion_rate", "arrival_rate", "payment_rate", "start_rate",
    *(f"current_{word}_rate" for word in LATENESS_LABELS),
)  # fmt: skip
_COMPANIONS = [name for metric in (*FIGURES, "nursing_beds", *_MONEY) for name in METRICS[metric].companions]
METRIC_NAMES = (
    *dict.fromkeys((*HEADLINE, *FIGURES, "nursing_beds", *_MONEY, *_COMPANIONS)),
    *(f"{rate}{part}" for rate in _RATES for part in ("", "_n", "_d")),
    "time_elapsed", "current_slip_projects", "current_slip_median_months", "current_slip_p90_months",
    "current_slip_mean_late_months",
    "open_problems", "past_due_problems", "undated_problems", "repeated_problems", "unsure_problems",
    "problem_investment_wan", "problem_rate", "problem_rate_n", "problem_rate_d", "problem_past_due_rate",
    "problem_past_due_rate_n", "problem_past_due_rate_d",
    "contradictions", "contradiction_rate", "contradiction_rate_n", "contradiction_rate_d",
    *YEAR_END,
    *APPROVALS,
    "doubtful_projects", "each_times_count_projects", "findings_open", "reported_projects", "stale_projects",
    "synthetic_progress_projects",
)  # fmt: skip
"""Metrics that the briefing says of all projects."""

_GROUP_METRICS = (
    "projects", "total_investment_wan", "total_investment_wan_stated",
    *CAPACITIES, *(f"{name}_stated" for name in CAPACITIES),
)  # fmt: skip
"""Metrics that the briefing says of each group."""

_GROUPINGS = (("region",), ("sector",), ("planned_finish_year",), ("status", "plan_position"))


@dataclass(frozen=True, slots=True)
class Funds:
    """Money by region and by source of funds, one row each; as in `progress_tables`."""

    by_region: pl.DataFrame
    by_source: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Gathered:
    """Answers for one scope. `facts` are what sentences may name; the frames have one row per group."""

    scope: Scope
    facts: dict[str, Any]
    regions: pl.DataFrame
    sectors: pl.DataFrame
    years: pl.DataFrame
    targets: list[dict[str, Any]]
    ladders: list[Ladder]
    funds: Funds
    rates: pl.DataFrame


def gather(session: Session, scope: Scope) -> Gathered:
    """Ask for everything that one briefing says. An empty filter's answer is an empty one, not an error."""
    cursor, portfolio, as_of = session.cursor, scope.filter, scope.as_of
    with session.beside() as beside:
        month, ceiling, funds = beside.ask(_month, scope), beside.ask(_ceiling, scope), beside.ask(_funds, scope)
        ranked, changes, year_end = beside.ask(_rates, scope), beside.ask(_changes, scope), beside.ask(_year_end, scope)
        [everything] = aggregate_each(cursor, portfolio, as_of, METRIC_NAMES, [()])
        regions, sectors, years, classes = aggregate_each(cursor, portfolio, as_of, _GROUP_METRICS, _GROUPINGS)
        targets = list_targets(cursor, portfolio, scope.info.vocabulary.regions)
        found = ladders(cursor, targets, as_of)
        facts = everything.row(0, named=True) if everything.height else dict.fromkeys(METRIC_NAMES, 0)
        severities = count_by_severity(cursor, portfolio, as_of)
        facts |= {
            "region": portfolio.parts(scope.info.vocabulary)[0][1],
            "as_of": as_of,
            "as_of_year": as_of.year if as_of else None,
            "as_of_words": scope.as_of_words,
            "sentence": scope.sentence,
            "snapshot": scope.info.snapshot_id,
            "undated_left_out": count_undated_left_out(cursor, portfolio, as_of),
            "year_basis": YEAR_BASIS_LABELS[portfolio.year_basis.value],
            "silent_capacities": "、".join(METRICS[name].label for name in CAPACITIES if not facts[f"{name}_stated"])
            if facts["projects"]
            else "",
            "positions": _counted(classes, "plan_position", POSITION_LABELS),
            "statuses": _counted(classes, "status", STATUS_LABELS),
            "past_finish": _count_of(classes, plan_position="past_finish"),
            "due_unreported": _count_of(classes, plan_position="past_finish", status="unreported"),
            **severities,
            "findings": sum(severities.values()),
            "rejected_rows": count_rejected_rows(cursor, portfolio, as_of),
            "corrections": count_applied(cursor),
            "targets": len(targets),
            "ladders": len(found),
            **_distribution(facts, regions, sectors),
        }
        facts |= _invented(session, scope, facts, found) | ceiling.result() | month.result()
        rates = ranked.result()
        facts |= changes.result() | year_end.result()
        facts |= {f"{name}_list": _on_list(rates, name) for name in HONOUR_LABELS}
        return Gathered(scope, facts, regions, sectors, years, targets, found, funds.result(), rates)


def _counted(groups: pl.DataFrame, column: str, labels: dict[str, str]) -> str:
    """`计划期内10个、已过计划竣工6个`, in the order of the labels."""
    counts = dict(groups.group_by(column).agg(pl.col("projects").sum()).iter_rows())
    return "、".join(f"{label}{counts[key]}个" for key, label in labels.items() if key in counts)


def _count_of(groups: pl.DataFrame, **keys: str) -> int:
    return int(groups.filter(**keys)["projects"].sum())


def _funds(session: Session, scope: Scope) -> Funds:
    return Funds(funding_table(session.cursor, scope, ["region"]), sources_table_wan(session.cursor, scope))


def _rates(session: Session, scope: Scope) -> pl.DataFrame:
    return rate_board(session.cursor, scope.filter, scope.as_of, ("region",), "points")


def _changes(session: Session, scope: Scope) -> dict[str, Any]:
    before, changes = in_words(session.cursor, scope)
    return {"month_before": before, "changes_since": changes}


def _year_end(session: Session, scope: Scope) -> dict[str, Any]:
    """How many months are left, and how well the year's end was worked out at the same month's end of earlier years."""
    [*_, tested] = same_month_tests(session.cursor, scope).to_dicts() or [{}]
    return {
        "months_left": 12 - scope.as_of.month if scope.as_of else 0,
        "year_end_tested": tested.get("projects"),
        "year_end_within_n": tested.get("within"),
        "year_end_within": tested.get("within_pct"),
        "year_end_apart": tested.get("apart_pct"),
    }


def _on_list(rates: pl.DataFrame, name: str) -> str:
    """Who is on the red or the black list, each with the reason."""
    rows = rates.filter(pl.col("honour") == name).to_dicts()
    return "；".join(f"{row['region_name'] or '地区未定'}，{reason(row)}" for row in rows[:_MOST_NAMES])


def _ceiling(session: Session, scope: Scope) -> dict[str, Any]:
    ceiling = central_budget_ceiling_wan(session.cursor, scope.filter, scope.as_of, most=0)
    return {
        "ceiling_wan": ceiling.ceiling_wan,
        "ceiling_projects": ceiling.projects,
        "uncertain_wan": ceiling.uncertain_wan,
        "uncertain_projects": ceiling.uncertain_projects,
        "has_rules": ceiling.rows.height > 0 or ceiling.listed > 0,
        "ceiling_reason": ceiling.reason,
    }


def _distribution(facts: dict[str, Any], regions: pl.DataFrame, sectors: pl.DataFrame) -> dict[str, Any]:
    """Which region leads and which sectors there are, in words. Nobody leads where two have the same amount."""
    by_money = regions.drop_nulls("total_investment_wan").sort("total_investment_wan", descending=True)
    amounts = by_money["total_investment_wan"].to_list()
    leads = len(amounts) > 1 and amounts[0] > amounts[1]
    first = by_money.row(0, named=True) if leads else {}
    by_count = sectors.sort("projects", descending=True).select("sector", "projects").iter_rows()
    only = regions["region_name"][0] if regions.height == 1 else None
    return {
        "regions": regions.height,
        "several_regions": regions.height > 1,
        "only_region": only if only != facts.get("region") else None,
        "first_region": first.get("region_name"),
        "first_region_wan": first.get("total_investment_wan"),
        "first_region_share": 100 * float(amounts[0] / facts["total_investment_wan"]) if leads else None,
        "sectors": "、".join(f"{name or '行业未定'}{count}个" for name, count in by_count),
    }


def _invented(session: Session, scope: Scope, facts: dict[str, Any], found: Sequence[Ladder]) -> dict[str, Any]:
    """Whether progress or documents that the briefing uses are invented. Ladders look beyond the filter."""
    wider = type(scope.filter)(regions=tuple(item.region_id for item in found))
    invented = facts["synthetic_progress_projects"]
    if found and not invented:
        record = total(session.cursor, wider, scope.as_of, ["synthetic_progress_projects"])
        invented = record["synthetic_progress_projects"]
    return {"invented_progress": bool(invented), "invented_documents": scope.info.has_synthetic_documents}


_MOST_NAMES = 10


def _month(session: Session, scope: Scope) -> dict[str, Any]:
    """The as-of month: which regions sent nothing, and what was invested, by the same projects a year before too."""
    told = reporting(session.cursor, scope.filter, scope.as_of)
    silent = told.filter(pl.col("state").is_in(["none", "never"]))["region_name"].to_list()
    names = "、".join(name or "地区未定" for name in silent[:_MOST_NAMES])
    months = invested_by_month_wan(session.cursor, scope.filter, scope.as_of)
    last = months.row(-1, named=True) if months.height else {}
    is_now = bool(last) and scope.as_of is not None and (last["month"].year, last["month"].month) == (
        scope.as_of.year, scope.as_of.month,
    )  # fmt: skip
    compared = (
        "compared_projects", "compared_month_wan", "same_month_last_year_wan", "change_pct", "only_now_projects",
        "only_then_projects",
    )  # fmt: skip
    return {
        "silent_regions": names + (f"等{len(silent)}个地区" if len(silent) > _MOST_NAMES else ""),
        "invested_this_month": last["invested_month_wan"] if is_now else None,
        "month_reported": last["reported_projects"] if is_now else None,
        **{name: last[name] if is_now else None for name in compared},
    }
