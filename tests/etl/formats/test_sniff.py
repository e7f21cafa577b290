"""The format is told by content; what cannot be read says what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from etl.formats.pdf import ocr
from etl.formats.sniff import MAX_BYTES, Unreadable, sniff
from tests.etl.renderings import SMALL, SMALL_ABOVE, as_docx, as_html, as_xlsx
from tests.etl.said import words

FORMATS = Path(__file__).parents[2] / "fixtures" / "formats"


def zipped(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


PAGE = as_html(SMALL_ABOVE, SMALL)

READABLE = {
    "xlsx": [as_xlsx(SMALL_ABOVE, SMALL)],
    "xls": [(FORMATS / "list.xls").read_bytes()],
    "docx": [as_docx(SMALL_ABOVE, SMALL)],
    "pdf": [(FORMATS / "list.pdf").read_bytes(), b"\r\n%PDF-1.4\n"],
    "html": [
        PAGE,
        as_html(SMALL_ABOVE, SMALL, encoding="gb18030"),
        b"\xef\xbb\xbf" + PAGE,
        PAGE.decode().replace("utf-8", "utf-16").encode("utf-16"),
        b"\n<!-- saved --><TABLE><tr><td>1</td></tr></TABLE>",
        b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html><body/></html>',
        b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html></html>",
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>序号</td></tr></table></html>'.encode(),
    ],
    "text": [
        "序号,项目名称\n1,敬老院\n".encode(),
        "序号,项目名称\n1,敬老院\n".encode("gb18030"),
        "序号\t项目名称\n".encode("utf-16"),
        "一、总体要求。<br>不是网页".encode(),
    ],
}


@pytest.mark.parametrize(("kind", "data"), [(kind, data) for kind, several in READABLE.items() for data in several])
@pytest.mark.parametrize("name", ["清单.xls", "清单.doc", "清单", "清单.txt"])
def test_content_decides_and_not_the_name(kind, data, name):
    assert sniff(data, name) == kind


UNREADABLE = [
    (b"", "清单.xlsx", "empty_file", "核对"),
    (b" \r\n\x00" * 5000, "清单.txt", "empty_file", "核对"),
    ((FORMATS / "word97.doc").read_bytes(), "清单.doc", "unsupported_format", "另存为 .docx"),
    ((FORMATS / "word97.doc").read_bytes(), "清单.wps", "unsupported_format", "WPS 文字"),
    ((FORMATS / "password.xlsx").read_bytes(), "清单.xlsx", "password_protected", "去掉密码"),
    (zipped(a=b"1"), "清单.zip", "archive_file", "解压后"),
    (zipped(**{"OFD.xml": b"<a/>"}), "清单.ofd", "unsupported_format", "PDF"),
    (
        zipped(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<a/>"}),
        "清单.odt",
        "unsupported_format",
        ".docx",
    ),
    (
        zipped(**{"[Content_Types].xml": b"<a/>", "xl__workbook.bin": b"1"}),
        "清单.xlsb",
        "unsupported_format",
        ".xlsx",
    ),
    (zipped(**{"[Content_Types].xml": b"<a/>", "ppt__p.xml": b"1"}), "清单.pptx", "unsupported_format", "演示文稿"),
    (b"PK\x03\x04 torn", "清单.docx", "damaged_file", "另存"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "清单.xls", "damaged_file", "另存"),
    (b"Rar!\x1a\x07\x01\x00abc", "清单.rar", "archive_file", "RAR"),
    (b"7z\xbc\xaf\x27\x1c\x00", "清单.7z", "archive_file", "7z"),
    (b"GIF89a\x00\x00", "清单.gif", "image_file", "文字版"),
    (b"{\\rtf1\\ansi abc}", "清单.doc", "unsupported_format", "RTF"),
    (b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", "a.xls", "unsupported_format", "XML"),
    (b"<?xml version='1.0'?><rows/>", "清单.xml", "unsupported_format", "XML"),
    (bytes(range(1, 256)) * 20, "清单.dat", "unsupported_format", "无法识别"),
    (b"abc" + b"\x00" * 9000, "清单.txt", "unsupported_format", "无法识别"),
]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xd8\xff\xe0\x00\x10JFIF"])
def test_a_picture_is_read_only_where_a_recogniser_is_installed(data, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: True)
    assert sniff(data, "清单.pdf") == "image"
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(Unreadable) as caught:
        sniff(data, "清单.pdf")
    assert caught.value.doubt.type == "image_file" and "portfolio-board[ocr]" in words(caught.value.doubt)


@pytest.mark.parametrize(("data", "name", "kind", "advice"), UNREADABLE)
def test_what_cannot_be_read_says_what_to_do(data, name, kind, advice):
    with pytest.raises(Unreadable) as caught:
        sniff(data, name)
    assert caught.value.doubt.type == kind
    assert advice in words(caught.value.doubt)


def test_size_is_limited():
    with pytest.raises(Unreadable) as caught:
        sniff(b"x" * (MAX_BYTES + 1), "清单.csv")
    assert caught.value.doubt.type == "file_too_large"
