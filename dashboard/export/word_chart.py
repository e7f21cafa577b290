"""Charts for Word files: drawn by Word, WPS or LibreOffice itself, with their numbers in an embedded workbook.

Nothing is rendered here, so no browser, drawing library or font is needed where the file is made, and the reader can
edit the chart. XlsxWriter writes the chart's XML (the same in Excel and Word); it is taken out of its workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import xlsxwriter
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Length
from docx.text.paragraph import Paragraph
from lxml import etree

from dashboard.figures.bars import Bar
from dashboard.figures.ladder import Rung

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_FONT = "宋体"
_INK = "#1b2a3d"
_ROOM = 0.3
"""Share of the longest bar that is kept free after it: an unseen bar there carries the words."""


Size = tuple[Length, Length]
"""Width and height."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of a chart: label, where it starts, its length, colour, and the words at its end, which say the unit."""

    label: str
    start: float
    length: float
    colour: str
    text: str


def of_rungs(rungs: Sequence[Rung]) -> list[Stack]:
    """A ladder: each step starts where the one above ends; below zero (more planned than asked) bars start at zero.
    Of the words only the quantity is shown: by how many it is stated stands in the text."""
    left, stacks = 0.0, []
    for rung in rungs:
        left = left - rung.value if rung.takes else rung.value
        start = max(0.0, min(left, left + rung.value)) if rung.takes else 0.0
        stacks.append(Stack(rung.label, start, abs(rung.value), rung.colour, rung.text.split(" · ")[0]))
    return stacks


def add_bars(document: Document, paragraph: Paragraph, bars: Sequence[Bar], name: str, size: Size) -> None:
    """Put a chart of horizontal bars, each labelled with its value, into a paragraph. `name` is read to the blind."""
    values = [bar.value or 0.0 for bar in bars]
    style = "#,##0" if all(value == round(value) for value in values) else "#,##0.00"
    with _book() as (book, sheet, buffer):
        sheet.write_row(0, 0, ["项", "数值"])
        for row, (bar, value) in enumerate(zip(bars, values, strict=True), start=1):
            sheet.write_row(row, 0, [bar.label, value])
        chart: Any = book.add_chart({"type": "bar"})
        label = {"value": True, "position": "outside_end", "num_format": style, "font": _font(9)}
        points = [{"fill": {"color": bar.colour}} for bar in bars]
        chart.add_series(_series(1, len(bars)) | {"points": points, "gap": 60, "data_labels": label})
        _finish(sheet, chart, max(values, default=0) * (1 + _ROOM) or 1)
    _insert(document, paragraph, buffer.getvalue(), name, size)


def add_ladder(document: Document, paragraph: Paragraph, rungs: Sequence[Rung], name: str, size: Size) -> None:
    """Put a ladder into a paragraph: bars that start where the one above ends, on an unseen bar; a third unseen one
    carries the words."""
    stacks = of_rungs(rungs)
    with _book() as (book, sheet, buffer):
        sheet.write_row(0, 0, ["项", "起点", "数值", "标注"])
        longest = max((stack.start + stack.length for stack in stacks), default=0) or 1
        for row, stack in enumerate(stacks, start=1):
            sheet.write_row(row, 0, [stack.label, stack.start, stack.length, longest * _ROOM])
        chart: Any = book.add_chart({"type": "bar", "subtype": "stacked"})
        last, unseen = len(stacks), {"fill": {"none": True}, "border": {"none": True}}
        chart.add_series(_series(1, last) | unseen | {"gap": 60})
        chart.add_series(_series(2, last) | {"points": [{"fill": {"color": stack.colour}} for stack in stacks]})
        words = [{"value": stack.text, "font": _font(9)} for stack in stacks]
        label = {"value": True, "custom": words, "font": _font(9), "position": "inside_base"}
        chart.add_series(_series(3, last) | unseen | {"data_labels": label})
        _finish(sheet, chart, longest * (1 + _ROOM))
    _insert(document, paragraph, buffer.getvalue(), name, size)


