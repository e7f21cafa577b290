"""What a person writes in a correction -> the words that are recorded, or `CorrectionRefused` where they mean nothing.

A wrong word would else be passed over in silence when the document is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from etl.contract import reference
from etl.contract.values import FIRST_YEAR, LAST_YEAR
from etl.corrections import ledger
from etl.corrections.ledger import NOT_STATED, CorrectionRefused
from etl.parse import numbers
from etl.parse.places import region
from etl.parse.words import clean

_STATUSES = {"draft": "draft", "征求意见稿": "draft", "issued": "issued", "印发": "issued"}
_SPELLED_DIGITS = str.maketrans("123456789", "一二三四五六七八九")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def known_field(kind: str, field: str) -> str:
    """The field by its name or by the column that shows it (total_investment_wan)."""
    fields = ledger.fields(kind)
    found = field if field in fields else next((name for name, what in fields.items() if what.target == field), None)
    if found is None:
        raise CorrectionRefused(f"没有“{field}”这个可更正的字段，可用：{'、'.join(fields)}")
    return found


@cache
def _spelled() -> re.Pattern[str]:
    unit = reference.alternation([*reference.money_units_wan(), *reference.area_units_m2(), "张", "个", "户"])
    return re.compile(rf"(?P<number>{numbers.CHINESE}|[1-9][十百千])(?P<unit>(?:{unit})?)")


def in_figures(field: str, value: str) -> str:
    """The words of a cell; a number that is spelled alone, or with its unit, in figures where the field holds one: 六百
    is 600, 六百万元 is 600万元."""
    words = value.strip()
    match = _spelled().fullmatch(words) if field in reference.number_fields() else None
    if match is None:
        return words
    found = numbers.chinese(match["number"].translate(_SPELLED_DIGITS))
    return words if found is None else f"{found}{match['unit']}"


def field_value(name: str, value: str) -> str:
    """The words of the cell, checked where a wrong word would be passed over in silence."""
    words = in_figures(name, value)
    label = ledger.fields("field")[name].label
    if not words:
        raise CorrectionRefused(f"请给出{label}的更正值")
    if name == "region":
        return _place_words(words)
    known = {"nature": reference.natures()}.get(name)
    if words == NOT_STATED:
        return words
    if known is not None and words not in known:
        raise CorrectionRefused(f"“{words}”不是已知的{label}，可用：{'、'.join(dict.fromkeys(known.values()))}")
    return words


def _place_words(words: str) -> str:
    """The full name for a region's code, a zone's (`360200-高新区`) included; other words as they are."""
    code, _, zone = words.partition("-")
    if code not in region.places():
        return words
    return region.full_name(code) + zone


def metadata_value(name: str, value: str) -> str:
    """What is known of a document as it is recorded: a code, `2022-10-27`, a year in digits, draft or issued, words."""
    words = clean(value).strip()
    if name == "region_id":
        return _region_code(words)
    if name == "document_date":
        return _date(words)
    if name == "list_year":
        if not (words.isdecimal() and FIRST_YEAR <= int(words) <= LAST_YEAR):
            raise CorrectionRefused(f"清单年度写法不对：{words}，请写成 2022")
        return str(int(words))
    if name == "status":
        if words not in _STATUSES:
            raise CorrectionRefused(f"没有这个状态：{words}，可用：draft（征求意见稿）、issued（印发）")
        return _STATUSES[words]
    if not words:
        raise CorrectionRefused(f"请给出{ledger.fields('metadata')[name].label}")
    return words


def _region_code(words: str) -> str:
    """The code of a region that is given by code or by name; a name that several have must be the full one."""
    if words in region.places():
        return words
    found = [code for code, place in region.places().items() if words in (place.name, region.full_name(code))]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"{region.full_name(code)}（{code}）" for code in found[:5])
        raise CorrectionRefused(f"有 {len(found)} 个地区叫“{words}”，请写全称或六位代码：{names}")
    raise CorrectionRefused(f"没有这个地区：{words}，请写全称或六位 GB/T 2260 代码，如 500114")


def known_values(column: str) -> tuple[str, ...]:
    """Words that a field or a document's metadata can be given where they are known beforehand, by its column."""
    known: dict[str, Callable[[], Iterable[str]]] = {
        "region_id": lambda: map(region.full_name, region.places()),
        "sector": lambda: reference.sector_synonyms().values(),
        "nature": lambda: reference.natures().values(),
        "status": lambda: ("征求意见稿", "印发"),
    }
    return tuple(dict.fromkeys(known[column]())) if column in known else ()


def _date(words: str) -> str:
    match = _DATE.fullmatch(words)
    try:
        if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        pass
    raise CorrectionRefused(f"日期写法不对：{words}，请写成 2022-10-27")
