"""The years that running text names, and which of them governs what stands at a place.

A year governs what follows it in its paragraph, up to the next year. Whether it is one to come, of which targets are
stated, or a past one, of which facts are, the words beside it tell, else the date of the document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from etl.contract import reference
from etl.parse.plans.indicator import target_words
from etl.parse.rules import Rule
from etl.rows.indicators.passages import BOUNDARY, SENTENCE, begin_of, says

_PLAN = re.compile(
    r"""
    [“"]? (?P<plan> 十[一二三四五六]五 ) [”"]?      # “十四五”
    (?:规划)?
    (?: 末期 | 期末 | 末 | 期间 | 时期 )            # 期末
    """,
    re.VERBOSE,
)
_YEAR = re.compile(
    r"""
    (?P<before> 截至到 | 截至 | 截止到? | 自 | 从 | 由 | 力争到 | 展望到? | 到 | 至 | 较 | 比 )?
    (?<![-\d]) (?P<year> 20\d\d ) 年 (?!-)
    (?P<behind> 底以?前 | 年底前 | 以前 | 之前 | 前 | 底 | 末 | 起 | 以来 )?
    """,
    re.VERBOSE,
)
_THIS_YEAR = re.compile(r"今年|明年")
_TO_FIRST_NUMBER = re.compile(r"[^;。!?\d]{0,60}")
_SCOPE_IN_FRONT = re.compile(
    r"""
    ^,? (?:
        (?: 在 | 为 )?                                # 在
        (?: 全[省市区县州旗盟] | [我本][省市区县] ),?   # 全市
    )?
    """,
    re.VERBOSE,
)
_OF_BASE = re.compile(r"(?:为|是|仅?有|的|:)?\d")
"""What stands behind the year of a base: 2020年为196公里."""
_LAST_PAST_PLAN_END = 2020
"""The end of the last plan that is past in a document without a date."""
_CLAUSE_REACH = 80
_YEARS_LOOKED_AT = 5


class Governed(NamedTuple):
    """What governs a place: target, current, fact, aside or open, and the year; see `Governs`. `open`: no year does."""

    mode: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Governs:
    """A year that governs what follows it, from `start` (its own words included up to `end`).

    `mode` is target, fact, aside (a year that is compared with: only its own clause) or current: the bare year of
    the document itself, of which a sentence may report or promise.
    """

    start: int
    end: int
    mode: str
    year: int | None
    is_bare: bool = False
    """Whether neither the words beside the year nor the date of the document tell a year to come from a past one."""


class Years:
    """The years of a normalised text, in its order."""

    def __init__(self, text: str, document_year: int | None) -> None:
        """`document_year` tells a year to come from one that is past."""
        self.text = text
        named = [*_plans(text, document_year), *_this_year(text, document_year), *_dates(text, document_year)]
        named.sort(key=lambda governs: governs.end)
        self.years = list(_beside_targets(text, [_as_promised(text, governs) for governs in named]))
        self.ends = [governs.end for governs in self.years]

    def end_before(self, position: int) -> int:
        """Where the last year before a position ends, 0 where none stands before it."""
        count = bisect_right(self.ends, position)
        return self.ends[count - 1] if count else 0

    def governing(self, position: int, *, rises: bool = False) -> Governed:
        """Mode and year at a position: the last year before it; words of a present state count in their clause.

        The end of a from-to phrase (`rises`) is not governed by the year that the phrase begins with.
        """
        clause = begin_of(BOUNDARY, self.text, position, _CLAUSE_REACH)
        before = self._before(position, clause, rises=rises)
        last = before[-1] if before else None
        if self._is_stock(max(clause, last.end if last else 0), position):
            return Governed("fact", last.year if last and last.mode == "fact" else None)
        if last is None or self._is_either_of_two(before):
            return Governed("open", None)
        if last.mode == "current" and self._is_reported(last, position):
            return Governed("fact", last.year)
        return Governed(last.mode, last.year)

    def _before(self, position: int, clause: int, *, rises: bool) -> list[Governs]:
        """The years before a position that may govern it; one that is compared with governs its own clause only."""
        count = bisect_right(self.ends, position)
        near = self.years[max(0, count - _YEARS_LOOKED_AT) : count]
        return [year for year in near if year.mode != "aside" or (year.start >= clause and not rises)]

    def _is_stock(self, start: int, position: int) -> bool:
        words = self.text[start:position]
        return any(word in words for word in target_words("stock"))

    def _is_either_of_two(self, before: list[Governs]) -> bool:
        """Which of two years is meant is not said: 到2025年和2035年."""
        both = [year for year in before[-2:] if year.mode == "target"]
        return len(both) == 2 and not BOUNDARY.search(self.text, both[0].end, both[1].start)

    def _is_reported(self, year: Governs, position: int) -> bool:
        start = max(0, position - _CLAUSE_REACH, year.end)
        return says("reported").search(self.text, start, position) is not None


# --- the years that a text names ---------------------------------------------------------------------------------


@cache
def plan_ends() -> dict[str, int]:
    """The words for a five-year plan (十四五) -> its last year."""
    return {row["words"]: int(row["end_year"]) for row in reference.rows("plan_periods")}


@cache
def _plan_begins() -> dict[int, int]:
    """The last year of a five-year plan -> its first."""
    return {int(row["end_year"]): int(row["start_year"]) for row in reference.rows("plan_periods")}


def year_before_plan(year: int) -> int | None:
    """The year before the five-year plan that ends with a year; None where none does."""
    begins = _plan_begins().get(year)
    return begins - 1 if begins else None


def _plans(text: str, document_year: int | None) -> Iterator[Governs]:
    """“十四五”期间."""
    for match in _PLAN.finditer(text):
        end = plan_ends().get(match["plan"])
        mode = "fact" if _is_past(end, document_year) else "target"
        yield Governs(match.start(), match.end(), mode, end)


def _is_past(plan_end: int | None, document_year: int | None) -> bool:
    if plan_end is None:
        return True
    return plan_end < document_year if document_year else plan_end <= _LAST_PAST_PLAN_END


def _this_year(text: str, document_year: int | None) -> Iterator[Governs]:
    """今年, 明年: as many years as the document's own date tells."""
    if document_year is None:
        return
    for match in _THIS_YEAR.finditer(text):
        if match[0] == "明年":
            yield Governs(match.start(), match.end(), "target", document_year + 1)
        else:
            yield Governs(match.start(), match.end(), "current", document_year, is_bare=True)


