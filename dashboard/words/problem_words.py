"""Problems in words: their causes, since when they stand, whose they are, and until when they are to be solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.words.formats import planned_date
from dashboard.words.labels import NOT_STATED
from dashboard.words.translate import listed, t
from etl.contract.problem_rules import NO_PROBLEM, NONE, causes

Row = Mapping[str, Any]


def cause_title(cause: str) -> str:
    """What a cause is called; one that the tables do not have any more, by its key."""
    if cause == NONE:
        return t(NO_PROBLEM)
    found = causes().get(cause)
    return t(found.title) if found else cause


def cause_meaning(cause: str) -> str:
    """What belongs to a cause."""
    return t(causes()[cause].meaning)


def in_brief(found: Iterable[str] | None, words: str | None) -> str:
    """The reason that a late project's problems give: causes, and the words of the sheet; "" where there is none."""
    titles = listed(cause_title(cause) for cause in found or ())
    if not titles:
        return ""
    said = (words or "").strip()
    if not said:
        return t("存在问题（{causes}）", causes=titles)
    return t("存在问题（{causes}）：{words}", causes=titles, words=said)


def since_words(row: Row) -> str:
    """`2025-04 起，3 个月`."""
    start = t("{month} 起", month=f"{row['since']:%Y-%m}")
    if not row["age_months"]:
        return start
    return t("{start}，{count} 个月", start=start, count=row["age_months"])


def deadline_words(row: Row) -> str:
    """When it is to be solved, in the words that say so where they are no date."""
    if row["deadline"] is None:
        return row["deadline_raw"] or t(NOT_STATED)
    return planned_date(row["deadline"], row["deadline_precision"] or "day")
