"""Text with one cell per line (blank lines between cells, or none) -> grids."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.contract.values import Grid, TableKind
from etl.headers import align, columns, header_cells, kinds, looks, units
from etl.parse.words import key

_LONGEST_HEADER = 40
_CAPTION = re.compile(r"清单|一览表|汇总表|计划表|分工|指标|明细|单位[:：]|^附[件表]|^表\s*\d|[（(]续[）)]")


@dataclass(frozen=True, slots=True)
class Block:
    """One cell: its text (lines joined by a line break) and the line on which it begins."""

    text: str
    line: int


@dataclass(slots=True)
class Found:
    """A grid and the lines that it covers."""

    grid: Grid
    first_line: int
    last_line: int


def blocks_of(lines: list[tuple[int, str]]) -> list[Block]:
    """Join lines that no blank line parts; a group that holds a whole table is left as single lines."""
    groups: list[list[tuple[int, str]]] = []
    for number, text in lines:
        if not text.strip():
            continue
        if groups and groups[-1][-1][0] == number - 1:
            groups[-1].append((number, text))
        else:
            groups.append([(number, text)])
    blocks: list[Block] = []
    for group in groups:
        if len(group) > 3 or any(kinds.is_serial_header(text) for _, text in group[:-1]):
            blocks.extend(_single_lines(group))
        else:
            blocks.append(Block("\n".join(text for _, text in group), group[0][0]))
    return blocks


def _single_lines(group: list[tuple[int, str]]) -> list[Block]:
    """One block per line, but a header word that wraps over two or three lines is one block."""
    blocks = []
    i = 0
    while i < len(group):
        width = next((n for n in (3, 2) if _is_wrapped_header([text for _, text in group[i : i + n]], n)), 1)
        blocks.append(Block("\n".join(text for _, text in group[i : i + width]), group[i][0]))
        i += width
    return blocks


def _is_wrapped_header(texts: list[str], count: int) -> bool:
    if len(texts) < count or any(len(text) > 8 for text in texts) or units.caption_unit(texts[0]):
        return False
    whole = "".join(texts)
    if not header_cells.is_synonym(whole) and all(_is_header(text) for text in texts):
        return False  # headers of their own
    return _is_header(whole)


def _is_header(text: str) -> bool:
    return any(header_cells.field_of(text, kind) for kind in TableKind)


def find(lines: list[tuple[int, str]]) -> list[Found]:
    """Every table in the lines `(line number, text)` whose header begins with a serial number column."""
    blocks = blocks_of(lines)
    starts = [i for i, block in enumerate(blocks) if kinds.is_serial_header(block.text)]
    headers = [(i, end) for i in starts if (end := _header_end(blocks, i))]
    ends = [first for first, _ in headers[1:]] + [len(blocks)] * bool(headers)
    found = []
    for (first, body), after in zip(headers, ends, strict=True):
        end = after
        while (
            after < len(blocks)
            and end > body
            and _CAPTION.search(blocks[end - 1].text)
            and len(blocks[end - 1].text) < 30
        ):
            end -= 1
        table = _table(blocks[first:body], blocks[body:end])
        if table:
            found.append(table)
    return found


def _header_end(blocks: list[Block], start: int) -> int | None:
    """Index behind the header that begins at `start`: it ends at the first serial number, total or long text."""
    end = start + 1
    while end < min(len(blocks), start + _LONGEST_HEADER):
        text = key(blocks[end].text)
        if re.fullmatch(r"\d{1,4}", text) or looks.is_totals(text) or len(text) > 20 or kinds.is_serial_header(text):
            break
        end += 1
    header = [block.text for block in blocks[start:end]]
    return end if kinds.kind_of(header) else None


def _table(header: list[Block], body: list[Block]) -> Found | None:
    cells = [block.text for block in header]
    kind = kinds.kind_of(cells)
    assert kind is not None
    fields = [column.field for column in columns.columns(cells, kind)]
    rows = align.split_rows([block.text for block in body], fields)
    if not rows:
        return None
    grid = Grid(
        [cells, *[row.cells for row in rows]],
        [header[0].line, *[body[row.first].line for row in rows]],
        joined={number: row.strays for number, row in enumerate(rows, start=1) if row.strays},
    )
    last = body[rows[-1].last]
    return Found(grid, header[0].line, last.line + last.text.count("\n"))
