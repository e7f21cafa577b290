"""Plain text and delimited text: bytes -> paragraphs and grids.

Shapes of a table in text: delimited (CSV, TSV), lines with tabs or pipes or runs of spaces, one cell per line.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product

from etl.contract.values import Block, Doubt, Grid, Paragraph, RawDocument
from etl.formats.text import spaced, stacked
from etl.headers import forms, kinds

_DELIMITERS = (",", "\t", ";")
_SPACES = re.compile(r"[ \u3000]{2,}")
_WIDE_SPACES = re.compile(r" *\u3000[ \u3000]*")
_FEWEST_WIDE = 4
"""So many single wide spaces, at least, part the cells of a line: one or two stand in any title."""
_SINGLE_LINES = 2
_CAPTION_LINES = 12
"""So many lines may stand above the header of a short table."""
_HIGH = re.compile(rb"[\x80-\xff]+")
_LATIN = re.compile("[\x80-\xff]{2}")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_PIECE = re.compile(rb"([\t\n,| ])")
csv.field_size_limit(1 << 24)


def read(data: bytes) -> RawDocument:
    """Read text in any of its shapes. Never fails: what cannot be decoded is marked and kept as U+FFFD."""
    text, encoding, doubts = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = _delimited(text, doubts)
    if rows is not None:
        numbers = [number for number, _ in rows]
        return RawDocument("csv", [Grid([cells for _, cells in rows], numbers)], encoding, doubts)
    return RawDocument("txt", _blocks(text), encoding, doubts)


def decode(data: bytes) -> tuple[str, str, list[Doubt]]:
    """Decode UTF-8 first, then GB18030; bytes of the one inside the other are decoded piece by piece and marked.

    Latin-1 is known by its high bytes, which stand alone: those of Chinese characters come in pairs.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16", []
    try:
        return _restored(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    high = _HIGH.findall(data)
    if sum(len(run) == 1 for run in high) * 2 > len(high):
        return data.decode("cp1252", errors="replace"), "latin-1", [Doubt("encoding_latin1", "")]
    pieces = _PIECE.split(data.removeprefix(b"\xef\xbb\xbf"))
    foreign = sum(not _is_utf8(piece) for piece in pieces)
    chinese = sum(any(byte > 127 for byte in piece) for piece in pieces)
    if foreign * 2 > chinese:
        try:
            return data.decode("gb18030"), "gb18030", [Doubt("encoding_gb18030", "")]
        except UnicodeDecodeError:
            pass
    doubts: list[Doubt] = []
    return "".join(_decode_piece(piece, doubts) for piece in pieces), "mixed", doubts


def _restored(text: str) -> tuple[str, str, list[Doubt]]:
    """Chinese that a program took for Latin-1 and saved as UTF-8 (ÏîÄ¿ for 项目), as it was before."""
    if _CHINESE.search(text) or not _LATIN.search(text):
        return text, "utf-8", []
    for taken_for, encoding in product(("latin-1", "cp1252"), ("utf-8", "gb2312")):
        with suppress(UnicodeError):
            before = text.encode(taken_for).decode(encoding)
            if _CHINESE.search(before):
                return before, encoding, [Doubt("encoding_restored", "")]
    return text, "utf-8", []


def _is_utf8(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_piece(piece: bytes, doubts: list[Doubt]) -> str:
    if _is_utf8(piece):
        return piece.decode("utf-8")
    try:
        text = piece.decode("gb18030")
        doubts.append(Doubt("encoding_mixed", text.strip()))
    except UnicodeDecodeError:
        text = piece.decode("utf-8", errors="replace")
        doubts.append(Doubt("encoding_unreadable", text.strip()))
    return text


def _delimited(text: str, doubts: list[Doubt]) -> list[tuple[int, list[str]]] | None:
    """Rows with their first line, where most of the text is one delimited table with a known header."""
    head = text[:20000]
    for delimiter in _DELIMITERS:
        if delimiter not in head or not _has_header(head, delimiter):
            continue
        rows = _csv_rows(text, delimiter, doubts)
        captions = next((i for i, (_, cells) in enumerate(rows[:_CAPTION_LINES]) if kinds.may_head(cells)), 0)
        widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
        if widths and sum(widths.values()) * 10 >= (len(rows) - captions) * 6:
            return rows
    return None


def _has_header(head: str, delimiter: str) -> bool:
    try:
        rows = list(csv.reader(io.StringIO(head), delimiter=delimiter))
    except csv.Error:
        return False
    return any(map(kinds.may_head, rows[:50])) or forms.is_form(rows)


def _csv_rows(text: str, delimiter: str, doubts: list[Doubt]) -> list[tuple[int, list[str]]]:
    try:
        return _numbered(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        doubts.append(Doubt("open_quote", ""))
        return _numbered(csv.reader(io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE))


def _numbered(reader: csv._reader) -> list[tuple[int, list[str]]]:  # type: ignore[name-defined]
    rows = []
    line = 1
    for cells in reader:
        if any(cells):
            rows.append((line, cells))
        line = reader.line_num + 1
    return rows


def _blocks(text: str) -> list[Block]:
    lines = list(enumerate(text.split("\n"), start=1))
    tables = _runs(lines)
    covered = {number for run in tables for number in run.numbers}
    plain = [(number, line) for number, line in lines if number not in covered]
    in_a_line = spaced.find(plain)
    taken = {number for table in in_a_line for number in range(table.first_line, table.last_line + 1)}
    found = [*in_a_line, *stacked.find([(number, line) for number, line in plain if number not in taken])]
    blocks: list[tuple[int, Block]] = [(run.numbers[0], Grid(run.rows, run.numbers)) for run in tables]
    for table in found:
        blocks.append((table.first_line, table.grid))
        covered.update(range(table.first_line, table.last_line + 1))
    blocks.extend((number, Paragraph(line, number)) for number, line in lines if line.strip() and number not in covered)
    return [block for _, block in sorted(blocks, key=lambda pair: pair[0])]


@dataclass(slots=True)
class _Run:
    """Neighbouring lines that are cut into cells in one way."""

    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def add(self, number: int, cells: list[str]) -> None:
        self.numbers.append(number)
        self.rows.append(cells)

    @property
    def is_table(self) -> bool:
        """Whether the lines are a list or a form."""
        return len(self.rows) > 1 and (any(map(kinds.may_head, self.rows)) or forms.is_form(self.rows))


def _runs(lines: list[tuple[int, str]]) -> list[_Run]:
    """Tables of lines that are cut into cells. Blank lines do not end one, nor do two lines of one cell at most."""
    runs: list[_Run] = []
    waiting: list[tuple[int, str]] = []
    for number, line in lines:
        if not line.strip():
            continue
        goes_on = bool(runs) and len(waiting) <= _SINGLE_LINES
        cells = _cut(line, least=2 if goes_on else 3)
        if cells is None:
            waiting.append((number, line))
            continue
        if not goes_on:
            runs.append(_Run())
            waiting = []
        for single, text in waiting:
            runs[-1].add(single, [text])
        waiting = []
        runs[-1].add(number, cells)
    return [run for run in runs if run.is_table]


def _cut(line: str, least: int) -> list[str] | None:
    """Cells of a line by tabs, pipes, wide spaces or runs of spaces (`least` cells, then); None for running text."""
    if "\t" in line:
        return line.split("\t")
    line = line.replace("｜", "|").replace("│", "|")
    if line.count("|") >= 2:
        inner = line.strip().removeprefix("|").removesuffix("|")
        return None if re.fullmatch(r"[\s|:+-]*", inner) else [cell.strip() for cell in inner.split("|")]
    cells = _SPACES.split(line.strip())
    if len(cells) <= 2 and line.strip().count("\u3000") >= _FEWEST_WIDE:
        cells = _WIDE_SPACES.split(line.strip())
    return cells if len(cells) >= least else None
