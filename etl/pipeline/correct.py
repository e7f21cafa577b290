"""How a person corrects: each function checks, records and publishes one correction, or refuses it with the reason.

For the command line and for forms. All raise `CorrectionRefused` with one Chinese sentence; besides it only
`store.StoreBusy` and `store.UnknownDocument`. `who` and `why` are the words of the person who corrects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl

from etl.contract import finding_words, reference
from etl.corrections import confirmed, ledger, overlay
from etl.corrections.ledger import IGNORE, NOT_STATED, Correction, CorrectionRefused
from etl.corrections.meanings import meanings
from etl.document import ReadDocument
from etl.headers import columns, units
from etl.parse import region
from etl.parse.words import clean, key
from etl.pipeline import load
from etl.snapshot import identity_by_code
from etl.store.store import Record, Store

__all__ = [
    "CorrectionRefused", "Listed", "confirm_field", "correct_column", "correct_field", "correct_metadata",
    "different_projects", "history", "known_values", "revoke", "same_project",
]  # fmt: skip

_STATUSES = {"draft": "draft", "征求意见稿": "draft", "issued": "issued", "印发": "issued"}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_OF_OTHER_ROWS = ("possible_duplicate", "duplicate_row", "sector_undetermined")
"""Findings that a name may raise though it was read well."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A correction and its state: applied, stale, superseded, revoked or absent (its document is not loaded)."""

    correction: Correction
    state: str


def correct_field(
    home: Path, document: str, *, table: int, row: int, field: str, value: str, who: str, why: str,
    seen: str | None = None,
) -> Correction:  # fmt: skip
    """Give a field of a row another value: the words that a cell would hold (`247`, `2021-2022`, `改扩建`, `75`).

    `document`: file name or beginning of its hash; `field`: see `corrections.fields("field")`, for a row of a progress
    sheet what its column means (`invested_year`, `status` …); `value` may be 未载明; `seen`: the raw cell that the
    person had before them, refused where the document says something else. Amounts are in the column's unit.
    """
    store = Store(home)
    with store.lock():
        record = store.find(document)
        layout = _layout(store, record, table)
        name = field if layout.kind == "progress" else _known("field", field)
        shown, raw = _cell(store, record, layout, name, row, seen)
        if layout.kind == "progress":
            return _correct_progress(store, record, layout, (table, row, shown), raw, value, who, why)
        if name == "total_investment":
            _check_unit(layout, name, value)
        reports = _frame(store, record, "project_reports").filter(table_no=table, row_no=row)
        not_stated = value.strip() == NOT_STATED
        if not_stated and (name in confirmed.NEVER or reports.is_empty()):
            raise CorrectionRefused(f"{ledger.fields('field')[name].label}不能更正为{NOT_STATED}")
        entry = _draft(
            store, "field", name, raw, _field_value(name, value), who, why, record, table=table, row=row,
            header=layout.headers[shown] if not_stated else None,
            project_id=None if reports.is_empty() else reports["project_id"][0],
        )  # fmt: skip
        read = _trial(store, record, entry)
        if not not_stated:
            _check_row(store, record, read, entry)
        if name == "region":
            _check_region(read, entry, value.strip())
        return _take(store, record, entry, read)


def confirm_field(
    home: Path, document: str, *, table: int, row: int, field: str, who: str, why: str, seen: str | None = None
) -> Correction:
    """Say that a doubtful value of a list or progress row was read rightly: its doubt goes, who said so and why stays.

    `field`: for a row of a progress sheet what its column means; `seen`: the raw cell that the person had before them.
    """
    store = Store(home)
    with store.lock():
        record = store.find(document)
        layout = _layout(store, record, table)
        if layout.kind == "progress":
            return _confirm_progress(store, record, layout, (table, row), field, who, why, seen)
        name = _known("field", field)
        shown, raw = _cell(store, record, layout, name, row, seen)
        reports = _frame(store, record, "project_reports").filter(table_no=table, row_no=row)
        what = ledger.fields("field")[name]
        value = None if reports.is_empty() else reports[what.target][0]
        if value is None:
            raise CorrectionRefused(f"{what.label}没有读出值，无可确认；请填更正值，或更正为{NOT_STATED}")
        doubts = set(reports["doubtful_fields"][0])
        if not doubts & {what.target, *(("capacity_basis",) if "content" in what.columns else ())}:
            raise CorrectionRefused(f"{what.label}没有存疑，不需要确认")
        entry = _draft(
            store, "confirm", name, raw, confirmed.said(value), who, why, record, table=table, row=row,
            header=layout.headers[shown], project_id=reports["project_id"][0],
        )  # fmt: skip
        return _take(store, record, entry, _trial(store, record, entry))


