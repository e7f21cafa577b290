"""Words of an amount cell -> 万元."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Money, Qualifier, Span
from etl.parse import numbers
from etl.parse.words import words

_WRAPPED = re.compile(r"(\d[\d,.]*) (\d[\d,.]*)")
_PLAIN = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_QUANTUM = Decimal("0.000001")
_TOO_LARGE = Decimal(10) ** 11  # 万元, what DECIMAL(18,6) holds with a digit to spare


@cache
def _pattern() -> re.Pattern[str]:
    prefix = reference.alternation(list(reference.qualifiers("prefix")))
    suffix = reference.alternation(list(reference.qualifiers("suffix")))
    unit = reference.alternation(list(reference.money_units_wan()))
    return re.compile(
        rf"(?:总投资|投资)?:?(?P<prefix>{prefix})?[¥￥]?(?P<sign>-)?(?P<number>{numbers.ARABIC})"
        rf"(?P<suffix1>{suffix})?(?P<unit>{unit})?(?:人民币)?(?P<suffix2>{suffix})?(?P<rest>[(,;。:](?!\d).*)?"
    )


def parse_money_wan(raw: str, column_unit: str | None) -> tuple[Money | None, list[Doubt]]:
    """Read an amount.

    `column_unit` is the unit in the column's header or the table's caption; a unit in the cell itself comes first.
    Returns None and a doubt where the cell is not one amount and nothing else; a remark behind the amount
    (`(其中…)`) is kept in the raw cell and marked.
    """
    if column_unit and _PLAIN.fullmatch(raw):  # most cells; what the grammar below makes of them, held by a test
        wan = Decimal(raw) * _scale(column_unit)
        if wan < _TOO_LARGE and wan == wan.quantize(_QUANTUM):
            return Money(wan.quantize(_QUANTUM), Qualifier.EXACT, Certainty.CERTAIN, Span(0, len(raw))), []
    return read_money_wan(raw, column_unit)


def read_money_wan(raw: str, column_unit: str | None) -> tuple[Money | None, list[Doubt]]:
    """The grammar of amounts; the same as `parse_money_wan`, but slower on plain numbers."""
    cell = words(raw)
    wrapped = _WRAPPED.fullmatch(cell.text)
    match = _pattern().fullmatch(cell.text)
    if match is None and wrapped and "\n" in raw.strip() and len(wrapped[2]) < len(wrapped[1]):
        money, doubts = parse_money_wan(wrapped[1] + wrapped[2], column_unit)
        doubts.append(Doubt("doubtful_money", raw, Detail("number_over_two_lines")))
        whole = cell.span(0, len(cell.text))
        return replace(money, certainty=Certainty.DOUBTFUL, span=whole) if money else None, doubts
    if match is None:
        return None, [Doubt("unreadable_money", raw)]
    unit = match["unit"] or column_unit or None
    wan = numbers.arabic(match["number"]) * _scale(unit or "万元") * (-1 if match["sign"] else 1)
    if abs(wan) >= _TOO_LARGE:
        return None, [Doubt("unreadable_money", raw, Detail("too_large"))]
    doubts = []
    certainty = Certainty.CERTAIN
    if unit is None:
        doubts.append(Doubt("unit_not_stated", raw))
        certainty = Certainty.DOUBTFUL
    elif match["unit"] and column_unit and _scale(match["unit"]) < _scale(column_unit):
        doubts.append(Doubt("doubtful_money", raw, Detail("unit_of_cell", unit=column_unit, words=match["unit"])))
        certainty = Certainty.DOUBTFUL
    if " " in match["number"]:
        doubts.append(Doubt("spaced_number", raw))
    if match["rest"] and match["rest"].strip("。"):
        doubts.append(Doubt("doubtful_money", raw, Detail("words_after_amount")))
        certainty = Certainty.DOUBTFUL
    if wan != wan.quantize(_QUANTUM):
        doubts.append(Doubt("doubtful_money", raw, Detail("rounded_to_six")))
        certainty = Certainty.DOUBTFUL
    span = cell.span(match.start("sign") if match["sign"] else match.start("number"), match.end("number"))
    return Money(wan.quantize(_QUANTUM), _qualifier(match), certainty, span), doubts


_TOTAL = re.compile(rf"总投资(?:额|估算|概算)?(?:约为|约|为|达)?:?{numbers.ARABIC}(?:亿元|万元|亿)")


def find_total_wan(raw: str) -> Money | None:
    """The one total investment that running words state with its unit, doubtful; None for none or several."""
    cell = words(raw)
    found = list(_TOTAL.finditer(cell.text))
    if len(found) != 1:
        return None
    money, _ = parse_money_wan(re.sub("^总投资(?:额|估算|概算)?(?:为|达)?", "", found[0][0]), None)
    return replace(money, certainty=Certainty.DOUBTFUL, span=cell.span(*found[0].span())) if money else None


def _scale(unit: str) -> Decimal:
    return reference.money_units_wan()[unit]


def _qualifier(match: re.Match[str]) -> Qualifier:
    if match["prefix"]:
        return reference.qualifiers("prefix")[match["prefix"]]
    suffix = match["suffix1"] or match["suffix2"]
    return reference.qualifiers("suffix")[suffix] if suffix else Qualifier.EXACT
