"""Which documents stand behind what a filter shows.

A list is in scope with each project that it lists, a progress sheet with each that it reports. What speaks of no
project is in scope by its region: that of the filter, one below, one above, or none that is known (nothing is hidden).
A filter of documents leaves in, beside the lists of its projects, only the documents that it names.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch_few
from dashboard.metrics.regions import known_regions, regions_above, regions_in
from dashboard.metrics.scoped import month_rows, of_projects


def documents_in_scope(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[str]:
    """Ids of the documents in scope, ascending."""
    found = set(count_by_document(cursor, portfolio, as_of))
    if portfolio.documents:
        return sorted(found | named_documents(cursor, portfolio))
    return sorted(found | _sheets(cursor, portfolio, as_of) | _without_projects(cursor, portfolio))


def count_by_document(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> dict[str, int]:
    """How many of the filtered projects each list reports; documents that list none are not in it."""
    where = condition(portfolio, as_of)
    sql = f"SELECT documents_as, count(*) AS projects FROM {month_rows(cursor, as_of)} WHERE {where.text} GROUP BY 1"
    counts = dict(fetch_few(cursor, sql, where.params).iter_rows())
    sets = fetch_few(cursor, "SELECT documents_as, document_id FROM document_sets ORDER BY 1, 2", [])
    found: Counter[str] = Counter()
    for documents, document in sets.iter_rows():
        if documents in counts:
            found[document] += counts[documents]
    return dict(found)


def named_documents(cursor: Cursor, portfolio: PortfolioFilter) -> set[str]:
    """Ids of the documents that the filter names."""
    documents = fetch_few(cursor, "SELECT document_id FROM documents", [])["document_id"]
    return {document for document in documents if document[:12] in portfolio.documents}


def _sheets(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> set[str]:
    """Progress sheets that report a filtered project in any month."""
    chosen = of_projects(cursor, portfolio, as_of)
    sql = f"""SELECT document_id FROM documents WHERE rowid IN (SELECT document_no FROM sheet_rows
        WHERE {chosen.text})"""
    return set(fetch_few(cursor, sql, chosen.params)["document_id"])


def _without_projects(cursor: Cursor, portfolio: PortfolioFilter) -> set[str]:
    """Documents that speak of no project, by their region."""
    sql = """SELECT document_id, region_id FROM documents
        WHERE document_id NOT IN (SELECT document_id FROM document_sets)
        AND rowid NOT IN (SELECT DISTINCT document_no FROM sheet_rows)"""
    rows = list(fetch_few(cursor, sql, []).iter_rows())
    regions = known_regions(cursor)
    within = regions_in(portfolio, regions)
    if within is None:
        return {document for document, _ in rows}
    wanted = {None, *within, *regions_above(portfolio, regions)}
    return {document for document, region in rows if region in wanted}
