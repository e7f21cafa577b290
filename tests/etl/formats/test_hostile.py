"""Files made to do harm end in one clear doubt, within seconds and bounded memory."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from etl.formats.reader import read
from etl.formats.sniff import Unreadable
from tests.etl.formats.packages import changed
from tests.etl.renderings import SMALL, SMALL_ABOVE, as_docx, as_html, as_xlsx
from tests.etl.said import words

FORMATS = Path(__file__).parents[2] / "fixtures" / "formats"
XLSX, DOCX = as_xlsx(SMALL_ABOVE, SMALL), as_docx(SMALL_ABOVE, SMALL)
SHEET, DOCUMENT = "xl/worksheets/sheet1.xml", "word/document.xml"
MEGABYTE = 2**20


def sheet(content: bytes, after: bytes = b"") -> bytes:
    """The workbook with other cells."""
    start, end = b"<sheetData>", b"</sheetData>"
    new = start + content + end + after

    def change(xml: bytes) -> bytes:
        return xml[: xml.index(start)] + new + xml[xml.index(end) + len(end) :]

    return changed(XLSX, SHEET, change)


def cell(reference: str, value: str = "1") -> bytes:
    return f'<c r="{reference}"><v>{value}</v></c>'.encode()


def lying(data: bytes, name: str) -> bytes:
    """The package with an entry that unpacks to 300 times what its headers say."""
    true = zipfile.ZipFile(io.BytesIO(changed(data, name, lambda xml: b" " * 30 * MEGABYTE + xml))).getinfo(name)
    packed = changed(data, name, lambda xml: b" " * 30 * MEGABYTE + xml)
    return packed.replace(true.file_size.to_bytes(4, "little"), (100_000).to_bytes(4, "little"))


def entity(xml: bytes) -> bytes:
    """An external entity declared and used."""
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return re.sub(rb"(<\?xml.*?\?>)?", rb"\1" + declared, xml, count=1).replace("序号".encode(), b"&e;", 1)


def climbing(data: bytes) -> bytes:
    return changed(data, "../../outside.xml", lambda _: b"<a/>")


def crowded() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(12_000):
            archive.writestr(f"word/{number}.xml", b"")
    return packed.getvalue()


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return data + end % (len(objects) + 1, table, len(objects) + 1, len(data))


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%b>>stream\n%b\nendstream" % (len(packed), entries, packed)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"


def bomb() -> bytes:
    """A page whose content unpacks to 4 GB: the same packed megabyte over and over."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(b"0 0 m " * (MEGABYTE // 6)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = first + again * 4095
    content = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed)
    return pdf(CATALOGUE, ONE_PAGE, PAGE, content)


