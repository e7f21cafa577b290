"""The briefing as a Word file: A4, margins, fonts and sizes of official documents (GB/T 9704), page numbers, headers of
long tables repeated, and the mark of invented data on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from dashboard.briefing.model import BarChart, Block, Briefing, Column, LadderChart, Paragraph, Table, heading
from dashboard.export.word_chart import add_bars, add_ladder
from dashboard.figures.bars import Bar
from dashboard.figures.ladder import Rung

_BODY, _HEADING, _TITLE, _DATELINE, _TABLE = "仿宋_GB2312", "黑体", "方正小标宋简体", "楷体_GB2312", "宋体"
_LATIN = "Times New Roman"
_ALTERNATIVES = {_BODY: "仿宋", _TITLE: "华文中宋", _DATELINE: "楷体"}
"""Fonts of official documents that not every machine has, and what is taken in their place."""
_WIDTH = Cm(21.0 - 2.8 - 2.6)
"""Width of the text: A4 less the margins."""
_MARK_COLOUR = RGBColor(0xB4, 0x23, 0x18)
_LINE = Pt(28)
_MANY_COLUMNS = 6
_SHORT = 10
"""Rows of a table that is kept on one page."""
_LANGUAGE = "zh-CN"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no Word file can hold; names that came from text may have them."""


def to_word(briefing: Briefing) -> bytes:
    """The document. Tables and charts are numbered in the order in which they stand."""
    briefing = _in_xml(briefing)
    document = docx.Document()
    _page(document, briefing)
    _title(document, briefing)
    numbers = {"表": 0, "图": 0}
    for position, section in enumerate(briefing.sections, start=1):
        if section.is_annex:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _paragraph(document, heading(position, section), font=_HEADING, outline=0, keep=True)
        for block in section.blocks:
            _block(document, briefing, block, numbers)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _in_xml(value: Any) -> Any:  # noqa: ANN401 - a briefing, or any part of it
    """A briefing without the characters that no Word file can hold."""
    if isinstance(value, str):
        return _NOT_IN_XML.sub("", value)
    if isinstance(value, (list, tuple)):
        parts = [_in_xml(one) for one in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _in_xml(getattr(value, one.name)) for one in fields(value)})
    return value


def _page(document: Document, briefing: Briefing) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(2.5)
    _name_fonts(document)
    _style(document.styles["Normal"], _BODY, 16)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), _LANGUAGE)
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    _properties(document, briefing)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if briefing.mark:
        _run(header, briefing.mark, _HEADING, 10.5).font.color.rgb = _MARK_COLOUR
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(footer, "— ", _TABLE, 14)
    _page_number(_run(footer, "", _TABLE, 14))
    _run(footer, " —", _TABLE, 14)


def _properties(document: Document, briefing: Briefing) -> None:
    """What the file says of itself; nothing of the template that the library begins with is left."""
    properties = document.core_properties
    properties.title = briefing.title
    properties.author = ""
    properties.comments = briefing.dateline
    properties.created = properties.modified = datetime.combine(briefing.made_on, time())
    package = document.part.package
    for relation in list(package.rels.values()):
        if relation.reltype.endswith(_TEMPLATE_ONLY):
            del package.rels[relation.rId]


_TEMPLATE_ONLY = ("/metadata/thumbnail", "/extended-properties")
"""A picture of the template's first page; the program, the words and the lines of the template."""


def _name_fonts(document: Document) -> None:
    """Say in the table of fonts what stands in for those that a machine lacks; complete what Word wants of the zoom."""
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    table: Any = parse_xml(part.blob)
    for name, instead in _ALTERNATIVES.items():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        for what, value in (("altName", instead), ("charset", "86"), ("family", "modern"), ("pitch", "default")):
            element = OxmlElement(f"w:{what}")
            element.set(qn("w:val"), value)
            font.append(element)
        table.append(font)
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
    for zoom in document.settings.element.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")


def _style(style: Any, font: str, size: float) -> None:  # noqa: ANN401 - a style
    style.font.name, style.font.size = _LATIN, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")


def _page_number(run: Any) -> None:  # noqa: ANN401 - a run
    for name, content in (
        ("fldChar", "begin"), ("instrText", "PAGE"), ("fldChar", "separate"), ("t", "1"), ("fldChar", "end"),
    ):  # fmt: skip
        element = OxmlElement(f"w:{name}")
        if name == "fldChar":
            element.set(qn("w:fldCharType"), content)
        else:
            element.text = content
        run._r.append(element)


