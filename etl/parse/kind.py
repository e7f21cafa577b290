"""Words of a type cell, a name and a content cell -> nature (建设性质) and sector (行业)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from etl import reference
from etl.parse.words import clean, key
from etl.reference import SectorRule

_HOSPITAL = re.compile("医院|卫生院")


def parse_nature(raw: str) -> str | None:
    """The nature that a cell states; None where it is not one of the known words."""
    return reference.natures().get(key(clean(raw)).removesuffix("项目"))


def parse_stated_sector(raw: str) -> str | None:
    """The sector that a sector column states; None where it is not one of the known words."""
    return reference.sector_synonyms().get(key(clean(raw)))


def rules_fired(texts: Mapping[str, pl.Series]) -> list[SectorRule | None]:
    """For each row the first rule of `sector_rules.csv` that fires on its `name` or `content` (normalised texts)."""
    rules = reference.sector_rules()
    fired = (
        pl.when(pl.col(rule.where).str.contains(rule.pattern.pattern)).then(number) for number, rule in enumerate(rules)
    )
    first = pl.DataFrame(dict(texts)).select(pl.coalesce(*fired)).to_series()
    return [None if number is None else rules[number] for number in first]


def bed_kind(sector: str | None, name: str = "") -> str | None:
    """What a plain 床位 is in a project of this sector; None where that is not known, as for elders in a hospital."""
    if sector == "养老" and _HOSPITAL.search(name):
        return None
    return {"养老": "elder_bed", "医养结合": "elder_bed", "医疗": "other_bed", "托育": "childcare_place"}.get(
        sector or ""
    )
