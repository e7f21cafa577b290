"""Words of an indicator's value -> comparator, value, unit: `≥95%`, `0.28万张`, `50-100人`, `由3个提高到4.5个`.

Units and the words that bound a value are data (`indicator_units.csv`, `bounds.csv`). What holds no figure
(逐步完善, 每县至少一所) is a target in words: it has no value, and nothing about it is doubtful. An amount of money is
never in words (面议).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.reference import Bound, bounds
from etl.contract.values import Certainty, Doubt, Qualifier, Span
from etl.parse import numbers
from etl.parse.words import Words, key, words

_RISE = r"(?:逐步)?(?:提高|提升|增加|增长|扩大|上升|发展|达|增|升|降低|下降|减少|降|变)"
_TO = rf"{_RISE}(?:为|到|至)|->|→"
_PER = r"/(?:每)?(?:千|万|百)?(?:名|位)?(?:常住)?(?:老年人口|老年人|老人|人口|人|户)"
_LARGEST = Decimal(10) ** 12
"""A number that no indicator reaches: digits that are something else."""
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
ENDS = re.compile(r"[,;。、!?()\]〔〕]|和|及|并|且|等|的目标|$")
"""What may follow a value that belongs to the words before it."""
_AIM_REACH = 12
_SHARE_NAME = re.compile(r"(?:率|占比|比例|比重|覆盖面)$")


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A stated value in the unit `unit` (万张 are 张, 亿元 are 万元); `value` None: a target in words only.

    `comparator` is "", ">", ">=", "<", "<=" or "range" (then `high` is its upper end). `baseline` is where a
    from-to phrase says that it starts. `span` is the place in the raw text.
    """

    comparator: str
    value: Decimal | None
    high: Decimal | None
    unit: str
    qualifier: Qualifier
    certainty: Certainty
    span: Span
    baseline: IndicatorValue | None = None


@cache
def _units() -> dict[str, tuple[str, Decimal]]:
    return {row["unit"]: (row["base"], Decimal(row["factor"])) for row in reference.rows("indicator_units")}


@cache
def _aimed_units() -> frozenset[str]:
    """Units that running text states of much else (18岁, 3年): a value of these is one only where words aim at it."""
    return frozenset(row["base"] for row in reference.rows("indicator_units") if row["prose"] == "aimed")


@cache
def target_words(role: str) -> tuple[str, ...]:
    """The words of one role in `target_words.csv`, longest first."""
    found = [row["word"] for row in reference.rows("target_words") if row["role"] == role]
    return tuple(sorted(found, key=len, reverse=True))


@cache
def _number(way: str, *, in_prose: bool) -> str:
    """Pattern of one bounded number with its unit. Chinese numerals count only before a unit."""
    prefix, suffix = reference.alternation(list(bounds("prefix"))), reference.alternation(list(bounds("suffix")))
    known = [row["unit"] for row in reference.rows("indicator_units") if not (in_prose and row["prose"] == "no")]
    unit = rf"(?:{reference.alternation(known)})(?:{_PER})?"
    scaled = reference.alternation([unit for unit in _units() if unit[0] in _SCALES])
    arabic = numbers.ARABIC
    optional = "" if in_prose else "?"
    return (
        rf"(?P<prefix{way}>{prefix})?(?:百分之(?P<percent{way}>{arabic}|{numbers.CHINESE})|"
        rf"(?P<low{way}>{arabic})(?P<unit1{way}>万(?=[-~至到])|%)?(?:[-~至到](?P<high{way}>{arabic}))?"
        rf"(?P<inner{way}>余|多)?(?P<scale{way}>(?!{scaled})[万亿])?(?P<unit{way}>{unit}){optional}|"
        rf"(?<![每第统])(?![百千])(?P<chinese{way}>{numbers.CHINESE})(?P<unit2{way}>{unit}))(?P<suffix{way}>{suffix})?"
    )


@cache
def _cell() -> re.Pattern[str]:
    link = reference.alternation(list(target_words("link")))
    rest = r"(?P<rest>\([^()]*\)|,.*)?[。;]?"
    single = rf"(?:{link})*{_number('', in_prose=False)}"
    to = rf"(?(since)(?:{_TO}|到|至)|(?:{_TO}))"  # 4至5个 is a range, 从4个至5个 is not
    from_to = rf"(?P<since>从|由)?{_number('A', in_prose=False)}{to}{_number('B', in_prose=False)}"
    cumulative = rf"[\[〔【(]{_number('C', in_prose=False)}[\]〕】)]"
    return re.compile(rf"(?:{from_to}|{single}|{cumulative}){rest}")


@cache
def _prose() -> re.Pattern[str]:
    return re.compile(_number("", in_prose=True))


@cache
def _aims() -> re.Pattern[str]:
    """Words that aim at the value behind them: 达到, 提高到, 力争控制在."""
    links = reference.alternation(list(target_words("aim")))
    return re.compile(rf"(?:{links})(?:{reference.alternation(list(target_words('link')))})*$")


