"""Which project of the lists a row of a progress sheet is about: by code, else by identity, else by its one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import polars as pl

from etl.parse import region
from etl.parse.words import key
from etl.reports import project_id

MATCH_SCHEMA = {"progress_id": pl.String, "project_id": pl.String, "matched_by": pl.String}

_Key = tuple[str | None, str, str | None, str]


def match(progress: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """One row per progress report: `project_id` (null where there is none) and `matched_by`.

    `matched_by` is person (a correction), code, identity (region and name), name (the one project of that name in the
    region, below it or above it), none, or unclear (several). Both frames are those of the stored tables.
    """
    if progress.is_empty():  # nothing to match: the names of 100,000 projects need not be looked at
        return pl.DataFrame(schema=MATCH_SCHEMA)
    finder = _Finder(reports)
    columns = ["project_code", "project_id", "region_id", "name"]
    found = {item: finder.find(item) for item in progress.select(columns).unique().iter_rows()}
    rows = [
        (progress_id, *found[(code, project, place, name)])
        for progress_id, code, project, place, name in progress.select("progress_id", *columns).iter_rows()
    ]
    return pl.DataFrame(rows, schema=MATCH_SCHEMA, orient="row")


class _Finder:
    """Projects of the lists by code, id and name."""

    def __init__(self, reports: pl.DataFrame) -> None:
        self.by_code: dict[str, set[str]] = defaultdict(set)
        self.by_name: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
        columns = reports.select("project_code", "project_id", "region_id", "name").unique()
        for code, project, place, name in columns.iter_rows():
            if code:
                self.by_code[code].add(project)
            self.by_name[key(name)].add((project, place))
        self.ids = set(reports["project_id"].to_list())

    def find(self, item: _Key) -> tuple[str | None, str]:
        """Project and how it was found."""
        code, project, place, name = item
        if project in self.ids and project != project_id(place, name):
            return project, "person"  # a correction said so
        of_code = self.by_code.get(code or "", set())
        if of_code:
            return _one(of_code, "code")
        if project in self.ids:
            return project, "identity"
        near = {other for other, where in self.by_name.get(key(name), ()) if _related(place, where)}
        return _one(near, "name") if near else (None, "none")


def _one(projects: Iterable[str], how: str) -> tuple[str | None, str]:
    found = list(projects)
    return (found[0], how) if len(found) == 1 else (None, "unclear")


def _related(one: str | None, other: str | None) -> bool:
    """Whether one region is the other or lies above or below it; a region that is not known fits any."""
    return one is None or other is None or one in _above(other) or other in _above(one)


@cache
def _above(region_id: str) -> frozenset[str]:
    return frozenset(place.region_id for place in region.lineage(region_id))
