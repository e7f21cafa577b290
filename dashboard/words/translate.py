"""Words on screen in the reader's language.

Chinese is the source text: it stands in the code and the reference data, and is the msgid of its English in
`data/locale/en/LC_MESSAGES/portfolio.po`. `{name}` in a text is filled in after the lookup, so that both languages
order their words freely. A number that decides between singular and plural is always called `{count}`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from etl.contract.paths import data_dir

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)

DATA_LANGUAGE = "zh-CN"
"""`lang` of an element that shows what documents say, in whichever language the page is spoken."""

MEASURE_WORDS = frozenset("个张条项座处台套口株盏栋所家间户辆只头件组块片根部对门扇支架艘")
"""What Chinese counts things with; English has no word for it."""

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
    """A text in the language being spoken; the Chinese itself where no English is known. Gaps are filled by name.

    `count` chooses the plural form, as the number is shown: `1` alone is one, `1.5`, `1/21` and `1,000` are many.
    """
    if _LANGUAGE.get() != CHINESE:
        text = _in_english(text, is_one=str(values.get("count", 1)) == "1")
    return text.format(**values) if values else text


def listed(words: Iterable[str]) -> str:
    """Words one after the other: `甲、乙` or `A, B`."""
    return ("、" if _LANGUAGE.get() == CHINESE else ", ").join(words)


def english(text: str) -> str:
    """The English of a Chinese text, nothing where the catalogue has none."""
    words = _in_english(text, is_one=True)
    return words if words != text else ""


def catalogue_path() -> Path:
    """The catalogue of English words, as people edit it."""
    return data_dir() / "locale" / "en" / "LC_MESSAGES" / "portfolio.po"


def _in_english(text: str, *, is_one: bool) -> str:
    if not text or text in MEASURE_WORDS:  # of no words gettext gives the head of the catalogue
        return ""
    words = _catalogue().gettext(text)  # the singular where there are two forms
    return words if is_one else _catalogue().ngettext(text, words, 2)


@cache
def _catalogue() -> GNUTranslations:
    """The catalogue, read when English is first spoken: Babel is not even imported before."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with catalogue_path().open("rb") as file:
        write_mo(compiled, read_po(file, locale=ENGLISH))
    compiled.seek(0)
    return GNUTranslations(compiled)
