"""Slip of groups side by side: how many, how late, and how far the mean is to be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from dashboard.parts.group_rows import Group, bodies
from dashboard.words.formats import share, short_wan
from dashboard.words.slips import months_number, share_pct
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
        return [
            t("分组"),
            t("可计/全部"),
            t("逾期投资占比"),
            t("逾期/可计投资"),
            t("加权中位数"),
            t("加权第 90 百分位"),
            t("加权平均"),
        ]
    return [
        t("分组"),
        t("可计/全部"),
        t("逾期占比"),
        t("逾期/可计"),
        t("中位数"),
        t("第 90 百分位"),
        t("平均（逾期的）"),
        t("平均（可计的）"),
    ]


def _line(group: Group, plan: str, weighted: bool) -> html.Tr:
    name, href, row = group
    cells = [share(row[f"{plan}_slip_projects"], row["projects"])]
    if weighted:
        late, dated = row[f"{plan}_late_investment_rate_n"], row[f"{plan}_late_investment_rate_d"]
        cells += [share_pct(late, dated), f"{short_wan(late or 0)} / {short_wan(dated or 0)}"]
        names: tuple[str, ...] = (
            "slip_weighted_median_months",
            "slip_weighted_p90_months",
            "slip_weighted_mean_months",
        )
    else:
        late, dated = row[f"{plan}_late_rate_n"], row[f"{plan}_late_rate_d"]
        cells += [share_pct(late, dated), share(late, dated)]
        names = ("slip_median_months", "slip_p90_months", "slip_mean_late_months", "slip_mean_months")
    cells += [months_number(row[f"{plan}_{item}"]) for item in names]
    first = dcc.Link(name, href=href()) if href else html.Strong(name)
    return html.Tr([html.Th(first, scope="row"), *(html.Td(cell, className="number") for cell in cells)])
