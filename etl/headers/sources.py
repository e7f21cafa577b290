"""Headers of a project list that name a source of funds: 资金来源 | 中央预算内, 其中：专项债券, 2025年申请省级补助资金.

The sources are data (`data/reference/funding_sources.csv`). The field is `fund.SOURCE.YEAR.WORDS`: the year where the
header names one, and the words, since two columns may be of one source (市级, 县级).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from etl.headers.levels import sources

PREFIX = "fund."
IN_WORDS = "funds"
"""Field of a column that names sources in words."""
GROUP = "资金来源"
"""Words of a group of columns that are sources."""
_PROSE = re.compile(
    r"(?:项目|建设|投资|主要)*资金(?:来源|筹措|构成|筹集|渠道)(?:[及和与]?(?:渠道|方式|情况|方案|额度|金额|构成))*"
)
_GROUP = re.compile(r"其中:?|(?=.*(?:资金|投资|筹措|来源))(?!.*(?:到位|到账|完成|支付|支出|拨付|使用|已)).*")
_NO_PLAN = re.compile(
    r"到位|到账|完成|已(?!下达|安排)|支付|支出|拨付|使用|缺口|比例|占|率|截[至止]|累计|上年|文号|时间|情况说明"
)
_OF_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年?度?|[本当今]年度?|年度")
_BEFORE = re.compile(rf"^(?:其中:?)?(?:{_OF_YEAR.pattern})?(?:其中:?)?")
LIST_YEAR = "list"
"""Stands for the year of the list, where a header says no more than 年度."""
_FILLERS = re.compile(r"(?:已|本次|计划|拟|申请|争取|需求|需要|安排|下达|使用|利用|通过|投入|出资|部分)+")
_ENDING = re.compile(r"(?:资金|投资|金额|额度|额|数)$")
_SAYS_MONEY = re.compile("[资投债贷款筹财预补配]")
"""A letter that a source has which is no place alone: 省级 may head anything, 省级财政 does not."""


class Fund(NamedTuple):
    """A column of money of one source, and the year that it is for, where the header names one.

    `is_open`: it is for a year that is not known.
    """

    source: str
    year: int | None
    is_open: bool = False


@lru_cache(maxsize=4096)
def field_of(name: str, group: str = "") -> str | None:
    """The field of a header, or of the lowest line of one below a `group`, both in compared form."""
    if not group and ":" in name and not name.startswith("其中"):  # 资金来源:自筹
        group, _, name = name.partition(":")
    if not group and _PROSE.fullmatch(name):
        return IN_WORDS
    if _NO_PLAN.search(group + name):
        return None
    match = _BEFORE.match(name)
    words = name[match.end() :] if match else name
    source = _source(words)
    is_part = name.startswith("其中") or (bool(group) and _GROUP.fullmatch(group) is not None)
    is_told = is_part or _SAYS_MONEY.search(words) is not None
    if source is None or not is_told or (source == "other" and not group):
        return None
    return f"{PREFIX}{source}.{_year(name) or _year(group)}.{words}"


def _year(words: str) -> str:
    """The digits of the year that words name, `LIST_YEAR`, or nothing."""
    match = _OF_YEAR.search(words)
    return (match["year"] or LIST_YEAR) if match else ""


def fund_of(field: str, list_year: int | None) -> Fund:
    """What a field says, in a list of this year."""
    _, source, year, _ = (*field.split(".", 3), "", "")[:4]
    if year == LIST_YEAR:
        return Fund(source, list_year, is_open=list_year is None)
    return Fund(source, int(year) if year else None)


def _source(words: str) -> str | None:
    """The source that words name, as they stand or without what says that it is asked for."""
    known = sources()
    plain = _FILLERS.sub("", words)
    tried = (words, plain, _ENDING.sub("", plain), _ENDING.sub("", words))
    return next((known[word] for word in tried if word in known), None)
