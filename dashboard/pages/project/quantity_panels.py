"""What a list states of a project in quantities: capacity entry by entry, money year by year."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.metrics.documents.dossier import Dossier
from dashboard.parts.cards import badge, panel
from dashboard.words.formats import plain
from dashboard.words.labels import BASIS_LABELS, CERTAINTY_LABELS, KIND_LABELS, NOT_STATED, QUALIFIER_LABELS
from dashboard.words.translate import DATA_LANGUAGE, t

_CAPACITY_HEAD = (
    ("类别", ""),
    ("数量", "number"),
    ("依据", ""),
    ("计入新增", ""),
    ("确定性", ""),
    ("原文", ""),
)
_YEAR_AMOUNTS = {
    "plan_wan": ("计划投资（万元）", "annual_plan_wan"),
    "invested_wan": ("已完成投资（万元）", "invested_total_wan"),
    "done_in_year_wan": ("当年完成投资（万元）", "invested_year_wan"),
}
"""Amounts of a year, with their headings and the field that says of a marked cell what it is."""


def missing(text: str = "") -> html.Span:
    """What a document does not state, or other words for nothing."""
    return html.Span(text or t(NOT_STATED), className="missing")


def capacity_panel(dossier: Dossier) -> html.Section:
    """Each stated quantity with its basis and its words; kinds are never added up."""
    if not dossier.quantities:
        words = t("文件没有载明任何数量。")
        return panel(t("规模条目"), html.P(words, className="not-stated"), name="capacity")
    head = html.Tr([html.Th(t(text), scope="col", className=kind or None) for text, kind in _CAPACITY_HEAD])
    rows = [_capacity_row(item) for item in dossier.quantities]
    table = html.Div(html.Table([html.Thead(head), html.Tbody(rows)], className="table"), className="table-scroll")
    return panel(t("规模条目"), table, note=t("逐条载明的数量；不同类别不相加"), name="capacity")


def _capacity_row(item: dict[str, Any]) -> html.Tr:
    kind = item["noun"] or t(KIND_LABELS[item["kind"]][0])
    part = t("（属{kind}）", kind=t(KIND_LABELS[item["part_of"]][0])) if item["part_of"] else ""
    count = item["unit_count"]
    times = t("（{each} × {count} 处）", each=plain(item["value"] / count), count=count) if count > 1 else ""
    quantity = f"{t(QUALIFIER_LABELS[item['qualifier']])}{plain(item['value'])} {t(item['unit'])}{times}"
    return html.Tr(
        [
            html.Td(f"{kind}{part}", lang=DATA_LANGUAGE if item["noun"] else None),
            html.Td(quantity, className="number"),
            html.Td(t(BASIS_LABELS[item["basis"]])),
            html.Td(t("是" if item["is_added"] else "否")),
            html.Td(_certainty(item["certainty"])),
            html.Td(html.Mark(item["words"]), lang=DATA_LANGUAGE),
        ]
    )


def year_plan_panels(dossier: Dossier) -> list[html.Section]:
    """Money that the list states beside the total, year by year; nothing where it states none."""
    if not dossier.year_plans:
        return []
    shown = [name for name in _YEAR_AMOUNTS if any(item[name] is not None for item in dossier.year_plans)]
    head = html.Tr(
        [
            html.Th(t("年度"), scope="col"),
            *(html.Th(t(_YEAR_AMOUNTS[name][0]), scope="col", className="number") for name in shown),
            html.Th(t("确定性"), scope="col"),
            html.Th(t("原文"), scope="col"),
        ]
    )
    rows = [_year_plan_row(item, shown) for item in dossier.year_plans]
    table = html.Div(html.Table([html.Thead(head), html.Tbody(rows)], className="table"), className="table-scroll")
    return [panel(t("年度投资"), table, note=t("清单载明的年度计划与已完成投资，万元"), name="year-plans")]


def year_plan_evidence(item: dict[str, Any]) -> dict[str, Any]:
    """An amount of a year as evidence in its cell."""
    return item | {"field": next(field for name, (_, field) in _YEAR_AMOUNTS.items() if item[name] is not None)}


def _year_plan_row(item: dict[str, Any], shown: list[str]) -> html.Tr:
    bound = t(QUALIFIER_LABELS[item["qualifier"]])
    amounts = [item[name] for name in shown]
    return html.Tr(
        [
            html.Td(str(item["year"]) if item["year"] else missing()),
            *(html.Td("" if wan is None else bound + plain(wan), className="number") for wan in amounts),
            html.Td(_certainty(item["certainty"])),
            html.Td([html.Span(item["header"]), " ", html.Mark(item["raw"])], lang=DATA_LANGUAGE),
        ]
    )


def _certainty(value: str) -> Any:  # noqa: ANN401
    words = t(CERTAINTY_LABELS[value])
    return badge(words, "badge-warn") if value == "doubtful" else words
