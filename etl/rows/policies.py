"""Policy tables -> rules of support by public funds, each with the sentence that states it.

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

from etl.contract.values import Certainty, Qualifier, TableKind
from etl.parse.support import SupportRule, find_rules
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns, flat_cells
from etl.rows.evidence import evidence_rows
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, at_place
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


def read_policies(contexts: Sequence[Context], document_date: date | None) -> ReadPolicies:
    """Read the rules of all policy tables among the tables."""
    read = ReadPolicies()
    for context in contexts:
        if context.table.kind is TableKind.POLICIES:
            _read_table(context, document_date, read)
    return read


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
    of_table = {"document_id": context.document_id, "table_no": context.table_no, "valid_from": document_date}
    for place, rule_id, rule in zip(places, ids, buffer.values["rule"], strict=True):
        into.rules.append({**of_table, "rule_id": rule_id, **_values(place, rule)})


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


def _values(place: _Place, rule: SupportRule) -> dict[str, Any]:
    is_vague = rule.qualifier is Qualifier.ABOUT  # which a rule has no column for
    return {
        "row_no": place.row.row_no,
        "column_no": place.column + 1,
        "line": place.row.line,
        "kind": rule.kind,
        "amount": rule.amount,
        "unit": rule.unit,
        "comparator": _SIGNS.get(rule.qualifier, ""),
        "region_class": rule.region_class,
        "applies_to": rule.applies_to,
        "condition": rule.condition,
        "words": place.words[rule.span.start : rule.span.end],
        "start": rule.span.start,
        "end": rule.span.end,
        "certainty": (Certainty.DOUBTFUL if is_vague else rule.certainty).value,
    }