def _confirm_progress(
    store: Store, record: Record, layout: _Layout, place: tuple[int, int], field: str, who: str, why: str,
    seen: str | None,
) -> Correction:  # fmt: skip
    table, row = place
    shown, raw = _cell(store, record, layout, field, row, seen)
    label = clean(layout.headers[shown])
    reports = _frame(store, record, "progress_reports").filter(table_no=table, row_no=row)
    if reports.is_empty():
        raise CorrectionRefused(f"表 {table} 第 {row} 行没有登记，无可确认")
    evidence = _frame(store, record, "evidence").to_dicts()
    target = confirmed.progress_target(field, shown + 1, reports["progress_id"][0], evidence)
    value = reports[target][0] if target in reports.columns else None
    if value is None:
        raise CorrectionRefused(f"{label}没有读出值，无可确认；请填更正值，或更正为{NOT_STATED}")
    if target not in reports["doubtful_fields"][0]:
        raise CorrectionRefused(f"{label}没有存疑，不需要确认")
    entry = _draft(
        store, "confirm", field, raw, confirmed.said(value), who, why, record, table=table, row=row,
        header=layout.headers[shown],
    )  # fmt: skip
    return _take(store, record, entry, _trial(store, record, entry))


def _cell(store: Store, record: Record, layout: _Layout, name: str, row: int, seen: str | None) -> tuple[int, str]:
    """Index and words of the cell that a field of a row is read from."""
    rows = _frame(store, record, "list_rows").filter(table_no=layout.table, row_no=row)
    if rows.is_empty():
        raise CorrectionRefused(f"{record.name} 的表 {layout.table} 没有第 {row} 行，请核对表号和行号")
    if layout.kind == "progress" and name not in layout.fields:
        known = "、".join(field for field in layout.fields if field)
        raise CorrectionRefused(f"该调度表没有“{name}”这一列，可用：{known}")
    shown = layout.fields.index(name) if layout.kind == "progress" else overlay.shown_at(layout.fields, name)
    raw: str = rows["cells"][0][shown]
    if seen is not None and seen != raw:
        raise CorrectionRefused(f"原文已不是“{seen}”，现为“{raw}”，请刷新后重新核对")
    return shown, raw


def _correct_progress(
    store: Store, record: Record, layout: _Layout, place: tuple[int, int, int], raw: str, value: str, who: str, why: str
) -> Correction:
    """Give a cell of a progress row (table, row, column) other words; refused where they are not read for certain."""
    table, row, shown = place
    words = value.strip()
    if not words:
        raise CorrectionRefused(f"请给出{clean(layout.headers[shown])}的更正值")
    _check_unit(layout, layout.fields[shown], words)
    entry = _draft(
        store, "progress", layout.fields[shown], raw, words, who, why, record,
        table=table, row=row, header=layout.headers[shown],
    )  # fmt: skip
    read = _trial(store, record, entry)
    new = _new_findings(_frame(store, record, "findings"), read, entry)
    wrong = new.filter((pl.col("raw") == words) & pl.col("severity").is_in(("reject", "warn")))
    if wrong.height:
        raise CorrectionRefused(f"{clean(layout.headers[shown])}“{words}”不能采用：{_message(wrong)}")
    return _take(store, record, entry, read)


