"""What a number in running text rests on: it stood before, is new, or is renovated."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.parse import clauses, numbers
from etl.parse.capacity.nouns import bases

_ITEM = re.compile(r"\(?\d{1,2}[).、.]")
DESIGN = "design"
"""Nothing says what the number rests on."""
ADDED = ("new", "renovated", DESIGN)
"""What a quantity rests on that the project adds or mends; what existed before is none of it."""
_FROM = re.compile("[由从较比](?:现有|原有?|原来|现状)?(?:的)?$")
_GROWS = re.compile("[至到为]")
"""Letters without which no number is said to grow to another."""


class _Word(NamedTuple):
    """A word that tells what numbers rest on, by its place; `is_of_one`: it tells what one number comes to."""

    start: int
    end: int
    basis: str
    is_of_one: bool


def basis_at(text: str, position: int) -> str:
    """What the sentence says of the number at `position`: the last of its words before it counts."""
    if _FROM.search(text, max(0, position - 6), position) or position in _growing(text):
        return "existing"  # 由2万吨扩建至5万吨, 2万吨扩至5万吨
    begin = clauses.sentence_start(text, position)
    for word in reversed(_said(text)):
        if word.end <= position and not _has_ended(word, text, position):
            return word.basis if word.start >= begin else DESIGN
    return DESIGN


def is_said_to_be_built(text: str, position: int, *, is_whole: bool) -> bool:
    """Whether a sentence before its own says what is built: 新建病房9000平方米。灌区设计灌溉面积58万亩.

    A semicolon goes on with what is built (新建厂房12栋;园区道路3.7公里), but for what is called the whole of a thing.
    """
    begin = clauses.sentence_start(text, position)
    if _ITEM.match(text, begin):
        return False  # an item of a list that goes on: 1.新建综合楼;2.室外管网3公里
    if not is_whole:
        begin = max(text.rfind("。", 0, position), text.rfind("\n", 0, position)) + 1
    return any(word.end <= begin and word.basis in ADDED for word in _said(text))


def is_carried_stock(text: str, position: int) -> bool:
    """Whether a number is called existing in a clause before its own alone: 现有仓容12万吨,日烘干能力900吨."""
    begin = clauses.sentence_start(text, position)
    last = next((word for word in reversed(_said(text)) if begin <= word.start and word.end <= position), None)
    if last is None or last.basis != "existing":
        return False
    return clauses.MARK.search(text, last.end, position) is not None


def _has_ended(word: _Word, text: str, position: int) -> bool:
    """Whether a word that tells what one number comes to (达到4万吨/日,管网12公里) stands in a clause before."""
    return word.is_of_one and clauses.MARK.search(text, word.end, position) is not None


@lru_cache(maxsize=1024)
def _growing(text: str) -> frozenset[int]:
    """Where numbers stand that are said to grow to another one."""
    return frozenset(match.start() for match in _grows().finditer(text)) if _GROWS.search(text) else frozenset()


@cache
def _grows() -> re.Pattern[str]:
    return re.compile(
        rf"{numbers.WHOLE}[^\d,;。、()]{{1,8}}?(?:{reference.words_of('quantity_words', 'grows').pattern})\d"
    )


@lru_cache(maxsize=1024)
def _said(text: str) -> tuple[_Word, ...]:
    """The words of a normalised text that tell what numbers rest on, in order."""
    return tuple(map(_word, _words().finditer(text)))


def _word(match: re.Match[str]) -> _Word:
    basis = match.lastgroup or bases()[match[0]]
    is_of_one = match.lastgroup is None and basis == "total_after" and not match[0].endswith("后")
    return _Word(match.start(), match.end(), basis, is_of_one)


@cache
def _words() -> re.Pattern[str]:
    """Words of `quantity_words.csv`, each group a basis, and between them those of `capacity_bases.csv`."""
    own = reference.alternation(list(bases()))
    existing, *others = (
        f"(?P<{role}>{reference.words_of('quantity_words', role).pattern})" for role in ("existing", "renovated", "new")
    )
    return re.compile("|".join((existing, f"(?:{own})", *others)))
