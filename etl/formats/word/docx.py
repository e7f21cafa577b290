"""Reader for Word documents (.docx): a walk over the document's XML, since python-docx leaves out tracked insertions,
content controls and text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, chain

from lxml import etree

from etl.contract.detail import Detail
from etl.contract.values import Doubt, RawDocument, doubted, doubts_of
from etl.formats import package
from etl.formats.blocks import Blocks
from etl.formats.limits import MAX_COLUMNS, refuse_large
from etl.formats.merged_cells import Placed
from etl.formats.seen import PLAIN, Look, Piece, Seen, of_document, seen
from etl.formats.sniff import damaged
from etl.formats.word.numbering import Numbering
from etl.formats.word.run_styles import RunStyles, Switches, find, is_on
from etl.headers import kinds

_PROGRAM = "word_or_wps"
_INSERTED, _DELETED = {"ins", "moveTo"}, {"del", "moveFrom"}
_TRANSPARENT = {"sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "dir", "bdo"} | _INSERTED
_LEFT_OUT = {"pPr", "rPr", "instrText", "delInstrText", "rt", "drawing", "pict", "object", "tbl"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HAIR = 120
"""Column edges nearer than this (twentieths of a point: 2 mm) are one edge, drawn by an unsteady hand."""


def read(data: bytes) -> RawDocument:
    """Paragraphs and tables of a document in reading order, with numbers of numbered lists, then its notes.

    A table nested in a cell is part of its words, unless it is a list, which follows as a grid of its own; a table of
    one column is a frame, its content stands as paragraphs. Struck and hidden words, tracked deletions, headers and
    footers are left out, the first three with a doubt at their cell. Raised digits become ¹²³.
    """
    parts = package.unpack(data, _PROGRAM)
    main = package.related(parts, "", "officeDocument", _PROGRAM) or "word/document.xml"
    if main not in parts:
        raise damaged(_PROGRAM, KeyError(main))
    body = package.parse(parts[main], _PROGRAM).find("{*}body")
    if body is None:
        raise damaged(_PROGRAM, KeyError("body"))

    def beside(kind: str) -> etree._Element | None:
        part = package.related(parts, main, kind, _PROGRAM)
        return package.parse(parts[part], _PROGRAM) if part is not None else None

    styles = beside("styles")
    walk = _Walk(Numbering(beside("numbering"), styles), RunStyles(styles))
    walk.content(body)
    for kind in ("footnotes", "endnotes"):
        notes = beside(kind)
        for note in notes if notes is not None else ():
            if not _attribute(note, "type"):
                walk.content(note)
    doubts = [*walk.doubts(), *_unread(body, walk)]
    return RawDocument("docx", walk.blocks.found, doubts=doubts, doubted=walk.blocks.doubted)


def _name(element: etree._Element) -> str:
    """Local name; comments and processing instructions have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by local name: the two editions of the format use different namespaces."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Child elements, seen through wrappers that mean nothing for the content, without what was deleted."""
    for child in element:
        name = _name(child)
        if name in _TRANSPARENT:
            yield from _children(child)
        elif name == "AlternateContent":
            yield from _children(_choice(child))
        elif name not in _DELETED:
            yield child


def _choice(alternatives: etree._Element) -> etree._Element:
    """The first of several ways to write one thing; an empty one where there is none."""
    choices = (one for one in alternatives if _name(one) in {"Choice", "Fallback"})
    return next(choices, etree.Element("none"))


