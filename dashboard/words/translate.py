"""Words on screen in the reader's language.

Chinese is the source text. English stands in `data/reference/english/*.csv` (columns `zh`, `en`), one file per page
or part; `{name}` in a text is filled in after the lookup, so that both languages order their words freely.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from etl.contract.paths import data_dir

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)

DATA_LANGUAGE = "zh-CN"
"""`lang` of an element that shows what documents say, in whichever language the page is spoken."""

_ONE = re.compile(r"(?<![\w.,/–-])1 (project|document|file|row|target|site|month|condition|field|correction|year)s\b")
"""A count of one before an English plural."""

_LANGUAGE: ContextVar[str] = ContextVar("language", default=CHINESE)


def language() -> str:
    """The language that is being spoken: `zh` unless `speaking` says otherwise."""
    return _LANGUAGE.get()


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak a language, Chinese where it is not known, until the block ends."""
    token = _LANGUAGE.set(name if name in LANGUAGES else CHINESE)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def t(text: str, /, **values: object) -> str:
    """A text in the language being spoken; the Chinese itself where no English is known. Gaps are filled by name."""
    if _LANGUAGE.get() == CHINESE:
        return text.format(**values) if values else text
    text = english().get(text, text)
    return _ONE.sub(r"1 \1", text.format(**values)) if values else text


def listed(words: Iterable[str]) -> str:
    """Words one after the other: `甲、乙` or `A, B`."""
    return ("、" if _LANGUAGE.get() == CHINESE else ", ").join(words)


@cache
def english() -> dict[str, str]:
    """Chinese text to English text."""
    words: dict[str, str] = {}
    for path in sorted((data_dir() / "reference" / "english").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            words |= {row["zh"]: row["en"] for row in csv.DictReader(file)}
    return words
