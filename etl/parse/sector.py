"""The sector that words around a row name: a section above it (（一）水利工程), a title (2026年水利项目清单)."""

from __future__ import annotations

import re
from functools import cache

from etl.contract import reference
from etl.parse.words import clean

_NAMED = "§"
"""Stands for the name of a sector while what is around it is looked at."""


def sectors_of_section(words: str) -> list[str]:
    """The sectors that the words of a section name, beside nothing but what stands around in such words."""
    return sorted(_named(words))


def sectors_of_title(words: str) -> list[str]:
    """The sectors that the pieces of a title name.

    Words for programmes, which are of any sector (乡村振兴, 民生), name none there.
    """
    return sorted({sector for piece in words.split() for sector in _named(piece, but=_word("programme"))})


def _named(words: str, but: re.Pattern[str] | None = None) -> set[str]:
    """The sectors that words name; none where they say something else beside, so that it is not the sector's name."""
    text = clean(words)
    found = [match[0] for match in _synonyms().finditer(text)]
    if not found or (but and any(map(but.fullmatch, found))):
        return set()
    rest = _synonyms().sub(_NAMED, text)
    while (shorter := _word("around").sub("", rest).strip()) != rest:
        rest = shorter
    known = reference.sector_synonyms()
    return {known[word] for word in found} if not rest.strip(_NAMED) else set()


@cache
def _synonyms() -> re.Pattern[str]:
    """The names of sectors, the longest first."""
    return re.compile(reference.alternation(list(reference.sector_synonyms())))


def _word(role: str) -> re.Pattern[str]:
    return reference.words_of("sector_words", role)
