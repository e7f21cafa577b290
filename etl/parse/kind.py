"""Words of a type cell, a name and a content cell -> nature (建设性质) and sector (行业)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import polars as pl

from etl.contract import reference
from etl.parse.words import clean, key

_OF_SECTOR = re.compile(r"(?:行业|领域|板块|项目|工程|类)+$")
"""What may follow the name of a sector: 水利工程类."""
_HOSPITAL = re.compile("医院|卫生院")
_BED_KINDS = {"养老": "elder_bed", "医养结合": "elder_bed", "医疗": "other_bed", "托育": "childcare_place"}


def parse_nature(raw: str) -> str | None:
    """The nature that a cell states; None where it is not one of the known words."""
    return reference.natures().get(key(clean(raw)).removesuffix("项目"))


def parse_stated_sector(raw: str) -> str | None:
    """The sector that a sector column states; None where it is not one of the known words."""
    words = key(clean(raw))
    known = reference.sector_synonyms()
    return known.get(words) or known.get(_OF_SECTOR.sub("", words))


def rules_fired(texts: Mapping[str, pl.Series], rows: pl.Series) -> dict[str, pl.DataFrame]:
    """Of `rows` those on whose `name` or `content` (normalised texts) a rule of `sector_rules.csv` fires first.

    For each of the two: `at`, the `rule` by its place in the table, and where its words stand (`begin`, `end`).
    """
    found: dict[str, list[pl.DataFrame]] = {where: [] for where in texts}
    left = rows
    for number, rule in enumerate(reference.sector_rules()):
        text = texts[rule.where].gather(left)
        own = pl.DataFrame({"at": left, "text": text, "begin": text.str.find(rule.pattern.pattern)})
        if own["begin"].null_count() < len(left):
            fires = own["begin"].is_not_null()
            rest = pl.col("text").str.replace(rule.pattern.pattern, "")
            found[rule.where].append(own.filter(fires).with_columns(rest=rest, rule=pl.lit(number, dtype=pl.UInt32)))
            left = left.filter(~fires)
    return {where: _placed(own) for where, own in found.items() if own}


def _placed(found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Words that begin at a byte of a text, without which the `rest` is left: where they stand among its characters."""
    text = pl.col("text")
    begin = text.cast(pl.Binary).bin.head(pl.col("begin")).cast(pl.String).str.len_chars()
    end = begin + text.str.len_chars() - pl.col("rest").str.len_chars()
    return pl.concat(found).select("at", "rule", begin=begin, end=end)


def bed_kind(sector: str | None, name: str = "") -> str | None:
    """What a plain 床位 is in a project of this sector; None where that is not known, as for elders in a hospital.

    A sector that is wider (社会民生) leaves it to the words of the name.
    """
    narrow = sector if sector in _BED_KINDS else _sector_of_name(name)
    if narrow == "养老" and _HOSPITAL.search(name):
        return None
    return _BED_KINDS.get(narrow or "")


@lru_cache(maxsize=4096)
def _sector_of_name(name: str) -> str | None:
    rules = (rule for rule in reference.sector_rules() if rule.where == "name" and rule.pattern.search(name))
    return next((rule.sector for rule in rules), None)
