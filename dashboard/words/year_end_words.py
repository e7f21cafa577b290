"""The year's end in words: how it is worked out, why it is not, an amount with its range."""

from __future__ import annotations

from typing import SupportsFloat

from dashboard.words.formats import axis_unit
from dashboard.words.translate import t
from etl.contract.year_end_rules import reasons


def method() -> str:
    """How it is worked out, in one sentence."""
    return t(
        "每个项目按今年速度、往年同月、余下计划三种算法推算全年，都不低于已完成、不高于总投资的剩余，"
        "取居中的为预计、最小与最大为区间；只有一种可算的不推算。"
    )


def reason_words(reason: str) -> str:
    """Why nothing is expected."""
    return t(reasons()[reason]) if reason in reasons() else reason


def range_wan(low_wan: SupportsFloat | None, high_wan: SupportsFloat | None) -> str:
    """`区间 2.90–3.60 亿元`, both in the unit of the greater; a range of one value is none."""
    if low_wan is None or high_wan is None:
        return ""
    factor, unit = axis_unit(float(high_wan))
    low, high = (f"{float(amount) / factor:,.2f}".removesuffix(".00") for amount in (low_wan, high_wan))
    return t("区间 {low}–{high} {unit}", low=low, high=high, unit=unit)


def range_pct(low_pct: float | None, high_pct: float | None) -> str:
    """`区间 70.1%–92.3%`."""
    if low_pct is None or high_pct is None:
        return ""
    return t("区间 {low}–{high}", low=f"{low_pct:.1f}%", high=f"{high_pct:.1f}%")
