"""The tables that stand beside the reports of lists: earlier plans, money by year and by source, approvals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from etl.contract.values import TableKind
from etl.rows.approvals import read_approvals
from etl.rows.buffer import Context
from etl.rows.project_list.earlier_plans import read_earlier_plans
from etl.rows.project_list.funding_plan import read_funding_plans
from etl.rows.project_list.investment import read_investment
from etl.rows.project_list.reports import ListReports
from etl.tables.metadata import Metadata

Rows = list[dict[str, Any]]


def nothing_beside() -> dict[str, Rows]:
    """These tables without rows."""
    return {"earlier_plans": [], "investment_plan": [], "funding_plan": [], "approvals": []}


def read_beside(contexts: Sequence[Context], lists: Sequence[ListReports], metadata: Metadata) -> dict[str, Rows]:
    """Rows of these tables by their name; `lists` are the reports of the project lists among the `contexts`."""
    reported = {name for kept in lists for name in kept.reports["report_id"]}
    return {
        "earlier_plans": read_earlier_plans(contexts, reported),
        "investment_plan": read_investment(contexts, lists, metadata.list_year),
        "funding_plan": read_funding_plans(contexts, lists, metadata.list_year),
        "approvals": _approvals(contexts, lists, metadata),
    }


def _approvals(contexts: Sequence[Context], lists: Sequence[ListReports], metadata: Metadata) -> Rows:
    """What is dated after the document is a plan."""
    of_lists = (context for context in contexts if context.table.kind is TableKind.PROJECT_LIST)
    return [
        row
        for context, reports in zip(of_lists, lists, strict=True)
        for row in read_approvals(context, reports.rows, reports.column("report_id"), metadata.document_date)
    ]
