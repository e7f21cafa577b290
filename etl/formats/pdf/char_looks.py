"""How the characters of a page look: struck out by a drawn line or a reviewer's mark, or raised above their line.

A character says so by its text, from here to the cells: struck ones are moved to a range of codes that no text uses
(`seen_in` moves them back), raised digits become ¹²³.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from pdfplumber.page import Page

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


class Struck(NamedTuple):
    """The characters that are struck out (their ids), and the objects that strike them."""

    chars: set[int]
    strokes: list[dict[str, Any]]


def struck(page: Page, chars: Sequence[Char]) -> Struck:
    """What is struck out on a page."""
    found = Struck(set(), [])
    at_height = _by_height(chars)
    for stroke in _strokes(page):
        through = _struck_by(stroke, at_height.get(int(stroke.y / _BAND), ()))
        if through:
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
