"""Words of a policy -> rules of support by public funds: an amount per place or bed, or a share of an average.

What counts as a rule is data (`data/reference/support_rules.csv`). Amounts are read by `money.py`, and bounded by the
words that bound any number (`bounds.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Qualifier, Span
from etl.parse import numbers
from etl.parse.money import parse_money_wan
from etl.parse.words import Words, words

_AMOUNT = rf"(?P<amount>{numbers.ARABIC})(?P<unit>万元|元)(?P<range>[-~至]\d)?"
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_REGIONS = {"东": "east", "中": "central", "西": "west"}
_SENTENCE = re.compile(r"[。;\n]")
_PROGRAMME = re.compile(r"[\u4e00-\u9fff]{2,20}?(?:专项行动|专项|工程|项目|计划)")
_SCOPE = re.compile(r"支持(?P<who>[^,;。]{4,60}?(?:项目|设施|机构))")


@dataclass(frozen=True, slots=True)
class SupportRule:
    """One rule. `amount` is in `unit`: 万元 per place or bed, or % of the average investment.

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


@cache
def _rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row["kind"], row["unit"], _pattern(row["pattern"])) for row in reference.rows("support_rules"))


def _pattern(words_of_rule: str) -> re.Pattern[str]:
    """`{bound}` stands for a word that bounds a number, if any; `{amount}` for an amount with such a word."""
    bound = rf"(?P<bound>{reference.alternation(list(reference.qualifiers('prefix')))})?"
    return re.compile(words_of_rule.replace("{amount}", bound + _AMOUNT).replace("{bound}", bound))


@lru_cache(maxsize=1024)
def find_rules(raw: str) -> tuple[SupportRule, ...]:
    """The rules that a cell states: by kind, those of a kind in their order."""
    cell = words(raw)
    return tuple(
        rule
        for kind, unit, pattern in _rules()
        for match in pattern.finditer(cell.text)
        for rule in (_shares(cell, match, kind) if kind == "share_of_average" else _amounts(cell, match, kind, unit))
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
        unit=f"万元/{unit}",
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
