"""What is asked of every row before its fields are read: cells that are empty, left over or contradicted; a name."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from etl.contract.values import Doubt
from etl.parse.words import SPACES, clean, cleaned, key, keys
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step

_LEAST_NAME = 2


def check_cells(
    buffer: Buffer, required: Mapping[str, str], rivalled: Mapping[str, str], *, named_by: str = "name"
) -> None:
    """Cells that are empty or left over, rows that were put together, columns that contradict each other.

    `required`: columns that must not be empty; `rivalled`: those that another may contradict; and for each the field
    that is doubtful then. `named_by`: the column that says what a row is about.
    """
    _check_empty(buffer, required)
    _check_shapes(buffer, named_by)
    _check_rivals(buffer, rivalled)


def _check_empty(buffer: Buffer, required: Mapping[str, str]) -> None:
    names = [name for name in required if buffer.has(name) and buffer.header(name) not in buffer.context.empty]
    if not names:
        return
    is_empty = pl.DataFrame({name: buffer.raw(name) for name in names}).select(pl.all().str.strip_chars(SPACES) == "")
    for name in names:
        for at in is_empty[name].arg_true():
            buffer.doubt(Step.CELLS, at, name, [Doubt("missing_cell", "")])
            buffer.doubtful[at].add(required[name])


def _check_shapes(buffer: Buffer, named_by: str) -> None:
    for at, row in buffer.rows.odd.items():
        buffer.doubt(Step.CELLS, at, None, [Doubt("extra_cell", stray) for stray in row.strays])
        buffer.doubt(Step.CELLS, at, None, [Doubt("cell_joined", piece) for piece in row.joined])
        if row.is_joined:
            name = clean(buffer.cells(named_by)[at])
            buffer.doubt(Step.CELLS, at, named_by, [Doubt("row_joined_over_page", name)])


def _check_rivals(buffer: Buffer, rivalled: Mapping[str, str]) -> None:
    """Where two columns could state one value (总投资 beside 估算总投资), it is doubtful unless they agree."""
    for index, column in enumerate(buffer.context.table.columns):
        target = rivalled.get(column.rival or "")
        if column.rival is None or target is None:
            continue
        for at, (cell, other) in enumerate(zip(buffer.column(index), buffer.cells(column.rival), strict=True)):
            if cell.strip() and key(cell) != key(other):
                buffer.doubtful[at].add(target)


def keep_named(buffer: Buffer) -> None:
    """Rows without a name cannot be registered and are left out from here on."""
    names = cleaned(buffer.raw("name"))
    is_named = names.str.len_chars() >= _LEAST_NAME
    for at in (~is_named).arg_true():
        raw = " | ".join(buffer.rows.words(at))
        buffer.doubt(Step.NAMES, at, "name", [Doubt("missing_name", raw)])
    if not is_named.all():
        buffer.keep(is_named.arg_true().to_list())
        names = names.filter(is_named)
    buffer.name_keys = keys(names)
