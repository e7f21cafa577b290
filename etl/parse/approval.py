"""What a cell of an approval says: a date, how far it has come, the number of the document; or prose about several.

Words of the states are data (`data/reference/approval_states.csv`); the first that is found counts, since 未取得 holds
取得.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from etl.contract import reference
from etl.contract.values import Certainty, Doubt, Span
from etl.parse.periods.period import parse_date_cell
from etl.parse.words import clean, key

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}[\[(（【〔［][12]\d{3}[\])）】〕］]第?\d{1,5}号?")
_DATE = re.compile(
    r"(?:19|20)\d\d(?:年(?:1[0-2]|0?[1-9])月(?:\d{1,2}日)?|[./-](?:1[0-2]|0?[1-9])(?:[./-]\d{1,2})?(?!\d)|年(?!\d))"
)
_DATED = ("done", "planned", None)
"""States of which a date is that of the approval: 2024年3月完成编制，正在报批 states none."""
_CLAUSES = re.compile(r"[^,，;；。\n]+")
_HAN = re.compile(r"[\u4e00-\u9fff√✓✔×✗✕]")


@dataclass(frozen=True, slots=True)
class Approval:
    """What words say of an approval; `day` is the first of what is stated."""

    state: str | None = None
    day: date | None = None
    precision: str | None = None
    document_number: str | None = None
    certainty: Certainty = Certainty.CERTAIN


@lru_cache(maxsize=16384)
def parse_approval(raw: str, aspect: str, known_on: date | None) -> tuple[Approval | None, tuple[Doubt, ...]]:
    """What a cell says. `aspect`: what its column is of; `known_on`: the day of the document, which later dates plan.

    None: the cell says nothing, or nothing that can be told.
    """
    if key(raw) in reference.nothing_words("nothing"):
        return None, ()
    if aspect == "number":
        return Approval("done", document_number=clean(raw)), ()
    period, doubts = parse_date_cell(raw, finish=False, base=known_on)
    if period and period.start and period.precision:
        state = _state_at(period.start, aspect, known_on)
        return Approval(state, period.start, period.precision.value, certainty=period.certainty), doubts
    found = _in_words(raw, known_on)
    if found == Approval() and not _HAN.search(raw):
        return None, doubts
    return found, ()


def clauses(raw: str) -> Iterator[Span]:
    """Where the clauses of prose stand."""
    return (Span(match.start(), match.end()) for match in _CLAUSES.finditer(raw) if match[0].strip())


def parse_clause(words: str, known_on: date | None) -> Approval:
    """What a clause of prose says of the approvals that it names."""
    return _in_words(words, known_on)


def _in_words(raw: str, known_on: date | None) -> Approval:
    said = clean(raw)
    number = _NUMBER.search(said)
    rest = key(said.replace(number[0], "") if number else said)
    state = _state(rest) or ("done" if number else None)
    dates = _DATE.findall(rest) if state in _DATED else []
    period = parse_date_cell(dates[0], finish=False, base=known_on)[0] if len(dates) == 1 else None
    day = period.start if period else None
    precision = period.precision.value if period and period.precision else None
    return Approval(state, day if precision else None, precision, number[0] if number else None)


def _state(words: str) -> str | None:
    return next((state for state, pattern in _states() if pattern.search(words)), None)


@cache
def _states() -> list[tuple[str, re.Pattern[str]]]:
    return [(row["state"], re.compile(row["pattern"])) for row in reference.rows("approval_states")]


def _state_at(day: date, aspect: str, known_on: date | None) -> str | None:
    """The state that a date says: a later one than the document's is a plan; without that nothing tells."""
    if aspect == "planned":
        return "planned"
    if known_on is None:
        return None
    return "planned" if day > known_on else "done"
