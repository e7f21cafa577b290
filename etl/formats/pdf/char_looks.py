"""How the characters of a page look: struck out by a drawn line or a reviewer's mark, or raised above their line.

A character says so by its text, from here to the cells: struck ones are moved to a range of codes that no text uses
(`seen_in` moves them back), raised digits become ¹²³.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from pdfplumber.page import Page

from etl.formats.pdf.edges import NEAR, positions
from etl.formats.pdf.words_of_page import Char, plain
from etl.formats.seen import PLAIN, Look, Piece, Seen, raised, seen

_MOVED_TO = 0x100000
"""Plane 16: a struck character stands there at its own code."""
_THINNEST_SHARE = 0.2
"""Of a character's height: a bar that is thicker is no stroke."""
_UPPER, _LOWER = 0.3, 0.72
"""Of a character's height: between these a stroke goes through it; an underline lies lower."""
_MOST_OTHERS = 0.2
"""Of the characters that a line meets, so many may be met elsewhere than in their middle: else it is a rule."""
_SHORT = 0.75
"""Points: a rule ends no further from the upright line that it runs to; a stroke ends where its words do."""
_BAND = 8.0
"""Points."""
_SMALLER, _LOWEST, _HIGHEST, _NEAR = 0.85, 0.15, 0.8, 0.35
"""Of the size of the character before: how small, how much higher, and how near a raised one is."""


class Stroke(NamedTuple):
    """A level line on the page: its left end, height, right end; thickness; the object that draws it, if any."""

    x0: float
    y: float
    x1: float
    thickness: float
    drawn: dict[str, Any] | None


class Upright(NamedTuple):
    """An upright line on the page: its distance from the left, its upper and its lower end."""

    x: float
    top: float
    bottom: float


class Struck(NamedTuple):
    """The characters that are struck out (their ids), and the objects that strike them."""

    chars: set[int]
    strokes: list[dict[str, Any]]


def struck(page: Page, chars: Sequence[Char]) -> Struck:
    """What is struck out on a page."""
    found = Struck(set(), [])
    at_height = _by_height(chars)
    uprights = list(_uprights(page))
    for stroke in _strokes(page):
        through = _struck_by(stroke, at_height.get(int(stroke.y / _BAND), ()))
        if through and not _is_rule(stroke, through, uprights):
            found.chars.update(map(id, through))
            found.strokes.extend([stroke.drawn] if stroke.drawn is not None else [])
    return found


def _by_height(chars: Sequence[Char]) -> dict[int, list[Char]]:
    """The characters in each level band of the page: pages have thousands of them, and hundreds of lines."""
    found: dict[int, list[Char]] = {}
    for char in chars:
        for band in range(int(char["top"] / _BAND), int(char["bottom"] / _BAND) + 1):
            found.setdefault(band, []).append(char)
    return found


def _strokes(page: Page) -> Iterator[Stroke]:
    """Level lines, thin bars, and the marks by which reviewers strike words."""
    for one in (*page.lines, *page.rects, *page.curves):
        if one["x1"] - one["x0"] > one["bottom"] - one["top"]:
            yield Stroke(one["x0"], (one["top"] + one["bottom"]) / 2, one["x1"], one["bottom"] - one["top"], one)
    for note in page.annots:
        if "StrikeOut" in str((note.get("data") or {}).get("Subtype")):
            yield Stroke(note["x0"], (note["top"] + note["bottom"]) / 2, note["x1"], 0.0, None)


def _uprights(page: Page) -> Iterator[Upright]:
    """Upright lines and thin bars."""
    for one in (*page.lines, *page.rects, *page.curves):
        if one["x1"] - one["x0"] <= min(NEAR, one["bottom"] - one["top"]):
            yield Upright((one["x0"] + one["x1"]) / 2, one["top"], one["bottom"])


def _is_rule(stroke: Stroke, through: Sequence[Char], uprights: Sequence[Upright]) -> bool:
    """Whether a line that goes through words is a rule of a table all the same: the words are too high for their row.

    It runs from one upright line to another, and in most of the columns between them it goes through no words; where
    it does in most, a whole row is struck out.
    """
    at = positions([one.x for one in uprights if one.top - NEAR <= stroke.y <= one.bottom + NEAR])
    if not at or not (_ends_at(stroke.x0, at) and _ends_at(-stroke.x1, [-x for x in at])):
        return False
    inner = [x for x in at if stroke.x0 + NEAR < x < stroke.x1 - NEAR]
    columns = {bisect_right(inner, (char["x0"] + char["x1"]) / 2) for char in through}
    return not inner or 2 * len(columns) <= len(inner) + 1


