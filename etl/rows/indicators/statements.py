"""Running text -> statements: an indicator, its value, and the year that the sentence speaks of.

A sentence is a target where a year to come governs it (到2025年…, 2022年底前…, “十四五”期间…), and a fact where a
past one does (截至2020年底…). The year governs what follows it in its paragraph, up to the next year. Words that
introduce, link and end a name are data (`target_words.csv`); a value whose name does not end in a word of that list,
or that is followed by words that it could belong to, is left out: a wrong target is worse than one not read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Paragraph, Qualifier, Span
from etl.parse import indicator_name
from etl.parse.indicator import IndicatorValue, find_values, target_words
from etl.parse.words import Words, words

_PLAN = re.compile(r"[“\"]?(?P<plan>十[一二三四五六]五)[”\"]?(?P<end>规划)?(?:末期|期末|末|期间|时期)")
_YEAR = re.compile(
    r"(?P<pre>截至到|截至|截止到?|自|从|由|力争到|到|至|较|比)?(?<![-\d])(?P<year>20\d\d)年(?!-)"
    r"(?P<post>底以?前|年底前|以前|之前|前|底|末|起|以来)?"
)
_THIS_YEAR = re.compile(r"今年|明年")
_BOUNDARY = re.compile(r"[,;。:!?]")
_SENTENCE = re.compile(r"[;。!?]")
_AFTER = re.compile(r"[,;。、!?()\]〔〕]|和|及|并|且|等|的目标|$")
_EXCLUDED = re.compile(
    r"缺口|人口(?:总)?数|老(?:年)?人(?:人)?数|占地|面积|投资|财政|生产总值|□|增长|费用|收费|^[\d.]*$"
)
_SCOPE = re.compile(r"全([国省市区县州旗盟])(?!\()|[我本]([省市区县州旗盟])")
_SCOPED = re.compile(r"^,?(?:(?:在|为)?(?:全[省市区县州旗盟]|[我本][省市区县]),?)?")
_NUMBERING = re.compile(r"^(?:[((]?[一二三四五六七八九十\d]+[)).、.])+")
_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|\d+[.．、]|附[件表]|第[一二三四五六七八九十]+[章节])"
)
_STATED_END = re.compile(r"[。；;：:！!？?〕\]）)]\s*$")
_OF_WHOLE = re.compile(
    r"(?P<name>.+?)(?P<link>不高于|不低于|不超过|不少于|超过|达到|达|占到|占)(?P<whole>[^\d%]{2,14})的$"
)
_COVERS = re.compile(r"(?P<name>.+)覆盖$")
_PLACES = r"社区|乡镇\(街道\)|乡镇|街道|县\(市、区\)|县\(区\)|县区|区县|行政村|建制村|村\(社区\)|村|小区"
_SHARE_OF = re.compile(
    rf"的(?P<place>{_PLACES})(?:至少)?(?:建有|建成|建设|设有|配有|拥有|设置|开展|实现)(?P<what>[^,;。\d]*\d*[^,;。\d]{{3,40}})"
)
_COVERED = re.compile(rf"的(?P<place>{_PLACES})")
_COUNTED = re.compile(r"(?P<what>[^,;。:!?\d%]{2,40})")
_RATE_BEHIND = re.compile(
    r"(?P<what>.+?)(?:要|应|力争)*(?:达到|达|不低于|不少于|提高到|提升到|增加到|为)?(?P<per>每千(?:名)?(?:常住)?(?:老年人口|老年人|人口|人))(?P<bound>不低于|不少于)?(?:有|拥有)?$"
)
_FUND = re.compile(r"(?:的资金)?(?:用于|支持)(?:支持)?(?:发展)?养老")
_EACH = re.compile(
    r"(?P<each>(?:每个?|各)[^,;。\d]{1,12}?)(?:都要|都|要|应)?(?:至少)?(?:建有|建成|建立|建设|新建|设立|有)$"
)
_WHOLLY = re.compile(r"(?:基本)?(?:实现)?全覆盖(?=[,;。]|$)")
_TO = re.compile(r",?(?:逐步|力争)?(?:提高|提升|增加|增长|扩大|上升|发展|达|增|升)?(?:到|至)(?:20\d\d年[底末]?的?)?")
_FROM = re.compile(r"(?:从|由)(?:(?P<year>20\d\d)年[底末]?的?)?$")
_COUNTABLE = ("张", "个", "人", "人次", "所", "家", "处", "座", "项", "台", "套", "户", "支")
_COUNTED_UNITS = ("个", "所", "家", "处", "座", "项", "户", "张", "支")
_REPORTED = re.compile(r"累计|共|已|了")
_PROMISED = re.compile(r"力争|确保|争取|计划|规划|拟|将|目标|预计|(?<![重主需])要(?!求|素|点)")
_TO_FIRST_NUMBER = re.compile(r"[^;。!?\d]{0,60}")
_EACH_OWN = re.compile(r"分别(?:要|应|力争)?(?:达到|达|为|不低于|不少于|提高到|增加到)?$")
_STAFF = re.compile(r"^(?P<who>.{2,12}?人员)[人员]*$")
_PREDICATE = re.compile(r"从业[人上]?员(?P<what>.{4,}(?:率|比例|占比))$")


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text that reads on: paragraphs that were cut in mid-sentence are one. Or one cell of a table."""

    raw: str
    starts: tuple[tuple[int, int], ...]
    """Offset in `raw` and line of each paragraph."""
    table: int | None = None
    row: int | None = None
    column: int | None = None
    is_goal: bool = False
    """Whether the column says that its cells are goals (预期目标), dated or not."""

    def place(self, offset: int) -> tuple[int, int]:
        """Line of a position in `raw`, and where that line's text begins in `raw`."""
        start, line = max(pair for pair in self.starts if pair[0] <= offset)
        return line, start


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


