"""The red and the black list in words: who is on which, by which rule, for which rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.metrics.rate_lights import list_rules
from dashboard.words.labels import RATE_LABELS
from dashboard.words.translate import listed, t


def reason(row: Mapping[str, Any]) -> str:
    """Why a row of the board is on its list; "" where it is on none."""
    if not row["honour"]:
        return ""
    rates = listed(t(RATE_LABELS[rate]) for rate in row["honour_rates"].split("|"))
    return t("{what}（{more}）", what=rule_words(row["honour_rule"]), more=rates)


def rule_words(rule: str) -> str:
    """When a rule of the lists holds."""
    found = next(item for item in list_rules() if item.rule == rule)
    return t(found.words, limit=found.limit)


def moved(change: int | None) -> str:
    """By how many places a group moved since the month before."""
    if change is None:
        return ""
    return t("持平") if not change else f"▲{change}" if change > 0 else f"▼{-change}"
