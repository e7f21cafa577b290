"""Words of a PDF page: characters put right, gathered to words, lines, paragraphs and columns."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
_CLOSE = 2.5
"""Points; a second print of a character that makes it bold stands no further aside."""
_NEXT, _BEHIND = 1.5, 0.3
"""Of a character's height: no further on, and no further back, does a character go on with its line."""
_LARGE = 1.7
"""How much larger than the usual character that of a watermark is."""
_ENDS_IN_NUMBER = re.compile(r"[\u4e00-\u9fff][^\n\d]*[\d.,]*\d$")
_BEGINS_WITH_NUMBER = re.compile(r"\d+(?:\.\d+)?(?![、.)）\d]).*[\u4e00-\u9fff]")
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


def goes_on(last: Char, char: Char) -> bool:
    """Whether a character stands beside the one before; raised ones do."""
    height = last["bottom"] - last["top"]
    aside = char["x0"] - last["x1"]
    below = (char["top"] + char["bottom"] - last["top"] - last["bottom"]) / 2
    return bool(-_BEHIND * height <= aside <= _NEXT * height and abs(below) < height / 2)


def unique(chars: Sequence[Char]) -> list[Char]:
    """Characters without the second print, a little aside, that some programs make of bold text.

    They print each character twice, or a whole run of them: where a run meets only some characters of another, both are
    words, which lie over each other.
    """
    kept: list[Char] = []
    seen: dict[tuple[str, int, int], list[Char]] = {}
    for run in _runs(_printed_once(chars)):
        if all(char["text"].isspace() or _is_second_print(char, seen) for char in run):
            continue
        for char in run:
            seen.setdefault((char["text"], int(char["x0"] / _CLOSE), int(char["top"] / _CLOSE)), []).append(char)
        kept += run
    return kept


def _printed_once(chars: Iterable[Char]) -> Iterator[Char]:
    """Characters without those that repeat the one before."""
    last: Char | None = None
    for char in chars:
        if last is None or not _is_twin(last, char):
            yield char
            last = char


def _runs(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Characters that were written one after another along a line."""
    run: list[Char] = []
    for char in chars:
        if run and not goes_on(run[-1], char):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def _is_second_print(char: Char, seen: Mapping[tuple[str, int, int], Sequence[Char]]) -> bool:
    x, y = int(char["x0"] / _CLOSE), int(char["top"] / _CLOSE)
    near = (seen.get((char["text"], x + i, y + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1))
    return any(_is_twin(other, char) for others in near for other in others)


def _is_twin(one: Char, other: Char) -> bool:
    """Whether two characters are the same at nearly the same place."""
    aside, below = min(_CLOSE, 0.35 * (other["x1"] - other["x0"])), min(_CLOSE, other["size"] / 8)
    is_near = abs(one["x0"] - other["x0"]) < aside and abs(one["top"] - other["top"]) < below
    return bool(is_near and one["text"] == other["text"])


def watermark(chars: Sequence[Char]) -> list[Char]:
    """Characters of a watermark: set askew, or so large that smaller ones are printed over them.

    With one character that is printed over go all of its line that have its font and size.
    """
    askew = [char for char in chars if _is_askew(char)]
    if not chars:
        return askew
    usual = median(char["size"] for char in chars)
    large = [char for char in chars if char["size"] > _LARGE * usual and not _is_askew(char)]
    if not large:
        return askew
    small = [char for char in chars if char["size"] < 1.2 * usual and not char["text"].isspace()]
    over = {_style(one) for one in large if any(_holds(one, other) for other in small)}
    return askew + [char for char in large if _style(char) in over]


def _is_askew(char: Char) -> bool:
    along, up = abs(char["matrix"][0]), abs(char["matrix"][1])
    return bool(min(along, up) > 0.05 * max(along, up))


def _style(char: Char) -> tuple[str, float, int]:
    return char["fontname"], round(char["size"], 1), round(char["top"])


def _holds(large: Char, small: Char) -> bool:
    """Whether the middle of one character lies well inside another."""
    x, y = (small["x0"] + small["x1"]) / 2, (small["top"] + small["bottom"]) / 2
    edge = 0.15 * large["size"]
    return bool(large["x0"] < x < large["x1"] and large["top"] + edge < y < large["bottom"] - edge)


def words_of(chars: Sequence[Char], gap: float = _WORD_GAP) -> list[Word]:
    """Words in reading order, parted by gaps of so many character sizes."""
    found = extract_words(list(chars), x_tolerance_ratio=gap, y_tolerance=2)
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


def text_of(words: Iterable[Word], left: float | None = None, right: float | None = None) -> str:
    """The text of a cell, line by line; a number that its right rule breaks in running words is put together."""
    lines = lines_of(words)
    text = ""
    for above, line in zip([None, *lines], lines, strict=False):
        said = " ".join(word.text for word in line)
        if above is None or (right is not None and _is_broken(text, said, lines, above, left or 0.0, right)):
            text += said
        else:
            text += f"\n{said}"
    return text


def _is_broken(above: str, below: str, lines: Sequence[Line], line: Line, left: float, right: float) -> bool:
    """Whether a number goes on from a full line into the next: both hold other words, and no item begins there."""
    if not (_ENDS_IN_NUMBER.search(above) and _BEGINS_WITH_NUMBER.match(below)):
        return False
    size = line[-1].bottom - line[-1].top
    margin = min(max(0.0, min(one[0].x0 for one in lines) - left), size)
    return right - line[-1].x1 < margin + 0.8 * size


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


def joined(characters: Line) -> Word:
    """One word of its characters."""
    return Word(
        "".join(one.text for one in characters),
        min(one.x0 for one in characters),
        min(one.top for one in characters),
        max(one.x1 for one in characters),
        max(one.bottom for one in characters),
    )


def rejoined(line: Line, between: Sequence[float]) -> Line:
    """The words of a line that was parted at narrow gaps, joined again where no column ends between them."""
    joined: list[Word] = []
    for word in line:
        last = joined[-1] if joined else None
        is_near = last is not None and word.x0 - last.x1 < _WORD_GAP * (word.bottom - word.top)
        if last is not None and is_near and bisect_right(between, last.x1) == bisect_right(between, word.x0):
            joined[-1] = replace(last, text=last.text + word.text, x1=word.x1)
        else:
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
