"""Which reports are of one project, by the codes that the investment platform gives (GB/T 40058).

A code is used where it is well formed, stands at one row of each document at most, and goes with names that are alike.
Else region, name and owner decide (`identity_by_owner.py`), and a finding leaves to a person what they do not settle.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import polars as pl
from rapidfuzz.fuzz import ratio

from etl.contract.detail import Detail
from etl.parse.project import normal_code
from etl.parse.words import key
from etl.snapshot import batches
from etl.snapshot import identity_by_owner as owners
from etl.snapshot.batches import Row
from etl.snapshot.identity_by_owner import Question

_ALIKE = 40
"""Names of one code that are less alike than this (0 to 100) are not taken for one project's."""
COLUMNS = ("report_id", "document_id", "table_no", "row_no", "project_id", "name", *owners.COLUMNS)


_COLLIDING = """
with coded as (
    select r.report_id, r.document_id, r.table_no, r.row_no, r.project_id, r.name, c.code
    from project_reports r left join codes c using (project_code)
),
several_codes as (select project_id from coded group by project_id having count(distinct code) > 1),
unclear_codes as (
    select code from coded where code is not null group by code
    having count(distinct project_id) > 1 or count(*) > count(distinct document_id)
),
colliding as (
    select project_id from several_codes
    union select project_id from coded where code in (select code from unclear_codes)
)
select * from coded where project_id in (select project_id from colliding) order by report_id
"""
"""Reports of the projects that region and name leave open: one with several codes, or whose code stands elsewhere too.

A code that stands once in each document, always at one project, changes nothing; most are such and are not looked at.
"""


@dataclass(slots=True)
class _Joined:
    """Report id -> the project id that its code gives, where that differs; and the reports that a person must judge."""

    ids: dict[str, str] = field(default_factory=dict)
    unclear: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a person must judge: reports whose code does not settle it, with `why`; and reports of different owners."""

    codes: list[Row]
    owners: list[Question]


def join(connection: duckdb.DuckDBPyConnection) -> Doubts:
    """Give the rows of `project_reports` that are of one project one `project_id`: by code, else by name and owner.

    The connection has that table (`COLUMNS` at least) and `documents`.
    """
    unclear = _join_by_code(connection)
    owned = owners.by_owner(connection, normal_code)
    rename(connection, "project_reports", "report_id", owned.ids)
    return Doubts(unclear, owned.questions)


def _join_by_code(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """By code, those that share a name with one included. Returns the reports that a code leaves to a person."""
    written = "select distinct project_code from project_reports where project_code is not null"
    batches.computed(connection, "codes", written, {"code": lambda row: normal_code(row["project_code"])})
    found = _by_code(list(batches.rows(connection, _COLLIDING)))
    connection.execute("drop table codes")
    rename(connection, "project_reports", "report_id", found.ids)
    return found.unclear


def rename(connection: duckdb.DuckDBPyConnection, table: str, by: str, ids: Mapping[str, str]) -> None:
    """Set `project_id` in the rows of a table whose column `by` (report_id or project_id) is among `ids`."""
    if ids:
        batches.create(connection, "renamed", pl.DataFrame({"was": list(ids), "becomes": list(ids.values())}))
        query = f"update {table} set project_id = n.becomes from renamed n where {table}.{by} = n.was"  # noqa: S608
        connection.execute(query)
        connection.execute("drop table renamed")


def _by_code(rows: Sequence[Row]) -> _Joined:
    """Join reports of one code, and those that share a name with one."""
    found = _Joined()
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["code"]:
            groups[row["code"]].append(row)
    for code in [code for code, group in groups.items() if not _is_of_one(group)]:
        found.unclear += [row | {"why": Detail("code_of_several", code=code)} for row in groups.pop(code)]
    codes: dict[str, set[str]] = defaultdict(set)
    for code, group in groups.items():
        for row in group:
            codes[row["project_id"]].add(code)
    chosen = {code: _id_of(code, group, codes) for code, group in groups.items()}
    for row in rows:
        _place(row, codes, chosen, found)
    return found


def _is_of_one(group: Sequence[Row]) -> bool:
    documents = [row["document_id"] for row in group]
    names = {key(row["name"]) for row in group}
    first = min(names)
    return len(set(documents)) == len(documents) and all(ratio(first, name) >= _ALIKE for name in names)


def _id_of(code: str, group: Sequence[Row], codes: dict[str, set[str]]) -> str:
    """The id that the earliest report was read as, unless it is shared with another code."""
    own = [row["project_id"] for row in group if codes[row["project_id"]] == {code}]
    return own[0] if own else "p" + hashlib.sha256(code.encode()).hexdigest()[:12]


def _place(row: Row, codes: dict[str, set[str]], chosen: dict[str, str], found: _Joined) -> None:
    own = row["code"]
    known = codes.get(row["project_id"], set())
    if own in chosen:
        wanted = chosen[own]
    elif own is None and len(known) == 1:
        wanted = chosen[next(iter(known))]
    else:
        if own is None and len(known) > 1:
            why = Detail("several_codes", count=len(known), codes=tuple(sorted(known)))
            found.unclear.append(row | {"why": why})
        return
    if wanted != row["project_id"]:
        found.ids[row["report_id"]] = wanted
