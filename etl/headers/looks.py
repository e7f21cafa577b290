"""What a cell looks like -> how well it plays the part of a field.

For each kind of cell there are rules; the first whose `when` holds gives the points. Words are data (`cell_words.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from etl.contract import reference
from etl.parse.kind import parse_nature
from etl.parse.periods.period import parse_period
from etl.parse.words import clean, key

_SERIAL = re.compile(r"\d{1,5}")
_DIGIT = re.compile(r"\d")
_HOUSE_NUMBER = re.compile(r"\d{2}")
_NUMERIC = re.compile(r"[^\u4e00-\u9fff]*\d[^\u4e00-\u9fff]*(?:亿元|万元|元)?")
_BARE_NUMBER = re.compile(r"[\d.,]+")

_SURELY = 3.0
_SURELY_NOT = -3.0
_NO_IDEA = 0.3


class Look(NamedTuple):
    """A rule: what a cell of which `when` holds is worth as a cell of its field, as in `example`."""

    example: str
    when: Callable[[str], object]
    points: float


def _else(_text: str) -> bool:
    return True


@cache
def _says(role: str) -> Callable[[str], object]:
    return reference.words_of("cell_words", role).search


@cache
def _is(role: str) -> Callable[[str], object]:
    return reference.words_of("cell_words", role).fullmatch


def _could_be_name(text: str) -> bool:
    return 4 <= len(text) < 60 and not _NUMERIC.fullmatch(text)


def _is_project(text: str) -> bool:
    return _could_be_name(text) and bool(_says("project")(text))


def _is_indicator(text: str) -> bool:
    return len(text) >= 4 and not _NUMERIC.fullmatch(text) and text not in ("约束性", "预期性")


def _is_short_word(text: str) -> bool:
    return len(text) <= 6 and not _DIGIT.search(text)


def _is_short_with_digit(text: str) -> bool:
    return len(text) < 14 and bool(_DIGIT.search(text))


def _tells_what_is_built(text: str) -> bool:
    return len(text) > 8 and bool(_says("measure")(text))


def _is_place(text: str) -> bool:
    names_body = _says("body")(text) and not _is("town")(text)
    return len(text) <= 14 and not _HOUSE_NUMBER.search(text) and not names_body


def _is_body(text: str) -> bool:
    return bool(_says("body")(text)) and not _says("measure")(text[:8])


def _is_goal(text: str) -> bool:
    return len(text) < 16 and bool(_is("goal")(text))


@cache
def _looks() -> dict[str, tuple[Look, ...]]:
    """Kind of cell -> rules."""
    return {
        "serial": (
            Look("12", _SERIAL.fullmatch, _SURELY),
            Look("养老院", _else, -4.0),
        ),
        "nature": (
            Look("新建", parse_nature, _SURELY),
            Look("其他", _is_short_word, -1.0),
            Look("新增床位100张", _else, -4.0),
        ),
        "period": (
            Look("2024年3月至2025年6月", lambda text: parse_period(text)[0], _SURELY),
            Look("24个月内", _is_short_with_digit, 0.5),
            Look("养老院", _else, _SURELY_NOT),
        ),
        "amount": (
            Look("1,200.5万元", _NUMERIC.fullmatch, _SURELY),
            Look("建筑面积1200平方米", _else, _SURELY_NOT),
        ),
        "report": (
            Look("1200", _BARE_NUMBER.fullmatch, -2.0),
            Look("主体结构施工中", _else, 1.0),
        ),
        "content": (
            Look("新建养老院一所,床位100张", _tells_what_is_built, 2.5),
            Look("为周边居民提供一站式的服务", lambda text: len(text) > 14, 0.5),
            Look("新建", _else, -2.5),
        ),
        "name": (
            Look("城东敬老院改造项目", _is_project, 1.5),
            Look("夕阳红之家", _could_be_name, 0.8),
            Look("1200", _else, _SURELY_NOT),
        ),
        "place": (
            Look("城东街道", _is_place, 1.0),
            Look("区民政局", _else, -1.5),
        ),
        "body": (
            Look("区民政局", _is_body, 2.0),
            Look("城东", lambda text: len(text) < 30, -1.0),
            Look("新建养老院一所,……", _else, _SURELY_NOT),
        ),
        "binding": (
            Look("约束性", _is("binding"), _SURELY),
            Look("60%", _else, _SURELY_NOT),
        ),
        "goal": (
            Look("≥60%", _is_goal, 2.0),
            Look("养老床位数", _else, -2.5),
        ),
        "indicator": (
            Look("护理型床位占比", _is_indicator, 1.5),
            Look("60%", _else, _SURELY_NOT),
        ),
    }


_KINDS = {
    "seq": "serial",
    "type": "nature",
    "nature": "nature",
    "period": "period",
    "total_investment": "amount",
    "annual_plan": "amount",
    "childcare_places": "amount",
    "elder_beds": "amount",
    "nursing_beds": "amount",
    "school_places": "amount",
    "floor_area": "amount",
    "land_area": "amount",
    "physical_progress": "report",
    "status": "report",
    "problems": "report",
    "next_steps": "report",
    "content": "content",
    "name": "name",
    "location": "place",
    "implementing_unit": "body",
    "owner_unit": "body",
    "problem_unit": "body",
    "work_of_year": "report",
    "problem_state": "report",
    "adjusted_total": "amount",
    "department": "body",
    "binding": "binding",
    "target": "goal",
    "indicator": "indicator",
}
"""Field -> kind of cell."""
_KINDS_BY_PREFIX = {
    "invested": "amount",
    "year_plan.": "amount",
    "year_amount.": "amount",
    "done_in_year.": "amount",
    "fund.": "amount",
    "arrived.": "amount",
    "paid.": "amount",
    "planned.": "amount",
    "quantity.": "amount",
    "year_": "goal",
    "expected_": "goal",
    "base_": "goal",
    "reached": "goal",
    "progress": "goal",
}


def holds_amounts(field: str | None) -> bool:
    """Whether the cells of a field are amounts: of money, places, areas."""
    return _looks_of(field) == _looks()["amount"]


def is_totals(cell: str) -> bool:
    """Whether a cell opens a row of totals (总计, 合计, 小计 …)."""
    return bool(reference.words_of("cell_words", "total").match(clean(cell)))


def is_serial(cell: str) -> bool:
    """Whether a cell is a serial number and nothing else."""
    return bool(_SERIAL.fullmatch(key(cell)))


def is_amount(cell: str) -> bool:
    """Whether a cell holds a number, with signs and a unit of money or without, and no words."""
    return bool(_NUMERIC.fullmatch(key(cell)))


def is_bare_number(cell: str) -> bool:
    """Whether a cell holds digits and their points and commas only."""
    return bool(_BARE_NUMBER.fullmatch(key(cell)))


def has_digit(cell: str) -> bool:
    """Whether a cell holds a digit."""
    return bool(_DIGIT.search(key(cell)))


def score(field: str | None, cell: str) -> float:
    """How well a cell looks the part of a field: 3 surely, 0 no idea, -3 surely not."""
    text = key(clean(cell))
    if not text:
        return 0.0
    for look in _looks_of(field):
        if look.when(text):
            return look.points
    return _NO_IDEA


@cache
def _looks_of(field: str | None) -> tuple[Look, ...]:
    by_prefix = (kind for prefix, kind in _KINDS_BY_PREFIX.items() if field and field.startswith(prefix))
    kind = _KINDS.get(field or "") or next(by_prefix, None)
    return _looks()[kind] if kind else ()