@dataclass(frozen=True, slots=True)
class _Held:
    """The lower end of a from-to phrase, with the words before it."""

    left: str
    start: int
    value: IndicatorValue
    year: str | None


@dataclass(frozen=True, slots=True)
class _Governs:
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


def passages(paragraphs: Sequence[Paragraph]) -> list[Passage]:
    """Join paragraphs that a page or a line broke in mid-sentence."""
    found: list[Passage] = []
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        before = found[-1] if found else None
        if before and _reads_on(before, text, paragraph.line):
            starts = (*before.starts, (len(before.raw), paragraph.line))
            found[-1] = Passage(before.raw + paragraph.text, starts)
        else:
            found.append(Passage(paragraph.text, ((0, paragraph.line),)))
    return found


def _reads_on(before: Passage, text: str, line: int) -> bool:
    last = before.raw[before.starts[-1][0] :].strip()
    near = line - before.starts[-1][1] <= 2 and len(before.raw) < 20_000
    return near and len(last) >= 20 and not _STATED_END.search(last) and not _HEADING.match(text)


def read_statements(passage: Passage, document_year: int | None) -> list[Statement]:
    """All statements of a passage, in order. `document_year` tells a year to come from one that is past."""
    if not re.search(r"[%‰\d一二三四五六七八九十]|全覆盖", passage.raw):
        return []
    reader = PassageReader(passage, document_year)
    found = [*reader.values(), *reader.whole_coverage()]
    return sorted(found, key=lambda statement: statement.start)


