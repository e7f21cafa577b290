"""Running text in passages that read on, and the marks that divide it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from etl.contract import reference
from etl.contract.values import Paragraph

BOUNDARY = re.compile(r"[,;。:!?]")
"""Where a clause ends."""
SENTENCE = re.compile(r"[;。!?]")
"""Where a sentence ends."""
_HEADING = re.compile(
    r"""
    ^\s* (?: [一二三四五六七八九十]+、               # 一、
           | [（(] [一二三四五六七八九十]+ [)）]     # （一）
           | \d+ [.．、]                            # 1.
         | — | [-•●■◆]                            # ——
           | 附[件表]                               # 附件
           | 第[一二三四五六七八九十]+[章节]          # 第一章
         )
    """,
    re.VERBOSE,
)
_STATED_END = re.compile(r"[。；;：:！!？?〕\]）)]\s*$")
_SHORTEST_CUT_LINE = 20
"""A line that was cut in mid-sentence holds so many characters at least."""
_LONGEST_PASSAGE = 20_000


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text that reads on: paragraphs that were cut in mid-sentence are one. Or one cell of a table."""

    raw: str
    starts: tuple[tuple[int, int], ...]
    """Offset in `raw` and line of each paragraph."""
    table: int | None = None
    row: int | None = None
    column: int | None = None
    header: str | None = None
    is_goal: bool = False
    """Whether the column says that its cells are goals (预期目标), dated or not."""

    def place(self, offset: int) -> tuple[int, int]:
        """Line of a position in `raw`, and where that line's text begins in `raw`."""
        start, line = max(pair for pair in self.starts if pair[0] <= offset)
        return line, start


def passages(paragraphs: Sequence[Paragraph]) -> list[Passage]:
    """Join paragraphs that a page or a line broke in mid-sentence."""
    found: list[Passage] = []
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        before = found[-1] if found else None
        if before and _reads_on(before, text, paragraph.line):
            starts = (*before.starts, (len(before.raw), paragraph.line))
            found[-1] = Passage(before.raw + paragraph.text, starts)
        else:
            found.append(Passage(paragraph.text, ((0, paragraph.line),)))
    return found


def _reads_on(before: Passage, text: str, line: int) -> bool:
    last_start, last_line = before.starts[-1]
    if line - last_line > 2 or len(before.raw) >= _LONGEST_PASSAGE:
        return False
    last = before.raw[last_start:].strip()
    if len(last) < _SHORTEST_CUT_LINE or _STATED_END.search(last):
        return False
    return not _HEADING.match(text)


def begin_of(mark: re.Pattern[str], text: str, position: int, reach: int) -> int:
    """Where what ends with a mark begins that holds a position: behind the last mark, `reach` characters at most."""
    near = max(0, position - reach)
    return max([near, *(found.end() for found in mark.finditer(text, near, position))])


@cache
def says(role: str) -> re.Pattern[str]:
    """The words of a role in `statement_words.csv`."""
    return reference.words_of("statement_words", role)
