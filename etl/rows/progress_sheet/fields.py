"""The fields of a progress sheet, but for funding, dates and what follows from other fields."""

from __future__ import annotations

import polars as pl

from etl.contract import schemas
from etl.contract.frames import types
from etl.rows.fields import dates, kinds, money, places, status, texts

TYPES = {**types(schemas.ProgressReports), "region_level": pl.String, "county_code": pl.String}
PLACE = places.place(must_be_known=False)
TEXTS = (
    texts.text("name", "name"),
    texts.text("implementing_unit", "responsible_unit"),
    texts.text("physical_progress", "physical_progress"),
    texts.text("problems", "problems"),
    texts.text("next_steps", "next_steps"),
    texts.text("status", "status_raw", has_evidence=False),
)
AMOUNTS = tuple(
    money.amount_wan(column, f"{column}_wan", is_optional=True, may_be_negative=True)
    for column in (
        "total_investment", "invested_before_year", "annual_plan", "invested_month", "invested_year", "invested_total",
    )
)  # fmt: skip
FIELDS = (*TEXTS, kinds.NATURE, dates.PERIOD_WORDS, *AMOUNTS, texts.CODE, status.PER_CENT)

RIVALLED = {field.columns[0]: field.target for field in (*AMOUNTS, dates.PERIOD_WORDS)}
"""Columns that a second one may contradict, and the field that is doubtful then."""
