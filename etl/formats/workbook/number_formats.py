"""What a number looks like to the reader of a sheet, as far as its number format changes the meaning.

Rounding and thousands separators do not; percent signs, units, leading zeros and months without a day do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = str | float | int | bool | date | datetime | time | timedelta

BUILT_IN = {
    9: "0%",
    10: "0.00%",
    17: "mmm-yy",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
}
"""The formats that Excel knows by number only (those of the Chinese edition) and that matter here."""

_UNIT = re.compile(r"[A-Za-z\u3400-\u9fff㎡³²]")
_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|\[[^\]]*\]|_.|\*.|General|G/通用格式|(.)', re.S)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How to show a value. `scaled` tells that the sheet shows thousands or 万 of what is stored."""

    percent: bool = False
    prefix: str = ""
    suffix: str = ""
    zeros: int = 0
    date_as: str = ""
    scaled: bool = False

    def text(self, value: Value) -> str:
        """The value in the words that the sheet shows, without loss of digits."""
        if isinstance(value, date) and self.date_as:
            return value.strftime(self.date_as)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return as_text(value)
        if self.percent:
            hundredfold = (Decimal(as_text(value)) * 100).normalize()
            return f"{self.prefix}{hundredfold:f}%{self.suffix}"
        digits = as_text(value)
        if self.zeros and digits.isdigit():
            digits = digits.zfill(self.zeros)
        return f"{self.prefix}{digits}{self.suffix}"


def interpret(code: str) -> NumberFormat | None:
    """The format that a code stands for; None where the plain value says all that the sheet shows."""
    literals = ["", ""]
    symbols = ""
    scaled = False
    for quoted, escaped, symbol in _TOKEN.findall(code.partition(";")[0]):
        if symbol:
            symbols += symbol
        elif (quoted or escaped) in {".", "。"} and symbols:
            scaled = True
        else:
            literals[bool(re.search(r"[0#?@]", symbols))] += quoted or escaped
    letters = set(symbols.lower())
    if letters & set("ymdhs"):
        return _date_format(letters)
    if re.search(r"[0#?],+(?![0#?,])", symbols):
        scaled = True
    zeros = re.fullmatch(r"0{2,}", symbols)
    prefix, suffix = (text.strip() if _UNIT.search(text) and not scaled else "" for text in literals)
    found = NumberFormat("%" in symbols, prefix, suffix, len(zeros[0]) if zeros else 0, scaled=scaled)
    return found if found != NumberFormat() else None


def _date_format(letters: set[str]) -> NumberFormat | None:
    """A format that shows no day states none."""
    if "y" not in letters or letters & set("dhs"):
        return None
    return NumberFormat(date_as="%Y-%m" if "m" in letters else "%Y")


def as_text(value: Value) -> str:
    """A cell's value as text: 247, 21005.72, 2021-03-01, TRUE. Numbers keep the 15 digits that Excel keeps."""
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        short = repr(value)
        if len(short) > 16:
            short = f"{value:.15g}"
        return short if "e" not in short else f"{Decimal(short):f}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M:%S")
    return str(value)
