"""What a project is in the year of its list: 新开工, 续建, 竣工, 储备. Words are data (`year_natures.csv`)."""

from __future__ import annotations

import re
from functools import cache

from etl.contract import reference
from etl.parse.words import clean, key

_LETTER = re.compile(r"^[a-z][、..]?(?=[\u4e00-\u9fff])")
"""How a section may be counted: A 续建类."""
_SOME = re.compile("其中.*")
"""What is said of some of several: 3个，其中续建1个."""
_ENDING = re.compile(r"(?:项目|工程|类|阶段|工作|中|状态|部分)+$")


def parse_year_nature(raw: str) -> str | None:
    """The nature that a cell states; None where it states none, or something else beside it."""
    words = _ENDING.sub("", _LETTER.sub("", key(clean(raw))))
    return next((nature for nature, pattern in _natures().items() if nature and pattern.fullmatch(words)), None)


def natures_in(words: str) -> list[str]:
    """All that words name: 新开工、续建项目 names two; "" stands for what says another thing, such as 新建.

    What is said of some of them (3个，其中续建1个) names none.
    """
    text = _SOME.sub("", key(words))
    return [nature for nature, pattern in _natures().items() if pattern.search(text)]


@cache
def _natures() -> dict[str, re.Pattern[str]]:
    return {row["nature"]: re.compile(row["pattern"]) for row in reference.rows("year_natures")}
