"""Contents as columns: their clauses, and areas that leave no question, one of a kind at most.

What a shape of a clause says is looked up once (`clauses.Clause`); the numbers of all cells are then read as columns.
A cell that is plain gives what `parse_areas` gives; all others are read by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from string import ascii_letters, digits
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.contract import reference
from etl.contract.schemas import AREA
from etl.contract.values import Area, Doubt, Qualifier
from etl.parse import area, clauses, letters
from etl.parse.letters import Letters
from etl.parse.words import SPACES, normal_letters
from etl.rows.buffer import distinct

_LATIN = letters.table(ascii_letters)
_MASKED = letters.table("123456789")
_MARKS = letters.table(";。")
_SPACES = letters.table(SPACES)
_JOINS = letters.table(digits + ascii_letters + ".%")
"""Beside these a space stays (`words.words`)."""
_ZEROS = re.compile("0+")
_GROUP = re.compile(r"\d,\d")
_AREA_NUMBER = r"^\d{1,8}(?:\.\d{1,4})?$"
_PLACES = ("begin", "noun", "end", "first", "last")
"""Places in a clause: its evidence from `begin` to `end`, its noun, its number."""
_STATED = (
    {"code": pl.UInt32, "kind": pl.String}
    | dict.fromkeys((*_PLACES, "top", "bottom"), pl.Int64)
    | {"qualifier": pl.String, "slip": pl.String}
)
"""An area that a clause states: a number of units of `top`/`bottom` m2; `slip`: as what an odd unit was read."""


_ITEMS = ("at", "kind", "begin", "end", "value", "m2", "qualifier", "certainty")


class Texts(NamedTuple):
    """The normalised texts of cells, also as `letters`; `places`: where in its cell each letter stood."""

    text: pl.Series
    letters: Letters
    places: letters.Places

    def holding(self, some: str) -> pl.Series:
        """For each text whether it holds one of some letters."""
        flags = np.zeros(len(self.text), dtype=np.bool_)
        flags[self.letters.holding(letters.table(some).take(self.letters.codes))] = True
        return pl.Series(flags)

    def in_cells(self, items: pl.DataFrame) -> pl.DataFrame:
        """Places `begin` to `end` in the texts of the cells `at` -> the same in the raw cells."""
        first = self.letters.bounds[items["at"].to_numpy()]
        begin, end = (items[name].cast(pl.Int64).to_numpy() for name in ("begin", "end"))
        held = begin < end
        moved = (self.places[np.where(held, first + place, 0)] for place in (begin, end - 1))
        raw_begin, raw_last = (np.where(held, place, 0) for place in moved)
        return items.with_columns(begin=np.where(held, raw_begin, begin), end=np.where(held, raw_last + 1, end))


class Contents(NamedTuple):
    """Cells without odd characters (`at`, `text`, `pieces`), and their clauses (`at`, `start`, `code` of the shape).

    `pieces`: how many clauses a cell has; `every`: also those without a digit, which have no code, with their `shape`;
    `masked`: all of them with their digits masked. In `shapes` the number of a clause that has one only is one digit
    long: `narrow` is where the clause begins in all shapes, `wide` where each letter of these stands in all cells, and
    `origin` where the cell begins there.
    """

    texts: Texts
    cells: pl.DataFrame
    clauses: pl.DataFrame
    every: pl.DataFrame
    shapes: Sequence[str]
    masked: Letters
    wide: pl.Series


def texts(raw: pl.Series) -> Texts:
    """`words` of a column of cells."""
    cells = letters.letters(raw)
    codes = normal_letters().take(cells.codes)
    is_kept = ~_SPACES.take(codes)
    spaces = np.flatnonzero(~is_kept)
    left = spaces[_stay(spaces, codes, cells.bounds)]
    codes[left], is_kept[left] = ord(" "), True
    lengths = np.diff(np.concatenate(([0], np.cumsum(is_kept)))[cells.bounds])
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    places = np.flatnonzero(is_kept) - np.repeat(cells.bounds[:-1], lengths)
    own = Letters(codes[is_kept], bounds)
    return Texts(own.texts(), own, np.concatenate((places, [0])))


@cache
def _digits() -> letters.Flags:
    r"""What `\d` finds."""
    return letters.table("".join(filter(str.isdecimal, map(chr, range(0x20000)))))


def _stay(spaces: letters.Places, codes: NDArray[np.uint32], bounds: letters.Places) -> letters.Flags:
    """Which spaces stay: the first of those that stand together between two letters that join."""
    cell = np.searchsorted(bounds, spaces, side="right")
    is_next = (np.diff(spaces, prepend=-2) == 1) & (np.diff(cell, prepend=0) == 0)
    is_last = ~np.concatenate((is_next[1:], [False]))[: len(spaces)]
    behind = spaces[is_last][np.cumsum(~is_next) - 1] + 1
    is_inside = (spaces > bounds[cell - 1]) & (behind < bounds[cell])
    joins = _JOINS.take(codes)
    stays: letters.Flags = ~is_next & is_inside & joins.take(spaces - 1, mode="clip") & joins.take(behind, mode="clip")
    return stays


def contents(found: Texts) -> Contents:
    """Cut the cells of a column into clauses; those with characters that are used here otherwise are left out."""
    is_plain = np.ones(len(found.text), dtype=np.bool_)
    is_plain[found.letters.holding(found.letters.codes <= ord(" "))] = False
    own = found.letters.of(is_plain)
    is_digit = _digits().take(own.codes)
    before = own.before()
    is_grouped = (own.codes == ord(",")) & _digits().take(before) & _digits().take(own.behind())
    marks = _MARKS.take(own.codes) | ((own.codes == ord(",")) & ~is_grouped)
    is_bound = np.concatenate(([True], marks))
    is_bound[own.bounds] = True
    bounds = np.flatnonzero(is_bound)
    masked = Letters(np.where(_MASKED.take(own.codes) & ~_LATIN.take(before), np.uint32(ord("0")), own.codes), bounds)
    is_left_out = _more_digits(masked, is_digit, is_grouped)
    shapes = Letters(masked.codes[~is_left_out], bounds - np.concatenate(([0], np.cumsum(is_left_out)))[bounds])
    wide = np.concatenate((np.flatnonzero(~is_left_out), bounds[-1:]))
    cell = np.searchsorted(own.bounds, bounds[:-1], side="right") - 1
    at = pl.Series(np.flatnonzero(is_plain), dtype=pl.UInt32)
    pieces = pl.Series(np.bincount(cell, minlength=len(at)), dtype=pl.UInt32)
    cells = pl.DataFrame({"at": at, "text": found.text.gather(at), "pieces": pieces})
    origin = own.bounds[cell]
    every = pl.DataFrame({"at": at.gather(cell), "shape": shapes.texts()})
    every = every.with_columns(start=bounds[:-1] - origin, narrow=shapes.bounds[:-1], origin=origin)
    coded = np.flatnonzero(np.diff(np.concatenate(([0], np.cumsum(is_digit)))[bounds]))
    known = distinct(every["shape"].gather(coded))
    none = pl.Series("code", [None], dtype=pl.UInt32).new_from_index(0, every.height)
    every = every.with_columns(code=none.scatter(coded, known.codes))
    clauses = every[coded].select("at", "start", "code", "narrow", "origin")
    return Contents(found, cells, clauses, every, [shape for (shape,) in known.keys], masked, pl.Series(wide))


def _more_digits(clauses: Letters, is_digit: letters.Flags, is_grouped: letters.Flags) -> letters.Flags:
    """The digits behind the first of each number that is alone in its clause, before the point and behind it.

    How many there are does not matter to what the clause says: words are looked for within some reach of a number, but
    never beyond another. Numbers with groups, and those behind a letter, stay as they are.
    """
    before = clauses.before()
    second = Letters(before, clauses.bounds).before()
    follows, is_lettered = _digits().take(before), _LATIN.take(before)
    begins = is_digit & ~follows & ~is_lettered & ~((before == ord(".")) & _digits().take(second))
    hinders = is_grouped | (is_digit & ((follows & _LATIN.take(second)) | (clauses.codes > ord("9"))))
    numbers, hindered = (
        np.diff(np.concatenate(([0], np.cumsum(flags)))[clauses.bounds]) for flags in (begins, hinders)
    )
    is_alone = np.repeat((numbers == 1) & (hindered == 0), np.diff(clauses.bounds))
    more: letters.Flags = is_alone & (clauses.codes == ord("0")) & (before == ord("0"))
    return more


class Areas(NamedTuple):
    """Rows whose areas leave no question but doubts of the areas themselves, and what they say.

    `items`: `at`, `kind`, `begin`, `end`, `value` (text), `m2`, `qualifier`, `certainty`; `doubts`: `at`, `type`,
    `begin`, `end`, `detail`, in order. Places are in the raw cells.
    """

    rows: pl.Series
    items: pl.DataFrame
    doubts: pl.DataFrame


def areas(found: Contents) -> Areas:
    """The areas of all rows that state one of a kind at most, beside parts of it."""
    shapes = [_areas_of(clauses.without_end(shape)) for shape in found.shapes]
    items = _items(found, shapes)
    number = pl.col("number").str.replace_all(",", "", literal=True)
    rows = _plain(found, items, shapes, number.str.contains(_AREA_NUMBER))
    items = items.filter(pl.col("at").is_in(rows.implode()))
    parts = number.str.split_exact(".", 1)
    whole, rest = parts.struct.field("field_0"), parts.struct.field("field_1").fill_null("").str.pad_end(4, "0")
    tens = pl.concat_str(whole, rest).cast(pl.Int64)  # ten-thousandths of the number
    rounded = (2 * tens * pl.col("top") + pl.col("bottom")) // (2 * pl.col("bottom"))
    below = (rounded % 10_000).cast(pl.String).str.zfill(4)
    value = pl.concat_str((rounded // 10_000).cast(pl.String), pl.lit("."), below)
    certainty = pl.when(pl.col("slip").is_null()).then(pl.lit("certain")).otherwise(pl.lit("doubtful"))
    items = items.with_columns(value=value, certainty=certainty).with_columns(m2=pl.col("value").cast(AREA))
    items = found.texts.in_cells(items)
    return Areas(rows, items.select(_ITEMS), _doubts(items))


def _doubts(items: pl.DataFrame) -> pl.DataFrame:
    """A unit that is a slip, and a bound; of each area in this order, as `parse_areas` gives them."""
    place = ("at", "begin", "end")
    slips = items.drop_nulls("slip").select(*place, type=pl.lit("unit_slip"), detail="slip")
    bounds = items.filter(pl.col("qualifier") == "at_least")
    bounds = bounds.select(*place, type=pl.lit("lower_bound"), detail=pl.lit(None, pl.String))
    return pl.concat([slips, bounds]).sort("at", "begin", maintain_order=True)


class _Shape(NamedTuple):
    """What a shape says: the columns of `_STATED` behind `code`.

    `asks`: it leaves a question; so does whatever the grammar doubts when it reads the clause by itself, beyond what
    `_doubts` tells. `is_lost`: a floor area that was not read, which another clause may state.
    """

    rows: tuple[tuple[Any, ...], ...] = ()
    asks: bool = False
    is_lost: bool = False


@lru_cache(maxsize=4096)
def _alone(shape: str) -> tuple[dict[str, Area], list[Doubt]]:
    """What the grammar says of a clause by itself, whose numbers are short: how long they are does not matter to it."""
    return area.parse_areas(shape)


@lru_cache(maxsize=16384)
def _areas_of(shape: str) -> _Shape:
    said = area.structure(shape)
    if not any(said):
        return _Shape()
    rows = []
    asks = bool(said.left or said.broken)
    told = []
    for one in said.stated:
        unit = reference.area_units()[one.unit]
        places = (one.begin, one.start, one.end, *one.number)
        slip = area.slip_detail(one.unit).as_text() if unit.slip else None
        rows.append((one.kind, *places, unit.m2.numerator, unit.m2.denominator, str(one.qualifier), slip))
        asks = asks or unit.m2.denominator % 2 == 0  # then a value may lie half way between two that are kept
        if not clauses.is_part(shape, one.start):
            told += ["unit_slip"] * bool(slip) + ["lower_bound"] * (one.qualifier is Qualifier.AT_LEAST)
    alone, doubts = _alone(shape if _GROUP.search(shape) else _ZEROS.sub("0", shape))
    told += ["doubtful_area"] * (said.lost is not None and "floor" not in alone)
    asks = asks or [doubt.type for doubt in doubts] != told or any(one.count > 1 for one in alone.values())
    return _Shape(tuple(rows), asks, said.lost is not None)


def _items(found: Contents, shapes: Sequence[_Shape]) -> pl.DataFrame:
    """The areas that are no parts, at their places in the cells, with the digits (`number`).

    `is_several`: it may be the area of each of several.
    """
    rows = [(code, *row) for code, shape in enumerate(shapes) for row in shape.rows]
    columns = zip(*rows, strict=True) if rows else [()] * len(_STATED)
    stated = pl.DataFrame([pl.Series(n, c, dtype=t) for (n, t), c in zip(_STATED.items(), columns, strict=True)])
    items = found.clauses.join(stated, on="code", maintain_order="left_right")
    items = items.with_columns(text=found.texts.text.gather(items["at"]))
    items = items.with_columns(
        found.wide.gather(items[name] + items["narrow"]).alias(name) - items["origin"] for name in _PLACES
    )
    number = pl.col("text").str.slice(pl.col("first"), pl.col("last") - pl.col("first"))
    items = items.with_columns(number=number, is_part=False, is_several=False)
    may_be_part, may_be_several = (
        found.texts.holding(some) for some in (clauses.MAY_BE_PART, clauses.MAY_COUNT_SEVERAL)
    )
    items = _asked(items, "is_part", may_be_part, ("noun",), clauses.is_part)
    items = items.filter(~pl.col("is_part"))
    return _asked(items, "is_several", may_be_several, ("first", "noun", "end"), _is_several)


def _is_several(text: str, first: int, noun: int, end: int) -> bool:
    return clauses.each(text, first) is not None or clauses.is_of_each(text, noun, end)


def _asked(
    items: pl.DataFrame, name: str, cells: pl.Series, places: Sequence[str], question: Callable[..., bool]
) -> pl.DataFrame:
    """Set a flag of the items of some cells, as a question about the text and places is answered."""
    asked = cells.gather(items["at"]).arg_true()
    answers = [question(*one) for one in items[asked].select("text", *places).iter_rows()]
    return items.with_columns(items[name].scatter(asked, pl.Series(answers, dtype=pl.Boolean)))


def _plain(found: Contents, items: pl.DataFrame, shapes: Sequence[_Shape], is_read: pl.Expr) -> pl.Series:
    """The rows without a question in any clause, all of whose items are read and alone of their kind."""
    is_alone = pl.struct("at", "kind").is_unique() & ~pl.col("is_several")
    asked = _rows(found, [shape.asks for shape in shapes])
    unread = items.filter(~(is_read & is_alone).fill_null(False))["at"]
    has_text = found.cells["text"].str.contains("面积", literal=True)
    spelled = found.cells.filter(has_text).filter(pl.col("text").str.contains(area.SPELLED_FLOOR.pattern))["at"]
    has_land = found.cells.filter(pl.col("text").str.contains("亩", literal=True))
    asked = pl.concat([asked, has_land.filter(pl.col("text").str.contains(area.SPELLED_LAND.pattern))["at"]])
    lost = pl.concat([_rows(found, [shape.is_lost for shape in shapes]), spelled])
    lost = lost.filter(~lost.is_in(items.filter(pl.col("kind") == "floor")["at"].implode()))
    return found.cells["at"].filter(~found.cells["at"].is_in(pl.concat([asked, unread, lost]).implode()))


def _rows(found: Contents, wanted: Sequence[bool]) -> pl.Series:
    """The rows that have a clause of one of the wanted shapes."""
    codes = found.clauses["code"]
    return found.clauses["at"].filter(pl.Series(wanted, dtype=pl.Boolean).gather(codes))
