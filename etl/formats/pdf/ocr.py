"""Words of a picture, where the optional recogniser is installed (`pip install 'portfolio-board[ocr]'`).

Its models lie in its package, so nothing is fetched. What it reads is never certain: see `Grid.recognised`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl.formats.pdf.words_of_page import Word

Recognise = Callable[[bytes], "list[list[Word]]"]
"""A picture (PNG) -> its words, each as its characters with their places in pixels; y grows downwards."""

COMMAND = "pip install 'portfolio-board[ocr]'"
"""What installs it."""
DPI = 150
_INK, _MARGIN = 0.6, 0.15
"""The recogniser's boxes are larger than the characters: ink to box, and white at either side, in box heights."""


def available() -> bool:
    """Whether the recogniser is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def recognise(picture: bytes) -> list[list[Word]]:
    """Words of a picture by the installed recogniser: runs of characters that stand close together."""
    from etl.formats.pdf.words_of_page import Word, plain  # heavy, and the format is told without it

    found = _engine()(picture, return_word_box=True, return_single_char_box=True)
    if found.boxes is None:
        return []
    words = []
    for corners, text, characters in zip(found.boxes, found.txts, found.word_results, strict=True):
        left, right, upper, lower = _ends(corners)
        height = lower - upper
        above = height * (1 - _INK) / 2
        top, bottom = upper + above, lower - above
        places = [(said, *_ends(box)[:2]) for said, _, box in characters if box]
        if not _say(places, text):
            places = _spread(text, left + height * _MARGIN, right - height * _MARGIN)
        words.append([Word(plain(said), x0, top, x1, bottom) for said, x0, x1 in places if said.strip()])
    return [word for word in words if word]


def _ends(corners: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a box."""
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return min(xs), max(xs), min(ys), max(ys)


_Place = tuple[str, float, float]
"""A character, its left and its right end."""


def _say(places: Sequence[_Place], text: str) -> bool:
    """Whether these are the characters of a text, spaces aside."""
    return "".join(said for said, _, _ in places).replace(" ", "") == text.replace(" ", "")


def _spread(text: str, left: float, right: float) -> list[_Place]:
    """Characters with equal shares of a box, half as much for those that are half as wide."""
    widths = [1.0 if character > "\u2e80" else 0.5 for character in text]
    share = (right - left) / (sum(widths) or 1.0)
    starts = [left + share * sum(widths[:at]) for at in range(len(text))]
    return [(text[at], start, start + share * widths[at]) for at, start in enumerate(starts)]


@cache
def _engine() -> Callable[..., Any]:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine: Callable[..., Any] = import_module("rapidocr").RapidOCR(params={"Global.max_side_len": 4000})
    return engine
