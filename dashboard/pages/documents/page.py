"""来源文件: the documents behind the figures, what each holds; each can be corrected, told what its columns mean, taken
out."""

from __future__ import annotations

from dash import Dash, dcc, html

from dashboard.dialogues import column_form, removal_form
from dashboard.dialogues.correction_form import opener
from dashboard.metrics.documents.held import Holding, holdings
from dashboard.parts.cards import badge, panel
from dashboard.parts.dom import data
from dashboard.parts.states import state
from dashboard.session.board_page import Board, Page
from dashboard.session.documents import shown_documents
from dashboard.session.scope import Scope
from dashboard.session.snapshot import DocumentItem, Session
from dashboard.words.formats import plain, share
from dashboard.words.labels import DOCUMENT_STATUS_LABELS
from dashboard.words.translate import DATA_LANGUAGE, listed, t

PATH = "/documents"
_MOST = 200
"""Documents that the page lists."""


def register(app: Dash, board: Board) -> Page:
    """Add the page and its dialogue."""
    removal_form.register(app, board)
    return Page(PATH, "来源文件", render, downloads=("documents",))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The documents in scope; those that the filter leaves out are counted."""
    del argument
    shown, held = shown_documents(session, scope), holdings(session.cursor)
    head = html.H1(t("来源文件"), className="visually-hidden")
    if not shown:
        words = t("没有文件报告当前范围内的项目。请放宽地区、年份或其他条件。")
        everything = dcc.Link(t("清除全部筛选"), href=PATH, className="button primary")
        return html.Div([head, state(t("当前范围内没有文件"), words, [everything])], className="page library")
    items = [_document(item, held.get(item.document_id, Holding())) for item in shown[:_MOST]]
    note = t("当前范围 {count} 份", count=share(len(shown), len(scope.info.documents)))
    add = html.Span(dcc.Link(t("导入文件 →"), href="/import/"), className="panel-tools")
    listing = panel(t("来源文件"), html.Ul(items, className="documents"), note=note, name="documents", aside=add)
    return html.Div([head, _rest(len(shown) - len(items)), listing, removal_form.form()], className="page library")


def _rest(count: int) -> html.Div | None:
    """Where more documents are in scope than a page lists: how many, and where they are."""
    if not count:
        return None
    words = t(
        "下面只列前 {most} 份，另有 {count} 份：请用筛选缩小范围，或下载全部文件的表。", most=_MOST, count=plain(count)
    )
    return html.Div(words, className="notice", role="status", **data(state="more-documents"))


def _document(item: DocumentItem, held: Holding) -> html.Li:
    status = badge(t(DOCUMENT_STATUS_LABELS.get(item.status or "", "状态未载明")), f"badge-{item.status or 'none'}")
    region, day = item.region_name or t("地区未载明"), item.document_date or t("日期未载明")
    file = html.Span(item.document, lang=DATA_LANGUAGE) if item.title else None
    facts = html.Span([status, html.Span(f"{region} · {day} · {_held(held)}"), file], className="doc-facts")
    name = html.Span(item.title or item.document, className="doc-name", lang=DATA_LANGUAGE)
    target = {"document_id": item.document_id}
    buttons = [
        opener(t("更正"), target, t("更正文件信息 {name}", name=item.document)),
        column_form.opener(t("列的含义"), target, t("列的含义 {name}", name=item.document)),
        removal_form.opener(item.document_id, item.document),
    ]
    return html.Li([html.Div([name, facts]), html.Div(buttons, className="document-tools")])


def _held(held: Holding) -> str:
    """What a document holds, in words; one that gives no figure says so."""
    words = [
        t(text, count=plain(count))
        for text, count in (
            ("{count} 行项目", held.projects),
            ("{count} 行进度", held.progress),
            ("{count} 条目标", held.targets),
            ("{count} 条补助规则", held.rules),
            ("{count} 项任务", held.duties),
        )
        if count
    ]
    return listed(words) or t("未计入任何数字")
