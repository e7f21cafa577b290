"""Units that headers and captions state: 总投资(万元), 单位:万元、平方米, 项目调度台账(万元)."""

from __future__ import annotations

import re

from etl.contract import reference
from etl.parse.words import key

BRACKET = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
_UNIT_CAPTION = re.compile(r"单位[:;]?(?=([^\s;。()]{1,16}))")
_UNIT_OF_TITLE = re.compile(r"\((?:金额)?(?:单位)?:?([千百十]?万?亿?元)\)$")
"""A title that ends with its unit: 项目调度台账(万元)."""
_MEASURES = frozenset("张个床人名座处套户所家")
"""What counts beds, places, houses, in a row of units below a header."""


def unit_of(header: str) -> str | None:
    """The unit that a header cell states in brackets, or in a line of its own below (万元, 亩, …)."""
    known = {**reference.money_units_wan(), **reference.area_units_m2()}
    _, below = without_unit(header)
    for inside in [*BRACKET.findall(key(header)), *([below] if below else [])]:
        unit = inside.removeprefix("单位").lstrip(":")
        if unit in known:
            return str(unit)
    return None


def caption_unit(text: str) -> str | None:
    """The unit of money that a caption states (单位:万元), other words behind it or not."""
    return next((unit for unit in _caption_units(text) if unit in reference.money_units_wan()), None)


def caption_area_unit(text: str) -> str | None:
    """The unit of area that a caption states (单位:万元、平方米)."""
    return next((unit for unit in _caption_units(text) if unit in reference.area_units_m2()), None)


def _caption_units(text: str) -> list[str]:
    in_title = _UNIT_OF_TITLE.search(key(text))
    named = [in_title[1]] if in_title else []
    named += [word for match in _UNIT_CAPTION.finditer(key(text)) for word in re.split(r"[、/,]", match[1])]
    money = [unit for unit in reference.money_units_wan() if unit.endswith("元")]
    known = sorted([*money, *(unit for unit in reference.area_units_m2() if len(unit) > 1)], key=len, reverse=True)
    return [next((unit for unit in known if word.startswith(unit)), word) for word in named]


def is_unit(cell: str) -> bool:
    """Whether a cell states a unit of money or area, or a measure word, and nothing else, in brackets or not."""
    unit = key(cell).strip("()[]")
    return unit in reference.money_units_wan() or unit in reference.area_units_m2() or unit in _MEASURES


def without_unit(header: str) -> tuple[str, str | None]:
    """A header without the unit that stands in its last line, and that unit (总投资 over 万元)."""
    above, _, below = header.strip().rpartition("\n")
    return (above, key(below).strip("()[]")) if above and is_unit(below) else (header, None)
