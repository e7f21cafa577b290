"""Words beside a value -> the name of its indicator, by the ways in which plans speak.

A value whose name does not end in a word of the list, or that is followed by words that it could belong to, has no
name: a wrong target is worse than one not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.reference import bounds
from etl.parse.plans import indicator_name
from etl.parse.plans.indicator import ENDS, IndicatorValue, target_words
from etl.rows.indicators.passages import says

_NUMBERING = re.compile(r"^(?:[-·•●■◆]+|[((]?[一二三四五六七八九十\d]+[)).、.]|[①-⑳]|[一二三四五六七八九十]+是)+")
_COVERS = re.compile(r"(?P<name>.+)覆盖$")
_COUNTED = re.compile(r"(?P<what>[^,;。:!?\d%]{2,40})")
_COUNT_BEFORE = re.compile(r"^(?:至少)?(?:\d+|[一二三])[个所家处]|^(?:了|有)")
_BRACKETS_BEHIND = re.compile(r"\([^()]*\)$")
_STAFF = re.compile(r"^(?P<who>.{2,12}?人员)[人员]*$")
_PREDICATE = re.compile(r"从业[人上]?员(?P<what>.{4,}(?:率|比例|占比))$")
COMPARED = "◇"
"""Stands for the words of a year that a change is counted from."""
_TOTALS = ("数", "总量", "数量")
_SHORTEST_NAME = 4
_SHORTEST_CHANGING = 3


class Beside(NamedTuple):
    """A value and the words on both sides of it. `predicate`: what is said of one group of staff (持证率).

    `is_aimed`: words aim at the value (达到, 控制在, 不低于), so that what they have before them is its name.
    """

    left: str
    value: IndicatorValue
    after: str
    predicate: str
    is_aimed: bool = False

    @property
    def is_share(self) -> bool:
        """Whether the value is a percentage."""
        return self.value.unit == "%"

    @property
    def ends_clause(self) -> bool:
        """Whether nothing follows that the value could belong to."""
        return ENDS.match(self.after) is not None


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a value, and the way of speaking (`rule`) that gave it."""

    name: str
    rule: str
    comparator: str | None = None
    """The bound that the words state, where the value itself states none."""
    in_words: bool = False
    """Whether the target is in words: its number is not a total."""
    reach: int = 0
    """So many characters behind the value belong to the name."""
    doubt: Detail | None = None


def name_of(beside: Beside) -> Named | None:
    """The name of a value from the words on both sides of it, by the first way of speaking that fits."""
    for way in _WAYS:
        named = way(beside)
        if named:
            return named
    return None


def predicate_of(name: str) -> str | None:
    """What a name says of staff, which the next number may be of too: 从业人员持证率."""
    behind = _PREDICATE.search(name)
    return behind["what"] if behind else None


# --- the name stands behind the value, or on both sides of it ------------------------------------------------------


def _fund(beside: Beside) -> Named | None:
    """彩票公益金…不低于55%的资金用于支持发展养老服务."""
    match = says("fund").match(beside.after)
    if not beside.is_share or not match or "公益金" not in beside.left:
        return None
    return Named("福彩公益金用于养老服务比例", "fund_share", reach=match.end())


@cache
def _places_that_have() -> re.Pattern[str]:
    return re.compile(
        rf"""
        的 (?P<place> {says("place").pattern} )                    # 的社区
        (?:至少)? (?: {says("place_has").pattern} )                # 建有
        (?P<what> [^,;。\d]* \d* [^,;。\d]{{3,40}} )                # 日间照料机构
        """,
        re.VERBOSE,
    )


def _share_of_places(beside: Beside) -> Named | None:
    """90%以上的社区建有日间照料机构 -> 日间照料机构社区覆盖率."""
    match = _places_that_have().match(beside.after)
    if not beside.is_share or not match or without_lead(beside.left):
        return None
    what = _COUNT_BEFORE.sub("", match["what"])
    return Named(f"{what}{match['place']}覆盖率", "share_of_places", reach=match.end())


