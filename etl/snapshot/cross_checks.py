"""Compare what different documents say of the same project and of the same target. Findings of the snapshot.

They depend on all loaded documents, so they are no part of reading one: the warehouse makes them anew at each build.
A finding stands at the later document and names the earlier one. Nothing is changed: the later document still counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import duckdb

from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.parse.plans import indicator_name
from etl.parse.words import key
from etl.snapshot import batches
from etl.snapshot.batches import Row
from etl.snapshot.identity_by_owner import Question

TYPES = frozenset(
    {
        "differs_between_documents",
        "identity_unclear",
        "owner_apart",
        "owner_differs",
        "possible_same_project",
        "targets_differ_between_documents",
        "points_differ_between_documents",
    }
)
"""Types of finding that only this comparison makes."""

_COMPARED = {
    "total_investment_wan": "changed_wan",
    "planned_start": "changed_date",
    "planned_finish": "changed_date",
    "duration_months": "changed_months",
    "childcare_places": "changed_places",
    "elder_beds": "changed_beds",
    "school_places": "changed_places",
    "floor_area_m2": "changed_m2",
}
"""Field -> key of the detail that says how it changed."""
_GENERIC = re.compile(r"建设|项目|工程|[的、,()“”\"·]")
_SHORTEST_CORE = 4

_PAIRS = """
with {found},
firsts as (
    select * from found qualify row_number() over (partition by {of}, document_id order by table_no, row_no) = 1
),
pairs as (
    select f.*, {olds}
    from firsts f join (select document_id, document, document_date from documents) d using (document_id)
    window age as (partition by {of} order by document_date nulls first, document, document_id)
)
select p.*, l.line from pairs p left join list_rows l using (document_id, table_no, row_no)
where p.old_document_id is not null and ({differ})
order by p.document_id, p.table_no, p.row_no
"""
"""For each thing the first row of each document beside that of the document before it; undated documents come first."""

_SHARED = """found as (
    select {columns} from project_reports where project_id in (
        select project_id from project_reports group by all having count(distinct document_id) > 1)
)"""

_ALIKE = """named as (
    select {columns}, region_id, core from project_reports join cores using (name)
),
several as (
    select region_id, core from named group by all
    having count(distinct document_id) > 1 and count(distinct project_id) > 1
),
found as (
    select n.* from named n join several s on n.core = s.core and n.region_id is not distinct from s.region_id
)"""

_REPORT = ("report_id", "document_id", "table_no", "row_no", "project_id", "name")

_PAST_POINTS = """
select * from indicator_points
where kind in ('base', 'actual') and certainty = 'certain' and qualifier <> 'about'
    and value is not null and year is not null and region_id is not null
