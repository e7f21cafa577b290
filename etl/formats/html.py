"""Reader for web pages, also where they are saved as .xls, .doc or .mht."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from etl.contract.detail import Detail
from etl.contract.values import Doubt, RawDocument, doubted, doubts_of
from etl.formats import web_archive
from etl.formats.blocks import Blocks
from etl.formats.limits import refuse_large
from etl.formats.merged_cells import Placed
from etl.formats.page_styles import PageLooks
from etl.formats.seen import PLAIN, Look, Piece, of_document, seen
from etl.formats.sniff import damaged, refuse
from etl.headers import kinds

MAX_TAGS = 6_000_000
"""100,000 rows by 22 columns have 4.6 million."""

MAX_TABLES = 20_000
"""More tables than any page has."""

MAX_DEPTH = 100
"""Tables inside tables; pages of the table-layout age reach about 10."""

MAX_ATTRIBUTES = 1_000
"""Of one tag: the parser compares each with all before it."""
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{4000,}")
_ATTRIBUTE = re.compile(r"[\s\"'][^\s\"'=]+\s*=|\s[^\s\"'=]+(?=\s)")

_MAX_SPAN = 1_000
"""As browsers do."""

_SEVERAL = 2
"""So many rows of so many filled cells are no frame around the tables in them."""

_META = re.compile(
    rb"""<meta[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)|<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""", re.I
)
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHINESE = {"gb2312", "gbk", "gb_2312-80", "cp936", "x-gbk", "gb18030", "hz-gb-2312"}
_LEFT_OUT = {
    "script", "style", "noscript", "template", "head", "select", "textarea", "button", "svg", "iframe", "object",
}  # fmt: skip
"""Elements that hold no words of the page."""
_INLINE = {
    "a", "abbr", "acronym", "b", "big", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
"""Elements that break no line."""
_SPACE = re.compile(r"[ \t\r\n\f]+")
_KEPT_SPACE = "\ue000"
_Found = tuple[etree._Element | str, Look]
_Todo = tuple[etree._Element | str, Look, bool]


def read(data: bytes) -> RawDocument:
    """Running text and tables of a page in reading order; scripts and styles are dropped.

    A table nested in a data table's cell is part of its words, unless it is a list, which follows as a grid of its own.
    Tables that only arrange the page (one column, or hardly any text outside the tables nested in them) give what
    stands in them, as if they were not there. Struck and hidden words are left out, hidden cells too (they would shift
    the row), hidden rows and tables are kept; all are named by a doubt. Raised digits become ¹²³.
    """
    walk = _Walk()
    encodings, doubts = [], []
    for page, stated in web_archive.pages(data):
        text, encoding, decoding = _decode(page, stated)
        encodings.append(encoding)
        doubts += decoding
        tree = _tree(text)
        walk.looks = PageLooks(tree)
        walk.content(tree, PLAIN)
        walk.end_paragraph()
    doubts += walk.doubts()
    return RawDocument("html", walk.blocks.found, encodings[0], doubts, walk.blocks.doubted)


def _tree(text: str) -> etree._Element:
    """A page as a tree. Raises `Unreadable` for one that is damaged, empty, or beyond all bounds."""
    if text.count("<") > MAX_TAGS or len(re.findall(r"<table\b", text, re.I)) > MAX_TABLES:
        refuse("table_too_large", Detail("page_has_too_many_tags"))
    if any(len(_ATTRIBUTE.findall(tag)) > MAX_ATTRIBUTES for tag in _LONG_TAG.findall(text)):
        refuse("unsafe_markup", Detail("page_has_too_many_attributes"))
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        tree = etree.fromstring(text.replace("\x00", "").encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged("browser", error) from error
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        refuse("unsafe_markup", Detail("tags_nested_too_deep"))
    if tree is None:
        refuse("empty_file", Detail("page_is_empty"))
    return tree


def _decode(data: bytes, beside: str) -> tuple[str, str, list[Doubt]]:
    """Text, encoding and doubts: byte order mark, the page's own statement, that beside it, UTF-8, then GB18030."""
    stated = _META.search(data[:4096])
    name = (stated[1] or stated[2]).decode("ascii", "replace").lower() if stated else ""
    name = "gb18030" if name in _CHINESE else name
    beside = "gb18030" if beside.lower() in _CHINESE else beside
    marked = [encoding for mark, encoding in _BOMS.items() if data.startswith(mark)]
    for encoding in [*marked, name, beside, "utf-8", "gb18030"]:
        try:
            return data.decode(encoding), encoding, []
        except (LookupError, UnicodeDecodeError):
            continue
    encoding = "utf-8" if name in {"", "utf-8", "utf8"} else "gb18030"
    doubt = Doubt("damaged_encoding", encoding, Detail("bytes_replaced"))
    return data.decode(encoding, "replace"), encoding, [doubt]


