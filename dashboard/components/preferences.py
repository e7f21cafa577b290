"""Switches for what a user prefers: the language. A choice stays in the browser and is not part of an address."""

from __future__ import annotations

from dash import html

from dashboard.components.dom import aria, data
from dashboard.words import CHINESE, ENGLISH, language, t

_NAMES = {CHINESE: "中文", ENGLISH: "English"}
"""Each language by its own name, so that whoever reads it finds it."""
_TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}


def switches() -> html.Div:
    """The buttons in the header; `assets/board.js` acts on their `data-*`."""
    return html.Div(
        [_language_button(name) for name in _NAMES], className="switches", role="group", **aria(label=t("语言"))
    )


def _language_button(name: str) -> html.Button:
    return html.Button(
        _NAMES[name],
        className="switch",
        type="button",
        lang=_TAGS[name],
        **data(language=name),
        **aria(pressed="true" if name == language() else "false"),
    )
