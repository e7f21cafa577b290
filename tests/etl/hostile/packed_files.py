"""Hostile pages, office documents and PDF files: what they claim is large, nested or repeated."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import xlsxwriter

from tests.etl.formats.packages import changed
from tests.etl.hostile.long_texts import FILLERS, Kind, filled
from tests.etl.renderings import SMALL, SMALL_ABOVE, as_docx, as_html, as_xlsx

FORMATS = Path(__file__).parents[2] / "fixtures" / "formats"
SHEET, DOCUMENT = "xl/worksheets/sheet1.xml", "word/document.xml"
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"


@cache
def _xlsx() -> bytes:
    return as_xlsx(SMALL_ABOVE, SMALL)


@cache
def _docx() -> bytes:
    return as_docx(SMALL_ABOVE, SMALL)


def page(body: str, head: str = "") -> bytes:
    """A page with a list as usual and more."""
    usual = as_html(SMALL_ABOVE, SMALL).decode()
    return usual.replace("</body>", f"{body}</body>").replace("</head>", f"{head}</head>").encode()


def rows(content: str, after: str = "") -> bytes:
    """The workbook with more rows below."""

    def change(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", content.encode() + b"</sheetData>" + after.encode())

    return changed(_xlsx(), SHEET, change)


def text_cell(reference: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def body(content: str) -> bytes:
    """The document with more behind its table."""
    return changed(_docx(), DOCUMENT, lambda xml: xml.replace(b"<w:sectPr", content.encode() + b"<w:sectPr", 1))


def paragraph(text: str) -> str:
    """A paragraph of Word."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_cell(text: str, properties: str = "") -> str:
    """A cell of Word."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


HEADER = "".join(f"<td>{text}</td>" for text in SMALL[0])
WORD_HEADER = f"<w:tr>{''.join(map(word_cell, SMALL[0]))}</w:tr>"


def _long_string(size: int, chance: random.Random) -> bytes:
    """One long shared string that a thousand cells point to."""
    text = filled(chance.choice(list(FILLERS.values())), size).replace("\n", "&#10;")
    data = changed(_xlsx(), STRINGS, lambda xml: xml.replace(b"</sst>", f"<si><t>{text}</t></si></sst>".encode()))
    count = zipfile.ZipFile(io.BytesIO(_xlsx())).read(STRINGS).count(b"<si>")
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" t="s"><v>{count}</v></c>' for column in "ABCDEFGH")
        + "</row>"
        for row in range(10, 135)
    )
    return changed(data, SHEET, lambda xml: xml.replace(b"</sheetData>", cells.encode() + b"</sheetData>"))


def _strings_at(size: int, chance: random.Random) -> bytes:
    text = filled(chance.choice(list(FILLERS.values())), size).replace("\n", "&#10;")
    return rows(f'<row r="10">{"".join(text_cell(f"{column}10", text) for column in "ABCDEFGH")}</row>')


def _merges(size: int, _: random.Random) -> bytes:
    merges = "".join(f'<mergeCell ref="A{row}:H{row}"/>' for row in range(20, 20 + size))
    last = f'<row r="{20 + size}"><c r="H{20 + size}"><v>1</v></c></row>'
    return rows(last, f"<mergeCells>{merges}</mergeCells>")


def _one_merge(size: int, _: random.Random) -> bytes:
    last = (
        f'<row r="10">{text_cell("A10", "字" * 500)}</row><row r="{size + 20}"><c r="H{size + 20}"><v>1</v></c></row>'
    )
    return rows(last, f'<mergeCells><mergeCell ref="A10:H{size + 19}"/></mergeCells>')


def _shared_formula(size: int, _: random.Random) -> bytes:
    cells = "".join(f'<row r="{row}"><c r="G{row}"><f t="shared" si="0"/></c></row>' for row in range(11, 11 + size))
    words = f"SUM(G$4:G9)+{filled('1+', 200)}1"
    first = f'<row r="10"><c r="G10"><f t="shared" ref="G10:G{size + 10}" si="0">{words}</f></c></row>'
    return rows(first + cells)


def _formula_chain(size: int, _: random.Random) -> bytes:
    return rows("".join(f'<row r="{row}"><c r="G{row}"><f>G{row - 1}+1</f></c></row>' for row in range(10, 10 + size)))


def _nested_formula(size: int, _: random.Random) -> bytes:
    return rows(f'<row r="10"><c r="G10"><f>{"(" * size}1{")" * size}</f></c></row>')


def _sums(size: int, _: random.Random) -> bytes:
    cells = (f'<row r="{row}"><c r="G{row}"><f>SUM(G4:G{row - 1})</f></c></row>' for row in range(10, 10 + size))
    return rows("".join(cells))


def _rich_string(size: int, _: random.Random) -> bytes:
    runs = "<r><rPr><strike/></rPr><t>删</t></r><r><t>留</t></r>" * size
    return rows(f'<row r="10"><c r="B10" t="inlineStr"><is>{runs}</is></c></row>')


def _number_formats(size: int, _: random.Random) -> bytes:
    code = filled("0,", size)

    def change(xml: bytes) -> bytes:
        return xml.replace(
            b"<fonts", f'<numFmts count="1"><numFmt numFmtId="200" formatCode="{code}"/></numFmts><fonts'.encode(), 1
        ).replace(b'numFmtId="0"', b'numFmtId="200"')

    return changed(_xlsx(), STYLES, change)


def _sheets(size: int, _: random.Random) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        for number in range(max(1, size // 200)):
            sheet = workbook.add_worksheet(f"表{number}")
            for row, cells in enumerate(SMALL):
                sheet.write_row(row, 0, cells)
    return packed.getvalue()


def _far_cells(size: int, _: random.Random) -> bytes:
    return rows("".join(f'<row r="{row}"><c r="IV{row}"><v>1</v></c></row>' for row in range(10, 10 + size)))


def _attributes(size: int, _: random.Random) -> bytes:
    return page("<p " + " ".join(f'a{number}="{number}"' for number in range(size)) + ">1</p>")


def _nested(tag: str) -> Kind:
    return lambda size, _: page(f"<{tag}>" * size + "字" + f"</{tag}>" * size)


def _nested_tables(size: int, _: random.Random) -> bytes:
    depth = min(size // 20, 95)
    each = f"<table><tr>{HEADER}</tr><tr>" + "<td>1</td>" * 7 + "<td>"
    return page(each * depth + "</td></tr></table>" * depth)


def _spans(size: int, _: random.Random) -> bytes:
    return page(
        f"<table><tr>{HEADER}</tr>" + "<tr><td rowspan=65534 colspan=1000>1<td rowspan=999>2" * size + "</table>"
    )


def _row_spans(size: int, _: random.Random) -> bytes:
    text = "字" * 300
    first = f"<tr><td rowspan={size}>{text}</td>" + f"<td rowspan={size}>{text}</td>" * 6 + "<td>1</td></tr>"
    return page(f"<table><tr>{HEADER}</tr>{first}" + "<tr><td>1</td></tr>" * size + "</table>")


def _many_tables(size: int, _: random.Random) -> bytes:
    return page(f"<table><tr>{HEADER}</tr><tr><td>1</td><td>名</td></tr></table>" * (size // 20))


def _style_rules(size: int, _: random.Random) -> bytes:
    rules = "".join(f".c{number} td{{text-decoration:line-through}}" for number in range(size // 10))
    return page("".join(f'<p class="c{number}">字</p>' for number in range(size // 10)), f"<style>{rules}</style>")


def _inline_styles(size: int, _: random.Random) -> bytes:
    return page(
        f'<p style="{filled("color:red;", size)}">字</p>' + '<span style="display:none">x</span>' * (size // 10)
    )


def _html_cell(size: int, chance: random.Random) -> bytes:
    text = filled(chance.choice(list(FILLERS.values())), size)
    return page(f"<table><tr>{HEADER}</tr><tr>" + f"<td>{text}</td>" * 8 + "</tr></table>")


def _comments(size: int, _: random.Random) -> bytes:
    return page("<!--" * size + "<![CDATA[" * size)


def _entities(size: int, _: random.Random) -> bytes:
    return page("<p>" + "&amp;&#x4e00;&bogus;" * (size // 4) + "</p>")


def _web_archive(size: int, _: random.Random) -> bytes:
    part = b"--b\r\nContent-Type: text/html\r\nContent-Location: x%d\r\n\r\n<p>1</p>\r\n"
    parts = b"".join(part % number for number in range(size // 50))
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" + parts + b"--b--\r\n"


def _vertical_merge(size: int, chance: random.Random) -> bytes:
    text = filled(chance.choice(list(FILLERS.values())), 400)
    goes_on = f"<w:tr>{word_cell('', '<w:vMerge/>') * 8}</w:tr>" * size
    first = f"<w:tr>{word_cell(text, chr(60) + 'w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>') * 8}</w:tr>"
    return body(f"<w:tbl>{WORD_HEADER}{first}{goes_on}</w:tbl>")


def _grid_span(size: int, _: random.Random) -> bytes:
    return body(f"<w:tbl>{WORD_HEADER}<w:tr>" + word_cell("1", '<w:gridSpan w:val="9999"/>') * size + "</w:tr></w:tbl>")


def _word_nested_tables(size: int, _: random.Random) -> bytes:
    depth = min(size // 10, 75)
    begin = f"<w:tbl>{WORD_HEADER}<w:tr>{word_cell('1') * 7}<w:tc>"
    return body(begin * depth + paragraph("1") + f"</w:tc></w:tr></w:tbl>{paragraph('')}" * depth)


def _word_nested(tag: str) -> Kind:
    def make(size: int, _: random.Random) -> bytes:
        depth = min(size // 10, 240)
        return body(f"<w:{tag}>" * depth + paragraph("字") + f"</w:{tag}>" * depth)

    return make


def _word_tables(size: int, _: random.Random) -> bytes:
    return body(f"<w:tbl>{WORD_HEADER}<w:tr>{word_cell('1') * 8}</w:tr></w:tbl>{paragraph('')}" * (size // 20))


def _word_runs(size: int, _: random.Random) -> bytes:
    runs = "<w:r><w:rPr><w:strike/></w:rPr><w:t>删</w:t></w:r><w:r><w:t>留</w:t></w:r>" * size
    return body(f"<w:p>{runs}</w:p>")


def _word_cell(size: int, chance: random.Random) -> bytes:
    text = filled(chance.choice(list(FILLERS.values())), size)
    return body(f"<w:tbl>{WORD_HEADER}<w:tr>{word_cell(text) * 8}</w:tr></w:tbl>")


def _word_paragraphs(size: int, _: random.Random) -> bytes:
    return body(paragraph("一、主要目标：到2025年，养老床位达到3000张。") * (size // 10))


def _word_attributes(size: int, _: random.Random) -> bytes:
    return body("<w:p " + " ".join(f'w:a{number}="1"' for number in range(size)) + "/>")


def _ods_cell(content: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{content}</text:p></table:table-cell>'


def _ods_row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{cells}</table:table-row>"


def _ods_spans(size: int) -> str:
    spans = f' table:number-rows-spanned="{size}" table:number-columns-spanned="8"'
    return _ods_row(_ods_cell("1", spans)) + _ods_row(_ods_cell("1")) * size


def _ods_nested(size: int) -> str:
    depth = min(size // 10, 240)
    return _ods_row(_ods_cell("<text:span>" * depth + "x" + "</text:span>" * depth))


ODS: dict[str, Callable[[int], str]] = {
    "rows": lambda size: _ods_row(_ods_cell("1") * 8, f' table:number-rows-repeated="{size * 100}"'),
    "cells": lambda size: _ods_row(_ods_cell("1", f' table:number-columns-repeated="{size}"')),
    "spans": _ods_spans,
    "words": lambda size: _ods_row(_ods_cell(filled("新建床位120张，", size)) * 8),
    "spaces": lambda size: _ods_row(_ods_cell(f'<text:s text:c="{size * 1000}"/>x') * 8),
    "nested": _ods_nested,
}
"""More rows of a sheet: what makes them hostile."""


def _ods(more: Callable[[int], str]) -> Kind:
    """The file of LibreOffice with more rows behind those that hold something."""

    def change(xml: bytes, rows: str) -> bytes:
        end = b"</table:table-row>"
        at = xml.index(end, xml.rindex(b"<text:p>")) + len(end)
        return xml[:at] + rows.encode() + xml[at:]

    def make(size: int, _: random.Random) -> bytes:
        data = (FORMATS / "list.ods").read_bytes()
        return changed(data, "content.xml", lambda xml: change(xml, more(size)))

    return make


def _spoiled(name: str) -> Kind:
    """A file of which some bytes are changed, dropped or doubled."""

    def make(size: int, chance: random.Random) -> bytes:
        data = bytearray((FORMATS / name).read_bytes())
        for _ in range(max(1, size // 1000)):
            at = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + 10]
                case _:
                    data[at:at] = data[:100]
        return bytes(data)

    return make


def _zip_bomb(size: int, _: random.Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr(DOCUMENT, b" " * size * 3_000)
    return packed.getvalue()


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    listed = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return data + end % (len(objects) + 1, listed, len(objects) + 1, len(data))


def _page_of(content: bytes, pages: int = 1) -> bytes:
    stream = b"<</Length %d>>stream\n%b\nendstream" % (len(content), content)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    tree = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages)
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", tree, stream, font, *[page] * pages)


def _pdf_lines(size: int, _: random.Random) -> bytes:
    return _page_of(
        b"".join(b"%d 0 m %d 800 l S\n0 %d m 600 %d l S\n" % ((x % 599,) * 2 + (x % 799,) * 2) for x in range(size))
    )


def _pdf_words(size: int, chance: random.Random) -> bytes:
    words = (b"1 0 0 1 %d %d Tm (12) Tj\n" % (chance.randrange(600), chance.randrange(800)) for _ in range(size))
    return _page_of(b"BT /F 6 Tf\n" + b"".join(words) + b"ET")


def _pdf_pages(size: int, _: random.Random) -> bytes:
    return _page_of(b"BT /F 6 Tf 1 0 0 1 50 50 Tm (12) Tj ET" + b" 0 0 m 9 9 l S" * 50, size // 50)


PACKED: dict[str, Kind] = {
    "long shared string.xlsx": _long_string,
    "long strings.xlsx": _strings_at,
    "merged rows.xlsx": _merges,
    "one merge.xlsx": _one_merge,
    "shared formula.xlsx": _shared_formula,
    "chain of formulas.xlsx": _formula_chain,
    "nested formula.xlsx": _nested_formula,
    "sums of all above.xlsx": _sums,
    "string of many fonts.xlsx": _rich_string,
    "long number format.xlsx": _number_formats,
    "sheets.xlsx": _sheets,
    "cells far out.xlsx": _far_cells,
    "attributes.html": _attributes,
    "nested div.html": _nested("div"),
    "nested font.html": _nested("font"),
    "nested list.html": _nested("li"),
    "nested tables.html": _nested_tables,
    "spans.html": _spans,
    "rows spanned.html": _row_spans,
    "tables.html": _many_tables,
    "style rules.html": _style_rules,
    "inline styles.html": _inline_styles,
    "long cells.html": _html_cell,
    "comments.html": _comments,
    "entities.html": _entities,
    "parts.mht": _web_archive,
    "vertical merge.docx": _vertical_merge,
    "spans.docx": _grid_span,
    "nested tables.docx": _word_nested_tables,
    "nested insertions.docx": _word_nested("ins"),
    "nested controls.docx": _word_nested("sdtContent"),
    "tables.docx": _word_tables,
    "runs.docx": _word_runs,
    "long cells.docx": _word_cell,
    "paragraphs.docx": _word_paragraphs,
    "attributes.docx": _word_attributes,
    "unpacks.docx": _zip_bomb,
    **{f"{name}.ods": _ods(more) for name, more in ODS.items()},
    **{
        f"spoiled {name}": _spoiled(name)
        for name in ("list.docx", "list.xlsx", "list.xls", "list.html", "list.ods", "list.pdf")
    },
    "lines.pdf": _pdf_lines,
    "words.pdf": _pdf_words,
    "pages.pdf": _pdf_pages,
}
