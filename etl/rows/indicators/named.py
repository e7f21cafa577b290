"""Rows of an indicator table that name their indicator."""

from __future__ import annotations

from collections.abc import Sequence

from etl.contract.detail import Detail
from etl.contract.values import Doubt
from etl.parse.words import clean
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step
from etl.tables.table import TableRow

_SHORTEST_NAME = 2


def keep_named(buffer: Buffer, rows: Sequence[TableRow]) -> None:
    """Rows without an indicator's name state nothing that can be kept, and are left out from here on."""
    kept = []
    for at, name in enumerate(buffer.cells("indicator")):
        is_named = len(clean(name)) >= _SHORTEST_NAME
        rows[at].kind = "target" if is_named else "other"
        if is_named:
            kept.append(at)
        else:
            raw = " | ".join(buffer.rows.words(at))
            buffer.doubt(Step.NAMES, at, None, [Doubt("target_missing", raw, Detail("no_indicator"))])
    buffer.keep(kept)
