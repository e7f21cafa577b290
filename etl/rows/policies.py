"""Policy tables and running text -> rules of support by public funds, and standards, each with its sentence.

Whether a rule can be applied (the average is known, the project is in its scope) is not decided here, so no sum of
money follows from a rule alone. The buffer has a row for each rule, so a row of the table stands in it once for each of
its rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from etl.contract.values import Qualifier, TableKind
from etl.parse.plans.support import SupportRule, find_rules
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns, flat_cells
from etl.rows.evidence import evidence_rows
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, at_place
from etl.rows.indicators.passages import Passage
from etl.rows.indicators.statements import is_dated
from etl.tables.table import TableRow

_WORDS, _COLUMN, _NUMBER = "rule:words", "rule:column", "rule:number"
"""The cell that states a rule, its column, and which of the rules of the cell it is."""
_SIGNS = {Qualifier.AT_MOST: "<=", Qualifier.AT_LEAST: ">="}


@dataclass(slots=True)
class ReadPolicies:
    """Rows of `schemas.PolicyRules` and `Evidence`."""

    rules: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)


class _Place(NamedTuple):
    """Where a rule stands. `number`: which of its cell's rules, from 0; `order`: which of its row's, from 1."""

    row: TableRow
    column: int
    words: str
    number: int
    order: int


def read_policies(
    document_id: str, contexts: Sequence[Context], passages: Sequence[Passage], document_date: date | None
) -> ReadPolicies:
    """Read the rules of all policy tables among the tables, then those of the running text."""
    read = ReadPolicies()
    for context in contexts:
        if context.table.kind is TableKind.POLICIES:
            _read_table(context, document_date, read)
    _read_prose(document_id, passages, document_date, read)
    return read


def _read_prose(document_id: str, passages: Sequence[Passage], document_date: date | None, into: ReadPolicies) -> None:
    """A standard that a year to come governs is a target, and no rule."""
    year = document_date.year if document_date else None
    found = [
        (passage, rule)
        for passage in passages
        if passage.table is None
        for rule in find_rules(passage.raw, in_prose=True)
        if not (rule.is_standard and is_dated(passage, rule.position, year))
    ]
    for number, (passage, rule) in enumerate(found, start=1):
        line, begin = passage.place(rule.span.start)
        place = {"table_no": None, "row_no": None, "column_no": None, "line": line, "where": "prose"}
        span = {"start": rule.span.start - begin, "end": rule.span.end - begin}
        values = {**place, **_values(rule, passage.raw), **span, "valid_from": document_date}
        into.rules.append({"document_id": document_id, "rule_id": f"{document_id[:12]}-rp{number}", **values})


def _read_table(context: Context, document_date: date | None, into: ReadPolicies) -> None:
    table = context.table
    places = [place for row in table.rows if row.kind == "data" for place in _places(row, len(table.columns))]
    if not places:
        return
    rows = [place.row for place in places]
    buffer = Buffer(context, by_columns(rows, len(table.columns)), {})
    buffer.derive(_WORDS, pl.Series([place.words for place in places], dtype=pl.String))
    buffer.derive(_COLUMN, pl.Series([at_place(place.column) for place in places], dtype=pl.String))
    buffer.derive(_NUMBER, pl.Series([str(place.number) for place in places], dtype=pl.String))
    buffer.read(_RULE)
    for _, finding in buffer.findings():
        context.findings.add(finding)
    before = f"{context.document_id[:12]}-r{context.table_no}-"
    ids = [f"{before}{place.row.row_no}-{place.order}" for place in places]
    evidence, names = buffer.evidence(), pl.Series(ids, dtype=pl.String)
    into.evidence += evidence_rows(evidence, names, flat_cells(rows), table.columns)
    of_table = {"document_id": context.document_id, "table_no": context.table_no, "where": "table"}
    for place, rule_id, rule in zip(places, ids, buffer.values["rule"], strict=True):
        own = {"row_no": place.row.row_no, "column_no": place.column + 1, "line": place.row.line}
        values = {**of_table, **own, **_values(rule, place.words), "valid_from": document_date}
        into.rules.append({"rule_id": rule_id, **values})


def _places(row: TableRow, width: int) -> list[_Place]:
    """The rules of a row, by its columns."""
    found = [
        (column, words, number)
        for column, words in enumerate(row.cells[:width])
        for number in range(len(find_rules(words)))
    ]
    return [_Place(row, *place, order) for order, place in enumerate(found, start=1)]


def read_rule(cells: Cells, _: Known) -> Answer:
    """One of the rules that a cell states; its evidence is that of its amount."""
    raw, column, number = cells
    rule = find_rules(raw)[int(number)]
    read = Read(column, rule.amount_span, rule.amount, rule.qualifier, rule.certainty)
    return Answer((rule,), read, [(column, doubt) for doubt in rule.doubts])


_RULE = Field(Step.MONEY, (_WORDS, _COLUMN, _NUMBER), read_rule, ("rule",), shown="amount")


def _values(rule: SupportRule, words: str) -> dict[str, Any]:
    """The columns that a rule itself says. `words`: those of its cell or passage."""
    return {
        "kind": rule.kind,
        "is_standard": rule.is_standard,
        "amount": rule.amount,
        "unit": rule.unit,
        "comparator": _SIGNS.get(rule.qualifier, ""),
        "qualifier": rule.qualifier.value,
        "region_class": rule.region_class,
        "applies_to": rule.applies_to,
        "condition": rule.condition,
        "words": words[rule.span.start : rule.span.end],
        "start": rule.span.start,
        "end": rule.span.end,
        "certainty": rule.certainty.value,
    }
