"""The words at the end of a paragraph that say whose it is: （责任单位：市民政局；完成时限：2023年12月）.

Their labels, and the words by which offices share a task (按职责分工负责), are data: `duty_words.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest

from etl.contract import reference
from etl.parse.plans.duty import parse_deadline

_LABELLED = ("lead", "department", "supporting", "deadline", "state")
_UNITS = ("lead", "department", "supporting")
_LIKE_ROUND = str.maketrans("〔〕【】[]〈〉", "()()()()")
_BRACKET = re.compile(r"\((?P<inside>(?:[^()]|\([^()]*\))*)\)")
_EDGES = " ;,。、"
_PIECE = re.compile(r"[;,。]")


@dataclass(slots=True)
class Tail:
    """What stands at the end of a paragraph, at these places of its normalised text: labels and what they say."""

    start: int
    end: int
    said: dict[str, str] = field(default_factory=dict)


def tails(text: str) -> Iterator[Tail]:
    """The brackets of a paragraph that say who is responsible, in order."""
    rounded = text.translate(_LIKE_ROUND)
    for bracket in _BRACKET.finditer(rounded):
        start, end = bracket.span("inside")
        said = labelled(text[start:end]) or _shared(rounded, bracket)
        if said:
            yield Tail(*bracket.span(), said)


def whole_tail(text: str) -> Tail | None:
    """A paragraph that is nothing but labels and what they say: 责任单位：市民政局."""
    said = labelled(text) if _labels().match(text) else {}
    return Tail(0, len(text), said) if said else None


def labelled(text: str) -> dict[str, str]:
    """What each label says; nothing where none is of an office. A date beside the offices is the deadline."""
    marks = list(_labels().finditer(text))
    said: dict[str, str] = {}
    for mark, after in zip_longest(marks, marks[1:]):
        words = text[mark.end() : after.start() if after else len(text)].strip(_EDGES)
        if mark.lastgroup and words:
            said.setdefault(mark.lastgroup, words)
    return _with_date_apart(said)


def _with_date_apart(said: dict[str, str]) -> dict[str, str]:
    """责任单位：市民政局，2023年底前完成: the last piece is the deadline."""
    for name in _UNITS:
        pieces = list(_PIECE.finditer(said.get(name, "")))
        last = said[name][pieces[-1].end() :] if pieces else ""
        found = parse_deadline(last)[0] if last and "deadline" not in said else None
        if found and found.day:
            return said | {name: said[name][: pieces[-1].start()].strip(_EDGES), "deadline": last}
    return said


def _shared(text: str, bracket: re.Match[str]) -> dict[str, str]:
    """市民政局牵头、市财政局配合, at the end of a paragraph."""
    inside = bracket["inside"].strip(_EDGES)
    is_last = not text[bracket.end() :].strip(_EDGES)
    says = reference.words_of
    if not is_last or not says("duty_words", "shared").search(inside) or not says("duty_words", "body").search(inside):
        return {}
    return {"department": inside}


@cache
def _labels() -> re.Pattern[str]:
    """The labels, each with the colon behind it, by their roles."""
    roles = (f"(?P<{role}>{reference.words_of('duty_words', f'label_{role}').pattern})" for role in _LABELLED)
    return re.compile(rf"(?:{'|'.join(roles)}):")
