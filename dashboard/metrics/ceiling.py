"""Ceiling of central budget funds by the support rules of policy tables: an estimate with its working and its scope.

A rule counts where the document that states it speaks for the project's region and is dated by the as-of date. Words
that narrow a rule (普惠) must stand in the project's name or content; a project of the same sector without them is of
uncertain scope and stays outside the sum. A rule that lacks an input gives no number and says why.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl
from polars._typing import PolarsDataType as PolarsType

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition, marks
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.scoped import scoped_projects
from dashboard.words.translate import t
from etl.contract.paths import data_dir

SCOPE_LABELS = {"in": "适用", "uncertain": "是否适用不明", "no_input": "适用，但规模未载明", "no_number": "无法测算"}

_COLUMNS: Mapping[str, PolarsType] = {
    "rule_id": pl.String, "rule": pl.String, "condition": pl.String, "applies_to": pl.String,
    "rule_document": pl.String, "project_id": pl.String,
    "name": pl.String, "region_name": pl.String, "seq": pl.Int64, "scope": pl.String, "quantity": pl.Int64,
    "ceiling_wan": pl.Decimal(38, 6), "working": pl.String, "reason": pl.String,
}  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The estimate: `ceiling_wan` over `projects` (null where no rule gives a number), and what stays outside it.

    `rows` has one row per rule and project that it may cover; a rule without any number has one row without project.
    `listed` is how many rows with a project there are, should `rows` hold the first of them only; `doubtful` are the
    serial numbers of the projects of uncertain scope.
    """

    ceiling_wan: Decimal | None
    projects: int
    uncertain_wan: Decimal
    uncertain_projects: int
    reason: str
    doubtful: tuple[int, ...]
    listed: int
    rows: pl.DataFrame


