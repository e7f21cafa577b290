"""Years that headings state for the sentences below them (（二）2025年目标), and the year in which a plan ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.parse.words import clean, key
from etl.rows.indicators.passages import Passage, says
from etl.rows.indicators.years import Years, plan_ends

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_LEVELS = tuple(
    re.compile(numbered)
    for numbered in (
        rf"第{_NUMERAL}[章节部]",
        rf"{_NUMERAL}、",
        rf"[(（]{_NUMERAL}[)）]",
        r"\d{1,2}[.、．]",
        r"[(（]\d{1,2}[)）]",
    )
)
"""How headings are numbered, from the highest level to the lowest."""
_LONGEST = 40
_SENTENCE_END = re.compile(r"[。；;，,！!]$")
_ITEM = re.compile(rf"\s*(?:[-—–·•●■◆]|[(（]?\d{{1,2}}[)）.、．]|[①-⑳]|{_NUMERAL}是)")
"""How the lines of a list below a sentence begin."""
_LEADS_TO_LIST = re.compile(r"[:：]\s*$")
_YEAR = re.compile(r"(?<![\d-])20\d\d(?=年)")
_SPAN = re.compile(r"20\d\d年?[-~至到](?P<end>20\d\d)年?")
_IN_FULL = re.compile(r"第(十[一二三四五六])个五年")


@dataclass(frozen=True, slots=True)
class Headed:
    """What the heading above a passage says of its numbers: target or fact, and of which year.

    `is_said`: it calls them goals; else only its year tells that they are to come.
    """

    mode: str
    year: int
    is_said: bool


def headed(passages: Sequence[Passage], document_year: int | None) -> dict[int, Headed]:
    """The heading, or the sentence that leads to its list, with a year that governs a passage, by the passage's id.

    Passages of tables have none.
    """
    found: dict[int, Headed] = {}
    headings = _Headings(document_year)
    listed: Headed | None = None
    for passage in passages:
        if passage.table is not None:
            continue
        listed = _of_list(passage.raw, listed, document_year)
        is_listed = listed and _ITEM.match(passage.raw)
        governs = listed if is_listed else headings.governing(clean(passage.raw))
        if governs:
            found[id(passage)] = governs
    return found


class _Headings:
    """The headings above a passage, from the highest level to the lowest."""

    def __init__(self, document_year: int | None) -> None:
        self.document_year = document_year
        self.above: list[tuple[int, Headed | None]] = []

    def governing(self, text: str) -> Headed | None:
        """What the headings above a sentence say; a heading is taken among them and has none."""
        level = _level(text)
        if level is None:
            return next((headed for _, headed in reversed(self.above) if headed), None)
        self.above = [one for one in self.above if one[0] < level]
        self.above.append((level, _said(key(text), self.document_year)))
        return None


def _of_list(raw: str, before: Headed | None, document_year: int | None) -> Headed | None:
    """The year of a list: as the sentence that leads to it says (到2025年,目标如下:), else an item above (`before`)."""
    is_item = _ITEM.match(raw) is not None
    if not _LEADS_TO_LIST.search(raw) and (not is_item or before):
        return before if is_item else None
    text = key(raw)
    mode, year = Years(text, document_year).governing(len(text))
    return Headed("target", year, is_said=not is_item) if mode == "target" and year else None


def _level(text: str) -> int | None:
    """How high a heading stands, 0 the highest; None for a sentence."""
    if not text or len(text) > _LONGEST or _SENTENCE_END.search(text):
        return None
    for level, numbered in enumerate(_LEVELS):
        match = numbered.match(text)
        if match:
            return None if _has_number(key(text[match.end() :])) else level
    compared = key(text)
    is_heading = _YEAR.match(compared) and says("heading_goals").search(text) and not _has_number(compared)
    return len(_LEVELS) if is_heading else None


def _has_number(text: str) -> bool:
    """Whether a number other than a year is stated."""
    return re.search(r"\d", _YEAR.sub("", text)) is not None


def _said(text: str, document_year: int | None) -> Headed | None:
    """What a heading says that names one year."""
    years = {int(year) for year in _YEAR.findall(text)} | _plan_ends_in(text)
    if len(years) != 1 or _SPAN.search(text):
        return None
    year = years.pop()
    is_past = document_year is not None and year < document_year
    if is_past or says("heading_done").search(text):
        return Headed("fact", year, is_said=True)
    if says("heading_goals").search(text):
        return Headed("target", year, is_said=True)
    is_to_come = document_year is not None and year > document_year
    return Headed("target", year, is_said=False) if is_to_come else None


def _plan_ends_in(text: str) -> set[int]:
    """The last years of the five-year plans that a text names."""
    return {end for plan, end in plan_ends().items() if plan in text}


def last_year(text: str) -> int | None:
    """The later of two years that words name as a span (2024—2026年)."""
    span = _SPAN.search(key(text))
    return int(span["end"]) if span else None


def plan_end(title: str | None) -> int | None:
    """The last year of the plan that a title names (“十五五”…规划, …行动计划（2024—2026年）)."""
    text = key(title or "")
    span = last_year(text)
    if span:
        return span
    ends = _plan_ends_in(_IN_FULL.sub(r"\1五", text))
    return ends.pop() if len(ends) == 1 else None
