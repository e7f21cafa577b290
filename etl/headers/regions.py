"""Indicator tables with a column for each region, or a row for each -> a row per indicator and region.

    指标 | 单位 | 2020年全市 | 2025年⏎全市 | 沙坡头区   ->   指标 | 单位 | 地区 | 2020年 | 2025年
    县市 | 2025年 | 2030年, below 各县市养老床位目标     ->   指标 | 地区 | 2025年 | 2030年

They stand with the headers because what a column means is no longer to be told from its own words. A table with
regions in neither place stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from etl.contract import reference
from etl.contract.values import Block, Grid, Paragraph, RawDocument, TableKind
from etl.headers.header_cells import field_of
from etl.parse.places import region
from etl.parse.words import clean, key

_INDICATOR, _REGION, _VALUE = "指标", "地区", "目标值"
"""Headers of the table that is made: where a column of values says nothing but its region, it holds targets."""
_LATEST_HEADER = 6
_FEWEST_REGIONS, _FEWEST_YEARS, _FEWEST_ROWS = 2, 2, 2
_OWN = re.compile(r"全[省市州县区旗盟]|[省市州县区旗盟]级|[全本][省市州县区旗盟]?合计|合计")
_REGION_ENDS = re.compile(r"[市县区旗]$")
_YEAR = re.compile(r"20\d\d年?(?:[末底]|目标|计划|规划)*值?")
_SEPARATOR = re.compile(r"[,，\t|]")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of values: where it is, its region as written, and what else its header says."""

    index: int
    region: str
    label: str


def with_regions(document: RawDocument) -> RawDocument:
    """The document with each such table as one that has a column of regions."""
    blocks: list[Block] = []
    text: list[Paragraph] = []
    for block in [*document.blocks, None]:
        if isinstance(block, Paragraph):
            text.append(block)
            continue
        blocks += _of_lines(text)
        if block:
            blocks.append(_by_columns(block) or _by_rows(block, text[-1].text if text else "") or block)
        text = []
    return replace(document, blocks=blocks) if blocks != document.blocks else document


# --- a column for each region ------------------------------------------------------------------------------------


def _by_columns(grid: Grid) -> Grid | None:
    top = next((at for at, row in enumerate(grid.rows[:_LATEST_HEADER]) if _indicator_in(row) is not None), None)
    if top is None or grid.joined:
        return None
    head = _header(grid.rows, top)
    said = [list(dict.fromkeys(row[at] for row in head if row[at])) for at in range(len(head[0]))]
    columns = _columns_of_regions(said)
    if len({column.region for column in columns}) < _FEWEST_REGIONS:
        return None
    return _with_region_column(grid, top, len(head), columns)


def _indicator_in(row: Sequence[str]) -> int | None:
    return next((at for at, cell in enumerate(row) if field_of(cell, TableKind.TARGETS) == "indicator"), None)


def _header(rows: Sequence[Sequence[str]], top: int) -> list[list[str]]:
    """The rows of the header, merged cells below each other equal or empty, those beside each other filled."""
    at = _indicator_in(rows[top])
    assert at is not None
    first = list(rows[top])
    rest = takewhile(lambda row: len(row) == len(first) and row[at] in ("", first[at]), rows[top + 1 :])
    below = [list(row) for row in rest]
    for place in range(1, len(first)):
        if not first[place].strip() and below and below[0][place].strip():
            first[place] = first[place - 1]
    return [first, *below]


def _columns_of_regions(said: Sequence[Sequence[str]]) -> list[_Column]:
    """The columns whose header ends with a region; beside one that is known, another may be unknown."""
    known = [_known(index, pieces) for index, pieces in enumerate(said)]
    if not any(column and region.is_name(column.region) for column in known):
        return []
    groups = {pieces[0] for column, pieces in zip(known, said, strict=True) if column and len(pieces) > 1}
    found = [column or _unknown(index, said[index], groups) for index, column in enumerate(known)]
    return [column for column in found if column]


def _known(index: int, pieces: Sequence[str]) -> _Column | None:
    text = key("".join(pieces))
    starts = range(len(text) - 1)
    start = next((at for at in starts if _OWN.fullmatch(text, at) or region.is_name(text[at:])), None)
    return None if start is None else _Column(index, text[start:], text[:start])


def _unknown(index: int, pieces: Sequence[str], groups: set[str]) -> _Column | None:
    """A column below the words that stand above known regions, of what is called like one."""
    if len(pieces) < _FEWEST_REGIONS or pieces[0] not in groups or not _REGION_ENDS.search(key(pieces[-1])):
        return None
    return _Column(index, clean(pieces[-1]), key("".join(pieces[:-1])))


