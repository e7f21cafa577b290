"""A table that scrolls in itself where the screen is narrower than it."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html


def table(heads: Sequence[tuple[str, str]], rows: Sequence[html.Tr], kind: str = "") -> html.Div:
    """A table with scrolling room; `heads` pair words and class of a column."""
    head = html.Tr([html.Th(words, scope="col", className=name or None) for words, name in heads])
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(list(rows))], className=f"table {kind}".strip()),
        className="table-scroll",
    )