order by point_id
"""
_CERTAIN_TARGETS = """
select t.* from targets t join (
    select region_id, target_year from targets where target_value is not null
    group by all having count(distinct document_id) > 1
) using (region_id, target_year)
where t.target_value is not null
order by list_position(['table', 'prose', 'goal'], t."where"), t.rowid
"""


def find(
    connection: duckdb.DuckDBPyConnection, apart: Collection[frozenset[str]], unclear: Sequence[Row],
    asked: Sequence[Question],
) -> Iterator[Row]:  # fmt: skip
    """Findings (rows of `schemas.Findings`) about projects and targets on which two documents differ.

    The connection is that of a warehouse that is being built. `apart`: pairs of ids of projects or reports that a
    person said are not the same. `unclear`: reports whose code does not say which project they are of, with `why`.
    `asked`: reports whose owners do not.
    """
    found = connection.execute("select document_id, document, document_date from documents").fetchall()
    sources = {row[0]: dict(zip(("document_id", "document", "document_date"), row, strict=True)) for row in found}
    yield from _unclear(connection, unclear, sources)
    for question in asked:
        yield _different_owners(connection, question, sources)
    if len(sources) > 1:
        yield from _differing_projects(connection, sources)
        yield from _possibly_same(connection, sources, apart)
        targets = list(batches.rows(connection, _CERTAIN_TARGETS))
        yield from _differing_targets(targets, sources)
        yield from _differing_points(list(batches.rows(connection, _PAST_POINTS)), sources)


def _unclear(connection: duckdb.DuckDBPyConnection, unclear: Sequence[Row], sources: dict[str, Row]) -> Iterator[Row]:
    for row in unclear:
        yield _finding("identity_unclear", row["name"], row["why"], row | _line(connection, row), sources)


def _line(connection: duckdb.DuckDBPyConnection, row: Row) -> Row:
    query = "select line from list_rows where document_id = ? and table_no = ? and row_no = ?"
    found = connection.execute(query, [row["document_id"], row["table_no"], row["row_no"]]).fetchone()
    assert found
    return {"line": found[0]}


def _different_owners(connection: duckdb.DuckDBPyConnection, asked: Question, sources: dict[str, Row]) -> Row:
    """What either answer does to the sums, and the commands that give it."""
    new, old = asked.new, asked.old
    project, other = asked.projects[1], new["report_id"] if asked.is_merged else asked.projects[0]
    before, now = old["total_investment_wan"], new["total_investment_wan"]
    owners: dict[str, Any] = {"place": _where(old, sources), "old": _units(old), "new": _units(new)}
    detail = Detail("owners_without_sums", **owners, project=project, other=other)
    if None not in (before, now):
        sums = {"one": _shown(now), "both": _shown(before + now)}
        detail = Detail("owners_with_sums", **owners, **sums, project=project, other=other)
    line = _line(connection, new)
    kind = "owner_differs" if asked.is_merged else "owner_apart"
    return _finding(kind, _units(new), detail, new | line, sources)


def _units(row: Row) -> str:
    """The owner and the responsible unit of a report, as far as it states them."""
    return "；".join(dict.fromkeys(filter(None, (row["owner_unit"], row["implementing_unit"]))))


def _by_age(sources: dict[str, Row]) -> Callable[[Row], tuple[Any, ...]]:
    """Order of rows by the date of their document; documents without a date come first."""

    def age(row: Row) -> tuple[Any, ...]:
        source = sources[row["document_id"]]
        day = source["document_date"]
        return (day is not None, day.isoformat() if day else "", source["document"], row["document_id"])

    return age


def _groups(rows: Iterable[Row], of: Callable[[Row], object], sources: dict[str, Row]) -> Iterator[list[Row]]:
    """For each thing one row per document, the oldest document first."""
    groups: dict[object, dict[str, Row]] = {}
    for row in rows:
        groups.setdefault(of(row), {}).setdefault(row["document_id"], row)
    for group in groups.values():
        if len(group) > 1:
            yield sorted(group.values(), key=_by_age(sources))


def _differing_projects(connection: duckdb.DuckDBPyConnection, sources: dict[str, Row]) -> Iterator[Row]:
    columns = (*_REPORT, *_COMPARED)
    differ = " or ".join(f"{name} <> old_{name}" for name in _COMPARED)
    for row in _pairs(connection, _SHARED.format(columns=", ".join(columns)), "project_id", columns, differ):
        changes = tuple(
            Detail(change, field=name, old=_shown(row[f"old_{name}"]), new=_shown(row[name]))
            for name, change in _COMPARED.items()
            if None not in (row[f"old_{name}"], row[name]) and row[f"old_{name}"] != row[name]
        )
        detail = Detail("differs_from_row", place=_where(_old(row), sources), changes=changes)
        yield _finding("differs_between_documents", row["name"], detail, row, sources)


def _pairs(
    connection: duckdb.DuckDBPyConnection, found: str, of: str, columns: Sequence[str], differ: str
) -> Iterator[Row]:
    """Rows of `_PAIRS`: a report and, in columns that begin with `old_`, that of the document before it."""
    olds = ", ".join(f"lag({name}) over age as old_{name}" for name in columns)
    return batches.rows(connection, _PAIRS.format(found=found, of=of, olds=olds, differ=differ))


def _old(row: Row) -> Row:
    return {name.removeprefix("old_"): value for name, value in row.items() if name.startswith("old_")}


def _core(name: str) -> str | None:
    """A name without generic words (建设, 项目, 工程); None where too little is left to compare."""
    core = _GENERIC.sub("", key(name))
    return core if len(core) >= _SHORTEST_CORE else None


def _possibly_same(
    connection: duckdb.DuckDBPyConnection, sources: dict[str, Row], apart: Collection[frozenset[str]]
) -> Iterator[Row]:
    """Reports whose names differ from another document's only in generic words, in one region."""
    names = "select distinct name from project_reports"
    batches.computed(connection, "cores", names, {"core": lambda row: _core(row["name"])})
    alike = _ALIKE.format(columns=", ".join(_REPORT))
    for row in _pairs(connection, alike, "region_id, core", _REPORT, "p.project_id <> p.old_project_id"):
        old = _old(row)
        if not any(pair <= {*_ids(old), *_ids(row)} for pair in apart):
            detail = Detail("row_names", place=_where(old, sources), name=old["name"])
            yield _finding("possible_same_project", row["name"], detail, row, sources)
    connection.execute("drop table cores")


