"""Stated quantities of the filtered projects, by kind and basis. Kinds are never added together, nor are the things
that have no kind of their own and stand by their names."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch
from dashboard.metrics.scoped import scoped_projects
from dashboard.words.labels import KIND_LABELS


def by_kind_and_basis(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[dict[str, Any]]:
    """One record per kind, name, part-of and basis: quantity in `unit`, entries, projects, entries in doubt, whether it
    is added; in the order of the kinds' list, what is `other` last."""
    where = condition(portfolio, as_of)
    sql = f"""SELECT c.kind, c.noun, c.unit, c.part_of, c.basis, c.is_added, sum(c.value) AS quantity,
        count(*) AS entries, count(DISTINCT s.project_id) AS projects,
        count(*) FILTER (WHERE c.certainty = 'doubtful') AS doubtful,
        count(*) FILTER (WHERE c.qualifier <> 'exact') AS inexact
    FROM quantities c
    JOIN (SELECT project_id, report_id FROM {scoped_projects(cursor, as_of)} WHERE {where.text}) s
        ON s.report_id = c.report_id
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY c.is_added DESC, projects DESC, c.noun, c.basis, c.part_of, c.kind, c.unit"""
    return _in_order_of_kinds(fetch(cursor, sql, where.params).to_dicts())


def by_kind(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[dict[str, Any]]:
    """One record per kind that is on the list: what is `built` and what is `renovated`, in `unit` of its kind, the
    projects that state it, entries in doubt. Parts of what is counted, and what stood there before, are left out."""
    where = condition(portfolio, as_of)
    sql = f"""SELECT c.kind, c.unit,
        sum(c.value) FILTER (WHERE c.is_added AND c.basis <> 'renovated') AS built,
        sum(c.value) FILTER (WHERE c.is_added AND c.basis = 'renovated') AS renovated,
        count(DISTINCT s.project_id) AS projects,
        count(*) FILTER (WHERE c.certainty = 'doubtful') AS doubtful
    FROM quantities c
    JOIN (SELECT project_id, report_id FROM {scoped_projects(cursor, as_of)} WHERE {where.text}) s
        ON s.report_id = c.report_id
    WHERE c.kind <> 'other' AND c.is_added GROUP BY 1, 2"""
    return _in_order_of_kinds(fetch(cursor, sql, where.params).to_dicts())


def _in_order_of_kinds(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = {kind: number for number, kind in enumerate(KIND_LABELS)}
    return sorted(rows, key=lambda row: order[row["kind"]])
