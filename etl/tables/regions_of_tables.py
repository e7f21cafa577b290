"""The region of each table: a sheet may be of another one than the title says (临河区…明细表, then 五原县…明细表)."""

from __future__ import annotations

from collections.abc import Sequence

from etl.contract.values import TableKind
from etl.parse.places import region
from etl.parse.words import key
from etl.tables.metadata import Metadata
from etl.tables.table import SourceTable

_BY_PERSON = ("given", "corrected")


def regions_of_tables(tables: Sequence[SourceTable], metadata: Metadata) -> list[str | None]:
    """Of each table the region of the words above it, or of its sheet, where they name one; else the document's.

    The document's own stands where a table names one that it lies in (the bureau above), and where a person said it.
    Where a table lies elsewhere, the document is of the region above both from now on.
    """
    whole = metadata.region_id
    if metadata.sources.get("region_id") in _BY_PERSON:
        return [whole] * len(tables)
    own = [whole if table.kind is TableKind.OTHER else _region_of(table, whole) for table in tables]
    elsewhere = [code for code in own if whole and code and not region.is_below(code, whole)]
    if whole and elsewhere:
        metadata.region_id = region.above_all([whole, *elsewhere]) or whole
    return own


def _region_of(table: SourceTable, of_document: str | None) -> str | None:
    for words in (*table.caption.split(), table.where):
        own = region.named_first(key(words), of_document) or region.named_first(key(words), None)
        if own and not (of_document and region.is_below(of_document, own)):
            return own
    return of_document
