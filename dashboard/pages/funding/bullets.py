"""Rates against the time elapsed, one bar under the other, each a link where it leads on; the line is where they
should be by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html

from dashboard.metrics import lights
from dashboard.parts.cards import badge
from dashboard.words.translate import t


@dataclass(frozen=True, slots=True)
class Bullet:
    """One group. `rank` by `rate_pct`, None where there is none; `light` and `rule` say how it is judged."""

    rank: int | None
    name: str
    rate_pct: float | None
    words: str
    link: str
    light: str | None
    rule: str | None


def bullets(rows: Sequence[Bullet], elapsed_pct: float | None) -> html.Ol:
    """The rows in the given order. Bars share one scale, up to the greatest rate and at least 100 %."""
    most = max([100.0, *(row.rate_pct for row in rows if row.rate_pct is not None)])
    return html.Ol([_bullet(row, elapsed_pct, most) for row in rows], className="bullets")


def light(name: str | None, rule: str | None) -> html.Span | None:
    """The light as a word on its colour; the rule that fired in its title."""
    return html.Span(t(lights.LABELS[name]), className=f"light light-{name}", title=t(rule)) if name and rule else None


def _bullet(row: Bullet, elapsed_pct: float | None, most: float) -> html.Li:
    head = [
        html.Span(str(row.rank or "—"), className="rank"),
        html.Span(row.name, className="bullet-name"),
        html.Span(t(row.rule) if row.rule else "", className="bullet-rule"),
        light(row.light, row.rule) or badge(t("不评")),
        html.Strong(row.words, className="bullet-words"),
    ]
    track = []
    if row.rate_pct is not None:
        style = {"width": f"{100 * max(row.rate_pct, 0) / most:.2f}%"}
        track.append(html.Span(className=f"bullet-bar light-{row.light or 'none'}", style=style))
    if elapsed_pct is not None:
        track.append(html.Span(className="bullet-line", style={"left": f"{100 * elapsed_pct / most:.2f}%"}))
    content = [html.Span(head, className="bullet-head"), html.Span(track, className="bullet-track")]
    return html.Li(
        dcc.Link(content, href=row.link, className="bullet") if row.link else html.Div(content, className="bullet")
    )
