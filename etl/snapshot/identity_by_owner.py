"""Which reports of one region and name are of one project, by its owner (项目业主, 组织实施单位), where no code tells.

The same or an unstated owner: the same project. Clearly different owners (`parse/owner.py`) do not tell: a project may
have been handed from a bureau to a company, or a county may have two that it calls alike. Both mistakes falsify sums, a
wrong merge by hiding a project, a wrong split by counting one twice. What the lists show decides what is done until a
person does:

- Each list names the project once: counted **once**. Yearly lists restate projects, and owners do change, so a split
  would count one project anew each year, and sums would grow with every list that is loaded. A merge errs by one amount
  at most, downward, and says by which.
- A list names it twice or more, with different owners: these are **different projects**, since a list does not state
  one twice. Reports of other lists go to the one whose owner they name; with an owner that fits none they stay apart.

Where the owners left it open, the figures of the project are marked doubtful and a finding says what either answer does
to the sums; `portfolio correct same` or `different` answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby

import duckdb

from etl.parse.owner import are_different, owners
from etl.snapshot import batches
from etl.snapshot.batches import Row

COLUMNS = ("project_code", "implementing_unit", "owner_unit", "total_investment_wan")
"""Columns of `schemas.ProjectReports` that are looked at, besides `identity_by_code.COLUMNS`."""

_OPEN = """
with based as (
    select r.report_id, r.document_id, r.table_no, r.row_no, r.name, r.project_id, r.project_code, r.implementing_unit,
           r.owner_unit, r.total_investment_wan, split_part(r.project_id, '-', 1) as base
    from project_reports r
),
asked as (
    select base from based group by base
    having count(distinct nullif(concat_ws('；', owner_unit, implementing_unit), '')) > 1
           and count(distinct (document_id, table_no)) > 1
)
select b.*, d.document from based b join asked using (base) join documents d using (document_id)
order by base, d.document_date nulls first, d.document, b.document_id, b.table_no, b.row_no
"""
"""Reports of one region and name whose cells name several owners, the oldest document first."""


@dataclass(frozen=True, slots=True)
class Question:
    """Two reports of one region and name with different owners, the later one first, which only a person can judge.

    `is_merged`: they are counted as one project, else as two. `projects`: the ids that they are counted under.
    """

    new: Row
    old: Row
    is_merged: bool
    projects: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Owned:
    """Report id -> the project id that its owner gives, where that differs; and what is left to a person."""

    ids: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


def by_owner(connection: duckdb.DuckDBPyConnection, code_of: Callable[[str], str | None]) -> Owned:
    """Compare the owners of reports of one region and name; needs `project_reports` and `documents`.

    `code_of` reads a project code: two reports of one code are one project, whoever owns it.
    """
    found = Owned()
    for _, group in groupby(_rows(connection, code_of), key=lambda row: row["base"]):
        reports = list(group)
        ids = {row["project_id"] for row in reports}
        if len(ids) == 1:
            found.questions += _changes(reports)
        else:
            _tell_apart(reports, found)
    return found


def _rows(connection: duckdb.DuckDBPyConnection, code_of: Callable[[str], str | None]) -> Iterator[Row]:
    for row in batches.rows(connection, _OPEN):
        yield _known(row, code_of)


def _known(row: Row, code_of: Callable[[str], str | None]) -> Row:
    own = owners(row["owner_unit"])
    known = {"own": own, "owners": own | owners(row["implementing_unit"]), "code": code_of(row["project_code"] or "")}
    return row | known


def _differ(one: Row, other: Row) -> bool:
    """Whether two reports are clearly of two projects: by their codes where both have one, else by their owners."""
    if one["code"] and other["code"]:
        return bool(one["code"] != other["code"])
    by = "own" if one["own"] and other["own"] else "owners"
    return are_different(one[by], other[by])


def _changes(reports: Sequence[Row]) -> Iterator[Question]:
    """Each report whose owner is clearly not that of the last report before it that states one.

    Where it states an owner apart from who is responsible, that is held against the last one so stated.
    """
    last: Row | None = None
    last_own: Row | None = None
    for new in reports:
        if not new["owners"]:
            continue
        old = last_own if new["own"] and last_own else last
        if old and not (old["code"] and new["code"]) and _differ(old, new):
            yield Question(new, old, is_merged=True)
        last, last_own = new, new if new["own"] else last_own


def _tell_apart(reports: Sequence[Row], found: Owned) -> None:
    """A list repeats the name. Reports with one owner are one project, unless a list has two of them."""
    clusters = _clusters(reports)
    if any(len(_lists(cluster)) < len(cluster) for cluster in clusters):
        return  # two of one owner in a list: nothing tells which is which, and the list has a finding that says so
    used: set[str] = set()
    for cluster in clusters:
        project = _id_of(cluster, used)
        used.add(project)
        found.ids.update({row["report_id"]: project for row in cluster if row["project_id"] != project})
    for one, other in combinations(clusters, 2):
        if not _lists(one) & _lists(other):
            found.questions.append(Question(other[-1], one[-1], is_merged=False))


def _clusters(reports: Sequence[Row]) -> list[list[Row]]:
    """The reports that state an owner or a code, each with those that it clearly does not differ from."""
    clusters: list[list[Row]] = []
    for row in reports:
        if not row["owners"] and not row["code"]:
            continue
        fitting = next((known for known in clusters if not any(_differ(row, other) for other in known)), None)
        if fitting is None:
            clusters.append([row])
        else:
            fitting.append(row)
    return clusters


def _id_of(cluster: Sequence[Row], used: set[str]) -> str:
    """The id that its code gave, or, of the first owner, the id that region and name give; else one of its owner's."""
    base = cluster[0]["base"]
    given = [row["project_id"] for row in cluster if row["code"]] + ([] if used else [base])
    free = [project for project in given if project not in used]
    owner = min((name for row in cluster for name in row["owners"]), default="")
    return free[0] if free else f"{base}-{hashlib.sha256(owner.encode()).hexdigest()[:8]}"


