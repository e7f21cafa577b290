"""A table of the board as a workbook: its rows, and a sheet that says what they are."""

from __future__ import annotations

import polars as pl

from dashboard.export.excel import to_excel
from dashboard.session.documents import as_rows, shown_documents
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.tables.glossary import definitions


def workbook(frame: pl.DataFrame, session: Session, scope: Scope) -> bytes:
    """The rows; beside them filter and date, the documents behind them, and what their columns mean.

    Raises `TooManyRowsError`.
    """
    documents = shown_documents(session, scope)
    notes: dict[str, list[tuple[str, ...]]] = {"来源文件": as_rows(documents)}
    if defined := definitions(frame.columns):
        notes["列的定义"] = [("列", "定义"), *defined]
    return to_excel(frame, scope.about(len(documents)), notes)
