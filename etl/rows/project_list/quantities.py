"""Quantities of a column of contents: what the outline of a cell says (`alike.py`), told of each cell's numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import polars as pl
import pyarrow as arrow

from etl.contract.detail import Detail
from etl.parse import capacity, clauses, outline
from etl.rows.project_list import alike
from etl.rows.project_list.plain import Contents

_ALONE = r"^[\d,. ]*$"
_LEFT_TO_ROWS = f"{outline.GAP}|{outline.FAR}|{_ALONE}"
_WORDED = f"{outline.GAP}{capacity.WORDS[0]},"
"""A clause before the others: somewhere in the cell stands a word of capacity."""
_PLACE = {"clause": pl.UInt32, "first": pl.Int64, "last": pl.Int64}
_NUMBERS = {"said": pl.UInt32, **_PLACE}
_ENTRIES = {
    "said": pl.UInt32, "entry_no": pl.Int32, "kind": pl.String, "basis": pl.String, "qualifier": pl.String,
    "certainty": pl.String, "part_of": pl.String, "is_added": pl.Boolean, "unit_count": pl.Int32,
    "number": pl.UInt32, "each": pl.UInt32, **_PLACE,
}  # fmt: skip
_MARKS = {
    "said": pl.UInt32, "type": pl.String, "detail": pl.String, "product_of": pl.Int32, "as_written": pl.Boolean,
    **_PLACE,
}  # fmt: skip
_QUANTITIES = (
    "entry_no", "kind", "quantity", "basis", "qualifier", "certainty", "part_of", "unit_count", "is_added",
    "begin", "end",
)  # fmt: skip


class Quantities(NamedTuple):
    """What rows say, by `at`, in the order of rows. `begin`, `end`: places in the raw cells.

    `bases`: `at`, `basis`; `entries`: `at` and the columns of `_QUANTITIES`; `doubts`: `at`, `type`, `raw`, `detail`;
    `unclear`: row, kind, why.
    """

    bases: pl.DataFrame
    entries: pl.DataFrame
    doubts: pl.DataFrame
    unclear: list[tuple[int, str, Detail]]


def quantities(found: Contents, raw: Sequence[str], beds: pl.Series, existed_before: pl.Series) -> Quantities:
    """The quantities of all rows whose outline is known and whose numbers do not matter to what is said."""
    cells, whole = _outlines(found)
    cells = cells.with_columns(bed=beds.gather(cells["at"]), existed=existed_before.gather(cells["at"]))
    keys = cells.group_by("outline", "bed", "existed", maintain_order=True).len()
    learned = [alike.said(*key) if alike.comes_back(key, times) else None for *key, times in keys.iter_rows()]
    known = [said for said in learned if said]
    numbered = iter(range(len(known)))
    keys = keys.with_columns(said=pl.Series([next(numbered) if one else None for one in learned], dtype=pl.UInt32))
    by = ["outline", "bed", "existed"]
    cells = cells.join(keys.drop_nulls("said"), on=by, nulls_equal=True, maintain_order="left")
    counts = pl.Series([one.clauses for one in known], dtype=pl.UInt32)
    cells = cells.filter(pl.col("whole") == counts.gather(cells["said"])).select("at", "said", "before")
    return _told(found, raw, cells, whole, known)


# --- outlines --------------------------------------------------------------------------------------------------------


def _outlines(found: Contents) -> tuple[pl.DataFrame, pl.Series]:
    """`at`, `outline`, `whole` (how many clauses of it are whole) and `before` (how many of other cells stand before).

    And where the whole clauses of all cells begin.
    """
    text = pl.col("text")
    cells = found.cells.with_columns(
        is_spread=text.str.contains(clauses.ANY_EACH.pattern),
        is_left=text.str.contains(_LEFT_TO_ROWS),
        is_worded=text.str.contains(f"[{capacity.WORDS}]"),
    )
    pieces = _with_forms(found, cells)
    pieces = pieces.with_columns(is_whole=~pl.col("form").str.contains(outline.GAP, literal=True))
    ends = pl.concat([pl.Series([0]), cells["pieces"].cast(pl.Int64).cum_sum()])
    forms = arrow.LargeListArray.from_arrays(ends.to_arrow(), pieces["form"].to_arrow())
    seen = pl.concat([pl.Series([0], dtype=pl.UInt32), pieces["is_whole"].cum_sum().cast(pl.UInt32)]).gather(ends)
    cells = cells.with_columns(
        left=pl.Series(pl.from_arrow(forms)).list.join(""), before=seen.head(-1), whole=seen.tail(-1) - seen.head(-1)
    )
    cells = cells.filter(~pl.col("is_left")).select("at", "left", "is_spread", "is_worded", "whole", "before")
    same = cells.select("left", "is_spread", "is_worded").unique()
    outlines = [_outline(*one) for one in same.iter_rows()]
    same = same.with_columns(outline=pl.Series(outlines, dtype=pl.String))
    cells = cells.join(same, on=["left", "is_spread", "is_worded"], maintain_order="left")
    return cells.select("at", "outline", "whole", "before"), pieces.filter("is_whole")["start"]


def _outline(left: str, is_spread: bool, is_worded: bool) -> str:
    """The outline of a cell; `is_worded`: it holds a word of capacity, maybe in a clause that left nothing."""
    text = left if is_spread else outline.of_cell(left)
    return _WORDED + text if is_worded and not capacity.has_capacity_words(text) else text


def _with_forms(found: Contents, cells: pl.DataFrame) -> pl.DataFrame:
    """What each clause leaves (`outline.of_clause`): once for each shape, and at once for words nobody looks at."""
    shape = pl.col("shape")
    forms = pl.Series([outline.of_clause(shape, False) for shape in found.shapes], dtype=pl.String)
    pieces = found.every.with_columns(form=forms.gather(found.every["code"]))
    mark = shape.str.tail(1)
    silent = pl.when(mark.is_in([",", ";", "。"])).then(outline.GAP + mark).otherwise(pl.lit(outline.GAP))
    pieces = pieces.with_columns(form=pl.coalesce("form", silent))
    spread = pl.col("at").is_in(cells.filter("is_spread")["at"].implode())
    is_spread, is_seen = pieces.select(spread, seen=pl.col("code").is_null() & shape.str.contains(outline.SEEN))
    is_whole, is_heard = ~pieces["form"].str.contains(outline.GAP, literal=True), is_spread | is_seen
    whole, heard = (found.masked.of(flags.to_numpy()).texts() for flags in (is_whole, is_heard))
    own = [outline.of_clause(*one) for one in zip(heard, is_spread.filter(is_heard), strict=True)]
    form = pieces["form"].scatter(is_whole.arg_true(), whole)
    return pieces.with_columns(form=form.scatter(is_heard.arg_true(), pl.Series(own, dtype=pl.String)))


# --- told ------------------------------------------------------------------------------------------------------------


def _told(
    found: Contents, raw: Sequence[str], cells: pl.DataFrame, whole: pl.Series, known: Sequence[alike.Said]
) -> Quantities:
    """What is said of each outline, told of the cells."""
    amounts = pl.Series([len(one.numbers) for one in known], dtype=pl.UInt32).gather(cells["said"])
    cells = cells.with_columns(before_numbers=amounts.cum_sum() - amounts)
    places = ((k, *place) for k, one in enumerate(known) for place in one.numbers)
    numbers = _at_places(cells, whole, _frame(_NUMBERS, places))
    digits = _words(found.texts.text, numbers).str.replace_all(",", "", literal=True)
    numbers = numbers.select("at", digits=digits)
    entries = _at_places(cells, whole, _frame(_ENTRIES, _entry_rows(known)))
    entries = _multiplied(entries, digits.cast(pl.Int64, strict=False))
    odd = numbers.filter(~pl.col("digits").str.contains(alike.NUMBER) | pl.struct("at", "digits").is_duplicated())["at"]
    twice = entries.filter(pl.struct("at", "kind", "quantity").is_duplicated())["at"]
    cells = cells.filter(~pl.col("at").is_in(pl.concat([odd, twice]).implode()))
    entries = entries.filter(pl.col("at").is_in(cells["at"].implode()))
    bases = pl.Series([one.basis for one in known], dtype=pl.String).gather(cells["said"])
    doubts = _doubts(found, raw, _at_places(cells, whole, _frame(_MARKS, _mark_rows(known))), entries)
    has_unclear = pl.Series([bool(one.unclear) for one in known], dtype=pl.Boolean).gather(cells["said"])
    asked = cells.filter(has_unclear).select("at", "said").iter_rows()
    unclear = [(at, kind, why) for at, said in asked for kind, why in known[said].unclear]
    placed = found.texts.in_cells(entries).select("at", *_QUANTITIES)
    return Quantities(cells.select("at", basis=bases), placed, doubts, unclear)


def _entry_rows(known: Sequence[alike.Said]) -> Iterator[tuple[Any, ...]]:
    for k, one in enumerate(known):
        for number, entry in enumerate(one.entries, start=1):
            yield (k, number, *entry[:-1], *entry.place)


def _mark_rows(known: Sequence[alike.Said]) -> Iterator[tuple[Any, ...]]:
    for k, one in enumerate(known):
        for mark in one.marks:
            detail = mark.detail.as_text() if mark.detail else None
            yield (k, mark.type, detail, *mark[2:-1], *mark.place)


def _frame(dtypes: dict[str, Any], rows: Iterable[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dtypes, orient="row")


def _at_places(cells: pl.DataFrame, whole: pl.Series, table: pl.DataFrame) -> pl.DataFrame:
    """What stands at places of outlines, for each cell of the outline at its place in the cell: `begin`, `end`."""
    rows = cells.join(table, on="said", maintain_order="left_right")
    start = whole.gather(rows["before"] + rows["clause"])
    return rows.with_columns(begin=pl.col("first") + start, end=pl.col("last") + start)


def _words(text: pl.Series, rows: pl.DataFrame) -> pl.Series:
    """The words between `begin` and `end`."""
    placed = rows.select(text.gather(rows["at"]).alias("text"), "begin", "end")
    return placed.select(pl.col("text").str.slice(pl.col("begin"), pl.col("end") - pl.col("begin"))).to_series()


def _multiplied(entries: pl.DataFrame, values: pl.Series) -> pl.DataFrame:
    """`quantity`, and `unit_count` where a number says it."""
    first = entries["before_numbers"]
    count = values.gather(first + entries["each"]).fill_null(entries["unit_count"].cast(pl.Int64))
    return entries.with_columns(quantity=values.gather(first + entries["number"]) * count, unit_count=count)


def _doubts(found: Contents, raw: Sequence[str], marks: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """`at`, `type`, `raw`, `detail`, in order."""
    normalised = _words(found.texts.text, marks)
    marks = found.texts.in_cells(marks).with_columns(entry_no=pl.col("product_of") + 1)
    written = _words(pl.Series(raw, dtype=pl.String), marks)
    marks = marks.with_columns(written=written, normalised=normalised)
    products = entries.select("at", "entry_no", "quantity", "unit_count")
    marks = marks.join(products, on=["at", "entry_no"], how="left", maintain_order="left")
    details = [
        detail if count is None else capacity.product(count, quantity // count).as_text()
        for detail, count, quantity in marks.select("detail", "unit_count", "quantity").iter_rows()
    ]
    words = pl.when("as_written").then("written").otherwise("normalised")
    return marks.select("at", "type", raw=words, detail=pl.Series(details, dtype=pl.String))