class _Walk:
    """One pass over a document."""

    def __init__(self, numbering: Numbering, styles: RunStyles) -> None:
        self.blocks = Blocks()
        self._numbering = numbering
        self._styles = styles
        self._tables = 0
        self._hidden_rows: list[str] = []
        self._doubts: list[Doubt] = []
        """Of running text."""

    def content(self, container: etree._Element) -> None:
        """Paragraphs and tables of a body, a note or the only column of a frame."""
        for child in _children(container):
            if _name(child) == "p":
                words = self._paragraph(child)
                self._doubts += words.doubts
                self.blocks.paragraph(words.text)
                for box in _boxes(child):
                    self.content(box)
            elif _name(child) == "tbl":
                self._table(child)

    def _paragraph(self, paragraph: etree._Element, look: Look = PLAIN) -> Seen:
        """Its words behind its number, which stands there only where words do."""
        mark = paragraph.find("{*}pPr/{*}rPr")
        words = seen(self._pieces(paragraph, self._styles.of_paragraph(paragraph), look))
        if not words.text and (words.doubts or find(mark, "del") is not None):
            return words
        return words._replace(text=self._numbering.label(paragraph) + words.text)

    def _pieces(self, element: etree._Element, style: Switches, look: Look) -> Iterator[Piece]:
        """The words below an element, and how they look. `style`: what the paragraph's style switches on."""
        for child in element:
            name = _name(child)
            if name in _SIGNS:
                yield _SIGNS[name], look
            elif name in ("t", "delText"):
                yield child.text or "", look
            elif name == "sym":
                code = _attribute(child, "char")
                yield chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else "", look
            elif name == "AlternateContent":
                yield from self._pieces(_choice(child), style, look)
            elif name not in _LEFT_OUT:
                yield from self._pieces(child, style, self._look(child, name, style, look))

    def _look(self, element: etree._Element, name: str, style: Switches, look: Look) -> Look:
        """How the words below an element look."""
        if name == "r":
            return self._styles.look(element, style, look)
        if name in _INSERTED:
            return look._replace(inserted=True)
        return look._replace(deleted=True) if name in _DELETED else look

    def _table(self, table: etree._Element) -> None:
        """A grid, then the tables nested in its cells; or, for a frame, what stands in it."""
        rows = [row for row in _children(table) if _name(row) == "tr"]
        cells = [[cell for cell in _children(row) if _name(cell) == "tc"] for row in rows]
        all_cells = list(chain.from_iterable(cells))
        if all(len(row) <= 1 for row in cells):
            for cell in all_cells:
                self.content(cell)
            return
        self._tables += 1
        where = f"第{self._tables}个表"
        self._note_hidden(rows, where)
        placed = self._place(rows, cells)
        self.blocks.grid(_straighten(placed, table), len(rows), where)
        for inner in chain.from_iterable(map(_inner_tables, all_cells)):
            if _is_list(inner):
                self._table(inner)

    def _words_of_rows(self, table: etree._Element, look: Look) -> Iterator[list[str]]:
        for row in _children(table):
            if _name(row) == "tr":
                yield [self._cell(cell, look) for cell in _children(row) if _name(cell) == "tc"]

    def _note_hidden(self, rows: list[etree._Element], where: str) -> None:
        for number, row in enumerate(rows, start=1):
            if is_on(row.find("{*}trPr/{*}hidden")):
                self._hidden_rows.append(f"{where}第{number}行")

    def _place(self, rows: list[etree._Element], cells: list[list[etree._Element]]) -> list[Placed]:
        """Give each cell its place in the table's grid."""
        placed: list[Placed] = []
        open_at: dict[int, Placed] = {}
        for number, (row, row_cells) in enumerate(zip(rows, cells, strict=True)):
            column = _integer(_attribute(row.find("{*}trPr/{*}gridBefore"), "val"), 0)
            still_open: dict[int, Placed] = {}
            change = row.find("{*}trPr")
            look = Look(deleted=find(change, "del") is not None, inserted=find(change, "ins") is not None)
            for cell in row_cells:
                properties = cell.find("{*}tcPr")
                width = max(1, _integer(_attribute(find(properties, "gridSpan"), "val"), 1))
                refuse_large(1, (column + width) // 20)
                down, across = find(properties, "vMerge"), find(properties, "hMerge")
                above = open_at.get(column)
                if across is not None and _attribute(across, "val") != "restart" and placed:
                    placed[-1].width += width
                elif down is not None and _attribute(down, "val") != "restart" and above is not None:
                    above.height += 1
                    still_open[column] = above
                else:
                    placed.append(Placed(number, column, self._cell(cell, look), 1, width))
                    if down is not None:
                        still_open[column] = placed[-1]
                column += width
            open_at = still_open
        return placed

    def _cell(self, cell: etree._Element, look: Look) -> str:
        """A cell's paragraphs, one to a line, with those of text boxes and of tables in it, and its doubts."""
        lines: list[str] = []
        doubts: list[Doubt] = []
        self._lines(cell, look, lines, doubts)
        return doubted("\n".join(lines), doubts)

    def _lines(self, container: etree._Element, look: Look, lines: list[str], doubts: list[Doubt]) -> None:
        """Add the lines and the doubts of what stands in a cell."""
        for child in _children(container):
            if _name(child) == "p":
                words = self._paragraph(child, look)
                lines.append(words.text)
                doubts += words.doubts
                for box in _boxes(child):
                    self._lines(box, look, lines, doubts)
            elif _name(child) == "tbl" and not _is_list(child):
                self._inner_lines(child, look, lines, doubts)

    def _inner_lines(self, table: etree._Element, look: Look, lines: list[str], doubts: list[Doubt]) -> None:
        """Add the rows of a table in a cell, one to a line."""
        for row in self._words_of_rows(table, look):
            lines.append(" ".join(words for words in row if words))
            doubts += doubts_of(row)

    def doubts(self) -> list[Doubt]:
        """What is hidden or struck outside of cells."""
        found = of_document(self._doubts)
        if self._hidden_rows:
            found.insert(0, Doubt("hidden_rows", "、".join(self._hidden_rows[:20]), Detail("table_has_hidden_rows")))
        return found


def _is_list(table: etree._Element) -> bool:
    """Whether a table within a cell is a list with a header of its own, not more words of the cell."""
    rows = ([_plain_text(cell) for cell in _children(row) if _name(cell) == "tc"] for row in _children(table))
    return any(kinds.kind_of(row) for row in rows)


def _plain_text(cell: etree._Element) -> str:
    return "".join(text.text or "" for text in cell.iter("{*}t"))


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,7}", text) else default


