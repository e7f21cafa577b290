"""Rules as rows of a table: what is so where a test holds, with an example phrase beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Rule(NamedTuple, Generic[T]):
    """A test of what was said, and a phrase of which it holds."""

    example: str
    when: Callable[[T], object]


def any_holds(rules: Iterable[Rule[T]], said: T) -> bool:
    """Whether one of the rules holds; those behind it are not tried."""
    for rule in rules:  # noqa: SIM110 - asked for every quantity, and `any` of a generator takes twice as long
        if rule.when(said):
            return True
    return False
