"""Put cells into columns where their number does not fit: what a cell looks like says where it belongs.

Used for rows that have lost or gained a cell, and for text that has one cell per line. Both are one search for the
best monotone assignment (Viterbi): a cell in a column scores by its looks, an empty column and a stray cell cost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.parse.kind import parse_nature
from etl.parse.period import parse_period
from etl.parse.words import clean, key

_AMOUNT_FIELDS = ("total_investment", "annual_plan", "childcare_places", "elder_beds", "nursing_beds", "school_places",
                  "floor_area", "land_area")  # fmt: skip
_GAP = -2.0
_STRAY = -5.0
_OUTSIDE = -0.4
_TOTALS = re.compile(r"^(?:全[市区县省])?(?:总\s*计|合\s*计|共\s*计|小\s*计|总\s*数)(?!划)")
_SERIAL = re.compile(r"\d{1,5}")
_NUMERIC = re.compile(r"[^\u4e00-\u9fff]*\d[^\u4e00-\u9fff]*(?:亿元|万元|元)?")
_VALUE = re.compile(r"[≥≤<>约]*\d[\d.,%-]*[^\s]{0,3}|不?[低高多少]于.+|.{0,4}\d.{0,6}|.{2,6}完善")
_BODY = re.compile(
    r"(?:局|委|公司|政府|医院|中心|部|办|站|院|学校|集团|所|会|处|街道|镇|乡|馆|厅)[、,).]?$|负责|牵头|配合"
)
_TOWN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:街道|镇|乡)")
_MEASURES = re.compile(r"平方?米|㎡|m²|m2|床位|托位|学位|建设|改造|亩")
_PROJECT = re.compile(r"项目|工程|中心|建设|改造|社区|医院|学校|敬老院|幼儿园|养老|路|区$|园$")


def is_totals(cell: str) -> bool:
    """Whether a cell opens a row of totals (总计, 合计, 小计 …)."""
    return bool(_TOTALS.match(clean(cell)))


def score(field: str | None, cell: str) -> float:
    """How well a cell looks the part of a field: 3 surely, 0 no idea, -3 surely not."""
    text = key(clean(cell))
    if not text:
        return 0.0
    if field == "seq":
        return 3.0 if _SERIAL.fullmatch(text) else -4.0
    if field in ("type", "nature"):
        return 3.0 if parse_nature(text) else -1.0 if len(text) <= 6 and not re.search(r"\d", text) else -4.0
    if field == "period":
        return 3.0 if parse_period(text)[0] else 0.5 if re.search(r"\d", text) and len(text) < 14 else -3.0
    if field in _AMOUNT_FIELDS or (field or "").startswith(("invested_", "arrived.", "paid.", "planned.")):
        return 3.0 if _NUMERIC.fullmatch(text) else -3.0
    if field in ("physical_progress", "status", "problems", "next_steps"):
        return -2.0 if re.fullmatch(r"[\d.,]+", text) else 1.0
    if field == "content":
        return 2.5 if _MEASURES.search(text) and len(text) > 8 else 0.5 if len(text) > 14 else -2.5
    if field == "name":
        long_enough = len(text) >= 4 and not _NUMERIC.fullmatch(text)
        return (1.5 if _PROJECT.search(text) else 0.8) if long_enough and len(text) < 60 else -3.0
    if field == "location":
        is_body = _BODY.search(text) and not _TOWN.fullmatch(text)
        return 1.0 if len(text) <= 14 and not re.search(r"\d{2}", text) and not is_body else -1.5
    if field in ("implementing_unit", "department"):
        return 2.0 if _BODY.search(text) and not _MEASURES.search(text[:8]) else -1.0 if len(text) < 30 else -3.0
    if field == "binding":
        return 3.0 if text in ("约束性", "预期性", "预期", "约束") else -3.0
    if field == "target" or (field or "").startswith("year_"):
        return 2.0 if _VALUE.fullmatch(text) and len(text) < 16 else -2.5
    if field == "indicator":
        return 1.5 if len(text) >= 4 and not _NUMERIC.fullmatch(text) and text not in ("约束性", "预期性") else -3.0
    return 0.3


def align_row(cells: Sequence[str], fields: Sequence[str | None]) -> tuple[list[str], list[str]]:
    """Put the cells of one row into the columns; returns the row ("" where a cell is missing) and the strays."""
    best = _search(cells, fields)
    row = ["" for _ in fields]
    strays = []
    for index, column in best:
        if column is None:
            strays.append(cells[index])
        else:
            row[column] = cells[index]
    return row, strays


def _search(cells: Sequence[str], fields: Sequence[str | None]) -> list[tuple[int, int | None]]:
    table: dict[tuple[int, int], tuple[float, tuple[int, int] | None, int | None]] = {(0, 0): (0.0, None, None)}
    count, width = len(cells), len(fields)
    for i in range(count + 1):
        for j in range(width + 1):
            if (i, j) not in table:
                continue
            value = table[(i, j)][0]
            if i < count and j < width:
                _offer(table, (i + 1, j + 1), value + score(fields[j], cells[i]), (i, j), j)
            if j < width:
                _offer(table, (i, j + 1), value + _GAP, (i, j), None)
            if i < count:
                _offer(table, (i + 1, j), value + _STRAY, (i, j), None)
    path: list[tuple[int, int | None]] = []
    state = (count, width)
    while state != (0, 0):
        _value, previous, column = table[state]
        assert previous is not None
        if previous[0] != state[0]:
            path.append((previous[0], column))
        state = previous
    return path[::-1]


def _offer(
    table: dict[tuple[int, int], tuple[float, tuple[int, int] | None, int | None]],
    state: tuple[int, int],
    value: float,
    previous: tuple[int, int],
    column: int | None,
) -> None:
    if state not in table or value > table[state][0]:
        table[state] = (value, previous, column)


@dataclass(frozen=True, slots=True)
class StackedRow:
    """A row found in text with one cell per line: aligned cells, its first and last block, and the strays joined on."""

    cells: list[str]
    first: int
    last: int
    strays: list[str]


_Back = tuple[float, int, int, str]
"""Best value of a state, the state before (block, column) and the step that led here."""


def split_rows(blocks: Sequence[str], fields: Sequence[str | None]) -> list[StackedRow]:
    """Cut a run of blocks (one cell each) into rows of the columns `fields`.

    A missing cell leaves its column empty; a stray block joins the cell before it. A row of totals takes the words
    and the numbers behind them. What follows the last row is left out.
    """
    width = len(fields)
    scores = [[score(field, block) for field in fields] for block in blocks]
    table: list[list[_Back | None]] = [[None] * (width + 1) for _ in range(len(blocks) + 1)]
    table[0][0] = (0.0, 0, 0, "start")
    for i in range(len(blocks) + 1):
        for j in (*range(width + 1), *range(width)):  # a closed row opens the next at the same block
            here = table[i][j]
            if here is None:
                continue
            value = here[0]
            if j == width:
                _step(table, i, 0, (value, i, j, "row"))
                continue
            if j or i < len(blocks):
                _step(table, i, j + 1, (value + _GAP, i, j, "gap"))
            if i == len(blocks):
                continue
            _step(table, i + 1, j + 1, (value + scores[i][j], i, j, "cell"))
            if j:
                _step(table, i + 1, j, (value + _STRAY, i, j, "stray"))
            elif is_totals(blocks[i]):
                end = _totals_end(blocks, i)
                _step(table, end, 0, (value + 2.0 * (end - i), i, 0, "totals"))
    return _walk_back(table, blocks, fields)


def _step(table: list[list[_Back | None]], i: int, j: int, offered: _Back) -> None:
    there = table[i][j]
    if there is None or offered[0] > there[0]:
        table[i][j] = offered


def _totals_end(blocks: Sequence[str], start: int) -> int:
    """Index behind a row of totals: its words, then numbers, up to a serial number that opens the next row."""
    end = start + 1
    while end < len(blocks) and re.fullmatch(r"[\d.,]+", key(blocks[end])):
        opens_row = end + 1 < len(blocks) and not re.search(r"\d", key(blocks[end + 1]))
        if _SERIAL.fullmatch(key(blocks[end])) and opens_row:
            break
        end += 1
    return end


def _walk_back(
    table: list[list[_Back | None]], blocks: Sequence[str], fields: Sequence[str | None]
) -> list[StackedRow]:
    ends = [
        (state[0] + _OUTSIDE * (len(blocks) - i), i) for i, row in enumerate(table) if (state := row[0]) is not None
    ]
    i, j = max(ends)[1], 0
    rows: list[StackedRow] = []
    cells = [""] * len(fields)
    strays: list[str] = []
    last = i
    while (i, j) != (0, 0):
        state = table[i][j]
        assert state is not None
        _value, i0, j0, step = state
        if step == "cell":
            cells[j0] = blocks[i0] + ("\n" + cells[j0] if cells[j0] else "")
        elif step == "stray":
            cells[j0 - 1] = blocks[i0] + ("\n" + cells[j0 - 1] if cells[j0 - 1] else "")
            strays.insert(0, blocks[i0])
        elif step == "totals":
            rows.append(StackedRow(totals_cells(blocks[i0:i], fields), i0, i - 1, []))
        elif step == "row":
            last, cells, strays = i, [""] * len(fields), []
        i, j = i0, j0
        if step in ("cell", "gap", "stray") and j == 0:
            rows.append(StackedRow(cells, i, last - 1, strays))
    return rows[::-1]


def totals_cells(blocks: Sequence[str], fields: Sequence[str | None]) -> list[str]:
    """A row of totals in columns: its words in the first, its numbers in the columns of money."""
    cells = [""] * len(fields)
    cells[0] = blocks[0]
    targets = [k for k, field in enumerate(fields) if field in ("total_investment", "annual_plan")] or [len(fields) - 1]
    for column, block in zip(targets, blocks[1:], strict=False):
        cells[column] = block
    return cells