def _boxes(paragraph: etree._Element) -> list[etree._Element]:
    """Text boxes anchored in a paragraph, each once: Word writes them a second time for old programs."""
    found: list[etree._Element] = []
    for child in _children(paragraph):
        name = _name(child)
        if name == "txbxContent":
            found.append(child)
        elif name not in {"pPr", "rPr", "t", "tbl"}:
            found.extend(_boxes(child))
    return found


def _inner_tables(cell: etree._Element) -> Iterator[etree._Element]:
    """Tables that stand directly in a cell or in its text boxes."""
    for child in _children(cell):
        if _name(child) == "tbl":
            yield child
        elif _name(child) == "p":
            for box in _boxes(child):
                yield from _inner_tables(box)


def _straighten(cells: list[Placed], table: etree._Element) -> list[Placed]:
    """Let edges that differ by a hair be one, where the table states its columns' widths."""
    widths = [_integer(_attribute(one, "w"), 0) for one in table.iterfind("{*}tblGrid/{*}gridCol")]
    last = max((cell.column + cell.width for cell in cells), default=0)
    if len(widths) < last or len(widths) > 20 * MAX_COLUMNS or all(width >= _HAIR for width in widths):
        return cells
    edges = list(accumulate(widths, initial=0))
    column_at = [0]
    begun = 0
    for edge in edges[1:]:
        is_new = edge - begun >= _HAIR
        column_at.append(column_at[-1] + is_new)
        begun = edge if is_new else begun
    straight = []
    for cell in cells:
        first, end = column_at[cell.column], column_at[cell.column + cell.width]
        if end == first and cell.text.strip():
            return cells
        if end > first:
            straight.append(Placed(cell.row, first, cell.text, cell.height, end - first))
    return straight


def _unread(body: etree._Element, walk: _Walk) -> list[Doubt]:
    """What may hold a table but is no text: embedded workbooks and pictures of pages."""
    names = {_name(element) for element in body.iter()}
    if not walk.blocks.found and names & {"drawing", "pict"}:
        return [Doubt("scan_without_text", "", Detail("document_of_pictures"))]
    if names & {"object", "altChunk"}:
        return [Doubt("embedded_object", "", Detail("file_inside"))]
    return []
