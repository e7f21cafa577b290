"""Headers of columns of approvals: 环评批复时间, 用地、规划手续, 施工许可 below 前期手续 -> steps.

The steps are data (`data/reference/approval_steps.csv`). A column may be of several steps at once. Its field is
`approval.STEP`, `approval.STEP+STEP` for several, with `.number` for document numbers, `.state` for how far it has come
and `.planned` for when it is meant to be. A column of prose about all of them is `approvals`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from etl.contract import reference

PREFIX = "approval."
IN_WORDS = "approvals"
_GROUP = (
    r"(?:项目|主要|各项|建设|前期|审批|报批|报建|开工|要件|条件|手续|工作|办理|办结|完成|批复|进展|进度|落实"
    r"|情况|及|和|与)"
)
_PROSE = re.compile(
    rf"(?:项目)?(?:前期(?:工作|手续)|(?:审批|报批|报建|开工|相关|行政)?手续|审批要件)"
    rf"(?:{_GROUP})*(?:情况|进展|进度)|前期(?:工作|手续)?(?:办理|完成|进展)+|前期(?:工作|手续)"
)
_BEFORE = r"(?:是否)?已?(?P<planned>计划|拟|预计)?(?:取得|办理|完成|办结|获得|通过)?(?:项目|工程)?"
_MORE = r"(?:批复|批准|审批|许可|手续|办理|办结|预审|报批|报建|核准|备案|意见|审查|审核|公告|挂网)"
_BESIDE = r"(?:及|和|与|评估|评价|报告|书|表|证|文件|工作|完成|取得|进行|开展)"
_ASPECT = (
    r"(?:(?P<meant>计划|拟|预计)|实际)?(?:完成|办结|办理|取得)?(?P<date>时间|日期|年月|时限|节点)"
    r"|(?P<number>文号|批文号?|文件号|证号|编号)|(?P<state>情况|进展|进度|状态|完成情况)"
)


@lru_cache(maxsize=4096)
def field_of(name: str, part: str = "") -> str | None:
    """The field of a header in compared form; `part`: its lowest line, where others stand above it."""
    if _PROSE.fullmatch(name):
        return IN_WORDS
    match = _alone().fullmatch(name) or _with_more().fullmatch(name)
    if match is None and part and re.fullmatch(f"{_GROUP}+", name.removesuffix(part)):
        match = _below_group().fullmatch(part)
    return _field(match) if match else None


def steps_of(field: str) -> tuple[list[str], str]:
    """The steps that a field is of, and what it says of them: "", number, state or planned."""
    steps, _, aspect = field.removeprefix(PREFIX).partition(".")
    return steps.split("+"), aspect


def steps_in(words: str) -> list[str]:
    """The steps that words name, in the order in which approvals come."""
    return [step for step, pattern in _steps().items() if pattern.search(words)]


def _field(match: re.Match[str]) -> str | None:
    steps = steps_in(match["steps"])
    said = {"planned": match["planned"] or match["meant"], "number": match["number"], "state": match["state"]}
    aspect = next((name for name, words in said.items() if words), "")
    return f"{PREFIX}{'+'.join(steps)}" + (f".{aspect}" if aspect else "") if steps else None


@cache
def _steps() -> dict[str, re.Pattern[str]]:
    """Step -> all its words."""
    rows = reference.rows("approval_steps")
    return {row["step"]: re.compile("|".join(filter(None, (row["words"], row["words_with_more"])))) for row in rows}


@cache
def _words(*columns: str) -> str:
    return "|".join(row[column] for row in reference.rows("approval_steps") for column in columns if row[column])


def _pattern(words: str, more: str) -> re.Pattern[str]:
    run = rf"(?:{words})(?:(?:及|和|与|{_MORE})*(?:{words}))*"
    return re.compile(rf"{_BEFORE}(?P<steps>{run}){more}(?:{_ASPECT})?")


@cache
def _alone() -> re.Pattern[str]:
    """Steps whose words say by themselves that an approval is meant."""
    return _pattern(_words("words"), rf"(?:{_MORE}|{_BESIDE})*")


@cache
def _with_more() -> re.Pattern[str]:
    """Steps whose words may mean something else (用地面积), with a word of approval behind them."""
    return _pattern(_words("words", "words_with_more"), rf"{_BESIDE}*{_MORE}(?:{_MORE}|{_BESIDE})*")


@cache
def _below_group() -> re.Pattern[str]:
    """Steps below a group of approvals (前期手续 | 用地)."""
    return _pattern(_words("words", "words_with_more"), rf"(?:{_MORE}|{_BESIDE})*")
