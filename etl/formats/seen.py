"""What somebody who looks at a page sees of its words: struck and hidden ones are not read, raised ones are notes.

Readers tell how each piece of text looks (`Look`); what is read of the pieces, and what is said of the rest, is
decided here for all formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from etl.contract.detail import Detail
from etl.contract.values import Doubt, doubted

_RAISED = str.maketrans("0123456789+-=()（）abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LONGEST = 200


class Look(NamedTuple):
    """How a piece of text looks. `raised`: 1 for superscript, -1 for subscript.

    `deleted` and `inserted`: changes that are recorded in the document and that nobody has accepted yet.
    """

    struck: bool = False
    hidden: bool = False
    raised: int = 0
    deleted: bool = False
    inserted: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it looks as text does."""
        return self == PLAIN

    @property
    def unseen(self) -> str:
        """The type of the doubt for which it is not read, "" where it is."""
        if self.deleted:
            return "tracked_change"
        if self.hidden:
            return "hidden_text"
        return "struck_text" if self.struck else ""


PLAIN = Look()
Piece = tuple[str, Look]


class Seen(NamedTuple):
    """The text that is read of some pieces, and what is doubtful about the rest."""

    text: str
    doubts: list[Doubt]

    @property
    def cell(self) -> str:
        """The text of a cell, with its doubts."""
        return doubted(self.text, self.doubts)


def seen(pieces: Iterable[Piece]) -> Seen:
    """What is read of pieces of text that follow one another."""
    pieces = [piece for piece in pieces if piece[0]]
    if all(look is PLAIN or look == PLAIN for _, look in pieces):  # most text
        return Seen("".join([text for text, _ in pieces]), [])
    shown = [(text, look) for text, look in pieces if not look.unseen]
    has_base = any(text.strip() and not look.raised for text, look in shown)
    words = "".join(_as_raised(text, look.raised) if has_base else text for text, look in shown)
    return Seen(words, list(_doubts(pieces)))


def _as_raised(text: str, rise: int) -> str:
    if not rise:
        return text
    return raised(text) if rise > 0 else text.translate(_LOWERED)


def raised(text: str) -> str:
    """Raised digits as ¹²³, so that a note's mark is not taken for a digit of the number before it."""
    return text.translate(_RAISED)


def _doubts(pieces: Sequence[Piece]) -> Iterable[Doubt]:
    """One doubt for each way in which some of the words are not plain text."""
    for kind in ("struck_text", "hidden_text", "tracked_change"):
        runs = [_joined(run) for unseen, run in groupby(pieces, lambda piece: piece[1].unseen) if unseen == kind]
        if raw := _listed(runs):
            yield Doubt(kind, raw, Detail("text_deleted") if kind == "tracked_change" else None)
    runs = [_joined(run) for inserted, run in groupby(pieces, lambda piece: piece[1].inserted) if inserted]
    if raw := _listed(runs):
        yield Doubt("tracked_change", raw, Detail("text_inserted"))


def _joined(run: Iterable[Piece]) -> str:
    return re.sub(r"\s+", " ", "".join(text for text, _ in run)).strip()


def _listed(runs: Sequence[str]) -> str:
    """Pieces of text that stand apart, blank ones left out."""
    return "|".join(run for run in runs if run)[:_LONGEST]


def of_document(doubts: Iterable[Doubt]) -> list[Doubt]:
    """Doubts about running text, which is in no cell: one of each type for the whole document."""
    found: dict[tuple[str, Detail | None], list[str]] = {}
    for doubt in doubts:
        found.setdefault((doubt.type, doubt.detail), []).append(doubt.raw)
    return [Doubt(kind, _listed(raw), detail) for (kind, detail), raw in found.items()]
