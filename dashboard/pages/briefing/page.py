"""简报: what the Word file will say for the current filter, and the button that makes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dash import Dash, html

from dashboard.briefing.content import build
from dashboard.briefing.model import BRIEFING, BarChart, Block, Briefing, Column, Paragraph, Table, heading
from dashboard.figures.ladder import ladder
from dashboard.parts.bar_table import bar_rows
from dashboard.parts.cards import chart
from dashboard.parts.dom import data
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import CHINA
from dashboard.words.translate import CHINESE, DATA_LANGUAGE, speaking, t

PATH = "/briefing"


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "简报", render)


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """The question, the button, then the document as it will be: the same content that the file is made of."""
    del argument
    with speaking(CHINESE):  # the sheet shows the file, and files are Chinese
        sheet = _sheet(build(session, scope, datetime.now(CHINA).date()))
    return html.Div(
        className="page briefing",
        children=[
            html.H1(t("简报"), className="visually-hidden"),
            html.Div(
                className="briefing-lead",
                children=[
                    html.Div(
                        [
                            html.H2(t("当前范围的简报写什么？")),
                            html.P(t("下面就是 Word 文件的全部内容；改变上方筛选，内容随之改变。")),
                        ]
                    ),
                    html.A(
                        t("下载 Word 简报"),
                        href=narrowed(f"/download/{BRIEFING}", scope),
                        className="button primary",
                        download="",
                        **data(file=BRIEFING),
                    ),
                ],
            ),
            html.Article(sheet, className="briefing-sheet", lang=DATA_LANGUAGE),
        ],
    )


def _sheet(briefing: Briefing) -> list[Any]:
    parts: list[Any] = [
        html.Div(briefing.mark, className="briefing-mark") if briefing.mark else None,
        html.H2(briefing.title, className="briefing-title"),
        html.P(briefing.dateline, className="briefing-date"),
    ]
    numbers = {"表": 0, "图": 0}
    for position, section in enumerate(briefing.sections, start=1):
        parts.append(html.H3(heading(position, section)))
        parts += [_block(briefing, block, numbers) for block in section.blocks]
    return parts


def _block(briefing: Briefing, block: Block, numbers: dict[str, int]) -> Any:  # noqa: ANN401 - a Dash component
    mark = html.Span(briefing.marked("", block), className="briefing-mark")
    if isinstance(block, Paragraph):
        return html.P([block.text, mark], className="briefing-text")
    kind = "表" if isinstance(block, Table) else "图"
    numbers[kind] += 1
    caption = html.Figcaption([f"{kind}{numbers[kind]}　{block.caption}", mark])
    if isinstance(block, Table):
        note = html.P(block.note, className="briefing-note") if block.note else None
        return html.Figure([caption, html.Div(_table(block), className="table-scroll"), note])
    drawn = bar_rows(block.bars) if isinstance(block, BarChart) else chart(ladder(block.rungs), block.caption)
    return html.Figure([caption, drawn])


def _table(block: Table) -> html.Table:
    head = html.Tr([html.Th(column.label, scope="col", className=_kind(column)) for column in block.columns])
    body = [html.Tr([_cell(cell, block.columns[place], place) for place, cell in enumerate(row)]) for row in block.rows]
    return html.Table([html.Thead(head), html.Tbody(body)], className="table restacked")


def _cell(cell: str, column: Column, place: int) -> html.Td:
    """A cell; on a phone each but the first says its heading."""
    return html.Td(cell, className=_kind(column), **(data(label=column.label) if place else {}))


def _kind(column: Column) -> str | None:
    return "number" if column.is_number else None
