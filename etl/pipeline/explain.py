"""What a person answers of the published snapshot: its contradictions, and the problems of its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.contract.contradiction_rules import rules
from etl.snapshot import publish


@dataclass(frozen=True, slots=True)
class Standing:
    """A contradiction: the key of its rule, what its two cells say, and the project."""

    rule: str
    one: str
    other: str
    project_id: str
    name: str

    @property
    def title(self) -> str:
        """What its rule is called."""
        return rules()[self.rule].title


def standing_contradictions(home: Path) -> dict[str, Standing]:
    """The contradictions that the published snapshot has, by the id of their finding; none where it is of an earlier
    version."""
    query = """select finding_id, rule, one, other, project_id, name
        from contradictions c join projects p on p.rowid = c.project_no"""
    return {row[0]: Standing(*row[1:]) for row in _rows(home, query)}


@dataclass(frozen=True, slots=True)
class Told:
    """A cell that tells a problem: the cause that rules give it, its words, the project."""

    rule_cause: str
    words: str
    project_id: str
    name: str


def told_problems(home: Path) -> list[Told]:
    """Every cell of the published snapshot that tells a problem, once for each of its causes."""
    query = """select distinct rule_cause, words, project_id, name
        from problem_said s join projects p on p.rowid = s.project_no"""
    return [Told(*row) for row in _rows(home, query)]


def words_of_problem(home: Path, problem_id: str) -> list[Told]:
    """The cells that tell a problem of the published snapshot, the first of its months first; none: no such problem."""
    query = """with asked as (select * from problems_by_month where problem_id = ?)
        select s.rule_cause, s.words, p.project_id, any_value(p.name)
        from asked a join problem_said s using (project_no, cause) join projects p on p.rowid = a.project_no
        where s.month = a.month and (a.state = 'open' or a.month = a.since)
        group by all order by min(s.month)"""
    return [Told(*row) for row in _rows(home, query, [problem_id])]


def _rows(home: Path, query: str, given: Sequence[object] = ()) -> list[tuple[str, ...]]:
    """Rows of the published snapshot; none where there is none, or it is of an earlier version."""
    snapshot = publish.published(home)
    if snapshot is None:
        return []
    with duckdb.connect(str(publish.folder(home) / snapshot.snapshot), read_only=True) as connection:
        try:
            return connection.execute(query, list(given)).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            return []
