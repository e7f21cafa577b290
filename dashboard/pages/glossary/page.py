"""术语: what the words of the board mean, each with its English, definition and unit."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import Dash, html

from dashboard.parts.cards import panel
from dashboard.session.board_page import Board, Page
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.tables.glossary import GROUP_TITLES, Term, definition_in_words, terms
from dashboard.words.translate import DATA_LANGUAGE, ENGLISH, language, t

PATH = "/glossary"


def register(app: Dash, board: Board) -> Page:
    """Add the page. A link to one term (`/glossary#metric-projects`) shows it."""
    del app, board
    return Page(PATH, "术语", render, has_filter=False, without_data=lambda _: _page())


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """All terms by group. They are the same whatever is loaded."""
    del session, scope, argument
    return _page()


def _page() -> html.Div:
    groups = [(group, list(found)) for group, found in groupby(terms(), key=lambda term: term.group)]
    links = [html.Li(html.A(t(GROUP_TITLES[group]), href=f"#{group}")) for group, _ in groups]
    return html.Div(
        className="page glossary",
        children=[
            html.H1(t("术语"), className="visually-hidden"),
            html.P(t("页面、文件和简报中的每个词只指一件事；英文名用于接口与英文界面。"), className="foot"),
            html.Ul(links, className="glossary-groups"),
            *(_group(group, found) for group, found in groups),
        ],
    )


def _group(group: str, found: list[Term]) -> html.Div:
    heads = ["英文", "中文"] if language() == ENGLISH else ["中文", "英文"]
    head = html.Tr([html.Th(t(text), scope="col") for text in (*heads, "定义", "单位")])
    table = html.Table([html.Thead(head), html.Tbody([_term(term) for term in found])], className="table")
    note = t("{count} 个", count=len(found))
    body = panel(t(GROUP_TITLES[group]), html.Div(table, className="table-scroll"), note=note, name=group)
    return html.Div(body, id=group)


def _term(term: Term) -> html.Tr:
    """A row: the word in the reader's language, then in the other one."""
    names = [(term.label, DATA_LANGUAGE), (term.english.strip(), "en")]
    (name, tongue), (other, other_tongue) = names if language() != ENGLISH else reversed(names)
    return html.Tr(
        [
            html.Th(name, scope="row", lang=tongue),
            html.Td(other, lang=other_tongue),
            html.Td(definition_in_words(term)),
            html.Td(t(term.unit)),
        ],
        id=term.anchor,
    )
