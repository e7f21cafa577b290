"""Sentences that commit to a number and were not read as a target: each is a finding, none is missed in silence.

Counted are quantities that targets are stated in (places, beds, institutions, households, shares), and any number
that words aim at (达到, 控制在), be its unit known or not. A standard that
anybody must keep (原则上不超过…, 每班不超过…), a rule of support, a population and what has been done commit to
nothing. The words that tell are in `data/reference/commitment_words.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from etl.contract import reference
from etl.contract.findings import Finding, Findings
from etl.contract.values import Span
from etl.parse.plans.indicator import IndicatorValue, aimed_numbers, find_values, is_aimed
from etl.parse.plans.support import find_rules
from etl.parse.words import Words
from etl.rows.indicators.passages import Passage
from etl.rows.indicators.statements import PassageReader, Statement

_BEFORE, _BEHIND = 60, 24
_CLAUSE = re.compile(r"[;。!?:]")
_SAID = re.compile(r"[,;。!?:]")


@cache
def _units() -> frozenset[str]:
    return frozenset(row["pattern"] for row in reference.rows("commitment_words") if row["role"] == "unit")


def _says(role: str, clause: str) -> bool:
    """Whether a clause says what a role of `commitment_words.csv` stands for: that it commits, does not, was done."""
    return reference.words_of("commitment_words", role).search(clause) is not None


def find_unread(
    passages: Sequence[Passage], statements: Iterable[Statement], read: set[tuple[int, Span]],
    document_year: int | None, findings: Findings,
) -> None:  # fmt: skip
    """Report the commitments of running text that are no target. `read`: passage (by id) and span of each target."""
    spans: dict[int, list[Span]] = {}
    for where, span in read | {(id(s.passage), s.span) for s in statements if s.mode == "fact"}:
        spans.setdefault(where, []).append(span)
    for passage in passages:
        taken = list(spans.get(id(passage), ()))
        taken += [rule.span for rule in find_rules(passage.raw, in_prose=passage.table is None)]
        for kind, words, place in _unread(PassageReader(passage, document_year), taken):
            findings.add(Finding(kind, words, None, passage.table, passage.row, None, place))


def _unread(reader: PassageReader, taken: Sequence[Span]) -> Iterator[tuple[str, str, int]]:
    """Type of finding, words and line of each commitment that no target was read from; one a clause."""
    end_before = -1
    plain = Words(reader.text, reader.text)
    known = [value for value in find_values(plain) if value.unit in _units() or is_aimed(reader.text, value)]
    for value in sorted([*known, *aimed_numbers(plain)], key=lambda value: value.span.start):
        span = reader.cell.span(value.span.start, value.span.end)
        if value.span.start < end_before or _within(span, taken):
            continue
        mode, _ = reader.years.governing(value.span.start)
        clause = _clause(reader.text, value)
        text = reader.text[clause.start : clause.end]
        if mode in ("fact", "aside") or not _says("commits", text):
            continue
        if _says("no_commitment", text) or _says("done", text):
            continue
        end_before = clause.end
        raw = reader.cell.span(clause.start, clause.end)
        line, _ = reader.passage.place(raw.start)
        said = reader.passage.raw[raw.start : raw.end].strip()
        yield ("undated_commitment" if mode == "open" else "unread_commitment"), said, line


def _within(span: Span, taken: Sequence[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in taken)


def _clause(text: str, value: IndicatorValue) -> Span:
    """The words around a value that are judged with it: what stands before it in its sentence, and its own clause."""
    near = max(0, value.span.start - _BEFORE)
    starts = [m.end() for m in _CLAUSE.finditer(text, near, value.span.start)]
    if near and not starts:  # a long sentence: the words from its first comma in reach
        starts = [m.end() for m in _SAID.finditer(text, near, value.span.start)][:1]
    start = max([near, *starts])
    behind = _SAID.search(text, value.span.end, value.span.end + _BEHIND)
    return Span(start, behind.start() if behind else min(len(text), value.span.end + _BEHIND))
