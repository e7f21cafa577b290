"""A list whose words are struck, hidden, raised or changed, in each format that can say so."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import docx
import xlsxwriter
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given

Pieces = Sequence[tuple[str, str]]
"""Text and how it looks: "" (plain), struck, hidden, raised, deleted or inserted."""
Rows = Sequence[Sequence[str | Pieces]]

HEADER = ("序号", "项目名称", "建设性质", "建设地点", "建设内容及规模", "建设年限", "总投资（万元）")


def row(serial: str, name: str, total: str | Pieces, content: str | Pieces = "新增床位100张") -> list[str | Pieces]:
    """A row of the list."""
    return [serial, name, "新建", "黔江区", content, "2023-2025", total]


def struck(words: Sequence[str | Pieces]) -> list[Pieces]:
    """A row all words of which are struck out."""
    return [[(str(word), "struck")] for word in words]


def _pieces(cell: str | Pieces) -> Pieces:
    return [(cell, "")] if isinstance(cell, str) else cell


def as_docx(rows: Rows, header: Sequence[str] = HEADER) -> bytes:
    """A document with one table."""
    document = docx.Document()
    table = document.add_table(len(rows) + 1, len(header))
    for at, cells in enumerate([header, *rows]):
        for column, cell in enumerate(cells):
            paragraph = table.cell(at, column).paragraphs[0]
            for text, look in _pieces(cell):
                _add_run(paragraph, text, look)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _add_run(paragraph: Paragraph, text: str, look: str) -> None:
    run = paragraph.add_run(text)
    run.font.strike = look == "struck" or None
    run.font.hidden = look == "hidden" or None
    run.font.superscript = look == "raised" or None
    if look in ("deleted", "inserted"):
        change = OxmlElement("w:del" if look == "deleted" else "w:ins")
        run._r.addprevious(change)
        change.append(run._r)
        for words in run._r.xpath("w:t") if look == "deleted" else ():
            words.tag = words.tag[:-1] + "delText"


_TAGS = {
    "struck": "<s>{}</s>",
    "hidden": '<span style="display:none">{}</span>',
    "raised": "<sup>{}</sup>",
    "deleted": "<del>{}</del>",
    "inserted": "<ins>{}</ins>",
    "": "{}",
}


def as_html(rows: Rows, header: Sequence[str] = HEADER, tags: dict[str, str] | None = None, style: str = "") -> bytes:
    """A page with one table. `tags`: other ways to make words look so; `style`: its style sheet."""
    ways = _TAGS | (tags or {})
    lines = []
    for cells in [header, *rows]:
        said = ("".join(ways[look].format(html.escape(text)) for text, look in _pieces(cell)) for cell in cells)
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in said) + "</tr>")
    return f"<html><style>{style}</style><table>{''.join(lines)}</table></html>".encode()


def as_xlsx(rows: Rows, header: Sequence[str] = HEADER) -> bytes:
    """A workbook with one sheet."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("清单")
        ways: dict[str, Any] = {
            "struck": workbook.add_format({"font_strikeout": True}),
            "raised": workbook.add_format({"font_script": 1}),
            "": workbook.add_format(),
        }
        for at, cells in enumerate([header, *rows]):
            for column, cell in enumerate(cells):
                pieces = _pieces(cell)
                if len(pieces) == 1:
                    sheet.write(at, column, pieces[0][0], ways[pieces[0][1]])
                else:
                    parts = [part for text, look in pieces for part in (ways[look], text)]
                    sheet.write_rich_string(at, column, *parts)
    return packed.getvalue()


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_NAMES = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "style", "table", "text"))
_ODS_STYLES = {
    "struck": 'style:text-line-through-style="solid"',
    "hidden": 'text:display="none"',
    "raised": 'style:text-position="super 58%"',
}


def as_ods(rows: Rows, header: Sequence[str] = HEADER) -> bytes:
    """A workbook of an office that saves as OpenDocument, with one sheet."""
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'
        for name, said in _ODS_STYLES.items()
    )
    lines = []
    for cells in [header, *rows]:
        said = (
            "".join(
                f'<text:span text:style-name="{look}">{html.escape(text)}</text:span>' for text, look in _pieces(cell)
            )
            for cell in cells
        )
        typed = '<table:table-cell office:value-type="string">'
        line = "".join(f"{typed}<text:p>{cell}</text:p></table:table-cell>" for cell in said)
        lines.append(f"<table:table-row>{line}</table:table-row>")
    content = (
        f"<office:document-content {_ODS_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="清单">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return packed.getvalue()


RENDERINGS: dict[str, Callable[..., bytes]] = {"docx": as_docx, "html": as_html, "xlsx": as_xlsx, "ods": as_ods}


def read(data: bytes, name: str = "清单") -> ReadDocument:
    """The document as it is loaded."""
    return read_document(data, name, Given(region_id="500114"))


def totals(document: ReadDocument) -> list[float | None]:
    """The total investment of each project, 万元."""
    amounts = document.frames["project_reports"]["total_investment_wan"]
    return [None if amount is None else float(amount) for amount in amounts]


def said(document: ReadDocument, *types: str) -> list[tuple[str, int | None, str | None, str | None]]:
    """Findings of these types: type, row, column, words."""
    found = document.frames["findings"].select("type", "row", "column", "raw").rows()
    return [one for one in found if one[0] in types]


def doubtful(document: ReadDocument) -> list[list[str]]:
    """The doubtful fields of each project."""
    return document.frames["project_reports"]["doubtful_fields"].to_list()
