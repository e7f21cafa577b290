"""Telephone, identity and account numbers: in no table that is read, stored or shown; the original file keeps them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cache

from etl.contract import reference
from etl.contract.values import Doubt, RawDocument
from etl.parse.words import key
from etl.tables.table import SourceTable, TableRow

_DIGIT = re.compile(r"\d")
_LONG_NUMBER = re.compile(r"\d[\d()（）\-—－ ]{5,}\d")
_HIDDEN = "*"
"""Stands for each digit, so that places in the cell stay."""


def hide_numbers(table: SourceTable, document: RawDocument) -> None:
    """Hide the digits of columns that are headed 联系电话 and the like, and behind such words in any other cell.

    Those that are struck out or hidden too, in the doubts of the cells, which `document` holds as well.
    """
    told = _words().search
    private = {place for place, column in enumerate(table.columns) if told(key(column.header))}
    unseen: dict[Doubt, Doubt] = {}
    for row in table.rows:
        unseen |= _hide_unseen(row, private) if row.doubts else {}
        _hide_in_cells(row, private)
    for cell in document.doubted if unseen else ():
        cell.doubts = tuple(unseen.get(doubt, doubt) for doubt in cell.doubts)


def _hide_in_cells(row: TableRow, private: Collection[int]) -> None:
    if private:
        row.cells = [_hidden(cell) if place in private else cell for place, cell in enumerate(row.cells)]
    if _words().search("\t".join((*row.cells, *row.strays))):
        row.cells = list(map(_hidden_behind_words, row.cells))
        row.strays = list(map(_hidden_behind_words, row.strays))


def _hide_unseen(row: TableRow, private: Collection[int]) -> dict[Doubt, Doubt]:
    """Hide the numbers in what is said of the cells of a row; gives what each such doubt became."""
    changed: dict[Doubt, Doubt] = {}
    for place, doubts in row.doubts.items():
        said = (*row.cells[place : place + 1], *(doubt.raw for doubt in doubts))
        is_told = any(map(_words().search, said))
        if place in private or is_told:
            hide = _hidden if place in private else _without_long_numbers
            changed |= {doubt: replace(doubt, raw=hide(doubt.raw)) for doubt in doubts}
    row.doubts = {place: tuple(changed.get(one, one) for one in doubts) for place, doubts in row.doubts.items()}
    unseen = {doubt.raw: hidden.raw for doubt, hidden in changed.items()}
    row.strays = [unseen.get(words, words) for words in row.strays]
    return changed


def _hidden(words: str) -> str:
    return _DIGIT.sub(_HIDDEN, words)


def _without_long_numbers(words: str) -> str:
    return _LONG_NUMBER.sub(lambda match: _hidden(match[0]), words)


def _hidden_behind_words(cell: str) -> str:
    return _stated().sub(lambda match: _hidden(match[0]), cell)


@cache
def _words() -> re.Pattern[str]:
    return reference.words_of("table_words", "personal_number")


@cache
def _stated() -> re.Pattern[str]:
    """Such a word and the number behind it: 联系电话：0931-1234567."""
    return re.compile(rf"(?:{_words().pattern})[^\d,，;；。\n]{{0,6}}\d[\d()（）\-—－ ]{{5,}}")
