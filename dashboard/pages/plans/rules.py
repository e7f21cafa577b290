"""Rules of support and standards without a year, each with the sentence that states it."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.metrics.plans import Record
from dashboard.parts.cards import badge, panel
from dashboard.parts.dom import data
from dashboard.parts.stated import place_of, value_words
from dashboard.parts.switches import files
from dashboard.session.scope import Scope
from dashboard.words.labels import REGION_CLASS_LABELS, rule_kind_label
from dashboard.words.translate import DATA_LANGUAGE, t


def rules_panel(found: list[Record], scope: Scope) -> html.Section:
    """The rules, support first; an amount that a document states twice is told once."""
    told = {(rule["document_id"], rule["kind"], rule["amount"], rule["comparator"]): rule for rule in reversed(found)}
    rows = [_row(rule) for rule in reversed(told.values())]
    heads = (t("类别"), t("数额"), t("原文"), t("出处"))
    head = html.Tr([html.Th(words, scope="col") for words in heads])
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="table rules restacked")
    note = t("补助额度与不带年份的建设标准，不计入任何目标")
    body = html.Div(table, className="table-scroll")
    return panel(t("补助与标准"), body, note=note, name="rules", aside=files(scope, "rules"))


def _row(rule: Record) -> html.Tr:
    doubt: list[Any] = [" ", badge(t("存疑"), "badge-warn")] if rule["certainty"] == "doubtful" else []
    name = t(rule_kind_label(rule["kind"]))
    if rule["region_class"]:
        name = t("{what}（{more}）", what=name, more=t(REGION_CLASS_LABELS[rule["region_class"]]))
    kind: list[Any] = [name, " ", badge(t("标准") if rule["is_standard"] else t("补助"))]
    amount = value_words(rule, "amount", "", "words")
    return html.Tr(
        [
            html.Td(kind),
            html.Td([html.Strong(amount), *doubt], lang=DATA_LANGUAGE, **data(label=t("数额"))),
            html.Td(html.Mark(rule["words"], lang=DATA_LANGUAGE)),
            html.Td(html.Div(place_of(rule), className="doc-facts")),
        ]
    )
