"""Reader for Word documents (.docx): a walk over the document's XML, since python-docx leaves out tracked insertions,
content controls and text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, chain

from lxml import etree

from etl.contract.detail import Detail
from etl.contract.values import Doubt, RawDocument
from etl.formats import package
from etl.formats.blocks import Blocks
from etl.formats.limits import MAX_COLUMNS, refuse_large
from etl.formats.merged_cells import Placed
from etl.formats.sniff import damaged
from etl.formats.word.numbering import Numbering

_PROGRAM = "word_or_wps"
_TRANSPARENT = {"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "dir", "bdo"}
_LEFT_OUT = {"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "rt", "drawing", "pict", "object", "tbl"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HAIR = 120
"""Column edges nearer than this (twentieths of a point: 2 mm) are one edge, drawn by an unsteady hand."""


def read(data: bytes) -> RawDocument:
    """Paragraphs and tables of a document in reading order, with numbers of numbered lists, then its notes.

    Tables nested in a cell follow as grids of their own; a table of one column is a frame, its content stands as
    paragraphs. Tracked deletions, headers and footers are left out. Raised digits become ¹²³, so that a note's mark
    is not taken for a digit of the number before it.
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

    walk = _Walk(Numbering(beside("numbering"), beside("styles")))
    walk.content(body)
    for kind in ("footnotes", "endnotes"):
        notes = beside(kind)
        for note in notes if notes is not None else ():
            if not _attribute(note, "type"):
                walk.content(note)
    return RawDocument("docx", walk.blocks.found, doubts=[*walk.doubts(), *_unread(body, walk)])


def _name(element: etree._Element) -> str:
    """Local name; comments and processing instructions have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by local name: the two editions of the format use different namespaces."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as `w:vanish` is there and not turned off."""
    return element is not None and _attribute(element, "val") not in {"0", "false", "off"}


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Child elements, seen through wrappers that mean nothing for the content, without what was deleted."""
    for child in element:
        name = _name(child)
        if name in _TRANSPARENT:
            yield from _children(child)
        elif name == "AlternateContent":
            choice = next((one for one in child if _name(one) in {"Choice", "Fallback"}), None)
            if choice is not None:
                yield from _children(choice)
        elif name not in {"del", "moveFrom"}:
            yield child


class _Walk:
    """One pass over a document."""

    def __init__(self, numbering: Numbering) -> None:
        self.blocks = Blocks()
        self._numbering = numbering
        self._tables = 0
        self._hidden_rows: list[str] = []
        self._hidden_text: list[str] = []

    def content(self, container: etree._Element) -> None:
        """Paragraphs and tables of a body, a note or the only column of a frame."""
        for child in _children(container):
            if _name(child) == "p":
                self.blocks.paragraph(self._paragraph(child))
                for box in _boxes(child):
                    self.content(box)
            elif _name(child) == "tbl":
                self._table(child)

    def _paragraph(self, paragraph: etree._Element) -> str:
        mark = paragraph.find("{*}pPr/{*}rPr")
        text = "".join(self._text(paragraph))
        if not text and mark is not None and mark.find("{*}del") is not None:
            return ""
        return self._numbering.label(paragraph) + text

    def _text(self, element: etree._Element) -> Iterator[str]:
        """The words below an element."""
        for child in _children(element):
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name == "sym":
                code = _attribute(child, "char")
                yield chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else ""
            elif name == "r":
                yield self._run(child)
            elif name not in _LEFT_OUT:
                yield from self._text(child)

    def _run(self, run: etree._Element) -> str:
        """Words of one format."""
        text = "".join(self._text(run))
        properties = run.find("{*}rPr")
        if properties is None or not text:
            return text
        if _is_on(properties.find("{*}vanish")):
            self._hidden_text.append(text)
        if _attribute(properties.find("{*}vertAlign"), "val") == "superscript":
            return text.translate(_SUPERSCRIPT)
        return text

    def _table(self, table: etree._Element) -> None:
        """A grid, then the tables nested in its cells; or, for a frame, what stands in it."""
        rows = [row for row in _children(table) if _name(row) == "tr" and row.find("{*}trPr/{*}del") is None]
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
            self._table(inner)

    def _note_hidden(self, rows: list[etree._Element], where: str) -> None:
        for number, row in enumerate(rows, start=1):
            if _is_on(row.find("{*}trPr/{*}hidden")):
                self._hidden_rows.append(f"{where}第{number}行")

    def _place(self, rows: list[etree._Element], cells: list[list[etree._Element]]) -> list[Placed]:
        """Give each cell its place in the table's grid."""
        placed: list[Placed] = []
        open_at: dict[int, Placed] = {}
        for number, (row, row_cells) in enumerate(zip(rows, cells, strict=True)):
            column = _integer(_attribute(row.find("{*}trPr/{*}gridBefore"), "val"), 0)
            still_open: dict[int, Placed] = {}
            for cell in row_cells:
                properties = cell.find("{*}tcPr")
                width = max(1, _integer(_attribute(_find(properties, "gridSpan"), "val"), 1))
                refuse_large(1, (column + width) // 20)
                down, across = _find(properties, "vMerge"), _find(properties, "hMerge")
                above = open_at.get(column)
                if across is not None and _attribute(across, "val") != "restart" and placed:
                    placed[-1].width += width
                elif down is not None and _attribute(down, "val") != "restart" and above is not None:
                    above.height += 1
                    still_open[column] = above
                else:
                    placed.append(Placed(number, column, self._cell(cell), 1, width))
                    if down is not None:
                        still_open[column] = placed[-1]
                column += width
            open_at = still_open
        return placed

    def _cell(self, cell: etree._Element) -> str:
        """A cell's paragraphs, one to a line, with those of text boxes in it."""
        lines = []
        for child in _children(cell):
            if _name(child) == "p":
                lines.append(self._paragraph(child))
                lines.extend(self._cell(box) for box in _boxes(child))
        return "\n".join(lines)

    def doubts(self) -> list[Doubt]:
        """What was hidden."""
        found = []
        if self._hidden_rows:
            found.append(Doubt("hidden_rows", "、".join(self._hidden_rows[:20]), Detail("table_has_hidden_rows")))
        if self._hidden_text:
            raw = "|".join(self._hidden_text)[:200]
            found.append(Doubt("hidden_text", raw, Detail("text_is_hidden")))
        return found


def _find(element: etree._Element | None, name: str) -> etree._Element | None:
    return element.find(f"{{*}}{name}") if element is not None else None


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
