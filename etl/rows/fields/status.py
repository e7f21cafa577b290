"""How far a project is: its status, and its physical progress in per cent."""

from __future__ import annotations

from etl.contract.values import Doubt
from etl.headers import looks
from etl.parse.progress import parse_bare_pct, parse_progress_pct, parse_status
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside


def read_status(cells: Cells, _: Known) -> Answer:
    """The status that a cell states: completed, under_way, not_started, suspended, cancelled."""
    raw = cells[0]
    status = parse_status(raw)
    if status:
        return Answer((status,), Read("status", inside(raw), status))
    if raw.strip():
        return Answer((None,), None, [("status", Doubt("unknown_status", raw))], is_doubtful=True)
    return Answer((None,))


STATUS = Field(Step.STATUS, ("status",), read_status, ("status",), is_optional=True)


def read_progress_pct(cells: Cells, known: Known) -> Answer:
    """The per cent that the words state of the whole; words without any are no doubt, a number of nothing is one."""
    raw = cells[0]
    value = parse_progress_pct(raw)
    if value is None and known.units.get("physical_progress") == "%":
        value = parse_bare_pct(raw)
    if value is not None:
        return Answer((value,), Read("physical_progress", inside(raw), value))
    if looks.is_amount(raw):
        return Answer((None,), None, [("physical_progress", Doubt("unread_quantity", raw))], is_doubtful=True)
    return Answer((None,))


PER_CENT = Field(Step.STATUS, ("physical_progress",), read_progress_pct, ("physical_progress_pct",))
