"""Quantities of every kind as tables: what is built and renovated, and what each number rests on."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.parts.cards import badge, panel
from dashboard.words.formats import plain, share
from dashboard.words.labels import BASIS_LABELS, KIND_LABELS
from dashboard.words.translate import DATA_LANGUAGE, t

_KIND_HEAD = (("类别", ""), ("建设", "number"), ("改造", "number"), ("载明的项目", "number"))
_ENTRY_HEAD = (("类别", ""), ("依据", ""), ("数量", "number"), ("计入新增", ""), ("项目", "number"), ("条目", "number"))
_MOST_OTHERS = 60


def kinds_panel(rows: list[dict[str, Any]], projects: int) -> html.Section:
    """What is built of each kind, with how many of the projects state it; kinds are never added up."""
    if not rows:
        body = html.P(t("这些项目没有载明任何数量。"), className="not-stated")
        return panel(t("各类建设规模"), body, name="kinds")
    table = _table(_KIND_HEAD, [_kind(row, projects) for row in rows])
    note = t("文件载明的新建与改造数量；类别之间不相加，原有数量与“其中”不计")
    return panel(t("各类建设规模"), table, note=note, name="kinds")


def _kind(row: dict[str, Any], projects: int) -> html.Tr:
    marks = [badge(t("{count} 条存疑", count=row["doubtful"]), "badge-warn")] if row["doubtful"] else []
    return html.Tr(
        [
            html.Td(t(KIND_LABELS[row["kind"]][0])),
            *(html.Td(_amount(row[name], row["unit"]), className="number") for name in ("built", "renovated")),
            html.Td([share(row["projects"], projects), " ", *marks], className="number"),
        ]
    )


def _amount(value: Any, unit: str) -> str:  # noqa: ANN401 - a sum, None where there is nothing to add
    return "" if value is None else f"{plain(value)} {t(unit)}"


def entries_panel(rows: list[dict[str, Any]]) -> html.Section:
    """Every kind and basis that the documents state; what has no kind of its own stands folded below, by its name."""
    if not rows:
        body = html.P(t("这些项目没有载明任何数量。"), className="not-stated")
        return panel(t("按类别与依据"), body, name="entries")
    listed = [row for row in rows if not row["noun"]]
    others = [row for row in rows if row["noun"]]
    parts: list[Any] = [_table(_ENTRY_HEAD, [_entry(row) for row in listed])] if listed else []
    if others:
        words = t("另有 {count} 种按原文名称列出", count=len(others))
        table = _table(_ENTRY_HEAD, [_entry(row) for row in others[:_MOST_OTHERS]])
        left = len(others) - _MOST_OTHERS
        more = html.P(t("其余 {count} 种见下载", count=left), className="foot") if left > 0 else None
        parts.append(html.Details([html.Summary(words), table, more], className="silent", open=not listed))
    note = t("逐条载明的数量；类别之间不相加，“其中”已含在所属类别内")
    return panel(t("按类别与依据"), parts, note=note, name="entries")


def _table(head: tuple[tuple[str, str], ...], rows: list[html.Tr]) -> html.Div:
    names = html.Tr([html.Th(t(text), scope="col", className=kind or None) for text, kind in head])
    return html.Div(html.Table([html.Thead(names), html.Tbody(rows)], className="table"), className="table-scroll")


def _entry(row: dict[str, Any]) -> html.Tr:
    kind = row["noun"] or t(KIND_LABELS[row["kind"]][0])
    part = t("（其中，属{kind}）", kind=t(KIND_LABELS[row["part_of"]][0])) if row["part_of"] else ""
    marks = [badge(t("{count} 条存疑", count=row["doubtful"]), "badge-warn")] if row["doubtful"] else []
    marks += [badge(t("{count} 条为约数或上下限", count=row["inexact"]))] if row["inexact"] else []
    return html.Tr(
        [
            html.Td(f"{kind}{part}", lang=DATA_LANGUAGE if row["noun"] else None),
            html.Td(t(BASIS_LABELS[row["basis"]])),
            html.Td(f"{plain(row['quantity'])} {t(row['unit'])}", className="number"),
            html.Td(t("计入" if row["is_added"] else "不计")),
            html.Td(plain(row["projects"]), className="number"),
            html.Td([plain(row["entries"]), " ", *marks], className="number"),
        ]
    )
