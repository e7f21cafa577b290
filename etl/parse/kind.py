"""Words of a type cell, a name and a content cell -> nature (建设性质) and sector (行业)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl import reference
from etl.parse.words import clean, key

_HOSPITAL = re.compile("医院|卫生院")


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector, the rule that gave it, and the words it fired on (`where`: name, content or stated)."""

    sector: str
    rule: str
    where: str
    start: int
    end: int


def parse_nature(raw: str) -> str | None:
    """The nature that a cell states; None where it is not one of the known words."""
    return reference.natures().get(key(clean(raw)).removesuffix("项目"))


def parse_stated_sector(raw: str) -> str | None:
    """The sector that a sector column states; None where it is not one of the known words."""
    return reference.sector_synonyms().get(key(clean(raw)))


def judge_sector(name: str, content: str) -> Sector | None:
    """The first rule of `sector_rules.csv` that fires on a name or content (cleaned texts)."""
    for rule in reference.sector_rules():
        match = rule.pattern.search(name if rule.where == "name" else content)
        if match:
            return Sector(rule.sector, rule.rule, rule.where, *match.span())
    return None


def bed_kind(sector: str | None, name: str = "") -> str | None:
    """What a plain 床位 is in a project of this sector; None where that is not known, as for elders in a hospital."""
    if sector == "养老" and _HOSPITAL.search(name):
        return None
    return {"养老": "elder_bed", "医养结合": "elder_bed", "医疗": "other_bed", "托育": "childcare_place"}.get(
        sector or ""
    )
