"""The sector that words around a row name: a section above it (（一）水利工程), a title (2026年水利项目清单)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from etl.contract import reference
from etl.parse.places import region, townships
from etl.parse.words import clean
from etl.parse.year_nature import natures_in

_COUNTED_BY_LETTER = re.compile(r"^[A-Z]\s+")
_BRACKET = re.compile(r"[（(][^（()）]*[）)]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NO_WORDS = re.compile(r"[\d\W_]+")
_SHORTEST_GROUP = 2
_NAMED = "§"
"""Stands for the name of a sector while what is around it is looked at."""


def sectors_of_section(words: str) -> list[str]:
    """The sectors that the words of a section name, beside nothing but what stands around in such words."""
    return sorted(_named(_COUNTED_BY_LETTER.sub("", words).split()))


def sectors_of_title(words: str) -> list[str]:
    """The sectors that the pieces of a title name.

    Words for programmes, which are of any sector (乡村振兴, 民生), name none there.
    """
    return sorted({sector for piece in words.split() for sector in _named([piece], but=_word("programme"))})


def group_of_section(words: str) -> str | None:
    """What the words of a section name that is no sector which is known (园区配套): a group of the office's own.

    None for a sector, a place, a state of work (续建), whose money or care it is, or nothing but what stands around
    names.
    """
    if _named(words.split()) or any(natures_in(_BRACKET.sub("", words))) or _word("no_group").search(clean(words)):
        return None
    left = [_without_around(piece).strip(_NAMED) for piece in words.split()]
    own = "".join(_NO_WORDS.sub("", piece) for piece in left if not _word("no_sector").fullmatch(piece))
    is_place = region.mentioned(words, None) or townships.township(words) or not _HAN.search(own)
    return None if is_place or len(own) < _SHORTEST_GROUP else own


def sectors_in(words: str) -> set[str]:
    """The sectors whose names stand in words, whatever they say beside (铁路货场), or whose rules for names fire."""
    text = clean(words)
    named = {reference.sector_synonyms()[match[0]] for match in _synonyms().finditer(text)}
    return named | {rule.sector for rule in reference.sector_rules() if rule.pattern.search(text)}


def _named(pieces: Sequence[str], but: re.Pattern[str] | None = None) -> set[str]:
    """The sectors that words name; none where they say something else beside, so that it is not the sector's name."""
    found = [match[0] for piece in pieces for match in _synonyms().finditer(clean(piece))]
    if not found or (but and any(map(but.fullmatch, found))) or any(map(_says_more, pieces)):
        return set()
    telling = [word for word in found if not _word("beside_others").fullmatch(word)]
    return {reference.sector_synonyms()[word] for word in telling or found}


def _says_more(piece: str) -> bool:
    """Whether words say more than sectors and what stands around their names."""
    return _without_around(piece).strip(_NAMED) != ""


def _without_around(piece: str) -> str:
    """Words without what stands around names of sectors, with a mark in the place of each name."""
    rest = _synonyms().sub(_NAMED, clean(piece))
    while (shorter := _word("around").sub("", rest).strip()) != rest:
        rest = shorter
    return rest


@cache
def _synonyms() -> re.Pattern[str]:
    """The names of sectors, the longest first."""
    return re.compile(reference.alternation(list(reference.sector_synonyms())))


def _word(role: str) -> re.Pattern[str]:
    return reference.words_of("sector_words", role)
