"""One list in every format that offices use, written by the programs that they use, as far as these are installed."""

from __future__ import annotations

import atexit
import html
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

Rows = Sequence[Sequence[str]]
"""Header and body of a list."""

SOFFICE = shutil.which("soffice")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

SMALL_ABOVE = ("青禾县养老托育重大项目清单", "单位:万元")
SMALL = (
    ("序号", "项目名称", "项目类型", "建设期限", "建设地点", "建设内容和规模", "总投资(万元)", "组织实施单位"),
    ("1", "青禾县社会福利中心", "新建", "2022-2024", "城关镇", "建筑面积12000平方米,床位300张。", "4800.5", "县民政局"),
    ("2", "柳河镇敬老院", "改扩建", "2021年3月-2023年12月", "柳河镇", "原有床位60张,新增床位80张。", "960", "县民政局"),
    ("3", "青禾县实验托育中心", "改建", "18个月", "城关镇", "新增托位120个,建筑面积1500.25㎡。", "247", "县卫生健康委"),
)
"""An invented list."""

_WIDTHS = (12, 45, 18, 22, 22, 90, 20, 35)
_STYLE = "body{font:10pt 'Noto Serif CJK SC',serif} table{border-collapse:collapse;width:100%} td,th{padding:2mm 2mm}"
_RULES = "td,th{border:1px solid black}"


def as_html(above: Sequence[str], rows: Rows, style: str = _RULES, encoding: str = "utf-8") -> bytes:
    """A page with one table, the first row its header."""
    lines = [
        f'<html><head><meta charset="{encoding}"><style>@page{{size:A4 landscape}} {_STYLE} {style}</style></head>'
    ]
    lines += ["<body>", *(f"<p>{html.escape(line)}</p>" for line in above), "<table>"]
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        cells = "".join(f"<{tag}>{html.escape(cell).replace(chr(10), '<br>')}</{tag}>" for cell in row)
        line = f"<tr>{cells}</tr>"
        lines.append(line if number else f"<thead>{line}</thead>")
    return "\n".join([*lines, "</table></body></html>"]).encode(encoding)


def as_docx(above: Sequence[str], rows: Rows) -> bytes:
    """A landscape document with a ruled table whose header repeats on each page."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    for line in above:
        document.add_paragraph(line)
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for line, row in zip(table.rows, rows, strict=True):
        for column, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            cell.width = Mm(_WIDTHS[column % len(_WIDTHS)])
            cell.text = text
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(9)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def as_xlsx(above: Sequence[str], rows: Rows) -> bytes:
    """A sheet with a merged title line; what looks like a number is one."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        ruled = workbook.add_format({"border": 1, "text_wrap": True})
        sheet = workbook.add_worksheet("项目清单")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for number, line in enumerate(above):
            sheet.merge_range(number, 0, number, len(rows[0]) - 1, line)
        sheet.repeat_rows(len(above))
        for column in range(len(rows[0])):
            sheet.set_column(column, column, _WIDTHS[column % len(_WIDTHS)] / 2)
        for number, row in enumerate(rows, start=len(above)):
            lines = max(2 * len(text) // (_WIDTHS[column % len(_WIDTHS)] // 2) for column, text in enumerate(row))
            sheet.set_row(number, 15 * (lines + 2))
            for column, text in enumerate(row):
                value = float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else text
                sheet.write(number, column, value, ruled)
    return packed.getvalue()


@cache
def _profile() -> str:
    """LibreOffice's settings, made once: they take longer than the work."""
    folder = tempfile.mkdtemp(prefix="soffice-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder).as_uri()


def by_soffice(data: bytes, source: str, target: str, *options: str) -> bytes:
    """Open with LibreOffice and save as another format; `target` may name the export filter (`xls:MS Excel 97`)."""
    assert SOFFICE is not None
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, f"list.{source}")
        given.write_bytes(data)
        out = Path(folder, "out")
        command = [SOFFICE, f"-env:UserInstallation={_profile()}", "--headless", "--convert-to", target]
        subprocess.run(
            [*command, *options, "--outdir", str(out), str(given)], check=True, capture_output=True, timeout=120
        )
        return next(out.iterdir()).read_bytes()


def by_chromium(page: bytes) -> bytes:
    """Print a page to PDF."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory() as folder:
        given, printed = Path(folder, "list.html"), Path(folder, "list.pdf")
        given.write_bytes(page)
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}"]
        command = [CHROMIUM, *options, f"--print-to-pdf={printed}", given.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return printed.read_bytes()


RENDERINGS: dict[str, Callable[[Sequence[str], Rows], bytes]] = {
    "html": as_html,
    "html gb18030": lambda above, rows: as_html(above, rows, encoding="gb18030"),
    "docx": as_docx,
    "xlsx": as_xlsx,
}
"""Name of the rendering -> function of the lines above the table and its rows."""

if SOFFICE is not None:
    RENDERINGS |= {
        "docx by LibreOffice": lambda above, rows: by_soffice(as_docx(above, rows), "docx", "docx"),
        "docx by LibreOffice from html": lambda above, rows: by_soffice(
            as_html(above, rows), "html", "docx:MS Word 2007 XML", "--infilter=HTML (StarWriter)"
        ),
        "xlsx by LibreOffice": lambda above, rows: by_soffice(as_xlsx(above, rows), "xlsx", "xlsx"),
        "xls by LibreOffice": lambda above, rows: by_soffice(as_xlsx(above, rows), "xlsx", "xls"),
        "html by LibreOffice Calc": lambda above, rows: by_soffice(as_xlsx(above, rows), "xlsx", "html"),
        "html by LibreOffice Writer": lambda above, rows: by_soffice(as_docx(above, rows), "docx", "html"),
        "pdf by LibreOffice Writer": lambda above, rows: by_soffice(as_docx(above, rows), "docx", "pdf"),
        "pdf by LibreOffice Calc": lambda above, rows: by_soffice(as_xlsx(above, rows), "xlsx", "pdf"),
    }
if CHROMIUM is not None:
    RENDERINGS |= {
        "pdf by Chromium": lambda above, rows: by_chromium(as_html(above, rows)),
        "pdf by Chromium, rules between rows only": lambda above, rows: by_chromium(
            as_html(above, rows, "td,th{border-bottom:1px solid black}")
        ),
        "pdf by Chromium, no rules": lambda above, rows: by_chromium(as_html(above, rows, "td,th{vertical-align:top}")),
        "pdf by Chromium, no rules, centred": lambda above, rows: by_chromium(as_html(above, rows, "")),
    }
