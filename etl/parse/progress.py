"""Words of a progress sheet: the month that it reports, the status of a project, the physical progress in per cent."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from etl.contract import reference
from etl.parse import numbers
from etl.parse.words import key

_YEAR_MONTH = r"(?P<y>20\d\d)(?:年度?|[./-])(?:0?1月?[-~至])?第?(?P<m>1[0-2]|0?[1-9])(?![\d])"
_LABELLED = re.compile(
    rf"(?:(?:调度|报告|统计|填报|所属)月份|月份|(?:数据|统计|填报)?截[止至](?:日期|时间|日)?|进度截[止至])[:为到]?{_YEAR_MONTH}"
)
_WITHOUT_YEAR = re.compile(
    r"(?<![\d年./~至-])(?:1月?[-~至])?(?P<m>1[0-2]|[1-9])月份?(?!\d)[^,;。\d]{0,20}?(?:调度|进度|月报|进展|完成情况|统计)"
)
"""A title that names the month alone; the year is that of the date beside it."""
_SPELLED_MONTH = re.compile(r"(?<![一二三四五六七八九十])(?P<n>十[一二]?|[一二三四五六七八九])(?=月份|月[^底初末])")
_TOLD = "调度|进度|月报|进展|完成情况|统计|台账|通报|(?:到位|支付|推进|建设|使用|执行)[^,;。]{0,6}情况"
_BEFORE = re.compile(rf"{_YEAR_MONTH}月?份?[^,;。]{{0,40}}?(?:{_TOLD})")
_AFTER = re.compile(rf"(?:{_TOLD})[^,;。]{{0,20}}?(?<!日期:)(?<!时间:){_YEAR_MONTH}月")
_UNTIL = re.compile(
    rf"(?P<y>20\d\d)年?[^,;。]{{0,40}}?(?:{_TOLD})[^,;。]{{0,12}}?截[止至]到?(?P<m>1[0-2]|[1-9])月(?:[底末]|\d{{1,2}}日)"
)
_PART_OF_YEAR = re.compile(
    rf"(?P<y>20\d\d)年?度?(?P<part>[上下]半年|(?:第?|前)[一二三四1-4]季度|全年)[^,;。]{{0,40}}?(?:{_TOLD})"
)
_LAST_MONTHS = {"上": 6, "下": 12, "全": 12, "一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_FILLED_IN = re.compile(rf"(?:填报|填表|报送|上报|制表|编制)(?:日期|时间):?{_YEAR_MONTH}月")
_SPELLED_YEAR = re.compile(r"二[〇零○oO0][〇零○一二三四五六七八九]{2}(?=年)")
_ALONE = re.compile(rf"{_YEAR_MONTH}(?:月份?)?(?:[./-]?(?:3[01]|[12]\d|0?[1-9])日?)?")
_COMPACT = re.compile(r"(?P<y>20\d\d)(?P<m>1[0-2]|0[1-9])")
_PER_CENT = re.compile(
    r"(?:项目|工程)?(?:总体|整体|形象|工程|总)?(?:进度|工程量)?(?:已?完成)?(?:总?工程量)?(?:的|约|为|达到?|至)*:?(?P<n>\d{1,3}(?:\.\d+)?)%"
)
_NOT_YET = re.compile(r"预计|计划|拟(?!开工|建)|力争|争取|将于|%")
_PART = "主体|基础|桩基|地基|土建|装修|装饰|结构|场平|土石?方|外墙|一期|首期|部分|\\d号?楼"
_DONE = "(?:完工|竣工|建成|交付|投用|投入使用|使用|验收)+"
_PART_DONE = re.compile(f"(?:{_PART})[^,;。]{{0,8}}?{_DONE}|(?:未|即将|接近|临近){_DONE}")
"""A part of the project is finished, or all of it is not yet: it is under way."""
_LONGEST_STATUS = 24


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def find_month(texts: Iterable[str]) -> date | None:
    """Last day of the month that the words around a sheet name; labelled words come before titles. None: not said."""
    compared = _compared(texts)
    for pattern in (_LABELLED, _BEFORE, _AFTER, _UNTIL):
        for text in compared:
            match = pattern.search(text)
            if match:
                found = month_end(int(match["y"]), int(match["m"]))
                return found if pattern is _LABELLED else _month_before(found, compared)
    filled_in = _filled_in(compared)
    if filled_in and any(_WITHOUT_YEAR.search(text) for text in compared):
        return _month_before(filled_in, compared)
    part = next((match for text in compared if (match := _PART_OF_YEAR.search(text))), None)
    return month_end(int(part["y"]), _LAST_MONTHS[part["part"].lstrip("第前")[0]]) if part else None


def find_filled_in(texts: Iterable[str]) -> date | None:
    """Last day of the month in which a sheet says that it was filled in: the month that it reports, or the next."""
    return _filled_in(_compared(texts))


def _filled_in(compared: list[str]) -> date | None:
    match = next((match for text in compared if (match := _FILLED_IN.search(text))), None)
    return month_end(int(match["y"]), int(match["m"])) if match else None


def _compared(texts: Iterable[str]) -> list[str]:
    """Texts in the form in which months are looked for: those that are spelled out in figures."""
    figures = [_SPELLED_YEAR.sub(lambda match: _in_figures(match[0]), key(text)) for text in texts]
    return [_SPELLED_MONTH.sub(lambda match: str(numbers.chinese(match["n"])), text) for text in figures]


def _in_figures(year: str) -> str:
    return "".join(str("〇一二三四五六七八九".find(c)) if c in "一二三四五六七八九" else "0" for c in year)


def _month_before(found: date, compared: list[str]) -> date:
    """The month that a title names without a year, the last one up to the date that was found; else that month."""
    own = next((int(match["m"]) for text in compared if (match := _WITHOUT_YEAR.search(text))), found.month)
    return month_end(found.year if own <= found.month else found.year - 1, own)


@lru_cache(maxsize=4096)
def parse_month(raw: str) -> date | None:
    """Last day of the month that a cell or a sheet's name states and nothing else (2023年5月, 2023-05, 202305)."""
    text = key(raw)
    match = _ALONE.fullmatch(text) or _COMPACT.fullmatch(text)
    return month_end(int(match["y"]), int(match["m"])) if match else None


@lru_cache(maxsize=4096)
def parse_status(raw: str) -> str | None:
    """The status that a short cell states: completed, under_way, not_started, suspended, cancelled; None: not said."""
    text = key(raw)
    words = {row["word"]: row["status"] for row in reference.rows("progress_status")}
    if text in words:
        return words[text]
    if not text or len(text) > _LONGEST_STATUS or _NOT_YET.search(text):
        return None
    rest = _PART_DONE.sub("", text)
    said = set(_status_words().findall(rest))
    found = next((status for word, status in words.items() if word in said), None)
    return found or ("under_way" if rest != text else None)


@cache
def _status_words() -> re.Pattern[str]:
    """Words of a status, the longer ones first: 施工许可 says nothing of 施工."""
    words = sorted((row["word"] for row in reference.rows("progress_status") if len(row["word"]) > 1), key=len)
    return re.compile("|".join(words[::-1]))


@lru_cache(maxsize=4096)
def parse_per_cent(raw: str) -> Decimal | None:
    """The percentage that the physical progress is said to be as a whole; None where it is a part's (装修 60%)."""
    match = _PER_CENT.fullmatch(key(raw))
    value = Decimal(match["n"]) if match else None
    return value if value is not None and value <= 100 else None
