"""Slip of groups side by side: how many are late in each way, by how much, and how far the mean is to be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.parts.group_rows import Group, bodies
from dashboard.words.formats import share
from dashboard.words.labels import LATENESS_LABELS
from dashboard.words.slips import months_number, parts_wan, share_pct
from dashboard.words.translate import t


def statistics(groups: Sequence[tuple[str, Sequence[Group]]], plan: str, *, weighted: bool) -> html.Div:
    """One row per group under the heading of its kind. A group is its name, its link and its metrics."""
    heads = _heads(weighted)
    rows = bodies(groups, lambda group: _line(group, plan, weighted), len(heads))
    top = html.Thead(
        html.Tr([html.Th(text, scope="col", className="number" if at else None) for at, text in enumerate(heads)])
    )
    return html.Div(html.Table([top, *rows], className="table statistics"), className="table-scroll")


def _heads(weighted: bool) -> list[str]:
    if weighted:
        late = [t("{what}（投资）", what=t(label)) for label in LATENESS_LABELS.values()]
        months = [t("加权中位数"), t("加权第 90 百分位"), t("加权平均")]
    else:
        late = [t(label) for label in LATENESS_LABELS.values()]
        months = [t("中位数"), t("第 90 百分位"), t("平均（逾期未完与晚于计划竣工）"), t("平均（可计的）")]
    return [t("分组"), t("可计/全部"), *late, *months]


def _line(group: Group, plan: str, weighted: bool) -> html.Tr:
    name, href, row = group
    rate = "investment_rate" if weighted else "rate"
    shares = [
        _share(row[f"{plan}_{word}_{rate}_n"], row[f"{plan}_{word}_{rate}_d"], weighted) for word in LATENESS_LABELS
    ]
    names = (
        ("slip_weighted_median_months", "slip_weighted_p90_months", "slip_weighted_mean_months")
        if weighted
        else ("slip_median_months", "slip_p90_months", "slip_mean_late_months", "slip_mean_months")
    )
    cells = [share(row[f"{plan}_slip_projects"], row["projects"]), *shares]
    cells += [months_number(row[f"{plan}_{item}"]) for item in names]
    target = href() if href else ""
    first = dcc.Link(name, href=target) if target else html.Strong(name)
    return html.Tr([html.Th(first, scope="row"), *(html.Td(cell, className="number") for cell in cells)])


def _share(part: Any, whole: Any, is_money: bool) -> Any:  # noqa: ANN401 - counts or amounts in 万元; components
    """A percentage above its two numbers; a dash where there is nothing to divide by."""
    if not whole:
        return "—"
    parts = parts_wan(part, whole) if is_money else share(part, whole)
    return [html.Div(share_pct(part, whole)), html.Div(parts, className="doc-facts")]
