"""The sectors that sections and titles state, for rows without a column that does.

A section is what the office says of its rows: it comes before their own words. A title comes behind them.
"""

from __future__ import annotations

from etl.contract import reference
from etl.contract.values import Certainty
from etl.parse.sector import group_of_section, sectors_of_section, sectors_of_title
from etl.rows import surroundings
from etl.rows.buffer import Context
from etl.rows.project_list.reports import ListReports
from etl.rows.told import Told, ToldOfRows
from etl.tables.table import SourceTable

_FIELD = "sector"


def told_of_sectors(context: Context) -> ToldOfRows:
    """What the sections and the titles of a table say; a section that may have ended says nothing."""
    table = context.table
    own = f"{table.where} {table.caption}".strip()
    titles = (own,) if _has_title(table) else (own, context.title or "")
    title = surroundings.of_title(titles, sectors_of_title)
    starts: list[int] = []
    sections: list[Told | None] = []
    groups: list[Told | None] = []
    heading = surroundings.heading_of(table)
    rows = zip(
        surroundings.of_rows(table, _told_by(heading, sectors_of_section), sectors_of_section),
        surroundings.of_rows(table, _told_by(heading, _groups), _groups),
        strict=True,
    )
    for (row_no, told), (_, group) in rows:
        sure = told if told and told.certainty is Certainty.CERTAIN else None
        if not starts or (sections[-1], groups[-1]) != (sure, group):
            starts.append(row_no)
            sections.append(sure)
            groups.append(group)
    return ToldOfRows(starts, sections, title, groups)


def _has_title(table: SourceTable) -> bool:
    """Whether a table has a title of its own: the document's, which may be that of another one, is not asked then."""
    is_title = reference.words_of("table_words", "title_of_table").search
    return any(is_title(piece) for piece in table.caption.split())


def _told_by(heading: str | None, named: surroundings.Named) -> Told | None:
    """What a numbered heading right above a table says of its rows, as a section in it would."""
    values = tuple(named(heading)) if heading else ()
    if not heading or not values:
        return None
    value, among = (values[0], ()) if len(values) == 1 else ("", values)
    return Told(value, heading, 1, "title", None, among=among)


def _groups(words: str) -> list[str]:
    """What a section calls its rows, where that is no sector; a sector ends what one above it says."""
    group = group_of_section(words)
    return [group] if group else sectors_of_section(words)


def put_evidence(context: Context, reports: ListReports) -> None:
    """The evidence of sectors that were told by sections and titles, which stands outside the rows."""
    told, rules = context.sectors, reports.column("sector_rule")
    said: dict[int, Told] = {}
    for at, (row, rule) in enumerate(zip(reports.rows, rules, strict=True)):
        around = (told.of_section(row.row_no), told.title)  # a heading above the table is a title that is a section
        one = next((one for one in around if one and one.value and one.rule == rule), None)
        if one:
            said[at] = one
    reports.tell(context.table, _FIELD, said)
