"""Headers of progress sheets (调度表): two levels joined into one, and headers that are made of parts.

完成投资 | 本月, 本年, 累计 and 到位资金 | 中央预算内投资, 省级财政, … head several columns. Each column's header
becomes `upper lower`, and its meaning is put together from stage, span of time and source of funds.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from etl.contract import reference

_NO_AMOUNT = re.compile(
    r"率|比例|比重|占|%|时间|日期|计划|任务|目标|预计|同期|同比"
    r"|上个?月|下个?月|未|应完成|排名|情况说明|名称|单位$|责任|是否|存在|文号"
)
"""What a header has that holds no amount, or one that is not of this month and year, or not done."""
_ANNUAL_PLAN = re.compile(
    r"(?:(?:投资|资金)(?:完成|计划|安排)?情况)?20\d\d年?(?:年?度|年)?(?:计划完?成?投资|投资计划|计划)额?"
)
_STATE = re.compile(r"(?:项目|工程|建设|目前|当前|现|进展|进度|实施|推进)+(?:状态|状况)")
_DONE = re.compile(r"完成")
_BEFORE_YEAR = re.compile(r"上年|去年|上一年|(?:截[至止]|至|到)?20\d\d年(?:底|末)")
_SINCE_START = re.compile(r"累计|自?开工(?:以?来|至今)|自开工|开累")
_MONTH = re.compile(r"(?:本|当)月(?!止|底|末)|(?<![-—~至\d])\d{1,2}月(?!底|末|累计)")
_YEAR = re.compile(
    r"本年|当年|年初|年内|今年|年度|(?:20\d\d年?)?1月?[-—~至](?:本|\d{1,2})月|20\d\d年|一季度|上半年|前[二三]季度|全年"
)
_FILLERS = re.compile(
    r"其中|累计|完成|资金|投资|金额|合计|小计|总计|情况|使用|来源|已|实际|本月|当月|本年度?|当年|年初至今|年初以来|今年以来|今年|自?开工以来|以来|至今|截至|目前|一季度|上半年|前[二三]季度|全年|数|额|万元|元|20\d\d年|:|[-—]"
)
_LONGEST_PART = 20
_NUMBER = re.compile(r"[\d.,%\s-]+(?:亿元|万元|元)?")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d(?:年度?)?")


@lru_cache(maxsize=4096)
def field_of(name: str) -> str | None:
    """What a header in compared form means by its parts, such as `invested_month` or `arrived.year.provincial`.

    A money field is `stage.basis.source`: basis cumulative, year or month; source empty for the sum over all.
    """
    if _ANNUAL_PLAN.fullmatch(name):
        return "annual_plan"
    if _STATE.fullmatch(name):
        return "status"
    if _NO_AMOUNT.search(name):
        return None
    stage, rest = _stage(name)
    if stage is None:
        by_source = _FILLERS.sub("", name.replace("完成", "")) in sources()
        return _invested(name) if _DONE.search(name) and not by_source else None
    basis = "month" if _MONTH.search(rest) else "year" if _YEAR.search(rest) else "cumulative"
    words = _FILLERS.sub("", rest)
    source = sources().get(rest) or sources().get(words)
    if source is None and words:
        return None
    return f"{stage}.{basis}.{source or ''}"


def join_levels(upper: list[str], lower: list[str]) -> list[str] | None:
    """The header that two rows make together; None where the lower one names no parts of the upper one."""
    width = max(len(upper), len(lower))
    upper, lower = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    joined: list[str] = []
    group = ""
    parts = 0
    for above, below in zip(upper, lower, strict=True):
        text = below.strip()
        if not text or _goes_through(above, below):
            group = "" if above.strip() else group  # nothing over nothing: a column of the group, named further below
            joined.append(above)
            continue
        group = above.strip() or group
        if not group or len(text) > _LONGEST_PART or (_NUMBER.fullmatch(text) and not is_year(text)):
            return None
        parts += 1
        joined.append(f"{group}\n{text}")
    return joined if parts >= 2 else None


def is_year(text: str) -> bool:
    """Whether a cell is a year and nothing else: 2024, 2024年, 2024年度."""
    return bool(_YEAR_ALONE.fullmatch(text.strip()))


def _goes_through(above: str, below: str) -> bool:
    """Whether one cell of a header covers both rows: `above` may have been joined with a row above it."""
    text = below.strip()
    return bool(text) and (text == above.strip() or above.strip().endswith(f"\n{text}"))


def stage_of(header: str) -> str | None:
    """The stage of funding (arrived, paid, planned) that a header names, whether the rest of it is known or not."""
    return _stage(header)[0]


def _stage(name: str) -> tuple[str | None, str]:
    for word, stage in _stages().items():
        if word in name:
            return stage, name.replace(word, "")
    return None, name


@cache
def _stages() -> dict[str, str]:
    return {word: row["stage"] for row in reference.rows("funding_stages") for word in row["words"].split("|")}


@cache
def sources() -> dict[str, str]:
    """Words of a source of funds, in compared form -> its key."""
    rows = reference.rows("funding_sources")
    return {word.replace("/", ""): row["source"] for row in rows for word in row["synonyms"].split("|")}


def _invested(name: str) -> str | None:
    """Completed investment by its span of time; a bare 完成投资 says nothing of it and stays unmapped."""
    if _BEFORE_YEAR.search(name):
        return "invested_before_year"
    if _MONTH.search(name):
        return "invested_month"
    if _YEAR.search(name):
        return "invested_year"
    return "invested_total" if _SINCE_START.search(name) else None
