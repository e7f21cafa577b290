"""Check a project list's header and rows before they are parsed, and its names after: what is missing or looks odd."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz.distance import Levenshtein

from etl import reference
from etl.extract.tables import SourceTable, TableRow
from etl.findings import Finding, Findings
from etl.parse.words import clean, key

CORE = {
    "period": "建设期限",
    "location": "建设地点",
    "content": "建设内容和规模",
    "total_investment": "总投资",
    "implementing_unit": "组织实施单位",
}
"""Columns that a list should have, with the words by which a user knows them."""

_OFTEN = 3
_DOUBLED = re.compile(r"([\u4e00-\u9fff])\1")


def check_header(table: SourceTable, table_no: int, required: tuple[str, ...], findings: Findings) -> None:
    """Unmapped, guessed, empty and missing columns, and a header that is narrower than its rows."""
    data = [row for row in table.rows if row.kind == "data"]
    for index, column in enumerate(table.columns):
        place = (table_no, None, column.header, table.line)
        if column.guess:
            findings.add(Finding("column_guessed", column.header, f"读作“{column.guess}”", *place))
        elif column.field is None and column.header.strip():
            findings.add(Finding("unknown_column", column.header, "", *place))
        elif column.field in required and data and not any(row.cells[index].strip() for row in data):
            findings.add(Finding("empty_column", "", "", *place))
    for name, words in CORE.items():
        if table.index(name) is None and not (name == "period" and table.index("planned_finish") is not None):
            findings.add(Finding("missing_column", words, words, table_no, line=table.line))
    if sum(bool(row.strays or row.joined) for row in data) * 2 > len(data):
        findings.add(Finding("header_too_narrow", "", "", table_no, line=table.line))


def check_rows(table: SourceTable, table_no: int, findings: Findings) -> None:
    """Rows that were not taken for list rows though they are no note either."""
    for row in table.rows:
        if row.kind == "other":
            header = table.columns[0].header
            findings.add(Finding("unread_row", row.cells[0], "", table_no, None, header, row.line))


def check_names(table: SourceTable, table_no: int, findings: Findings) -> None:
    """Doubled characters in names, and a unit that differs by one character from one that is named often."""
    rows = [row for row in table.rows if row.kind == "project"]
    for field in ("name", "implementing_unit"):
        index = table.index(field)
        if index is not None:
            for row in rows:
                _check_doubled(row, index, table, table_no, findings)
    unit = table.index("implementing_unit")
    if unit is not None:
        _check_units(rows, unit, table, table_no, findings)


def _check_doubled(row: TableRow, index: int, table: SourceTable, table_no: int, findings: Findings) -> None:
    for match in _DOUBLED.finditer(clean(row.cells[index])):
        if match[1] not in reference.reduplications():
            header = table.columns[index].header
            findings.add(Finding("doubled_character", match[0], "", table_no, row.row_no, header, row.line))


def _check_units(rows: list[TableRow], index: int, table: SourceTable, table_no: int, findings: Findings) -> None:
    counted = Counter(key(row.cells[index]) for row in rows)
    often = [unit for unit, times in counted.items() if times >= _OFTEN and len(unit) > 4]
    for row in rows:
        unit = key(row.cells[index])
        if counted[unit] > 1 or not unit:
            continue
        near = next((other for other in often if Levenshtein.distance(unit, other, score_cutoff=1) == 1), None)
        if near:
            place = (table_no, row.row_no, table.columns[index].header, row.line)
            findings.add(Finding("unit_differs_slightly", row.cells[index], f"另有“{near}”", *place))
