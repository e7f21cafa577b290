"""The fields of a project list, but for its contents (`contents.py`)."""

from __future__ import annotations

import polars as pl

from etl.contract import schemas
from etl.contract.detail import Detail
from etl.contract.frames import types
from etl.contract.values import Doubt
from etl.parse.money import find_total_wan
from etl.parse.project import identities
from etl.rows.buffer import Buffer
from etl.rows.fields import dates, kinds, money, places, texts
from etl.rows.fields.field import Step
from etl.tables.table import SourceTable

TYPES = types(schemas.ProjectReports)
NAME = texts.text("name", "name")
PLACE = places.place(must_be_known=True)
FIELDS = (
    NAME,
    texts.text("implementing_unit", "implementing_unit"),
    texts.text("owner_unit", "owner_unit"),
    *texts.joined("leader", "leader_more", "leader"),
    texts.person("person_in_charge", "person_in_charge"),
    texts.person("contact_person", "contact_person"),
    texts.work("work_of_year", "work_of_year"),
    texts.text("remark", "remark"),
    texts.SERIAL,
    kinds.NATURE,
    kinds.YEAR_NATURE,
    kinds.SECTOR,
    dates.PERIOD,
    texts.text("location", "location_raw", step=Step.PLACE, has_evidence=False),
    texts.CODE,
)
TOTAL = money.amount_wan("total_investment", "total_investment_wan")

_REQUIRED = {
    "seq": "seq",
    "type": "nature",
    "nature": "nature",
    "period": "period_raw",
    "location": "location_raw",
    "content": "content_raw",
    "total_investment": "total_investment_wan",
    "implementing_unit": "implementing_unit",
}
"""Columns whose empty cell is a finding, where the table has them, and the field that is doubtful then."""
_OWNER = {"owner_unit": "owner_unit"}
"""The same for a table that does not say who is responsible."""
RIVALLED = {
    "total_investment": "total_investment_wan",
    "period": "period_raw",
    "planned_start": "period_raw",
    "planned_finish": "period_raw",
}
"""Columns that a second one may contradict, and the field that is doubtful then."""


def required(table: SourceTable) -> dict[str, str]:
    """Columns of a table whose empty cell is a finding, and the field that is doubtful then."""
    return _REQUIRED if table.index("implementing_unit") is not None else _REQUIRED | _OWNER


def read_total_wan(buffer: Buffer) -> None:
    """Total investment in 万元, by its column, or by the contents where the list has none."""
    if buffer.has("total_investment"):
        buffer.read(TOTAL)
    else:
        _read_totals_in_words(buffer)


def _read_totals_in_words(buffer: Buffer) -> None:
    """Totals that only the words of the contents state (总投资8500万元)."""
    totals = [find_total_wan(raw) if "总投资" in raw else None for raw in buffer.cells("content")]
    buffer.values["total_investment_wan"] = [stated.wan if stated else None for stated in totals]
    for at, (raw, stated) in enumerate(zip(buffer.cells("content"), totals, strict=True)):
        if stated:
            words_read = raw[stated.span.start : stated.span.end]
            buffer.doubt(Step.MONEY, at, "content", [Doubt("doubtful_money", words_read, Detail("from_contents"))])
            target = "total_investment_wan"
            item = buffer.item("content", target, stated.span, stated.wan, stated.qualifier, stated.certainty)
            buffer.evident(Step.MONEY, at, item)


def identify(buffer: Buffer) -> None:
    """What a report is known by: its document, table and row, and the project that it is of."""
    context = buffer.context
    numbers = buffer.rows.numbers
    before = f"{context.document_id[:12]}-{context.table_no}-"
    buffer.values |= {
        "report_id": [f"{before}{number}" for number in numbers],
        "document_id": pl.repeat(context.document_id, len(buffer), eager=True),
        "table_no": pl.repeat(context.table_no, len(buffer), eager=True),
        "row_no": numbers,
        "project_id": identities(pl.Series(buffer.values["region_id"]), buffer.name_keys),
    }
