"""What the figures say in one sentence, as the head of the page."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.session.scope import Scope
from dashboard.words.formats import plain, short_wan
from dashboard.words.labels import LATENESS_LABELS
from dashboard.words.translate import listed, t


def headline(figures: dict[str, Any], scope: Scope) -> html.Div:
    """How many projects for how much money, and what stands in the way; beneath, of what and by when."""
    amount = figures["total_investment_wan"]
    words = t("{count} 个项目", count=plain(figures["projects"]))
    if amount is not None:
        words = t("{what}、{amount}", what=words, amount=short_wan(amount))
    when = t("至 {day}", day=scope.as_of.isoformat()) if scope.as_of else t("没有数据截止日")
    return html.Div(
        [html.H1([words, *_standing(figures)]), html.P(f"{scope.sentence} · {when}", className="headline-of")],
        className="headline",
    )


def _standing(figures: dict[str, Any]) -> list[str]:
    """What is late or will be; that nothing is, where it is known; nothing where no project has reported."""
    if not figures["reported_projects"]:
        return []
    late = {word: figures[f"current_{word}_rate_n"] for word in ("overdue", "forecast_late")}
    told = [
        t("{count} 个{what}", count=plain(n), what=t(LATENESS_LABELS[word]).lower()) for word, n in late.items() if n
    ]
    return [t("；"), listed(told) if told else t("没有逾期未完或预计会晚的")]
