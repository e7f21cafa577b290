"""The fields of a progress sheet, but for funding, dates and what follows from other fields."""

from __future__ import annotations

import polars as pl

from etl.contract import schemas
from etl.contract.frames import types
from etl.rows.buffer import Buffer
from etl.rows.fields import dates, kinds, money, places, status, texts
from etl.rows.fields.field import Step
from etl.rows.progress_sheet import problems

TYPES = {**types(schemas.ProgressReports), "region_level": pl.String, "county_code": pl.String}
PLACE = places.place(must_be_known=False)
TEXTS = (
    texts.text("name", "name"),
    texts.text("implementing_unit", "responsible_unit"),
    texts.text("physical_progress", "physical_progress"),
    problems.PROBLEM,
    texts.text("next_steps", "next_steps"),
    texts.text("status", "status_raw", has_evidence=False),
    texts.text("owner_unit", "owner_unit"),
    *texts.joined("leader", "leader_more", "leader"),
    texts.person("person_in_charge", "person_in_charge"),
    texts.person("contact_person", "contact_person"),
    texts.text("remark", "remark"),
)
PROBLEM = (
    texts.text("problem_unit", "problem_unit", step=Step.PROBLEMS),
    texts.person("problem_person", "problem_person", step=Step.PROBLEMS),
    texts.text("problem_deadline", "problem_deadline_raw", step=Step.PROBLEMS, has_evidence=False),
    texts.text("problem_state", "problem_state", step=Step.PROBLEMS),
)
"""Who is to solve a problem, until when, and how far that has come."""
AMOUNTS = tuple(
    money.amount_wan(column, f"{column}_wan", is_optional=True, may_be_negative=True)
    for column in (
        "total_investment", "adjusted_total", "invested_before_year", "annual_plan", "invested_month",
        "invested_year", "invested_total",
    )
)  # fmt: skip
FIELDS = (
    *TEXTS, *PROBLEM, kinds.NATURE, dates.PERIOD_WORDS, *AMOUNTS, texts.CODE, status.PER_CENT, status.IN_STATISTICS,
)  # fmt: skip

RIVALLED = {field.columns[0]: field.target for field in (*AMOUNTS, dates.PERIOD_WORDS)}
"""Columns that a second one may contradict, and the field that is doubtful then."""


def doubt_guessed_amounts(buffer: Buffer) -> None:
    """Amounts of a column whose meaning is a guess (已完成投资) are doubtful."""
    guessed = {column.field for column in buffer.context.table.columns if column.guess}
    for field in AMOUNTS:
        if field.columns[0] in guessed:
            for at, wan in enumerate(buffer.values[field.target]):
                if wan is not None:
                    buffer.doubtful[at].add(field.target)
