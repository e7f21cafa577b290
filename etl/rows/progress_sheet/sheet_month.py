"""The month of a whole progress sheet: by its own words, the rest of the document, a person, or the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from etl.contract.findings import Finding, Findings
from etl.parse import progress
from etl.parse.words import key
from etl.tables.table import SourceTable

_STATED_YEAR = re.compile(r"((?:19|20)\d\d)年")
_OF_YEAR = frozenset({"annual_plan", "invested_year", "invested_month"})
_FINDINGS = {
    "filled_in": "month_of_filling_in",
    "file_name": "month_of_file_name",
    "issue": "month_of_issue",
    "other_table": "month_of_other_table",
}
"""What is said of a month that the sheet does not state itself, by its source."""
DOUBTFUL = frozenset({"filled_in", "file_name", "issue"})
"""Sources of a month that may be the one before."""


@dataclass(frozen=True, slots=True)
class SheetMonth:
    """The month of a sheet, None where nothing says it. `source`: stated, given, other_table, or one of `DOUBTFUL`."""

    month: date | None
    source: str = "stated"


class Said(NamedTuple):
    """What is known beside the sheets: all text of the document, a date that a person gave, the file's name."""

    around: Sequence[str]
    given: date | None
    file_stem: str


def months_of_sheets(tables: Sequence[SourceTable], said: Said) -> list[SheetMonth]:
    """The month of each sheet; one that names none has that of the others, where these have one."""
    around = said.around if len(tables) == 1 else ()  # text around several may be the title of another
    own = [_stated(table, around) for table in tables]
    stated = {month for month in own if month} or _months_of(said.around)
    shared = stated.pop() if len(stated) == 1 else None
    return [
        SheetMonth(month) if month else _not_stated(table, shared, said)
        for table, month in zip(tables, own, strict=True)
    ]


def check_month(sheet: SheetMonth, table: SourceTable, table_no: int, findings: Findings) -> None:
    """A sheet whose month is not stated, or is taken from what stands beside it."""
    if table.index("month") is not None:
        return
    if sheet.month is None:
        findings.add(Finding("month_not_stated", table.caption, None, table_no, None, None, table.line))
    elif sheet.source in _FINDINGS:
        words = f"{sheet.month:%Y-%m}"
        findings.add(Finding(_FINDINGS[sheet.source], words, None, table_no, None, None, table.line))


def _months_of(texts: Sequence[str]) -> set[date]:
    """The months that texts say, each by itself or else all together."""
    months = {month for text in texts if (month := progress.find_month([text]))}
    together = None if months else progress.find_month(texts)
    return {together} if together else months


def _stated(table: SourceTable, around: Sequence[str]) -> date | None:
    """The month that the words above a sheet, its name in a workbook, or the headers of what was done say.

    A month without a year is of the only year that is named near it.
    """
    month = progress.find_month([table.caption]) or progress.parse_month(table.where) or progress.find_month(around)
    month = month or _month_of_columns(table, around)
    alone = _month_alone(table, around)
    if month or alone is None:
        return month
    year = _year_near(table, around)
    return progress.month_in(year, alone, [table.caption]) if year else None


def _month_alone(table: SourceTable, around: Sequence[str]) -> int | None:
    """The only month that a sheet names without a year, or that the text around the only sheet does."""
    months = progress.months_alone([table.caption, table.where]) or progress.months_alone(around)
    return next(iter(months)) if len(months) == 1 else None


def _year_near(table: SourceTable, around: Sequence[str]) -> int | None:
    """The only year of the words above a sheet, of its columns of a year, or of the whole text, the nearest first."""
    headers = [column.header for column in table.columns if column.field in _OF_YEAR]
    years = (progress.years_named(texts) for texts in ([table.caption, table.where], headers, around))
    return next((found.pop() for found in years if len(found) == 1), None)


def _month_of_columns(table: SourceTable, around: Sequence[str]) -> date | None:
    """The month up to which the columns tell; its year is the one that the title names, or the plan of the year."""
    done = [column.header for column in table.columns if (column.field or "").startswith("invested_")]
    plans = [column.header for column in table.columns if column.field == "annual_plan"]
    said = ({int(year) for year in _STATED_YEAR.findall(key(text))} for text in (table.caption, *around[:1], *plans))
    return progress.find_month_of_columns(done, next((years.pop() for years in said if len(years) == 1), None))


def _not_stated(table: SourceTable, shared: date | None, said: Said) -> SheetMonth:
    if shared and _may_be_of(table, shared):
        return SheetMonth(shared, "other_table")
    if said.given:
        return SheetMonth(progress.month_end(said.given.year, said.given.month), "given")
    return next(_taken_from_beside(table, said), SheetMonth(None))


def _may_be_of(table: SourceTable, month: date) -> bool:
    """Whether the words of a sheet name no other month or year."""
    words = [table.caption, table.where]
    return progress.months_alone(words) <= {month.month} and progress.years_named(words) <= {month.year}


def _taken_from_beside(table: SourceTable, said: Said) -> Iterator[SheetMonth]:
    """What the file's name, the date of filling in and the number of an issue say."""
    year, month = progress.month_of_file_name(said.file_stem)
    year = year or _year_near(table, said.around)
    month = _month_alone(table, ()) or month
    if year and month and (named := progress.month_in(year, month, [table.caption])):
        yield SheetMonth(named, "file_name")
    words = [table.caption, *said.around]
    filled_in = progress.find_filled_in(words) or progress.find_printed([table.caption])
    issue = progress.find_issue(words)
    if filled_in:
        yield SheetMonth(filled_in, "filled_in")
    if issue:
        yield SheetMonth(issue, "issue")
