"""数据质量: what is wrong or doubtful, where, and what to do; rows that were not loaded are shown with their cells."""

from __future__ import annotations

from typing import Any

from dash import Dash, dcc, html

from dashboard.dialogues import column_form, identity_form
from dashboard.dialogues.correction_form import opener
from dashboard.loader.corrections import column_of
from dashboard.metrics.documents.corrected import count_applied
from dashboard.metrics.documents.finding_counts import (
    count_by_severity,
    count_following,
    list_findings,
    list_rejected_rows,
)
from dashboard.parts.cards import badge, panel
from dashboard.parts.correction_words import place_words
from dashboard.parts.dom import data
from dashboard.parts.states import state
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.finding_words import said
from dashboard.words.labels import SEVERITY_LABELS, finding_title
from dashboard.words.translate import DATA_LANGUAGE, t
from etl.contract import reference
from etl.contract.reference import Dialogue

PATH = "/findings"
_MOST_ROWS = 200
_MEANING = {
    "reject": "整行未登记，未计入任何数字",
    "warn": "已登记，数值可能有误，请核对",
    "note": "已登记，供核对",
}
_HEADINGS = ("级别", "类型", "位置", "列", "原文", "说明", "更正")


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(
        PATH,
        "数据质量",
        render,
        downloads=("findings", "rejected"),
    )


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """Rejected rows first, then every finding, gravest first."""
    del argument
    counts = count_by_severity(session.cursor, scope.filter, scope.as_of)
    findings = list_findings(session.cursor, scope.filter, scope.as_of, _MOST_ROWS).to_dicts()
    rejected = list_rejected_rows(session.cursor, scope.filter, scope.as_of).to_dicts()
    parts: list[Any] = [html.H1(t("数据质量"), className="visually-hidden")]
    if not findings and not rejected:
        words = t("当前范围内，所有项目行都已读入，没有存疑之处。")
        parts.append(state(t("没有未处理的问题"), words, kind="good"))
    else:
        parts += [
            _tiles(counts),
            _rejected(rejected) if rejected else None,
            _table(findings, sum(counts.values()), count_following(session.cursor, scope.filter, scope.as_of), scope),
        ]
    parts.append(_made(count_applied(session.cursor)))
    return html.Div(className="page quality", children=parts)


def _made(count: int) -> html.P:
    """Where corrections stand, and how many are in force."""
    link = dcc.Link(t("{count} 条更正生效，见更正与移除 →", count=count), href="/corrections")
    return html.P(link, className="foot", **data(applied=str(count)))


def _tiles(counts: dict[str, int]) -> html.Div:
    return html.Div([_tile(key, counts[key]) for key in SEVERITY_LABELS], className="cards cards-3")


def _tile(severity: str, count: int) -> html.Div:
    number = html.Div([html.Span(str(count), className="card-number"), html.Span(t("条"), className="card-unit")])
    label = html.Div(t(SEVERITY_LABELS[severity]), className="card-label")
    return html.Div(
        [label, number, html.Div(t(_MEANING[severity]), className="card-notes")], className=f"card card-{severity}"
    )


def _rejected(rows: list[dict[str, Any]]) -> html.Section:
    items = []
    for row in rows:
        headers = [*(row["headers"] or []), *[""] * len(row["cells"])]
        cells = [
            html.Div(
                [
                    html.Span(header, className="cell-head", lang=DATA_LANGUAGE),
                    html.Span(cell or t("（空）"), className="cell"),
                ]
            )
            for header, cell in zip(headers, row["cells"], strict=False)
        ]
        where = t(
            "表 {table} · 第 {row} 行（文件第 {line} 行）",
            table=row["table_no"],
            row=row["row_no"] or "—",
            line=row["line"],
        )
        items.append(
            html.Li([html.Div(f"{row['document']} · {where}", className="place"), html.Div(cells, className="cells")])
        )
    return panel(
        t("拒收的行"), html.Ul(items, className="rejected"), note=t("保留原样，更正后重新导入即可"), name="rejected"
    )


def _table(findings: list[dict[str, Any]], count: int, following: int, scope: Scope) -> html.Section:
    """The first of so many: what stands for itself; what only follows from one of these is folded away beneath."""
    body: list[Any] = [_lines([item for item in findings if not item["follows"]], scope)]
    if following:
        words = t("另有 {count} 条由以上问题引起", count=following)
        lines = _lines([item for item in findings if item["follows"]], scope)
        body.append(html.Details([html.Summary(words), lines], className="numbers"))
    note = t("共 {count} 条", count=count)
    if count > _MOST_ROWS:
        note = t("共 {count} 条，此处列出前 {shown} 条，下载可得全部", count=count, shown=_MOST_ROWS)
    return panel(t("全部问题"), body, note=note, name="findings")


def _lines(items: list[dict[str, Any]], scope: Scope) -> html.Div:
    head = html.Thead(html.Tr([html.Th(t(text), scope="col") for text in _HEADINGS]))
    body = html.Tbody([_row(item, scope) for item in items])
    return html.Div(html.Table([head, body], className="table findings"), className="table-scroll")


def _row(item: dict[str, Any], scope: Scope) -> html.Tr:
    where = place_words(item)
    link: Any = where
    if item["project_id"]:
        link = dcc.Link(where, href=narrowed(f"/project/{item['project_id']}", scope))
    return html.Tr(
        [
            html.Td(badge(t(SEVERITY_LABELS[item["severity"]]), f"badge-{item['severity']}")),
            html.Td(finding_title(item["type"])),
            html.Td([html.Div(item["document"], className="doc-name"), link], className="place"),
            html.Td(item["column"], lang=DATA_LANGUAGE),
            html.Td(item["raw"], className="raw", lang=DATA_LANGUAGE),
            html.Td([said(item, with_title=False), _cause(item)]),
            html.Td(_opener(item)),
        ]
    )


def _cause(item: dict[str, Any]) -> html.Div | None:
    """What another finding this one follows from."""
    if not item["caused_by"]:
        return None
    words = t("起因：{what}", what=finding_title(item["cause_type"] or item["caused_by"]))
    return html.Div(words, className="foot")


def _opener(item: dict[str, Any]) -> Any:  # noqa: ANN401 - a button or None
    """What corrects the row of a finding, a column, which projects are one, else what is known of its document."""
    document = {"document_id": item["document_id"]}
    dialogue = reference.finding_types()[item["type"]].dialogue
    if dialogue is Dialogue.NONE:
        return None
    of_columns = dialogue is Dialogue.COLUMN
    if item["table"] is None:
        columns = column_form.opener(t("列的含义"), document) if of_columns else None
        return [opener(t("更正文件"), document), columns]
    if item["row"] is None:
        place = document | {"table": item["table"], "header": item["column"]}
        return column_form.opener(t("列的含义"), place) if of_columns else None
    target = document | {"table": item["table"], "row": item["row"]}
    wanted = {"column": column_of(item["column_field"]), "field": item["column_field"]}
    made = opener(t("更正"), target | {name: value for name, value in wanted.items() if value})
    if dialogue not in (Dialogue.SAME_PROJECT, Dialogue.SAME_PROJECT_OF_ROW):
        return made
    subject = target | {"own": dialogue is Dialogue.SAME_PROJECT_OF_ROW}
    return [identity_form.opener(t("是否同一项目"), subject), made]
