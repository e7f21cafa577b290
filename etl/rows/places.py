"""The place of each row, and whether the row's name says the same."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from etl.contract.detail import Detail
from etl.contract.values import Doubt
from etl.parse import region
from etl.parse.words import SPACES
from etl.rows.buffer import Buffer, distinct
from etl.rows.fields.field import Field, Step
from etl.rows.fields.places import COLUMN, NAME, UNIT, WORDS, tells


def read_places(buffer: Buffer, place: Field) -> None:
    """Regions, by the place's cell; by the row's other words or the document's region where that does not do."""
    counties, locations = buffer.raw("county"), buffer.raw("location")
    by_county = counties.str.strip_chars(SPACES) != ""
    words = pl.select(pl.when(by_county).then(counties).otherwise(locations)).to_series()
    given = distinct(words)
    telling = pl.Series([tells(raw, buffer.context.region_id) for (raw,) in given.keys], dtype=pl.Boolean)
    is_told = telling.gather(given.codes)
    buffer.derive(WORDS, words)
    buffer.derive(
        COLUMN, pl.select(pl.when(by_county).then(pl.lit("county")).otherwise(pl.lit("location"))).to_series()
    )
    for name, words_of in ((NAME, "name"), (UNIT, "implementing_unit")):
        buffer.derive(name, pl.select(pl.when(is_told).then(pl.lit("")).otherwise(buffer.raw(words_of))).to_series())
    buffer.read(place)
    _compare_with_names(buffer)


def _compare_with_names(buffer: Buffer) -> None:
    """The township or the county that a name says must be that of the place."""
    cells = buffer.raw("location")
    names = pl.Series(buffer.values["name"])
    elsewhere = set()
    for at, stated, named in _other_townships(cells, names):
        elsewhere.add(at)
        detail = Detail("name_says_place_says", name=named, place=stated)
        buffer.doubt(Step.PLACE, at, "location", [Doubt("place_differs_from_name", cells[at], detail)])
    shown = pl.Series(buffer.values["region_name"])
    for at, other in _other_regions(buffer):
        if at not in elsewhere:
            detail = Detail("name_says_place_says", name=region.places()[other].name, place=shown[at])
            buffer.doubt(Step.PLACE, at, "location", [Doubt("place_differs_from_name", cells[at], detail)])


def _other_townships(cells: pl.Series, names: pl.Series) -> Iterator[tuple[int, str, str]]:
    """Rows whose name says another township than the place: row, township of the place, township of the name."""
    given = distinct(cells)
    townships = pl.Series([region.township(cell) for (cell,) in given.keys], dtype=pl.String).gather(given.codes)
    for at in townships.is_not_null().arg_true():
        named = region.township(names[at])
        if named and named != townships[at]:
            yield at, townships[at], named


def _other_regions(buffer: Buffer) -> Iterator[tuple[int, str]]:
    """Rows whose name says another region than the place, and that region."""
    codes = pl.Series(buffer.values["county_code"], dtype=pl.String)
    said = region.mentions(buffer.name_keys, buffer.context.region_id)
    said = said.with_columns(code=codes.gather(said["at"])).drop_nulls("code")
    for words, code, rows in said.group_by("words", "code", maintain_order=True).agg("at").iter_rows():
        others = [other for other in region.mentioned(words, buffer.context.region_id) if not _agree(code, other)]
        yield from ((at, other) for at in rows for other in others)


def _agree(one: str, other: str) -> bool:
    """Whether one region is the other, or lies in it."""
    return region.is_below(one, other) or region.is_below(other, one)
