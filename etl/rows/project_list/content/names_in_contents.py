"""Names that stand in one column with contents (项目名称及建设规模) or code: its beginning is the name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from etl.contract.values import Span
from etl.parse.name_and_contents import end_of_name
from etl.rows.buffer import Buffer

_CODE = "code"
_CODE_BEHIND = re.compile(
    r"""
    [\s(（\[【:：]* (?:项目)? (?:代码|编码)? [:：]?                      # （代码：
    (?P<code> \d{4} -? \d{6} -? \d\d -? \d\d -? \d{6} ) [)）\]】]? \s* $   # 2405-500114-04-01-118362）
    """,
    re.VERBOSE,
)


def take_names(reading: Buffer) -> None:
    """Let the names be read from the beginnings of such cells; numbers of a name are none of the contents."""
    index = reading.place("name")
    also = reading.context.table.columns[index].also if index is not None else None
    if index is None or also is None:
        return
    cells = reading.column(index)
    ends = _take_codes(reading, cells) if also == _CODE else [end_of_name(cell) for cell in cells]
    reading.derive("name", pl.Series([cell[:end] for cell, end in zip(cells, ends, strict=True)], dtype=pl.String))


def _take_codes(reading: Buffer, cells: Sequence[str]) -> list[int | None]:
    """Let the codes be read that stand behind the names; where each name ends."""
    found = [_CODE_BEHIND.search(cell) for cell in cells]
    reading.derive(_CODE, pl.Series([match["code"] if match else "" for match in found], dtype=pl.String))
    return [match.start() if match else None for match in found]


def know_names(reading: Buffer) -> None:
    """Set the beginnings of such cells aside, once the rows that have no name are gone."""
    index = reading.place("name")
    also = reading.context.table.columns[index].also if index is not None else None
    if index is None or also in (None, _CODE):
        return
    for at, (cell, name) in enumerate(zip(reading.column(index), reading.cells("name"), strict=True)):
        if len(name) < len(cell):
            reading.know(at, also, Span(0, len(name)))
