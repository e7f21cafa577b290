"""Bounds of rules in words."""

from __future__ import annotations

from dashboard.words.translate import t
from etl.contract.bounds import Bound


def bound_words(bound: Bound) -> str:
    """What a bound is, with its value: `3 个月：…`."""
    return t("{label}：{values}", label=f"{bound.value} {t(bound.unit)}", values=t(bound.meaning))
