"""Contents that leave no question, as columns: one area of a kind at most, one quantity at most, nothing left over.

What a shape of a clause says is looked up once (`clauses.Clause`); the numbers of all cells are then read as columns.
A cell that is plain gives what `parse_areas` and `parse_capacity` give, without a doubt; all others are read by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import polars as pl

from etl import reference
from etl.parse import area, capacity
from etl.parse.clauses import is_part
from etl.parse.words import Words, replacements, words
from etl.records import Certainty, Qualifier, Span
from etl.schemas import AREA

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KEPT = {f"{letter}{digit}": f"{letter}{chr(0xE000 + digit)}" for letter in _LETTERS for digit in range(1, 10)}
"""A digit behind a letter is no part of a number: it is hidden while the others are masked."""
_HIDDEN = {chr(0xE000 + digit): str(digit) for digit in range(1, 10)}
_MASKED = {str(digit): "0" for digit in range(1, 10)}
_CUT = "\x1f"
_MARKS = {mark: mark + _CUT for mark in ",;。"}
_THOUSANDS = rf"(\d,){_CUT}(\d)"
_EACH = r"[分各每均]|/(?:所|个|家|处|座|栋|层)|的[^,;。\d]{0,12}[\d两二三四五六七八九十]+(?:所|个|家|处|座|栋)"
"""Words by which an amount may count several times: 分别, 20张/所, 的养老院2所."""
_PARTS = r"其中|\("
"""Words behind which an amount may be a part of one before it."""
_SPELLED = r"[十百千]"
_FEW = 200
_ALONE = r"^[\d,. ]*$"
_SPACE = r"[\s\x1c-\x1f]"
_ODD = r"[ \x00-\x1f\x{E000}-\x{E00F}]"
_AREA_NUMBER = r"^\d{1,8}(?:\.\d{1,4})?$"
_QUANTITY = r"^\d{1,8}$"


_PLACES = {"code": pl.UInt32, "kind": pl.String} | dict.fromkeys(("begin", "noun", "end", "first", "last"), pl.Int64)
"""What a clause states, by places in it: its evidence from `begin` to `end`, its noun, its number."""


class Texts(NamedTuple):
    """The normalised texts of cells, and the cells with spaces, in whose text positions are others."""

    text: pl.Series
    spaced: dict[int, Words]

    def span(self, at: int, start: int, end: int) -> Span:
        """The place in a raw cell of a place in its text."""
        return self.spaced[at].span(start, end) if at in self.spaced else Span(start, end)


class Contents(NamedTuple):
    """Cells that may be plain (`at`, `text`, `has_parts`) and their clauses: `at`, `start`, `code` of the shape."""

    texts: Texts
    cells: pl.DataFrame
    clauses: pl.DataFrame
    shapes: Sequence[str]


def texts(raw: Sequence[str]) -> Texts:
    """`words` of a column of cells; for a few cells the tables of a column's search take longer to build."""
    if len(raw) < _FEW:
        each = [words(cell) for cell in raw]
        moved = {at: cell for at, cell in enumerate(each) if cell.positions is not None}
        return Texts(pl.Series([cell.text for cell in each], dtype=pl.String), moved)
    cells = pl.DataFrame({"text": pl.Series(raw, dtype=pl.String)})
    has_space = cells["text"].str.contains(_SPACE).arg_true().to_list()
    spaced = {at: words(raw[at]) for at in has_space}
    text = cells.select(_replaced(pl.col("text"), replacements())).to_series()
    found = pl.Series([spaced[at].text for at in has_space], dtype=pl.String)
    return Texts(text.scatter(has_space, found), spaced)


def contents(found: Texts) -> Contents:
    """Cut the cells of a column into clauses; those with words that ask for more are left out."""
    text = pl.col("text")
    cells = pl.DataFrame({"text": found.text}).with_row_index("at")
    cells = cells.filter(~text.str.contains(_ODD), ~text.str.contains(_EACH))
    cells = cells.with_columns(has_parts=text.str.contains(_PARTS))
    shape = text
    for table in (_KEPT, _MASKED, _HIDDEN, _MARKS):
        shape = _replaced(shape, table)
    for _ in range(2):  # each match takes the digit that the next one begins with
        shape = shape.str.replace_all(_THOUSANDS, "$1$2")
    clauses = cells.select("at", shape.str.split(_CUT).alias("shape")).explode("shape")
    length = pl.col("shape").str.len_chars().cast(pl.Int64)
    clauses = clauses.with_columns(start=length.cum_sum().over("at") - length)
    clauses = clauses.filter(pl.col("shape").str.contains(r"\d"))
    shapes = clauses.select("shape").unique().with_row_index("code")
    clauses = clauses.join(shapes, on="shape", maintain_order="left").drop("shape")
    return Contents(found, cells, clauses, shapes["shape"].to_list())