def correct_metadata(home: Path, document: str, *, field: str, value: str, who: str, why: str) -> Correction:
    """Correct what is known of a document: region_id, document_date, list_year, status, title, document_number, issuer.

    `value`: name or six-digit code of a region; `2022-10-27`; a year; draft 征求意见稿 or issued 印发; words.
    """
    name = _known("metadata", field)
    store = Store(home)
    with store.lock():
        record = store.find(document)
        before = _frame(store, record, "documents")[name][0]
        old = "" if before is None else str(before)
        entry = _draft(store, "metadata", name, old, _metadata_value(name, value), who, why, record)
        return _take(store, record, entry, _trial(store, record, entry))


def correct_column(
    home: Path, document: str, *, table: int, header: str, field: str, who: str, why: str, column: int | None = None,
    instead: bool = False,
) -> Correction:  # fmt: skip
    """Say what a column of a table means: a field of `data/reference/column_meanings.csv`, or `ignore`.

    `column` (from 1) is needed where several columns have this header, or the column has none. `instead`: a column that
    has this meaning now is not read any more, which is a correction of its own; without it the meaning is refused.
    """
    store = Store(home)
    with store.lock():
        record = store.find(document)
        layout = _layout(store, record, table)
        index = _column_index(layout, header, column)
        known = meanings(layout.kind)
        if field != IGNORE and field not in known:
            raise CorrectionRefused(f"没有“{field}”这个字段，可用：{'、'.join(sorted(known))} 或 {IGNORE}")
        taken = layout.fields.index(field) if field != IGNORE and field in layout.fields else index
        if taken != index and not instead:
            other = clean(layout.headers[taken])
            raise CorrectionRefused(f"“{other}”列已作为该字段，请先把它更正为 {IGNORE}")
        if layout.fields[index] == "name" and field != "name":
            raise CorrectionRefused("项目名称列不能改作他用，否则该表无法登记项目")
        replaced = [_of_column(store, record, layout, taken, IGNORE, who, why)] if taken != index else []
        entry = _of_column(store, record, layout, index, field, who, why)
        if replaced:
            entry = replace(entry, correction_id=ledger.next_id([*ledger.read_all(home), *replaced]))
        return _take(store, record, entry, _trial(store, record, *replaced, entry), replaced)


def _column_index(layout: _Layout, header: str, column: int | None) -> int:
    """Index of the column with a header, at a place where one is given."""
    found = [index for index, name in enumerate(layout.headers) if key(name) == key(header)]
    if column is not None:
        found = [index for index in found if index == column - 1]
    if not found:
        known = "、".join(clean(name) for name in layout.headers if name.strip())
        raise CorrectionRefused(f"表 {layout.table} 没有“{header}”这一列，现有：{known}")
    if len(found) > 1:
        places = "、".join(str(index + 1) for index in found)
        raise CorrectionRefused(f"表 {layout.table} 有 {len(found)} 列叫“{header}”，请指明是第几列：{places}")
    return found[0]


def _of_column(store: Store, record: Record, layout: _Layout, index: int, field: str, who: str, why: str) -> Correction:
    header = layout.headers[index]
    is_alone = bool(header.strip()) and sum(columns.base(name) == columns.base(header) for name in layout.headers) == 1
    return _draft(
        store, "column", "column", layout.fields[index], field, who, why, record,
        table=layout.table, header=header, column_no=None if is_alone else index + 1,
    )  # fmt: skip


def same_project(home: Path, kept: str, other: str, *, who: str, why: str) -> Correction:
    """Say that two projects are one: `other` is counted under the id `kept`.

    `other` may be the id that a progress sheet's row was read as (`progress_reports.project_id`), or a report that
    is counted under `kept` already: that it is so rightly is then no question any more.
    """
    store = Store(home)
    with store.lock():
        known = _projects(store, [kept, other])
        entries = ledger.read_all(home)
        before, _ = ledger.merged_projects(entries)
        for name in (kept, other):
            own = known.get(name, "")
            is_confirmed = name == other and before.get(own, own) == before.get(kept, kept)
            if name not in known.values() and not is_confirmed and not _is_reported(store, name):
                raise CorrectionRefused(f"没有这个项目编号：{name}")
        named = _names(store, (kept, other))
        entry = _draft(store, "same", "project_id", other, kept, who, why, header=named)
        merged, conflicts = ledger.merged_projects([*entries, entry])
        if kept == other or entry.correction_id in conflicts:
            raise CorrectionRefused("同一个项目编号" if kept == other else "这两个项目已登记为不是同一项目，请先撤销")
        if merged == before:
            raise CorrectionRefused("这两个项目已登记为同一项目")
        return _take(store, None, entry, None)


