"""Contents as columns: their clauses, and areas that leave no question, one of a kind at most.

What a shape of a clause says is looked up once (`clauses.Clause`); the numbers of all cells are then read as columns.
A cell that is plain gives what `parse_areas` gives; all others are read by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import polars as pl

from etl import reference
from etl.parse import area, clauses
from etl.parse.words import Words, replacements, without_wraps, words
from etl.records import Area, Doubt, Qualifier, Span
from etl.schemas import AREA

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KEPT = {f"{letter}{digit}": f"{letter}{chr(0xE000 + digit)}" for letter in _LETTERS for digit in range(1, 10)}
"""A digit behind a letter is no part of a number: it is hidden while the others are masked."""
_HIDDEN = {chr(0xE000 + digit): str(digit) for digit in range(1, 10)}
_LETTER_DIGIT = "[A-Za-z][1-9]"
_MASKED = {str(digit): "0" for digit in range(1, 10)}
_CUT = "\x1f"
_MARKS = {mark: mark + _CUT for mark in ",;。"}
_THOUSANDS = rf"(\d,){_CUT}(\d)"
_ZEROS = re.compile("0+")
_GROUP = re.compile(r"\d,\d")
_FEW = 200
_SPACE = r"[\s\x1c-\x1f]"
_ODD = r"[ \x00-\x1f\x{E000}-\x{E00F}]"
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
    """The normalised texts of cells, and the cells with spaces, in whose text positions are others."""

    text: pl.Series
    spaced: dict[int, Words]

    def span(self, at: int, start: int, end: int) -> Span:
        """The place in a raw cell of a place in its text."""
        return self.spaced[at].span(start, end) if at in self.spaced else Span(start, end)

    def in_cells(self, items: pl.DataFrame) -> pl.DataFrame:
        """Places `begin` to `end` in the texts of the cells `at` -> the same in the raw cells."""
        moved = items["at"].is_in(list(self.spaced)).arg_true()
        spans = [self.span(*place) for place in items[moved].select("at", "begin", "end").iter_rows()]
        placed = (
            items[name].scatter(moved, [span[end] for span in spans]) for end, name in enumerate(("begin", "end"))
        )
        return items.with_columns(*placed)


class Contents(NamedTuple):
    """Cells without odd characters (`at`, `text`, `pieces`), and their clauses (`at`, `start`, `code` of the shape).

    `pieces`: how many clauses a cell has; `every`: also those without a digit, which have no code, with their `shape`.
    """

    texts: Texts
    cells: pl.DataFrame
    clauses: pl.DataFrame
    every: pl.DataFrame
    shapes: Sequence[str]


def texts(raw: Sequence[str]) -> Texts:
    """`words` of a column of cells; for a few cells the tables of a column's search take longer to build."""
    if len(raw) < _FEW:
        each = [words(cell) for cell in raw]
        moved = {at: cell for at, cell in enumerate(each) if cell.moved}
        return Texts(pl.Series([cell.text for cell in each], dtype=pl.String), moved)
    text = pl.Series(raw, dtype=pl.String)
    odd = text.str.extract_all(_odd()).explode().unique().drop_nulls()
    text = _replaced(text, {letter: replacements()[letter] for letter in odd})
    has_space = text.str.contains(_SPACE).arg_true()
    each = [without_wraps(raw[at], cell) for at, cell in zip(has_space, text.gather(has_space), strict=True)]
    found = pl.Series([cell.text for cell in each], dtype=pl.String)
    return Texts(text.scatter(has_space, found), dict(zip(has_space, each, strict=True)))


@cache
def _odd() -> str:
    """Any character that normalising changes, as polars searches for it."""
    return f"[{''.join(re.escape(letter) if letter.isascii() else letter for letter in replacements())}]"


def contents(found: Texts) -> Contents:
    """Cut the cells of a column into clauses; those with characters that are used here otherwise are left out."""
    text = pl.col("text")
    cells = pl.DataFrame({"text": found.text}).with_row_index("at")
    cells = cells.filter(~text.str.contains(_ODD))
    length = text.str.len_chars().cast(pl.Int64)
    cells = cells.with_columns(begin=length.cum_sum() - length, cut=_cut(cells["text"]))
    every = cells.select("at", "begin", shape="cut").explode("shape")
    cells = cells.select("at", "text", pieces=pl.col("cut").list.len())
    length = pl.col("shape").str.len_chars().cast(pl.Int64)
    every = every.select("at", "shape", start=length.cum_sum() - length - pl.col("begin"))
    coded = every["shape"].str.contains(r"\d").arg_true()
    shapes = every[coded].select("shape")
    distinct = shapes.unique().with_row_index("code")
    codes = shapes.join(distinct, on="shape", how="left", maintain_order="left")["code"]
    none = pl.Series("code", [None], dtype=pl.UInt32).new_from_index(0, every.height)
    every = every.with_columns(code=none.scatter(coded, codes))
    clauses = every[coded].select("at", "start", "code")
    return Contents(found, cells, clauses, every, distinct["shape"].to_list())


def _cut(text: pl.Series) -> pl.Series:
    """Lists of the shapes of the clauses of each text."""
    lettered = text.str.contains(_LETTER_DIGIT).arg_true()
    shape = text.scatter(lettered, _replaced(text.gather(lettered), _KEPT))
    shape = _replaced(shape, _MASKED | _MARKS)
    shape = shape.scatter(lettered, _replaced(shape.gather(lettered), _HIDDEN))
    grouped = shape.str.contains(_THOUSANDS).arg_true()
    whole = shape.gather(grouped)
    for _ in range(2):  # each match takes the digit that the next one begins with
        whole = whole.str.replace_all(_THOUSANDS, "$1$2")
    return shape.scatter(grouped, whole).str.split(_CUT)


def _replaced(text: pl.Series, table: dict[str, str]) -> pl.Series:
    return text.str.replace_many(list(table), list(table.values())) if table else text


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
    shapes = [_areas_of(shape) for shape in found.shapes]
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
    bounds = bounds.select(*place, type=pl.lit("lower_bound"), detail=pl.lit(""))
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
        slip = area.slip_detail(one.unit) if unit.slip else None
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
    items = items.with_columns((pl.col(name) + pl.col("start")).alias(name) for name in _PLACES)
    number = pl.col("text").str.slice(pl.col("first"), pl.col("last") - pl.col("first"))
    items = items.with_columns(number=number, is_part=False, is_several=False)
    items = _asked(items, "is_part", clauses.MAY_BE_PART, ("noun",), clauses.is_part)
    items = items.filter(~pl.col("is_part"))
    return _asked(items, "is_several", clauses.MAY_COUNT_SEVERAL, ("first", "noun", "end"), _is_several)


def _is_several(text: str, first: int, noun: int, end: int) -> bool:
    return clauses.each(text, first) is not None or clauses.is_of_each(text, noun, end)


def _asked(
    items: pl.DataFrame, name: str, letters: str, places: Sequence[str], question: Callable[..., bool]
) -> pl.DataFrame:
    """Set a flag of the items whose cell holds some letters, as a question about cell and places is answered."""
    asked = items["text"].str.contains(letters).arg_true()
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
