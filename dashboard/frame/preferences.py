"""Switches for what a user prefers: language, light or dark. A choice stays in the browser, not in the address."""

from __future__ import annotations

from dash import html

from dashboard.parts.dom import aria, data
from dashboard.words.translate import CHINESE, ENGLISH, language, t

_NAMES = {CHINESE: "中文", ENGLISH: "English"}
"""Each language by its own name, so that whoever reads it finds it."""
_TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}


def preferences() -> html.Div:
    """The buttons in the header; `assets/board.js` acts on their `data-*`."""
    languages = html.Div(
        [_language_button(name) for name in _NAMES], className="preferences", role="group", **aria(label=t("语言"))
    )
    return html.Div([languages, _scheme_button()], className="preferences")


def _scheme_button() -> html.Button:
    """Which of the two words is shown is up to the style sheet: the server does not know the scheme."""
    words = [html.Span(t("深色"), className="to-dark"), html.Span(t("浅色"), className="to-light")]
    return html.Button(words, className="preference", type="button", **data(scheme="other"))


def _language_button(name: str) -> html.Button:
    return html.Button(
        _NAMES[name],
        className="preference",
        type="button",
        lang=_TAGS[name],
        **data(language=name),
        **aria(pressed="true" if name == language() else "false"),
    )
