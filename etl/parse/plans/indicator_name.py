"""The name of an indicator -> what it measures, by the patterns in `data/reference/indicators.csv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from etl.contract import reference
from etl.parse.words import key

_UNIT = re.compile(r"[(（](%|％|‰|个|张|人|名|所|家|万张|万个|万人|个/千人|张/千人)[)）]")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A known indicator: `unit` is the unit that its values have, % for shares."""

    indicator_id: str
    label: str
    unit: str


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Indicator], ...]:
    return tuple(
        (re.compile(row["pattern"]), Indicator(row["indicator_id"], row["label"], row["unit"]))
        for row in reference.rows("indicators")
    )


@lru_cache(maxsize=4096)
def indicator(name: str) -> Indicator | None:
    """The known indicator that a name means; None for others. The first rule that matches wins."""
    text = key(_UNIT.sub("", name))
    return next((found for pattern, found in _rules() if pattern.search(text)), None)


def stated_unit(name: str) -> str:
    """The unit that a name states in brackets (基本养老保险参保率(%)), "" where it states none."""
    match = _UNIT.search(name)
    return key(match[1]) if match else ""


def subject(name: str) -> str:
    """What two statements must share to be about one thing: the known indicator, else the name as compared."""
    known = indicator(name)
    return known.indicator_id if known else re.sub(r"[的数]$|的", "", key(_UNIT.sub("", name)))
