"""What lists and sheets state of a project beside its figures: steps of approval, money by source of funds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dash import html

from dashboard.metrics.documents.dossier import Dossier
from dashboard.parts.cards import badge, panel
from dashboard.parts.dom import data
from dashboard.words.formats import exact_wan, plain, planned_date
from dashboard.words.labels import (
    APPROVAL_STATE_LABELS,
    CERTAINTY_LABELS,
    QUALIFIER_LABELS,
    approval_step_label,
    approval_step_order,
    funding_source_label,
)
from dashboard.words.translate import DATA_LANGUAGE, t

_APPROVALS = (("审批环节", ""), ("办理状态", ""), ("办理时间", ""), ("来源", ""), ("原文", ""))
_FUNDS = (("资金来源", ""), ("年度", ""), ("金额（万元）", "number"), ("原文", ""))


def stated_panels(dossier: Dossier) -> list[html.Section]:
    """Approvals and sources of funds; nothing of what is not stated."""
    return [*_approval_panel(dossier), *_funding_panel(dossier)]


def approval_evidence(dossier: Dossier) -> list[dict[str, Any]]:
    """The approvals of the list as evidence in their cells."""
    return [item | {"field": "approvals"} for item in dossier.approvals if item["month"] is None]


def fund_evidence(dossier: Dossier) -> list[dict[str, Any]]:
    """The amounts by source as evidence in their cells."""
    return [item | {"field": "funding_plan"} for item in dossier.funds]


def _approval_panel(dossier: Dossier) -> list[html.Section]:
    if not dossier.approvals:
        return []
    note = t("清单与最近一次说到该环节的调度表")
    in_order = sorted(dossier.approvals, key=lambda item: approval_step_order(item["step"]))
    return [panel(t("审批手续"), _table(_APPROVALS, map(_approval, in_order)), note=note, name="approvals")]


def _approval(item: dict[str, Any]) -> html.Tr:
    day = planned_date(item["date"], item["precision"]) if item["date"] else "—"
    state = t(APPROVAL_STATE_LABELS[item["state"]]) if item["state"] else "—"
    place = t("清单") if item["month"] is None else t("{month} 调度", month=f"{item['month']:%Y-%m}")
    said = item["raw"][item["start"] : item["end"]]
    return html.Tr(
        [
            html.Td(t(approval_step_label(item["step"]))),
            html.Td([state, _doubt(item)]),
            html.Td(day),
            html.Td(place),
            html.Td([html.Span(item["header"]), " ", html.Mark(said)], lang=DATA_LANGUAGE),
        ],
        **data(step=item["step"]),
    )


def _funding_panel(dossier: Dossier) -> list[html.Section]:
    if not dossier.funds:
        return []
    whole = [item["amount_wan"] for item in dossier.funds if item["year"] is None and item["amount_wan"] is not None]
    total = dossier.project["total_investment_wan"]
    note = t("清单计划的资金来源")
    if whole and total is not None:
        note = t("各来源合计 {sum}，总投资 {total}", sum=exact_wan(sum(whole, Decimal(0))), total=exact_wan(total))
    return [panel(t("资金来源"), _table(_FUNDS, map(_fund, dossier.funds)), note=note, name="funding-plan")]


def _fund(item: dict[str, Any]) -> html.Tr:
    wan, said = item["amount_wan"], item["raw"][item["start"] : item["end"]]
    amount = "—" if wan is None else t(QUALIFIER_LABELS[item["qualifier"]]) + plain(wan)
    return html.Tr(
        [
            html.Td(t(funding_source_label(item["source"]))),
            html.Td(str(item["year"]) if item["year"] else t("全部")),
            html.Td([amount, _doubt(item)], className="number"),
            html.Td([html.Span(item["header"]), " ", html.Mark(said)], lang=DATA_LANGUAGE),
        ]
    )


def _doubt(item: dict[str, Any]) -> Any:  # noqa: ANN401 - a badge or None
    return badge(t(CERTAINTY_LABELS["doubtful"]), "badge-warn") if item["certainty"] == "doubtful" else None


def _table(head: tuple[tuple[str, str], ...], rows: Any) -> html.Div:  # noqa: ANN401 - rows of a table
    cells = [html.Th(t(text), scope="col", className=kind or None) for text, kind in head]
    table = html.Table([html.Thead(html.Tr(cells)), html.Tbody(list(rows))], className="table")
    return html.Div(table, className="table-scroll")
