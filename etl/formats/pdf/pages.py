"""Reads the pages of a PDF in a process of its own: `python -m etl.formats.pdf.pages < file > answer`.

The process ends itself, with one of the exit statuses below, when a page takes too long or memory runs out, so that
a hostile file costs the caller neither. The answer is JSON.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import threading
import time
import warnings
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import pdfplumber
import psutil
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from etl.contract.detail import Detail
from etl.contract.values import Grid, Paragraph
from etl.formats.blocks import Blocks
from etl.formats.pdf import ocr
from etl.formats.pdf.beside import join_columns
from etl.formats.pdf.grids import (
    PageTable,
    level_rules,
    pictured_grids,
    pictured_tables,
    ruled_tables,
    rules_of,
    unruled_tables,
)
from etl.formats.pdf.picture_lines import apart, put_level
from etl.formats.pdf.picture_lines import lines as lines_of_picture
from etl.formats.pdf.words_of_page import Line, Prose, joined, lines_of, paragraphs, unique, watermark, words_of

MAX_PAGES = 2_000
PAGE_SECONDS = 15
MAX_MEMORY = 2**30
PICTURE_SECONDS, PICTURE_MEMORY = 300, 4 * 2**30
"""What recognising the words of a scanned page may cost."""

TOO_SLOW, TOO_MUCH_MEMORY, DAMAGED, PASSWORD, TOO_MANY_PAGES = 3, 4, 5, 6, 7

_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?[-—–·\s]*(?:共\d{1,4}页)?")

_UNKNOWN = re.compile("\\(cid:|[\ufffd\ue000-\uefff\U000f0000-\U0010ffff]")
"""No character, or one of private use; those of symbol fonts (U+F0xx) mark items of lists."""

_BROKEN = (
    PSException,
    PdfminerException,
    MalformedPDFException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    ZeroDivisionError,
    OSError,
    MemoryError,
)
"""What pdfminer is seen to raise on damaged bytes."""


@dataclass(slots=True)
class _PageRead:
    """What stands on a page: lines of running text, tables, left and right end of its text.

    `frames`: what may be a single column of a table, or else but a frame around lines.
    """

    number: int
    lines: list[Line]
    tables: list[PageTable]
    left: float
    right: float
    frames: list[PageTable] = field(default_factory=list)
    recognised: bool = False


class _Reader:
    """Collects pages, then blocks, and doubts over the pages."""

    def __init__(self, recognise: ocr.Recognise | None = None) -> None:
        self.blocks = Blocks()
        self._pages: list[_PageRead] = []
        self._recognise = recognise
        self.recognised: list[int] = []
        self._cut_off: Prose | None = None
        self.scanned: list[int] = []
        self.over_picture: list[int] = []
        self.uncertain: list[int] = []
        self.cut_off: list[int] = []
        self.turned: list[int] = []
        self.watermarks: list[int] = []
        self.unknown_signs: list[int] = []

    def page(self, page: Page, number: int) -> None:
        """Tables and running text of one page, from top to bottom."""
        page = _put_upright(page)
        behind = {id(char) for char in watermark(page.chars)}
        printed = [char for char in page.chars if id(char) not in behind]
        chars = unique([char for char in printed if char["upright"]])
        if behind:
            self.watermarks.append(number)
        if any(not char["upright"] and not char["text"].isspace() for char in printed):
            self.turned.append(number)
        if not any(not char["text"].isspace() for char in page.chars):
            if (page.images or page.curves) and not self._picture(page, number):
                self.scanned.append(number)
            return
        if _picture_share(page) > 0.7:
            self.over_picture.append(number)
        if any(_UNKNOWN.match(char["text"]) for char in chars):
            self.unknown_signs.append(number)
        framed = ruled_tables(page, chars)
        tables = [table for table in framed if not table.is_one_column]
        frames = [table for table in framed if table.is_one_column]
        if any(table.cut_off for table in tables):
            self.cut_off.append(number)
        free = [char for char in chars if not _is_inside(char, tables)]
        outside = lines_of(words_of(free))
        loose = unruled_tables(outside, level_rules(page), free)
        if any(not table.certain for table in tables + loose):
            self.uncertain.append(number)
        left, right = min(char["x0"] for char in page.chars), max(char["x1"] for char in page.chars)
        lines = _lines_outside(outside, loose)
        self._pages.append(_PageRead(number, lines, tables + loose, left, right, [] if tables else frames))

    def _picture(self, page: Page, number: int) -> bool:
        """Tables and running text that a recogniser reads from a page without words; False where there is none."""
        if self._recognise is None:
            return False
        picture = put_level(page.to_image(resolution=ocr.DPI).original.convert("L"))
        level, upright = lines_of_picture(picture)
        grids = pictured_grids(page, level, upright)
        spread = apart(picture, level, upright, rules_of(grids))
        packed = io.BytesIO()
        spread.picture.save(packed, "PNG")
        words = [
            [replace(one, x0=spread.back(one.x0), x1=spread.back(one.x1)) for one in word]
            for word in self._recognise(packed.getvalue())
        ]
        if not words:
            return False
        self.recognised.append(number)
        tables = pictured_tables(grids, words)
        free = [joined(word) for word in words if not _is_in_any(word, tables)]
        lines = lines_of(free)
        loose = unruled_tables(lines, [], recognised=True)
        left, right = min(word[0].x0 for word in words), max(word[-1].x1 for word in words)
        lines = _lines_outside(lines, loose)
        self._pages.append(_PageRead(number, lines, tables + loose, left, right, recognised=True))
        return True

    def write(self) -> None:
        """Hand over all pages."""
        self._join_columns()
        for page in self._pages:
            before = len(self.blocks.found)
            self._write(page.lines, page.tables, page.number, page.left, page.right)
            for block in self.blocks.found[before:] if page.recognised else ():
                if isinstance(block, Grid):
                    block.recognised = True
        self._end_paragraph()

    def _join_columns(self) -> None:
        """Put the columns of a wide sheet that stand on later pages beside those that they belong to."""
        alone = [page.tables[0] if len(page.tables) == 1 else None for page in self._pages]
        frames = [page.frames[0] if len(page.frames) == 1 else None for page in self._pages]
        parts = [table or frame for table, frame in zip(alone, frames, strict=True)]
        for at in join_columns(parts):
            part, page = parts[at], self._pages[at]
            assert part
            page.tables = []
            page.lines = [line for line in page.lines if not part.box[1] < line[0].middle < part.box[3]]

    def _write(self, lines: list[Line], tables: list[PageTable], number: int, left: float, right: float) -> None:
        """Hand over a page in reading order; `left` and `right` bound its text.

        A paragraph that the page cuts off waits for its rest on the next one, so that no number is cut in two.
        """
        furniture = [line for line in lines[:1] + lines[-1:] if _PAGE_NUMBER.fullmatch("".join(w.text for w in line))]
        lines = [line for line in lines if line not in furniture]
        pieces: list[Prose | PageTable] = []
        for table in sorted(tables, key=lambda one: one.box[1]):
            pieces += paragraphs([line for line in lines if line[0].middle < table.box[1]], left, right)
            lines = [line for line in lines if line[0].middle >= table.box[1]]
            pieces.append(table)
        pieces += paragraphs(lines, left, right)
        if (
            pieces
            and self._cut_off is not None
            and isinstance(pieces[0], Prose)
            and self._cut_off.flows_into(pieces[0])
        ):
            self._cut_off.join(pieces[0])
            pieces[0] = self._cut_off
            self._cut_off = None
        self._end_paragraph()
        for piece in pieces[:-1]:
            self._hand_over(piece, number)
        for line in furniture:
            self.blocks.paragraph(" ".join(word.text for word in line))
        if pieces and isinstance(pieces[-1], Prose) and pieces[-1].is_open:
            self._cut_off = pieces[-1]
        elif pieces:
            self._hand_over(pieces[-1], number)

    def _hand_over(self, piece: Prose | PageTable, number: int) -> None:
        if isinstance(piece, Prose):
            self.blocks.paragraph(piece.text)
        else:
            self.blocks.grid(piece.cells, piece.height, f"第{number}页")
            if piece.cut_off and isinstance(self.blocks.found[-1], Grid):
                self.blocks.found[-1].recognised = True

    def _end_paragraph(self) -> None:
        """Hand over the paragraph that a page has cut off and none goes on with."""
        if self._cut_off is not None:
            self.blocks.paragraph(self._cut_off.text)
            self._cut_off = None

    def doubts(self) -> list[tuple[str, str, str]]:
        """Type, raw and detail (`Detail.as_text`) of what was doubtful."""
        found = []
        if self.scanned and not self.blocks.found:
            found.append(("scan_without_text", "", Detail("pdf_is_a_scan", command=ocr.COMMAND)))
        elif self.scanned:
            found.append(("scanned_page", _pages(self.scanned), Detail("pages_are_scans", command=ocr.COMMAND)))
        for kind, numbers, detail in (
            ("recognised_picture", self.recognised, Detail("pages_recognised")),
            ("recognised_text", self.over_picture, Detail("text_over_picture")),
            ("uncertain_rows", self.uncertain, Detail("rows_by_white_space")),
            ("cut_off_cells", self.cut_off, Detail("text_cut_off")),
            ("turned_text", self.turned, Detail("text_turned")),
            ("watermark", self.watermarks, Detail("looks_like_watermark")),
            ("unknown_characters", self.unknown_signs, Detail("characters_without_code")),
        ):
            if numbers:
                found.append((kind, _pages(numbers), detail))
        return [(kind, raw, detail.as_text()) for kind, raw, detail in found]


def _put_upright(page: Page) -> Page:
    """The page turned so that most of its words stand upright: wide tables are often set sideways."""
    sideways = [char["matrix"][1] > 0 for char in page.chars if not char["upright"]]
    if 2 * len(sideways) <= len(page.chars):
        return page
    sheet = page.page_obj
    sheet.rotate = (sheet.rotate + (90 if 2 * sum(sideways) > len(sideways) else 270)) % 360
    sheet.attrs = {**sheet.attrs, "Rotate": sheet.rotate}
    return Page(page.pdf, sheet, page.page_number)


def _pages(numbers: list[int]) -> str:
    listed = "、".join(f"第{number}页" for number in numbers[:20])
    return listed if len(numbers) <= 20 else f"{listed} 等 {len(numbers)} 页"


def _picture_share(page: Page) -> float:
    """How much of the page its largest picture covers."""
    area = float(page.width * page.height) or 1.0
    return max(((one["x1"] - one["x0"]) * (one["bottom"] - one["top"]) / area for one in page.images), default=0.0)


def _lines_outside(lines: list[Line], tables: list[PageTable]) -> list[Line]:
    """The lines that no table took."""
    return [line for line in lines if not any(table.box[1] <= line[0].middle <= table.box[3] for table in tables)]


def _is_in_any(word: Line, tables: list[PageTable]) -> bool:
    return all(_is_inside({"x0": c.x0, "x1": c.x1, "top": c.top, "bottom": c.bottom}, tables) for c in word)


def _is_inside(char: dict[str, Any], tables: list[PageTable]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in (t.box for t in tables))


class _Watch(threading.Thread):
    """Ends the process when a page takes too long or memory runs out."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.page = 0
        self.seconds, self.memory = PAGE_SECONDS, MAX_MEMORY
        self.since = time.monotonic()

    def next_page(self, number: int) -> None:
        self.page, self.since = number, time.monotonic()

    def allow_recognising(self) -> None:
        """A recogniser is at work: it takes more of both."""
        self.seconds, self.memory = PICTURE_SECONDS, PICTURE_MEMORY

    def run(self) -> None:
        process = psutil.Process()
        while True:
            if time.monotonic() - self.since > self.seconds:
                os._exit(TOO_SLOW)
            if process.memory_info().rss > self.memory:
                os._exit(TOO_MUCH_MEMORY)
            time.sleep(0.1)


