"""The briefing's sentences: `data/reference/board/briefing_sentences.csv`, filled with facts.

A line has a section, a part (number of the paragraph, or the name of a heading or caption), a condition, whether it
rests on progress, and the text with its gaps. The condition is names of facts joined by `&`, `!` for "not"; a fact
counts as given unless it is null, zero or empty. A gap may name a form: `yi` (亿元 beside 万元), `pct`, `change`,
`apart`, `days`, `months`, `year`, `date`; else a number has thousands separators and null is 未载明.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from dashboard.briefing.model import Paragraph
from dashboard.words.formats import headline_wan, plain
from dashboard.words.labels import NOT_STATED
from etl.contract.paths import data_dir

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the file."""

    section: str
    part: str
    when: str
    is_progress: bool
    text: str

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is met. Raises KeyError for a fact that nobody gives."""
        names = [name for name in self.when.split("&") if name]
        return all(bool(facts[name.removeprefix("!")]) is not name.startswith("!") for name in names)


@cache
def sentences() -> tuple[Sentence, ...]:
    """All sentences in the order of the file."""
    path = data_dir() / "reference" / "board" / "briefing_sentences.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Sentence(row["section"], row["part"], row["when"], bool(row["progress"]), row["text"])
            for row in csv.DictReader(file)
        )


def paragraphs(section: str, facts: Facts) -> list[Paragraph]:
    """The paragraphs of a section whose conditions hold."""
    found: dict[str, list[Sentence]] = {}
    for sentence in sentences():
        if sentence.section == section and sentence.part.isdigit() and sentence.holds(facts):
            found.setdefault(sentence.part, []).append(sentence)
    return [
        Paragraph(_closed("".join(fill(sentence.text, facts) for sentence in group)), any(s.is_progress for s in group))
        for group in found.values()
    ]


def line(section: str, part: str, facts: Facts) -> str:
    """A heading or caption; empty where no line's condition holds."""
    chosen = [s for s in sentences() if (s.section, s.part) == (section, part) and s.holds(facts)]
    return "".join(fill(sentence.text, facts) for sentence in chosen)


def fill(text: str, facts: Facts) -> str:
    """Put facts into the gaps of a text."""
    return _FORMS.vformat(text, (), facts)


def _closed(text: str) -> str:
    """A paragraph ends with a full stop, whichever of its sentences came last."""
    return f"{text[:-1]}。" if text.endswith(("，", "；")) else text


class _Forms(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - any fact
        if value is None or format_spec not in _SPECS:
            return plain(value)
        return _SPECS[format_spec](value)


def sentence_wan(amount_wan: Any) -> str:  # noqa: ANN401 - Decimal or float
    """An amount for a sentence: `2.32亿元（23,239万元）`, below 1 亿元 `1,081万元`."""
    if amount_wan is None:
        return NOT_STATED
    number, unit = headline_wan(amount_wan)
    exact = f"{plain(amount_wan)}万元"
    return f"{number}{unit}（{exact}）" if unit == "亿元" else exact


def sentence_pct(rate_pct: float | None) -> str:
    """`93.8%`; what cannot be worked out says so."""
    return "无法计算" if rate_pct is None else f"{rate_pct:.1f}%"


_SPECS: dict[str, Callable[[Any], str]] = {
    "yi": sentence_wan,
    "year": str,
    "apart": lambda value: f"{'高' if value >= 0 else '低'}{abs(value):.1f}%",
    "days": lambda value: f"{value:,.1f}".removesuffix(".0") + "天",
    "change": lambda value: f"{'增长' if value >= 0 else '下降'}{abs(value):.1f}%",
    "pct": sentence_pct,
    "months": lambda value: f"{value:.1f}".removesuffix(".0") + "个月",
    "date": lambda value: f"{value.year}年{value.month}月{value.day}日",
}
_FORMS = _Forms()
