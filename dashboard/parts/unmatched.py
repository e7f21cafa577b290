"""Progress without a list: what the sheets say, though no project is known that they speak of."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.metrics.schedule.monthly_reports import unmatched_by_month
from dashboard.parts.cards import panel
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_list
from dashboard.parts.switches import files
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import plain, short_wan
from dashboard.words.translate import t

_AMOUNTS = (
    "annual_plan_wan",
    "invested_month_wan",
    "invested_year_wan",
    "invested_total_wan",
    "arrived_wan",
    "paid_wan",
)


def without_list(session: Session, scope: Scope, title: str) -> html.Div:
    """What is missing, and the months that the sheets report, with their sums."""
    parts: list[Any] = [html.H1(title, className="visually-hidden"), no_list(scope)]
    if scope.info.unmatched_rows:
        parts.append(html.Div([_months(session, scope)], className="grid"))
    return html.Div(parts, className="page")


def _months(session: Session, scope: Scope) -> html.Section:
    heads = [
        (t("月份"), ""), (t("行数"), "number"), (t("年度计划投资"), "number"), (t("本月完成投资"), "number"),
        (t("本年完成投资"), "number"), (t("累计完成投资"), "number"), (t("到位资金"), "number"),
        (t("已支付"), "number"),
    ]  # fmt: skip
    rows = [
        html.Tr(
            [
                html.Td(row["month"].strftime("%Y-%m")),
                html.Td(plain(row["rows"]), className="number"),
                *(html.Td(short_wan(row[name]), className="number") for name in _AMOUNTS),
            ]
        )
        for row in unmatched_by_month(session.cursor).to_dicts()
    ]
    note = t("未对应到项目，导入清单后自动重新匹配")
    return panel(t("调度表各月合计"), table(heads, rows), note=note, name="unmatched", aside=files(scope, "unmatched"))
