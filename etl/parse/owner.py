"""Who a project belongs to (组织实施单位), compared: whether two cells can name one body, or clearly name two.

Words are data (`data/reference/owner_words.csv`): bureaus that were renamed or merged, suffixes of companies, what
states no owner. What cannot be told apart counts as one: only owners that nothing connects are clearly different.
"""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.fuzz import ratio

from etl.contract import reference
from etl.parse.places import region
from etl.parse.words import key

_ALIKE = 70
"""Names that are more alike than this (0 to 100) are one body's, written differently."""
_BRACKETS = re.compile(r"[(（〔\[【][^)）〕\]】]*[)）〕\]】]")
_BETWEEN = re.compile(r"[、,，;；/|+&]|(?<=[局委办司街道镇乡院会处])[和及与暨]")
_ROLE = re.compile(r"^[^:：]{1,8}[:：]")
_LEVELS = "省市县区州旗"
_LONGEST_PLACE = 15


def owners(raw: str | None) -> frozenset[str]:
    """The owners that a cell names, as they are compared: 重庆市黔江区卫生健康委、区民政局 is 卫健委 and 民政局.

    Empty where it states none, or only the government of the place.
    """
    text = _BRACKETS.sub("", key(raw or ""))
    for word, becomes in _words("renamed"):
        text = text.replace(word, becomes)
    found = {_name(part) for part in _BETWEEN.split(text)}
    return frozenset(name for name in found if len(name) >= 2 and name not in dict(_words("unstated")))


def are_different(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two cells clearly name different owners; a cell that states none differs from nothing."""
    return bool(one and other) and not any(_is_alike(a, b) for a in one for b in other)


def _name(part: str) -> str:
    name = _without_place(_ROLE.sub("", part))
    for suffix, _ in _words("suffix"):
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            name = name.removesuffix(suffix)
    return re.sub(r"\W", "", name)


def _without_place(name: str) -> str:
    """The name of a body without the places that it begins with: 重庆市黔江区民政局, 区民政局."""
    for length in range(min(len(name), _LONGEST_PLACE), 1, -1):
        if name[:length] in _places():
            return _without_place(name[length:])
    return name[1:] if name[:1] in _LEVELS and len(name) > 2 else name


@cache
def _places() -> frozenset[str]:
    return frozenset(place.name for place in region.places().values())


@cache
def _words(kind: str) -> tuple[tuple[str, str], ...]:
    """Words of a kind and what they become, longer ones first."""
    found = [(row["word"], row["becomes"]) for row in reference.rows("owner_words") if row["kind"] == kind]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


def _is_alike(one: str, other: str) -> bool:
    """One is a part or an abbreviation of the other (城投, 城市建设投资), or they differ by a slip."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(character in rest for character in short) or ratio(one, other) >= _ALIKE