@cache
def _bounding() -> tuple[str, ...]:
    return tuple(word for word, bound in bounds("prefix").items() if bound.comparator)


def is_aimed(text: str, value: IndicatorValue) -> bool:
    """Whether words aim at a value, and it belongs to nothing behind it: 控制在1.2人以内, 不低于60%."""
    start, end = value.span.start, value.span.end
    if not ENDS.match(text, end):
        return False
    is_bound = text.startswith(_bounding(), start, end)
    return is_bound or _aims().search(text[max(0, start - _AIM_REACH) : start]) is not None


@cache
def _bare() -> re.Pattern[str]:
    """A number without a unit behind a rate per thousand or a total (每千人口托位数达4.6)."""
    prefix, suffix = reference.alternation(list(bounds("prefix"))), reference.alternation(list(bounds("suffix")))
    link = reference.alternation(list(target_words("link")))
    return re.compile(
        rf"(?:每千[^,;。:、\d]{{2,24}}|[床托学]位(?:总?数|总量|数量))(?:{link})*(?P<prefix>{prefix})?"
        rf"(?P<low>{numbers.ARABIC})(?P<suffix>{suffix})?(?=[,;。、)]|$)"
    )


def parse_indicator(raw: str, unit: str = "", name: str = "") -> tuple[IndicatorValue | None, list[Doubt]]:
    """Read a cell of an indicator table; `unit` is what its column or its indicator states, `name` its indicator.

    None where the cell holds nothing. A cell with figures that are not one value is kept as words and marked.
    """
    cell = words(raw)
    if key(raw) in reference.nothing_words("nothing"):
        return None, []
    match = _cell().fullmatch(cell.text) if len(cell.text) < 200 else None
    way = next((way for way in ("", "B", "C") if match and _has(match, way)), "")
    value = _value(cell, match, way, unit) if match else None
    if match is None or value is None or _too_large(value):
        unreadable = bool(re.search(r"[0-9%‰]", cell.text)) or unit in reference.money_units_wan()
        doubts = [Doubt("unreadable_target", raw)] if unreadable else []
        certainty = Certainty.DOUBTFUL if unreadable else Certainty.CERTAIN
        span = cell.span(0, len(cell.text))
        return IndicatorValue("", None, None, "", Qualifier.EXACT, certainty, span), doubts
    if way == "B":
        value = replace(value, baseline=_value(cell, match, "A", value.unit))
    smaller = _smaller_unit(match, way, unit)
    if smaller:
        value = _in_wan(value)
    return _judge(value, match, way, name, raw, smaller)


def _smaller_unit(match: re.Match[str], way: str, unit: str) -> Detail | None:
    """That an amount is stated in a smaller unit of money than its column, as it is doubted in every kind of table."""
    wan, stated = reference.money_units_wan(), match[f"unit{way}"]
    if unit not in wan or stated not in wan or wan[stated] >= wan[unit]:
        return None
    return Detail("unit_of_cell", unit=unit, words=stated)


def _in_wan(value: IndicatorValue) -> IndicatorValue:
    """An amount in 元 as one in 万元, in which the others of its column are kept."""
    if value.unit != "元" or value.value is None:
        return value
    scale = reference.money_units_wan()["元"]
    high = None if value.high is None else value.high * scale
    return replace(value, value=value.value * scale, high=high, unit="万元")


def find_values(text: Words) -> Iterator[IndicatorValue]:
    """Every number of running text with a unit, or in need of none; of `_aimed_units` those that words aim at.

    Spans are in the normalised text (`text.text`).
    """
    plain = Words(text.text, text.text)
    found = [_value(plain, match, "", "") for match in _prose().finditer(text.text)]
    found = [value for value in found if value.unit not in _aimed_units() or is_aimed(text.text, value)]
    found += [_bare_value(match) for match in _bare().finditer(text.text)]
    yield from sorted((value for value in found if not _too_large(value)), key=lambda value: value.span.start)


@cache
def _aimed_number() -> re.Pattern[str]:
    links, bounding = reference.alternation(list(target_words("aim"))), reference.alternation(list(_bounding()))
    return re.compile(rf"(?:{links})(?:{bounding})?(?P<number>{numbers.ARABIC})(?!年|月|日|期)")


def aimed_numbers(text: Words) -> Iterator[IndicatorValue]:
    """Every number that words aim at, whatever is behind it (比例达到1:4): to tell of it, since no unit is read."""
    for match in _aimed_number().finditer(text.text):
        number, span = numbers.arabic(match["number"]), Span(*match.span("number"))
        yield IndicatorValue("", number, None, "", Qualifier.EXACT, Certainty.DOUBTFUL, span)


