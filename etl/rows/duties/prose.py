"""Numbered paragraphs that name who is responsible -> duties.

The task is what the paragraph begins with (统筹推进城乡养老服务发展。), else the heading above it; the rest says what
is to be done. A deadline is one that is labelled as such: other dates of the text are those of its goals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from etl.contract import reference
from etl.contract.findings import Finding, Findings
from etl.parse import numbers
from etl.parse.plans.duty import Deadline, parse_deadline, state_of
from etl.parse.words import Words, clean, words
from etl.rows.duties.duty import ReadDuties, duty_values
from etl.rows.duties.tails import Tail, tails, whole_tail
from etl.rows.indicators.passages import Passage
from etl.tables.metadata import Metadata

_LONGEST_HEADING = 50


@dataclass(slots=True)
class _Part:
    """Words of a passage from `start` to `end` of its normalised text, the heading above, and what their tail says."""

    passage: Passage
    text: Words
    start: int
    end: int
    heading: str
    said: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The normalised words."""
        return self.text.text[self.start : self.end]


@dataclass(slots=True)
class _Block:
    """A passage, its normalised text, and what the paragraphs of labels below it say."""

    passage: Passage
    text: Words
    below: dict[str, str] = field(default_factory=dict)


def read_prose(
    document_id: str, passages: Sequence[Passage], metadata: Metadata, findings: Findings, into: ReadDuties
) -> None:
    """Add the duties of the running text, in its order."""
    for number, part in enumerate(_parts(passages), start=1):
        task = _task(part)
        if task is None:
            continue
        values = _values(part, task, _deadline(part, metadata, findings), metadata.region_id)
        into.rows.append(values | {"document_id": document_id, "duty_id": f"{document_id[:12]}-dp{number}"})


# --- which words are a duty --------------------------------------------------------------------------------------


def _parts(passages: Sequence[Passage]) -> Iterator[_Part]:
    """The words before each tail; where a tail stands alone, those of the paragraph before it."""
    heading, before = "", None
    for block in _blocks(passages):
        own = list(_before_tails(block, heading))
        if own and before and not own[0].words.strip(" 。"):
            own[0] = replace(before, said=own[0].said)
        yield from own
        before = None if own else _Part(block.passage, block.text, 0, len(block.text.text), heading)
        if not own and _is_heading(block.text.text):
            heading = _without_number(block.text.text)


def _blocks(passages: Sequence[Passage]) -> Iterator[_Block]:
    """Each passage of the running text, with what paragraphs of nothing but labels say below it."""
    block = None
    for passage in passages:
        text = words(passage.raw)
        if passage.table is not None or not text.text:
            continue
        alone = whole_tail(text.text)
        if alone and block:
            block.below = alone.said | block.below
            continue
        if block:
            yield block
        block = _Block(passage, text)
    if block:
        yield block


def _before_tails(block: _Block, heading: str) -> Iterator[_Part]:
    found = list(tails(block.text.text)) or [Tail(len(block.text.text), len(block.text.text))]
    found[-1].said = block.below | found[-1].said
    start = 0
    for tail in found:
        if tail.said:
            yield _Part(block.passage, block.text, start, tail.start, heading, tail.said)
        start = tail.end


def _is_numbered(text: str) -> bool:
    return reference.words_of("duty_words", "numbering").match(text) is not None


def _is_heading(text: str) -> bool:
    return _is_numbered(text) and len(text) <= _LONGEST_HEADING


def _without_number(text: str) -> str:
    return reference.words_of("duty_words", "numbering").sub("", text.strip(), count=1).strip(" 。")


# --- what it says ------------------------------------------------------------------------------------------------


def _task(part: _Part) -> tuple[str, str | None] | None:
    """The task, and what is to be done where both are said."""
    own = part.words.strip(" 。;,")
    said = clean(_without_number(own))
    line = _first_line(part)
    if line and said.startswith(line):
        return line, said.removeprefix(line) or None
    first = reference.words_of("duty_words", "headline").match(said)
    if first and (_is_numbered(own) or not part.heading):
        return first[0].rstrip("。:"), said[first.end() :].strip() or None
    if part.heading and said:
        return part.heading, said
    return (said, None) if len(said) > 1 else None


def _first_line(part: _Part) -> str:
    """The heading that a passage begins with in a line of its own, without its number; "" where there is none."""
    starts = [start for start, _ in part.passage.starts]
    line = words(part.passage.raw[: starts[1]]).text if len(starts) > 1 and not part.start else ""
    return _without_number(line) if _is_heading(line) and "。" not in line else ""


def _number(text: str) -> int | None:
    """The number that a paragraph begins with."""
    match = reference.words_of("duty_words", "numbering").match(text.strip())
    inside = match[0].strip("()、.．第条项 ") if match else ""
    if inside.isdecimal():
        return int(inside)
    found = numbers.chinese(inside) if inside else None
    return int(found) if found is not None else None


def _deadline(part: _Part, metadata: Metadata, findings: Findings) -> Deadline | None:
    raw = part.said.get("deadline", "")
    year = metadata.document_date.year if metadata.document_date else None
    found, doubts = parse_deadline(raw, metadata.document_date, year)
    for doubt in doubts:
        line, _ = part.passage.place(part.text.span(part.start, part.end).start)
        findings.add(Finding(doubt.type, doubt.raw, doubt.detail, line=line))
    return found


def _values(
    part: _Part, task: tuple[str, str | None], deadline: Deadline | None, region_id: str | None
) -> dict[str, Any]:
    span = part.text.span(part.start, part.end)
    line, begin = part.passage.place(span.start)
    state = part.said.get("state")
    return duty_values(
        region_id,
        is_doubtful=deadline is not None and deadline.certainty.value == "doubtful",
        where="prose",
        table_no=None,
        row_no=None,
        line=line,
        seq=_number(part.words),
        task=task[0],
        measure=task[1],
        goal=None,
        lead=part.said.get("lead"),
        department=part.said.get("department"),
        supporting=part.said.get("supporting"),
        leader=None,
        remark=None,
        deadline_raw=deadline.words if deadline else None,
        deadline=deadline.day if deadline else None,
        deadline_precision=deadline.precision if deadline else None,
        state_raw=state,
        state=state_of(state) if state else None,
        words=part.passage.raw[span.start : span.end],
        start=span.start - begin,
        end=span.end - begin,
    )