class _Walk:
    """One pass over a page, or over several that belong together. `looks`: those of the page that it is at."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.looks = PageLooks(etree.Element("html"))
        self._words: list[Piece] = []
        self._tables = 0
        self._hidden_rows: list[str] = []
        self._hidden_cells: list[str] = []
        self._doubts: list[Doubt] = []
        """Of running text."""

    def end_paragraph(self) -> None:
        """Hand over the running text met so far."""
        words = seen(self._words)
        self._doubts += words.doubts
        for line in _lines(words.text):
            self.blocks.paragraph(line)
        self._words = []

    def content(self, element: etree._Element, look: Look) -> None:
        """Text and tables below an element."""
        for piece, own in self._pieces(element, look):
            if isinstance(piece, str):
                self._words.append((piece, own))
            else:
                self.end_paragraph()
                self._table(piece, own)

    def _table(self, table: etree._Element, look: Look) -> None:
        """A grid and the lists nested in it; or, where the table only arranges the page, what stands in it."""
        _refuse_deep(table)
        groups = _row_groups(table)
        rows = [row for group in groups for row in group]
        if self._is_layout(table, rows):
            self.content(table, look)
            self.end_paragraph()
            return
        for caption in table.iterchildren("caption"):
            self.blocks.paragraph(self._cell(caption, PLAIN, []))
        self._tables += 1
        where = f"第{self._tables}个表"
        if self.looks.of(table, look).hidden:
            self._hidden_rows.append(where)
        nested: list[etree._Element] = []
        placed = self._place(groups, where, self.looks.of(table, look)._replace(hidden=False), nested)
        self.blocks.grid(placed, len(rows), where)
        for inner in nested:
            self._table(inner, PLAIN)

    def _place(
        self, groups: list[list[etree._Element]], where: str, look: Look, nested: list[etree._Element]
    ) -> list[Placed]:
        """Give each cell its place, as browsers do; rows that span do so inside their group only."""
        placed: list[Placed] = []
        number = 0
        for group in groups:
            places = _Places(number + len(group))
            for row in group:
                if self.looks.is_hidden(row):
                    self._hidden_rows.append(f"{where}第{number + 1}行")
                places.begin_row(number)
                around = self.looks.of(row, look)._replace(hidden=False)
                for cell in self._visible_cells(row):
                    placed.append(places.take(cell, self._cell(cell, around, nested)))
                number += 1
        return placed

    def _visible_cells(self, row: etree._Element) -> Iterator[etree._Element]:
        for cell in row.iterchildren("td", "th"):
            if self.looks.is_removed(cell):
                self._hidden_cells.append(self._own_text(cell))
            else:
                yield cell

    def _cell(self, cell: etree._Element, look: Look, nested: list[etree._Element]) -> str:
        """A cell's text with its line breaks and its doubts; lists in it are added to `nested`."""
        pieces: list[Piece] = []
        doubts: list[Doubt] = []
        for piece, own in self._pieces(cell, look):
            if isinstance(piece, str):
                pieces.append((piece, own))
            elif self._is_list(piece):
                nested.append(piece)
            else:
                lines, more = self._inner_lines(piece, own, nested)
                pieces.append(("\n" + "\n".join(lines) + "\n", PLAIN))
                doubts += more
        words = seen(pieces)
        return doubted("\n".join(line for line in _lines(words.text) if line), [*words.doubts, *doubts])

    def _inner_lines(
        self, table: etree._Element, look: Look, nested: list[etree._Element]
    ) -> tuple[list[str], list[Doubt]]:
        """The rows of a table in a cell, one to a line, and what is doubtful in them."""
        _refuse_deep(table)
        lines: list[str] = []
        doubts: list[Doubt] = []
        for row in chain.from_iterable(_row_groups(table)):
            cells = [self._cell(cell, look, nested) for cell in self._visible_cells(row)]
            lines.append(" ".join(" ".join(cell.split("\n")) for cell in cells if cell))
            doubts += doubts_of(cells)
        return lines, doubts

    def _is_list(self, table: etree._Element) -> bool:
        """Whether a table within a cell is a list with a header of its own, not more words of the cell."""
        rows = chain.from_iterable(_row_groups(table))
        return any(kinds.kind_of([self._own_text(cell) for cell in row.iterchildren("td", "th")]) for row in rows)

    def _is_layout(self, table: etree._Element, rows: list[etree._Element]) -> bool:
        """Whether a table only arranges the page."""
        if table.get("role") in {"presentation", "none"}:
            return True
        if all(len(list(row.iterchildren("td", "th"))) <= 1 for row in rows):
            return True
        if table.find(".//table") is None:
            return False
        filled = [[cell for cell in row.iterchildren("td", "th") if self._own_text(cell)] for row in rows]
        return sum(len(cells) >= _SEVERAL for cells in filled) < _SEVERAL

    def _own_text(self, cell: etree._Element) -> str:
        """The words of a cell without those of the tables in it."""
        words = "".join(piece for piece, _ in self._pieces(cell, PLAIN) if isinstance(piece, str))
        return "\n".join(line for line in _lines(words) if line)

    def _pieces(self, element: etree._Element, look: Look) -> Iterator[_Found]:
        """Words, line breaks and tables below an element, in order. Iterative: pages are nested deeply."""
        todo: list[_Todo] = [(element, look, False)]
        while todo:
            item, around, kept = todo.pop()
            if isinstance(item, str):
                yield item.replace(" ", _KEPT_SPACE) if kept else _SPACE.sub(" ", item), around
            elif item.tag == "table" and item is not element:
                yield item, around
            elif item.tag == "br":
                yield "\n", PLAIN
            elif item.tag not in _LEFT_OUT:
                if item.tag not in _INLINE:
                    yield "\n", PLAIN
                    todo.append(("\n", PLAIN, True))
                own = self.looks.of(item, around)
                todo.extend(reversed(_inner(item, own, kept or item.tag == "pre")))

    def doubts(self) -> list[Doubt]:
        """What was hidden, and what was struck outside of tables."""
        found = of_document(self._doubts)
        if self._hidden_rows:
            found.append(Doubt("hidden_rows", "、".join(self._hidden_rows[:20]), Detail("page_has_hidden_rows")))
        if any(self._hidden_cells):
            raw = "|".join(text for text in self._hidden_cells if text)[:200]
            detail = Detail("page_has_hidden_cells", count=len(self._hidden_cells))
            found.append(Doubt("hidden_cells", raw, detail))
        return found


