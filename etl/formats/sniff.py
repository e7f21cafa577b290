"""Which reader a file needs, told by its bytes; and, for what cannot be read, what the user should do about it."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from pathlib import PurePath
from typing import NoReturn

import olefile

from etl.contract.detail import Detail
from etl.contract.values import Doubt
from etl.formats import web_archive
from etl.formats.pdf import ocr

MAX_BYTES = 100 * 2**20
"""Larger files are not opened; the caller compares the file's size before it reads it."""

MAX_ENTRIES = 10_000
"""More entries than this in a zip file are no office document."""

_BLANK = b"\x00 \t\r\n"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ARCHIVES = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "GZ", b"BZh": "BZ2", b"\xfd7zXZ": "XZ"}
_IMAGES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
_WORKBOOK = "application/vnd.oasis.opendocument.spreadsheet"
_RECOGNISED = (b"\x89PNG", b"\xff\xd8\xff")
"""Pictures that can be read where a recogniser is installed."""
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|meta|title|style|p|tr|td|center|font|span)\b", re.I)
_CONTROLS = [chr(code) for code in range(32) if code not in (9, 10, 11, 12, 13, 26, 27)]
"""Control characters other than white space, end of file and escape."""
_XML_APPLICATIONS = ("mso-application", "<w:wordDocument", "schemas-microsoft-com:office", "office:document")


class Unreadable(Exception):
    """A file that cannot be read. `doubt` says why and what to do."""

    def __init__(self, doubt: Doubt) -> None:
        """Keep the doubt; its type is the message."""
        super().__init__(doubt.type)
        self.doubt = doubt


def refuse(kind: str, detail: Detail | None, raw: str = "") -> NoReturn:
    """Raise `Unreadable` with a doubt of this type, the reason and advice, and the words concerned."""
    raise Unreadable(Doubt(kind, raw, detail))


def damaged(program: str, cause: BaseException) -> Unreadable:
    """The exception for a file on which a library failed; to be raised `from cause`.

    `program`: key of the detail that names what opens such files.
    """
    reason = " ".join(str(cause).split())[:200] or type(cause).__name__
    return Unreadable(Doubt("damaged_file", reason, Detail("open_and_save_anew", program=Detail(program))))


def sniff(data: bytes, name: str) -> str:
    """Name the format (xlsx, xls, ods, docx, pdf, html, image or text) by content; `name` only words the advice.

    Raises `Unreadable` for everything else.
    """
    if len(data) > MAX_BYTES:
        refuse("file_too_large", Detail("file_above", most=MAX_BYTES >> 20))
    if not data[:4096].strip(_BLANK) and not data.strip(_BLANK):
        refuse("empty_file", None)
    if data.startswith(_ZIP):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        return _sniff_ole(data, name)
    if b"%PDF-" in data[:1024] or b"%%EOF" in data[-1024:]:
        return "pdf"
    if data.startswith(_RECOGNISED) and b"\x00" in data[:512] and ocr.available():
        return "image"
    _refuse_foreign(data)
    return _sniff_text(data)


def has_pages(data: bytes) -> bool:
    """Whether a file is read page by page: a PDF or a picture, as far as its first bytes tell."""
    return b"%PDF-" in data[:1024] or data.startswith(_RECOGNISED)


def _sniff_zip(data: bytes) -> str:
    """Tell office documents from other zip files by the names of their entries."""
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        refuse("unsafe_archive", Detail("too_many_entries", most=MAX_ENTRIES))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            encrypted = any(entry.flag_bits & 1 for entry in archive.infolist())
            media_type = _head(archive, "mimetype", 200).decode("ascii", "replace")
            manifest = _head(archive, "META-INF/manifest.xml", 2**20)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise damaged("word_excel_or_wps", error) from error
    if encrypted:
        refuse("password_protected", Detail("archive"))
    if "[Content_Types].xml" in names:
        return _sniff_ooxml(names)
    if "OFD.xml" in names:
        refuse("unsupported_format", Detail("ofd"), "OFD")
    if b"encryption-data" in manifest:
        refuse("password_protected", Detail("take_password_away_in_office"))
    if media_type.startswith(_WORKBOOK):
        return "ods"
    if media_type:
        refuse("unsupported_format", Detail("opendocument"), "OpenDocument")
    refuse("archive_file", Detail("archive"), "ZIP")


