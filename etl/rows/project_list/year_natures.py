"""What projects are in the list's year (年度性质), where their own row does not say it: by their section.

二、续建项目 holds for the rows below it until a section of its rank or of a higher one follows. Where no section
tells, the name of the sheet or the title of the table may (储备项目清单).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from etl.contract.values import Certainty
from etl.parse.words import clean
from etl.parse.year_nature import natures_in
from etl.rows.buffer import Context
from etl.rows.columns_of_rows import AT
from etl.rows.project_list.reports import ListReports
from etl.tables.table import SourceTable, TableRow

_FIELD = "year_nature"
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_RANKS = (rf"^第{_NUMERAL}", rf"^{_NUMERAL}(?:[、.．]|$)", rf"^[（(]{_NUMERAL}[）)]", r"^\d{1,2}[、.．]")
"""How sections are numbered, the highest rank first."""


_ABOVE_ALL = -1


@dataclass(frozen=True, slots=True)
class _Told:
    """A nature and what tells it: the words, the 1-based column where they stand, by what rule, of which rank."""

    nature: str
    words: str
    column_no: int
    rule: str
    rank: int | None
    certainty: Certainty = Certainty.CERTAIN


def read_from_sections(context: Context, reports: ListReports) -> None:
    """Give the reports that state no nature of the year the one of their section, sheet or title, with its evidence."""
    table = context.table
    whole = _of_table(table)
    if whole is None and not any(row.kind == "section" for row in table.rows):
        return
    told = dict(_of_rows(table, whole))
    own = reports.column(_FIELD)
    found = {at: told[row.row_no] for at, row in enumerate(reports.rows) if own[at] is None and row.row_no in told}
    if found:
        _put(context, reports, found)


def _of_table(table: SourceTable) -> _Told | None:
    """The one nature that the sheet's name or the title names."""
    for words in (table.where, table.caption):
        named = natures_in(words)
        if len(named) == 1 and named[0]:
            return _Told(named[0], words, 1, "title", _ABOVE_ALL)
    return None


def _of_rows(table: SourceTable, whole: _Told | None) -> Iterator[tuple[int | None, _Told]]:
    """Number of each row that the table or a section tells of, and what it tells."""
    current = whole
    for row in table.rows:
        if row.kind == "section":
            current = _below(current, row, whole)
        elif row.row_no is not None and current is not None:
            yield row.row_no, current


def _below(current: _Told | None, section: TableRow, whole: _Told | None) -> _Told | None:
    """What holds below a section: what it names, else what held above where it is a part of that."""
    cells = [(number, clean(cell)) for number, cell in enumerate(section.cells, start=1) if cell.strip()]
    words = " ".join(cell for _, cell in cells)
    rank = next((rank for rank, pattern in enumerate(_RANKS) if re.search(pattern, words)), None)
    named = natures_in(words)
    if len(named) == 1 and named[0]:
        number = next(number for number, cell in cells if natures_in(cell))
        return _Told(named[0], section.cells[number - 1], number, "section", rank)
    if len(named) > 1:
        return None
    if current is None:
        return whole
    if current.rank is None:
        return replace(current, certainty=Certainty.DOUBTFUL)
    return current if rank is None or rank > current.rank else whole


def _put(context: Context, reports: ListReports, found: dict[int, _Told]) -> None:
    ids = reports.column("report_id")
    evidence = [_evidence(context.table, ids[at], told) | {AT: at} for at, told in found.items()]
    reports.fill(_FIELD, {at: told.nature for at, told in found.items()}, evidence)
    reports.doubt([at for at, told in found.items() if told.certainty is Certainty.DOUBTFUL], [_FIELD])


def _evidence(table: SourceTable, report_id: str, told: _Told) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "field": _FIELD,
        "column_no": told.column_no,
        "header": table.columns[told.column_no - 1].header if told.rule == "section" else "",
        "raw": told.words,
        "start": 0,
        "end": len(told.words),
        "value": told.nature,
        "qualifier": "exact",
        "certainty": told.certainty.value,
        "rule": told.rule,
    }