def _replaced(text: pl.Expr, table: dict[str, str]) -> pl.Expr:
    return text.str.replace_many(list(table), list(table.values()))


def areas(found: Contents) -> tuple[pl.Series, pl.DataFrame]:
    """Rows whose areas are plain, and their areas: `at`, `kind`, `begin`, `end`, `value` (text), `m2`, `qualifier`."""
    shapes = [_areas_of(shape) for shape in found.shapes]
    schema = {**_PLACES, "top": pl.Int64, "bottom": pl.Int64, "qualifier": pl.String}
    items = _items(found, shapes, schema)
    items = items.filter(~pl.col("is_part"))  # not read: it is in the whole
    number = pl.col("number").str.replace_all(",", "", literal=True)
    is_read = number.str.contains(_AREA_NUMBER)
    plain = _plain(found, items, shapes, is_read, pl.struct("at", "kind").is_unique())
    lost = _rows(found, [shape.is_lost for shape in shapes])
    floors = items.filter(pl.col("kind") == "floor")["at"]
    spelled = found.cells.filter(pl.col("text").str.contains(area.SPELLED_FLOOR.pattern))["at"]
    plain = plain.filter(plain.is_in(floors.implode()) | ~plain.is_in(pl.concat([lost, spelled]).implode()))
    items = items.filter(pl.col("at").is_in(plain.implode()))
    parts = number.str.split_exact(".", 1)
    whole, rest = parts.struct.field("field_0"), parts.struct.field("field_1").fill_null("").str.pad_end(4, "0")
    tens = pl.concat_str(whole, rest).cast(pl.Int64)  # ten-thousandths of the number
    rounded = (2 * tens * pl.col("top") + pl.col("bottom")) // (2 * pl.col("bottom"))
    below = (rounded % 10_000).cast(pl.String).str.zfill(4)
    value = pl.concat_str((rounded // 10_000).cast(pl.String), pl.lit("."), below)
    items = items.with_columns(value=value).with_columns(m2=pl.col("value").cast(AREA))
    return plain, _in_cells(found, items).select("at", "kind", "begin", "end", "value", "m2", "qualifier")


class _Shape(NamedTuple):
    """What a shape says: the columns of `_PLACES` and more behind `code`.

    `asks`: it leaves a question; so does whatever the grammars doubt when they read the clause by itself.
    """

    rows: tuple[tuple[Any, ...], ...]
    asks: bool
    is_lost: bool = False


@lru_cache(maxsize=16384)
def _areas_of(shape: str) -> _Shape:
    said = area.structure(shape)
    rows = []
    for one in said.stated:
        m2 = reference.area_units()[one.unit].m2
        places = (one.begin, one.start, one.end, *one.number)
        rows.append((one.kind, *places, m2.numerator, m2.denominator, str(one.qualifier)))
    alone, doubts = area.parse_areas(shape)
    is_certain = all(one.certainty is Certainty.CERTAIN and one.count == 1 for one in alone.values())
    is_unread = said.lost is not None and "floor" not in alone  # another clause may state it: `is_lost`
    asks = bool(said.left or said.broken) or len(doubts) > is_unread or not is_certain
    asks = asks or not all(_is_plain_area(one) for one in said.stated)
    return _Shape(tuple(rows), asks, said.lost is not None)


def _is_plain_area(one: area.Stated) -> bool:
    unit = reference.area_units()[one.unit]
    is_odd = unit.slip or one.qualifier is Qualifier.AT_LEAST
    return not is_odd and unit.m2.denominator % 2 == 1  # then no value lies half way between two that are kept


def quantities(
    found: Contents, beds: Sequence[str | None], existed_before: Sequence[bool | None]
) -> tuple[pl.Series, pl.DataFrame]:
    """Rows whose quantities are plain, and these: `at`, `kind`, `begin`, `end`, `quantity`, `basis`."""
    shapes = [_quantities_of(shape) for shape in found.shapes]
    schema = {**_PLACES, "basis": pl.String}
    items = _items(found, shapes, schema)
    bed = pl.Series(beds, dtype=pl.String).gather(items["at"])
    existed = pl.Series(existed_before, dtype=pl.Boolean).gather(items["at"])
    items = items.with_columns(kind=pl.when(pl.col("kind") == "bed").then(bed).otherwise("kind"), is_new=~existed)
    is_known = pl.col("kind").is_not_null() & ((pl.col("basis") == "new") | pl.col("is_new"))
    has_words = pl.col("text").str.contains("[位床班型]")
    is_read = pl.col("number").str.contains(_QUANTITY) & is_known & has_words & ~pl.col("is_part")
    plain = _plain(found, items, shapes, is_read, pl.col("at").is_unique())
    spelled = found.cells.filter(pl.col("text").str.contains(f"{_SPELLED}|{_ALONE}"))["at"]
    plain = plain.filter(~plain.is_in(spelled.implode()))
    items = items.filter(pl.col("at").is_in(plain.implode())).with_columns(quantity=pl.col("number").cast(pl.Int64))
    return plain, _in_cells(found, items).select("at", "kind", "begin", "end", "quantity", "basis")


@lru_cache(maxsize=16384)
def _quantities_of(shape: str) -> _Shape:
    said = capacity.structure(shape)
    rows = []
    for one in said.stated:
        noun = capacity.nouns().get(one.word or "")
        rows.append((noun.kind if noun else None, one.begin, one.start, one.end, *one.number, one.basis))
    left = any(not any(one.start <= at < one.end for one in said.stated) for at, _ in said.counts)
    return _Shape(tuple(rows), bool(said.broken) or left or not all(_is_plain_quantity(one) for one in said.stated))


def _is_plain_quantity(one: capacity.Stated) -> bool:
    noun = capacity.nouns().get(one.word or "")
    is_odd = one.is_counted or one.is_range or one.is_wan or one.is_rate or one.is_bought or one.is_every
    if noun is None or noun.reading or noun.part_of or noun.kind == "class" or is_odd or one.is_yearly or one.listed:
        return False
    return one.qualifier is Qualifier.EXACT and one.basis in ("new", "design")


def _items(found: Contents, shapes: Sequence[_Shape], schema: dict[str, Any]) -> pl.DataFrame:
    """What the clauses state, at their places in the cells, with the digits."""
    rows = [(code, *row) for code, shape in enumerate(shapes) for row in shape.rows]
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    stated = pl.DataFrame([pl.Series(n, c, dtype=t) for (n, t), c in zip(schema.items(), columns, strict=True)])
    items = found.clauses.join(stated, on="code", maintain_order="left")
    items = items.join(found.cells, on="at", maintain_order="left")
    number = pl.col("text").str.slice(pl.col("first") + pl.col("start"), pl.col("last") - pl.col("first"))
    places = [(pl.col(name) + pl.col("start")).alias(name) for name in ("begin", "end", "noun")]
    items = items.with_columns(number=number).with_columns(places)
    parts = (has and is_part(text, at) for has, text, at in items.select("has_parts", "text", "noun").iter_rows())
    return items.with_columns(is_part=pl.Series(parts, dtype=pl.Boolean))


def _in_cells(found: Contents, items: pl.DataFrame) -> pl.DataFrame:
    """Places in the raw cells, where spaces have moved them."""
    spans = [found.texts.span(*place) for place in items.select("at", "begin", "end").iter_rows()]
    begins, ends = ([span[end] for span in spans] for end in (0, 1))
    return items.with_columns(begin=pl.Series(begins, dtype=pl.Int64), end=pl.Series(ends, dtype=pl.Int64))


def _plain(
    found: Contents, items: pl.DataFrame, shapes: Sequence[_Shape], is_read: pl.Expr, is_alone: pl.Expr
) -> pl.Series:
    """The rows without a question in any clause, all of whose items are read and alone of their kind."""
    asked = _rows(found, [shape.asks for shape in shapes])
    unread = items.filter(~(is_read & is_alone).fill_null(False))["at"]
    return found.cells["at"].filter(~found.cells["at"].is_in(pl.concat([asked, unread]).implode()))


def _rows(found: Contents, wanted: Sequence[bool]) -> pl.Series:
    """The rows that have a clause of one of the wanted shapes."""
    codes = found.clauses["code"]
    return found.clauses["at"].filter(pl.Series(wanted, dtype=pl.Boolean).gather(codes))
