"""Amounts and rates of groups side by side; under each percentage stand the two amounts that it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import dcc, html

from dashboard.metrics.dated import title_at
from dashboard.pages.funding.bullets import light
from dashboard.parts.group_rows import Group, bodies
from dashboard.words.formats import plain, share, short_wan
from dashboard.words.slips import parts_wan, share_pct
from dashboard.words.translate import t


def groups_table(kinds: Sequence[tuple[str, Sequence[Group]]], has_reports: bool, as_of: date | None) -> html.Div:
    """One row per group under the heading of its kind; without reports only what the lists say."""
    heads = [t("分组"), t("项目数"), t("总投资")]
    if has_reports:
        heads += [
            title_at("annual_plan_wan", as_of), title_at("invested_year_wan", as_of), t("完成率"), "",
            t("累计完成投资"), t("到位资金"), t("到位率"), t("已支付"), t("支付率"), t("资金缺口"),
        ]  # fmt: skip
    rows = bodies(kinds, lambda group: _line(group, has_reports), len(heads))
    top = html.Tr([html.Th(text, scope="col", className="number" if at else None) for at, text in enumerate(heads)])
    return html.Div(html.Table([html.Thead(top), *rows], className="table statistics money"), className="table-scroll")


def _line(group: Group, has_reports: bool) -> html.Tr:
    name, href, row = group
    cells = [_cell(plain(row["projects"])), _cell(short_wan(row["total_investment_wan"]))]
    if has_reports:
        cells += [
            _cell(short_wan(row["annual_plan_wan"])),
            _cell(short_wan(row["invested_year_wan"])),
            _rate(row, "completion_rate"),
            html.Td(light(row["light"], row["light_rule"])),
            _cell(short_wan(row["invested_total_wan"])),
            _cell(short_wan(row["arrived_wan"])),
            _rate(row, "arrival_rate"),
            _cell(short_wan(row["paid_wan"])),
            _rate(row, "payment_rate"),
            _cell(
                short_wan(row["funding_gap_wan"]),
                t("{share} 个", share=share(row["funding_gap_wan_stated"], row["projects"])),
            ),
        ]
    target = href() if href else ""
    first = dcc.Link(name, href=target) if target else html.Strong(name)
    return html.Tr([html.Th(first, scope="row"), *cells])


def _rate(row: Mapping[str, Any], name: str) -> html.Td:
    part, whole = row[f"{name}_n"], row[f"{name}_d"]
    return _cell(share_pct(part, whole), parts_wan(part, whole) if whole else "")


def _cell(text: str, beneath: str = "") -> html.Td:
    return html.Td([html.Div(text), html.Div(beneath, className="doc-facts")] if beneath else text, className="number")
