"""Words of a PDF page: characters put right, gathered to words, lines, paragraphs and columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.utils.text import extract_words

Char = dict[str, Any]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom; y grows downwards."""

_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_RADICALS[0x2F3E] = "户"  # normalised to the traditional form, which shares no glyph with it in simplified text
_SUPPLEMENT = (
    "⺁厂⺟母⺠民⺩王⺬示⺮竹⺶羊⺻聿⺼月⺽臼⻁虎⻄西⻅见⻆角⻇角⻉贝⻊足⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻲亀⻳龟"
)
_RADICALS |= {ord(radical): plain for radical, plain in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}

_HEADING = re.compile(
    r"[一二三四五六七八九十]+、|[((][一二三四五六七八九十]+[))]|第[一二三四五六七八九十]+[章节条]|附件"
)
_WORD_GAP = 0.35
"""A wider gap between characters, in character sizes, is a space."""


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half of its height, from the top of the page."""
        return (self.top + self.bottom) / 2


Line = list[Word]


def plain(text: str) -> str:
    """Text with Kangxi and other radicals, which some programs write in their place, as normal characters."""
    return text.translate(_RADICALS)


def unique(chars: Sequence[Char]) -> list[Char]:
    """Characters without the second print, half a point aside, that some programs make of bold text."""
    kept: list[Char] = []
    seen: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        x, y = int(char["x0"] / 2), int(char["top"] / 2)
        near = (seen.get((char["text"], x + i, y + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1))
        slack = min(1.0, char["size"] / 8)
        if any(
            abs(other["x0"] - char["x0"]) < slack and abs(other["top"] - char["top"]) < slack
            for others in near
            for other in others
        ):
            continue
        seen.setdefault((char["text"], x, y), []).append(char)
        kept.append(char)
    return kept


def words_of(chars: Sequence[Char]) -> list[Word]:
    """Words in reading order."""
    found = extract_words(list(chars), x_tolerance_ratio=_WORD_GAP, y_tolerance=2)
    return [Word(plain(word["text"]), word["x0"], word["top"], word["x1"], word["bottom"]) for word in found]


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words gathered to lines from top to bottom: those whose middles stand on about the same height."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda one: (one.middle, one.x0)):
        if lines and abs(word.middle - median(one.middle for one in lines[-1])) < _slack(word, lines[-1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    for line in lines:
        line.sort(key=lambda one: one.x0)
    return lines


def _slack(word: Word, line: Line) -> float:
    """How far middles may differ: words of one line, small raised ones included."""
    return 0.35 * max(word.bottom - word.top, line[0].bottom - line[0].top)


def text_of(words: Iterable[Word]) -> str:
    """The text of a cell, line by line."""
    return "\n".join(" ".join(word.text for word in line) for line in lines_of(words))


def size_of(words: Sequence[Word]) -> float:
    """The usual height of the words."""
    return median(word.bottom - word.top for word in words) if words else 10.0


def segments(line: Line, gap: float) -> list[Word]:
    """A line's words, joined where they stand nearer than `gap`."""
    joined: list[Word] = []
    for word in line:
        if joined and word.x0 - joined[-1].x1 < gap:
            last = joined.pop()
            top, bottom = min(last.top, word.top), max(last.bottom, word.bottom)
            word = Word(f"{last.text} {word.text}", last.x0, top, max(last.x1, word.x1), bottom)
        joined.append(word)
    return joined


@dataclass(slots=True)
class Prose:
    """A paragraph. `goes_on` tells that it begins without an indent, `is_open` that its last line is full."""

    text: str
    size: float
    goes_on: bool
    is_open: bool

    def join(self, other: Prose) -> None:
        """Take in the rest of this paragraph."""
        between = " " if re.fullmatch("[A-Za-z,;]{2}", self.text[-1:] + other.text[:1]) else ""
        self.text += between + other.text
        self.is_open = other.is_open

    def flows_into(self, other: Prose) -> bool:
        """Whether the other's words may be the rest of this paragraph."""
        return self.is_open and other.goes_on and abs(self.size - other.size) < 0.1 * self.size


def paragraphs(lines: Sequence[Line], left: float, right: float) -> list[Prose]:
    """Running text: a line that is full flows into the next that is not indented. The text is `left` to `right`."""
    found: list[Prose] = []
    bottom = 0.0
    for line in lines:
        size = size_of(line)
        text = " ".join(word.text for word in line)
        space = 1.5 if text.endswith(("。", ";", ":", "!", "?")) else 3.5
        goes_on = line[0].x0 < left + size and not _HEADING.match(text)
        piece = Prose(text, size, goes_on, line[-1].x1 > right - space * size)
        if found and line[0].top - bottom < 1.6 * size and found[-1].flows_into(piece):
            found[-1].join(piece)
        else:
            found.append(piece)
        bottom = line[0].bottom
    return found


def gutters(pieces: Sequence[Word], narrowest: float) -> list[float]:
    """The middles of the vertical white strips between the pieces."""
    spans: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda one: one.x0):
        if spans and piece.x0 <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], piece.x1))
        else:
            spans.append((piece.x0, piece.x1))
    return [(left[1] + right[0]) / 2 for left, right in pairwise(spans) if right[0] - left[1] >= narrowest]