class PassageReader:
    """Reads one passage; positions are those of its normalised text (`text`, with titles of documents blanked)."""

    def __init__(self, passage: Passage, document_year: int | None) -> None:
        """`document_year` tells a year to come from one that is past."""
        self.passage = passage
        self.cell = words(passage.raw)
        self.text = re.sub(r"《[^》]*》", lambda match: "□" * len(match[0]), self.cell.text)
        self.years = [self._as_promised(governs) for governs in _years(self.text, document_year)]
        self.year_ends = [governs.end for governs in self.years]

    def _as_promised(self, governs: _Governs) -> _Governs:
        """A bare year is one to come where words between it and the first number promise: 2023年,力争….

        Where they name work to be done (2023年,完成…) it may be either.
        """
        if not governs.is_bare:
            return governs
        ends = _TO_FIRST_NUMBER.match(self.text, governs.end)
        between = ends[0] if ends else ""
        if _REPORTED.search(between):
            return governs
        if _PROMISED.search(between) or self._is_promised_later(governs.end):
            return replace(governs, mode="target")
        return (
            replace(governs, mode="current") if _SCOPED.sub("", between).startswith(target_words("work")) else governs
        )

    def _is_promised_later(self, start: int) -> bool:
        """Whether the sentence goes on to promise (力争, 确保), names no other year and reports nothing."""
        end = _SENTENCE.search(self.text, start)
        rest = self.text[start : end.start() if end else None]
        strong = re.search("力争|确保|争取", rest)
        return bool(strong) and not _REPORTED.search(rest) and not _YEAR.search(rest) and not _PLAN.search(rest)

    def values(self) -> Iterator[Statement]:
        """Statements with a value."""
        found = list(find_values(Words(self.text, self.text)))
        end_before = 0
        held: _Held | None = None
        last: Statement | None = None
        predicate = ""
        for number, value in enumerate(found):
            if value.span.start < end_before:
                continue
            near = max(end_before, value.span.start - 12)
            since = _FROM.search(self.text[near : value.span.start])
            if since:
                left_start = self._left(near + since.start(), end_before)
                held = _Held(self.text[left_start : near + since.start()], left_start, value, since["year"])
                end_before = value.span.end
                continue
            left_start = self._left(value.span.start, end_before)
            left = self.text[left_start : value.span.start]
            if held and _TO.fullmatch(self.text[held.value.span.end : value.span.start]):
                left, left_start, value = held.left, held.start, replace(value, baseline=held.value)
                base_year = int(held.year) if held.year else None
            else:
                base_year = None
            held = None
            end_before = value.span.end
            if "分别" in left:
                listed = self._listed(left, value, found[number + 1 : number + 10])
                end_before = listed[-1][1].span.end
                for name, one in listed:
                    made = self._statement(name, left_start, one, "")
                    if made:
                        yield made
                continue
            statement = self._statement(left, left_start, value, predicate) or self._again(
                left, left_start, value, last
            )
            if statement:
                last = statement
                end_before = statement.end
                statement = replace(statement, base_year=base_year)
                behind = _PREDICATE.search(statement.name)
                predicate = behind["what"] if behind else predicate
                yield statement

    def _listed(
        self, left: str, value: IndicatorValue, after: list[IndicatorValue]
    ) -> list[tuple[str, IndicatorValue]]:
        """A率、B率分别达到60%、80%: one value for each name; no names where their numbers differ."""
        values = [value]
        for other in after:
            if self.text[values[-1].span.end : other.span.start] not in ("、", ",", "和", "及"):
                break
            values.append(other)
        names = re.split(r"[、和及与]", _strip_lead(_EACH_OWN.sub("", left)))
        clear = len(names) == len(values) and bool(_EACH_OWN.search(left))
        return list(zip(names, values, strict=True)) if clear else [("", one) for one in values]

    def whole_coverage(self) -> Iterator[Statement]:
        """Targets in words: …实现全覆盖."""
        for match in _WHOLLY.finditer(self.text):
            start = self._left(match.start(), 0)
            name = re.sub(r"(?:基本)?实现", "", _strip_lead(self.text[start : match.start()]))
            mode, year = self.governed(match.start())
            if mode == "target" and len(name) >= 4 and not _EXCLUDED.search(name):
                span = Span(*match.span())
                value = IndicatorValue("", None, None, "", Qualifier.EXACT, Certainty.CERTAIN, span)
                yield self._made(name + "覆盖", value, mode, year, "whole_coverage", start)

    def _left(self, position: int, end_before: int) -> int:
        """Where the words begin that may name a value at `position`."""
        start = max(0, position - 70, end_before)
        for match in _BOUNDARY.finditer(self.text, start, position):
            if match.end() < position or self.text[match.start()] in ",;。":
                start = match.end()
        last = bisect_right(self.year_ends, position)
        if last and self.year_ends[last - 1] > start:
            start = self.year_ends[last - 1]
        opened = self.text.rfind("(", start, position)
        if opened >= 0 and ")" not in self.text[opened:position]:
            start = opened + 1
        return start

    def governed(self, position: int, *, rises: bool = False) -> tuple[str, int | None]:
        """Mode and year at a position: the last year before it; words of a present state count in their clause.

        The end of a from-to phrase (`rises`) is not governed by the year that the phrase begins with.
        """
        reach = max(0, position - 80)
        clause = max([reach, *(m.end() for m in _BOUNDARY.finditer(self.text, reach, position))])
        near = self.years[: bisect_right(self.year_ends, position)][-5:]
        before = [g for g in near if g.mode != "aside" or (g.start >= clause and not rises)]
        last = before[-1] if before else None
        since = max(clause, last.end if last else 0)
        if any(word in self.text[since:position] for word in target_words("stock")):
            return "fact", last.year if last and last.mode == "fact" else None
        both = [g for g in before[-2:] if g.mode == "target"]
        if len(both) == 2 and not _BOUNDARY.search(self.text, both[0].end, both[1].start):
            return "open", None  # 到2025年和2035年: which of them is not said
        if last and last.mode == "current":
            return ("fact" if _REPORTED.search(self.text, max(reach, last.end), position) else "current"), last.year
        return (last.mode, last.year) if last else ("open", None)

    def _statement(self, left: str, start: int, value: IndicatorValue, predicate: str) -> Statement | None:
        mode, year = self.governed(value.span.start, rises=value.baseline is not None)
        after = self.text[value.span.end : value.span.end + 60]
        named = _name(left, after, value, predicate)
        if mode == "fact" and _strip_link(left).strip(",、") in target_words("stock"):
            named = _Named("存量", "stock")
        if named is None or _EXCLUDED.search(named.name):
            return None
        if named.comparator is not None and not value.comparator:
            bound = Qualifier.AT_LEAST if named.comparator.startswith(">") else Qualifier.AT_MOST
            value = replace(value, comparator=named.comparator, qualifier=bound)
        if named.in_words:
            value = replace(value, value=None, high=None, comparator="", unit="")
        made = self._made(named.name, value, mode, year, named.rule, start, value.span.end + named.reach)
        reason = named.doubt or (Detail("target_or_done") if mode == "current" else None)
        if reason:
            doubt = Doubt("doubtful_target", made.words, reason)
            return replace(made, certainty=Certainty.DOUBTFUL, doubts=(doubt,))
        return made

    def _again(self, left: str, start: int, value: IndicatorValue, last: Statement | None) -> Statement | None:
        """2026年完成适老化改造120户,2027年完成150户: the second number is of what the first one is of."""
        if last is None or last.value.unit != value.unit or _SENTENCE.search(self.text, last.end, start):
            return None
        rest = _strip_lead(_strip_link(left))
        if rest and not (rest in target_words("increment") and last.name.startswith(rest)):
            return None
        mode, year = self.governed(value.span.start)
        if mode != "target" or year == last.year or not _AFTER.match(self.text, value.span.end):
            return None
        made = self._made(last.name, value, mode, year, "said_before", start)
        doubt = Doubt("doubtful_target", made.words, Detail("read_on_as", words=last.name))
        return replace(made, certainty=Certainty.DOUBTFUL, doubts=(doubt,))

    def _made(
        self, name: str, value: IndicatorValue, mode: str, year: int | None, rule: str, start: int, end: int = 0
    ) -> Statement:
        span = self.cell.span(start, max(end, value.span.end))
        reach = max(0, start - 500)
        sentence = max([reach, *(m.end() for m in _SENTENCE.finditer(self.text, reach, start))])
        scopes = [m[1] or m[2] for m in _SCOPE.finditer(self.text, sentence, value.span.start)]
        raw = self.passage.raw[span.start : span.end]
        said, base = (self.text[v.span.start : v.span.end] if v else None for v in (value, value.baseline))
        scope = scopes[-1] if scopes else ""
        return Statement(
            name, value, mode, year, scope, rule, raw, said or "", base, self.passage, span, value.span.start,
            max(end, value.span.end),
        )  # fmt: skip


