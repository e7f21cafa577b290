"""Raw cell -> text that the grammars read, with the way back to positions in the raw cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import polars as pl
from opencc import OpenCC

from etl.contract.values import Span
from etl.parse import letters, note_marks

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20, 0x00A0: 0x20, 0x2002: 0x20, 0x2003: 0x20, 0x2009: 0x20, 0x200A: 0x20, 0x202F: 0x20,
    0x2010: 0x2D, 0x2011: 0x2D, 0x2012: 0x2D, 0x2013: 0x2D, 0x2014: 0x2D, 0x2015: 0x2D, 0x2212: 0x2D, 0x2500: 0x2D,
    0x301C: 0x7E, 0x2236: 0x3A, 0xFE63: 0x2D,
}  # fmt: skip
"""One character for one character, so that positions stay. 。、《》〔〕 stay as they are."""

_CJK = "\u3400-\u9fff\uf900-\ufaff\u3001-\u303f\uff00-\uffef·“”‘’"
_WRAP = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])|^\s+|\s+$")
_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"\s+")
_JOINS = re.compile(r"[0-9A-Za-z.%]")
_OFFICIAL = ("乾",)  # stands so in official names (乾县, 乾安县), though it is 干 elsewhere
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def simplified(text: str) -> str:
    """Traditional characters to simplified ones, all else as it is."""
    return text.translate(_traditional())


@cache
def _traditional() -> dict[int, str]:
    return {code: new for code, new in _table().items() if isinstance(new, str)}


@cache
def _table() -> dict[int, int | str]:
    """Full width to half width, traditional to simplified (OpenCC, character by character): one for one."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    changed = {ord(old): new for old, new in zip(characters, converted, strict=True) if old not in (new, *_OFFICIAL)}
    return {**_FULL_WIDTH, **changed}


@cache
def replacements() -> dict[str, str]:
    """Each character that normalising changes, with what it becomes."""
    return {chr(code): new if isinstance(new, str) else chr(new) for code, new in _table().items()}


@cache
def _odd() -> re.Pattern[str]:
    """Any character that normalising changes, or that may begin a mark."""
    changed = "".join(re.escape(chr(code)) for code in _table())
    return re.compile(f"[\\s{note_marks.SIGNS}{changed}]")


_SPACE_OR_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]")
_ODD_IN_COLUMN = r"[\s\x1c-\x1f\x{200B}-\x{200F}\x{2060}\x{FEFF}\x{AD}]"
"""The same as polars writes it."""
SPACES = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
"""What `str.strip` takes off; polars knows of fewer."""


def _normal(text: str) -> str:
    """Half width and simplified: each odd character that occurs is replaced, which few texts have many of.

    `str.translate` looks every character up in a table, a hundred times slower on plain text.
    """
    return _replaced(text, set(_odd().findall(text)))


def _replaced(text: str, odd: set[str]) -> str:
    for character in odd & replacements().keys():
        text = text.replace(character, replacements()[character])
    return text


@cache
def _signs() -> frozenset[str]:
    """The characters that may begin a mark."""
    codes = range(0x20, 0x3000)
    return frozenset(re.findall(f"[{note_marks.SIGNS}]", "".join(map(chr, codes)) + "注"))


@lru_cache(maxsize=65536)
def clean(raw: str) -> str:
    """Take the spaces out that a line wrap left inside or beside Chinese words; all else stays as written."""
    if not _SPACE_OR_INVISIBLE.search(raw):
        return raw
    text = _INVISIBLE.sub("", raw)
    return re.sub(r"\s+", " ", _WRAP.sub("", text))


@lru_cache(maxsize=65536)
def key(raw: str) -> str:
    """Form in which two words are compared: half width, no spaces, brackets alike, lower case."""
    text = _INVISIBLE.sub("", raw) if _SPACE_OR_INVISIBLE.search(raw) else raw
    text = _normal(text)
    if _SPACE.search(text):
        text = _SPACES.sub("", text)
    return text.replace("〔", "(").replace("〕", ")").lower()


def cleaned(texts: pl.Series) -> pl.Series:
    """`clean` of each text of a column."""
    odd = texts.str.contains(_ODD_IN_COLUMN).arg_true()
    return texts.clone().scatter(odd, pl.Series([clean(text) for text in texts.gather(odd)], dtype=pl.String))


def keys(texts: pl.Series) -> pl.Series:
    """`key` of each text of a column."""
    found = letters.letters(texts)
    odd = found.holding(_unlike().take(found.codes))
    return texts.clone().scatter(odd, pl.Series([key(text) for text in texts.gather(odd)], dtype=pl.String))


@cache
def _unlike() -> letters.Flags:
    """Any character of a text by which its key may be another: all but those that are known to stay as they are."""
    plain = (chr(code) for code in range(ord("!"), 0x7F) if not chr(code).isupper())
    same = (chr(code) for code in range(0x4E00, 0xA000) if code not in _table())
    return ~letters.table("".join((*plain, *"、。《》“”", *same)))


@dataclass(frozen=True, slots=True)
class Words:
    """Normalised text of a raw cell: half width, no line-wrap spaces.

    `moved`: places in the text from which on it lies further to the left than in the cell, and by how much, in order.
    """

    raw: str
    text: str
    moved: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Half-open range in the raw cell for a half-open range in `text`."""
        if not self.moved or start >= end:
            return Span(start, end)
        return Span(self._place(start), self._place(end - 1) + 1)

    def _place(self, at: int) -> int:
        return next((at + by for place, by in reversed(self.moved) if place <= at), at)


@lru_cache(maxsize=16384)
def words(raw: str) -> Words:
    """Normalise a raw cell. A space stays (once) only where it stands between two Latin letters or digits.

    The marks of notes behind numbers are left out, as are the signs by which a sheet keeps digits as text.
    """
    odd = set(_odd().findall(raw))
    text = _replaced(raw, odd)
    left_out = [match.span() for match in _SPACES.finditer(text)] if _SPACE.search(text) else []
    left_out += [] if odd.isdisjoint(_signs()) else note_marks.find(text)
    if not left_out:
        return Words(raw, text)
    kept: list[str] = []
    moved: list[tuple[int, int]] = []
    read_to = length = 0
    for start, end in sorted(left_out):
        kept.append(text[read_to:start])
        length += start - read_to
        if text[start].isspace() and start and _JOINS.match(text, start - 1) and _JOINS.match(text, end):
            kept.append(" ")
            length += 1
        moved.append((length, end - length))
        read_to = end
    kept.append(text[read_to:])
    return Words(raw, "".join(kept), tuple(moved))
