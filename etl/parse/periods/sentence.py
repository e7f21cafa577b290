"""Sentences about when a project is built: 2024年5月开工，工期20个月; 建设期2024—2026年，运营期2027—2050年.

Dates, terms and lengths are found with their places, and the words around them (`data/reference/period_words.csv`)
say what each is: a start, a finish, the term of building, or something that is none of these (operation, an approval),
which is set aside. A word behind a date that nothing else speaks for is that date's (2021年6月开工), else it speaks for
the next (开工时间2021年6月). All else must be words that say nothing (计划, 于): of a sentence with any other word or
number (一期, 主体, 12月 without its year) nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial, reduce

from etl.contract import reference
from etl.contract.values import Certainty, Period, Precision, Span
from etl.parse.periods.dates import DATE, LENGTH, TAIL, TO, certainty_of, interval_of, joined, length_of, term_of

_ROLES = ("approval", "start", "finish", "use", "operation", "building")
_WORDS = ("to", "before", "label", "between")
_TERM = re.compile(rf"{DATE.format('a')}{TO}(?:{DATE.format('b')}|{TAIL.format('c')})")
_DAY = re.compile(DATE.format("a"))
_LENGTH = re.compile(rf"(?=约?大?约?[\d.一二两三四五六七八九十]+(?:个月|年|天|日历天)){LENGTH}")
"""A length that cannot be a month of the year: 12个月, and not 12月."""


@dataclass(slots=True)
class _Said:
    """One expression of time, and the role that words give it. `is_before`: 前 stands behind it."""

    kind: str
    match: re.Match[str]
    role: str | None = None
    is_before: bool = False


def with_years(text: str, base: date | None) -> str:
    """The words with 今年, 明年, 去年 as years of the document's date; as they are where it is not known."""
    if base is None:
        return text
    for role, year in (("this_year", base.year), ("next_year", base.year + 1), ("last_year", base.year - 1)):
        text = reference.words_of("period_words", role).sub(f"{year}年", text)
    return text


def read_sentence(text: str, span: Span) -> Period | None:
    """The period that a sentence in normalised words (`words.words`) states; None where anything else is said in it.

    When a thing is used is its finish where no other is stated. Doubtful where a side is stated twice, or where nothing
    speaks for a date.
    """
    parts = list(_parts(text))
    if None in parts:
        return None
    said = _with_roles([part for part in parts if part])
    return _period(said, span) if said else None


# --- words -> expressions and roles ---


def _parts(text: str) -> Iterator[_Said | str | None]:
    """The expressions and the roles of the words between them, in order; None for what is neither."""
    at = 0
    while at < len(text):
        said = _expression(text, at)
        word = None if said else _any_word().match(text, at)
        end = said.match.end() if said else word.end() if word else at
        if end == at:
            yield None
            return
        if said:
            yield said
        elif word and word.lastgroup != "between":
            yield word.lastgroup
        at = end


def _expression(text: str, at: int) -> _Said | None:
    for kind, pattern in (("term", _TERM), ("day", _DAY), ("length", _LENGTH)):
        match = pattern.match(text, at)
        if match:
            return _Said(kind, match)
    return None


@cache
def _any_word() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?P<{role}>{reference.words_of('period_words', role).pattern})" for role in (*_ROLES, *_WORDS))
    )


def _with_roles(parts: list[_Said | str]) -> list[_Said] | None:
    """Give each expression its role; None where a word speaks for none."""
    said: list[_Said] = []
    waiting: str | None = None  # the role of an expression that is still to come
    for before, part, follows in zip(["", *parts], parts, [*parts[1:], ""], strict=False):
        if isinstance(part, _Said):
            part.role = waiting or ("finish" if before == "to" and part.kind == "day" else None)
            waiting = None
            said.append(part)
        elif part in _ROLES and waiting in (None, "building"):
            waiting = None if said and _speaks_for(part, said[-1], follows) else part
        elif part == "before" and said:
            said[-1].is_before = True
        elif part not in ("to", "label"):
            return None
    return None if waiting else said


def _speaks_for(role: str, last: _Said, follows: _Said | str) -> bool:
    """Whether a word gives its role to the expression before it: one that has none yet, or the same one again."""
    if follows == "label" or last.kind == "length":
        return False
    if last.role in (None, role):
        last.role = "building" if last.kind == "term" and role == "finish" else role
        return True
    return False


# --- roles -> a period ---


def _period(said: list[_Said], span: Span) -> Period | None:
    """One period of all that was said; None where a role does not fit its expression."""
    parts = _by_kind(said, span)
    read = [part for kind in ("term", "start", "finish", "length") for part in parts[kind] if part]
    if not read or len(read) < sum(map(len, parts.values())) or len(parts["length"]) > 1:
        return None
    found = reduce(partial(_both, span=span), read)
    is_clear = _says_each_once(parts) and not any(_is_open(one, "day") for one in said)
    is_certain = is_clear and all(part.certainty is Certainty.CERTAIN for part in (found, *read))
    return found if is_certain else replace(found, certainty=Certainty.DOUBTFUL)


def _by_kind(said: list[_Said], span: Span) -> dict[str, list[Period | None]]:
    """What is said as a term, a length, a start, a finish; when it is used, where no finish is stated."""
    finish = "finish" if any(one.role == "finish" for one in said) else "use"
    return {
        "term": [term_of(one.match, span) for one in said if _is_open(one, "term")],
        "length": [length_of(one.match, span) for one in said if _is_open(one, "length")],
        "start": [_side(one, span, is_finish=False) for one in said if one.role == "start"],
        "finish": [_side(one, span, is_finish=True) for one in said if one.role == finish],
    }


def _is_open(said: _Said, kind: str) -> bool:
    """Whether an expression of this kind is about the building and no side of it."""
    return said.kind == kind and said.role in ("building", None)


def _says_each_once(parts: dict[str, list[Period | None]]) -> bool:
    has_sides = bool(parts["start"] or parts["finish"])
    return max(map(len, parts.values())) == 1 and not (parts["term"] and has_sides)


def _side(said: _Said, span: Span, *, is_finish: bool) -> Period | None:
    """A start or a finish; doubtful where it is only said to lie before something."""
    interval = interval_of(said.match, "a") if said.kind == "day" else None
    if interval is None:
        return None
    is_vague = said.is_before and (not is_finish or said.match[0].removesuffix("年").isdecimal())
    certainty = Certainty.DOUBTFUL if is_vague else certainty_of(said.match, is_finish)
    start, finish = (None, interval.last) if is_finish else (interval.first, None)
    return Period(start, finish, None, interval.precision, certainty, span)


def _both(one: Period, other: Period, *, span: Span) -> Period:
    """What two parts of a sentence say together; of a side that both state, the first."""
    if other.duration_months and other.start is None and other.finish is None:
        return joined(one, other.duration_months, span) if not one.duration_months else one
    precisions = [part.precision for part in (one, other) if part.precision]
    coarse = max(precisions, key=list(Precision).index, default=None)
    return Period(
        one.start or other.start, one.finish or other.finish, one.duration_months, coarse, one.certainty, span
    )
