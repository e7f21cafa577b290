"""Which of the quantities of a cell are parts of another one: the whole counts, its parts do not count again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from etl.contract import reference
from etl.contract.values import Certainty, StatedQuantity
from etl.parse.quantities.basis import ADDED, DESIGN
from etl.parse.words import Words

_FIRST_DIGIT = re.compile(r"\d")


def with_parts(quantities: list[StatedQuantity], cell: Words) -> list[StatedQuantity]:
    """Where one of several of a kind is called the whole, the others are parts; one that is said twice is doubtful.

    So are parts of another basis (全长8公里,新建5公里) that do not come to the whole: they may be beside it.
    """
    wholes = [one for one in quantities if _is_whole(one, cell)]
    return [
        _related(one, quantities[:place], [whole for whole in wholes if _may_hold(whole, one)], quantities)
        for place, one in enumerate(quantities)
    ]


def _related(
    one: StatedQuantity,
    before: Sequence[StatedQuantity],
    wholes: Sequence[StatedQuantity],
    quantities: Sequence[StatedQuantity],
) -> StatedQuantity:
    """A quantity as what it is beside those `before` it and the `wholes` that may hold it."""
    is_part = len(wholes) == 1 and one is not wholes[0] and one.value <= wholes[0].value
    is_twin = any(_is_same(old, one) for old in before)
    is_open = is_part and one.basis != wholes[0].basis and not _adds_up(wholes[0], quantities)
    related = replace(one, part_of=one.kind) if is_part or is_twin else one
    return replace(related, certainty=Certainty.DOUBTFUL) if is_twin or is_open else related


def _may_hold(whole: StatedQuantity, one: StatedQuantity) -> bool:
    is_of_all = whole.basis in (one.basis, DESIGN) and one.basis in ADDED
    return is_of_all and (whole.kind, whole.noun) == (one.kind, one.noun) and one.part_of is None


def _adds_up(whole: StatedQuantity, quantities: Sequence[StatedQuantity]) -> bool:
    return whole.value == sum(one.value for one in quantities if one is not whole and _may_hold(whole, one))


def _is_whole(quantity: StatedQuantity, cell: Words) -> bool:
    before = cell.raw[: quantity.span.end]
    number = _FIRST_DIGIT.search(cell.raw, quantity.span.start)
    says = reference.words_of("quantity_words", "whole")
    return quantity.part_of is None and bool(says.search(before[: number.start() if number else 0]))


def _is_same(old: StatedQuantity, new: StatedQuantity) -> bool:
    is_of_one_basis = old.basis == new.basis or (
        DESIGN in (old.basis, new.basis) and {old.basis, new.basis} <= set(ADDED)
    )
    return is_of_one_basis and (old.kind, old.noun, old.value) == (new.kind, new.noun, new.value)