def _ends_at(end: float, at: Sequence[float]) -> bool:
    """Whether the left end of a line lies at one of the upright lines, or where the table is open: left of them all."""
    return end < min(at) or any(-_SHORT <= x - end <= NEAR for x in at)


def _struck_by(stroke: Stroke, chars: Sequence[Char]) -> list[Char]:
    """The characters whose middle a stroke goes through; none where it goes through others elsewhere, as rules do."""
    met = [char for char in chars if _meets(stroke, char)]
    through = [char for char in met if _goes_through(stroke, char)]
    return through if len(met) - len(through) <= _MOST_OTHERS * len(met) else []


def _meets(stroke: Stroke, char: Char) -> bool:
    middle = (char["x0"] + char["x1"]) / 2
    inside = bool(stroke.x0 < middle < stroke.x1 and char["top"] < stroke.y < char["bottom"])
    return inside and not char["text"].isspace()


def _goes_through(stroke: Stroke, char: Char) -> bool:
    height = char["bottom"] - char["top"]
    is_thin = stroke.thickness <= _THINNEST_SHARE * height
    return bool(is_thin and _UPPER * height <= stroke.y - char["top"] <= _LOWER * height)


def without_strokes(page: Page, found: Struck) -> Page:
    """The page without the lines that strike words: they are no rules of a table."""
    places = {_place(one) for one in found.strokes}
    return page.filter(lambda one: _place(one) not in places) if places else page


def _place(one: dict[str, Any]) -> tuple[str, float, float, float, float]:
    return one["object_type"], one["x0"], one["top"], one["x1"], one["bottom"]


def marked(chars: Sequence[Char], found: Struck) -> list[Char]:
    """Characters whose text says that they are struck out or raised."""
    at_height = _by_height(chars)
    high = {id(char) for char in chars if raised(char["text"]) != char["text"] and _is_high(char, at_height)}
    return [_marked(char, is_struck=id(char) in found.chars, is_raised=id(char) in high) for char in chars]


def _marked(char: Char, *, is_struck: bool, is_raised: bool) -> Char:
    text = char["text"]
    if is_raised:
        text = raised(text)
    if is_struck:
        letters = (ord(letter) for letter in plain(text))
        text = "".join(chr(_MOVED_TO + code) if code < _MOVED_TO else chr(code) for code in letters)
    return char if text == char["text"] else {**char, "text": text}


def _is_high(char: Char, at_height: dict[int, list[Char]]) -> bool:
    """Whether it is raised above the character before it."""
    return any(_is_raised(before, char) for before in at_height[int(char["bottom"] / _BAND)])


def _is_raised(before: Char, char: Char) -> bool:
    size = before["size"]
    is_small = char["size"] <= _SMALLER * size
    is_near = -_NEAR * size < char["x0"] - before["x1"] < _NEAR * size
    return bool(is_small and is_near and _LOWEST * size <= _rise(before, char) <= _HIGHEST * size)


def _rise(before: Char, char: Char) -> float:
    """How much higher a character stands. Where fonts differ, so do their feet, and only the lines that they stand on
    can be compared; where they do not, its foot tells of a rise that its line does not know of."""
    rise = char["matrix"][5] - before["matrix"][5]
    same_font = char["fontname"] == before["fontname"]
    return float(max(rise, before["bottom"] - char["bottom"]) if same_font else rise)


def seen_in(text: str) -> Seen:
    """What is seen of a text that was read of such characters."""
    if not text or max(text) < chr(_MOVED_TO):
        return Seen(text, [])
    words = seen(_pieces(text))
    lines = (line.strip(" ") for line in words.text.split("\n"))
    return Seen("\n".join(line for line in lines if line), words.doubts)


def _pieces(text: str) -> Iterator[Piece]:
    for is_struck, letters in groupby(text, lambda letter: ord(letter) >= _MOVED_TO):
        yield "".join(map(_moved_back, letters)), Look(struck=True) if is_struck else PLAIN


def _moved_back(letter: str) -> str:
    return chr(ord(letter) - _MOVED_TO) if ord(letter) >= _MOVED_TO else letter
