"""Units that headers and captions state: 总投资(万元), 总投资/亿元, 单位:万元、平方米, 项目调度台账(公里、亿元)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from etl.contract import reference
from etl.parse.words import key

BRACKET = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
SEVERAL = ""
"""Stands for a unit where several are stated: it is none, and no other place is asked."""
_UNIT_CAPTION = re.compile(
    r"""
    (?: 单位 (?:均?[为是])? [:;]? (?:除[^,;。]{1,8}外,?均?[为是]?)?         # 单位:万元, 单位:除注明外为万元
      | (?:金额|投资额?|资金|钱数?) (?:除[^,;。]{1,8}外,?)?                # 投资除注明外均以万元计
        [均都]? (?:统一|一律)? [为是以按用:] [“"]? )                      # 金额均为万元, 金额:万元
    (?:人民币)? /? (?!.{1,3}[以及][上下]) (?=([^\s;。()]{1,24}))           # 投资为亿元以上: a bound
    """,
    re.VERBOSE,
)
_OF_SOME = re.compile(
    r"""
    [“"「']? (?P<words> [^,;:。()“”"「」'\d]{1,12}? ) [”"」']?      # “本月”
    (?: 等?[一各两]?(?:[栏列项]|数据|数额?)? (?:单位)? [均都]? [为以按用是]  # 栏为
      | 单位 : )
    (?P<unit> (?:[千百十]?万|亿|千)元 ) (?!以[上下]|[及或])            # 万元
    """,
    re.VERBOSE,
)
"""Columns that are in another unit than the rest: 单位:亿元(“本月”栏为万元)."""
_REST = ("其余", "其他", "其它")
_OF_ALL = re.compile("(?:金额|计量|投资|货币|资金|人民币|数据|表中|表内|以上|上述|均|统计)*")
"""Words before 单位 that name no column of their own."""
_AROUND = re.compile(r"^(?:[\u4e00-\u9fff]{0,8}单位(?:均?[为是])?[:;]?|[\u4e00-\u9fff]{2,6}[:;])|人民币")
"""What may stand around units: 金额单位:人民币亿元, 投资额:亿元."""
_JOINTS = re.compile(r"[、,/;+和与及]")
_BEHIND_WORDS = re.compile(
    r"""
    (?P<words> .*[\u4e00-\u9fff)\]] ) [/:,-]?     # 总投资/
    (?P<unit> [千百十]?万元 | 亿元 ) $            # 亿元
    """,
    re.VERBOSE,
)
_MEASURES = frozenset("张个床人名座处套户所家")
"""What counts beds, places, houses, in a row of units below a header."""


def unit_of(header: str) -> str | None:
    """The unit that a header cell states: in brackets, in a line of its own below, or behind its words.

    `SEVERAL`: two units of money in one header.
    """
    known = {**reference.money_units_wan(), **reference.area_units_m2()}
    _, below = without_unit(header)
    for inside in [*BRACKET.findall(key(header)), *([below] if below else [])]:
        words = _stated_in(inside) or [piece for piece in _JOINTS.split(inside) if piece in _money()]  # 不含征地,万元
        stated = [unit for unit in words if unit in known]
        if stated:
            return _only(stated, reference.money_units_wan())
    return None


def time_unit_of(header: str) -> str | None:
    """The unit of time in the brackets of a header, as it is said behind a number: 个月, of 建设工期(月)."""
    inside = [piece for words in BRACKET.findall(key(header)) for piece in _JOINTS.split(_AROUND.sub("", words))]
    return next((said for piece in inside if (said := reference.time_units().get(piece))), None)


def _only(stated: list[str], wanted: Collection[str]) -> str | None:
    """The one unit among those that are stated; `SEVERAL` where there are two of the `wanted` kind."""
    of_kind = sorted({unit for unit in stated if unit in wanted})
    if len(of_kind) > 1:
        return SEVERAL
    return of_kind[0] if of_kind else stated[0] if len(set(stated)) == 1 else None


def _stated_in(text: str) -> list[str]:
    """The units that words state, where they state nothing else: 公里、亿元; 金额单位:人民币亿元."""
    pieces = [bare for piece in _JOINTS.split(_AROUND.sub("", text)) if (bare := _AROUND.sub("", piece))]
    return pieces if pieces and all(map(_is_measure, pieces)) else []


@cache
def _measures() -> frozenset[str]:
    counted = {row["unit"] for row in reference.rows("indicator_units")}
    return frozenset(counted | {*reference.money_units_wan(), *reference.area_units_m2()} | _MEASURES)


def _is_measure(word: str) -> bool:
    return word in _measures()


def caption_unit(text: str) -> str | None:
    """The unit of money that words above or below a table state: 单位:万元, (公里、亿元), 亿元 in a cell of its own.

    `SEVERAL`: they state two of them.
    """
    stated = [unit for unit in _caption_units(text) if unit in _money()]
    of_all, of_some = units_of_some(text)
    return _only([*stated, of_all, *of_some.values()] if of_all else [], _money())


def caption_area_unit(text: str) -> str | None:
    """The unit of area that words above a table state (单位:万元、平方米)."""
    return next((unit for unit in _caption_units(text) if unit in reference.area_units_m2()), None)


def units_of_some(text: str) -> tuple[str | None, dict[str, str]]:
    """The unit that words around a table state of all columns, and those of some in another: 亿元, 本月 -> 万元.

    What is said of the rest (其余为万元) is said of all but those that are named.
    """
    said = next((unit for unit in _caption_units(text) if unit in _money()), None)
    told = (
        [(match["words"].removeprefix("其中"), match["unit"]) for match in _OF_SOME.finditer(key(text))] if said else []
    )
    named = {
        name: unit for words, unit in told for name in _JOINTS.split(words) if name and not _OF_ALL.fullmatch(name)
    }
    rest = next((words for words in named if words.startswith(_REST)), None)
    if rest:
        said = named.pop(rest)
    return said, {words: unit for words, unit in named.items() if unit != said}


@cache
def _money() -> frozenset[str]:
    """Units of money that say so: 万 and 亿 may count anything."""
    return frozenset(unit for unit in reference.money_units_wan() if unit.endswith("元"))


def _caption_units(text: str) -> list[str]:
    """The units that words name, in brackets, behind 单位, or as all of a piece between spaces."""
    compared = key(text)
    alone = [] if len(text.split()) < 2 else [key(piece) for piece in text.split()]
    named = [unit for piece in [*BRACKET.findall(compared), compared, *alone] for unit in _stated_in(piece)]
    behind = (word for found in _UNIT_CAPTION.finditer(compared) for word in _JOINTS.split(found[1]))
    return named + [_leading_unit(word) for word in behind]


def _leading_unit(word: str) -> str:
    """The unit that a word begins with, other words behind it or not; the word itself where it begins with none."""
    long_ones = [*_money() - {"元"}, *(unit for unit in reference.area_units_m2() if len(unit) > 1)]
    return next((unit for unit in sorted(long_ones, key=len, reverse=True) if word.startswith(unit)), word)


def is_unit(cell: str) -> bool:
    """Whether a cell states a unit of money or area, or a measure word, and nothing else, in brackets or not."""
    unit = key(cell).strip("()[]")
    return unit in reference.money_units_wan() or unit in reference.area_units_m2() or unit in _MEASURES


def without_unit(header: str) -> tuple[str, str | None]:
    """A header without the unit that stands in its last line or behind its words, and that unit (总投资 over 万元)."""
    above, _, below = header.strip().rpartition("\n")
    if above and is_unit(below):
        return above, key(below).strip("()[]")
    behind = _BEHIND_WORDS.fullmatch(key(header)) if "\n" not in header.strip() else None
    return (behind["words"].rstrip("/:,-"), behind["unit"]) if behind else (header, None)