HOSTILE = {
    "zip bomb in docx": lambda: changed(DOCX, DOCUMENT, lambda _: b" " * 300 * MEGABYTE),
    "zip bomb in xlsx": lambda: changed(XLSX, SHEET, lambda _: b" " * 300 * MEGABYTE),
    "zip bomb in a part that nobody needs": lambda: changed(XLSX, "xl/other.xml", lambda _: b" " * 300 * MEGABYTE),
    "sizes in the headers that are not true": lambda: lying(XLSX, SHEET),
    "12,000 entries": crowded,
    "names with ../ in docx": lambda: climbing(DOCX),
    "names with ../ in xlsx": lambda: climbing(XLSX),
    "external entity in docx": lambda: changed(DOCX, DOCUMENT, entity),
    "external entity in xlsx": lambda: changed(XLSX, "xl/sharedStrings.xml", entity),
    "100,000 columns": lambda: sheet(b"<row>" + b"<c><v>1</v></c>" * 100_000 + b"</row>"),
    "a cell at XFD1048576": lambda: sheet(
        b'<row r="1">' + cell("A1") + b'</row><row r="1048576">' + cell("XFD1048576") + b"</row>"
    ),
    "a cell at XFD1048576 in the first row": lambda: sheet(
        b'<row r="1">' + cell("XFD1048576") + cell("A1") + b"</row>"
    ),
    "a cell far below, quoted otherwise": lambda: sheet(
        b"<row r='1'><c r='Z1'><v>1</v></c></row><row r='1048577'><c r='A99999999'><v>1</v></c></row>"
    ),
    "merged cells one over the other": lambda: sheet(
        b'<row r="1">' + cell("A1") + b'</row><row r="9999">' + cell("Z9999") + b"</row>",
        b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 20_000 + b"</mergeCells>",
    ),
    "a table of 100,000 columns in docx": lambda: changed(
        DOCX, DOCUMENT, lambda xml: xml.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="9000000"/>')
    ),
    "50 MB of <table>": lambda: b"<html>" + b"<table>" * 7_000_000,
    "50 MB of <div>": lambda: b"<html>" + b"<div>" * 10_000_000,
    "a million tags inside each other": lambda: b"<html>" + b"<div>" * 1_000_000,
    "tables in tables in tables": lambda: b"<html>" + b"<table><tr><td>1<td>2<td>" * 150,
    "rows that span columns that span rows": lambda: (
        b"<table>" + b"<tr><td rowspan=65534 colspan=1000>1<td rowspan=9999>2" * 100_000
    ),
    "PDF pages that are their own children": lambda: pdf(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
    "PDF that unpacks to 4 GB": bomb,
}

SLOW = {
    "PDF with a million lines": lambda: pdf(
        CATALOGUE,
        ONE_PAGE,
        PAGE,
        stream(b"".join(b"%d 0 m %d 800 l S\n" % (x % 599, x % 599) for x in range(1_000_000))),
    ),
}

MEASURE = """
import json, resource, sys
from pathlib import Path
from etl.formats.reader import read
from etl.formats.sniff import Unreadable
import etl.formats.word.docx, etl.formats.workbook.xlsx, etl.formats.html, etl.formats.pdf.document
data = Path(sys.argv[1]).read_bytes()
try:
    read(data, "file")
    kind = "read"
except Unreadable as refused:
    kind = refused.doubt.type
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
seconds = sum(one.ru_utime + one.ru_stime for one in used)
print(json.dumps([kind, seconds, max(one.ru_maxrss for one in used) // 1024]))
"""


def measured(data: bytes, folder: Path) -> tuple[str, float, int]:
    """Doubt, CPU seconds and peak memory (MB) of reading in a fresh process."""
    file = folder / "file"
    file.write_bytes(data)
    command = [sys.executable, "-c", MEASURE, str(file)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[3], timeout=120)
    kind, seconds, peak = json.loads(done.stdout)
    return kind, seconds, peak


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_one_doubt(name, tmp_path):
    kind, seconds, peak = measured(HOSTILE[name](), tmp_path)
    assert kind != "read"
    assert seconds < 10
    assert peak < 2500


@pytest.mark.parametrize("name", SLOW)
def test_a_page_that_takes_too_long_is_given_up(name, tmp_path):
    kind, seconds, peak = measured(SLOW[name](), tmp_path)
    assert kind in {"reading_too_slow", "reading_too_large"}
    assert seconds < 25
    assert peak < 2500


def test_a_pdf_that_claims_a_billion_pages_is_read_for_what_it_has():
    document = read(pdf(CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", PAGE, stream(b"")), "file")
    assert document.blocks == []


def test_a_form_that_draws_itself_ends():
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
    data = pdf(CATALOGUE, ONE_PAGE, PAGE, stream(b"/X Do"), stream(b"/X Do /X Do", form))
    began = time.monotonic()
    try:
        assert read(data, "file").blocks == []
    except Unreadable as refused:
        assert refused.doubt.type == "damaged_file"
    assert time.monotonic() - began < 10


def test_entities_are_not_expanded():
    for data in (HOSTILE["external entity in docx"](), HOSTILE["external entity in xlsx"]()):
        with pytest.raises(Unreadable) as caught:
            read(data, "file")
        assert caught.value.doubt.type == "unsafe_markup"


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, dropped, doubled or cut off."""
    changing = bytearray(data)
    for _ in range(chance.choice([1, 3, 30])):
        at = chance.randrange(len(changing))
        length = chance.choice([1, 10, 500])
        match chance.randrange(4):
            case 0:
                changing[at] = chance.randrange(256)
            case 1:
                del changing[at : at + length]
            case 2:
                changing[at:at] = changing[:length]
            case _:
                changing = changing[: max(at, 100)]
        changing = changing or bytearray(b"x")
    return bytes(changing)


def spoiled_inside(data: bytes, chance: random.Random) -> bytes:
    """The package with one of its XML parts spoiled."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = chance.choice([name for name in archive.namelist() if name.endswith((".xml", ".rels"))])
    return changed(data, name, lambda part: spoiled(part, chance) if part else part)


@pytest.mark.parametrize("file", ["list.docx", "list.xlsx", "list.xls", "list.html"])
def test_spoiled_files_are_read_or_refused_but_never_crash(file):
    chance = random.Random(file)
    whole = (FORMATS / file).read_bytes()
    for turn in range(150):
        inside = whole.startswith(b"PK") and turn % 3
        data = spoiled_inside(whole, chance) if inside else spoiled(whole, chance)
        try:
            read(data, file)
        except Unreadable as refused:
            assert words(refused.doubt)


def test_spoiled_pdf_files_are_read_or_refused_but_never_crash():
    chance = random.Random(7)
    whole = (FORMATS / "list.pdf").read_bytes()
    for _ in range(8):
        try:
            read(spoiled(whole, chance), "list.pdf")
        except Unreadable as refused:
            assert words(refused.doubt)


def test_a_page_of_text_stays_readable():
    assert read(as_html(SMALL_ABOVE, SMALL), "file").blocks