def _with_region_column(grid: Grid, top: int, height: int, columns: Sequence[_Column]) -> Grid:
    labels = list(dict.fromkeys(column.label for column in columns))
    taken = {column.index for column in columns}
    kept = [at for at in range(len(grid.rows[top])) if at not in taken]
    rows, lines = list(grid.rows[:top]), list(grid.lines[:top])
    rows.append([*(grid.rows[top][at] for at in kept), _REGION, *(label or _VALUE for label in labels)])
    lines.append(grid.lines[top])
    for row, line in zip(grid.rows[top + height :], grid.lines[top + height :], strict=True):
        cells = [*row, *[""] * (len(grid.rows[top]) - len(row))]
        own = [cells[at] for at in kept]
        made = [[*own, *values] for values in _values_by_region(cells, columns, labels)] or [own]
        rows += made
        lines += [line] * len(made)
    return Grid(rows, lines, grid.where, recognised=grid.recognised)


def _values_by_region(cells: Sequence[str], columns: Sequence[_Column], labels: Sequence[str]) -> list[list[str]]:
    """Each region of a row that has values, with these in the order of the labels."""
    said: dict[str, list[str]] = {}
    for column in columns:
        values = said.setdefault(column.region, [""] * len(labels))
        values[labels.index(column.label)] = cells[column.index]
    return [[name, *values] for name, values in said.items() if any(value.strip() for value in values)]


# --- a row for each region ---------------------------------------------------------------------------------------


def _by_rows(grid: Grid, before: str) -> Grid | None:
    """`before`: the words above the grid."""
    for top, row in enumerate(grid.rows[:_LATEST_HEADER]):
        if not _heads_regions(row):
            before = "".join(row) or before
            continue
        name = _indicator_of(before)
        if not name or grid.joined:
            return None
        at = _region_in(row)
        head = [_INDICATOR, *(_REGION if place == at else cell for place, cell in enumerate(row))]
        body = [[name if _is_of_region(cells, at) else "", *cells] for cells in grid.rows[top + 1 :]]
        rows = [*grid.rows[:top], head, *body]
        return Grid(rows, list(grid.lines), grid.where, recognised=grid.recognised)
    return None


def _region_in(row: Sequence[str]) -> int:
    """Index of the column of regions, -1 where there is none."""
    words = reference.words_of("table_words", "region_column")
    return next((at for at, cell in enumerate(row) if words.fullmatch(key(cell))), -1)


def _heads_regions(row: Sequence[str]) -> bool:
    """Whether a row heads regions and years, and nothing else but a serial number and a unit."""
    own = _region_in(row)
    if own < 0:
        return False
    others = [key(cell) for at, cell in enumerate(row) if at != own and cell.strip()]
    years = [text for text in others if _YEAR.fullmatch(text)]
    is_plain = all(text in years or text in ("序号", "单位", "备注") for text in others)
    return is_plain and len(years) >= _FEWEST_YEARS


def _is_of_region(cells: Sequence[str], at: int) -> bool:
    return at < len(cells) and bool(cells[at].strip()) and sum(bool(cell.strip()) for cell in cells) > 1


def _indicator_of(title: str) -> str:
    """What the title of such a table calls its values: 养老床位, of 某州各县市“十五五”养老床位目标; else nothing."""
    text = key(_SEPARATOR.sub("", title))
    match = reference.words_of("table_words", "title_of_regions").fullmatch(text)
    return match["name"] if match else ""


def _of_lines(text: Sequence[Paragraph]) -> list[Block]:
    """Lines that head regions and years, with those of the regions below them, as a grid; the others stay lines."""
    for at in range(1, len(text)):
        width = len(_cells(text[at]))
        if not _heads_regions(_cells(text[at])) or not _indicator_of(text[at - 1].text):
            continue
        lines = list(_of_width(text[at:], width))
        grid = Grid([_cells(line) for line in lines], [line.line for line in lines])
        made = _by_rows(grid, text[at - 1].text) if len(lines) > _FEWEST_ROWS else None
        if made:
            return [*text[:at], made, *_of_lines(text[at + len(lines) :])]
    return list(text)


def _of_width(text: Sequence[Paragraph], width: int) -> Iterator[Paragraph]:
    """The lines up to the first that has another number of cells."""
    return takewhile(lambda line: len(_cells(line)) == width, text)


def _cells(paragraph: Paragraph) -> list[str]:
    return [cell.strip() for cell in _SEPARATOR.split(paragraph.text)]
