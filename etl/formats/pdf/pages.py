"""Reads the pages of a PDF in a process of its own: `python -m etl.formats.pdf.pages < file > answer`.

The process ends itself, with one of the exit statuses below, when a page takes too long or memory runs out, so that
a hostile file costs the caller neither. The answer is JSON.
"""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import threading
import time
import warnings
from dataclasses import asdict
from typing import Any

import pdfplumber
import psutil
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from etl.contract.values import DoubtedCell, Grid, Paragraph
from etl.formats.pdf import ocr
from etl.formats.pdf.page_reader import PageReader
from etl.formats.pdf.words_of_page import Line

MAX_PAGES = 2_000
PAGE_SECONDS = 15
MAX_MEMORY = 2**30
PICTURE_SECONDS, PICTURE_MEMORY = 300, 4 * 2**30
"""What recognising the words of a scanned page may cost."""

TOO_SLOW, TOO_MUCH_MEMORY, DAMAGED, PASSWORD, TOO_MANY_PAGES = 3, 4, 5, 6, 7

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
    reader = PageReader(recognise and _given_time(recognise, watch))
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
        {"text": block.text, "line": block.line} if isinstance(block, Paragraph) else _grid(block)
        for block in reader.blocks.found
    ]
    return {"status": 0, "blocks": blocks, "doubts": reader.doubts()}


def _grid(grid: Grid) -> dict[str, Any]:
    """A grid as JSON; `doubted` holds the doubts of its cells: row, column, and of each doubt type and words."""
    doubted = [
        (row, column, [(doubt.type, doubt.raw) for doubt in cell.doubts])
        for row, cells in enumerate(grid.rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, DoubtedCell)
    ]
    return {**asdict(grid), "doubted": doubted}


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
