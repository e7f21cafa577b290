"""Bounds on how long a text may be that patterns look through: what is longer is kept, and said, but not read.

Patterns try at each character, some of them to the end of the text; so the time for a cell grows with more than its
length. No cell of a real list comes near the bound: the longest contents that were seen have 3,000 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from etl.contract.detail import Detail
from etl.contract.values import Block, Doubt, Grid, LongCell, Paragraph, RawDocument, doubts_of
from etl.formats.limits import refuse_large
from etl.formats.sniff import refuse

LONGEST = 5_000
"""Characters of a cell, and of a sentence of running text."""
MOST_WORDS = 3_000_000
"""Characters of running text in a document; a plan has some 30,000."""
MOST_KEPT = 32_000_000
"""So many characters of cells that are too long are kept beside their rows; of more, the document has them."""
_SHOWN = 60
_SENTENCE = re.compile(r"[^。；;！!？?\n]*[。；;！!？?\n]?")


def bounded(document: RawDocument) -> RawDocument:
    """The document with each text that is too long set aside. Raises `Unreadable` where there is too much text."""
    if sum(len(block.text) for block in document.blocks if isinstance(block, Paragraph)) > MOST_WORDS:
        refuse("reading_too_large", Detail("words_above", most=MOST_WORDS // 10_000))
    kept = _Kept()
    doubts: list[Doubt] = []
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks += _sentences(block, doubts) if len(block.text) > LONGEST else [block]
        else:
            refuse_large(1, max(map(len, block.rows), default=0))
            kept.in_rows(block)
            blocks.append(block)
    if not kept.cells and not doubts:
        return document
    return replace(document, blocks=blocks, doubts=document.doubts + doubts, doubted=[*document.doubted, *kept.cells])


class _Kept:
    """Puts a `LongCell` in the place of each cell that is too long."""

    def __init__(self) -> None:
        self.cells: list[LongCell] = []
        self._left = MOST_KEPT
        self._same: dict[int, LongCell] = {}

    def in_rows(self, grid: Grid) -> None:
        for row in grid.rows:
            if row and max(map(len, row)) > LONGEST:
                row[:] = [self._cell(cell) if len(cell) > LONGEST else cell for cell in row]

    def _cell(self, text: str) -> LongCell:
        """The cell for a text; a merged cell, or one of several that share their text, is one object."""
        self._left -= len(text)
        if id(text) not in self._same:
            doubt = _doubt(text, Detail("long_cell", count=len(text), most=LONGEST))
            self.cells.append(LongCell(text, [doubt, *doubts_of([text])]))
            self._same[id(text)] = self.cells[-1]
        return self._same[id(text)] if self._left >= 0 else self._cut(text)

    def _cut(self, text: str) -> LongCell:
        doubt = _doubt(text, Detail("long_cell_cut", count=len(text), most=LONGEST))
        self.cells.append(LongCell(text[:LONGEST], [doubt, *doubts_of([text])]))
        return self.cells[-1]


def _sentences(paragraph: Paragraph, doubts: list[Doubt]) -> Iterator[Paragraph]:
    """A long paragraph in pieces that end with sentences; a sentence that is too long itself is a doubt."""
    piece = ""
    for sentence in _SENTENCE.findall(paragraph.text):
        if len(sentence) > LONGEST:
            detail = Detail("long_sentence", line=paragraph.line, count=len(sentence), most=LONGEST)
            doubts.append(_doubt(sentence, detail))
            sentence = ""
        if len(piece) + len(sentence) > LONGEST:
            yield replace(paragraph, text=piece)
            piece = ""
        piece += sentence
    if piece.strip():
        yield replace(paragraph, text=piece)


def _doubt(text: str, detail: Detail) -> Doubt:
    return Doubt("text_too_long", f"{' '.join(text[:_SHOWN].split())}…", detail)