@cache
def _scopes() -> dict[str, dict[str, str]]:
    with (data_dir() / "reference" / "board" / "support_scopes.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: row for row in csv.DictReader(file)}


def central_budget_ceiling_wan(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, most: int | None = None
) -> Ceiling:
    """Estimate the ceiling for the filtered projects. Each project counts once, with the rule that gives most.

    `most` keeps so many rows with a project, what applies first, then by serial number and name; without it all rows
    are there, in the order of rules and documents.
    """
    rules = fetch(cursor, _RULES, [as_of, as_of]).to_dicts()
    speaking = [rule for rule in rules if _is_sure(rule) and rule["kind"] in _scopes()]
    silent = [_own(rule) | _silence(rule) for rule in rules if rule not in speaking]
    if not speaking:
        return Ceiling(None, 0, Decimal(0), 0, _reason(rules), (), 0, _frame(silent))
    everything = _asked(cursor, portfolio, as_of, speaking, most)
    summed = everything.row(0, named=True)
    found = everything.filter(pl.col("rule").is_not_null()).to_dicts()
    rows = [*silent, *(_own(speaking[row["rule"]]) | _worded(row, speaking[row["rule"]]) for row in found)]
    if most is None:
        place = {rule["rule_id"]: at for at, rule in enumerate(rules)}
        rows.sort(key=lambda row: place[row["rule_id"]])
    return Ceiling(
        summed["summed_wan"],
        summed["projects"],
        summed["uncertain_wan"] or Decimal(0),
        summed["uncertain_projects"],
        "" if summed["projects"] else _reason(rules),
        tuple(summed["doubtful"] or ()),
        summed["listed"],
        _frame(rows),
    )


def _asked(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, rules: list[Row], most: int | None
) -> pl.DataFrame:
    """The sums, repeated on each row that a rule and a project give; one row without rule where nothing is covered."""
    sql, params = _covered(cursor, portfolio, as_of, rules)
    order = "rule, document, table_no, row_no, project_id"
    first = ""
    if most is not None:
        order = f"scope_place, coalesce(seq, 0), name, {order}"
        first = f"ORDER BY {order} LIMIT {most}"
    whole = f"{sql} SELECT * FROM summed LEFT JOIN (SELECT * FROM covered {first}) ON true ORDER BY {order}"
    return fetch(cursor, whole, params)


_RULES = """SELECT r.*, d.document, d.region_id
    FROM policy_rules r JOIN documents d ON d.document_id = r.document_id
    WHERE r.kind IN ('per_place_wan', 'per_bed_wan', 'share_of_average')
        AND (CAST(? AS DATE) IS NULL OR r.valid_from IS NULL OR r.valid_from <= CAST(? AS DATE))
    ORDER BY r.rule_id"""

_COVERED_BY_ONE = """SELECT CAST(? AS INTEGER) AS rule, project_id, name, region_name, seq, document, table_no, row_no,
    {measure} AS quantity, CAST({measure} AS DECIMAL(18, 0)) * CAST(? AS DECIMAL(18, 6)) AS ceiling_wan,
    contains(name || coalesce(content_raw, ''), ?) OR NOT CAST(? AS BOOLEAN) AS is_named
FROM {projects} WHERE {where} AND status <> 'cancelled' AND sector IN ({sectors})
    AND region_id IN ({regions})"""

_COVERED = """WITH covered AS (
    SELECT *, CASE WHEN NOT is_named THEN 'uncertain' WHEN quantity IS NULL THEN 'no_input' ELSE 'in' END AS scope,
        CASE WHEN NOT is_named THEN 1 WHEN quantity IS NULL THEN 2 ELSE 0 END AS scope_place
    FROM ({each})
), best AS (
    SELECT project_id, max(ceiling_wan) FILTER (WHERE scope = 'in') AS sure,
        max(ceiling_wan) FILTER (WHERE scope = 'uncertain') AS perhaps
    FROM covered GROUP BY 1
), summed AS (
SELECT sum(sure) AS summed_wan, count(sure) AS projects, sum(perhaps) FILTER (WHERE sure IS NULL) AS uncertain_wan,
    count(perhaps) FILTER (WHERE sure IS NULL) AS uncertain_projects,
    (SELECT count(*) FROM covered) AS listed,
    (SELECT coalesce(list_sort(list(DISTINCT seq)), []) FROM covered
        WHERE scope = 'uncertain' AND seq IS NOT NULL) AS doubtful
FROM best
)"""


def _covered(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, rules: list[Row]
) -> tuple[str, list[object]]:
    """CTE `covered`: each rule, by its place among `rules`, with each filtered project that it may cover."""
    where, projects = condition(portfolio, as_of), scoped_projects(cursor, as_of)
    parts: list[str] = []
    params: list[object] = []
    for place, rule in enumerate(rules):
        scope = _scopes()[rule["kind"]]
        sectors, regions = scope["sectors"].split("|"), _at_and_below(cursor, rule["region_id"])
        narrowed = scope["rule_words"] in f"{rule['applies_to'] or ''}{rule['condition']}"
        text = _COVERED_BY_ONE.format(
            measure=scope["measure"],
            projects=projects,
            where=where.text,
            sectors=marks(sectors),
            regions=marks(regions),
        )
        parts.append(text)
        params += [place, rule["amount"], scope["project_words"], narrowed, *where.params, *sectors, *regions]
    each = " UNION ALL ".join(parts)
    return _COVERED.format(each=each), params


def _at_and_below(cursor: Cursor, region: str | None) -> list[str]:
    """The region that a rule's document is of, with all that lie below it; none for a document of no region."""
    parents = fetch_few(cursor, "SELECT region_id, parent_id FROM regions ORDER BY 1", []).rows()
    found = {known for known, _ in parents if known == region}
    while more := {below for below, parent in parents if parent in found} - found:
        found |= more
    return sorted(found)


def _own(rule: Row) -> Row:
    """What every row says of its rule."""
    return {
        "rule_id": rule["rule_id"], "rule": rule["words"], "condition": rule["condition"],
        "applies_to": rule["applies_to"], "rule_document": rule["document"],
    }  # fmt: skip


def _is_sure(rule: Row) -> bool:
    """Whether the amount of a rule is certain, and no approximate one (约1万元)."""
    return bool(rule["certainty"] == "certain" and rule["qualifier"] != "about")


def _silence(rule: Row) -> Row:
    """Why a rule gives no number."""
    if rule["kind"] == "share_of_average":
        reason = t("需要示范项目的平均总投资，文件未载明")
    else:
        reason = t("规则数额为约数" if rule["certainty"] == "certain" else "规则数额存疑")
    return {"scope": "no_number", "reason": reason}


def _worded(row: Row, rule: Row) -> Row:
    """What a rule gives for a project, with its working or the reason why it gives nothing for certain."""
    scope = _scopes()[rule["kind"]]
    told: Row = {name: row[name] for name in ("project_id", "name", "region_name", "seq", "quantity", "scope")}
    if row["quantity"] is None:
        return told | {"reason": t("未载明新增数量")}
    told["ceiling_wan"] = row["ceiling_wan"]
    told["working"] = t(
        "{quantity} 个 × {rate} 万元 = {amount} 万元"
        if scope["unit"] == "个"
        else "{quantity} 张 × {rate} 万元 = {amount} 万元",
        quantity=row["quantity"], rate=f"{rule['amount'].normalize():f}",
        amount=f"{row['ceiling_wan'].normalize():f}",
    )  # fmt: skip
    if row["scope"] == "uncertain":
        told["reason"] = t("规则限于“{words}”项目，该项目的名称与内容未写明", words=scope["project_words"])
    return told


def _reason(rules: list[Row]) -> str:
    return t("没有适用的支持政策规则，不作测算" if not rules else "现有规则均不能得出数额")


def _frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in _COLUMNS} for row in rows], schema=_COLUMNS)