def _head(archive: zipfile.ZipFile, name: str, length: int) -> bytes:
    """The first bytes of an entry, whatever its header says of its size; none where there is no such entry."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as entry:
        return entry.read(length)


def _sniff_ooxml(names: set[str]) -> str:
    """Which Office application an OOXML package belongs to."""
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") and name.endswith(".bin") and "workbook" in name for name in names):
        refuse("unsupported_format", Detail("xlsb"), "XLSB")
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("ppt/") for name in names):
        refuse("unsupported_format", Detail("presentation"), "PPTX")
    refuse("unsupported_format", Detail("office_without_document"), "OOXML")


def _sniff_ole(data: bytes, name: str) -> str:
    """Tell the binary Office formats apart by the streams that they hold."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as storage:
            streams = {"/".join(entry).lower() for entry in storage.listdir()}
    except (OSError, ValueError, IndexError, AttributeError, TypeError, RecursionError) as error:
        raise damaged("word_excel_or_wps", error) from error
    if streams & {"encryptedpackage", "encryptioninfo"}:
        refuse("password_protected", Detail("take_password_away_in_office"))
    if streams & {"workbook", "book"}:
        return "xls"
    if "worddocument" in streams:
        if PurePath(name).suffix.lower() in {".wps", ".wpt"}:
            refuse("unsupported_format", Detail("wps_text"), "WPS 文字")
        refuse("unsupported_format", Detail("word_97"), "Word 97-2003 文档（.doc）")
    if "powerpoint document" in streams:
        refuse("unsupported_format", Detail("presentation"), "PPT")
    if PurePath(name).suffix.lower() in {".et", ".ett"}:
        refuse("unsupported_format", Detail("wps_sheet"), "ET")
    refuse("unsupported_format", Detail("unknown_old_office"), "OLE")


def _refuse_foreign(data: bytes) -> None:
    """Archives, pictures and RTF."""
    for magic, kind in _ARCHIVES.items():
        if data.startswith(magic):
            refuse("archive_file", Detail("archive_of_kind", kind=kind), kind)
    for magic, kind in _IMAGES.items():
        if data.startswith(magic) and b"\x00" in data[:512]:
            refuse("image_file", Detail("picture", kind=kind, command=ocr.COMMAND), kind)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        refuse("image_file", Detail("picture", kind="WEBP", command=ocr.COMMAND), "WEBP")
    if data.lstrip().startswith(b"{\\rtf"):
        refuse("unsupported_format", Detail("rtf"), "RTF")


def _sniff_text(data: bytes) -> str:
    """Tell marked-up text from plain text, and both from binary data."""
    head = _decoded_head(data)
    start = head.lstrip("\ufeff \t\r\n")
    if web_archive.BEGINNING.match(start):
        return _sniff_mail(start)
    if start.startswith("<") and _is_page(start):
        return "html"
    if _is_binary(data, head):
        refuse("unsupported_format", Detail("unknown_kind"))
    return "text"


def _sniff_mail(start: str) -> str:
    """A web archive begins as a mail does."""
    if web_archive.holds_page(start):
        return "html"
    refuse("unsupported_format", Detail("mail"), "MIME")


def _is_page(start: str) -> bool:
    """Whether marked-up text is a web page. Raises `Unreadable` for other XML."""
    if any(mark in start for mark in _XML_APPLICATIONS) and not re.search(r"<html\b", start, re.I):
        refuse("unsupported_format", Detail("office_xml"), "XML")
    if _HTML.search(start):
        return True
    if start.startswith("<?xml"):
        refuse("unsupported_format", Detail("xml"), "XML")
    return False


def _is_binary(data: bytes, head: str) -> bool:
    """Whether data hold control characters that no text has: more than one in 200, or a NUL outside UTF-16."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    controls = sum(head.count(control) for control in _CONTROLS)
    return controls > len(head) / 200 or (b"\x00" in data and not is_wide)


def _decoded_head(data: bytes) -> str:
    """The first kilobytes as text, good enough to look for markup and control characters."""
    head = data[:8192]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("latin-1").removeprefix("\xef\xbb\xbf")
