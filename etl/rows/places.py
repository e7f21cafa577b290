"""The place of each row and its township, and whether the row's name and its project code say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from etl.contract.detail import Detail
from etl.contract.values import Doubt
from etl.parse import project
from etl.parse.places import region, townships
from etl.parse.words import SPACES
from etl.rows.buffer import Buffer, distinct
from etl.rows.fields.field import Field, Step
from etl.rows.fields.places import ABOVE, COLUMN, NAME, UNIT, WORDS, tells
from etl.rows.told_places import take_told


def read_places(buffer: Buffer, place: Field) -> None:
    """Regions, by the place's cell; by the row's other words or the document's region where that does not do."""
    words, column = _first_told(buffer)
    given = distinct(words)
    telling = pl.Series([tells(raw, buffer.context.region_id) for (raw,) in given.keys], dtype=pl.Boolean)
    is_told = telling.gather(given.codes)
    buffer.derive(WORDS, words)
    buffer.derive(COLUMN, column)
    buffer.derive(ABOVE, buffer.raw("prefecture"))
    unit = "implementing_unit" if buffer.has("implementing_unit") else "owner_unit"
    for name, words_of in ((NAME, "name"), (UNIT, unit)):
        buffer.derive(name, pl.select(pl.when(is_told).then(pl.lit("")).otherwise(buffer.raw(words_of))).to_series())
    buffer.read(place)
    take_told(buffer)
    buffer.values["township"] = _townships(buffer)
    _compare_with_names(buffer)
    _compare_with_codes(buffer)


def _first_told(buffer: Buffer) -> tuple[pl.Series, pl.Series]:
    """The words of the first column of each row that says where it is, and the field of that column."""
    words, fields = buffer.raw("location"), pl.repeat("location", len(buffer), dtype=pl.String, eager=True)
    for name, comes_first in (("county", True), ("prefecture", False)):
        cells = buffer.raw(name)
        is_told = (cells if comes_first else words).str.strip_chars(SPACES) != ""
        is_taken = is_told if comes_first else ~is_told
        words = pl.select(pl.when(is_taken).then(cells).otherwise(words)).to_series()
        fields = pl.select(pl.when(is_taken).then(pl.lit(name)).otherwise(fields)).to_series()
    return words, fields


def _townships(buffer: Buffer) -> pl.Series:
    """The township or street that the cell of the place names; where it names none, that which the name begins with."""
    stated = of_each(buffer.raw("location"), townships.township)
    names = pl.select(pl.when(stated.is_null()).then(buffer.name_keys).otherwise(pl.lit(""))).to_series()
    return pl.select(pl.coalesce(stated, of_each(names, townships.township_ahead))).to_series()


def of_each(words: pl.Series, told: Callable[[str], str | None]) -> pl.Series:
    """What each text tells of townships; each of the different ones is asked once."""
    is_asked = words.str.contains("街道|镇|乡|苏木").arg_true()
    given = distinct(words.gather(is_asked))
    found = pl.Series([told(text) for (text,) in given.keys], dtype=pl.String).gather(given.codes)
    return pl.repeat(None, len(words), dtype=pl.String, eager=True).scatter(is_asked, found)


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
    stated = of_each(cells, townships.township)
    for at in stated.is_not_null().arg_true():
        named = townships.township(names[at])
        if named and named != stated[at]:
            yield at, stated[at], named


def _compare_with_codes(buffer: Buffer) -> None:
    """The division that a project code names must be the place's own, above it or below it."""
    codes, places = pl.Series(buffer.values["project_code"]), pl.Series(buffer.values["region_id"])
    coded = (codes.is_not_null() & places.is_not_null()).arg_true()
    for at in coded:
        place = places[at].partition("-")[0]
        named = project.divisions(codes[at])
        if named and not any(region.agree(one, place) for one in named):
            names = tuple(region.full_name(one) for one in named)
            detail = Detail("code_says_row_says", named=names, stated=region.full_name(place))
            buffer.doubt(Step.CODE, at, "code", [Doubt("code_region_differs", buffer.cells("code")[at], detail)])
            buffer.doubtful[at].add("project_code")


def _other_regions(buffer: Buffer) -> Iterator[tuple[int, str]]:
    """Rows whose name says another region than the place, and that region."""
    codes = pl.Series(buffer.values["county_code"], dtype=pl.String)
    said = region.mentions(buffer.name_keys, buffer.context.region_id)
    said = said.with_columns(code=codes.gather(said["at"])).drop_nulls("code")
    for words, code, rows in said.group_by("words", "code", maintain_order=True).agg("at").iter_rows():
        others = [other for other in region.mentioned(words, buffer.context.region_id) if not region.agree(code, other)]
        yield from ((at, other) for at in rows for other in others)
