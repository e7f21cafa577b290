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
    from etl.extract.pdf_text import Word

Recognise = Callable[[bytes], "list[Word]"]
"""A picture (PNG) -> its words with their places in pixels; y grows downwards."""

HOW_TO_GET = "安装文字识别后可以读取：pip install 'portfolio-board[ocr]'。"
DPI = 150
_INK, _MARGIN = 0.6, 0.15
"""The recogniser's boxes are larger than the characters: ink to box, and white at either side, in box heights."""


def available() -> bool:
    """Whether the recogniser is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def recognise(picture: bytes) -> list[Word]:
    """Words of a picture by the installed recogniser, each a run of characters that stand close together."""
    from etl.extract.pdf_text import Word, plain  # heavy, and the format is told without it

    found = _engine()(picture)
    if found.boxes is None:
        return []
    words = []
    for corners, text in zip(found.boxes, found.txts, strict=True):
        xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        height = max(ys) - min(ys)
        aside, above = height * _MARGIN, height * (1 - _INK) / 2
        words.append(Word(plain(text), min(xs) + aside, min(ys) + above, max(xs) - aside, max(ys) - above))
    return words


@cache
def _engine() -> Callable[[bytes], Any]:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine: Callable[[bytes], Any] = import_module("rapidocr").RapidOCR()
    return engine
