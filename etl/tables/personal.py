"""Telephone, identity and account numbers: in no table that is read, stored or shown; the original file keeps them."""

from __future__ import annotations

import re
from functools import cache

from etl.contract import reference
from etl.parse.words import key
from etl.tables.table import SourceTable

_DIGIT = re.compile(r"\d")
_HIDDEN = "*"
"""Stands for each digit, so that places in the cell stay."""


def hide_numbers(table: SourceTable) -> None:
    """Hide the digits of columns that are headed 联系电话 and the like, and behind such words in any other cell."""
    told = _words().search
    private = {place for place, column in enumerate(table.columns) if told(key(column.header))}
    for row in table.rows:
        if private:
            row.cells = [_hidden(cell) if place in private else cell for place, cell in enumerate(row.cells)]
        if told("\t".join((*row.cells, *row.strays))):
            row.cells = list(map(_hidden_behind_words, row.cells))
            row.strays = list(map(_hidden_behind_words, row.strays))


def _hidden(words: str) -> str:
    return _DIGIT.sub(_HIDDEN, words)


def _hidden_behind_words(cell: str) -> str:
    return _stated().sub(lambda match: _hidden(match[0]), cell)


@cache
def _words() -> re.Pattern[str]:
    return reference.words_of("table_words", "personal_number")


@cache
def _stated() -> re.Pattern[str]:
    """Such a word and the number behind it: 联系电话：0931-1234567."""
    return re.compile(rf"(?:{_words().pattern})[^\d,，;；。\n]{{0,6}}\d[\d()（）\-—－ ]{{5,}}")
