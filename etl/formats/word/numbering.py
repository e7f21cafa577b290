"""The numbers that Word writes in front of list paragraphs by itself: no text holds them, only the list's rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

_DIGITS = "零一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def _chinese(number: int) -> str:
    """一, 十, 十一, 一百零二; larger numbers stay digits."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN + _ROMAN_SMALL:
        count, number = divmod(number, value) if number < 4000 else (0, number)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """a … z, aa, bb: as Word counts."""
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1000 else str(number)


_WORDS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographTraditional": lambda number: _STEMS[number - 1] if 0 < number <= 10 else str(number),
    "decimalEnclosedCircle": lambda number: chr(0x2460 + number - 1) if 0 < number <= 20 else str(number),
    "decimalEnclosedCircleChinese": lambda number: chr(0x2460 + number - 1) if 0 < number <= 20 else str(number),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "bullet": lambda number: "",
    "none": lambda number: "",
}


@dataclass(slots=True)
class _Level:
    start: int
    kind: str
    pattern: str

    def words(self, number: int) -> str:
        return _WORDS.get(self.kind, str)(number)


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


def _value(element: etree._Element | None, default: str = "") -> str:
    """An element's `w:val`, whichever of the two namespaces the file uses."""
    if element is None:
        return default
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}val")), default)


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{name}")), "")


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default


class Numbering:
    """Counts the numbered paragraphs of one document in reading order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """Read the lists' rules (numbering.xml) and which paragraph styles are numbered (styles.xml)."""
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            for style in styles.iterfind("{*}style"):
                found = self._rule(style.find("{*}pPr/{*}numPr"))
                if found is not None:
                    self._styles[_attribute(style, "styleId")] = found

    def _read_lists(self, numbering: etree._Element) -> None:
        abstract = {
            _attribute(one, "abstractNumId"): _List(
                {
                    _integer(_attribute(level, "ilvl"), 0): _Level(
                        _integer(_value(level.find("{*}start")), 1),
                        _value(level.find("{*}numFmt"), "decimal"),
                        _value(level.find("{*}lvlText")),
                    )
                    for level in one.iterfind("{*}lvl")
                }
            )
            for one in numbering.iterfind("{*}abstractNum")
        }
        for number in numbering.iterfind("{*}num"):
            rules = abstract.get(_value(number.find("{*}abstractNumId")))
            if rules is None:
                continue
            starts = {
                _integer(_attribute(one, "ilvl"), 0): _integer(_value(one.find("{*}startOverride")), 1)
                for one in number.iterfind("{*}lvlOverride")
                if one.find("{*}startOverride") is not None
            }
            if starts:
                levels = {
                    at: _Level(starts.get(at, level.start), level.kind, level.pattern)
                    for at, level in rules.levels.items()
                }
                rules = _List(levels)
            self._lists[_attribute(number, "numId")] = rules

    def _rule(self, properties: etree._Element | None) -> tuple[str, int] | None:
        if properties is None:
            return None
        number = _value(properties.find("{*}numId"))
        return (number, _integer(_value(properties.find("{*}ilvl")), 0)) if number else None

    def label(self, paragraph: etree._Element) -> str:
        """The number in front of this paragraph, as in 一、 or 3; "" without one. Counts on."""
        own = self._rule(paragraph.find("{*}pPr/{*}numPr"))
        rule = own or self._styles.get(_value(paragraph.find("{*}pPr/{*}pStyle")))
        if rule is None or rule[0] not in self._lists:
            return ""
        numbered, at = self._lists[rule[0]], rule[1]
        level = numbered.levels.get(at)
        if level is None:
            return ""
        numbered.counts[at] = numbered.counts.get(at, level.start - 1) + 1
        for deeper in [other for other in numbered.counts if other > at]:
            del numbered.counts[deeper]
        if level.kind in {"bullet", "none"}:
            return ""
        return re.sub(r"%([1-9])", lambda match: self._word(numbered, int(match[1]) - 1), level.pattern)

    @staticmethod
    def _word(numbered: _List, at: int) -> str:
        level = numbered.levels.get(at)
        return level.words(numbered.counts.get(at, level.start)) if level is not None else ""
