"""Word documents: what a reader of the page sees."""

from __future__ import annotations

import io
import zipfile

import pytest

from etl.contract.values import Grid, Paragraph
from etl.formats.word import docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def document(body: str, namespace: str = W, **parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {namespace} {OTHERS}><w:body>{body}</w:body></w:document>")
        links = ""
        for kind, content in parts.items():
            archive.writestr(f"word/{kind}.xml", f"<w:{kind} {namespace}>{content}</w:{kind}>")
            links += f'<Relationship Id="{kind}" Type="http://x/relationships/{kind}" Target="{kind}.xml"/>'
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
    return packed.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<w:tc') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str, grid: str = "") -> str:
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def read(body: str, **parts: str) -> list[str | list[list[str]]]:
    found = docx.read(document(body, **parts)).blocks
    return [block.text if isinstance(block, Paragraph) else block.rows for block in found]


DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@pytest.mark.parametrize("namespace", [W, STRICT])
def test_merged_cells(namespace):
    body = p("前") + tbl(
        tr(tc("序号", DOWN), tc("投资", '<w:gridSpan w:val="2"/>'), tc("单位", DOWN)),
        tr(tc("", GOES_ON), "总", "中央", tc("", GOES_ON)),
        tr("1", "3", "1", tc("民政局", DOWN)),
        tr("2", "5", "2", tc("", GOES_ON)),
        tr(tc("小计", '<w:gridSpan w:val="3"/>'), "8"),
    )
    paragraph, grid = docx.read(document(body, namespace)).blocks
    assert isinstance(paragraph, Paragraph) and isinstance(grid, Grid)
    assert grid.rows == [
        ["序号", "投资", "投资", "单位"],
        ["序号", "总", "中央", "单位"],
        ["1", "3", "1", "民政局"],
        ["2", "5", "2", "民政局"],
        ["小计", "", "", "8"],
    ]
    assert (paragraph.line, grid.lines) == (1, [2, 3, 4, 5, 6])


def test_a_table_in_a_cell_is_part_of_its_words():
    inner = tbl(tr("a", "b"), tr("c", tc(tbl(tr("d", "e")))))
    assert read(tbl(tr("1", tc(p("甲") + inner + p("乙"))), tr("2", "丙")) + p("后")) == [
        [["1", "甲\na b\nc d e\n乙"], ["2", "丙"]],
        "后",
    ]


def test_a_list_in_a_cell_follows_the_outer_table():
    header = ("序号", "项目名称", "总投资(万元)", "建设地点")
    inner = tbl(tr(*header), tr("1", "敬老院", "900", "城关镇"))
    assert read(tbl(tr("1", tc(p("甲") + inner)), tr("2", "丙"))) == [
        [["1", "甲"], ["2", "丙"]],
        [list(header), ["1", "敬老院", "900", "城关镇"]],
    ]


def test_a_frame_gives_its_content():
    assert read(tbl(tr(tc(p("通知") + tbl(tr("1", "2")))))) == ["通知", [["1", "2"]]]


def test_tracked_changes_and_content_controls():
    run = "<w:r><w:t>{}</w:t></w:r>"
    deleted = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run.format('移')}</w:moveFrom>"
    text = f"<w:p>{run.format('一')}{deleted}{moved}<w:ins>{run.format('二')}</w:ins>"
    text += f"<w:sdt><w:sdtContent>{run.format('三')}</w:sdtContent></w:sdt></w:p>"
    rows = (
        tr("1", "2")
        + tr("x", "y", properties="<w:del/>")
        + f"<w:sdt><w:sdtContent>{tr('3', '4')}</w:sdtContent></w:sdt>"
    )
    assert read(text + tbl(rows)) == ["一二三", [["1", "2"], ["", ""], ["3", "4"]]]


def test_text_boxes_once_and_signs():
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
    both += f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    signs = "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t></w:r>"
    assert read(f"<w:p><w:r>{both}</w:r>{signs}</w:p>") == ["甲\t乙", "丙-丁", "框内"]


def test_raised_digits_are_no_digits():
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
    plain = "<w:r><w:t>{}</w:t></w:r>"
    text = plain.format("247") + raised.format("1") + plain.format("万元,100m") + raised.format("2")
    assert read(f"<w:p>{text}</w:p>") == ["247¹万元,100m²"]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