@contextmanager
def _book() -> Iterator[tuple[Any, Any, BytesIO]]:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        yield book, book.add_worksheet("数据"), buffer


def _finish(sheet: Any, chart: Any, widest: float) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """First bar on top, no axis of values, no frame."""
    chart.set_legend({"none": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": widest})
    chart.set_y_axis({"reverse": True, "num_font": _font(9), "major_tick_mark": "none", "line": {"none": True}})
    chart.set_chartarea({"border": {"none": True}})
    sheet.insert_chart("F2", chart)


def _insert(document: Document, paragraph: Paragraph, workbook: bytes, name: str, size: Size) -> None:
    """Take the chart out of its workbook, and keep the workbook beside it as its data."""
    package = document.part.package
    number = sum(part.content_type == _CHART_TYPE for part in package.iter_parts()) + 1
    with ZipFile(BytesIO(workbook)) as archive:
        drawn = archive.read("xl/charts/chart1.xml")
    data = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), CONTENT_TYPE.SML_SHEET, workbook, package)
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, b"", package)
    chart._blob = _for_word(drawn, chart.relate_to(data, RELATIONSHIP_TYPE.PACKAGE))
    relation = document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    paragraph.add_run()._r.append(_inline(relation, number, name, size))


def _series(column: int, last: int) -> dict[str, Any]:
    return {
        "name": ["数据", 0, column],
        "categories": ["数据", 1, 0, last, 0],
        "values": ["数据", 1, column, last, column],
    }


def _font(size: float) -> dict[str, Any]:
    return {"name": _FONT, "size": size, "color": _INK}


def _for_word(drawn: bytes, workbook: str) -> bytes:
    """The chart with its workbook named, and its font also set for Chinese characters."""
    root = etree.fromstring(drawn)
    for latin in list(root.iter(f"{{{_DRAWING}}}latin")):
        latin.addnext(latin.makeelement(f"{{{_DRAWING}}}ea", {"typeface": _FONT}))
    for shown in list(root.iter(f"{{{_CHART}}}showVal")):
        _only_value(shown)
    external = etree.Element(f"{{{_CHART}}}externalData", {f"{{{_RELATIONS}}}id": workbook})
    etree.SubElement(external, f"{{{_CHART}}}autoUpdate", {"val": "0"})
    root.find(f"{{{_CHART}}}printSettings").addprevious(external)  # type: ignore[union-attr]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _only_value(shown: etree._Element) -> None:
    """Say of a label that it has nothing but the value, on one line: what is not said, programs fill in differently."""
    for body in shown.getparent().iter(f"{{{_DRAWING}}}bodyPr"):  # type: ignore[union-attr]
        body.set("wrap", "none")
    shown.addprevious(shown.makeelement(f"{{{_CHART}}}showLegendKey", {"val": "0"}))
    for name in ("showBubbleSize", "showPercent", "showSerName", "showCatName"):
        shown.addnext(shown.makeelement(f"{{{_CHART}}}{name}", {"val": "0"}))


def _inline(relation: str, number: int, name: str, size: Size) -> Any:  # noqa: ANN401 - an element
    width, height = size
    element = parse_xml(
        f'<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_RELATIONS}"'
        f' xmlns:wp="{_WORD_DRAWING}" xmlns:a="{_DRAWING}" xmlns:c="{_CHART}"><wp:inline distT="0" distB="0" distL="0"'
        f' distR="0"><wp:extent cx="{int(width)}" cy="{int(height)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{1000 + number}" name="图{number}"/><wp:cNvGraphicFramePr/><a:graphic>'
        f'<a:graphicData uri="{_CHART}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing>"
    )
    next(element.iter(f"{{{_WORD_DRAWING}}}docPr")).set("descr", name)
    return element
