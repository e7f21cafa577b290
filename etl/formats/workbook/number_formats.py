"""What a number looks like to the reader of a sheet, as far as its number format changes the meaning.

Rounding and thousands separators do not; percent signs, units, leading zeros, months without a day and numbers that are
shown divided (in thousands, in 万) or not at all do.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from etl.contract.detail import Detail
from etl.contract.values import Doubt

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
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]")
_POINT = "\u2024"
"""Stands for a point that a format only writes between the digits of a whole number."""
_DIGIT = re.compile(r"[0#?@]")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """How one section of a format shows a number.

    `power`: the sheet shows the number divided by ten so many times (3 for thousands, 4 for 万). `words`: what it shows
    in place of a number, where it shows none. `when`: comparison and limit.
    """

    percent: bool = False
    prefix: str = ""
    suffix: str = ""
    zeros: int = 0
    date_as: str = ""
    power: int = 0
    words: str | None = None
    when: tuple[str, float] | None = None

    def text(self, value: float) -> str:
        """A number as the sheet shows it, without loss of digits."""
        if self.words is not None:
            return self.words if value else "0"
        if self.percent:
            return f"{self.prefix}{_plain(Decimal(as_text(value)) * 100)}%{self.suffix}"
        digits = as_text(value)
        if self.power:
            digits = _plain(Decimal(digits).scaleb(-self.power))
        if self.zeros and digits.isdigit():
            digits = digits.zfill(self.zeros)
        return f"{self.prefix}{digits}{self.suffix}"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How to show values: sections for positive and negative numbers and zero, or for those that fulfil a condition."""

    sections: tuple[Section, ...]

    def text(self, value: Value) -> str:
        """The value in the words that the sheet shows, without loss of digits."""
        first = self.sections[0]
        if isinstance(value, date) and first.date_as:
            return value.strftime(first.date_as)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return as_text(value)
        return self._section(value).text(value)

    def doubt(self, value: Value) -> Doubt | None:
        """What is doubtful where the sheet shows another magnitude than is stored, or nothing of a number."""
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value:
            return None
        section = self._section(value)
        if section.words is not None:
            return Doubt("hidden_text", as_text(value))
        if section.power:
            return scaled(section.text(value), as_text(value))
        return None

    def _section(self, value: float) -> Section:
        """The section that shows a number."""
        conditions = [section for section in self.sections if section.when]
        if conditions:
            met = (one for one in conditions if one.when and _COMPARED[one.when[0]](value, one.when[1]))
            return next(met, self.sections[-1])
        if len(self.sections) > 1 and value < 0:
            return self.sections[1]
        return self.sections[2] if len(self.sections) > 2 and not value else self.sections[0]


def scaled(shown: str, stored: str) -> Doubt:
    """The doubt at a cell that shows another magnitude than it stores."""
    return Doubt("scaled_number_format", shown, Detail("stored_as", stored=stored))


def interpret(code: str) -> NumberFormat | None:
    """The format that a code stands for; None where the plain value says all that the sheet shows."""
    if not code:
        return None
    parts = [_section(part) for part in _split(code)[:3]]
    first = parts[0]
    if first.date_as or all(part == Section(when=part.when) for part in parts):
        return NumberFormat((first,)) if first.date_as else None
    if len(parts) > 1 and not any(part.when for part in parts):
        parts[1] = replace(parts[1], prefix=parts[1].prefix.lstrip("-−"))  # the sign stands in the number
    return NumberFormat(tuple(parts))


def _split(code: str) -> list[str]:
    """The sections of a code, which semicolons outside of literals part."""
    parts = [""]
    for token in _TOKEN.finditer(code):
        if token[0] == ";":
            parts.append("")
        else:
            parts[-1] += token[0]
    return parts


@dataclass(slots=True)
class _Signs:
    """What a section is made of: literals before and behind its digits, all other signs, and by how many places of ten
    the literals among its digits divide what it shows."""

    before: str = ""
    behind: str = ""
    symbols: str = ""
    power: int = 0

    @property
    def has_digits(self) -> bool:
        return _DIGIT.search(self.symbols) is not None

    def add_symbol(self, symbol: str) -> None:
        self.symbols += symbol
        self.power += bool(_POINT in self.symbols and _DIGIT.match(symbol))

    def add_literal(self, literal: str) -> None:
        if not self.has_digits:
            self.before += literal
        elif literal in {".", "。"}:
            self.symbols += _POINT
        else:
            self.behind += literal
            self.power -= len(literal) if literal.strip("0") == "" else 0  # 0"0000" shows 5 as 50000


def _section(code: str) -> Section:
    signs = _Signs()
    for quoted, escaped, symbol in _TOKEN.findall(code):
        if symbol:
            signs.add_symbol(symbol)
        elif quoted or escaped:
            signs.add_literal(quoted or escaped)
    symbols, letters, when = signs.symbols, set(signs.symbols.lower()), _condition(code)
    if letters & set("ymdhs"):
        return Section(date_as=_date_as(letters), when=when)
    if not signs.has_digits and "General" not in code and "通用格式" not in code:
        return Section(words=(signs.before + symbols).strip(), when=when)
    thousands = re.search(r"[0#?](,+)(?![0#?,])", symbols)
    power = signs.power + (3 * len(thousands[1]) if thousands else 0)
    zeros = re.fullmatch(r"0{2,}", symbols)
    prefix, suffix = (text.strip() if _UNIT.search(text) else "" for text in (signs.before, signs.behind))
    return Section("%" in symbols, prefix, suffix, len(zeros[0]) if zeros else 0, power=power, when=when)


def _condition(code: str) -> tuple[str, float] | None:
    found = _CONDITION.search(code)
    return (found[1], float(found[2])) if found else None


def _date_as(letters: set[str]) -> str:
    """A format that shows no day states none."""
    if "y" not in letters or letters & set("dhs"):
        return ""
    return "%Y-%m" if "m" in letters else "%Y"


def _plain(number: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    return f"{number.normalize():f}"


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
