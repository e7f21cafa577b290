"""Which quantities of a row count as added: new ones, and others only where nothing can have stood there before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from etl.contract.detail import Detail
from etl.contract.values import CapacityEntry

_CLASS = "class"
_SURELY_ADDED = ("new", "each_times_count")


@dataclass(frozen=True, slots=True)
class Added:
    """Which entries of a row count as added (in their order), and the kinds for which that is not certain, with why."""

    flags: tuple[bool, ...]
    unclear: dict[str, Detail]


def added(entries: Sequence[CapacityEntry], *, existed_before: bool | None) -> Added:
    """What counts as added: new and each × count; design, or the total after, only where nothing existed before.

    A part of a stated whole never counts. Where a whole stands beside what is new of it (总床位400张,新增250张), the
    new counts; where only the total after is stated, what is added would be a difference, which nobody stated.
    """
    classes = _classes(entries)
    flags = [any(entry is one for one in classes) for entry in entries]
    unclear: dict[str, Detail] = {}
    for kind in dict.fromkeys(entry.kind for entry in entries if entry.kind != _CLASS):
        own = {
            place: entry for place, entry in enumerate(entries) if entry.kind == kind and _stands_alone(entry, entries)
        }
        bases = _bases(own.values(), existed_before)
        for place, entry in own.items():
            flags[place] = _counts(entry.basis, bases)
        why = _why_unclear(bases)
        if why:
            unclear[kind] = why
    return Added(tuple(flags), unclear)


def _classes(entries: Sequence[CapacityEntry]) -> list[CapacityEntry]:
    """The classes that count: the new ones, else those that a row states; never what was there before."""
    own = [one for one in entries if one.kind == _CLASS and one.part_of != one.kind and one.basis != "existing"]
    return [one for one in own if one.basis in _SURELY_ADDED] or own


def _stands_alone(entry: CapacityEntry, entries: Sequence[CapacityEntry]) -> bool:
    """Whether an entry is no part of its kind; what is new of a stated whole is (床位800张,其中新增300张)."""
    if entry.part_of != entry.kind:
        return True
    wholes = [one for one in entries if one.kind == entry.kind and one.part_of != one.kind]
    return entry.basis == "new" and bool(wholes) and all(one.basis == "design" for one in wholes)


class _Bases(NamedTuple):
    """On what the quantities of one kind rest in a row.

    `existed`: something stood there before; `may_have_existed`: or nobody says that nothing did; `is_said_existing`:
    only the numbers say so. `has_whole`: a number without a basis stands beside the new ones and holds them.
    """

    stated: frozenset[str]
    existed: bool
    may_have_existed: bool
    is_said_existing: bool
    has_whole: bool


def _bases(entries: Collection[CapacityEntry], existed_before: bool | None) -> _Bases:
    stated = frozenset(entry.basis for entry in entries)
    existed = bool(existed_before) or "existing" in stated
    new = sum(entry.quantity for entry in entries if entry.basis == "new")
    return _Bases(
        stated,
        existed,
        may_have_existed=existed or existed_before is None,
        is_said_existing="existing" in stated and not existed_before,
        has_whole="new" in stated and any(one.basis == "design" and one.quantity >= new for one in entries),
    )


def _counts(basis: str, bases: _Bases) -> bool:
    """Whether a quantity with a basis counts as added beside the others of its kind."""
    if basis in _SURELY_ADDED:
        return True
    if bases.existed or bases.has_whole:
        return False
    if basis == "design":
        return True
    is_only_total = not bases.may_have_existed and not bases.stated & {"new", "design", "each_times_count"}
    return basis == "total_after" and is_only_total


class _Unclear(NamedTuple):
    """Why it is not certain what is added."""

    example: str
    when: Callable[[_Bases], object]
    detail: str


def _is_total_alone(bases: _Bases) -> bool:
    return "total_after" in bases.stated and bases.may_have_existed and not bases.stated & {"new", "each_times_count"}


_UNCLEAR = (
    _Unclear("改造后床位达到300张", _is_total_alone, "only_total_stated"),
    _Unclear("总床位400张,新增250张", lambda bases: bases.has_whole, "total_beside_new"),
    _Unclear(
        "原有床位100张,床位200张",
        lambda bases: bases.is_said_existing and "design" in bases.stated,
        "existing_beside_design",
    ),
)


def _why_unclear(bases: _Bases) -> Detail | None:
    return next((Detail(reason.detail) for reason in _UNCLEAR if reason.when(bases)), None)


def basis_of(entries: Sequence[CapacityEntry]) -> str:
    """What the capacity of a report rests on, by the entries of its row."""
    counted = [entry for entry in entries if entry.kind != _CLASS and entry.basis != "existing"]
    if any(entry.basis == "each_times_count" for entry in counted):
        return "each_times_count"
    if counted:
        return "stated"
    return "classes_only" if any(entry.kind == _CLASS for entry in entries) else "none"
