"""Pages of a PDF -> blocks in reading order, and doubts that name the pages."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pdfplumber.page import Page

from etl.contract.detail import Detail
from etl.contract.values import Doubt, doubted, doubts_of
from etl.formats.blocks import Blocks
from etl.formats.pdf import char_looks, ocr
from etl.formats.pdf.beside import join_columns
from etl.formats.pdf.edges import level_rules
from etl.formats.pdf.page_table import PageTable
from etl.formats.pdf.picture_lines import apart, put_level
from etl.formats.pdf.picture_lines import lines as lines_of_picture
from etl.formats.pdf.ruled import pictured_grids, pictured_tables, ruled_tables, rules_of
from etl.formats.pdf.turned import put_upright
from etl.formats.pdf.unruled import unruled_tables
from etl.formats.pdf.words_of_page import Char, Line, Prose, joined, lines_of, paragraphs, unique, watermark, words_of
from etl.formats.seen import of_document

_PAGE_NUMBER = re.compile(
    r"""
    [-—–·\s]*
    (?: 第\s* )? \d{1,4} (?: \s*/\s*\d{1,4} )? (?: \s*页 )?     # 第 3 页, - 3 -, 3/12
    [-—–·\s]*
    (?: 共\d{1,4}页 )?                                          # 第3页 共12页
    """,
    re.VERBOSE,
)

_UNKNOWN = re.compile("\\(cid:|[\ufffd\ue000-\uefff\U000f0000-\U0010ffff]")
"""No character, or one of private use; those of symbol fonts (U+F0xx) mark items of lists."""

_MOSTLY_PICTURE = 0.7
"""Words over a picture that takes so much of the page were recognised by the program that wrote the file."""

_MOST_LISTED = 20

_DOUBTS = {
    "recognised_picture": "pages_recognised",
    "recognised_text": "text_over_picture",
    "uncertain_rows": "rows_by_white_space",
    "cut_off_cells": "text_cut_off",
    "turned_text": "text_turned",
    "watermark": "looks_like_watermark",
    "unknown_characters": "characters_without_code",
}
"""What may be doubtful on a page, and the detail that says so."""


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

    def in_order(self) -> list[Prose | PageTable]:
        """Paragraphs and tables from top to bottom, page numbers left out."""
        numbers = self.page_numbers()
        rest = [line for line in self.lines if line not in numbers]
        found: list[Prose | PageTable] = []
        for table in sorted(self.tables, key=lambda one: one.box[1]):
            above = [line for line in rest if line[0].middle < table.box[1]]
            rest = [line for line in rest if line[0].middle >= table.box[1]]
            found += [*paragraphs(above, self.left, self.right), table]
        return [*found, *paragraphs(rest, self.left, self.right)]

    def page_numbers(self) -> list[Line]:
        """Its first and last line, where they are but the number of the page."""
        ends = self.lines[:1] + self.lines[-1:]
        return [line for line in ends if _PAGE_NUMBER.fullmatch("".join(word.text for word in line))]


class PageReader:
    """Collects pages, then blocks, and doubts over the pages."""

    def __init__(self, recognise: ocr.Recognise | None = None) -> None:
        """Begin a document; `recognise` reads pages that are pictures."""
        self.blocks = Blocks()
        self._recognise = recognise
        self._pages: list[_PageRead] = []
        self._cut_off: Prose | None = None
        self._scanned: list[int] = []
        self._struck: list[Doubt] = []
        """In running text."""
        self._doubtful: dict[str, list[int]] = {kind: [] for kind in _DOUBTS}

    def page(self, page: Page, number: int) -> None:
        """Tables and running text of one page, from top to bottom."""
        page = put_upright(page)
        behind = {id(char) for char in watermark(page.chars)}
        printed = [char for char in page.chars if id(char) not in behind]
        self._note("watermark", number, bool(behind))
        self._note("turned_text", number, not all(char["upright"] or char["text"].isspace() for char in printed))
        if not all(char["text"].isspace() for char in page.chars):
            self._words(page, number, unique([char for char in printed if char["upright"]]))
        elif (page.images or page.curves) and not self._picture(page, number):
            self._scanned.append(number)

    def _note(self, kind: str, number: int, is_so: bool) -> None:
        if is_so:
            self._doubtful[kind].append(number)

    def _words(self, page: Page, number: int, chars: list[Char]) -> None:
        """Tables and running text of a page with words."""
        self._note("unknown_characters", number, any(_UNKNOWN.match(char["text"]) for char in chars))
        found = char_looks.struck(page, chars)
        page, chars = char_looks.without_strokes(page, found), char_looks.marked(chars, found)
        framed = ruled_tables(page, chars)
        tables = [table for table in framed if not table.is_one_column]
        frames = [table for table in framed if table.is_one_column]
        hanging = {one for table in tables for one in table.outside}
        free = [char for char in chars if not _is_inside(char, tables) and id(char) not in hanging]
        outside = lines_of(words_of(free))
        loose = unruled_tables(outside, level_rules(page), free)
        self._note("recognised_text", number, _picture_share(page) > _MOSTLY_PICTURE)
        self._note("cut_off_cells", number, any(table.cut_off for table in tables))
        self._note("uncertain_rows", number, not all(table.certain for table in tables + loose))
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
        self._note("recognised_picture", number, True)
        tables = pictured_tables(grids, words)
        lines = lines_of([joined(word) for word in words if not _is_in_any(word, tables)])
        loose = unruled_tables(lines, [], recognised=True)
        left, right = min(word[0].x0 for word in words), max(word[-1].x1 for word in words)
        lines = _lines_outside(lines, loose)
        self._pages.append(_PageRead(number, lines, tables + loose, left, right, recognised=True))
        return True

    def write(self) -> None:
        """Hand over all pages."""
        self._join_columns()
        for page in self._pages:
            self._write(page)
        self._end_paragraph()

    def _join_columns(self) -> None:
        """Put the columns of a wide sheet that stand on later pages beside those that they belong to."""
        parts = [_only(page.tables) or _only(page.frames) for page in self._pages]
        for at in join_columns(parts):
            part, page = parts[at], self._pages[at]
            assert part
            page.tables = []
            page.lines = [line for line in page.lines if not part.box[1] < line[0].middle < part.box[3]]

    def _write(self, page: _PageRead) -> None:
        """Hand over a page in reading order.

        A paragraph that the page cuts off waits for its rest on the next one, so that no number is cut in two.
        """
        pieces = page.in_order()
        self._go_on(pieces)
        for piece in pieces[:-1]:
            self._hand_over(piece, page)
        for line in page.page_numbers():
            self._paragraph(" ".join(word.text for word in line))
        for last in pieces[-1:]:
            if isinstance(last, Prose) and last.is_open:
                self._cut_off = last
            else:
                self._hand_over(last, page)

    def _go_on(self, pieces: list[Prose | PageTable]) -> None:
        """Put the paragraph that the page before cut off together with its rest, or else hand it over as it is."""
        first = pieces[0] if pieces else None
        if self._cut_off is not None and isinstance(first, Prose) and self._cut_off.flows_into(first):
            self._cut_off.join(first)
            pieces[0] = self._cut_off
            self._cut_off = None
        self._end_paragraph()

    def _hand_over(self, piece: Prose | PageTable, page: _PageRead) -> None:
        if isinstance(piece, Prose):
            self._paragraph(piece.text)
        else:
            is_doubtful = piece.cut_off or page.recognised
            for cell in piece.cells:
                cell.text = _seen(cell.text)
            self.blocks.grid(piece.cells, piece.height, f"第{page.number}页", recognised=is_doubtful)

    def _end_paragraph(self) -> None:
        """Hand over the paragraph that a page has cut off and none goes on with."""
        if self._cut_off is not None:
            self._paragraph(self._cut_off.text)
            self._cut_off = None

    def _paragraph(self, text: str) -> None:
        words = char_looks.seen_in(text)
        self._struck += words.doubts
        self.blocks.paragraph(words.text)

    def doubts(self) -> list[tuple[str, str, str | None]]:
        """Type, raw and detail (`Detail.as_text`) of what was doubtful."""
        found = []
        if self._scanned and not self.blocks.found:
            found.append(("scan_without_text", "", Detail("pdf_is_a_scan", command=ocr.COMMAND)))
        elif self._scanned:
            found.append(("scanned_page", _listed(self._scanned), Detail("pages_are_scans", command=ocr.COMMAND)))
        for kind, numbers in self._doubtful.items():
            if numbers:
                found.append((kind, _listed(numbers), Detail(_DOUBTS[kind])))
        told = [(kind, raw, detail.as_text()) for kind, raw, detail in found]
        return [*told, *((doubt.type, doubt.raw, None) for doubt in of_document(self._struck))]


def _seen(cell: str) -> str:
    """The text of a cell without what is struck out, with its doubts."""
    words = char_looks.seen_in(cell)
    unclear = [Doubt(doubt.type, char_looks.seen_in(doubt.raw).text) for doubt in doubts_of([cell])]
    return doubted(words.text, [*unclear, *words.doubts])


def _only(tables: Sequence[PageTable]) -> PageTable | None:
    return tables[0] if len(tables) == 1 else None


def _listed(numbers: Sequence[int]) -> str:
    """The first pages of a list, and how many there are."""
    listed = "、".join(f"第{number}页" for number in numbers[:_MOST_LISTED])
    return listed if len(numbers) <= _MOST_LISTED else f"{listed} 等 {len(numbers)} 页"


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
