"""The duties of a document: those of its tables of tasks, then those of its numbered paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from etl.contract.findings import Findings
from etl.contract.values import TableKind
from etl.rows.buffer import Context
from etl.rows.duties.duty import ReadDuties
from etl.rows.duties.prose import read_prose
from etl.rows.duties.table import read_table
from etl.rows.indicators.passages import Passage
from etl.tables.metadata import Metadata


def read_duties(
    document_id: str, contexts: Sequence[Context], passages: Sequence[Passage], metadata: Metadata, findings: Findings
) -> ReadDuties:
    """Read the duties of a document. `contexts`: all of its tables; `passages`: its running text."""
    read = ReadDuties()
    for context in contexts:
        if context.table.kind is TableKind.TASKS:
            read_table(context, read)
    read_prose(document_id, passages, metadata, findings, read)
    return read
