"""更正与移除: what people changed of what documents say, and which documents they took out; who, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dash import Dash, dcc, html

from dashboard.dialogues.correction_form import opener
from dashboard.metrics.documents.corrected import list_corrections, list_removals
from dashboard.parts.cards import badge, panel
from dashboard.parts.correction_words import new_words, old_words, place_words, what_words
from dashboard.parts.dom import data
from dashboard.parts.states import state
from dashboard.parts.switches import files
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import moment, plain, short_wan
from dashboard.words.labels import CORRECTION_STATE_LABELS
from dashboard.words.translate import DATA_LANGUAGE, listed, t

PATH = "/corrections"
_CORRECTED = ("编号", "状态", "位置", "字段", "原文", "更正为", "更正人与理由", "")
_TAKEN_OUT = ("文件", "移除了什么", "移除人与时间", "理由")

Row = dict[str, Any]


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "更正与移除", render, has_filter=False)


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """Corrections, then removals; no filter applies to them."""
    del argument
    corrected, removed = list_corrections(session.cursor), list_removals(session.cursor)
    parts: list[Any] = [html.H1(t("更正与移除"), className="visually-hidden")]
    if not corrected and not removed:
        words = t("还没有人更正过文件的内容，也没有人移除过文件。更正在“数据质量”、项目页和“来源文件”里做。")
        parts.append(state(t("没有更正，也没有移除"), words, kind="good"))
    if corrected:
        parts.append(_corrections(corrected, scope))
    if removed:
        parts.append(_removals(removed, scope))
    return html.Div(parts, className="page corrections")


def _corrections(rows: list[dict[str, Any]], scope: Scope) -> html.Section:
    """Every correction with its state; those in force can be taken back."""
    head = html.Thead(html.Tr([html.Th(t(text) or None, scope="col") for text in _CORRECTED]))
    body = html.Tbody([_correction(row, scope) for row in rows])
    table = html.Div(html.Table([head, body], className="table findings"), className="table-scroll")
    standing = sum(row["state"] == "applied" for row in rows)
    return panel(
        t("更正记录"),
        table,
        note=t("{standing} 条生效，共 {count} 条", standing=standing, count=len(rows)),
        name="corrections",
        aside=files(scope, "corrections"),
    )


def _correction(row: dict[str, Any], scope: Scope) -> html.Tr:
    where: Any = place_words(row)
    if row["project_id"]:
        where = dcc.Link(row["project_name"], href=narrowed(f"/project/{row['project_id']}", scope))
    revocable = row["state"] in ("applied", "stale")
    return html.Tr(
        [
            html.Td(row["correction_id"]),
            html.Td(badge(t(CORRECTION_STATE_LABELS[row["state"]]), f"badge-{row['state']}")),
            html.Td([html.Div(row["document"] or "", className="doc-name"), where], className="place"),
            html.Td(what_words(row)),
            html.Td(old_words(row), className="raw", lang=DATA_LANGUAGE),
            html.Td(new_words(row)),
            html.Td(t("{label}：{values}", label=f"{row['who']} {row['at'][:10]}", values=row["why"])),
            html.Td(opener(t("撤销"), {"correction_id": row["correction_id"]}) if revocable else None),
        ]
    )


def _removals(rows: list[Row], scope: Scope) -> html.Section:
    """Every document that was taken out, the latest first."""
    head = html.Thead(html.Tr([html.Th(t(text), scope="col") for text in _TAKEN_OUT]))
    table = html.Table([head, html.Tbody([_removal(row) for row in rows])], className="table removals restacked")
    note = t("共 {count} 份；原件已删除，需要时重新导入", count=len(rows))
    body = html.Div(table, className="table-scroll")
    return panel(t("移除记录"), body, note=note, name="removals", aside=files(scope, "removals"))


def _removal(row: Row) -> html.Tr:
    when = moment(datetime.fromisoformat(row["at"]))
    name = [html.Div(row["title"] or row["document"], className="doc-name", lang=DATA_LANGUAGE)]
    facts = [row["region_name"] or t("地区未载明"), row["document_date"] or t("日期未载明")]
    facts += [row["document"]] if row["title"] else []
    return html.Tr(
        [
            html.Td([*name, html.Div(" · ".join(facts), className="doc-facts", lang=DATA_LANGUAGE)]),
            html.Td(_what(row), **data(label=t("移除了什么"))),
            html.Td(
                [html.Span(row["who"], lang=DATA_LANGUAGE), " ", html.Span(when, className="point-year")],
                **data(label=t("移除人与时间")),
            ),
            html.Td(row["why"], lang=DATA_LANGUAGE, **data(label=t("理由"))),
        ]
    )


def _what(row: Row) -> str:
    """What the document held, in words."""
    words = []
    if row["projects"]:
        rows = t("{count} 行项目", count=plain(row["projects"]))
        amount = row["total_investment_wan"]
        words.append(t("{what}（{more}）", what=rows, more=t("投资未载明") if amount is None else short_wan(amount)))
    if row["progress"]:
        months = dict.fromkeys(str(row[name])[:7] for name in ("first_month", "last_month"))
        rows = t("{count} 行进度", count=plain(row["progress"]))
        words.append(t("{what}（{more}）", what=rows, more="–".join(months)))
    for text, name in (("{count} 条目标", "targets"), ("{count} 项任务", "duties"), ("{count} 条补助规则", "rules")):
        words += [t(text, count=plain(row[name]))] if row[name] else []
    return listed(words) or t("没有任何数字由它而来")
