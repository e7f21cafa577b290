"""Amounts that a comma cut in two: `5,000` without quotes makes a row one cell too long.

The pieces are put together where that makes the row fit in one way only; else every amount of the row is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from etl.contract.values import Doubt
from etl.headers import looks
from etl.tables.table import SourceTable, TableRow

_HEAD, _NEXT = re.compile(r"\s*-?\d{1,3}"), re.compile(r"\d{3}(?:\.\d+)?\s*")
_WHOLE = re.compile(r"\s*-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?\s*")
_MOST = 6
"""So many cells too many, at most, are put together."""


def rejoined(table: SourceTable, cells: Sequence[str]) -> tuple[list[str], dict[int, tuple[Doubt, ...]]] | None:
    """The cells of a row that is too long with its amounts whole, and a doubt at each; None where it is not certain."""
    ways = list(_ways(table, cells))
    if len(ways) != 1:
        return None
    whole = ways[0]
    joined = [at for at, cell in enumerate(whole) if cell not in cells]
    return whole, {at: (Doubt("amount_cut_by_comma", whole[at]),) for at in joined}


def _ways(table: SourceTable, cells: Sequence[str]) -> Iterator[list[str]]:
    """The ways to join pieces of amounts so that the row fits its columns, each amount in a column of amounts."""
    places = [at for at, (one, other) in enumerate(pairwise(cells)) if _may_join(one, other)]
    excess = len(cells) - len(table.columns)
    for chosen in combinations(places, excess) if 0 < excess <= min(_MOST, len(places)) else ():
        whole = _joined(cells, set(chosen))
        if all(_is_amount(table, at, cell) for at, cell in enumerate(whole) if cell not in cells):
            yield whole


def _may_join(one: str, other: str) -> bool:
    is_head = _HEAD.fullmatch(one) or _NEXT.fullmatch(one)
    return bool(is_head and _NEXT.fullmatch(other))


def _joined(cells: Sequence[str], places: set[int]) -> list[str]:
    """The cells, each at one of `places` joined with the next."""
    whole: list[str] = []
    for at, cell in enumerate(cells):
        if at - 1 in places:
            whole[-1] += f",{cell}"
        else:
            whole.append(cell)
    return whole


def _is_amount(table: SourceTable, at: int, cell: str) -> bool:
    return looks.holds_amounts(table.columns[at].field) and _WHOLE.fullmatch(cell) is not None


def doubt_amounts(table: SourceTable, row: TableRow, cells: Sequence[str]) -> None:
    """Let all amounts of a row that is too long be in doubt, where a comma may have cut one of them."""
    if len(cells) <= len(table.columns) or not any(_may_join(one, other) for one, other in pairwise(cells)):
        return
    for at, column in enumerate(table.columns):
        if looks.holds_amounts(column.field) and row.cells[at].strip():
            row.doubts[at] = (*row.doubts.get(at, ()), Doubt("amount_may_be_cut", row.cells[at]))
