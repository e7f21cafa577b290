"""The region that the section above rows names for them: 一、麒麟区."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt
from etl.parse.places import region
from etl.parse.words import key
from etl.rows import surroundings
from etl.rows.buffer import Buffer, Context
from etl.rows.fields.field import Step
from etl.rows.fields.places import REGION
from etl.rows.told import Told, ToldOfRows
from etl.tables.table import SourceTable, TableRow

FIELD = "region_id"
_PLACES = ("county", "location")
_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}|[\d.,，%％/—-]+")
"""A cell that says nothing but a number: that of the section, or a sum."""


def told_of_places(table: SourceTable, within: str | None) -> ToldOfRows:
    """The regions that sections name for the rows below them, inside that of the table."""
    if not any(row.kind == "section" for row in table.rows):
        return ToldOfRows()
    told = list(surroundings.of_rows(table, None, lambda words: _named_by_section(words, within)))
    return ToldOfRows([number for number, _ in told], [one for _, one in told])


def _named_by_section(words: str, within: str | None) -> Sequence[str]:
    """The region that a section is called by, and nothing else but its number, sums and 项目."""
    says = reference.words_of("table_words", "section_of_region")
    said = says.fullmatch(key("".join(piece for piece in words.split() if not _NUMBER.fullmatch(piece))))
    code = region.named_first(said["name"], within) if said else None
    if said is None or code is None or not region.is_name(said["name"].removesuffix("本级")):
        return ()
    return (code,) if within is None or region.is_below(code, within) else ()


def take_told(buffer: Buffer) -> None:
    """Put the section's region to the rows whose own cells state no place; one that states another is doubtful."""
    told = buffer.context.regions
    if not told.starts:
        return
    values = {name: pl.Series(buffer.values[name]).to_list() for name in REGION}
    of_rows = ((at, told.of_section(number)) for at, number in enumerate(buffer.rows.numbers))
    for at, one in ((at, one) for at, one in of_rows if one):
        if _states_no_place(buffer, at):
            _put(buffer, values, at, one)
        elif values["county_code"][at] and not region.agree(values["county_code"][at], one.value):
            _doubt(buffer, at, one, values["region_name"][at])
    buffer.values |= values


def _put(buffer: Buffer, values: dict[str, list[Any]], at: int, told: Told) -> None:
    found = region.region(told.value)
    own = (found.region_id, found.name, found.level, found.county_code)
    for name, value in zip(REGION, own, strict=True):
        values[name][at] = value
    buffer.doubtful[at].discard(FIELD)
    if told.certainty is Certainty.DOUBTFUL or _is_named_elsewhere(buffer, at, told.value):
        buffer.doubtful[at].add(FIELD)


def told_regions(context: Context, rows: Sequence[TableRow]) -> dict[int, Told]:
    """What sections tell of some rows of the table, by their order: of those whose own cells state no place."""
    places = [index for name in _PLACES if (index := context.table.index(name)) is not None]
    bare = (at for at, row in enumerate(rows) if not any(row.cells[index].strip() for index in places))
    told = ((at, context.regions.of_section(rows[at].row_no)) for at in bare)
    return {at: one for at, one in told if one}


def _is_named_elsewhere(buffer: Buffer, at: int, code: str) -> bool:
    """Whether the project's name says another county than the section that it stands in."""
    named = region.named_within((buffer.name_keys[at],), buffer.context.region_id)
    return named is not None and region.is_county(named) and not region.agree(named, code)


def _states_no_place(buffer: Buffer, at: int) -> bool:
    """Whether no cell of a row states its place."""
    return not any(buffer.cells(name)[at].strip() for name in _PLACES)


def _doubt(buffer: Buffer, at: int, told: Told, shown: str) -> None:
    column = "county" if buffer.cells("county")[at].strip() else "location"
    detail = Detail("section_says_place_says", section=told.words, place=shown)
    buffer.doubt(Step.PLACE, at, column, [Doubt("place_differs_from_name", buffer.cells(column)[at], detail)])
    buffer.doubtful[at].add(FIELD)