def _title(document: Document, briefing: Briefing) -> None:
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(6)
    _run(title, briefing.title, _TITLE, 22)
    dateline = document.add_paragraph()
    dateline.alignment = WD_ALIGN_PARAGRAPH.CENTER
    dateline.paragraph_format.space_after = Pt(14)
    _run(dateline, briefing.dateline, _DATELINE, 14)


def _block(document: Document, briefing: Briefing, block: Block, numbers: dict[str, int]) -> None:
    if isinstance(block, Paragraph):
        paragraph = _paragraph(document, block.text)
        _mark(paragraph, briefing, block)
        return
    kind = "表" if isinstance(block, Table) else "图"
    numbers[kind] += 1
    caption = document.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_before = Pt(8)
    caption.paragraph_format.space_after = Pt(3)
    caption.paragraph_format.keep_with_next = True
    _run(caption, f"{kind}{numbers[kind]}　{block.caption}", _HEADING, 12)
    _mark(caption, briefing, block)
    if isinstance(block, Table):
        _table(document, block)
    else:
        _chart(document, block)


def _mark(paragraph: WordParagraph, briefing: Briefing, block: Block) -> None:
    """The mark of invented progress after what the paragraph says."""
    if mark := briefing.marked("", block):
        _run(paragraph, mark, _HEADING, 10.5).font.color.rgb = _MARK_COLOUR


def _paragraph(
    document: Document, text: str, *, font: str = _BODY, outline: int | None = None, keep: bool = False
) -> WordParagraph:
    """A paragraph of the text: two characters indented, lines 28 points apart."""
    paragraph = document.add_paragraph()
    style = paragraph.paragraph_format
    style.first_line_indent, style.space_after = Pt(32), Pt(0)
    style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    style.keep_with_next = keep
    if outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(outline))
        properties: Any = paragraph._p.get_or_add_pPr()
        properties.append(level)
    _run(paragraph, text, font, 16)
    return paragraph


def _run(paragraph: WordParagraph, text: str, font: str, size: float) -> Any:  # noqa: ANN401
    run = paragraph.add_run(text)
    _style(run, font, size)
    return run


def _chart(document: Document, block: BarChart | LadderChart) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    items: Sequence[Bar | Rung] = block.bars if isinstance(block, BarChart) else block.rungs
    told = f"{block.caption}：" + "；".join(f"{item.label} {item.text}" for item in items)
    size = (Length(_WIDTH), Cm(1.0 + 0.75 * len(items)))
    if isinstance(block, BarChart):
        add_bars(document, paragraph, block.bars, told, size)
    else:
        add_ladder(document, paragraph, block.rungs, told, size)


def _table(document: Document, block: Table) -> None:
    """Fixed widths, so that nothing runs over the margin; the header repeats on each page and no row breaks in two."""
    table = document.add_table(rows=1, cols=len(block.columns))
    table.style = document.styles["Table Grid"]
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow_margins(table)
    size = 9.0 if len(block.columns) >= _MANY_COLUMNS else 10.5
    whole = sum(column.width for column in block.columns)
    widths = [Emu(int(_WIDTH * column.width / whole)) for column in block.columns]
    for _ in block.rows:
        table.add_row()
    is_short = len(block.rows) <= _SHORT
    _row(table._tbl.tr_lst[0], [column.label for column in block.columns], block.columns, size, is_head=True)
    for position, (row, cells) in enumerate(zip(table._tbl.tr_lst[1:], block.rows, strict=True), start=1):
        _row(row, cells, block.columns, size, stays=is_short and position < len(block.rows))
    for grid, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        grid.w = width
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width
    note = document.add_paragraph()
    style = note.paragraph_format
    style.space_after, style.line_spacing = Pt(4), None if block.note else Pt(6)
    _run(note, block.note, _TABLE, 10.5)


def _narrow_margins(table: Any) -> None:  # noqa: ANN401 - a table
    """1 mm beside the words of a cell, so that an amount with its share stays on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _row(
    row: Any,  # noqa: ANN401 - a row's element
    cells: Sequence[str],
    columns: Sequence[Column],
    size: float,
    *,
    is_head: bool = False,
    stays: bool = False,
) -> None:
    """Fill a row; a header, and a row that `stays`, keep the next one on their page."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    for element, text, column in zip(row.tc_lst, cells, columns, strict=True):
        paragraph = WordParagraph(element.p_lst[0], element)
        style = paragraph.paragraph_format
        style.space_before = style.space_after = Pt(1)
        style.line_spacing = 1.0
        style.keep_with_next = is_head or stays
        _run(paragraph, text, _HEADING if is_head else _TABLE, size)
        if is_head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif column.is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