@cache
def _part_of_whole() -> re.Pattern[str]:
    link = says("part_of_whole").pattern
    return re.compile(rf"(?P<name>.+?)(?P<link>{link})(?P<whole>[^\d%]{{2,14}})的$")


def _of_whole(beside: Beside) -> Named | None:
    """普惠性托育床位达到托位总数的65%; 普惠价格不高于市场价格的80%."""
    match = _part_of_whole().search(beside.left)
    if not beside.is_share or not match or not beside.ends_clause:
        return None
    name = without_lead(match["name"])
    bound = bounds("prefix").get(match["link"])
    comparator = bound.comparator if bound else None
    if ends_in(name, "share_head"):
        return Named(name, "share_of_whole", comparator)
    if ends_in(name, "place_head"):
        return Named(name + "占比", "share_of_whole", comparator)
    return Named(f"{name}占{match['whole']}的比例", "share_of_whole", comparator) if len(name) >= 2 else None


@cache
def _places() -> re.Pattern[str]:
    return re.compile(f"的(?P<place>{says('place').pattern})")


def _covered(beside: Beside) -> Named | None:
    """互助养老服务设施覆盖85%的建制村 -> 互助养老服务设施建制村覆盖率."""
    match = _COVERS.search(beside.left)
    places = _places().match(beside.after)
    if not beside.is_share or not match or not places:
        return None
    return Named(f"{without_lead(match['name'])}{places['place']}覆盖率", "places_covered", reach=places.end())


@cache
def _each_place_has() -> re.Pattern[str]:
    return re.compile(
        rf"""
        (?: 每个? | 各 ) [^,;。\d]{{1,12}}?                             # 每个街道
        (?: {says("each_should").pattern} )? (?:至少)?                 # 都要
        (?: {says("each_has").pattern} ) $                            # 建设
        """,
        re.VERBOSE,
    )


def _each(beside: Beside) -> Named | None:
    """每个街道建设1个综合养老服务中心: a target in words, since no total is stated."""
    what = _COUNTED.match(beside.after)
    if beside.is_share or not _each_place_has().search(beside.left):
        return None
    if not what or not ends_in(what["what"], "count_head"):
        return None
    return Named(what["what"], "each_place", in_words=True, reach=what.end())


@cache
def _rate() -> re.Pattern[str]:
    return re.compile(
        rf"""
        (?P<what> .+? )                                               # 托位数
        (?: 要 | 应 | 力争 )* (?: {says("rate_link").pattern} )?       # 达到
        (?P<per> {says("per_thousand").pattern} )                     # 每千人口
        (?: 不低于 | 不少于 )? (?: 有 | 拥有 )? $
        """,
        re.VERBOSE,
    )


def _rate_behind(beside: Beside) -> Named | None:
    """托位数达到每千人口3.8个: the rate stands behind what it is of."""
    match = _rate().search(beside.left)
    if not match or not beside.ends_clause:
        return None
    what = without_lead(match["what"])
    return Named(match["per"] + what, "rate_behind") if ends_in(what.removesuffix("数"), "place_head") else None


def _counted(beside: Beside) -> Named | None:
    """建成至少1个照护中心; 打造4-5个友好社区,2-3个…."""
    what = _COUNTED.match(beside.after)
    if not says("counted_ahead").fullmatch(beside.value.unit) or not what or beside.ends_clause:
        return None
    rest = _without_verb(without_lead(beside.left.replace("至少", "")))
    if rest and rest not in target_words("increment"):
        return None
    name = what["what"].removeprefix("的").rstrip("、和及")
    if not ends_in(name, "count_head"):
        return None
    bound = ">=" if "至少" in beside.left else None
    return Named(rest + _as_number(name, ("数",)), "counted", bound, reach=what.end())


# --- the name stands before the value ------------------------------------------------------------------------------


def _before(beside: Beside) -> Named | None:
    """护理型床位占比达到60%; 养老床位达到3万张; 建成示范性托育服务机构40个以上."""
    if not beside.ends_clause:
        return None
    name = without_lead(without_link(beside.left))
    if not beside.is_share and not ends_in(name, "place_head"):  # 新建养老床位 is not the stock of beds
        name = _without_verb(name)
    known = indicator_name.indicator(name)
    if beside.value.unit in ("%", "‰"):
        return _share(name, beside.predicate, is_known=known is not None)
    if known and known.unit == "%":
        return None
    if known or name.endswith(_TOTALS) or _is_countable(name, beside.value.unit):
        return Named(_as_number(name, _TOTALS), "value_behind")
    return None


