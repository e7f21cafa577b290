"""Whether a correction can be taken: the document is read with it, and the value must come out certain and sound.

All raise `CorrectionRefused`.
"""

from __future__ import annotations

import re

import polars as pl

from etl.contract import finding_words
from etl.corrections import ledger
from etl.corrections.ledger import Correction, CorrectionRefused
from etl.document import ReadDocument
from etl.headers import units
from etl.parse.places import region
from etl.parse.words import clean, key
from etl.pipeline.replay import read_corrected
from etl.pipeline.stored_rows import Layout, stored
from etl.store.store import Record, Store

_OF_OTHER_ROWS = ("possible_duplicate", "duplicate_row", "sector_undetermined")
"""Findings that a name may raise though it was read well."""


def trial(store: Store, record: Record, *new: Correction) -> ReadDocument:
    """The document as it reads with new corrections."""
    entries = [*ledger.read_all(store.home), *new]
    return read_corrected(store.original(record.document_id), record.name, record.given, entries)


def check_row(store: Store, record: Record, read: ReadDocument, entry: Correction) -> None:
    """The corrected value must be read, without doubt where it is one value, and hold to the contract."""
    what = ledger.fields("field")[entry.field]
    value = f"{what.label}“{entry.new_value}”"
    new = _new_findings(stored(store, record, "findings"), read, entry)
    breaks_rule = (pl.col("type") == "invalid_value") & (pl.col("detail") == "value_breaks_rule")
    about = breaks_rule & (pl.col("params").str.json_path_match("$.field") == what.target)
    severities = ("reject", "warn") if what.is_one_value else ("reject",)
    said = (pl.col("raw") == entry.new_value) & ~pl.col("type").is_in(_OF_OTHER_ROWS)
    wrong = new.filter(about | (said & pl.col("severity").is_in(severities)))
    if wrong.height:
        raise CorrectionRefused(f"{value}不能采用：{_message(wrong)}")
    reports = read.frames["project_reports"].filter(table_no=entry.table, row_no=entry.row)
    if reports.height and (reports[what.target][0] is None or what.target in reports["doubtful_fields"][0]):
        raise CorrectionRefused(f"{value}读不出确定的值，请按单元格的写法填写（金额可写明单位，如 247万元）")
    if reports.is_empty() and entry.project_id:
        reasons = new.filter(severity="reject")
        raise CorrectionRefused(f"{value}会使该行被拒收：{_message(reasons) if reasons.height else '该行不再登记'}")


def check_words(store: Store, record: Record, read: ReadDocument, entry: Correction) -> None:
    """The words of a cell of a progress row must be read for certain."""
    new = _new_findings(stored(store, record, "findings"), read, entry)
    wrong = new.filter((pl.col("raw") == entry.new_value) & pl.col("severity").is_in(("reject", "warn")))
    if wrong.height:
        raise CorrectionRefused(f"{clean(entry.header or '')}“{entry.new_value}”不能采用：{_message(wrong)}")


def _message(found: pl.DataFrame) -> str:
    """What the first of some findings says."""
    return finding_words.message(*found.select("type", "detail", "params").row(0))


def check_region(read: ReadDocument, entry: Correction, wanted: str) -> None:
    """A code must come out as the code that was given, so it lies in the document's region."""
    found = read.frames["project_reports"].filter(table_no=entry.table, row_no=entry.row)["region_id"]
    if wanted.partition("-")[0] in region.places() and len(found) and found[0] != wanted:
        raise CorrectionRefused(f"地区代码 {wanted} 不能采用，它不在文件的地区之内；请先更正文件的地区")


def _new_findings(before: pl.DataFrame, read: ReadDocument, entry: Correction) -> pl.DataFrame:
    """The findings of the corrected row that it had not before."""
    of_row = read.frames["findings"].filter(table=entry.table, row=entry.row)
    return of_row.join(before.select("finding_id"), on="finding_id", how="anti")


def check_unit(layout: Layout, field: str, value: str) -> None:
    """A bare number means 万元 to the person, but the column's unit to the parser: refused where they differ."""
    at = layout.fields.index(field) if field in layout.fields else None
    unit = (units.unit_of(layout.headers[at]) if at is not None else None) or units.caption_unit(layout.caption)
    is_bare = bool(re.fullmatch(r"-?[\d.,]+", key(value)))
    if unit not in (None, units.SEVERAL, "万元") and is_bare:
        raise CorrectionRefused(f"该列单位为{unit}，请写明更正值的单位，如 247万元")
