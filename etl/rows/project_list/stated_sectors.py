"""The sectors that sections and titles state, for rows without a column that does.

A section is what the office says of its rows: it comes before their own words. A title comes behind them.
"""

from __future__ import annotations

from etl.contract.values import Certainty
from etl.parse.sector import sectors_of_section, sectors_of_title
from etl.rows.buffer import Context
from etl.rows.project_list import surroundings
from etl.rows.project_list.reports import ListReports
from etl.rows.told import Told, ToldOfRows

_FIELD = "sector"


def told_of_sectors(context: Context) -> ToldOfRows:
    """What the sections and the titles of a table say; a section that may have ended says nothing."""
    table = context.table
    title = surroundings.of_title((f"{table.where} {table.caption}".strip(), context.title or ""), sectors_of_title)
    starts: list[int] = []
    sections: list[Told | None] = []
    for row_no, told in surroundings.of_rows(table, None, sectors_of_section):
        sure = told if told and told.certainty is Certainty.CERTAIN else None
        if row_no is not None and (not sections or sections[-1] != sure):
            starts.append(row_no)
            sections.append(sure)
    return ToldOfRows(starts, sections, title)


def put_evidence(context: Context, reports: ListReports) -> None:
    """The evidence of sectors that were told by sections and titles, which stands outside the rows."""
    told, rules = context.sectors, reports.column("sector_rule")
    said: dict[int, Told] = {}
    for at, (row, rule) in enumerate(zip(reports.rows, rules, strict=True)):
        one = {"section": told.of_section(row.row_no), "title": told.title}.get(rule)
        if one:
            said[at] = one
    surroundings.put(context.table, reports, _FIELD, said)
