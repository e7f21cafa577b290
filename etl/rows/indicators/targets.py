"""Indicator tables and running text -> targets: what a plan commits a region to, by which year, in which words.

Every row of an indicator table is a target, in words where it states no figure. From running text come the sentences
that a year to come governs (`statements.py`), and from policy tables their 预期目标 cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from etl.contract.findings import Findings
from etl.contract.values import Paragraph, TableKind
from etl.parse.plans import indicator_name
from etl.parse.words import key
from etl.rows.buffer import Context
from etl.rows.indicators import commitments, points
from etl.rows.indicators.facts import read_facts
from etl.rows.indicators.indicator_table import read_table
from etl.rows.indicators.passages import Passage, passages
from etl.rows.indicators.prose import ProseReader
from etl.rows.indicators.statements import read_statements
from etl.rows.indicators.target import ReadTargets, Target
from etl.rows.indicators.value_columns import dated
from etl.rows.indicators.years import plan_ends, year_before_plan
from etl.tables.metadata import Metadata
from etl.tables.table import SourceTable, TableRow

_GOALS = ("goal", "measure")
_SPAN = re.compile(r"(20\d\d)年?[-~至到]+20\d\d")
_SHORTEST_SENTENCE = 11
"""A cell among the rows of a table that holds fewer characters is no sentence."""


def _first_year(title: str | None) -> int | None:
    """The first year of the span or the five-year plan that a title names (“十五五”): what ended before is past."""
    words = key(title or "")
    span = _SPAN.search(words)
    before = next((year_before_plan(end) for plan, end in plan_ends().items() if plan in words), None)
    return int(span[1]) if span else before + 1 if before else None


def read_targets(
    document_id: str, contexts: Sequence[Context], text: Sequence[Paragraph], metadata: Metadata, findings: Findings
) -> ReadTargets:
    """Read the targets of a document, those of its tables (`contexts`: all of them) first."""
    read = ReadTargets()
    tables = [context.table for context in contexts]
    year = metadata.document_date.year if metadata.document_date else metadata.list_year
    year = year or _first_year(metadata.title)
    for context in contexts:
        if context.table.kind is TableKind.TARGETS:
            read_table(context, dated(context.table, metadata.title, year), read)
    read.passages = [*passages([*text, *_words_between(tables)]), *_goal_cells(tables)]
    for passage in read.passages:
        read.statements += read_statements(passage, year)
    prose = ProseReader(document_id, metadata, year, findings, read)
    read.targets += prose.read()
    to_come = [passage for passage in read.passages if not prose.is_past(passage)]
    commitments.find_unread(to_come, read.statements, prose.places, year, findings)
    _mark_repeats(read.targets)
    read.points = [*points.of_targets(read.targets), *read.points]
    read.points += read_facts(document_id, read, metadata.region_id)
    return read


def _words_between(tables: Sequence[SourceTable]) -> list[Paragraph]:
    """Running text that stands among the rows of a table (a note below it, a sentence between two parts)."""
    rows = [row for table in tables for row in table.rows if row.kind in ("other", "note")]
    found = []
    for row in rows:
        filled = [cell for cell in row.cells if cell.strip()]
        if len(filled) == 1 and len(filled[0]) >= _SHORTEST_SENTENCE:
            found.append(Paragraph(filled[0], row.line))
    return found


def _goal_cells(tables: Sequence[SourceTable]) -> list[Passage]:
    """The cells of policy tables that state goals, one passage each."""
    found = []
    for number, table in enumerate(tables, start=1):
        if table.kind in (TableKind.POLICIES, TableKind.TASKS):
            for row in table.rows:
                found += _goals_of(row, number, table) if row.kind == "data" else []
    return found


def _goals_of(row: TableRow, table_no: int, table: SourceTable) -> list[Passage]:
    found = []
    for name in _GOALS:
        index = table.index(name)
        if index is not None and row.cells[index].strip():
            place = (table_no, row.row_no, index + 1, table.columns[index].header)
            found.append(Passage(row.cells[index], ((0, row.line),), *place, is_goal=name == "goal"))
    return found


def _mark_repeats(targets: list[Target]) -> None:
    """Name in each target that says again what one before it says of the same thing, region and year, that one."""
    first: dict[tuple[Any, ...], str] = {}
    for target in targets:
        values = target.values
        subject = indicator_name.subject(values["indicator"])
        same = (subject, values["region_id"], values["target_year"], values["target_value"], values["target_high"])
        if same in first:
            values["repeats"] = first[same]
        first.setdefault(same, values["target_id"])