def _bare_value(match: re.Match[str]) -> IndicatorValue:
    bound = _bound(match["prefix"], None, match["suffix"])
    start = match.start("prefix") if match["prefix"] else match.start("low")
    span = Span(start, match.end("suffix") if match["suffix"] else match.end("low"))
    number = _amount(match["low"])
    return IndicatorValue(bound.comparator, number, None, "", bound.qualifier, Certainty.CERTAIN, span)


def _too_large(value: IndicatorValue) -> bool:
    return max(value.value or Decimal(0), value.high or Decimal(0)) >= _LARGEST


def _has(match: re.Match[str], way: str) -> bool:
    return any(match[f"{group}{way}"] for group in ("percent", "low", "chinese"))


def _value(cell: Words, match: re.Match[str], way: str, column_unit: str) -> IndicatorValue:
    stated = match[f"unit{way}"] or match[f"unit2{way}"] or ("%" if match[f"unit1{way}"] == "%" else "")
    if match[f"percent{way}"]:
        stated = "%"
    scale = match[f"scale{way}"] or (match[f"unit1{way}"] if match[f"unit1{way}"] == "万" else None)
    unit, factor = _unit(stated) if stated else _column_unit(column_unit, scale)
    factor *= _scale(scale)
    number = match[f"percent{way}"] or match[f"low{way}"] or match[f"chinese{way}"]
    low = _amount(number) * factor
    high = _amount(match[f"high{way}"]) * factor if match[f"high{way}"] else None
    bound = _bound(match[f"prefix{way}"], match[f"inner{way}"], match[f"suffix{way}"])
    comparator = "range" if high is not None else bound.comparator
    start = match.start(f"prefix{way}") if match[f"prefix{way}"] else _number_start(match, way)
    span = cell.span(start, _number_end(match, way))
    return IndicatorValue(comparator, low, high, unit, bound.qualifier, Certainty.CERTAIN, span)


def _number_start(match: re.Match[str], way: str) -> int:
    if match[f"percent{way}"]:
        return match.start(f"percent{way}") - len("百分之")
    return match.start(f"low{way}") if match[f"low{way}"] else match.start(f"chinese{way}")


def _number_end(match: re.Match[str], way: str) -> int:
    groups = ("percent", "low", "unit1", "high", "inner", "scale", "unit", "chinese", "unit2", "suffix")
    return max(match.end(f"{group}{way}") for group in groups)


def _unit(stated: str) -> tuple[str, Decimal]:
    base, slash, per = stated.partition("/")
    known = _units().get(base)
    if known is None and base[:1] == "万" and base[1:] in _units():
        known = _units()[base[1:]][0], _scale("万")
    found, factor = known or (base, Decimal(1))
    return found + slash + per, factor


def _column_unit(unit: str, scale: str | None) -> tuple[str, Decimal]:
    """The unit that a column states; a number with a scale of its own (3.2万) is not in its 万 as well."""
    found, factor = _unit(unit)
    if scale is None or unit[:1] not in _SCALES:
        return found, factor
    return found, factor / _scale(unit[:1])


def _scale(word: str | None) -> Decimal:
    return _SCALES.get(word or "", Decimal(1))


def _amount(number: str) -> Decimal:
    if number[0].isdigit():
        return numbers.arabic(number)
    return Decimal(numbers.chinese(number) or 0)


def _bound(prefix: str | None, inner: str | None, suffix: str | None) -> Bound:
    before = bounds("prefix").get(prefix or "", Bound("", Qualifier.EXACT))
    if before.qualifier is not Qualifier.EXACT:
        return before
    return bounds("suffix").get(inner or suffix or "", before)


def _judge(
    value: IndicatorValue, match: re.Match[str], way: str, name: str, raw: str, smaller: Detail | None
) -> tuple[IndicatorValue, list[Doubt]]:
    """Mark what a careful reader would look up: brackets, words behind, fractions for percents, shares above 100.

    `smaller`: that the amount is in a smaller unit than its column.
    """
    reasons = [smaller] if smaller else []
    assert value.value is not None
    top = value.high if value.high is not None else value.value
    if way == "C":
        reasons.append(Detail("number_in_brackets"))
    if match["rest"]:
        reasons.append(Detail("words_after_value"))
    if value.unit == "%" and not re.search("[%％]|百分之", raw) and 0 < top < 1:
        reasons.append(Detail("maybe_a_fraction"))
    if value.unit == "%" and top > 100 and _SHARE_NAME.search(key(name)) and "增" not in name:
        reasons.append(Detail("share_above_100"))
    if value.high is not None and value.high <= value.value:
        reasons.append(Detail("range_reversed"))
    if value.unit == "" and re.fullmatch(r"(?:19|20)\d\d", raw.strip()):
        reasons.append(Detail("maybe_a_year"))
    if not reasons:
        return value, []
    reason = reasons[0] if len(reasons) == 1 else Detail("several", reasons=tuple(reasons))
    return replace(value, certainty=Certainty.DOUBTFUL), [Doubt("doubtful_target", raw, reason)]
