"""Numbers in running text: Arabic with thousands groups and decimals, Chinese numerals, and look-alikes."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

WHOLE = r"(?<![\d.A-Za-z])(?<!\d[, ])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?: ?\. ?\d+)?(?! ?\d)(?!\.\d)"
"""An Arabic number with nothing of another one beside it. Spaces around its point are a line wrap."""
ARABIC = rf"{WHOLE}(?![A-Za-ln-z])"
"""One that stands by itself; `m` may follow (m²)."""

CHINESE = r"[一二两三四五六七八九十百千〇零]+"

_LOOK_ALIKE = r"(?<![A-Za-z0-9])(?=[\dOoIlSsZzBQ]*\d)(?=\d*[OoIlSsZzBQ])[\dOoIlSsZzBQ]{2,}"
_MAY_BREAK = re.compile(r"[OoIlSsZzBQ ]")
_SPLIT = r"(?<![\d.])\d+ \d+"

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_YEAR_DIGITS = _DIGITS | {"○": 0, "o": 0, "O": 0, "0": 0}
_SPELLED_YEAR = re.compile(r"(?:二[〇零○oO0]|一九)[〇零○oO0一二三四五六七八九]{2}(?=年)")
_SPELLED_MONTH = re.compile(r"(?<=年)(?:十[一二]?|[一二三四五六七八九])(?=月)")
_SCALES = {"十": 10, "百": 100, "千": 1000}


def broken(text: str, measures: str) -> list[tuple[int, int]]:
    """Places of look-alikes of numbers before one of the measure words (a pattern): letters in them, or set apart."""
    return [match.span() for match in _broken(measures).finditer(text)] if _MAY_BREAK.search(text) else []


@cache
def _broken(measures: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_LOOK_ALIKE}|{_SPLIT})(?=万?(?:{measures}))")


def arabic(text: str) -> Decimal:
    """Value of a match of `ARABIC`."""
    return Decimal(text.replace(",", "").replace(" ", ""))


def chinese(text: str) -> int | None:
    """Value of a Chinese numeral below ten thousand; None where the characters do not make one."""
    total, digit = 0, None
    for character in text:
        if character in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[character]
        else:
            total += (1 if digit is None and not total else digit or 0) * _SCALES[character]
            digit = None
    return total + (digit or 0)


def dates_in_figures(text: str) -> str:
    """Words with their years, and the months behind them, in figures: 二〇二五年四月 is 2025年4月."""
    text = _SPELLED_YEAR.sub(lambda match: "".join(str(_YEAR_DIGITS[letter]) for letter in match[0]), text)
    return _SPELLED_MONTH.sub(lambda match: str(chinese(match[0])), text)


def count(text: str) -> int | None:
    """A small count in either script; None where it is not whole (1.5个) or no numeral."""
    if text[0].isdigit():
        value = arabic(text)
        return int(value) if value == int(value) else None
    return chinese(text)