def _years(text: str, document_year: int | None) -> Iterator[_Governs]:
    found = []
    plans = {row["words"]: int(row["end_year"]) for row in reference.rows("plan_periods")}
    for match in _PLAN.finditer(text):
        end = plans.get(match["plan"])
        past = end is None or (end < document_year if document_year else end <= 2020)
        found.append(_Governs(match.start(), match.end(), "fact" if past else "target", end))
    for match in _THIS_YEAR.finditer(text) if document_year is not None else ():
        next_year = match[0] == "明年"
        mode, year = "target" if next_year else "current", (document_year or 0) + next_year
        found.append(_Governs(match.start(), match.end(), mode, year, is_bare=not next_year))
    for match in _YEAR.finditer(text):
        year = int(match["year"])
        mode = _mode(match, year, document_year)
        bare = mode == "current" or (document_year is None and not match["pre"] and not match["post"])
        found.append(_Governs(match.start(), match.end(), mode, year, is_bare=bare))
    yield from sorted(found, key=lambda governs: governs.end)


def _mode(match: re.Match[str], year: int, document_year: int | None) -> str:
    before, behind = match["pre"] or "", match["post"] or ""
    if before in ("较", "比") or (before in ("从", "由") and behind != "起"):
        return "aside"
    if before.startswith("截") or behind == "以来" or (document_year is not None and year < document_year):
        return "fact"
    if before or "前" in behind or behind == "起":
        return "target"
    if document_year is None:
        return "fact"
    return "target" if year > document_year else "current"


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    rule: str
    comparator: str | None = None
    in_words: bool = False
    reach: int = 0
    doubt: Detail | None = None


