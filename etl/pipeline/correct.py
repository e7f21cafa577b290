"""How a person corrects: each function checks, records and publishes one correction, or refuses it with the reason.

For the command line and for forms. All raise `CorrectionRefused` with one Chinese sentence; besides it only
`store.StoreBusy` and `store.UnknownDocument`. `who` and `why` are the words of the person who corrects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from etl.contract.problem_rules import NO_PROBLEM, NONE, causes
from etl.contract.values import TableKind
from etl.corrections import confirmed, ledger
from etl.corrections.lay import makes_list
from etl.corrections.ledger import IGNORE, NOT_STATED, Correction, CorrectionRefused
from etl.corrections.meanings import meanings
from etl.document import ReadDocument
from etl.headers import header_cells
from etl.parse.words import clean
from etl.pipeline.at_work import at_work
from etl.pipeline.correction_checks import check_region, check_row, check_unit, check_words, trial
from etl.pipeline.correction_history import Listed, history
from etl.pipeline.correction_values import field_value, in_figures, known_field, known_values, metadata_value
from etl.pipeline.explain import standing_contradictions, words_of_problem
from etl.pipeline.replay import put, replay
from etl.pipeline.stored_rows import (
    Layout,
    cell_of,
    column_index,
    is_reported,
    layout_of,
    names_of,
    projects_of,
    stored,
)
from etl.store.store import Record, Store

__all__ = [
    "CorrectionRefused", "Listed", "confirm_field", "correct_column", "correct_field", "correct_metadata",
    "different_projects", "explain", "history", "known_values", "revoke", "same_project", "set_cause",
]  # fmt: skip


def correct_field(
    home: Path, document: str, *, table: int, row: int, field: str, value: str, who: str, why: str,
    seen: str | None = None,
) -> Correction:  # fmt: skip
    """Give a field of a row another value: the words that a cell would hold (`247`, `2021-2022`, `改扩建`, `75`).

    `document`: file name or beginning of its hash; `field`: see `ledger.fields("field")`, for a row of a progress
    sheet what its column means (`invested_year`, `status` …); `value` may be 未载明; `seen`: the raw cell that the
    person had before them, refused where the document says something else. Amounts are in the column's unit.
    """
    with at_work(home) as store:
        record = store.find(document)
        layout = layout_of(store, record, table)
        name = field if layout.kind == "progress" else known_field("field", field)
        shown, raw = cell_of(store, record, layout, name, row, seen)
        if layout.kind == "progress":
            return _correct_progress(store, record, layout, (table, row, shown), raw, value, who, why)
        if name == "total_investment":
            check_unit(layout, name, value)
        reports = stored(store, record, "project_reports").filter(table_no=table, row_no=row)
        not_stated = value.strip() == NOT_STATED
        if not_stated and (name in confirmed.NEVER or reports.is_empty()):
            raise CorrectionRefused(f"{ledger.fields('field')[name].label}不能更正为{NOT_STATED}")
        entry = _draft(
            store, "field", name, raw, field_value(name, value), who, why, record, table=table, row=row,
            header=layout.headers[shown] if not_stated else None,
            project_id=None if reports.is_empty() else reports["project_id"][0],
        )  # fmt: skip
        read = trial(store, record, entry)
        if not not_stated:
            check_row(store, record, read, entry)
        if name == "region":
            check_region(read, entry, value.strip())
        return _take(store, record, entry, read)


def confirm_field(
    home: Path, document: str, *, table: int, row: int, field: str, who: str, why: str, seen: str | None = None
) -> Correction:
    """Say that a doubtful value of a list or progress row was read rightly: its doubt goes, who said so and why stays.

    `field`: for a row of a progress sheet what its column means; `seen`: the raw cell that the person had before them.
    """
    with at_work(home) as store:
        record = store.find(document)
        layout = layout_of(store, record, table)
        if layout.kind == "progress":
            return _confirm_progress(store, record, layout, (table, row), field, who, why, seen)
        name = known_field("field", field)
        shown, raw = cell_of(store, record, layout, name, row, seen)
        reports = stored(store, record, "project_reports").filter(table_no=table, row_no=row)
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
        return _take(store, record, entry, trial(store, record, entry))


def _confirm_progress(
    store: Store, record: Record, layout: Layout, place: tuple[int, int], field: str, who: str, why: str,
    seen: str | None,
) -> Correction:  # fmt: skip
    table, row = place
    shown, raw = cell_of(store, record, layout, field, row, seen)
    label = clean(layout.headers[shown])
    reports = stored(store, record, "progress_reports").filter(table_no=table, row_no=row)
    if reports.is_empty():
        raise CorrectionRefused(f"表 {table} 第 {row} 行没有登记，无可确认")
    evidence = stored(store, record, "evidence").to_dicts()
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
    return _take(store, record, entry, trial(store, record, entry))


def _correct_progress(
    store: Store, record: Record, layout: Layout, place: tuple[int, int, int], raw: str, value: str, who: str, why: str
) -> Correction:
    """Give a cell of a progress row (table, row, column) other words; refused where they are not read for certain."""
    table, row, shown = place
    words = in_figures(layout.fields[shown], value)
    if not words:
        raise CorrectionRefused(f"请给出{clean(layout.headers[shown])}的更正值")
    check_unit(layout, layout.fields[shown], words)
    entry = _draft(
        store, "progress", layout.fields[shown], raw, words, who, why, record,
        table=table, row=row, header=layout.headers[shown],
    )  # fmt: skip
    read = trial(store, record, entry)
    check_words(store, record, read, entry)
    return _take(store, record, entry, read)


def correct_metadata(home: Path, document: str, *, field: str, value: str, who: str, why: str) -> Correction:
    """Correct what is known of a document: region_id, document_date, list_year, status, title, document_number, issuer.

    `value`: name or six-digit code of a region; `2022-10-27`; a year; draft 征求意见稿 or issued 印发; words.
    """
    name = known_field("metadata", field)
    with at_work(home) as store:
        record = store.find(document)
        before = stored(store, record, "documents")[name][0]
        old = "" if before is None else str(before)
        entry = _draft(store, "metadata", name, old, metadata_value(name, value), who, why, record)
        return _take(store, record, entry, trial(store, record, entry))


def correct_column(
    home: Path, document: str, *, table: int, header: str, field: str, who: str, why: str, column: int | None = None,
    instead: bool = False,
) -> Correction:  # fmt: skip
    """Say what a column of a table means: a field of `data/reference/column_meanings.csv`, or `ignore`.

    `column` (from 1) is needed where several columns have this header, or the column has none. `instead`: a column that
    has this meaning now is not read any more, which is a correction of its own; without it the meaning is refused.
    A table that is not read as a list becomes one where its column of names is known; else a finding asks for that.
    """
    with at_work(home) as store:
        record = store.find(document)
        layout = layout_of(store, record, table)
        index = column_index(layout, header, column)
        becomes_list = makes_list(layout.kind, field, layout.headers)
        known = meanings(TableKind.PROJECT_LIST if becomes_list else layout.kind)
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
            entry = replace(entry, correction_id=ledger.next_id(home, [*ledger.read_all(home), *replaced]))
        return _take(store, record, entry, trial(store, record, *replaced, entry), replaced)


def _of_column(store: Store, record: Record, layout: Layout, index: int, field: str, who: str, why: str) -> Correction:
    header = layout.headers[index]
    alike = [name for name in layout.headers if header_cells.base(name) == header_cells.base(header)]
    is_alone = bool(header.strip()) and len(alike) == 1
    return _draft(
        store, "column", "column", layout.fields[index], field, who, why, record,
        table=layout.table, header=header, column_no=None if is_alone else index + 1,
    )  # fmt: skip


def same_project(home: Path, kept: str, other: str, *, who: str, why: str) -> Correction:
    """Say that two projects are one: `other` is counted under the id `kept`.

    `other` may be the id that a progress sheet's row was read as (`progress_reports.project_id`), or a report that
    is counted under `kept` already: that it is so rightly is then no question any more.
    """
    with at_work(home) as store:
        known = projects_of(store, [kept, other])
        entries = ledger.read_all(home)
        before, _ = ledger.merged_projects(entries)
        for name in (kept, other):
            own = known.get(name, "")
            is_confirmed = name == other and before.get(own, own) == before.get(kept, kept)
            if name not in known.values() and not is_confirmed and not is_reported(store, name):
                raise CorrectionRefused(f"没有这个项目编号：{name}")
        named = names_of(store, (kept, other))
        entry = _draft(store, "same", "project_id", other, kept, who, why, header=named)
        merged, conflicts = ledger.merged_projects([*entries, entry])
        if kept == other or entry.correction_id in conflicts:
            raise CorrectionRefused("同一个项目编号" if kept == other else "这两个项目已登记为不是同一项目，请先撤销")
        if merged == before:
            raise CorrectionRefused("这两个项目已登记为同一项目")
        return _take(store, None, entry, None)


def different_projects(home: Path, one: str, other: str, *, who: str, why: str) -> Correction:
    """Say that two projects are not one. Where two reports were read as one project, `other` is the report's id."""
    with at_work(home) as store:
        owner = projects_of(store, [one, other])
        for name in (one, other):
            if name not in owner:
                raise CorrectionRefused(f"没有这个项目编号或报告编号：{name}")
        if owner[one] == owner[other] == other:
            raise CorrectionRefused("这是同一个项目编号；要把其中一份报告分出去，请给出它的报告编号（文档-表-行）")
        named = names_of(store, (other, one))
        return _take(store, None, _draft(store, "different", "project_id", one, other, who, why, header=named), None)