def _ids(row: Row) -> tuple[str, str]:
    return row["project_id"], row["report_id"]


def _differing_targets(rows: list[Row], sources: dict[str, Row]) -> Iterator[Row]:
    certain = [row for row in rows if row["target_value"] is not None and row["region_id"] and row["target_year"]]
    certain.sort(key=_by_place)
    for group in _groups(certain, _thing, sources):
        for old, new in pairwise(group):
            if (old["target_value"], old["target_high"]) != (new["target_value"], new["target_high"]):
                said = (new["target_year"], str(old["target_raw"]), str(new["target_raw"]))
                yield _finding(
                    "targets_differ_between_documents", new["words"], _say(old, new, said, sources), new, sources
                )


def _differing_points(rows: list[Row], sources: dict[str, Row]) -> Iterator[Row]:
    """What two documents say of one year that is past, as a base or as what was reached."""
    rows.sort(key=_by_place)
    for group in _groups(rows, lambda row: (row["subject"], row["region_id"], row["year"]), sources):
        for old, new in pairwise(group):
            if (old["value"], old["high"]) != (new["value"], new["high"]):
                said = (new["year"], str(old["raw"]), str(new["raw"]))
                yield _finding(
                    "points_differ_between_documents", new["words"], _say(old, new, said, sources), new, sources
                )


def _by_place(row: Row) -> int:
    return ("table", "prose", "goal").index(row["where"])


def _say(old: Row, new: Row, said: tuple[int, str, str], sources: dict[str, Row]) -> Detail:
    """What the older document says and what the newer one; `said`: the year and the words of both."""
    year, before, after = said
    document = sources[old["document_id"]]["document"]
    return Detail("documents_say", year=year, indicator=new["indicator"], document=document, old=before, new=after)


def _thing(row: Row) -> object:
    return indicator_name.subject(row["indicator"]), row["region_id"], row["target_year"]


def _where(row: Row, sources: dict[str, Row]) -> Detail:
    document = sources[row["document_id"]]["document"]
    return Detail("row_of_document", document=document, table=row["table_no"], row=row["row_no"])


def _shown(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, int) or not hasattr(value, "normalize"):
        return str(value)
    return f"{value.normalize():f}"


def _finding(kind: str, raw: str, detail: Detail, row: Row, sources: dict[str, Row]) -> Row:
    finding = Finding(kind, raw, detail, row["table_no"], row["row_no"], None, row["line"])
    return finding.as_row(row["document_id"], sources[row["document_id"]]["document"])
