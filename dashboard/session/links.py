"""Links between pages that keep the filter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboard.filter import UNSTATED
from dashboard.session.scope import Scope


def only(scope: Scope, region: str | None) -> dict[str, Any]:
    """Fields of the filter that leave what a group of this region counts, and not what lies below it beside."""
    code = region or UNSTATED
    has_below = any(item.parent_id == code for item in scope.info.vocabulary.regions.values())
    return {"regions": (code,)} | ({"include_below": False} if has_below else {})


def narrowed(path: str, scope: Scope, **changes: Any) -> str:  # noqa: ANN401 - fields of the filter
    """A path with the filter of `scope`, some fields of it changed."""
    query = replace(scope.filter, **changes).to_query()
    return f"{path}?{query}" if query else path


def kept(path: str, scope: Scope, **changes: Any) -> str:  # noqa: ANN401 - fields of the filter
    """The same within a page: its switches stay as they are."""
    query = scope.query(replace(scope.filter, **changes))
    return f"{path}?{query}" if query else path


def of_region(path: str, scope: Scope, region: str | None) -> str:
    """The same page for what a group of this region counts."""
    return kept(path, scope, **only(scope, region))


def rows_of(scope: Scope, table: str, by: str = "") -> str:
    """Path and query, below `/download/`, of the rows that a chart draws: a table and what it is grouped by."""
    parts = [f"by={by}"] if by else []
    return f"{table}?{'&'.join([*parts, scope.query()])}".rstrip("?&")
