"""Slips, rates and months in words. A slip is never said without how it bounds the true one.

逾期 is said only of what is overdue, 至少 only of what has happened; a forecast is 预计. The neutral word is 推迟.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, SupportsFloat

from dashboard.words.formats import WAN_PER_YI, headline_wan, plain
from dashboard.words.labels import NO_SLIP_LABELS, NOT_STATED
from dashboard.words.translate import ENGLISH, language, t


def slip_months_words(row: Mapping[str, Any], plan: str) -> str:
    """The finish slip of a project against a plan (`current` or `original`), or why there is none."""
    slip, bound = row[f"{plan}_finish_slip_months"], row[f"{plan}_finish_slip_bound"]
    if slip is None:
        return t(NO_SLIP_LABELS.get(row["no_slip_reason"] or "", "未定工期"))
    if bound == "not_due":
        return t("未到期")
    if lateness := row[f"{plan}_lateness"]:
        return _late(slip, lateness, bound)
    if slip < 0:
        return _early(-slip, bound)
    return {"forecast": t("预计按期"), "at_most": t("按期或更早")}.get(bound, t("按期"))


def _late(months: float, lateness: str, bound: str) -> str:
    """Begins with the word of the lateness."""
    count = months_number(months)
    match lateness, bound:
        case "overdue", "forecast":
            return t("逾期未完，预计推迟 {count} 个月", count=count)
        case "overdue", _:
            return t("逾期未完，至少推迟 {count} 个月", count=count)
        case "forecast_late", _:
            return t("预计会晚 {count} 个月", count=count)
        case _, "at_least":
            return t("晚于计划竣工，至少推迟 {count} 个月", count=count)
        case _, "at_most":
            return t("晚于计划竣工，至多推迟 {count} 个月", count=count)
    return t("晚于计划竣工，推迟 {count} 个月", count=count)


def _early(months: float, bound: str) -> str:
    """A lower bound of the slip is an upper bound of what was gained, and the other way round."""
    words = {
        "at_least": t("至多提前 {count} 个月", count=months_number(months)),
        "at_most": t("至少提前 {count} 个月", count=months_number(months)),
        "forecast": t("预计提前 {count} 个月", count=months_number(months)),
    }
    return words.get(bound, t("提前 {count} 个月", count=months_number(months)))


def months_number(months: float | None) -> str:
    """Months to one decimal, whole ones without; none is a dash."""
    if months is None:
        return "—"
    return f"{round(months, 1) + 0.0:.1f}".removesuffix(".0")


def share_pct_with_parts(part: object, whole: object) -> str:
    """`58.6%（17/29）`, of two numbers of one unit, which the caller says; with nothing to divide by the two alone."""
    if not whole:
        return t("无（0/0）")
    return t("{share}（{parts}）", share=share_pct(part, whole), parts=f"{plain(part)}/{plain(whole)}")


def parts_wan(part_wan: SupportsFloat | None, whole_wan: SupportsFloat | None) -> str:
    """`8.48/9.52 亿元`: both amounts in the unit of the whole."""
    if whole_wan is None:
        return t(NOT_STATED)
    amount, unit = headline_wan(whole_wan)
    if part_wan is not None and float(part_wan) >= WAN_PER_YI > float(whole_wan) and language() != ENGLISH:
        return f"{plain(part_wan)}/{amount} {unit}"
    if unit == "亿元":
        return f"{float(part_wan or 0) / WAN_PER_YI:,.2f}/{amount} {unit}"
    return f"{headline_wan(part_wan or 0)[0]}/{amount} {unit}"


def share_pct_with_parts_wan(part_wan: SupportsFloat | None, whole_wan: SupportsFloat | None) -> str:
    """`89.0%（8.48/9.52 亿元）`."""
    if not whole_wan:
        return t("无（分母未载明或为 0）")
    return t("{share}（{parts}）", share=share_pct(part_wan, whole_wan), parts=parts_wan(part_wan, whole_wan))


def share_pct(part: Any, whole: Any) -> str:  # noqa: ANN401 - Decimal, int or None
    """The percentage of two numbers of one unit, alone, for where n/d stands beside it."""
    return "—" if not whole else f"{100 * float(part or 0) / float(whole):.1f}%"