class _Places:
    """The free places of a group of rows: cells of rows above reach down into them."""

    def __init__(self, end: int) -> None:
        """Begin a group that ends before this row."""
        self._end = end
        self._row = self._column = 0
        self._taken_until: dict[int, int] = {}

    def begin_row(self, row: int) -> None:
        self._row, self._column = row, 0

    def take(self, cell: etree._Element, text: str) -> Placed:
        """Put a cell into the first free place of the row."""
        while self._taken_until.get(self._column, 0) > self._row:
            self._column += 1
        rows_left = self._end - self._row
        height = min(_span(cell, "rowspan", 65_534) or rows_left, rows_left)
        width = _span(cell, "colspan", _MAX_SPAN) or 1
        placed = Placed(self._row, self._column, text, height, width)
        end = self._column + width
        if height > 1:
            self._taken_until |= dict.fromkeys(range(self._column, end), self._row + height)
        self._column = end
        refuse_large(1, end // 5)
        return placed


def _span(cell: etree._Element, name: str, most: int) -> int:
    """The span that a cell states; 0 for `rowspan="0"` (to the end of the group) and 1 for nonsense."""
    match = re.match(r"\s*(\d{1,9})", cell.get(name) or "1")
    return min(int(match[1]), most) if match else 1


def _row_groups(table: etree._Element) -> list[list[etree._Element]]:
    """The rows of a table by the group that they stand in, the table's foot last."""
    loose: list[etree._Element] = []
    groups: list[list[etree._Element]] = []
    feet: list[list[etree._Element]] = []
    for child in table:
        if child.tag == "tr":
            if not loose:
                groups.append(loose)
            loose.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            loose = []
            rows = list(child.iterchildren("tr"))
            (feet if child.tag == "tfoot" else groups).append(rows)
    return groups + feet


def _refuse_deep(table: etree._Element) -> None:
    if sum(1 for _ in table.iterancestors("table")) > MAX_DEPTH:
        refuse("unsafe_markup", Detail("tables_nested_too_deep"))


def _inner(element: etree._Element, look: Look, kept: bool) -> list[_Todo]:
    """What an element holds, in order; how it looks, and whether its spaces are kept."""
    found: list[_Todo] = [(element.text or "", look, kept)]
    for child in element:
        found += [(child, look, kept), (child.tail or "", look, kept)]
    return found


def _lines(text: str) -> list[str]:
    """Lines of text without the spaces that a browser does not show."""
    lines = text.split("\n")
    return [re.sub(" {2,}", " ", line).strip(" ").replace(_KEPT_SPACE, " ") for line in lines]
