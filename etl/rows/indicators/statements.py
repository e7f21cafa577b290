"""Running text -> statements: an indicator, its value, and the year that the sentence speaks of.

A sentence is a target where a year to come governs it (到2025年…, 2022年底前…, “十四五”期间…), and a fact where a
past one does (截至2020年底…): `years.py`. Words that introduce, link and end a name (`names.py`) are data:
`target_words.csv`, `statement_words.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Qualifier, Span
from etl.parse.plans.indicator import ENDS, IndicatorValue, find_values, is_aimed, target_words
from etl.parse.words import Words, words
from etl.rows.indicators.names import (
    COMPARED,
    Beside,
    Named,
    name_of,
    predicate_of,
    without_lead,
    without_link,
)
from etl.rows.indicators.passages import BOUNDARY, SENTENCE, Passage, begin_of, says
from etl.rows.indicators.years import Governed, Years

_MAY_STATE = re.compile(r"[%‰\d一二三四五六七八九十]|全覆盖")
_TITLE = re.compile(r"《[^》]*》")
_SCOPE = re.compile(r"全([国省市区县州旗盟])(?!\()|[我本]([省市区县州旗盟])")
_WHOLLY = re.compile(r"(?:基本)?(?:实现)?全覆盖(?=[,;。]|$)")
_WHOLLY_VERB = re.compile(r"(?:基本)?实现")
_FROM = re.compile(r"(?:从|由)(?:(?P<year>20\d\d)年[底末]?的?)?$")
_BASE_BEHIND = re.compile(
    r"""
    (?: ,? [比较] | [,;(]{1,2} )                     # , or （
    (?P<year> 20\d\d ) 年 [底末]?
    (?: 的 | 为 | 是 | 仅?有 | 水平 | [(),] | : )*      # 2020年为
    """,
    re.VERBOSE,
)
"""What stands between a target and its base: 达到3150公里,比2020年的2860公里; （2020年为196公里）."""
_COMPARED = re.compile(
    r"""
    [比较] 20\d\d年 [底末]?
    (?= (?: 累计 | 年均 | 总体 )? (?: 增长 | 提高 | 上升 | 下降 | 降低 | 减少 ) [\d.]+ (?: % | 个百分点 ) )
    """,
    re.VERBOSE,
)
"""A year that a change is counted from; it does not stand between the change and its name: 能耗比2020年下降13%."""
_JUDGED = ("aimed", "made", "changed")
"""Ways of naming that have asked themselves what is no indicator."""
_LISTED = ("、", ",", "和", "及")
_BETWEEN_NAMES = re.compile(r"[、和及与]")
_MOST_LISTED = 10
_FROM_REACH, _NAME_REACH, _AFTER_REACH, _SENTENCE_REACH = 12, 70, 60, 500
"""So many characters are looked at: before a value for 从, for its name; behind it; before a name for its sentence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One value that running text states. `year` None: no year governs it. `span` is the place in the passage."""

    name: str
    value: IndicatorValue
    mode: str
    """target, current (a target or a report of the document's own year), fact, aside, or open: no year governs it."""
    year: int | None
    scope: str
    rule: str
    words: str
    said: str
    """Words of the value, without line-wrap spaces."""
    base_said: str | None
    """Words of `value.baseline`."""
    passage: Passage
    span: Span
    start: int
    """Position in the passage's normalised text, for the order of statements."""
    end: int
    """Where the words that name it end in the normalised text, or the value, whichever is later."""
    base_year: int | None = None
    """Year of `value.baseline`, where the words state it."""
    certainty: Certainty = Certainty.CERTAIN
    doubts: tuple[Doubt, ...] = field(default=())


class _Said(NamedTuple):
    """A value with the words before it that may name it, and where these begin.

    `base_year`: of the lower end of a from-to phrase, where the words state it.
    """

    left: str
    start: int
    value: IndicatorValue
    base_year: int | None = None


@dataclass(slots=True)
class _SoFar:
    """What the values before one leave to it.

    `end`: where what was read ends. `lower`: the lower end of a from-to phrase that has just been read. `predicate`:
    what was said of staff.
    """

    end: int = 0
    lower: _Said | None = None
    last: Statement | None = None
    predicate: str = ""


def read_statements(passage: Passage, document_year: int | None) -> list[Statement]:
    """All statements of a passage, in order. `document_year` tells a year to come from one that is past."""
    if not _MAY_STATE.search(passage.raw):
        return []
    reader = PassageReader(passage, document_year)
    found = [*reader.values(), *reader.whole_coverage()]
    return sorted(found, key=lambda statement: statement.start)


def is_dated(passage: Passage, position: int, document_year: int | None) -> bool:
    """Whether a year to come, or the document's own, governs a position of a passage's normalised text."""
    return PassageReader(passage, document_year).years.governing(position).mode in ("target", "current")


class PassageReader:
    """Reads one passage; positions are those of its normalised text (`text`, with titles of documents blanked)."""

    def __init__(self, passage: Passage, document_year: int | None) -> None:
        """`document_year` tells a year to come from one that is past."""
        self.passage = passage
        self.cell = words(passage.raw)
        untitled = _TITLE.sub(lambda match: "□" * len(match[0]), self.cell.text)
        self.text = _COMPARED.sub(lambda match: COMPARED * len(match[0]), untitled)
        self.years = Years(self.text, document_year)

    def values(self) -> Iterator[Statement]:
        """Statements with a value."""
        found = list(find_values(Words(self.text, self.text)))
        so_far = _SoFar()
        for number, value in enumerate(found):
            if value.span.start < so_far.end:
                continue
            lower = self._lower_end(value, so_far.end)
            said = lower or self._said(value, so_far)
            so_far.lower, so_far.end = lower, value.span.end
            if lower:
                continue
            said = self._with_base(said, found[number + 1 : number + 2], so_far)
            if "分别" in said.left:
                yield from self._listed(said, found[number + 1 : number + _MOST_LISTED], so_far)
            else:
                yield from self._one(said, so_far)

    def whole_coverage(self) -> Iterator[Statement]:
        """Targets in words: …实现全覆盖."""
        for match in _WHOLLY.finditer(self.text):
            start = self._left(match.start(), 0)
            name = _WHOLLY_VERB.sub("", without_lead(self.text[start : match.start()]))
            governed = self.years.governing(match.start())
            if governed.mode == "target" and len(name) >= 4 and not says("no_indicator").search(name):
                span = Span(*match.span())
                value = IndicatorValue("", None, None, "", Qualifier.EXACT, Certainty.CERTAIN, span)
                yield self._made(Named(name + "覆盖", "whole_coverage"), _Said(name, start, value), governed)

    # --- the words before a value --------------------------------------------------------------------------------

    def _lower_end(self, value: IndicatorValue, end_before: int) -> _Said | None:
        """The lower end of a from-to phrase: 由2020年的3个提高到4.5个."""
        near = max(end_before, value.span.start - _FROM_REACH)
        since = _FROM.search(self.text[near : value.span.start])
        if not since:
            return None
        position = near + since.start()
        start = self._left(position, end_before)
        return _Said(self.text[start:position], start, value, int(since["year"]) if since["year"] else None)

    def _said(self, value: IndicatorValue, so_far: _SoFar) -> _Said:
        """A value with the words before it; the upper end of a from-to phrase has those before the lower one."""
        lower = so_far.lower
        if lower and _to().fullmatch(self.text[lower.value.span.end : value.span.start]):
            return lower._replace(value=replace(value, baseline=lower.value))
        start = self._left(value.span.start, so_far.end)
        return _Said(self.text[start : value.span.start], start, value)

    def _with_base(self, said: _Said, behind: Sequence[IndicatorValue], so_far: _SoFar) -> _Said:
        """A value to come with the one of an earlier year that stands behind it: 达到3150公里,比2020年的2860公里."""
        governed = self.years.governing(said.value.span.start)
        base = behind[0] if behind and said.value.baseline is None and governed.mode in ("target", "open") else None
        between = self.text[said.value.span.end : base.span.start] if base else ""
        since = _BASE_BEHIND.fullmatch(between)
        if base is None or since is None or base.unit != said.value.unit:
            return said
        year = int(since["year"])
        if governed.year is not None and year >= governed.year:
            return said
        so_far.end = base.span.end
        return said._replace(value=replace(said.value, baseline=base), base_year=year)

    def _left(self, position: int, end_before: int) -> int:
        """Where the words begin that may name a value at `position`."""
        start = max(0, position - _NAME_REACH, end_before)
        for match in BOUNDARY.finditer(self.text, start, position):
            if match.end() < position or match[0] in ",;。":
                start = match.end()
        start = max(start, self.years.end_before(position))
        opened = self.text.rfind("(", start, position)
        is_open = opened >= 0 and ")" not in self.text[opened:position]
        return opened + 1 if is_open else start

    # --- statements ----------------------------------------------------------------------------------------------

    def _one(self, said: _Said, so_far: _SoFar) -> Iterator[Statement]:
        """The statement of one value, named by its own words, else by those before the last one."""
        statement = self._statement(said, so_far.predicate) or self._again(said, so_far.last)
        if statement:
            so_far.last = statement
            so_far.end = max(so_far.end, statement.end)
            so_far.predicate = predicate_of(statement.name) or so_far.predicate
            yield replace(statement, base_year=said.base_year)

    def _listed(self, said: _Said, after: Sequence[IndicatorValue], so_far: _SoFar) -> Iterator[Statement]:
        """A率、B率分别达到60%、80%: one value for each name; none has a name where their numbers differ."""
        values = [said.value]
        for other in after:
            if self.text[values[-1].span.end : other.span.start] not in _LISTED:
                break
            values.append(other)
        so_far.end = values[-1].span.end
        own = says("each_own")
        names = _BETWEEN_NAMES.split(without_lead(own.sub("", said.left)))
        if len(names) != len(values) or not own.search(said.left):
            names = [""] * len(values)
        for name, value in zip(names, values, strict=True):
            statement = self._statement(_Said(name, said.start, value), "")
            if statement:
                yield statement

    def _statement(self, said: _Said, predicate: str) -> Statement | None:
        end = said.value.span.end
        after = self.text[end : end + _AFTER_REACH]
        governed = self.years.governing(said.value.span.start, rises=said.value.baseline is not None)
        named = name_of(Beside(said.left, said.value, after, predicate, is_aimed(self.text, said.value)))
        if governed.mode == "fact" and without_link(said.left).strip(",、") in target_words("stock"):
            named = Named("存量", "stock")
        if named is None or (named.rule not in _JUDGED and says("no_indicator").search(named.name)):
            return None
        made = self._made(named, said._replace(value=_as_named(said.value, named)), governed)
        if named.doubt:
            made = _doubted(made, named.doubt)
        return _doubted(made, Detail("target_or_done")) if governed.mode == "current" else made

    def _again(self, said: _Said, last: Statement | None) -> Statement | None:
        """2026年完成适老化改造120户,2027年完成150户: the second number is of what the first one is of."""
        if last is None or last.value.unit != said.value.unit or SENTENCE.search(self.text, last.end, said.start):
            return None
        rest = without_lead(without_link(said.left))
        is_said_again = rest in target_words("increment") and last.name.startswith(rest)
        if rest and not is_said_again:
            return None
        governed = self.years.governing(said.value.span.start)
        is_another_target = governed.mode == "target" and governed.year != last.year
        if not is_another_target or not ENDS.match(self.text, said.value.span.end):
            return None
        made = self._made(Named(last.name, "said_before"), said, governed)
        return _doubted(made, Detail("read_on_as", words=last.name))

    def _made(self, named: Named, said: _Said, governed: Governed) -> Statement:
        value = said.value
        end = value.span.end + named.reach
        span = self.cell.span(said.start, end)
        base = value.baseline
        return Statement(
            name=named.name,
            value=value,
            mode=governed.mode,
            year=governed.year,
            scope=self._scope(said),
            rule=named.rule,
            words=self.passage.raw[span.start : span.end],
            said=self._words_at(value.span),
            base_said=self._words_at(base.span) if base else None,
            passage=self.passage,
            span=span,
            start=value.span.start,
            end=end,
        )

    def _scope(self, said: _Said) -> str:
        """The last of 全省, 全市, … in the sentence before a value."""
        sentence = begin_of(SENTENCE, self.text, said.start, _SENTENCE_REACH)
        scopes = [match[1] or match[2] for match in _SCOPE.finditer(self.text, sentence, said.value.span.start)]
        return scopes[-1] if scopes else ""

    def _words_at(self, span: Span) -> str:
        return self.text[span.start : span.end]


@cache
def _to() -> re.Pattern[str]:
    """What stands between the ends of a from-to phrase."""
    return re.compile(
        rf"""
        ,? (?: 逐步 | 力争 )?
        (?: {says("rise").pattern} )? (?: 到 | 至 )     # 提高到
        (?: 20\d\d年 [底末]? 的? )?                     # 2025年的
        """,
        re.VERBOSE,
    )


def _as_named(value: IndicatorValue, named: Named) -> IndicatorValue:
    """A value with the bound that its words state, and without its number where they are a target in words."""
    if named.comparator is not None and not value.comparator:
        bound = Qualifier.AT_LEAST if named.comparator.startswith(">") else Qualifier.AT_MOST
        value = replace(value, comparator=named.comparator, qualifier=bound)
    return replace(value, value=None, high=None, comparator="", unit="") if named.in_words else value


def _doubted(statement: Statement, reason: Detail) -> Statement:
    doubt = Doubt("doubtful_target", statement.words, reason)
    return replace(statement, certainty=Certainty.DOUBTFUL, doubts=(*statement.doubts, doubt))
