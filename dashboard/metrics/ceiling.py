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

from dashboard.filters import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import list_projects
from dashboard.metrics.sql import fetch
from dashboard.words import t
from etl.resources import data_dir

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
    """

    ceiling_wan: Decimal | None
    projects: int
    uncertain_wan: Decimal
    uncertain_projects: int
    reason: str
    rows: pl.DataFrame


@cache
def _scopes() -> dict[str, dict[str, str]]:
    with (data_dir() / "reference" / "support_scopes.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: row for row in csv.DictReader(file)}


def central_budget_ceiling(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> Ceiling:
    """Estimate the ceiling for the filtered projects. Each project counts once, with the rule that gives most."""
    rules = fetch(cursor, _RULES, [as_of, as_of]).to_dicts()
    columns = ("project_id", "name", "region_id", "region_name", "seq", "sector", "content_raw", "childcare_places",
               "elder_beds", "status")  # fmt: skip
    projects = list_projects(cursor, portfolio, as_of, columns=columns).to_dicts()
    above = _regions_above(cursor)
    rows: list[Row] = []
    for rule in rules:
        covered = [project for project in projects if rule["region_id"] in above.get(project["region_id"], ())]
        rows += _rows_of(rule, covered)
    return _summed(rules, rows)


_RULES = """SELECT r.*, d.document, d.region_id FROM policy_rules r JOIN documents d USING (document_id)
    WHERE CAST(? AS DATE) IS NULL OR r.valid_from IS NULL OR r.valid_from <= CAST(? AS DATE)
    ORDER BY r.rule_id"""


def _regions_above(cursor: Cursor) -> dict[str, set[str]]:
    """Each region with all that lies above it, itself included."""
    parents = dict(fetch(cursor, "SELECT region_id, parent_id FROM regions", []).iter_rows())
    found: dict[str, set[str]] = {}
    for region in parents:
        at: str | None = region
        found[region] = set()
        while at is not None:
            found[region].add(at)
            at = parents.get(at)
    return found


def _rows_of(rule: Row, projects: list[Row]) -> list[Row]:
    own = {"rule_id": rule["rule_id"], "rule": rule["words"], "condition": rule["condition"],
           "applies_to": rule["applies_to"], "rule_document": rule["document"]}  # fmt: skip
    scope = _scopes().get(rule["kind"])
    if scope is None or rule["certainty"] != "certain":
        is_share = rule["kind"] == "share_of_average"
        reason = t("需要示范项目的平均总投资，文件未载明" if is_share else "规则数额存疑")
        return [own | {"scope": "no_number", "reason": reason}]
    rows = [_row(rule, scope, project) for project in projects if project["status"] != "cancelled"]
    return [own | row for row in rows if row]


def _row(rule: Row, scope: dict[str, str], project: Row) -> Row | None:
    """What a rule gives for a project; None where it is not about such projects at all."""
    words = f"{project['name']}{project['content_raw'] or ''}"
    narrowed = scope["rule_words"] in f"{rule['applies_to'] or ''}{rule['condition']}"
    named = scope["project_words"] in words
    of_sector = project["sector"] in scope["sectors"].split("|")
    if not of_sector:
        return None
    quantity = project[scope["measure"]]
    row: Row = {name: project[name] for name in ("project_id", "name", "region_name", "seq")}
    row |= {"quantity": quantity, "scope": "in" if named or not narrowed else "uncertain"}
    if quantity is None:
        scope_now = "no_input" if row["scope"] == "in" else "uncertain"
        return row | {"scope": scope_now, "reason": t("未载明新增数量")}
    amount = quantity * rule["amount"]
    row["ceiling_wan"] = amount
    row["working"] = t(
        "{quantity} 个 × {rate} 万元 = {amount} 万元"
        if scope["unit"] == "个"
        else "{quantity} 张 × {rate} 万元 = {amount} 万元",
        quantity=quantity, rate=f"{rule['amount'].normalize():f}", amount=f"{amount.normalize():f}",
    )  # fmt: skip
    if row["scope"] == "uncertain":
        row["reason"] = t("规则限于“{words}”项目，该项目的名称与内容未写明", words=scope["project_words"])
    return row


def _summed(rules: list[Row], rows: list[Row]) -> Ceiling:
    best: dict[str, Decimal] = {}
    uncertain: dict[str, Decimal] = {}
    for row in rows:
        if row.get("ceiling_wan") is not None:
            into = best if row["scope"] == "in" else uncertain
            into[row["project_id"]] = max(into.get(row["project_id"], Decimal(0)), row["ceiling_wan"])
    uncertain = {project: amount for project, amount in uncertain.items() if project not in best}
    reason = ""
    if not best:
        reason = t("没有适用的支持政策规则，不作测算" if not rules else "现有规则均不能得出数额")
    frame = pl.DataFrame([{name: row.get(name) for name in _COLUMNS} for row in rows], schema=_COLUMNS)
    total = sum(best.values(), Decimal(0)) if best else None
    return Ceiling(total, len(best), sum(uncertain.values(), Decimal(0)), len(uncertain), reason, frame)
