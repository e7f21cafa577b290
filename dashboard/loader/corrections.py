"""The board's one way to the loader's corrections: what can be corrected, and the work of correcting and revoking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.session.jobs import JobRefusedError, Work
from etl.corrections import ledger
from etl.corrections.ledger import IGNORE, Correction
from etl.corrections.meanings import Meaning, meanings
from etl.pipeline import correct, load


@dataclass(frozen=True, slots=True)
class Row:
    """A list row, as the snapshot names it."""

    document_id: str
    table: int
    row: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table of a document; `number` counts from 1."""

    document_id: str
    table: int
    header: str
    number: int


def row_fields() -> dict[str, str]:
    """Columns of a project report that a person can correct, with their labels."""
    return {what.target: what.label for what in ledger.fields("field").values()}


_YEAR_OF = re.compile(r"^(?:year|expected|base|reached|progress)_")
"""What stands before the year in the name of a column of an indicator table."""


def label_of(entry: Correction) -> str:
    """What a correction is of: a field of a row or of a document, else the header of the column."""
    kind = "field" if entry.kind == "confirm" else entry.kind
    what = ledger.fields(kind).get(entry.field)
    return what.label if what else "".join((entry.header or entry.field).split())


def column_meanings(kind: str) -> dict[str, Meaning]:
    """What a column of a kind of table can mean, by field."""
    return meanings(kind)


def meaning_label(field: str) -> str:
    """Chinese words of what a column is read as, whichever kind its table is; "" where it is not read."""
    if field == IGNORE:
        return "不读"
    kinds = ("project_list", "progress", "targets", "policies", "tasks")
    found = next((meanings(kind)[field] for kind in kinds if field in meanings(kind)), None)
    return found.label if found else _YEAR_OF.sub("", field)


def column_of(field: str | None) -> str | None:
    """The column of a project report that a column of a list with this meaning is corrected through."""
    fields = ledger.fields("field").values()
    return next((what.target for what in fields if what.columns and what.columns[0] == field), None)


def doubts_with(column: str) -> tuple[str, ...]:
    """What is doubtful of a report together with this column: the basis of what is read out of the content."""
    what = next((what for what in ledger.fields("field").values() if what.target == column), None)
    return ("capacity_basis",) if what and "content" in what.columns else ()


def own_cells(column: str) -> tuple[str, ...]:
    """What columns of a list mean that hold this column of a report and nothing else."""
    what = next((what for what in ledger.fields("field").values() if what.target == column), None)
    return tuple(name for name in (what.columns if what else ()) if name not in ("content", "name"))


def suggestions(column: str) -> tuple[str, ...]:
    """Words that a column of a report or of a document can be given, where they are a list; else nothing."""
    return correct.known_values(column)


def document_fields() -> dict[str, str]:
    """Columns of a document that a person can correct, with their labels."""
    return {what.target: what.label for what in ledger.fields("metadata").values()}


def correct_row(home: Path, row: Row, column: str, value: str, who: str, why: str) -> Work:
    """Give a field of a row another value, and publish."""
    return _work(
        lambda: correct.correct_field(
            home, row.document_id, table=row.table, row=row.row, field=column, value=value, who=who, why=why
        )
    )


def confirm_row(home: Path, row: Row, column: str, who: str, why: str) -> Work:
    """Say that a doubtful value of a row was read rightly, and publish."""
    return _work(
        lambda: correct.confirm_field(
            home, row.document_id, table=row.table, row=row.row, field=column, who=who, why=why
        )
    )


def correct_document(home: Path, document_id: str, column: str, value: str, who: str, why: str) -> Work:
    """Correct what is known of a document, and publish."""
    return _work(lambda: correct.correct_metadata(home, document_id, field=column, value=value, who=who, why=why))


def name_column(home: Path, column: Column, field: str, who: str, why: str) -> Work:
    """Say what a column means, in place of the column that had this meaning, and publish."""

    def name() -> Correction:
        return correct.correct_column(
            home, column.document_id, table=column.table, header=column.header, column=column.number, field=field,
            instead=True, who=who, why=why,
        )  # fmt: skip

    return _work(name)


def same_project(home: Path, kept: str, other: str, who: str, why: str) -> Work:
    """Count a project, or what a progress sheet reports, under another one, and publish."""
    return _work(lambda: correct.same_project(home, kept, other, who=who, why=why))


def different_projects(home: Path, one: str, other: str, who: str, why: str) -> Work:
    """Say that two projects, or a project and one of its reports, are not one, and publish."""
    return _work(lambda: correct.different_projects(home, one, other, who=who, why=why))


def explain(home: Path, finding_id: str, who: str, why: str) -> Work:
    """Say why a contradiction is none, or what became of it, and publish."""
    return _work(lambda: correct.explain(home, finding_id, who=who, why=why))


def set_cause(home: Path, problem_id: str, cause: str, who: str, why: str) -> Work:
    """Say of which cause a problem is, or that it is none, and publish."""
    return _work(lambda: correct.set_cause(home, problem_id, cause, who=who, why=why)[-1])


def revoke(home: Path, correction_id: str, who: str, why: str) -> Work:
    """Take a correction back, and publish."""
    return _work(lambda: correct.revoke(home, correction_id, who=who, why=why))


def _work(act: Callable[[], Correction]) -> Work:
    def work(stage: Callable[[str], None]) -> dict[str, Any]:
        stage("核对更正值，重建快照")
        try:
            entry = act()
        except load.REFUSALS as reason:
            raise JobRefusedError(str(reason)) from reason
        return {"correction_id": entry.correction_id}

    return work
