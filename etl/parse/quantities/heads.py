"""Whether the words around a quantity say that it is built.

The noun ends in a thing that is known, and no word of another kind (涉及, 替代, 距) governs it. Chinese puts the head
of a noun last, so 铁路装卸线 is a line and no railway.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.parse.quantities.kinds import kinds_beside, said_by_unit

_PHASE = re.compile("[一二三四五六]期")
_POWER = "power_mw"
_STORAGE = "reservoir_m3"
_REACH = 12
_MOST_OF_FACILITY = 2
"""So many characters at most stand between a verb and the end of the facility that it names: 接待[游客]中心."""


@lru_cache(maxsize=16384)
def is_of_something_else(words: str) -> bool:
    """Whether the last word that governs a number says that it is none that is built: 新建站房2座,替代锅炉11台.

    `words`: those of the clause up to the number, with the noun behind it.
    """
    last = max((match.end() for match in _elsewhere().finditer(words)), default=None)
    if last is not None:
        return not _word("governs").search(words, last)
    return bool(_word("around").search(words)) and not _word("builds").search(words)


@cache
def _elsewhere() -> re.Pattern[str]:
    """Words of something else, and verbs that build nothing, but as a part of the name of a facility: 培训中心2座."""
    facility = rf"[\u4e00-\u9fff]{{0,{_MOST_OF_FACILITY}}}(?:{_word('facility').pattern})"
    return re.compile(rf"{_word('elsewhere').pattern}|(?:{_word('not_building').pattern})(?!{facility})")


def is_of_another_phase(words: str, about: str) -> bool:
    """Whether words name a phase that is not the project's (一期泊位15个 of 淮滨港二期散货码头)."""
    own = set(_PHASE.findall(about))
    return bool(own) and bool(said := set(_PHASE.findall(words))) and own.isdisjoint(said)


def is_only_equipped(about: str, before: str) -> bool:
    """Whether a length or an area may be of what stands, and a project by its name only equips: 街长800米, 老街消防.

    `before`: the words of the clause before the number, which may say that it is built.
    """
    return _word("equips").search(about) is not None and _word("builds").search(before) is None


def is_of_pumps(kind: str, sentence: str, about: str) -> bool:
    """Whether megawatts are those of pumps, which make no power: 排涝站2座、装机480千瓦."""
    is_of_station = _word("power_station").search(about) is not None
    return kind == _POWER and not is_of_station and _word("pumps").search(f"{about} {sentence}") is not None


def is_only_planned(before: str, text: str, end: int) -> bool:
    """Whether a number is of all that is planned, and words behind `end` say what is built: 规划占地220亩,先期120亩.

    `before`: the words of the clause before the number.
    """
    return _word("planned").search(before) is not None and _word("of_now").search(text, end) is not None


def is_of_nature(before: str, about: str) -> bool:
    """Whether a length or an area is of a water that stands near a project of something else: 堤防9.3公里, of a bridge.

    `before`: the words of the clause before the number, which may say that it is built.
    """
    if not about or _word("natural").search(before) is None or _word("builds").search(before):
        return False
    return _word("of_water").search(about) is None


def is_whole_of_another(before: str, about: str, kind: str) -> bool:
    """Whether a number is called the whole of a thing that the project's name does not hold: 环网总长, 电站总装机.

    `before`: the words of the clause before the number. What a reservoir holds is of the project only where its name
    ends in the reservoir: 青山水库除险加固, and not 青山水库引水工程.
    """
    if not about or _word("builds").search(before):
        return False
    if kind == _STORAGE and _word("of_reservoir").search(before):
        return not re.search(
            rf"(?:{_word('holds_water').pattern})(?:{_word('size').pattern}|{_word('of_name').pattern})*$", about
        )
    match = _word("whole_of").search(before)
    thing = match["thing"][-1:] if match else ""
    return bool(thing) and thing not in about


def is_out_of_it(text: str, end: int) -> bool:
    """Whether what stands behind a quantity excludes it, says what of it counts, or what it changes of a thing.

    全长432公里(境内97公里); 提升42个村供水保障水平.
    """
    return _out().match(text, end) is not None or is_given_up(text, end)


def is_given_up(text: str, end: int) -> bool:
    """Whether the next words say that what was counted goes, or that the number is of what is changed for it."""
    return any(_word(role).match(text, end) for role in ("given_up", "of_what_it_changes"))


@cache
def _out() -> re.Pattern[str]:
    excluded = rf"[^\d,;。()]{{0,{_REACH}}}(?:\([^()\d]{{0,{_REACH}}})?(?:{_word('excluded').pattern})"
    return re.compile(rf"{excluded}|[^\d,;。()]{{0,{_REACH}}}(?:{_word('beyond').pattern})")


class Head(NamedTuple):
    """What a noun says that is counted: its kind, the noun, and whether the noun ends in it."""

    kind: str
    noun: str | None
    is_sure: bool


@lru_cache(maxsize=16384)
def head_of(unit: str, nouns: tuple[str, ...]) -> Head:
    """What nouns say, the nearest first: the first that ends in a thing counts, else the first that holds a kind."""
    loose = None
    for noun in nouns:
        known = kinds_beside(unit, noun)
        if any(map(said_by_unit, known)):
            return Head(known[0], noun, True)
        kind = next((kind for kind in known if _head(kind).search(noun)), None)
        if kind or (_thing().search(noun) and not is_bare(noun)):
            return Head(kind or reference.OTHER_KIND, noun, True)
        loose = loose or (Head(known[0], noun, False) if known else None)
    return loose or Head(reference.OTHER_KIND, None, False)


def is_bare(noun: str) -> bool:
    """Whether a noun says nothing but how a thing is measured, which the words before it speak of: 全长38.6公里."""
    return _word("of_what_is_before").fullmatch(noun) is not None


@cache
def _head(kind: str) -> re.Pattern[str]:
    """A noun that ends in a kind, but for words of its size: 桥梁全长."""
    noun = reference.quantity_kinds()[kind].noun
    assert noun is not None, kind
    return re.compile(rf"(?:{noun.pattern})(?:{_size().pattern})$")


@cache
def _thing() -> re.Pattern[str]:
    return re.compile(rf"(?:{_word('thing').pattern})(?:{_size().pattern})$")


@cache
def _size() -> re.Pattern[str]:
    return re.compile(rf"(?:{_word('size').pattern})*")


def _word(role: str) -> re.Pattern[str]:
    return reference.words_of("quantity_words", role)
