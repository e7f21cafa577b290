"""A column of quantities by its header: what it counts, in which unit, and what its numbers rest on.

改造户数 and 套数 say their unit themselves, 里程（公里） and 道路长度/km in a bracket or behind a stroke. A header
without a unit, and one of widths, people, years or parts, is none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Certainty, StatedQuantity
from etl.parse import clauses, numbers
from etl.parse.quantities.aside import asides_in_shape
from etl.parse.quantities.basis import ADDED, DESIGN, basis_at
from etl.parse.quantities.clause_structure import SCALES
from etl.parse.quantities.kinds import Unit, kind_of_column, unit_of, unit_pattern
from etl.parse.quantities.rest import QUANTUM, read_rest
from etl.parse.words import words

PREFIX = "quantity."
"""How the fields of such columns begin."""
_BEDS = "张"
"""What counts beds, which have columns of their own."""
_ANYTHING = "个"
_NOTHING_BEFORE = re.compile(r"^(?:计划|拟|预计|设计|规划|项目|工程|本项目|(?:主要)?(?:建设|改造)?(?:规模|内容))+(?=.)")


class QuantityColumn(NamedTuple):
    """What a column counts (`noun`), in which unit as written, in so many of it (`scale`), and what that rests on."""

    noun: str
    unit: Unit
    scale: int
    basis: str

    @property
    def kind(self) -> str:
        """The kind that the header alone tells; `OTHER_KIND` where it does not."""
        return kind_of_column(self.unit.base, [self.noun])

    @property
    def is_generic(self) -> bool:
        """Whether the header does not say of what its numbers are (里程, 面积), nor what is done."""
        return self.basis == DESIGN and _word("generic").search(self.noun) is not None

    def may_repeat(self, other: QuantityColumn) -> bool:
        """Whether the column may count what another, which says so better, counts too."""
        if self.unit.base != other.unit.base:
            return False
        is_one = self.noun == other.noun or (self.kind == other.kind != reference.OTHER_KIND)
        is_of_same = self.basis in (DESIGN, other.basis) and other.basis in ADDED
        return (is_one and (is_of_same or self.basis == other.basis)) or (self.is_generic and other.basis in ADDED)

    @property
    def field(self) -> str:
        """The field that the column is read as."""
        return f"{PREFIX}{self.noun}"


@lru_cache(maxsize=4096)
def quantity_column(header: str) -> QuantityColumn | None:
    """What a header says that its column counts; None where it does not, or is of another number than the project's."""
    above, _, below = header.strip().rpartition("\n")
    is_unit = above and _unit().fullmatch(words(below).text.strip())
    said, stated = _parted(words(f"{above}({below.strip()})" if is_unit else header).text.strip().replace(" ", ""))
    noun = _NOTHING_BEFORE.sub("", said)
    unit = stated.lstrip("万亿") if stated and stated not in _listed() else stated
    if not unit or unit == _BEDS or _word("no_column").search(said):
        return None
    if any(one.span.end > len(noun) for one in asides_in_shape(f"{noun}0{unit}")):  # 路面宽度（米）
        return None
    scale = SCALES.get(stated.removesuffix(unit), 1) if stated else 1
    column = QuantityColumn(noun, unit_of(unit, noun), scale, basis_at(said, len(said)))
    is_told = column.kind != reference.OTHER_KIND or column.basis != DESIGN
    return column if unit != _ANYTHING or is_told else None


def _parted(header: str) -> tuple[str, str | None]:
    """The noun of a header and its unit, with 万 or 亿 before it."""
    stated = _with_unit().fullmatch(header)
    if stated:
        return stated["noun"], stated["inside"] or stated["behind"]
    counted = _word("counted").search(header)
    if counted:
        return header, counted["unit"]
    return header, _ANYTHING if _word("counted_things").search(header) else None


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"[万亿]?(?:{unit_pattern()})")


@cache
def _with_unit() -> re.Pattern[str]:
    unit = _unit().pattern
    return re.compile(rf"(?P<noun>[^()]+?)(?:\((?P<inside>{unit})\)|[/:](?P<behind>{unit}))")


@cache
def _listed() -> frozenset[str]:
    return frozenset(row["unit"] for row in reference.rows("quantity_units"))


def _word(role: str) -> re.Pattern[str]:
    return reference.words_of("quantity_headers", role)


def read_cell(raw: str, column: QuantityColumn, name: str) -> StatedQuantity | None:
    """What a cell of the column states: a number, alone or with a unit. `name`: of the project, for a bare length."""
    said = _bare(raw, column) or _with_its_unit(raw, column, name)
    if said is None:
        return None
    kind = kind_of_column(said.unit, [column.noun, name])
    noun = name if column.is_generic else column.noun
    return replace(said, kind=kind, noun=noun if kind == reference.OTHER_KIND else None)


def _bare(raw: str, column: QuantityColumn) -> StatedQuantity | None:
    cell = words(raw)
    match = _number().fullmatch(cell.text)
    if match is None:
        return None
    value = (numbers.arabic(match["n"]) * column.unit.factor * column.scale).quantize(QUANTUM)
    qualifier = clauses.qualifier(match["prefix"], match["suffix"])
    certain = (column.basis, qualifier, Certainty.CERTAIN, cell.span(0, len(cell.text)))
    return StatedQuantity(reference.OTHER_KIND, None, value, column.unit.base, *certain)


@cache
def _number() -> re.Pattern[str]:
    """A number alone, with what bounds it: 约3.5."""
    prefix, suffix = clauses.prefix_pattern(), clauses.suffix_pattern()
    return re.compile(rf"(?P<prefix>{prefix})?(?P<n>{numbers.WHOLE})(?P<suffix>{suffix})?")


def _with_its_unit(raw: str, column: QuantityColumn, name: str) -> StatedQuantity | None:
    """The one quantity of a cell, where it says nothing else in numbers."""
    rest = read_rest(raw, (), f"{column.noun}{name}")
    if len(rest.quantities) != 1 or rest.open or rest.aside or rest.quantities[0].unit != column.unit.base:
        return None
    said = rest.quantities[0]
    return replace(said, basis=column.basis) if said.basis == DESIGN else said
