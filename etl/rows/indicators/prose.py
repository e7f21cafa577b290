"""Statements of running text -> targets: each with its region, its baseline, and a year where another states it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.values import Certainty, Doubt, Span
from etl.parse.places import region
from etl.parse.plans import indicator_name
from etl.parse.plans.indicator import IndicatorValue
from etl.parse.words import clean
from etl.rows.indicators.headings import headed, plan_end
from etl.rows.indicators.passages import Passage, says
from etl.rows.indicators.statements import Statement
from etl.rows.indicators.target import ReadTargets, Target, exact, target_values
from etl.tables.metadata import Metadata

_DERIVED = {"year_of_the_table": "by_year_of_table", "year_above": "by_year_above", "year_of_plan": "by_year_of_plan"}
"""Rules by which a target's year is taken from elsewhere, and where that is: doubtful."""
_SENTENCE_ENDS = "。；;！!\n"
_STOCK_REACH = 12
"""So many characters at most lie between a target and the stock beside it."""
_SubjectAndValue = tuple[str, Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class _Dated:
    """A statement that is a target: its year, the rule that gave it, and what there is of its thing already."""

    target_id: str
    statement: Statement
    year: int
    rule: str
    stock: Statement | None

    @property
    def base(self) -> IndicatorValue | None:
        """Where the target starts: as its own words say, else what there is already."""
        return self.statement.value.baseline or (self.stock.value if self.stock else None)


class ProseReader:
    """Turns the statements of a document into targets."""

    def __init__(
        self, document_id: str, metadata: Metadata, year: int | None, findings: Findings, read: ReadTargets
    ) -> None:
        """`year`: of the document. `read`: the targets of its tables, its passages and statements."""
        self.document_id = document_id
        self.metadata = metadata
        self.findings = findings
        self.read_before = read
        self.headed = headed(read.passages, year)
        self.plan_end = plan_end(metadata.title)
        self.places: set[tuple[int, Span]] = set()
        """Passage (by id) and span of every target."""
        self.dated = {_what(target.values): target.values["target_year"] for target in read.targets}
        for statement in read.statements:
            if statement.mode == "target":
                self.dated.setdefault(_stated(statement), statement.year)

    def read(self) -> list[Target]:
        """Targets in the order of the text."""
        found: list[Target] = []
        for index, statement in enumerate(self.read_before.statements):
            year, rule = self._year(statement)
            if year is None or statement.scope == "国":
                continue
            if statement.mode == "open":
                statement = replace(statement, mode="target")
            self.places.add((id(statement.passage), statement.span))
            target_id = f"{self.document_id[:12]}-p{len(found) + 1}"
            dated = _Dated(target_id, statement, year, rule, self._stock(statement, index))
            doubts = self._findings(dated)
            values = self._values(dated, is_doubtful=bool(doubts))
            found.append(Target(values, statement.value, dated.base, doubts))
            if values["where"] == "goal":
                self.read_before.evidence.append(_evidence(values, statement.passage))
        return found

    def is_past(self, passage: Passage) -> bool:
        """Whether a heading says that a passage reports what has been done."""
        above = self.headed.get(id(passage))
        return above is not None and above.mode == "fact"

    # --- the year ------------------------------------------------------------------------------------------------

    def _year(self, statement: Statement) -> tuple[int | None, str]:
        """The year of a target and the rule that gave it; no year for what is no target."""
        if statement.mode in ("target", "current"):
            return statement.year, statement.rule
        if statement.mode != "open" or statement.value.value is None or self.is_past(statement.passage):
            return None, ""
        return self._year_from_elsewhere(statement)

    def _year_from_elsewhere(self, statement: Statement) -> tuple[int | None, str]:
        """The year of a statement that no year governs, by what the document says around it."""
        if self.plan_end and says("plan_period").search(_sentence_to(statement)):
            return self.plan_end, "year_of_plan"
        above = self.headed.get(id(statement.passage))
        if above:
            return above.year, "year_of_heading" if above.is_said else "year_above"
        equal = self.dated.get(_stated(statement))
        if equal is not None:
            return equal, "year_of_equal_target"
        years = {target.values["target_year"] for target in self.read_before.targets} - {None}
        if statement.passage.is_goal and len(years) == 1 and indicator_name.indicator(statement.name):
            return years.pop(), "year_of_the_table"
        return None, ""

    # --- the stock -----------------------------------------------------------------------------------------------

    def _stock(self, statement: Statement, index: int) -> Statement | None:
        """What there is of a target's thing: as the words beside it say, or where it is needed, as the passage says."""
        statements = self.read_before.statements
        beside = next((fact for fact in statements[index + 1 : index + 3] if _is_stock_of(fact, statement)), None)
        if beside or "需要" not in statement.words:
            return beside
        return next((fact for fact in statements[index + 1 :] if _is_of_same_thing(fact, statement)), None)

    def _year_of_stock(self, value: IndicatorValue) -> int | None:
        """The year in which the document states the same quantity, where exactly one is named."""
        years = {
            fact.year
            for fact in self.read_before.statements
            if fact.mode == "fact" and fact.year and (fact.value.value, fact.value.unit) == (value.value, value.unit)
        }
        return years.pop() if len(years) == 1 else None

    # --- the target ----------------------------------------------------------------------------------------------

    def _findings(self, dated: _Dated) -> list[Finding]:
        """The doubts about a statement, and that its year is taken from elsewhere."""
        statement = dated.statement
        passage = statement.passage
        line, _ = passage.place(statement.span.start)
        place = (passage.table, passage.row, None, line)
        doubts = list(statement.doubts)
        if dated.rule in _DERIVED:
            detail = Detail(_DERIVED[dated.rule], year=dated.year)
            doubts.append(Doubt("target_year_derived", statement.words, detail))
        return [self.findings.add(Finding(one.type, one.raw, one.detail, *place)) for one in doubts]

    def _values(self, dated: _Dated, *, is_doubtful: bool) -> dict[str, Any]:
        statement, stock = dated.statement, dated.stock
        passage, value = statement.passage, statement.value
        line, begin = passage.place(statement.span.start)
        base_year = statement.base_year
        if not base_year and stock:
            base_year = stock.year or self._year_of_stock(stock.value)
        certainty = Certainty.DOUBTFUL if is_doubtful else Certainty.CERTAIN
        return target_values(
            statement.name,
            value,
            dated.base,
            region_of(statement.scope, self.metadata.region_id),
            target_id=dated.target_id,
            document_id=self.document_id,
            where="prose" if passage.table is None else "goal",
            table_no=passage.table,
            row_no=passage.row,
            column_no=passage.column,
            line=line,
            seq=None,
            target_year=dated.year,
            target_raw=clean(statement.words) if statement.rule == "each_place" else statement.said,
            baseline_year=base_year,
            baseline_raw=statement.base_said or (stock.said if stock else None),
            binding=None,
            department=None,
            words=statement.words,
            start=statement.span.start - begin,
            end=statement.span.end - begin,
            certainty=certainty.value,
            rule=dated.rule,
        )


def _evidence(values: dict[str, Any], passage: Passage) -> dict[str, Any]:
    """Row of `schemas.Evidence` of a target that a cell of a table states: its value, or its words without one."""
    shown = "target_raw" if values["target_value"] is None else "target_value"
    same = {name: values[name] for name in ("column_no", "start", "end", "qualifier", "certainty", "rule")}
    stated = None if values[shown] is None else str(values[shown])
    place = {"report_id": values["target_id"], "header": passage.header, "raw": passage.raw}
    return {**place, "field": shown, "value": stated, **same}


def _sentence_to(statement: Statement) -> str:
    """The words of a statement's sentence up to its end."""
    raw = statement.passage.raw
    begin = max(raw.rfind(mark, 0, statement.span.start) for mark in _SENTENCE_ENDS)
    return raw[begin + 1 : statement.span.end]


def _is_stock_of(fact: Statement, target: Statement) -> bool:
    """Whether a fact is the stock that stands beside a target in its sentence (现存量为4059张)."""
    if fact.passage is not target.passage or fact.rule != "stock" or fact.value.unit != target.value.unit:
        return False
    between = target.passage.raw[target.span.end : fact.span.start]
    return len(between) < _STOCK_REACH and not re.search("[。；;]", between)


def _is_of_same_thing(fact: Statement, target: Statement) -> bool:
    """Whether a fact is of the thing that a target of its passage is of (全市托位数量为…)."""
    if fact.passage is not target.passage or fact.mode != "fact":
        return False
    return indicator_name.subject(fact.name) == indicator_name.subject(target.name)


def region_of(scope: str, region_id: str | None) -> str | None:
    """The region that 全省, 全市, … names: the document's own, or the one above it that is called so."""
    if region_id is None or not scope:
        return region_id
    line = region.lineage(region_id)
    return next((place.region_id for place in line if place.name.endswith(scope)), region_id)


def _stated(statement: Statement) -> _SubjectAndValue:
    return indicator_name.subject(statement.name), exact(statement.value.value), exact(statement.value.high)


def _what(values: dict[str, Any]) -> _SubjectAndValue:
    return indicator_name.subject(values["indicator"]), values["target_value"], values["target_high"]
