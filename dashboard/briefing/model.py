"""What a briefing is made of. Whoever shows it (page, Word file) adds nothing and leaves nothing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.figures.bars import Bar
from dashboard.figures.ladder import Rung

BRIEFING = "briefing.docx"
"""The Word file's address under `/download/`."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences. `is_progress`: it rests on progress reports, and is marked where those are invented."""

    text: str
    is_progress: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, share of the table's width, and whether it holds numbers (set to the right)."""

    label: str
    width: float = 1.0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text cells under a caption. `note` says what is not listed; never empty where rows were cut."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    note: str = ""
    is_progress: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars, first on top."""

    caption: str
    bars: Sequence[Bar]
    is_progress: bool = False


@dataclass(frozen=True, slots=True)
class LadderChart:
    """A gap ladder."""

    caption: str
    rungs: Sequence[Rung]
    is_progress: bool = False


Block = Paragraph | Table | BarChart | LadderChart


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part; `title` without its number. An annex stands at the end, on a page of its own, without one."""

    title: str
    blocks: Sequence[Block]
    is_annex: bool = False


@dataclass(frozen=True, slots=True)
class Briefing:
    """A whole document. `mark` says that data are invented: it heads every page, and `progress_mark` stands beside
    each block that rests on invented progress (both empty where nothing is invented)."""

    title: str
    dateline: str
    made_on: date
    mark: str
    progress_mark: str
    sections: Sequence[Section]

    def marked(self, text: str, block: Block) -> str:
        """A block's text or caption, with the mark where it rests on invented progress."""
        return f"{text}【{self.progress_mark}】" if self.progress_mark and block.is_progress else text


_NUMERALS = "一二三四五六七八九十"


def heading(position: int, section: Section) -> str:
    """A section's title with its number (from 1): `三、投资完成与资金`; an annex has none."""
    return section.title if section.is_annex else f"{_NUMERALS[position - 1]}、{section.title}"
