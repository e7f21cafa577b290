"""What projects are in the list's year (年度性质), where their own row does not say it: by their section.

Where no section tells, the name of the sheet or the title of the table may (储备项目清单).
"""

from __future__ import annotations

from etl.parse.year_nature import natures_in
from etl.rows import surroundings
from etl.rows.buffer import Context
from etl.rows.project_list.reports import ListReports

_FIELD = "year_nature"
_CONTINUED = "续建"
_STARTED = "新开工"
_NEW = "新建"


def read_from_sections(context: Context, reports: ListReports) -> None:
    """Give the reports that state no nature of the year the one of their section, sheet or title, with its evidence."""
    table = context.table
    whole = surroundings.of_title((table.where, table.caption), natures_in)
    if whole is None and not any(row.kind == "section" for row in table.rows):
        return
    told = dict(surroundings.of_rows(table, whole, _beside_continued if _has_continued(context) else natures_in))
    own = reports.column(_FIELD)
    found = {at: told.get(row.row_no or 0) for at, row in enumerate(reports.rows) if own[at] is None}
    reports.tell(table, _FIELD, {at: one for at, one in found.items() if one and one.value})


def _has_continued(context: Context) -> bool:
    """Whether a section of the table is of projects that go on from the year before."""
    sections = (" ".join(row.cells) for row in context.table.rows if row.kind == "section")
    return any(natures_in(words) == [_CONTINUED] for words in sections)


def _beside_continued(words: str) -> list[str]:
    """As `natures_in`, of a list that parts 续建项目 from 新建项目, which are those that start in its year."""
    started = _STARTED if _NEW in words else ""
    return list(dict.fromkeys(nature or started for nature in natures_in(words)))
