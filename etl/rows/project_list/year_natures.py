"""What projects are in the list's year (年度性质), where their own row does not say it: by their section.

Where no section tells, the name of the sheet or the title of the table may (储备项目清单).
"""

from __future__ import annotations

from etl.parse.year_nature import natures_in
from etl.rows.buffer import Context
from etl.rows.project_list import surroundings
from etl.rows.project_list.reports import ListReports

_FIELD = "year_nature"


def read_from_sections(context: Context, reports: ListReports) -> None:
    """Give the reports that state no nature of the year the one of their section, sheet or title, with its evidence."""
    table = context.table
    whole = surroundings.of_title((table.where, table.caption), natures_in)
    if whole is None and not any(row.kind == "section" for row in table.rows):
        return
    told = dict(surroundings.of_rows(table, whole, natures_in))
    own = reports.column(_FIELD)
    found = {at: told.get(row.row_no or 0) for at, row in enumerate(reports.rows) if own[at] is None}
    surroundings.put(table, reports, _FIELD, {at: one for at, one in found.items() if one and one.value})
