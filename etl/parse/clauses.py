"""What surrounds a number in running text: its clause, its sentence, what it is part of, and how often it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Qualifier
from etl.parse import numbers

_ANY_EACH = re.compile("[分各每均]")
"""Letters without which nothing is stated for each of several."""
SEVERAL = rf"(?P<n>{numbers.ARABIC}|{numbers.CHINESE})(?:个|所|处|家|座|栋|片)"
_EACH_REACH = 20
"""So many characters at most lie between the number of alike facilities and the word that says `for each`."""
_EACH = re.compile(
    rf"{SEVERAL}[^;。\d]{{0,{_EACH_REACH}}}?"
    r"(?:分别|各自|每[个所处家座栋]|(?<![户人套生床亩村班车地])均|各(?![类种项级地乡镇区部]))"
)
_LISTED = re.compile(r"\d(?:个|张|平方米|座|套|床|名)?、$")
"""One number of several of a kind that stands before another."""
_FOR_ALL_BEHIND = ("分别", "各自")
"""Words that say of all that follows in the sentence that it is stated for each."""
_WHOLE = re.compile(
    r"(?:(?<!公)共(?![享建同用])|合计|总计|总(?=床位|托位|学位|数|量|规模|[共计]|$))(?![^\d,;。]*分别)[^\d,;。]*$"
)
"""What says that the number behind it is that of all together: 共设床位260张."""
_OF_EACH = re.compile("每|各(?![类种项级])|均")
MARK = re.compile(r"[;。]|,(?!\d)|,(?<!\d,)")
"""Where a clause ends, and no number, noun or unit goes on: not at the comma of a thousands group."""
_LETTER_DIGIT = re.compile(r"[A-Za-z][1-9]")
_MASKED = re.compile(r"(?<![A-Za-z])[1-9]")
_DIGIT = re.compile(r"\d")
_CLOSED = re.compile(r"\([^()]*\)")
"""A bracket that has ended: 300亩(其中一期120亩),…."""


class Clause(NamedTuple):
    """A clause that holds a digit, with the mark that ends it: where it begins, and its shape.

    The shape is its words with 0 for each digit but one behind a letter (m2). What a grammar finds in a shape it finds
    at the same places in every clause of that shape, so it is looked for once; the numbers are read from the words.
    """

    start: int
    shape: str


@lru_cache(maxsize=1024)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a normalised text that hold a digit, in order."""
    if _LETTER_DIGIT.search(text):
        masked = _MASKED.sub("0", text)
    else:
        masked = text
        for digit in "123456789":
            masked = masked.replace(digit, "0")
    found = []
    start = 0
    for end in (*(mark.end() for mark in MARK.finditer(masked)), len(masked)):
        if _DIGIT.search(masked, start, end):
            found.append(Clause(start, masked[start:end]))
        start = end
    return tuple(found)


@cache
def prefix_pattern() -> str:
    """Words that may stand before a number and bound it (约, 不少于, …)."""
    return reference.alternation(list(reference.qualifiers("prefix")))


@cache
def suffix_pattern() -> str:
    """Words that may stand behind a number and bound it (多, 以上, …)."""
    return reference.alternation(list(reference.qualifiers("suffix")))


def qualifier(prefix: str | None, suffix: str | None) -> Qualifier:
    """The bound that the words beside a number state."""
    if prefix and reference.qualifiers("prefix")[prefix] is not Qualifier.EXACT:
        return reference.qualifiers("prefix")[prefix]
    return reference.qualifiers("suffix")[suffix] if suffix else Qualifier.EXACT


def clause_before(text: str, position: int, reach: int = 16) -> str:
    """The words between the last mark of punctuation and `position`, `reach` characters at most."""
    start = max(0, position - reach)
    find = text.rfind  # one call for each mark, written out: this runs several times for each number that is read
    begin = max(
        find(",", start, position), find("、", start, position),
        find("。", start, position), find(";", start, position),
        find("(", start, position),
        find(")", start, position), find("\n", start, position),
    )  # fmt: skip
    return text[begin + 1 if begin >= 0 else start : position]


def sentence_start(text: str, position: int) -> int:
    """Where the sentence begins in which `position` lies."""
    return max(text.rfind(";", 0, position), text.rfind("。", 0, position), text.rfind("\n", 0, position)) + 1


def is_part(text: str, position: int) -> bool:
    """Whether the number at `position` is a part of one before it: behind 其中, or in a bracket behind a number."""
    if "其中" not in text and "(" not in text:
        return False
    sentence = _CLOSED.sub("", text[sentence_start(text, position) : position])
    if "其中" in sentence:
        return True
    opened = sentence.rfind("(")
    return opened >= 0 and ")" not in sentence[opened:] and bool(re.search(r"\d", sentence[:opened]))


@dataclass(frozen=True, slots=True)
class Each:
    """`3个…分别…`: every quantity behind it in the sentence is stated for each of `count` alike facilities.

    `is_sure`: not where 每 or 各 stands in another clause or in a bracket (12个,每个800平方米,设托位240个): the number
    may be that of all; nor where each has its own (3所,分别为120个、90个、90个托位).
    """

    count: int
    start: int
    is_sure: bool


def each(text: str, position: int) -> Each | None:
    """The multiplier that governs the number at `position`, unless its own clause says that it is the whole."""
    if not _ANY_EACH.search(text):
        return None
    begin = sentence_start(text, position)
    match = _last(_EACH, text, begin, position)
    if match is None or _says_of_all(clause_before(text, position)):
        return None
    count = numbers.count(match["n"])
    between = text[match.end() : position]
    is_sure = match[0].endswith(_FOR_ALL_BEHIND) or MARK.search(between) is None
    is_sure = is_sure and between.count(")") <= between.count("(") and not _LISTED.search(between)
    return Each(count, match.start(), is_sure) if count and count > 1 else None


def _says_of_all(clause: str) -> bool:
    """Whether the words of its own clause say that a number is that of all together, and not of each."""
    return _WHOLE.search(clause) is not None and _OF_EACH.search(clause) is None


_COUNTED_AFTER = re.compile(
    r"[^;。]{0,30}?的[^,;。\d]{0,12}?(?:[2-9]|\d{2,}|[两二三四五六七八九十]+)(?:所|个|家|处|座|栋)"
    r"|/(?:所|个|家|处|座|栋)"
)


def is_of_each(text: str, start: int, end: int) -> bool:
    """Whether a quantity may be that of each of several alike: 每处300平方米, …5000平方米的养老院2所."""
    if "每" in text and "每" in clause_before(text, start):
        return True
    return _COUNTED_AFTER.match(text, end) is not None


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    matches = list(pattern.finditer(text, start, end))
    return matches[-1] if matches else None
