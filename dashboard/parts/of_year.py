"""What a filter by year makes of money: whole projects, not what is spent in that year."""

from __future__ import annotations

from dash import html

from dashboard.filter import year_label
from dashboard.session.scope import Scope
from dashboard.words.labels import YEAR_BASIS_LABELS
from dashboard.words.translate import listed, t


def whole_projects(scope: Scope) -> html.Span | None:
    """Beside a total investment under a filter by year: that it is of whole projects. None without such a filter."""
    if not scope.filter.years:
        return None
    basis, years = t(YEAR_BASIS_LABELS[scope.filter.year_basis.value]), listed(map(year_label, scope.filter.years))
    return html.Span(
        t("{basis}为{years}的项目的全部投资，不是一年的投资", basis=basis, years=years), className="of-year"
    )
