"""What an outline says of quantities: learned from two examples that the grammar reads.

The grammar (`parse/capacity.py`) takes a good part of a millisecond for a cell. Cells of a list are seldom equal, but
most say the same with other numbers. So what a cell says is worked out once for its outline, and of each cell only the
numbers are looked up (`quantities.py`). The way of one cell:

1. 占地15亩,新增养老床位120张,其中护理型80张。 has the outline 新增养老床位000张,其中护理型00张。
   (`parse/outline.py`: of clauses that speak of quantities the words with each digit as 0, of the others only what a
   rule may look at: here nothing).
2. Two cells of that outline are made up (`_Example`): 新增养老床位211张,其中护理型31张。 and
   新增養老牀位９１１張，其中護理型８１張。 Their numbers differ in every way that a rule could look at: growing in the
   one, falling in the other, each with a first digit of its own, so that the grammar's answers can be led back to the
   number that they come from. The second is written in other characters, which tells whether a doubt cites words as
   written or as normalised.
3. The grammar reads both (`_Example.read`). What it says of the first is put in terms of places instead of numbers
   (`_learned`): a new elder_bed, as many as the number 0 says, whose words stand in clause 0 from 0 to 10; a
   nursing_bed, part of it, as many as the number 1 says. A product (3所…各50张) names two numbers: `each` and `number`.
4. That is told of the second example (`_told`). It must give exactly what the grammar says of it: else the numbers
   change what is said, nothing is learned (`said` is None), and cells of the outline are read one by one.

Left to be read one by one are also: lists of numbers, of which there may be as many as there are homes, and digits in
words (`_may_vary`); new and total quantities of one kind, where the larger decides (`_compares`); doubts whose words
stand twice in the cell (`_mark`). `NUMBER` says for which numbers what was learned holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from etl.contract.detail import Detail
from etl.contract.values import CapacityEntry, Doubt, Span
from etl.parse import capacity, clauses, outline
from etl.parse.words import replacements

NUMBER = r"^(?:[2-9]|[1-9]\d{1,6})$"
"""Numbers for which what is learned holds where no two of a cell are equal: one of a thing may be said otherwise."""
_TOKEN = re.compile(r"\d+(?:,\d+)*")
_ODD_TOKEN = re.compile(r"[A-Za-z]\d|\d\.|\.\d")
_EXAMPLES = ("23456789", "98765432")
"""How the numbers of the two examples begin: growing, then falling, so that no rule that compares them goes unseen."""


class Place(NamedTuple):
    """Words in one of the whole clauses of an outline: which one, and where in it they begin and end."""

    clause: int
    start: int
    end: int


class Entry(NamedTuple):
    """A quantity. It is the number with the index `number`, times that of index `each` or times `unit_count`."""

    kind: str
    basis: str
    qualifier: str
    certainty: str
    part_of: str | None
    is_added: bool
    unit_count: int
    number: int
    each: int | None
    place: Place


class Mark(NamedTuple):
    """A doubt at words as written, or as they are normalised. `product_of`: its detail says how an entry is one."""

    type: str
    detail: Detail | None
    product_of: int | None
    as_written: bool
    place: Place


class Said(NamedTuple):
    """What cells of an outline say: how many whole clauses they have, where in these the numbers are.

    `basis`: that of the report; `unclear`: kinds for which it is not certain what is added, and why.
    """

    clauses: int
    numbers: tuple[Place, ...]
    entries: tuple[Entry, ...]
    marks: tuple[Mark, ...]
    basis: str
    unclear: tuple[tuple[str, Detail], ...]


_met: set[tuple[Any, ...]] = set()
_MOST_MET = 65536


def comes_back(outline: Sequence[Any], times: int) -> bool:
    """Whether cells have this outline more often than once, here or among all that this process has met.

    A cell whose outline no other has is read by itself: that takes less time than to learn what it says.
    """
    key = tuple(outline)
    if times > 1 or key in _met:
        return True
    if len(_met) < _MOST_MET:
        _met.add(key)
    return False


@lru_cache(maxsize=8192)
def said(text: str, bed_kind: str | None, existed_before: bool | None) -> Said | None:
    """What cells of this outline say; None where their numbers may change it, or where they are not understood."""
    places = tuple(_whole_clauses(text))
    tokens = [Span(*match.span()) for start, end in places for match in _TOKEN.finditer(text, start, end)]
    if len(tokens) > len(_EXAMPLES[0]) or any(_may_vary(text[start:end]) for start, end in places):
        return None
    first, second = (_Example(text, tokens, digits) for digits in _EXAMPLES)
    first.read(first.text, bed_kind, existed_before)
    second.read(_written_otherwise(second.text), bed_kind, existed_before)
    learned = _learned(first, second, places)
    return learned if learned and _told(learned, second, places) else None


def _may_vary(shape: str) -> bool:
    """Whether a clause lists numbers (as many as there are homes?), or holds digits that are part of something else."""
    return _ODD_TOKEN.search(shape) is not None or any(one.listed for one in capacity.structure(shape).stated)


def _whole_clauses(text: str) -> list[Span]:
    ends = [*(mark.end() for mark in clauses.MARK.finditer(text)), len(text)]
    cut = (Span(start, end) for start, end in zip([0, *ends], ends, strict=False) if start < end)
    return [place for place in cut if outline.GAP not in text[place.start : place.end]]


class _Example:
    """A cell of the outline, and what the grammar says of it."""

    def __init__(self, text: str, tokens: Sequence[Span], begins: str) -> None:
        """Give each number a first digit of its own."""
        letters = list(text)
        for (start, end), begin in zip(tokens, begins, strict=False):
            letters[start:end] = [letter and ("," if letter == "," else "1") for letter in text[start:end]]
            letters[start] = begin
        self.text = "".join(letters)
        self.tokens = tokens
        self.numbers = [int(self.text[start:end].replace(",", "")) for start, end in tokens]

    def read(self, raw: str, bed_kind: str | None, existed_before: bool | None) -> None:
        """Read the example as it is written in `raw`."""
        self.raw = raw
        self.entries, self.doubts = capacity.parse_capacity(raw, bed_kind, existed_before=existed_before)
        self.added = capacity.added(self.entries, existed_before=existed_before)


@cache
def _other_characters() -> dict[int, str]:
    """For each character one that is normalised to it: full width, traditional."""
    return {ord(new): old for old, new in replacements().items() if not new.isspace()}


def _written_otherwise(text: str) -> str:
    return text.translate(_other_characters())


def _learned(first: _Example, second: _Example, places: Sequence[Span]) -> Said | None:
    """What the first example says; the second only tells how the words of a doubt are given."""
    if len(first.entries) != len(second.entries) or len(first.doubts) != len(second.doubts):
        return None
    entries = [_entry(first, at, places) for at in range(len(first.entries))]
    marks = [_mark(first, doubt, twin, second, places) for doubt, twin in zip(first.doubts, second.doubts, strict=True)]
    if _compares(first.entries) or None in entries or None in marks:
        return None
    numbers = tuple(place for span in first.tokens if (place := _place(span, places)))
    basis = capacity.basis_of(first.entries)
    unclear = tuple(first.added.unclear.items())
    known = tuple(entry for entry in entries if entry), tuple(mark for mark in marks if mark)
    return Said(len(places), numbers, *known, basis, unclear)


def _compares(entries: Sequence[CapacityEntry]) -> bool:
    """Whether what is added depends on which quantity is larger (`capacity.added`)."""
    bases: dict[str, set[str]] = {}
    for entry in entries:
        bases.setdefault(entry.kind, set()).add(entry.basis)
    return any({"new", "design"} <= own for own in bases.values())


def _place(span: Span, places: Sequence[Span]) -> Place | None:
    """Where a span of the example lies in one of its whole clauses."""
    for at, (start, end) in enumerate(places):
        if start <= span.start <= span.end <= end:
            return Place(at, span.start - start, span.end - start)
    return None


def _entry(example: _Example, at: int, places: Sequence[Span]) -> Entry | None:
    entry = example.entries[at]
    place = _place(entry.span, places)
    number, rest = divmod(entry.quantity, entry.count)
    if place is None or rest or number not in example.numbers:
        return None
    each = example.numbers.index(entry.count) if entry.count > 1 and entry.count in example.numbers else None
    bounds = (str(entry.qualifier), str(entry.certainty))
    counted = (example.added.flags[at], entry.count if each is None else 1)
    return Entry(
        entry.kind, entry.basis, *bounds, entry.part_of, *counted, example.numbers.index(number), each, place
    )  # fmt: skip


def _mark(example: _Example, doubt: Doubt, twin: Doubt, other: _Example, places: Sequence[Span]) -> Mark | None:
    """A doubt by the place of its words, which stand once in the example; `twin` is that of the `other` example."""
    at = example.text.find(doubt.raw)
    span = Span(at, at + len(doubt.raw))
    place = _place(span, places)
    if not doubt.raw or place is None or example.text.find(doubt.raw, at + 1) >= 0:
        return None
    products = (k for k, entry in enumerate(example.entries) if doubt.detail and doubt.detail == product(entry))
    return Mark(doubt.type, doubt.detail, next(products, None), twin.raw == other.raw[span.start : span.end], place)


def product(entry: CapacityEntry) -> Detail | None:
    """The detail of the doubt that says how an entry was multiplied."""
    return capacity.product(entry.count, entry.quantity // entry.count) if entry.count > 1 else None


def _told(learned: Said, example: _Example, places: Sequence[Span]) -> bool:
    """Whether what was learned, told of the numbers of an example, is what the grammar says of it."""
    entries = []
    for one in learned.entries:
        count = one.unit_count if one.each is None else example.numbers[one.each]
        entries.append((*one[:6], example.numbers[one.number] * count, count, one.place))
    found = [
        (entry.kind, entry.basis, str(entry.qualifier), str(entry.certainty), entry.part_of, flag, entry.quantity,
         entry.count, _place(entry.span, places))
        for entry, flag in zip(example.entries, example.added.flags, strict=True)
    ]  # fmt: skip
    doubts = [Doubt(mark.type, *_mark_words(mark, example, places)) for mark in learned.marks]
    unclear = tuple(example.added.unclear.items())
    said_of_it = (entries, doubts, learned.basis, learned.unclear)
    return said_of_it == (found, example.doubts, capacity.basis_of(example.entries), unclear)


def _mark_words(mark: Mark, example: _Example, places: Sequence[Span]) -> tuple[str, Detail | None]:
    start = places[mark.place.clause].start
    written = example.raw if mark.as_written else example.text
    detail = mark.detail if mark.product_of is None else product(example.entries[mark.product_of])
    return written[start + mark.place.start : start + mark.place.end], detail
