"""The rows that corrections are about, taken out of what was read and put back: of every kind of table in one shape."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from etl.contract.values import TableKind
from etl.rows.progress_sheet.reader import ReadProgress
from etl.rows.project_list.reports import ListReports, ProjectReport
from etl.tables.table import SourceTable

Rows = dict[int, ProjectReport]
"""Row number -> report of the row. That of a progress sheet holds the columns of `schemas.ProgressReports`."""


@dataclass(frozen=True, slots=True)
class ReadTables:
    """What was read from the tables of a document: of the lists in their order, and of all progress sheets."""

    tables: Sequence[SourceTable]
    lists: Sequence[ListReports]
    progress: ReadProgress

    def numbered_lists(self) -> Iterator[tuple[int, ListReports]]:
        """The lists with the number of their table."""
        numbers = (number for number, table in enumerate(self.tables, start=1) if table.kind is TableKind.PROJECT_LIST)
        return zip(numbers, self.lists, strict=True)


def taken(read: ReadTables, table_no: int, rows: Collection[int]) -> tuple[Rows, Callable[[], None]]:
    """The reports of some rows of a table, to be changed; and what puts them back."""
    if read.tables[table_no - 1].kind is TableKind.PROGRESS:
        found = _progress_rows(read, table_no, rows)
        return found, partial(_put_evidence_back, read.progress, found)
    reports = dict(read.numbered_lists()).get(table_no)
    wanted = [at for at, row in enumerate(reports.rows) if row.row_no in rows] if reports else []
    if reports is None or not wanted:
        return {}, lambda: None
    own = reports.take(wanted)
    return {report.row.row_no or 0: report for report in own}, partial(reports.put_back, wanted, own)


def _progress_rows(read: ReadTables, table_no: int, rows: Collection[int]) -> Rows:
    """The values are those of the progress report themselves; its evidence is a list of its own."""
    lines = {row.row_no: row for row in read.tables[table_no - 1].rows}
    reports = [one for one in read.progress.reports if one["table_no"] == table_no and one["row_no"] in rows]
    ids = {report["progress_id"]: report["row_no"] for report in reports}
    found = {report["row_no"]: ProjectReport(lines[report["row_no"]], report) for report in reports}
    for item in read.progress.evidence:
        if item["report_id"] in ids:
            found[ids[item["report_id"]]].evidence.append(item)
    return found


def _put_evidence_back(progress: ReadProgress, rows: Mapping[int, ProjectReport]) -> None:
    ids = {report.values["progress_id"] for report in rows.values()}
    others = [item for item in progress.evidence if item["report_id"] not in ids]
    progress.evidence[:] = [*others, *(item for report in rows.values() for item in report.evidence)]