def _dates(text: str, document_year: int | None) -> Iterator[Governs]:
    """到2025年, 2022年底前, 截至2020年底, 2023年."""
    for match in _YEAR.finditer(text):
        said = _Said(match["before"] or "", int(match["year"]), match["behind"] or "", document_year)
        mode = next(kind.mode for kind in _KINDS if kind.rule.when(said))
        is_alone = document_year is None and not said.before and not said.behind
        yield Governs(match.start(), match.end(), mode, said.year, is_bare=mode == "current" or is_alone)


class _Said(NamedTuple):
    """A year, the words on both sides of it, and the year of the document."""

    before: str
    year: int
    behind: str
    document_year: int | None


class _Kind(NamedTuple):
    """What a year is of which a rule holds: to come, past, compared with, or the document's own."""

    mode: str
    rule: Rule[_Said]


_KINDS = (
    _Kind("aside", Rule("比2020年", lambda said: said.before in ("较", "比"))),
    _Kind("aside", Rule("从2020年的3个", lambda said: said.before in ("从", "由") and said.behind != "起")),
    _Kind("fact", Rule("截至2020年底", lambda said: said.before.startswith("截"))),
    _Kind("fact", Rule("2019年以来", lambda said: said.behind == "以来")),
    _Kind("fact", Rule("到2020年, in 2023", lambda said: said.document_year and said.year < said.document_year)),
    _Kind("target", Rule("到2025年", lambda said: said.before)),
    _Kind("target", Rule("2025年底前", lambda said: "前" in said.behind)),
    _Kind("target", Rule("2023年起", lambda said: said.behind == "起")),
    _Kind("fact", Rule("2025年, in a document without a date", lambda said: said.document_year is None)),
    _Kind("target", Rule("2025年, in 2023", lambda said: said.document_year and said.year > said.document_year)),
    _Kind("current", Rule("2023年, in 2023", lambda said: said.year == said.document_year)),
)
"""The first rule that holds says what a year is."""


def _beside_targets(text: str, years: list[Governs]) -> Iterator[Governs]:
    """A past year whose number stands beside a target (达到85万千瓦,2025年为46万千瓦) governs that number only."""
    to_come: Governs | None = None
    for governs in years:
        if governs.mode == "target":
            to_come = governs
        is_base = governs.mode in ("fact", "current") and _OF_BASE.match(text, governs.end) is not None
        if is_base and to_come and text[governs.start - 1] in ",;(" and "。" not in text[to_come.end : governs.start]:
            yield replace(governs, mode="aside")
        else:
            yield governs


# --- what the words behind a year promise ------------------------------------------------------------------------


def _as_promised(text: str, governs: Governs) -> Governs:
    """A bare year is one to come where words between it and the first number promise: 2023年,力争….

    Where they name work to be done (2023年,完成…) it may be either.
    """
    if not governs.is_bare:
        return governs
    ends = _TO_FIRST_NUMBER.match(text, governs.end)
    between = ends[0] if ends else ""
    if says("reported").search(between):
        return governs
    if says("promised").search(between) or _is_promised_later(text, governs.end):
        return replace(governs, mode="target")
    names_work = _SCOPE_IN_FRONT.sub("", between).startswith(target_words("work"))
    return replace(governs, mode="current") if names_work else governs


def _is_promised_later(text: str, start: int) -> bool:
    """Whether the sentence goes on to promise (力争, 确保), names no other year and reports nothing."""
    end = SENTENCE.search(text, start)
    rest = text[start : end.start() if end else None]
    if not says("promised_firmly").search(rest) or says("reported").search(rest):
        return False
    return not _YEAR.search(rest) and not _PLAN.search(rest)
