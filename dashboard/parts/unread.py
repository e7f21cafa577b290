"""A value that was not read though words stand there: never to be said as if nothing stood there."""

from __future__ import annotations

from dashboard.words.translate import t


def unread_words(raw: str = "") -> str:
    """What stands in the place of the value; `raw` is the cell, where it is one of its own."""
    return t("未读出（原文“{raw}”）", raw=raw) if raw else t("未读出，见原文")
