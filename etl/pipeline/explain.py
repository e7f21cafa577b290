"""The contradictions of the published snapshot, as far as a person explains them."""

from __future__ import annotations

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
    snapshot = publish.published(home)
    if snapshot is None:
        return {}
    query = """select finding_id, rule, one, other, project_id, name
        from contradictions c join projects p on p.rowid = c.project_no"""
    with duckdb.connect(str(publish.folder(home) / snapshot.snapshot), read_only=True) as connection:
        try:
            rows = connection.execute(query).fetchall()
        except duckdb.CatalogException:
            return {}
    return {row[0]: Standing(*row[1:]) for row in rows}
