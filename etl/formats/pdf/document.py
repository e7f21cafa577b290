"""Reader for PDF files with a text layer, and for scans where a recogniser is installed, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from etl.contract.detail import Detail
from etl.contract.values import Doubt, DoubtedCell, Grid, Merge, Paragraph, RawDocument
from etl.formats.pdf import pages
from etl.formats.sniff import damaged, refuse

MAX_SECONDS = 600
"""For a whole document of the most pages; a single page has `pages.PAGE_SECONDS`."""

_PROGRAM = "adobe_or_wps"


def read(data: bytes) -> RawDocument:
    """Running text and tables page by page, from top to bottom; a table that goes on over pages gives a grid for each.

    A cell's lines are parted by line breaks. Tables without ruling lines are found by white space; where that leaves
    rows in doubt, where a page is a picture, and where characters have no meaning, a doubt names the pages.
    """
    answer = _ask(data)
    document = RawDocument("pdf", [])
    for one in answer["blocks"]:
        document.blocks.append(Paragraph(one["text"], one["line"]) if "text" in one else _grid(one, document))
    document.doubts += [Doubt(kind, raw, Detail.read(detail)) for kind, raw, detail in answer["doubts"]]
    return document


def _grid(one: dict[str, Any], document: RawDocument) -> Grid:
    """A grid as `pages` gives it; its cells with doubts are kept in the document too."""
    merges = [Merge(*merge) for merge in one["merges"]]
    for row, column, doubts in one["doubted"]:
        cell = DoubtedCell(one["rows"][row][column], [Doubt(kind, raw) for kind, raw in doubts])
        one["rows"][row][column] = cell
        document.doubted.append(cell)
    return Grid(one["rows"], one["lines"], one["where"], merges, recognised=one["recognised"])


def _ask(data: bytes) -> dict[str, Any]:
    """Run the reading process and understand its answer or its end."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", pages.__name__]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, in our own interpreter
            command, input=data, capture_output=True, timeout=MAX_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        refuse("reading_too_slow", Detail("pdf_too_slow"))
    if done.returncode == pages.TOO_SLOW:
        refuse("reading_too_slow", Detail("page_too_slow"))
    if done.returncode == pages.TOO_MUCH_MEMORY:
        refuse("reading_too_large", Detail("too_much_memory"))
    if done.returncode != 0 or not done.stdout:
        raise damaged(_PROGRAM, RuntimeError(done.stderr.decode("utf-8", "replace")[-200:]))
    answer: dict[str, Any] = json.loads(done.stdout)
    if answer["status"] == pages.PASSWORD:
        refuse("password_protected", Detail("take_password_away_in_pdf"))
    if answer["status"] == pages.TOO_MANY_PAGES:
        refuse("too_many_pages", Detail("too_many_pages_of_pdf", most=pages.MAX_PAGES), answer["reason"])
    if answer["status"] != 0:
        raise damaged(_PROGRAM, RuntimeError(answer["reason"]))
    return answer
