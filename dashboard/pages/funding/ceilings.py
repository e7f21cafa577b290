"""The ceiling of central budget funds with its working: what counts, what may count, and which rules give no number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import dcc, html

from dashboard.metrics.ceiling import SCOPE_LABELS, Ceiling
from dashboard.parts.cards import badge
from dashboard.parts.dom import data
from dashboard.parts.scroll_table import table
from dashboard.words.formats import plain, short_wan
from dashboard.words.translate import DATA_LANGUAGE, listed, t

Row = dict[str, Any]


def ceiling_parts(found: Ceiling, link: Callable[[Row], str]) -> list[Any]:
    """The answer, what stays outside it and why, the rules in their own words, and the working row by row."""
    rows = found.rows.to_dicts()
    projects = [row for row in rows if row["project_id"]]
    parts: list[Any] = [
        _answer(found),
        _outside(found),
        _silent([row for row in rows if not row["project_id"]]),
    ]
    if projects:
        heads = [(t("序号"), "number"), (t("项目"), ""), (t("是否适用"), ""), (t("算式"), ""), (t("说明"), "")]
        parts.append(table(heads, [_row(row, link) for row in projects], "ceiling"))
        if found.listed > len(projects):
            parts.append(html.P(t("此处列出前 {n} 个，其余见下载。", n=len(projects)), className="foot"))
    return parts


def _answer(found: Ceiling) -> html.Div | html.P:
    if found.ceiling_wan is None:
        return html.P(found.reason, className="not-stated", **data(ceiling="none"))
    return html.Div(
        [
            html.Span(t("不超过"), className="ladder-word"),
            html.Span(plain(found.ceiling_wan), className="card-number", **data(ceiling=plain(found.ceiling_wan))),
            html.Span(t("万元"), className="card-unit"),
            html.Span(t("{count} 个项目", count=found.projects), className="ladder-note"),
        ],
        className="ladder-head",
    )


def _outside(found: Ceiling) -> html.P | None:
    if not found.doubtful:
        return None
    words = t(
        "另有 {count} 个项目是否适用不明（序号 {numbers}），未计入；如都适用，再加 {amount}。",
        count=found.uncertain_projects, numbers=listed(str(number) for number in found.doubtful),
        amount=short_wan(found.uncertain_wan),
    )  # fmt: skip
    return html.P(words, className="caution")


def _silent(rules: list[Row]) -> html.Ul | None:
    """Rules that give no number, once for each wording."""
    told = {(row["rule"], row["rule_document"]): row for row in rules}
    items = [
        html.Li(
            [
                badge(t("不得出数额"), "badge-warn"),
                " ",
                html.Mark(rule, lang=DATA_LANGUAGE),
                " ",
                html.Span(row["applies_to"] or "", lang=DATA_LANGUAGE),
                html.Span(t("：{reason}（{document}）", reason=row["reason"], document=document)),
            ]
        )
        for (rule, document), row in told.items()
    ]
    return html.Ul(items, className="silent-rules") if items else None


def _row(row: Row, link: Callable[[Row], str]) -> html.Tr:
    return html.Tr(
        [
            html.Td(plain(row["seq"]) if row["seq"] is not None else "—", className="number"),
            html.Td([dcc.Link(row["name"], href=link(row)), html.Div(row["region_name"], className="doc-facts")]),
            html.Td(badge(t(SCOPE_LABELS[row["scope"]]), "badge-warn" if row["scope"] == "uncertain" else "")),
            html.Td(row["working"] or "—"),
            html.Td([row["reason"], " ", html.Span(row["rule"], className="doc-facts", lang=DATA_LANGUAGE)]),
        ]
    )
