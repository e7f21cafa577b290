"""Words of a picture, where the optional recogniser is installed (`pip install 'portfolio-board[ocr]'`).

Its models lie in its package, so nothing is fetched. What it reads is never certain: see `Grid.recognised`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
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
        tops = [float(y) for _, y in corners]
        height = max(tops) - min(tops)
        above = height * (1 - _INK) / 2
        top, bottom = min(tops) + above, max(tops) - above
        places = [(said, [float(x) for x, _ in box]) for said, _, box in characters if box]
        if "".join(said for said, _ in places).replace(" ", "") != text.replace(" ", ""):
            xs = [float(x) for x, _ in corners]
            places = _spread(text, min(xs) + height * _MARGIN, max(xs) - height * _MARGIN)
        words.append([Word(plain(said), min(xs), top, max(xs), bottom) for said, xs in places if said.strip()])
    return [word for word in words if word]


def _spread(text: str, left: float, right: float) -> list[tuple[str, list[float]]]:
    """Characters with equal shares of a box, half as much for those that are half as wide."""
    widths = [1.0 if character > "\u2e80" else 0.5 for character in text]
    share = (right - left) / (sum(widths) or 1.0)
    starts = [left + share * sum(widths[:at]) for at in range(len(text))]
    return [(text[at], [start, start + share * widths[at]]) for at, start in enumerate(starts)]


@cache
def _engine() -> Callable[..., Any]:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine: Callable[..., Any] = import_module("rapidocr").RapidOCR(params={"Global.max_side_len": 4000})
    return engine
