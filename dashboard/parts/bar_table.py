"""Numbers as a table with a bar in each row: what bars alone would show, with the numbers themselves."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from dashboard.figures.bars import Bar


def bar_table(heads: Sequence[str], rows: Sequence[tuple[Bar, Sequence[str]]]) -> html.Table:
    """A row per bar: its label as a link to where it leads, the bar, its number, then further cells.

    `heads` name the label, the number and the further cells.
    """
    first, number, *further = heads
    head = html.Tr(
        [
            html.Th(first, scope="col"),
            html.Th(number, scope="col", colSpan=2, className="number"),
            *(html.Th(words, scope="col", className="number") for words in further),
        ]
    )
    return html.Table([html.Thead(head), _body(rows)], className="table bar-table")


def bar_rows(bars: Sequence[Bar]) -> html.Table:
    """The same without heads, where a caption says what the numbers are."""
    return html.Table(_body([(bar, ()) for bar in bars]), className="table bar-table")


def _body(rows: Sequence[tuple[Bar, Sequence[str]]]) -> html.Tbody:
    """Bars share one scale; the longest fills its cell."""
    most = max((bar.value or 0 for bar, _ in rows), default=0) or 1
    return html.Tbody([_row(bar, cells, most) for bar, cells in rows])


def _row(bar: Bar, cells: Sequence[str], most: float) -> html.Tr:
    name = dcc.Link(bar.label, href=bar.target) if bar.target else bar.label
    look = {
        "--share": f"{100 * max(bar.value or 0, 0) / most:.1f}%",
        "--bar": f"var(--fill-{bar.colour[1:]}, {bar.colour})",
    }
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(className="bar", style=look),
            html.Td(bar.text, className="number" if bar.value is not None else "number missing"),
            *(html.Td(cell, className="number") for cell in cells),
        ],
        title=bar.hover or None,
    )
