"""What a field of a row is: the columns that it is read from, the parser that answers, the values that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

import polars as pl

from etl.contract.values import Certainty, Doubt, Qualifier, Span
from etl.parse.places.former_regions import FormerRegion
from etl.rows.type_column import TypeMeans

Cells = tuple[str, ...]
"""The raw cells of a field's columns in one row, "" where the table has no such column."""


class Step(IntEnum):
    """What is read of a row, in the order of its evidence and findings."""

    CELLS = 0
    NAMES = 1
    SERIAL = 2
    NATURE = 3
    SECTOR = 4
    PERIOD = 5
    PLACE = 6
    MONEY = 7
    AREAS = 8
    CAPACITY = 9
    CODE = 10
    FUNDING = 11
    DATES = 12
    STATUS = 13
    PROBLEMS = 14
    APPROVALS = 15
    INDICATOR = 16
    QUANTITIES = 17


class Read(NamedTuple):
    """Where a value stands: the column by its meaning or place, the words in its cell, how they bound the value."""

    column: str
    span: Span
    value: object
    qualifier: Qualifier = Qualifier.EXACT
    certainty: Certainty = Certainty.CERTAIN
    rule: str | None = None


class Answer(NamedTuple):
    """What some cells say, in whatever row they stand: values, evidence, doubts with the column that they are about.

    `is_doubtful`: the field is, though there is no value or no evidence; `more_doubtful`: other fields that are;
    `also`: further cells that gave a part of the value.
    """

    values: tuple[Any, ...]
    read: Read | None = None
    doubts: Sequence[tuple[str, Doubt]] = ()
    is_doubtful: bool = False
    more_doubtful: Sequence[str] = ()
    also: Sequence[Read] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a table says of all its rows. `units`: for each column, by its meaning, the unit that its amounts are in.

    `borrowed`: those among them that have it from another place, with unit and words. `document_date`: the day of the
    document, which 今年 and 明年 lean on. `region_was`: the region of former days that the document calls its own.
    `type_means`: what a column of types is about. `list_year`: the year that the document says it is of.
    """

    region_id: str | None
    region_is_stated: bool
    has_places: bool
    units: Mapping[str, str | None]
    borrowed: Mapping[str, tuple[str, str]]
    document_date: date | None = None
    region_was: FormerRegion | None = None
    type_means: TypeMeans = TypeMeans.NATURE
    list_year: int | None = None


Parser = Callable[[Cells, Known], Answer]


class Plain(NamedTuple):
    """Cells of a column that leave no question, all read at once: which they are, and for each row the value."""

    is_plain: pl.Series
    values: pl.Series


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a row.

    `columns`: those whose cells the parser is given, by their meaning. `into`: where its values go. `shown`: the field
    that evidence and doubts are about, where that is not the first of `into`. `is_optional`: a first cell that says
    that there is nothing (—, 无) is as good as an empty one. `plain`: reads the plain cells of the first column, whose
    evidence is the whole cell; it gives what the parser would, only faster.
    """

    step: Step
    columns: tuple[str, ...]
    parser: Parser
    into: tuple[str, ...]
    shown: str = ""
    is_optional: bool = False
    has_evidence: bool = True
    plain: Callable[[pl.Series, Known], Plain] | None = None

    @property
    def target(self) -> str:
        """The field that evidence and doubts are about."""
        return self.shown or self.into[0]


_MERGED = ":merged"
REPEATS, SHARED = "repeats", "shared"


def merged(column: str) -> str:
    """Stands for a column that says of the cells of another whether they are merged with those of other rows.

    Its cells are `REPEATS` (the cell begins in a row above), `SHARED` (it goes on in rows below) or empty.
    """
    return column + _MERGED


def merged_with(name: str) -> str | None:
    """The column that `name` speaks of, where it is one of `merged`."""
    return name.removesuffix(_MERGED) if name.endswith(_MERGED) else None


_PLACE = "column:"


def at_place(index: int) -> str:
    """Stands for the column at a place, counted from 0, whatever it means."""
    return f"{_PLACE}{index}"


def place_of(name: str) -> int | None:
    """The place that `name` stands for, where it is one of `at_place`."""
    return int(name.removeprefix(_PLACE)) if name.startswith(_PLACE) else None


def inside(raw: str) -> Span:
    """All of a cell but the spaces around."""
    return Span(len(raw) - len(raw.lstrip()), len(raw.rstrip()))