def _list(row: Row) -> tuple[str, int]:
    return row["document_id"], row["table_no"]


def _lists(rows: Iterable[Row]) -> set[tuple[str, int]]:
    return {_list(row) for row in rows}


_BESIDE_SPLIT = """
with split as (select distinct project_id from project_reports where report_id in (select unnest(?)))
select report_id, document_id, table_no, project_id, project_code, implementing_unit, owner_unit
from project_reports join split using (project_id) order by project_id, report_id
"""
"""Reports of the projects that a person split a report from."""


def followers(
    connection: duckdb.DuckDBPyConnection, split: Mapping[str, str], code_of: Callable[[str], str | None]
) -> dict[str, str]:
    """Report id -> project id, for the reports of other lists that go with one which a person split off (`split`).

    They name its owner, and clearly not those whose project it was taken for: the same pair is not asked about anew.
    """
    if not split:
        return {}
    rows = [_known(row, code_of) for row in batches.rows(connection, _BESIDE_SPLIT, [sorted(split)])]
    found: dict[str, str] = {}
    for _, group in groupby(rows, key=lambda row: row["project_id"]):
        reports = list(group)
        for taken in reports:
            if taken["report_id"] in split and taken["owners"]:
                _follow(taken, reports, split, found)
    return found


def _follow(taken: Row, reports: Sequence[Row], split: Mapping[str, str], found: dict[str, str]) -> None:
    """Let the reports that go with one that was split off follow it, one of each list at most."""
    project = split[taken["report_id"]]
    others = [row for row in reports if row["report_id"] not in split and row["owners"]]
    stayed = [row for row in others if _differ(row, taken)]
    if not stayed:
        return
    lists = _lists(row for row in reports if found.get(row["report_id"]) == project) | {_list(taken)}
    for row in others:
        goes = row not in stayed and all(_differ(row, other) for other in stayed)
        if goes and _list(row) not in lists:
            found.setdefault(row["report_id"], project)


def unsettled(
    connection: duckdb.DuckDBPyConnection, questions: Sequence[Question], named: Collection[str]
) -> list[Question]:
    """What no person has answered. `named`: ids of the projects and reports that corrections in force speak of.

    An answer holds for later lists of the same pair of owners too. The connection is that of a warehouse that is being
    built, whose reports are under the ids that hold.
    """
    wanted = sorted({row["report_id"] for asked in questions for row in (asked.new, asked.old)})
    query = "select report_id, project_id from project_reports where report_id in (select unnest(?))"
    ids = dict(connection.execute(query, [wanted]).fetchall()) if wanted else {}
    named = set(named)
    found = []
    settled: list[tuple[str, Question]] = []
    for asked in questions:
        if asked.is_merged and asked.new["report_id"] in named:
            settled.append((ids[asked.new["report_id"]], asked))
    for asked in questions:
        reports = asked.new["report_id"], asked.old["report_id"]
        projects = ids[reports[0]], ids[reports[1]]
        answered = bool(({reports[0]} if asked.is_merged else {*reports, *projects}) & named)
        answered = answered or any(project == projects[0] and _is_pair(asked, before) for project, before in settled)
        if not answered and asked.is_merged == (projects[0] == projects[1]):
            found.append(replace(asked, projects=projects))
    return found


def _is_pair(asked: Question, before: Question) -> bool:
    """Whether two questions are about the same two owners, in whatever order."""
    pair, known = ([question.new["owners"], question.old["owners"]] for question in (asked, before))
    return any(
        not are_different(pair[0], one) and not are_different(pair[1], other) for one, other in (known, known[::-1])
    )
