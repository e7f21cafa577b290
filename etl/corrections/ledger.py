"""Corrections: what a person overrides, in JSON files in `<home>/corrections/`, and which are in force.

A file holds an entry, or the entries that were made at once, and is named by the first of them. Nothing is ever changed
or deleted there: a revocation is an entry of its own, and of two corrections of one thing the later wins. How they are
laid over a document stands in `lay.py` and `confirm.py`, how a person makes one in `pipeline/correct.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl import durable
from etl.contract import reference
from etl.durable import Damaged

IGNORE = "ignore"
"""Meaning of a column that a person says is not to be used."""
NOT_STATED = "未载明"
"""Value that a person gives a field of which the document says nothing."""


class CorrectionRefused(Exception):
    """A correction cannot be taken, or its file cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class CorrectionField:
    """One thing that can be corrected. `columns`: where it is read from, its own column first.

    `target` is the column of `schemas.ProjectReports` or `schemas.Documents`; `is_one_value`: the words must be read
    without doubt; `answers`: types of findings at the cell that a correction settles.
    """

    field: str
    target: str
    label: str
    columns: tuple[str, ...]
    is_one_value: bool
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry: who said what of which thing, when (UTC) and why.

    `kind` is field, confirm (a field of a list or progress row), progress (a field of a progress row), metadata,
    column, same, different, explain (a contradiction), cause (of a problem) or revoke. `new_value` holds the words of a
    cell (field, progress), the value as it was read (confirm), a statement (metadata), a field or `ignore` (column),
    the project that stays (same), the other project (different), the id of the finding (explain), the cause that holds
    (cause), or the id of the correction that is taken back (revoke). `old_raw` is what stood there, for `same` the
    other project, or a report that is counted under the project already; for `explain` both cells, for `cause` the
    cell of problems, of which `field` is the cause by the rules. `project_id` is the project that the row was read as.
    `header` is the header cell, for `same` and `different` the names of both as they were, for `explain` and `cause`
    what it is of and the project.
    `column_no` (from 1) tells a column apart whose header another column has too, or that has none. `answered` holds
    findings that the document has only without corrections (`notes.py`); None: not known yet. A revocation has it too,
    and the document that it is about.
    """

    correction_id: str
    kind: str
    field: str
    old_raw: str
    new_value: str
    who: str
    at: str
    why: str
    document_id: str | None = None
    document: str | None = None
    table: int | None = None
    row: int | None = None
    header: str | None = None
    project_id: str | None = None
    column_no: int | None = None
    answered: Sequence[Mapping[str, Any]] | None = None

    @property
    def subject(self) -> tuple[object, ...]:
        """What it is about: of two corrections with one subject the later wins."""
        if self.kind in ("same", "different"):
            return ("projects", *sorted((self.old_raw, self.new_value)))
        if self.kind == "explain":
            return ("explain", self.new_value)
        if self.kind == "cause":
            return ("cause", self.project_id, self.field, self.old_raw)
        if self.kind in ("field", "confirm", "progress"):
            return ("field", self.document_id, self.table, self.row, None, self.field)
        return (self.kind, self.document_id, self.table, self.row, self.header, self.column_no, self.field)


@cache
def fields(kind: str) -> dict[str, CorrectionField]:
    """What can be corrected of a row (`field`) or of a document (`metadata`), by name."""
    return {
        row["field"]: CorrectionField(
            row["field"],
            row["target"],
            row["label"],
            tuple(row["columns"].split("|")) if row["columns"] else (),
            row["is_one_value"] == "yes",
            tuple(row["answers"].split("|")) if row["answers"] else (),
        )
        for row in reference.rows("correction_fields")
        if row["kind"] == kind
    }


def folder(home: Path) -> Path:
    """Where the entries lie."""
    return home / "corrections"


def read_all(home: Path) -> list[Correction]:
    """Every entry, oldest first. Raises CorrectionRefused, naming the file, where one cannot be read."""
    try:
        return [entry for path in files(home) for entry in read_file(path)]
    except Damaged as reason:
        raise CorrectionRefused(str(reason)) from reason


def files(home: Path) -> list[Path]:
    """The files of a home's entries, oldest first."""
    return sorted(folder(home).glob("c*.json"))


def read_file(path: Path) -> list[Correction]:
    """The entries of a file. Raises Damaged."""
    content = durable.read_json(path)
    try:
        return [Correction(**entry) for entry in (content if isinstance(content, list) else [content])]
    except TypeError as reason:
        raise Damaged(path) from reason


def write(home: Path, entries: Sequence[Correction]) -> None:
    """Add entries that belong together: all of them are there, or none."""
    if not entries:
        return
    content = [asdict(entry) for entry in entries]
    path = folder(home) / f"{entries[0].correction_id}.json"
    durable.write_json(path, content if len(content) > 1 else content[0])


def next_id(home: Path, entries: Sequence[Correction]) -> str:
    """Id of the entry that follows; ids sort in the order in which corrections were made.

    An id is not used again where its file was put aside as damaged: it may come back.
    """
    lost = [path.stem for folder in durable.damaged(home) for path in folder.glob("c*.json")]
    taken = [int(name[1:]) for name in (*lost, *(entry.correction_id for entry in entries)) if name[1:].isdigit()]
    return f"c{max(taken, default=0) + 1:06d}"


def revoked(entries: Iterable[Correction]) -> set[str]:
    """Ids of the corrections that were taken back."""
    return {entry.new_value for entry in entries if entry.kind == "revoke"}