def different_projects(home: Path, one: str, other: str, *, who: str, why: str) -> Correction:
    """Say that two projects are not one. Where two reports were read as one project, `other` is the report's id."""
    store = Store(home)
    with store.lock():
        owner = _projects(store, [one, other])
        for name in (one, other):
            if name not in owner:
                raise CorrectionRefused(f"没有这个项目编号或报告编号：{name}")
        if owner[one] == owner[other] == other:
            raise CorrectionRefused("这是同一个项目编号；要把其中一份报告分出去，请给出它的报告编号（文档-表-行）")
        named = _names(store, (other, one))
        return _take(store, None, _draft(store, "different", "project_id", one, other, who, why, header=named), None)


def revoke(home: Path, correction_id: str, *, who: str, why: str) -> Correction:
    """Take a correction back; the one that it had replaced holds again, else what the document says."""
    store = Store(home)
    with store.lock():
        entries = ledger.read_all(home)
        found = next((entry for entry in entries if entry.correction_id == correction_id), None)
        if found is None or found.kind == "revoke":
            raise CorrectionRefused(f"没有这条更正：{correction_id}，用 portfolio correct list 查看编号")
        if correction_id in ledger.revoked(entries):
            raise CorrectionRefused(f"更正 {correction_id} 已经撤销")
        return _take(store, None, _draft(store, "revoke", "", found.new_value, correction_id, who, why), None)


def history(home: Path, document: str | None = None) -> list[Listed]:
    """All corrections with their state, oldest first; revocations show in the state of what they revoke."""
    store = Store(home)
    entries = ledger.read_all(home)
    wanted = store.find(document).document_id if document else None
    stale: Mapping[str, list[str]] = {record.document_id: record.stale for record in store.records()}
    named = ledger.named_projects(entries)
    known = {*_projects(store, named), *(name for name in named if _is_reported(store, name))}
    state = ledger.states(entries, stale, known)
    shown = [entry for entry in entries if entry.kind != "revoke" and wanted in (None, entry.document_id)]
    return [Listed(entry, state[entry.correction_id]) for entry in shown]


# --- values ------------------------------------------------------------------------------------------------------


def _known(kind: str, field: str) -> str:
    """The field by its name or by the column that shows it (total_investment_wan)."""
    fields = ledger.fields(kind)
    found = field if field in fields else next((name for name, what in fields.items() if what.target == field), None)
    if found is None:
        raise CorrectionRefused(f"没有“{field}”这个可更正的字段，可用：{'、'.join(fields)}")
    return found


def _field_value(name: str, value: str) -> str:
    """The words of the cell, checked where a wrong word would be passed over in silence."""
    words = value.strip()
    label = ledger.fields("field")[name].label
    if not words:
        raise CorrectionRefused(f"请给出{label}的更正值")
    if name == "region":
        return _place_words(words)
    known = {"sector": reference.sector_synonyms(), "nature": reference.natures()}.get(name)
    if words == NOT_STATED:
        return words
    if known is not None and words not in known:
        raise CorrectionRefused(f"“{words}”不是已知的{label}，可用：{'、'.join(dict.fromkeys(known.values()))}")
    return words


def _place_words(words: str) -> str:
    """The full name for a region's code, a zone's (`360200-高新区`) included; other words as they are."""
    code, _, zone = words.partition("-")
    if code not in region.places():
        return words
    return region.full_name(code) + zone


