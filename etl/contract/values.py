"""The values that travel between the steps of a row's way. No behaviour beyond that, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from etl.contract.detail import Detail

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that a document may be of, or may state: what patterns take for a year lies between them."""


class Qualifier(StrEnum):
    """How a stated quantity bounds the true one."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Certainty(StrEnum):
    """Whether the words leave one reading only."""

    CERTAIN = "certain"
    DOUBTFUL = "doubtful"


class Precision(StrEnum):
    """The length of the interval that a stated date names."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class TableKind(StrEnum):
    """What a table in a document is; only project lists give projects."""

    PROJECT_LIST = "project_list"
    TARGETS = "targets"
    PROGRESS = "progress"
    POLICIES = "policies"
    TASKS = "tasks"
    OTHER = "other"


class Span(NamedTuple):
    """Half-open character range in a raw cell."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a parsed value is uncertain, missing or worth a remark. `type` is a key of `findings.TYPES`."""

    type: str
    raw: str
    detail: Detail | None = None


class DoubtedCell(str):
    """The text of a cell, with what the page shows beside it or otherwise than it is stored (struck, hidden, scaled).

    It is text in every respect. A reader makes it; `etl/tables/doubted.py` puts its doubts at the row of a table.
    """

    __slots__ = ("doubts",)

    doubts: tuple[Doubt, ...]

    def __new__(cls, text: str, doubts: Sequence[Doubt] = ()) -> DoubtedCell:
        """The text and its doubts."""
        cell = super().__new__(cls, text)
        cell.doubts = tuple(doubts)
        return cell


class LongCell(DoubtedCell):
    """A cell that is too long to be read. What is read of it is `UNREAD`; `whole` is what stands there."""

    __slots__ = ("whole",)

    whole: str

    def __new__(cls, whole: str, doubts: Sequence[Doubt]) -> LongCell:
        """The text of the cell, and why it is not read."""
        cell = super().__new__(cls, UNREAD, doubts)
        assert isinstance(cell, LongCell)
        cell.whole = whole
        return cell


UNREAD = "…"
"""Stands for a cell whose text is kept but not read."""


def doubted(text: str, doubts: Sequence[Doubt]) -> str:
    """The text of a cell; with its doubts, where it has any."""
    return DoubtedCell(text, doubts) if doubts else text


def below(upper: str, lower: str) -> str:
    """The text of two cells that are one, with the doubts of both."""
    return doubted(f"{upper}\n{lower}", doubts_of((upper, lower)))


def doubts_of(cells: Sequence[str]) -> list[Doubt]:
    """The doubts of some cells."""
    return [doubt for cell in cells if isinstance(cell, DoubtedCell) for doubt in cell.doubts]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text. `line` is its 1-based position in the file (text) or block order (other formats)."""

    text: str
    line: int


class Merge(NamedTuple):
    """A merged cell: 0-based first and last row and column, all inclusive, of `Grid.rows`."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """Rows of raw cells as a reader found them, header and notes included; rows may differ in length.

    `lines` gives for each row its 1-based line (text), sheet row (Excel) or order (Word, HTML, PDF).
    `where` says in words where the grid stands (工作表名, 第3页); empty for plain text.
    `joined` holds, by row index, pieces that a reader added to the cell before them, no column being left for them.
    `recognised`: the words were recognised from a picture, or are cut off, so no value of them is certain.
    `merges` names the merged cells: their text stands in each row that they cover (so an amount that is merged over
    three rows stands there three times), see `etl/formats/merged_cells.py`.
    `is_rest`: it has no header of its own and was read as more rows of the table before it.
    `unlabelled`: columns whose cells stood in sentences without a label of their own, so no value of them is certain.
    """

    rows: list[list[str]]
    lines: list[int]
    where: str = ""
    merges: list[Merge] = field(default_factory=list)
    joined: dict[int, list[str]] = field(default_factory=dict)
    recognised: bool = False
    is_rest: bool = False
    unlabelled: tuple[int, ...] = ()


Block = Paragraph | Grid


@dataclass(slots=True)
class RawDocument:
    """What a reader made of one file: blocks in reading order and what was doubtful about the bytes.

    `doubted`: the cells of the blocks that have doubts of their own.
    """

    format: str
    blocks: list[Block]
    encoding: str = ""
    doubts: list[Doubt] = field(default_factory=list)
    doubted: list[DoubtedCell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in 万元 (six decimals at most: 分)."""

    wan: Decimal
    qualifier: Qualifier
    certainty: Certainty
    span: Span


@dataclass(frozen=True, slots=True)
class Period:
    """A building period. Dates are the first day of the stated start and the last day of the stated finish.

    `rule`: what the finish was worked out by, where it is not stated.
    """

    start: date | None
    finish: date | None
    duration_months: int | None
    precision: Precision | None
    certainty: Certainty
    span: Span
    rule: str | None = None


@dataclass(slots=True)
class Area:
    """A floor or land area in square metres. `count` is how many alike facilities it was multiplied by."""

    kind: str
    m2: Decimal
    qualifier: Qualifier
    certainty: Certainty
    span: Span
    count: int = 1
    basis: str = "design"


@dataclass(slots=True)
class CapacityEntry:
    """One stated quantity of places or beds. `quantity` includes the multiplication by `count`."""

    kind: str
    quantity: int
    basis: str
    qualifier: Qualifier
    certainty: Certainty
    span: Span
    count: int = 1
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class StatedQuantity:
    """One stated quantity of any kind, in the unit of its kind. `noun`: what it is of, where its kind is not listed."""

    kind: str
    noun: str | None
    value: Decimal
    unit: str
    basis: str
    qualifier: Qualifier
    certainty: Certainty
    span: Span
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A place resolved to GB/T 2260. Zones have no code of their own: `region_id` is parent code + name."""

    region_id: str
    name: str
    level: str
    county_code: str