def explain(home: Path, finding_id: str, *, who: str, why: str) -> Correction:
    """Say why a contradiction of the published snapshot is none, or what became of it: it is not open any more. Where a
    later sheet changes one of its two things, it is another one, and open."""
    with at_work(home) as store:
        found = standing_contradictions(home).get(finding_id)
        if found is None:
            raise CorrectionRefused(f"没有这条矛盾：{finding_id}，用 portfolio contradictions 查看编号")
        entry = _draft(
            store, "explain", found.rule, f"{found.one} ｜ {found.other}", finding_id, who, why,
            header=f"{found.title} ｜ {found.name}", project_id=found.project_id,
        )  # fmt: skip
        return _take(store, None, entry, None)


def set_cause(home: Path, problem_id: str, cause: str, *, who: str, why: str) -> list[Correction]:
    """Say of which cause a problem of the published snapshot is, or that its words are `none`: one correction for each
    of the cells that tell it. Other words, in a later sheet, are classified by the rules again."""
    known = {**{key: one.title for key, one in causes().items()}, NONE: NO_PROBLEM}
    if cause not in known:
        raise CorrectionRefused(f"没有这类原因：{cause}，可用：{'、'.join(known)}")
    with at_work(home) as store:
        cells = words_of_problem(home, problem_id)
        if not cells:
            raise CorrectionRefused(f"没有这个问题：{problem_id}，用 portfolio problems 查看编号")
        entries: list[Correction] = []
        before = ledger.read_all(home)
        for cell in cells:
            entry = _draft(
                store, "cause", cell.rule_cause, cell.words, cause, who, why,
                header=f"{known[cell.rule_cause]} ｜ {cell.name}", project_id=cell.project_id,
            )  # fmt: skip
            entries.append(replace(entry, correction_id=ledger.next_id(home, [*before, *entries])))
        _take(store, None, entries[-1], None, entries[:-1])
        return entries


