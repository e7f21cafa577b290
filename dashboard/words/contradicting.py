"""Contradictions in words: their rules with bounds, states, and what each of the two cells says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.words.formats import plain
from dashboard.words.labels import STATUS_LABELS
from dashboard.words.translate import listed, t
from etl.contract.contradiction_rules import rules

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def rule_name(rule: str) -> str:
    """What a rule is called."""
    return t(rules()[rule].title)


def bounds(rule: str) -> str:
    """The bounds of a rule with their units: `6 个月、50 %`; "—" where it has none."""
    found = rules()[rule]
    given = ((found.bound, found.unit), (found.and_bound, found.and_unit))
    return listed(f"{bound:g} {t(unit)}" for bound, unit in given if bound is not None) or "—"


def meaning(rule: str) -> str:
    """When a rule tells something."""
    return t(rules()[rule].meaning)


def cells(row: Mapping[str, Any]) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Both cells of a contradiction: what each is, what it says, and the month that says it ("" for a list)."""
    rule = rules()[row["rule"]]
    other = (t(rule.other), said(row["other"]), _month(row["other_month"]))
    return (t(rule.one), said(row["one"]), _month(row["since"])), other


def said(words: str) -> str:
    """The words of a cell; a status that no cell states, by its name."""
    if words in STATUS_LABELS:
        return t(STATUS_LABELS[words])
    return plain(Decimal(words)) if _NUMBER.fullmatch(words) else words or t("未载明")


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""
