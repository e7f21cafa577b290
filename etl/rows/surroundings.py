"""What stands around the rows of a table and tells of them: the section above, the sheet's name, the title.

二、续建项目 holds for the rows below it until a section of its rank or of a higher one follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from etl.contract.values import Certainty
from etl.parse.words import clean
from etl.rows.told import Told
from etl.tables.table import SourceTable, TableRow

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_RANKS = (rf"^第{_NUMERAL}", rf"^{_NUMERAL}(?:[、.．]|$)", rf"^[（(]{_NUMERAL}[）)]", r"^\d{1,2}[、.．]")
"""How sections are numbered, the highest rank first."""
_LIKE_SECTION = re.compile(rf"[（(]?(?:{_NUMERAL}|[A-H])[）)]?[、.．]")
"""How a row begins that may head a section, though it is read as one of the list."""
_ABOVE_ALL = -1
_SENTENCE = re.compile("[，,。；;]")
"""What a title does not have, and a sentence above a table does."""

Named = Callable[[str], Sequence[str]]
"""All values that words name; "" stands for what says another thing."""


def of_title(words: Sequence[str], named: Named) -> Told | None:
    """What the first of some titles tells that names a value; nothing where it names several."""
    for title in words:
        values = named(" ".join(piece for piece in title.split() if not _SENTENCE.search(piece)))
        if any(values):
            return Told(values[0], title, 1, "title", _ABOVE_ALL) if len(values) == 1 else None
    return None


def heading_of(table: SourceTable) -> str | None:
    """The numbered heading right above a table (三、社会事业领域), the last words of its caption."""
    last = table.caption.split()[-1:] or [""]
    return last[0] if re.match(_RANKS[1], last[0]) else None


def of_rows(table: SourceTable, whole: Told | None, named: Named) -> Iterator[tuple[int, Told | None]]:
    """Number of each row, and what the table or a section tells of it."""
    current = whole
    for row in table.rows:
        if row.kind == "section":
            current = _below(current, row, whole, named)
        elif row.kind == "other" and current is not None and current.rule == "section":  # it may be a section too
            current = replace(current, certainty=Certainty.DOUBTFUL)
        elif row.row_no is not None:
            if current is not None and current.rule == "section" and _LIKE_SECTION.match(_first(row)):
                current = replace(current, certainty=Certainty.DOUBTFUL)
            yield row.row_no, current


def _first(row: TableRow) -> str:
    return next((clean(cell) for cell in row.cells if cell.strip()), "")


def _below(current: Told | None, section: TableRow, whole: Told | None, named: Named) -> Told | None:
    """What holds below a section: what it names, else what held above where it is a part of that."""
    cells = [(number, clean(cell)) for number, cell in enumerate(section.cells, start=1) if cell.strip()]
    words = " ".join(cell for _, cell in cells)
    rank = next((rank for rank, pattern in enumerate(_RANKS) if re.search(pattern, words)), None)
    values = named(words)
    if any(values):
        number = next((number for number, cell in cells if named(cell)), cells[0][0])
        return _told(values, section.cells[number - 1], number, rank)
    if current is None:
        return whole
    if current.rank is None:
        return replace(current, certainty=Certainty.DOUBTFUL)
    return current if rank is None or rank > current.rank else whole


def _told(values: Sequence[str], words: str, number: int, rank: int | None) -> Told:
    """What a section tells by its words in column `number`: one value, or several of which one holds."""
    value, among = (values[0], ()) if len(values) == 1 else ("", tuple(values))
    return Told(value, words, number, "section", rank, among=among)


def evidence_of(table: SourceTable, report_id: str, field: str, told: Told) -> dict[str, Any]:
    """A row of `schemas.Evidence`: what stands around a report tells a field of it."""
    return {
        "report_id": report_id,
        "field": field,
        "column_no": told.column_no,
        "header": table.columns[told.column_no - 1].header if told.rule == "section" else "",
        "raw": told.words,
        "start": 0,
        "end": len(told.words),
        "value": told.value,
        "qualifier": "exact",
        "certainty": told.certainty.value,
        "rule": told.rule,
    }