def revoke(home: Path, correction_id: str, *, who: str, why: str) -> Correction:
    """Take a correction back; the one that it had replaced holds again, else what the document says."""
    with at_work(home) as store:
        entries = ledger.read_all(home)
        found = next((entry for entry in entries if entry.correction_id == correction_id), None)
        if found is None or found.kind == "revoke":
            raise CorrectionRefused(f"没有这条更正：{correction_id}，用 portfolio correct list 查看编号")
        if correction_id in ledger.revoked(entries):
            raise CorrectionRefused(f"更正 {correction_id} 已经撤销")
        record = store.record(found.document_id) if found.document_id else None
        entry = _draft(store, "revoke", "", found.new_value, correction_id, who, why, record)
        return _take(store, record, entry, trial(store, record, entry) if record else None)


# --- the ledger --------------------------------------------------------------------------------------------------


def _draft(
    store: Store, kind: str, field: str, old_raw: str, new_value: str, who: str, why: str,
    record: Record | None = None, *, table: int | None = None, row: int | None = None, header: str | None = None,
    project_id: str | None = None, column_no: int | None = None,
) -> Correction:  # fmt: skip
    if not who.strip() or not why.strip():
        raise CorrectionRefused("请写明更正人和理由")
    entry = Correction(
        ledger.next_id(store.home, ledger.read_all(store.home)), kind, field, old_raw, new_value, clean(who).strip(),
        datetime.now(UTC).isoformat(timespec="seconds"), clean(why).strip(),
        table=table, row=row, header=header, project_id=project_id, column_no=column_no,
    )  # fmt: skip
    return replace(entry, document_id=record.document_id, document=record.name) if record else entry


def _take(
    store: Store, record: Record | None, entry: Correction, read: ReadDocument | None, before: Sequence[Correction] = ()
) -> Correction:
    """Write the correction down first, with those it needs; what is cut off after that is done by the next start.

    `read`: the document as it reads with it, which says what is answered by it and by those in force.
    """
    if read and entry.correction_id in read.stale:
        raise CorrectionRefused("更正对不上文件，未登记，请核对表号、行号和列名")
    taken = [replace(one, answered=read.answered) if read else one for one in (*before, entry)]
    ledger.write(store.home, taken)
    if record and read:
        data = store.original(record.document_id)
        put(store, read, data, record.given, ledger.read_all(store.home))
    replay(store)
    return taken[-1]
