"""What a cell of 存在问题 tells: causes, whether each is solved by now, or that there is none.

A cell has items (1.…；2.…), an item clauses, which commas part. Words of a clause that says 已完成 and nothing that is
open tell what is solved. An item of which no rule knows a cause is 其他, not certainly, unless it only tells what
follows (影响进度) or what is to be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.problem_rules import OTHER, rules
from etl.parse.words import key

ALL = ""
"""The cause of a cell that says of what was told before that it is solved (已解决)."""

_WORDS = "snapshot/problem_words"
_ITEM = re.compile(
    r"[;。!\n\r]|(?:(?<=^)|(?<=[^\d.]))[((]?\d{1,2}(?:[.、](?!\d)|[))]|是)|[①②③④⑤⑥⑦⑧⑨]|[一二三四五六]是|[(]?[一二三四五六][)、]"
)
_CLAUSE = re.compile(r"[,:]|但是?|其中")
_WITHIN = re.compile(r"[、和及与]|以及")
_ENDS = " .,;、。"


class Told(NamedTuple):
    """One cause that a cell tells: `is_certain` where a rule knows it, `part`: the words that tell it."""

    cause: str
    is_certain: bool
    is_solved: bool
    part: str


@lru_cache(maxsize=8192)
def tell(problems: str | None, state: str | None = None) -> tuple[Told, ...]:
    """The causes that a cell tells, each once, in the order of its words; nothing where it says that there is none.

    `state`: what the sheet says of its being solved (解决情况), of a cause that it names or of all.
    """
    words = key(problems or "").strip(_ENDS)
    if says_none(words):
        return ()
    found: dict[str, list[Told]] = {}
    for item in filter(None, (part.strip(_ENDS) for part in _ITEM.split(words))):
        for told in _of_item(item):
            found.setdefault(told.cause, []).append(told)
    if len(found) > 1:
        found.pop(ALL, None)
    solved = _solved_by(state, frozenset(found))
    return tuple(
        Told(
            cause,
            all(one.is_certain for one in parts),
            cause in solved or all(one.is_solved for one in parts),
            ";".join(dict.fromkeys(one.part for one in parts)),
        )
        for cause, parts in found.items()
    )


def says_none(words: str) -> bool:
    """Whether words (as compared) say that there is no problem; nothing said is none either."""
    return words in reference.nothing_words("nothing") or bool(_role("none").fullmatch(words))


def _role(role: str) -> re.Pattern[str]:
    return reference.words_of(_WORDS, role)


def _of_item(item: str) -> Iterator[Told]:
    if says_none(item):
        return
    if _role("said_settled").fullmatch(item):
        yield Told(ALL, is_certain=True, is_solved=True, part=item)
        return
    clauses = [clause for clause in _clauses(item) if not says_none(clause)]
    own = [clause for clause in clauses if not _role("aside").match(clause)]
    found = _known(own) or _known(clauses)
    yield from found
    if not found and own:
        yield Told(OTHER, is_certain=False, is_solved=_is_settled(item), part=item)


def _known(clauses: Iterable[str]) -> list[Told]:
    """What rules know of clauses; one that only says that it is solved (…，已协调解决) says so of those before it."""
    found: list[Told] = []
    for clause in clauses:
        if found and _role("said_settled").fullmatch(clause):
            found = [told._replace(is_solved=True, part=f"{told.part},{clause}") for told in found]
            continue
        is_solved = _is_settled(clause)
        found += [Told(cause, is_certain=True, is_solved=is_solved, part=clause) for cause in causes_of(clause)]
    return found


def _clauses(item: str) -> Iterator[str]:
    """The clauses of an item; one that says both what is done and what is not (征地未完成、资金已到位) by its parts."""
    for clause in filter(None, _CLAUSE.split(item)):
        is_mixed = _role("settled").search(clause) and _role("open").search(clause)
        yield from filter(None, _WITHIN.split(clause)) if is_mixed else [clause]


def _is_settled(words: str) -> bool:
    return bool(_role("settled").search(words)) and not _role("open").search(words)


@lru_cache(maxsize=8192)
def causes_of(words: str) -> tuple[str, ...]:
    """The causes that rules find in words (as compared), each once; what a rule has found is not asked of the next."""
    found = []
    for rule in rules():
        words, count = rule.pattern.subn("\x00", words)
        if count:
            found.append(rule.cause)
    return tuple(dict.fromkeys(found))


def _solved_by(state: str | None, causes: frozenset[str]) -> frozenset[str]:
    """The causes that the words of 解决情况 say are solved."""
    words = key(state or "").strip(_ENDS)
    if _role("said_settled").fullmatch(words):
        return causes
    named = {told.cause: told.is_solved for told in (tell(words) if words else ()) if told.cause in causes}
    if named:
        return frozenset(cause for cause, is_solved in named.items() if is_solved)
    return causes if _is_settled(words) else frozenset()