def _name(left: str, after: str, value: IndicatorValue, predicate: str) -> _Named | None:
    """The name of a value from the words on both sides of it, by the first way of speaking that fits."""
    for way in (_fund, _share_of_places, _of_whole, _covered, _each, _rate_behind, _counted):
        named = way(left, after, value)
        if named:
            return named
    return _before(left, after, value, predicate)


def _fund(left: str, after: str, value: IndicatorValue) -> _Named | None:
    """彩票公益金…不低于55%的资金用于支持发展养老服务."""
    match = _FUND.match(after)
    if value.unit != "%" or not match or "公益金" not in left:
        return None
    return _Named("福彩公益金用于养老服务比例", "fund_share", reach=match.end())


def _share_of_places(left: str, after: str, value: IndicatorValue) -> _Named | None:
    """90%以上的社区建有日间照料机构 -> 日间照料机构社区覆盖率."""
    match = _SHARE_OF.match(after)
    if value.unit != "%" or not match or _strip_lead(left):
        return None
    what = re.sub(r"^(?:至少)?(?:\d+|[一二三])[个所家处]|^(?:了|有)", "", match["what"])
    return _Named(f"{what}{match['place']}覆盖率", "share_of_places", reach=match.end())


def _of_whole(left: str, after: str, value: IndicatorValue) -> _Named | None:
    """普惠性托育床位达到托位总数的65%; 普惠价格不高于市场价格的80%."""
    match = _OF_WHOLE.search(left)
    if value.unit != "%" or not match or not _AFTER.match(after):
        return None
    name, link = _strip_lead(match["name"]), match["link"]
    comparator = {"不高于": "<=", "不超过": "<=", "不低于": ">=", "不少于": ">=", "超过": ">"}.get(link)
    if _ends(name, "share_head"):
        return _Named(name, "share_of_whole", comparator)
    if _ends(name, "place_head"):
        return _Named(name + "占比", "share_of_whole", comparator)
    return _Named(f"{name}占{match['whole']}的比例", "share_of_whole", comparator) if len(name) >= 2 else None