def _is_countable(name: str, unit: str) -> bool:
    """Whether a name without 数 is of things that are counted: 示范性托育服务机构40个."""
    head = _BRACKETS_BEHIND.sub("", name)
    if len(head) < _SHORTEST_NAME or not says("countable").fullmatch(unit):
        return False
    return ends_in(head, "count_head")


def _as_number(name: str, totals: tuple[str, ...]) -> str:
    """The number of what a name is of: 养老床位 -> 养老床位数."""
    return name if name.endswith(totals) else name + "数"


def _share(name: str, predicate: str, *, is_known: bool) -> Named | None:
    staff = _STAFF.fullmatch(name)
    if staff and predicate:
        read_as = staff["who"] + predicate
        return Named(read_as, "share_behind", doubt=Detail("read_on_as", words=read_as))
    if is_known or ends_in(name, "share_head"):
        name = re.sub(r"达标$", "达标率", name)
        return Named(name, "share_behind") if len(name) >= _SHORTEST_NAME else None
    is_of_places = ends_in(name, "place_head") and len(name) >= _SHORTEST_NAME
    return Named(name + "占比", "share_behind") if is_of_places else None


def _aimed(beside: Beside) -> Named | None:
    """公路总里程达到3150公里; 万车死亡率控制在1.2人以内: what words aim at is measured by what stands before them."""
    name = without_lead(without_link(beside.left))
    if not beside.is_aimed or says("no_aim").search(name):
        return None
    return Named(name, "aimed") if len(name) >= _SHORTEST_NAME else None


def _made(beside: Beside) -> Named | None:
    """建成高标准农田12万亩; 粮食产量20万吨: what is built, or is a measure by its name, is measured and not counted."""
    if not beside.ends_clause or not says("measured").fullmatch(beside.value.unit):
        return None
    name = without_lead(beside.left)
    made = _without_verb(name)
    is_made = made != name or made.startswith(target_words("increment")) or ends_in(made, "measure_head")
    return Named(made, "made") if is_made and len(made) >= _SHORTEST_NAME and not says("no_aim").search(made) else None


def _changed(beside: Beside) -> Named | None:
    """单位GDP能耗比2020年下降13.5%; 地区生产总值年均增长6%以上: the change itself is the target."""
    name = without_lead(beside.left.replace(COMPARED, ""))
    change = next((word for word in target_words("change") if name.endswith(word)), None)
    if change is None or not beside.is_share or not beside.ends_clause or says("no_aim").search(name):
        return None
    return Named(name, "changed") if len(name) >= len(change) + _SHORTEST_CHANGING else None


_WAYS: tuple[Callable[[Beside], Named | None], ...] = (
    _fund,
    _share_of_places,
    _of_whole,
    _covered,
    _each,
    _rate_behind,
    _counted,
    _changed,
    _before,
    _aimed,
    _made,
)


# --- words that are no part of a name ------------------------------------------------------------------------------


@cache
def _edge(role: str, *, at_end: bool) -> re.Pattern[str]:
    choice = reference.alternation(list(target_words(role)))
    return re.compile(rf"(?:{choice})+$" if at_end else rf"^(?:{choice})+")


def without_lead(text: str) -> str:
    """Words without what introduces a name: its number in a list, 到, 全市, 实现."""
    return _edge("lead", at_end=False).sub("", _NUMBERING.sub("", text.strip(" ,")))


def without_link(text: str) -> str:
    """Words without what links a name to its value: 达到, 提高到."""
    return _edge("link", at_end=True).sub("", text)


def _without_verb(text: str) -> str:
    return without_lead(_edge("verb", at_end=False).sub("", text))


def ends_in(name: str, role: str) -> bool:
    """Whether a name ends in a word of a role of `target_words.csv`."""
    return name.endswith(target_words(role))
