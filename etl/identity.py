"""Which reports are of one project, by the codes that the investment platform gives (GB/T 40058).

A code is used where it is well formed, stands at one row of each document at most, and goes with names that are alike.
Else region and name decide, and a finding leaves the question to a person.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from rapidfuzz.fuzz import ratio

from etl.parse import region
from etl.parse.words import key

_CODE = re.compile(r"(\d{4})-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{6})")
_ALIKE = 40
"""Names of one code that are less alike than this (0 to 100) are not taken for one project's."""
COLUMNS = ("report_id", "document_id", "table_no", "row_no", "project_id", "project_code", "name")


def normal_code(raw: str) -> str | None:
    """A code in its written form 2101-500114-04-01-123456; None for what is none.

    The first group is year and month (2101) or a year (2020); the second the code of a region, or 000000.
    """
    match = _CODE.fullmatch(re.sub(r"[—–－]", "-", key(raw)))
    if match is None:
        return None
    moment, place = match[1], match[2]
    is_year = 2010 <= int(moment) <= 2050
    is_month = 10 <= int(moment[:2]) <= 50 and 1 <= int(moment[2:]) <= 12
    if not (is_year or is_month) or not (place == "000000" or f"{place[:2]}0000" in region.places()):
        return None
    return "-".join(match.groups())


@dataclass(slots=True)
class Joined:
    """Report id -> the project id that its code gives, where that differs; and the reports that a person must judge."""

    ids: dict[str, str] = field(default_factory=dict)
    unclear: list[dict[str, Any]] = field(default_factory=list)


def by_code(reports: pl.DataFrame) -> Joined:
    """Join reports (`COLUMNS` of `schemas.ProjectReports`) of one code, and those that share a name with one."""
    found = Joined()
    if reports["project_code"].null_count() == reports.height:
        return found
    rows = reports.select(COLUMNS).sort("report_id").to_dicts()
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        code = normal_code(row["project_code"] or "")
        if code:
            groups[code].append(row)
    for code in [code for code, group in groups.items() if not _is_of_one(group)]:
        found.unclear += [row | {"why": f"代码 {code} 用于不同的项目"} for row in groups.pop(code)]
    codes: dict[str, set[str]] = defaultdict(set)
    for code, group in groups.items():
        for row in group:
            codes[row["project_id"]].add(code)
    chosen = {code: _id_of(code, group, codes) for code, group in groups.items()}
    for row in rows:
        _place(row, codes, chosen, found)
    return found


def _is_of_one(group: Sequence[dict[str, Any]]) -> bool:
    documents = [row["document_id"] for row in group]
    names = {key(row["name"]) for row in group}
    first = min(names)
    return len(set(documents)) == len(documents) and all(ratio(first, name) >= _ALIKE for name in names)


def _id_of(code: str, group: Sequence[dict[str, Any]], codes: dict[str, set[str]]) -> str:
    """The id that the earliest report was read as, unless it is shared with another code."""
    own = [row["project_id"] for row in group if codes[row["project_id"]] == {code}]
    return own[0] if own else "p" + hashlib.sha256(code.encode()).hexdigest()[:12]


def _place(row: dict[str, Any], codes: dict[str, set[str]], chosen: dict[str, str], found: Joined) -> None:
    own = normal_code(row["project_code"] or "")
    known = codes.get(row["project_id"], set())
    if own in chosen:
        wanted = chosen[own]
    elif own is None and len(known) == 1:
        wanted = chosen[next(iter(known))]
    else:
        if own is None and len(known) > 1:
            found.unclear.append(row | {"why": f"同名项目有 {len(known)} 个代码：{'、'.join(sorted(known))}"})
        return
    if wanted != row["project_id"]:
        found.ids[row["report_id"]] = wanted


def renamed(reports: pl.DataFrame, joined: Joined) -> pl.DataFrame:
    """Reports under the project ids that their codes give."""
    own = pl.col("report_id").replace_strict(joined.ids, default=None, return_dtype=pl.String)
    return reports.with_columns(pl.coalesce(own, "project_id").alias("project_id")) if joined.ids else reports
