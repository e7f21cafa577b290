"""Words of a type cell, a name and a content cell -> nature (建设性质) and sector (行业)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from etl import reference
from etl.parse.words import clean, key
from etl.reference import SectorRule

_HOSPITAL = re.compile("医院|卫生院")
_BED_KINDS = {"养老": "elder_bed", "医养结合": "elder_bed", "医疗": "other_bed", "托育": "childcare_place"}


def parse_nature(raw: str) -> str | None:
    """The nature that a cell states; None where it is not one of the known words."""
    return reference.natures().get(key(clean(raw)).removesuffix("项目"))


def parse_stated_sector(raw: str) -> str | None:
    """The sector that a sector column states; None where it is not one of the known words."""
    return reference.sector_synonyms().get(key(clean(raw)))


def rules_fired(texts: Mapping[str, pl.Series], rows: pl.Series) -> list[tuple[SectorRule, pl.DataFrame]]:
    """The rows on whose `name` or `content` (normalised texts) each rule of `sector_rules.csv` is the first to fire.

    Of `rows` only: `at`, and where in the text its words stand (`begin`, `end`). A rule that fires on none is left out.
    """
    found = []
    left = rows
    for rule in reference.sector_rules():
        pattern = rule.pattern.pattern
        text = texts[rule.where].gather(left)
        fires = text.str.contains(pattern)
        if fires.any():
            said = text.filter(fires)
            before = said.to_frame("text").select(
                pl.col("text").cast(pl.Binary).bin.head(pl.col("text").str.find(pattern))
            )
            begin = before["text"].cast(pl.String).str.len_chars()
            length = said.str.len_chars() - said.str.replace(pattern, "").str.len_chars()
            found.append((rule, pl.DataFrame({"at": left.filter(fires), "begin": begin, "end": begin + length})))
            left = left.filter(~fires)
    return found


def bed_kinds(sectors: pl.Series, names: pl.Series) -> pl.Series:
    """`bed_kind` of each row of a list."""
    kinds = sectors.replace_strict(_BED_KINDS, default=None, return_dtype=pl.String)
    unknown = (sectors == "养老") & names.str.contains(_HOSPITAL.pattern)
    return kinds.scatter(unknown.arg_true(), None)


def bed_kind(sector: str | None, name: str = "") -> str | None:
    """What a plain 床位 is in a project of this sector; None where that is not known, as for elders in a hospital."""
    if sector == "养老" and _HOSPITAL.search(name):
        return None
    return _BED_KINDS.get(sector or "")