def _covered(left: str, after: str, value: IndicatorValue) -> _Named | None:
    """互助养老服务设施覆盖85%的建制村 -> 互助养老服务设施建制村覆盖率."""
    match, places = _COVERS.search(left), _COVERED.match(after)
    if value.unit != "%" or not match or not places:
        return None
    return _Named(f"{_strip_lead(match['name'])}{places['place']}覆盖率", "places_covered", reach=places.end())


def _each(left: str, after: str, value: IndicatorValue) -> _Named | None:
    """每个街道建设1个综合养老服务中心: a target in words, since no total is stated."""
    match = _EACH.search(left)
    what = _COUNTED.match(after)
    if value.unit == "%" or not match or not what or not _ends(what["what"], "count_head"):
        return None
    return _Named(what["what"], "each_place", in_words=True, reach=what.end())


def _rate_behind(left: str, after: str, value: IndicatorValue) -> _Named | None:
    """托位数达到每千人口3.8个: the rate stands behind what it is of."""
    match = _RATE_BEHIND.search(left)
    if not match or not _AFTER.match(after):
        return None
    what = _strip_lead(match["what"])
    return _Named(match["per"] + what, "rate_behind") if _ends(what.removesuffix("数"), "place_head") else None


def _counted(left: str, after: str, value: IndicatorValue) -> _Named | None:
    """建成至少1个照护中心; 打造4-5个友好社区,2-3个…."""
    what = _COUNTED.match(after)
    if value.unit not in _COUNTED_UNITS or not what or _AFTER.match(after):
        return None
    name = what["what"].removeprefix("的").rstrip("、和及")
    bound = ">=" if "至少" in left else None
    rest = _strip_verb(_strip_lead(left.replace("至少", "")))
    increment = rest if rest in target_words("increment") else ""
    if rest != increment or not _ends(name, "count_head"):
        return None
    return _Named(increment + (name if name.endswith("数") else name + "数"), "counted", bound, reach=what.end())


def _before(left: str, after: str, value: IndicatorValue, predicate: str) -> _Named | None:
    """护理型床位占比达到60%; 养老床位达到3万张; 建成示范性托育服务机构40个以上."""
    if not _AFTER.match(after):
        return None
    name = _strip_lead(_strip_link(left))
    if value.unit != "%" and not _ends(name, "place_head"):  # 新建养老床位 is not the stock of beds
        name = _strip_verb(name)
    known = indicator_name.indicator(name)
    head = re.sub(r"\([^()]*\)$", "", name)
    if value.unit in ("%", "‰"):
        return _share_name(name, known is not None, predicate)
    if known and known.unit == "%":
        return None
    if known or name.endswith(("数", "总量", "数量")):
        return _Named(name if name.endswith(("数", "总量", "数量")) else name + "数", "value_behind")
    countable = value.unit in _COUNTABLE and _ends(head, "count_head") and len(head) >= 4
    return _Named(name + "数", "value_behind") if countable else None


def _share_name(name: str, is_known: bool, predicate: str) -> _Named | None:
    staff = _STAFF.fullmatch(name)
    if staff and predicate:
        doubt = Detail("read_on_as", words=f"{staff['who']}{predicate}")
        return _Named(staff["who"] + predicate, "share_behind", doubt=doubt)
    if is_known or _ends(name, "share_head"):
        name = re.sub(r"达标$", "达标率", name)
        return _Named(name, "share_behind") if len(name) >= 4 else None
    return _Named(name + "占比", "share_behind") if _ends(name, "place_head") and len(name) >= 4 else None


@cache
def _edge(role: str, *, at_end: bool) -> re.Pattern[str]:
    choice = reference.alternation(list(target_words(role)))
    return re.compile(rf"(?:{choice})+$" if at_end else rf"^(?:{choice})+")


def _strip_lead(text: str) -> str:
    return _edge("lead", at_end=False).sub("", _NUMBERING.sub("", text.strip(" ,")))


def _strip_link(text: str) -> str:
    return _edge("link", at_end=True).sub("", text)


def _strip_verb(text: str) -> str:
    return _strip_lead(_edge("verb", at_end=False).sub("", text))


def _ends(name: str, role: str) -> bool:
    return name.endswith(target_words(role))
