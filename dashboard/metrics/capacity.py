"""Stated quantities of the filtered projects, by kind and basis. Kinds are never added together."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch
from dashboard.metrics.scoped import scoped_projects


def by_kind_and_basis(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[dict[str, Any]]:
    """One record per kind, part-of and basis: quantity in the unit of its kind (`labels.KIND_LABELS`), entries,
    projects, entries in doubt, whether it is added."""
    where = condition(portfolio)
    sql = f"""SELECT c.kind, c.part_of, c.basis, c.is_added, CAST(sum(c.quantity) AS BIGINT) AS quantity,
        count(*) AS entries, count(DISTINCT s.project_id) AS projects,
        count(*) FILTER (WHERE c.certainty = 'doubtful') AS doubtful,
        count(*) FILTER (WHERE c.qualifier <> 'exact') AS inexact
    FROM capacity_entries c
    JOIN (SELECT project_id, report_id FROM {scoped_projects(cursor, as_of)} WHERE {where.text}) s USING (report_id)
    GROUP BY 1, 2, 3, 4 ORDER BY c.kind, c.is_added DESC, c.basis, c.part_of"""
    return fetch(cursor, sql, where.params).to_dicts()