def _metadata_value(name: str, value: str) -> str:
    words = clean(value).strip()
    if name == "region_id":
        return _region_code(words)
    if name == "document_date":
        return _date(words)
    if name == "list_year":
        if not (words.isdecimal() and 1990 <= int(words) <= 2100):
            raise CorrectionRefused(f"清单年度写法不对：{words}，请写成 2022")
        return str(int(words))
    if name == "status":
        if words not in _STATUSES:
            raise CorrectionRefused(f"没有这个状态：{words}，可用：draft（征求意见稿）、issued（印发）")
        return _STATUSES[words]
    if not words:
        raise CorrectionRefused(f"请给出{ledger.fields('metadata')[name].label}")
    return words


def _region_code(words: str) -> str:
    """The code of a region that is given by code or by name; a name that several have must be the full one."""
    if words in region.places():
        return words
    found = [code for code, place in region.places().items() if words in (place.name, region.full_name(code))]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"{region.full_name(code)}（{code}）" for code in found[:5])
        raise CorrectionRefused(f"有 {len(found)} 个地区叫“{words}”，请写全称或六位代码：{names}")
    raise CorrectionRefused(f"没有这个地区：{words}，请写全称或六位 GB/T 2260 代码，如 500114")


def known_values(column: str) -> tuple[str, ...]:
    """Words that a field or a document's metadata can be given where they are known beforehand, by its column."""
    known: dict[str, Callable[[], Iterable[str]]] = {
        "region_id": lambda: map(region.full_name, region.places()),
        "sector": lambda: reference.sector_synonyms().values(),
        "nature": lambda: reference.natures().values(),
        "status": lambda: ("征求意见稿", "印发"),
    }
    return tuple(dict.fromkeys(known[column]())) if column in known else ()


def _date(words: str) -> str:
    match = _DATE.fullmatch(words)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        pass
    raise CorrectionRefused(f"日期写法不对：{words}，请写成 2022-10-27")


# --- checks ------------------------------------------------------------------------------------------------------


def _trial(store: Store, record: Record, *new: Correction) -> ReadDocument:
    """The document as it reads with new corrections."""
    entries = [*ledger.read_all(store.home), *new]
    return load.read_corrected(store.original(record.document_id), record.name, record.given, entries)


def _check_row(store: Store, record: Record, read: ReadDocument, entry: Correction) -> None:
    """The corrected value must be read, without doubt where it is one value, and hold to the contract."""
    what = ledger.fields("field")[entry.field]
    value = f"{what.label}“{entry.new_value}”"
    new = _new_findings(_frame(store, record, "findings"), read, entry)
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


def _message(found: pl.DataFrame) -> str:
    """What the first of some findings says."""
    return finding_words.message(*found.select("type", "detail", "params").row(0))


def _check_region(read: ReadDocument, entry: Correction, wanted: str) -> None:
    """A code must come out as the code that was given, so it lies in the document's region."""
    found = read.frames["project_reports"].filter(table_no=entry.table, row_no=entry.row)["region_id"]
    if wanted.partition("-")[0] in region.places() and len(found) and found[0] != wanted:
        raise CorrectionRefused(f"地区代码 {wanted} 不能采用，它不在文件的地区之内；请先更正文件的地区")


def _new_findings(before: pl.DataFrame, read: ReadDocument, entry: Correction) -> pl.DataFrame:
    """The findings of the corrected row that it had not before."""
    of_row = read.frames["findings"].filter(table=entry.table, row=entry.row)
    return of_row.join(before.select("finding_id"), on="finding_id", how="anti")


def _draft(
    store: Store, kind: str, field: str, old_raw: str, new_value: str, who: str, why: str,
    record: Record | None = None, *, table: int | None = None, row: int | None = None, header: str | None = None,
    project_id: str | None = None, column_no: int | None = None,
) -> Correction:  # fmt: skip
    if not who.strip() or not why.strip():
        raise CorrectionRefused("请写明更正人和理由")
    entry = Correction(
        ledger.next_id(ledger.read_all(store.home)), kind, field, old_raw, new_value, clean(who).strip(),
        datetime.now(UTC).isoformat(timespec="seconds"), clean(why).strip(),
        table=table, row=row, header=header, project_id=project_id, column_no=column_no,
    )  # fmt: skip
    return replace(entry, document_id=record.document_id, document=record.name) if record else entry


