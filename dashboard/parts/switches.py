"""What stands at the head of a panel: its switches, and its table as files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.parts.dom import aria, data
from dashboard.session.links import rows_of
from dashboard.session.scope import Scope
from dashboard.words.translate import t

EVERY = "every"
"""The switch that asks for all rows of a page's lists."""


def switch(path: str, scope: Scope, label: str, choices: Sequence[tuple[str, str]]) -> html.Span:
    """One of several views; `choices` pair a token of the URL (empty for the default) with its words."""
    tokens = {token for token, _ in choices}
    others = tuple(item for item in scope.view if item not in tokens)
    chosen = next((token for token, _ in choices if token and token in scope.view), "")
    links = []
    for token, words in choices:
        query = scope.query(view=(*others, token) if token else others)
        marks = data(replace="1", view=token) | (aria(current="true") if token == chosen else {})
        links.append(html.A(words, href=f"{path}?{query}" if query else path, className="view-choice", **marks))
    return html.Span(links, className="view-switch", role="group", **aria(label=label))


def files(scope: Scope, name: str, *more: Any, by: str = "") -> html.Span:  # noqa: ANN401 - what else stands there
    """Links to the panel's own table as CSV and Excel, behind what else the head holds; `by` is what it is grouped by,
    where the table leaves that open."""
    address, _, query = rows_of(scope, name, by).partition("?")
    links = [
        html.A(
            words,
            href=f"/download/{address}.{kind}" + (f"?{query}" if query else ""),
            className="file",
            download="",
            title=t("下载本表"),
            **data(file=f"{name}.{kind}"),
        )
        for kind, words in (("csv", "CSV"), ("xlsx", "Excel"))
    ]
    return html.Span([*more, html.Span(links, className="files")], className="panel-tools")


def more(path: str, scope: Scope, count: int) -> html.A:
    """A link to all rows of the page's lists, where it shows the first of them."""
    query = scope.query(view=(*scope.view, EVERY))
    return html.A(t("全部 {n} 个 →", n=count), href=f"{path}?{query}", className="more", **data(replace="1", more="1"))
