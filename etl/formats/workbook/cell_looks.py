"""How cells of an .xlsx file look: their number formats, what is struck out, and strings of several fonts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from etl.formats import package
from etl.formats.seen import PLAIN, Look, Piece, Seen, seen
from etl.formats.sniff import damaged
from etl.formats.workbook.markup import Markup
from etl.formats.workbook.number_formats import BUILT_IN, NumberFormat, Value, as_text, interpret

PROGRAM = "excel_or_wps"
FONTS = "[<:]strike|vertAlign"
"""Where nothing in a part is so written, no string of it has a font that changes what is read."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """A style of cells, as far as it changes what is read of them."""

    shown_as: NumberFormat | None = None
    struck: bool = False

    @property
    def look(self) -> Look:
        """How the words of such a cell look."""
        return Look(struck=self.struck)

    def seen(self, value: Value) -> Seen:
        """What is seen of a value in a cell of this style."""
        shown = as_text(value) if self.shown_as is None else self.shown_as.text(value)
        doubt = self.shown_as.doubt(value) if self.shown_as is not None else None
        if self.struck:
            return seen([(shown, self.look)])
        return Seen(shown, [doubt] if doubt is not None else [])


@dataclass(frozen=True, slots=True)
class CellLooks:
    """The styles that change what is read, by number; the shared strings of several fonts, by number.

    `recalculated`: whether the program that opens the file is to work out all formulas anew, so no result is kept yet.
    """

    styles: dict[str, CellStyle] = field(default_factory=dict)
    strings: dict[str, etree._Element] = field(default_factory=dict)
    recalculated: bool = False

    def of_string(self, string: etree._Element, style: CellStyle | None) -> Seen:
        """What is seen of a string of several fonts."""
        return seen(_pieces(string, style.look if style is not None else PLAIN))


def read_looks(parts: dict[str, bytes], workbook: str) -> CellLooks:
    """The looks that the parts of a workbook tell of."""

    def part(kind: str) -> bytes | None:
        name = package.related(parts, workbook, kind, PROGRAM)
        return parts[name] if name is not None else None

    styles, strings = part("styles"), part("sharedStrings")
    anew = Markup(parts.get(workbook, b"")).matches(r'fullCalcOnLoad="(?:1|true)"')
    return CellLooks(_styles(styles) if styles else {}, _strings(strings) if strings else {}, anew)


def _styles(part: bytes) -> dict[str, CellStyle]:
    tree = package.parse(part, PROGRAM)
    codes = {str(number): code for number, code in BUILT_IN.items()}
    codes |= {one.get("numFmtId", ""): one.get("formatCode", "") for one in tree.iterfind("{*}numFmts/{*}numFmt")}
    struck = [_is_struck(font) for font in tree.iterfind("{*}fonts/{*}font")]
    found = {}
    for number, style in enumerate(tree.iterfind("{*}cellXfs/{*}xf")):
        font = style.get("fontId", "")
        is_struck = font.isdecimal() and int(font) < len(struck) and struck[int(font)]
        own = CellStyle(interpret(codes.get(style.get("numFmtId", ""), "")), is_struck)
        if own != CellStyle():
            found[str(number)] = own
    return found


def _strings(part: bytes) -> dict[str, etree._Element]:
    """The strings of which a part is struck out, raised or lowered."""
    markup = Markup(part)
    if markup.is_utf8 and not markup.matches(FONTS):
        return {}
    found = {}
    walk = etree.iterparse(io.BytesIO(part), events=("end",), tag="{*}si", resolve_entities=False, no_network=True)
    try:
        for number, (_, string) in enumerate(walk):
            if has_fonts(string):
                found[str(number)] = string
            else:
                string.clear()
    except etree.XMLSyntaxError as error:
        raise damaged(PROGRAM, error) from error
    return found


def has_fonts(string: etree._Element) -> bool:
    """Whether a part of a string is struck out, raised or lowered."""
    return any(not _look(run, PLAIN).is_plain for run in string.iterchildren("{*}r"))


def _pieces(string: etree._Element, look: Look) -> Iterator[Piece]:
    """The runs of a string; those without a font of their own have that of the cell."""
    for run in string.iterchildren("{*}r", "{*}t"):
        if etree.QName(run).localname == "t":
            yield run.text or "", look
        else:
            yield run.findtext("{*}t", ""), _look(run, look)


def _look(run: etree._Element, cell: Look) -> Look:
    font = run.find("{*}rPr")
    if font is None:
        return cell
    align = font.find("{*}vertAlign")
    raised = {"superscript": 1, "subscript": -1}.get(align.get("val", ""), 0) if align is not None else 0
    return Look(struck=_is_struck(font), raised=raised)


def _is_struck(font: etree._Element) -> bool:
    strike = font.find("{*}strike")
    return strike is not None and strike.get("val", "1") not in {"0", "false"}