def in_force(entries: Sequence[Correction]) -> list[Correction]:
    """What holds: the latest correction of each subject that was not taken back, oldest first."""
    gone = revoked(entries)
    standing = [entry for entry in entries if entry.kind != "revoke" and entry.correction_id not in gone]
    latest = {entry.subject: entry for entry in standing}
    return [entry for entry in standing if latest[entry.subject] is entry]


def to_read_with(entries: Sequence[Correction], document_id: str) -> list[Correction]:
    """What a document is read with while it is not known yet which projects it reports: its own corrections, and all of
    rows of other documents, of which reading it names those of its projects."""
    return _of_document(entries, document_id, lambda entry: entry.kind == "field")


def of_document(entries: Sequence[Correction], document_id: str, projects: Iterable[str] = ()) -> list[Correction]:
    """What a document rests on: its own corrections, and those of the same projects in other documents.

    The latter are offered by a finding, never applied. `projects`: ids of the projects that the document reports.
    """
    known = set(projects)
    return _of_document(entries, document_id, lambda entry: entry.kind == "field" and entry.project_id in known)


def _of_document(
    entries: Sequence[Correction], document_id: str, is_offered: Callable[[Correction], bool]
) -> list[Correction]:
    """In force of a document, with the revocations of others of its corrections: those know what was answered then."""
    standing = in_force(entries)
    own = [entry for entry in standing if entry.document_id == document_id]
    revocations = [entry for entry in entries if entry.kind == "revoke" and entry.document_id == document_id]
    offered = [entry for entry in standing if entry.document_id != document_id and is_offered(entry)]
    return [*own, *(revocations if own else ()), *offered]


def digest(entries: Sequence[Correction]) -> str:
    """Hash of corrections; "" for none."""
    if not entries:
        return ""
    content = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def states(
    entries: Sequence[Correction], documents: Mapping[str, Sequence[str]], known: Collection[str]
) -> dict[str, str]:
    """State of each correction, by id. `documents`: id -> ids of the corrections that no longer fit it.

    `known` are the ids of all projects and reports as read, before any are joined, of findings that are explained, and
    the keys of problems.
    """
    gone, standing = revoked(entries), {entry.correction_id for entry in in_force(entries)}
    _, conflicts = merged_projects(entries)
    there = set(known)

    def state(entry: Correction) -> str:
        name = entry.correction_id
        if name in gone:
            return "revoked"
        if name not in standing:
            return "superseded"
        if entry.document_id is None:
            fits = name not in conflicts and _names(entry) <= there
        elif entry.document_id not in documents:
            return "absent"
        else:
            fits = name not in documents[entry.document_id]
        return "applied" if fits else "stale"

    return {entry.correction_id: state(entry) for entry in entries if entry.kind != "revoke"}


def _names(entry: Correction) -> set[str]:
    """The project ids, the finding, or the problem, that an entry of no document is about."""
    if entry.kind == "cause":
        return {problem_key(entry.project_id, entry.field, entry.old_raw)}
    return {entry.new_value} if entry.kind == "explain" else {entry.old_raw, entry.new_value}


def problem_key(project_id: str | None, cause: str, words: str) -> str:
    """What a correction of a cause is about: a project, the cause that rules give, the words of the cell."""
    return "|".join((project_id or "", cause, words))


def told_in_sheets(entries: Iterable[Correction]) -> set[str]:
    """The findings that entries explain, and the problems whose cause they give: what only a snapshot knows."""
    return {name for entry in entries if entry.kind in ("explain", "cause") for name in _names(entry)}


def named_projects(entries: Iterable[Correction]) -> list[str]:
    """Ids of projects and reports that corrections name."""
    pairs = [(entry.old_raw, entry.new_value) for entry in entries if entry.kind in ("same", "different")]
    return sorted({name for pair in pairs for name in pair})


def merged_projects(entries: Sequence[Correction]) -> tuple[dict[str, str], set[str]]:
    """Project id -> the id that it is counted under, for all that were said to be the same; ids of what conflicts.

    A pair that would join two projects that were said to be different is not joined.
    """
    standing = in_force(entries)
    apart = [(entry.old_raw, entry.new_value) for entry in standing if entry.kind == "different"]
    above: dict[str, str] = {}

    def root(project: str) -> str:
        while project in above:
            project = above[project]
        return project

    conflicts = set()
    for entry in standing:
        if entry.kind != "same":
            continue
        kept, other = root(entry.new_value), root(entry.old_raw)
        if any({root(one), root(two)} == {kept, other} for one, two in apart):
            conflicts.add(entry.correction_id)
        elif kept != other:
            above[other] = kept
    return {project: root(project) for project in above}, conflicts


def split_reports(entries: Sequence[Correction]) -> dict[str, str]:
    """Report id -> project id of its own, for the reports that were said not to be of the project they were read as."""
    reports = [
        name
        for entry in in_force(entries)
        if entry.kind == "different"
        for name in (entry.new_value, entry.old_raw)
        if is_report_id(name)
    ]
    return {name: "p" + hashlib.sha256(name.encode()).hexdigest()[:12] for name in reports}


def kept_apart(entries: Sequence[Correction]) -> set[frozenset[str]]:
    """Pairs of ids that a person said are not the same."""
    return {frozenset((entry.old_raw, entry.new_value)) for entry in in_force(entries) if entry.kind == "different"}


def is_report_id(name: str) -> bool:
    """Whether a name is a report's (document-table-row) and not a project's."""
    parts = name.split("-")
    return len(parts) == 3 and len(parts[0]) == 12 and not name.startswith("p") and parts[1].isdigit()
