"""A column that names sources of funds in words (中央预算内投资500万元，其余自筹) -> sources, amounts where stated.

What stands behind 其中 when a source has been named is a part of that source, and counts no second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from etl.contract.values import Certainty, Doubt, Qualifier, Span
from etl.headers.levels import sources
from etl.headers.sources import IN_WORDS
from etl.parse.money import parse_money_wan
from etl.parse.words import key
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside

_PIECE = re.compile(r"(?:(?<=\d)[,，](?=\d{3})|[^,，、;；。+＋\n])+")
_AMOUNT = re.compile(r"(?:约|近|不超过|不少于)?\s*\d[\d,，.]*\s*(?:亿元|万元|元|亿|万)?")
_WHOLE = re.compile(r"总投资|合计|共计|总计|项目资金")


@dataclass(frozen=True, slots=True)
class Named:
    """A source that words name, its amount where they state one, and where they stand in the cell."""

    source: str
    amount_wan: Decimal | None
    qualifier: Qualifier
    certainty: Certainty
    span: Span


def read_words(cells: Cells, known: Known) -> Answer:
    """The sources of a cell in their order; what names none, or no amount that can be told, is a doubt."""
    raw = cells[0]
    unit = known.units.get(IN_WORDS)
    found: list[Named] = []
    doubts: list[tuple[str, Doubt]] = []
    opened: int | None = None
    for piece in _PIECE.finditer(raw):
        words = piece[0].strip()
        start = piece.start() + piece[0].index(words)
        if not words:
            continue
        if (
            _WHOLE.search(words) and _source(words) is None
        ):  # 总投资600万元，其中: it opens the words of the first source
            opened = start
            continue
        named = list(_named(words, start if opened is None else opened, start, unit))
        opened = None
        if not named or (found and "其中" in words):
            doubts.append((IN_WORDS, Doubt("unread_source", words)))
        else:
            found += named
    if opened is not None:
        doubts.append((IN_WORDS, Doubt("unread_source", raw[opened:])))
    read = Read(IN_WORDS, inside(raw), None) if found else None
    return Answer((tuple(found),), read, doubts, is_doubtful=bool(doubts))


FIELD = Field(Step.FUNDING, (IN_WORDS,), read_words, (IN_WORDS,), is_optional=True)


def _named(words: str, opened: int, start: int, unit: str | None) -> Iterator[Named]:
    """The source of some words, where they name one and at most one amount; its words begin at `opened`."""
    span = Span(opened, start + len(words))
    source = _source(words)
    amounts = list(_AMOUNT.finditer(words))
    if source is None or len(amounts) > 1 or "%" in key(words):
        return
    if not amounts:
        yield Named(source, None, Qualifier.EXACT, Certainty.CERTAIN, span)
        return
    amount = amounts[0]
    money, _ = parse_money_wan(amount[0].strip(), unit)
    if money:
        yield Named(source, money.wan, money.qualifier, money.certainty, span)


def _source(words: str) -> str | None:
    """The source of the longest word that is found; 其余 says nothing of it."""
    compared = key(words)
    found = [word for word in sources() if word in compared]
    return sources()[max(found, key=len)] if found else None