STYLES = """
<w:style w:styleId="Base"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:styleId="Gone"><w:basedOn w:val="Base"/></w:style>
<w:style w:styleId="Away"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:styleId="Note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
"""


@pytest.mark.parametrize(
    ("properties", "read_as"),
    [
        ("<w:dstrike/>", "5000"),
        ('<w:strike w:val="0"/>', "45005000"),
        ('<w:rStyle w:val="Gone"/>', "5000"),
        ('<w:rStyle w:val="Gone"/><w:strike w:val="false"/>', "45005000"),
        ('<w:rStyle w:val="Away"/>', "5000"),
        ('<w:rStyle w:val="Unknown"/>', "45005000"),
    ],
)
def test_looks_by_style_and_by_the_run_itself(properties, read_as):
    assert read(f"<w:p>{run('4500', properties)}{run('5000')}</w:p>", styles=STYLES) == [read_as]


def test_a_paragraph_style_strikes_all_its_words_but_those_that_say_otherwise():
    words = run("4500") + run("5000", '<w:strike w:val="0"/>')
    assert read(f'<w:p><w:pPr><w:pStyle w:val="Base"/></w:pPr>{words}</w:p>', styles=STYLES) == ["5000"]


@pytest.mark.parametrize("properties", ['<w:rStyle w:val="Note"/>', '<w:position w:val="8"/><w:sz w:val="12"/>'])
def test_ways_to_raise_a_note(properties):
    assert read(f"<w:p>{run('5000')}{run('1', properties)}</w:p>", styles=STYLES) == ["5000¹"]


def test_struck_words_of_running_text_are_named_once():
    body = "".join(f"<w:p>{run(word, '<w:strike/>')}{run('新')}</w:p>" for word in ("甲", "乙"))
    found = docx.read(document(body))
    assert [(doubt.type, doubt.raw) for doubt in found.doubts] == [("struck_text", "甲|乙")]


def test_notes_come_last_without_their_marks():
    notes = '<w:footnote w:type="separator"/><w:footnote>' + p("注:不含征地费") + "</w:footnote>"
    assert read('<w:p><w:r><w:t>247</w:t><w:footnoteReference w:id="2"/></w:r></w:p>', footnotes=notes) == [
        "247",
        "注:不含征地费",
    ]


def test_numbers_that_word_counts_itself():
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    rules = f'<w:abstractNum w:abstractNumId="0">{level.format(0, "chineseCounting", "%1、")}'
    rules += f"{level.format(1, 'decimal', '%2.')}</w:abstractNum>"
    rules += f'<w:abstractNum w:abstractNumId="1">{level.format(0, "decimal", "%1")}</w:abstractNum>'
    rules += (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )

    def numbered(text: str, number: int, depth: int = 0) -> str:
        return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')

    body = (
        numbered("总则", 1) + numbered("甲", 1, 1) + numbered("乙", 1, 1) + numbered("任务", 1) + numbered("丙", 1, 1)
    )
    table = tbl(tr("序号", "名称"), tr(tc(numbered("", 2)), "敬老院"), tr(tc(numbered("", 2)), "福利院"))
    assert read(body + table, numbering=rules) == [
        "一、总则",
        "1.甲",
        "2.乙",
        "二、任务",
        "1.丙",
        [["序号", "名称"], ["1", "敬老院"], ["2", "福利院"]],
    ]


def test_edges_that_differ_by_a_hair_are_one():
    widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in (1000, 2000, 20, 1980))
    wide = '<w:gridSpan w:val="2"/>'
    assert read(tbl(tr("1", "a", tc("b", wide)), tr("2", tc("c", wide), "d"), grid=widths)) == [
        [["1", "a", "b"], ["2", "c", "d"]]
    ]


def test_rows_that_begin_late():
    rows = tr("1", "a", "b"), tr("c", "d", properties='<w:gridBefore w:val="1"/>')
    assert read(tbl(*rows)) == [[["1", "a", "b"], ["", "c", "d"]]]


def test_what_is_hidden_or_not_text_is_named():
    body = tbl(tr("1", "a"), tr("2", "b", properties="<w:hidden/>"))
    body += "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:object/></w:r></w:p>"
    assert [doubt.type for doubt in docx.read(document(body)).doubts] == [
        "hidden_rows",
        "hidden_text",
        "embedded_object",
    ]
    assert [doubt.type for doubt in docx.read(document("<w:p><w:r><w:drawing/></w:r></w:p>")).doubts] == [
        "scan_without_text"
    ]
