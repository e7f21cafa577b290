"""Which years' lists there are to compare, and which two of them an address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.changes import lists_by_year

LISTS = "lists"
"""The switch of the page 项目 that shows lists compared instead of the table of projects."""


@dataclass(frozen=True, slots=True)
class YearPair:
    """Two list years, one after the other among those loaded, with the documents of each."""

    older: int
    newer: int
    older_documents: tuple[str, ...]
    newer_documents: tuple[str, ...]


def year_pairs(cursor: Cursor) -> list[YearPair]:
    """Every two successive list years, the latest first; none while there are fewer than two."""
    lists = lists_by_year(cursor)
    documents = {
        year: tuple(lists.filter(list_year=year)["document"]) for year in lists["list_year"].unique(maintain_order=True)
    }
    return [YearPair(older, newer, documents[older], documents[newer]) for older, newer in pairwise(documents)][::-1]


def token(pair: YearPair) -> str:
    """How an address names two years."""
    return f"{LISTS}-{pair.older}-{pair.newer}"


def chosen(pairs: list[YearPair], view: tuple[str, ...]) -> YearPair | None:
    """The two years that the switches of an address name, else the latest two; None where there are no two."""
    return next((pair for pair in pairs if token(pair) in view), pairs[0] if pairs else None)