def read_pages(data: bytes, watch: _Watch | None = None, recognise: ocr.Recognise | None = None) -> dict[str, Any]:
    """All pages as JSON: `paragraphs` and `grids` in `blocks`, and `doubts`. `recognise` reads pages that are scans."""
    reader = _Reader(recognise and _given_time(recognise, watch))
    with pdfplumber.open(io.BytesIO(data)) as document:
        pages = document.pages
        if len(pages) > MAX_PAGES:
            return {"status": TOO_MANY_PAGES, "reason": str(len(pages))}
        if not pages:
            return {"status": DAMAGED, "reason": "no pages"}
        for number, page in enumerate(pages, start=1):
            if watch is not None:
                watch.next_page(number)
            reader.page(page, number)
            page.close()
    reader.write()
    blocks = [
        {"text": block.text, "line": block.line} if isinstance(block, Paragraph) else asdict(block)
        for block in reader.blocks.found
    ]
    return {"status": 0, "blocks": blocks, "doubts": reader.doubts()}


def _given_time(recognise: ocr.Recognise, watch: _Watch | None) -> ocr.Recognise:
    def read(picture: bytes) -> list[Line]:
        if watch is not None:
            watch.allow_recognising()
        return recognise(picture)

    return read


def main() -> None:
    """Answer on standard output; a library's own words go to standard error."""
    answer_to, sys.stdout = sys.stdout, sys.stderr
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    watch = _Watch()
    watch.start()
    try:
        answer = read_pages(sys.stdin.buffer.read(), watch, ocr.recognise if ocr.available() else None)
    except _BROKEN as error:
        cause = error.args[0] if error.args else error
        status = PASSWORD if isinstance(cause, PDFPasswordIncorrect) else DAMAGED
        answer = {"status": status, "reason": f"{type(error).__name__}: {error}"[:200]}
    answer_to.buffer.write(json.dumps(answer).encode())
    answer_to.flush()


if __name__ == "__main__":
    main()
