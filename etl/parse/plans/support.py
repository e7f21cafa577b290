"""Words of a policy -> rules of support by public funds (an amount per place, a share of an average, a monthly
subsidy), and standards that anybody must keep (托位 per thousand people in new quarters).

What counts as a rule is data (`data/reference/support_rules.csv`). Amounts are read by `money.py`, and bounded by the
words that bound any number (`bounds.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Qualifier, Span
from etl.parse import numbers
from etl.parse.money import parse_money_wan
from etl.parse.words import Words, words

_AMOUNT = rf"(?P<amount>{numbers.ARABIC})(?P<unit>万元|元)(?P<range>[-~至]\d)?"
_SEVERAL = re.compile(r"\{amounts:([^}]+)\}")
_UNITS = {"平方米": "(?:平方米|平米|㎡|m²)"}
"""Other ways to write a unit of `{amounts:…}`."""
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_REGIONS = {"东": "east", "中": "central", "西": "west"}
_SENTENCE = re.compile(r"[。;\n]")
_PROGRAMME = re.compile(r"[\u4e00-\u9fff]{2,20}?(?:专项行动|专项|工程|项目|计划)")
_SCOPE = re.compile(r"支持(?P<who>[^,;。]{4,60}?(?:项目|设施|机构))")


@dataclass(frozen=True, slots=True)
class SupportRule:
    """One rule. `amount` is in `unit`: 万元 per place or bed, 元 per person and month, % of an average, a fund, a wage.

    `span`: of the words that state the rule; `amount_span`: of its amount. `region_class`: east, central, west.
    """

    kind: str
    unit: str
    amount: Decimal
    qualifier: Qualifier
    certainty: Certainty
    span: Span
    amount_span: Span
    region_class: str | None
    applies_to: str | None
    condition: str
    doubts: tuple[Doubt, ...] = ()
    is_standard: bool = False
    """Whether it is what anybody must keep (每千人口不少于10个托位), and no support."""
    position: int = 0
    """Where its words begin in the normalised text."""


class _Kind(NamedTuple):
    """A row of `support_rules.csv`: what a pattern states, in which unit, and where it counts."""

    kind: str
    unit: str
    in_prose: bool
    is_standard: bool
    pattern: re.Pattern[str]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(row["kind"], row["unit"], row["in_prose"] == "yes", row["is_standard"] == "yes", _pattern(row["pattern"]))
        for row in reference.rows("support_rules")
    )


def _pattern(words_of_rule: str) -> re.Pattern[str]:
    """`{bound}` stands for a word that bounds a number, if any; `{amount}` for an amount with such a word.

    `{amounts:元}` stands for one amount or several (200元、100元) in a unit, with a word that bounds them behind.
    """
    bound = rf"(?P<bound>{reference.alternation(list(reference.qualifiers('prefix')))})?"
    after = rf"(?P<after>{reference.alternation(list(reference.qualifiers('suffix')))})?"
    several = rf"(?P<amounts>{numbers.ARABIC}UNIT(?:[、和及,]{numbers.ARABIC}UNIT)*){after}"
    written = words_of_rule.replace("{amount}", bound + _AMOUNT).replace("{bound}", bound)
    return re.compile(_SEVERAL.sub(lambda match: several.replace("UNIT", _UNITS.get(match[1], match[1])), written))


@lru_cache(maxsize=1024)
def find_rules(raw: str, *, in_prose: bool = False) -> tuple[SupportRule, ...]:
    """The rules that a cell or a passage states: by kind, those of a kind in their order.

    `in_prose`: running text, in which only some kinds are looked for.
    """
    cell = words(raw)
    found: list[SupportRule] = []
    for kind in _kinds():
        if in_prose and not kind.in_prose:
            continue
        for match in kind.pattern.finditer(cell.text):
            found += _rules_of(cell, match, kind)
    return tuple(found)


def _rules_of(cell: Words, match: re.Match[str], kind: _Kind) -> Iterator[SupportRule]:
    if kind.kind == "share_of_average":
        return _shares(cell, match, kind.kind)
    if "amounts" in kind.pattern.groupindex:
        return _several(cell, match, kind)
    return _amounts(cell, match, kind.kind, kind.unit)


def _several(cell: Words, match: re.Match[str], kind: _Kind) -> Iterator[SupportRule]:
    """每人每月补贴分别不低于200元、100元: one rule for each amount, all bounded by the same word."""
    bound = reference.qualifiers("prefix").get(match["bound"] or "", Qualifier.EXACT)
    if bound is Qualifier.EXACT:
        bound = reference.qualifiers("suffix").get(match["after"] or "", Qualifier.EXACT)
    for number in re.finditer(numbers.ARABIC, match["amounts"]):
        start = match.start("amounts") + number.start()
        yield SupportRule(
            kind=kind.kind,
            unit=kind.unit,
            amount=numbers.arabic(number[0]),
            qualifier=bound,
            certainty=Certainty.CERTAIN,
            span=cell.span(*match.span()),
            amount_span=cell.span(start, start + len(number[0])),
            region_class=None,
            applies_to=_applies_to(cell.text, match.start()),
            condition=_condition(cell.text, match),
            is_standard=kind.is_standard,
            position=match.start(),
        )


def _amounts(cell: Words, match: re.Match[str], kind: str, unit: str) -> Iterator[SupportRule]:
    """按每个新增托位1万元的标准给予支持. The second end of a range is not read, which is a doubt."""
    start = match.start("bound") if match["bound"] else match.start("amount")
    said = cell.text[start : match.end("unit")]
    money, doubts = parse_money_wan(said, None)
    if money is None:
        return
    certainty = money.certainty
    if match["range"]:
        doubts.append(Doubt("doubtful_money", cell.text[start : match.end()], Detail("words_after_amount")))
        certainty = Certainty.DOUBTFUL
    yield SupportRule(
        kind=kind,
        unit=unit,
        amount=money.wan,
        qualifier=money.qualifier,
        certainty=certainty,
        span=cell.span(*match.span()),
        amount_span=cell.span(match.start("amount"), match.end("unit")),
        region_class=None,
        applies_to=_applies_to(cell.text, match.start()),
        condition=_condition(cell.text, match),
        doubts=tuple(doubts),
    )


def _shares(cell: Words, match: re.Match[str], kind: str) -> Iterator[SupportRule]:
    """东、中、西部地区分别不超过平均总投资的30%、60%和80%: one rule for each class of regions."""
    classes = [character for character in match["regions"] if character in _REGIONS]
    shares = list(_SHARE.finditer(cell.text, *match.span("shares")))
    if len(shares) == 1:
        shares *= len(classes)
    if len(classes) != len(shares) or "东北" in match["regions"]:
        return
    for name, share in zip(classes, shares, strict=True):
        yield SupportRule(
            kind=kind,
            unit="%",
            amount=Decimal(share[1]),
            qualifier=reference.qualifiers("prefix").get(match["bound"] or "", Qualifier.EXACT),
            certainty=Certainty.CERTAIN,
            span=cell.span(*match.span()),
            amount_span=cell.span(*share.span()),
            region_class=_REGIONS[name],
            applies_to=_applies_to(cell.text, match.start()),
            condition=_condition(cell.text, match),
        )


def _begin(text: str, position: int) -> int:
    """Where the sentence begins that holds a position."""
    return max((mark.end() for mark in _SENTENCE.finditer(text, 0, position)), default=0)


def _condition(text: str, match: re.Match[str]) -> str:
    """The sentence that states a rule."""
    after = _SENTENCE.search(text, match.end())
    return text[_begin(text, match.start()) : after.start() if after else len(text)]


def _applies_to(text: str, position: int) -> str | None:
    """The programme that the sentence names, else the projects that a sentence before it says are supported."""
    programme = _PROGRAMME.match(text, _begin(text, position), position)
    if programme:
        return programme[0]
    scopes = list(_SCOPE.finditer(text, 0, position))
    return scopes[-1]["who"] if scopes else None
