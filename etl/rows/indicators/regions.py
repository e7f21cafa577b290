"""The region that a row of an indicator table names in a column of its own, else that of its document."""

from __future__ import annotations

import re

from etl.contract.findings import Finding
from etl.parse.places import region
from etl.parse.words import key
from etl.rows.buffer import Context
from etl.rows.indicators.prose import region_of
from etl.tables.table import TableRow

_ALL = re.compile(r"[全本]?(?P<scope>[省市州县区旗盟])?(?:合计|总计|级|域)?")
"""The whole of the document's region, or of the one above it that is called so."""


def region_of_row(context: Context, row: TableRow) -> str | None:
    """The region of a row; None where it names one that is not known."""
    words = _words(context, row)
    whole = _ALL.fullmatch(key(words))
    if whole:
        return region_of(whole["scope"] or "", context.region_id)
    place, _ = region.resolve_place(words, context.region_id)
    return place.region_id if place else None


def tell_unknown(context: Context) -> None:
    """Say once of each region that is not known; its rows have none."""
    index = context.table.index("area")
    told = set()
    for row in context.table.rows if index is not None else ():
        words = _words(context, row)
        if row.row_no is None or words in told or region_of_row(context, row) is not None or not words:
            continue
        told.add(words)
        assert index is not None
        place = (context.table_no, row.row_no, context.table.columns[index].header, row.line)
        _, doubts = region.resolve_place(words, context.region_id)
        for doubt in doubts:
            context.findings.add(Finding(doubt.type, doubt.raw, doubt.detail, *place))


def _words(context: Context, row: TableRow) -> str:
    index = context.table.index("area")
    return row.cells[index].strip() if index is not None else ""
