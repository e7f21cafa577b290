"""A content cell, or a cell of a capacity column -> its entries, and what of it was not read for certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from etl.contract.detail import Detail
from etl.contract.values import CapacityEntry, Certainty, Doubt, Qualifier, Span
from etl.parse import clauses, numbers
from etl.parse.capacity.amount import whole
from etl.parse.capacity.entries import OF_AREA, Quantity, read_entries
from etl.parse.capacity.nouns import has_capacity_words, says
from etl.parse.capacity.pattern import MEASURE
from etl.parse.capacity.stated import NOTHING, Structure, structure
from etl.parse.words import Words, words

SPELLED = re.compile(
    r"[一二两三四五六七八九]?[十百千][一二两三四五六七八九十百千零]*(?:余|多)?(?:张|个(?=[托学]位|床))"
)
"""A quantity in Chinese numerals (一百二十张), which is not read."""
_NUMERAL = re.compile("[十百千]")
_OF_COLUMN = re.compile(rf"(?P<n>{numbers.ARABIC}){MEASURE}?")
_Said = Sequence[tuple[int, Structure]]
"""Where clauses begin that say something of capacity, and what they say."""


def parse_capacity(
    raw: str, bed_kind: str | None, *, existed_before: bool | None
) -> tuple[list[CapacityEntry], list[Doubt]]:
    """Read the capacity entries of a content cell: beds, places and classes.

    `bed_kind` is what a plain 床位 means for this project's sector (None: not known, so doubtful, `other_bed`);
    `existed_before`: False for a new build, whose plain or designed number is what is added; None: not known.
    """
    cell = words(raw)
    said = [(at, found) for at, shape in clauses.clauses(cell.text) if (found := structure(shape)) is not NOTHING]
    entries: list[CapacityEntry] = []
    doubts: list[Doubt] = []
    explained: list[Span] = []
    if has_capacity_words(cell.text):
        doubts += _unread_numbers(cell, said)
        for at, found in said:
            explained += _read_clause(cell, at, found, bed_kind, entries, doubts)
    entries = [entry for entry in entries if entry.basis != OF_AREA]
    doubts += _left_over(cell, said, explained)
    if all(entry.kind == "class" for entry in entries):
        doubts += _people(cell, said)
    if not entries:
        return [], doubts
    entries = _without_repeats(entries, raw, doubts)
    if existed_before is not False:
        consequence = "not_counted_as_added" if existed_before else "counted_as_added"
        entries = _mark_unclear_basis(entries, raw, doubts, consequence)
    return entries, doubts


def _unread_numbers(cell: Words, said: _Said) -> list[Doubt]:
    """What looks like a number and is none (10O张), and numbers in Chinese numerals."""
    text = cell.text
    broken = [text[at + start : at + end] for at, found in said for start, end in found.broken]
    spelled = [match[0] for match in SPELLED.finditer(text)] if _NUMERAL.search(text) else []
    return [
        *(Doubt("broken_number", number) for number in broken),
        *(Doubt("unread_capacity", number, Detail("chinese_numerals")) for number in spelled),
    ]


def _read_clause(
    cell: Words, at: int, said: Structure, bed_kind: str | None, entries: list[CapacityEntry], doubts: list[Doubt]
) -> list[Span]:
    """Add the entries of a clause that begins at `at`; returns what of the cell was read or is explained."""
    read_to = 0
    explained = []
    for stated in said.stated:
        start, end = at + stated.start, at + stated.end
        if start >= read_to and not stated.is_rate:
            quantity = Quantity(cell, at, stated, bed_kind, entries, start, end)
            found, read_to = read_entries(quantity, doubts)
            entries += found
            end = read_to if found or not stated.is_alone else start
        explained.append(Span(start, end))
    return explained


def _left_over(cell: Words, said: _Said, explained: Iterable[Span]) -> list[Doubt]:
    """Counts that no statement explains."""
    counts = [Span(at + start, at + end) for at, found in said for start, end in found.counts]
    left = (one for one in counts if not any(start <= one.start < end for start, end in explained))
    return [doubt for one in left if (doubt := _unread(cell, one))]


def _unread(cell: Words, count: Span) -> Doubt | None:
    """A count at the end of a clause that may be one of capacity (讬位75个。), though no noun was read for it."""
    before = clauses.clause_before(cell.text, count.start)
    span = cell.span(count.start - len(before), count.end)
    is_furniture = says("furniture").search(before) is not None
    is_of_beds = cell.text[count.end - 1] == "张" and not is_furniture
    is_capacity = is_of_beds or says("capacity").search(before) or before.endswith("班")
    return Doubt("unread_capacity", cell.raw[span.start : span.end]) if is_capacity else None


def _people(cell: Words, said: _Said) -> list[Doubt]:
    """How many people a building takes in: perhaps its places, which nobody said."""
    spans = [cell.span(at + start, at + end) for at, found in said for start, end in found.people]
    return [Doubt("unread_capacity", cell.raw[start:end], Detail("people_not_places")) for start, end in spans]


# --- the entries of a cell among themselves ------------------------------------------------------------------------


def _without_repeats(entries: list[CapacityEntry], raw: str, doubts: list[Doubt]) -> list[CapacityEntry]:
    """Keep the first of two equal statements: the same thing said twice must not count twice."""
    kept: list[CapacityEntry] = []
    for entry in entries:
        twin = next((k for k, old in enumerate(kept) if _is_same(old, entry)), None)
        if twin is None or entry.kind == "class" or entry.part_of == entry.kind:
            kept.append(entry)
            continue
        doubts.append(Doubt("doubtful_capacity", raw[entry.span.start : entry.span.end], Detail("number_twice")))
        kept[twin] = replace(kept[twin], certainty=Certainty.DOUBTFUL)
    return kept


def _is_same(old: CapacityEntry, new: CapacityEntry) -> bool:
    if (old.kind, old.quantity, old.part_of) != (new.kind, new.quantity, new.part_of):
        return False
    bases = (old.basis, new.basis)
    return "existing" not in bases and (old.basis == new.basis or "new" in bases)


def _mark_unclear_basis(
    entries: list[CapacityEntry], raw: str, doubts: list[Doubt], consequence: str
) -> list[CapacityEntry]:
    """A number that says neither that it is new nor that it is the total is doubtful where something may have stood."""
    marked = []
    for entry in entries:
        if entry.basis == "design" and entry.kind != "class" and entry.part_of != entry.kind:
            phrase = raw[entry.span.start : entry.span.end]
            detail = Detail("added_or_total_and", more=Detail(consequence))
            doubts.append(Doubt("doubtful_capacity", phrase, detail))
            entry = replace(entry, certainty=Certainty.DOUBTFUL)
        marked.append(entry)
    return marked


# --- columns of capacity -------------------------------------------------------------------------------------------


def column_entry(raw: str, kind: str, header: str) -> tuple[CapacityEntry | None, list[Doubt]]:
    """Read a cell of a capacity column (新增托位数, 床位数): one whole number of beds or places."""
    match = _OF_COLUMN.fullmatch(words(raw).text)
    quantity = whole(numbers.arabic(match["n"])) if match else None
    if quantity is None:
        return None, [Doubt("broken_number", raw)]
    span, basis = Span(0, len(raw)), _basis_of_header(header)
    return CapacityEntry(kind, quantity, basis, Qualifier.EXACT, Certainty.CERTAIN, span), []


def column_words(raw: str, bed_kind: str | None, header: str, *, existed_before: bool | None) -> list[CapacityEntry]:
    """What a cell of a capacity column says in words (养老床位100张、托位50个); nothing if that leaves a question."""
    basis = _basis_of_header(header)
    entries, doubts = parse_capacity(raw, bed_kind, existed_before=False if basis == "new" else existed_before)
    if doubts:
        return []
    return [replace(entry, basis=basis) if entry.basis == "design" else entry for entry in entries]


def _basis_of_header(header: str) -> str:
    return "existing" if "原有" in header else "new" if "新增" in header else "design"