def _take(
    store: Store, record: Record | None, entry: Correction, read: ReadDocument | None, before: Sequence[Correction] = ()
) -> Correction:
    """Write the correction down first, after those it needs; a crash after that is made good by the next load."""
    if read and entry.correction_id in read.stale:
        raise CorrectionRefused("更正对不上文件，未登记，请核对表号、行号和列名")
    for one in (*before, entry):
        ledger.write(store.home, one)
    if record and read:
        data = store.original(record.document_id)
        load.put(store, read, data, record.given, ledger.read_all(store.home))
    load.replay(store)
    return entry


# --- what is stored ----------------------------------------------------------------------------------------------


def _frame(store: Store, record: Record, table: str) -> pl.DataFrame:
    return pl.read_parquet(store.folder / record.document_id / f"{table}.parquet")


@dataclass(frozen=True, slots=True)
class _Layout:
    """A stored table: its kind, header cells, the field that each means (or ""), the words above it."""

    kind: str
    headers: list[str]
    fields: list[str]
    caption: str
    table: int


def _layout(store: Store, record: Record, table: int) -> _Layout:
    found = _frame(store, record, "source_tables").filter(table_no=table)
    if found.is_empty():
        raise CorrectionRefused(f"{record.name} 没有表 {table}")
    return _Layout(
        found["kind"][0],
        found["headers"][0].to_list(),
        found["fields"][0].to_list(),
        found["caption"][0] or "",
        table,
    )


def _check_unit(layout: _Layout, field: str, value: str) -> None:
    """A bare number means 万元 to the person, but the column's unit to the parser: refused where they differ."""
    at = layout.fields.index(field) if field in layout.fields else None
    unit = (units.unit_of(layout.headers[at]) if at is not None else None) or units.caption_unit(layout.caption)
    is_bare = bool(re.fullmatch(r"-?[\d.,]+", key(value)))
    if unit not in (None, "万元") and is_bare:
        raise CorrectionRefused(f"该列单位为{unit}，请写明更正值的单位，如 247万元")


def _projects(store: Store, names: Collection[str]) -> dict[str, str]:
    """Of these names those of a project (itself) or of a report (its project), before a person joins any."""
    return {name: project for name, project, _ in _reported(store, names)}


def _reported(store: Store, names: Collection[str]) -> list[tuple[str, str, str]]:
    """Of these names those of a project or of a report: each with its project, and what that is called."""
    files = [str(path) for path in store.parquet("project_reports")]
    if not files or not names:
        return []
    with duckdb.connect() as connection:
        columns = ", ".join(identity_by_code.COLUMNS)
        query = f"create table project_reports as select {columns} from read_parquet(?)"  # noqa: S608
        connection.execute(query, [files])
        sources = [str(path) for path in store.parquet("documents")]
        query = "create table documents as select document_id, document, document_date from read_parquet(?)"
        connection.execute(query, [sources])
        identity_by_code.join(connection)
        query = """select report_id, project_id, name from project_reports where report_id in (select unnest($1))
        union select project_id, project_id, max(name) from project_reports where project_id in (select unnest($1))
        group by all"""
        return connection.execute(query, [list(names)]).fetchall()


def _is_reported(store: Store, project: str) -> bool:
    """Whether a row of a progress sheet was read as this project."""
    paths = store.parquet("progress_reports")
    return any((pl.read_parquet(path, columns=["project_id"])["project_id"] == project).any() for path in paths)


def _names(store: Store, ids: Sequence[str]) -> str:
    """What two projects, or reports, are called, for people who read the correction later."""
    found = {name: title for name, _, title in _reported(store, ids)}
    for path in store.parquet("progress_reports") if set(ids) - set(found) else ():
        rows = pl.scan_parquet(path).filter(pl.col("project_id").is_in(ids)).select("project_id", "name").collect()
        found = dict(rows.iter_rows()) | found
    return " ｜ ".join(f"{found[name]}（{name}）" if name in found else name for name in ids)
