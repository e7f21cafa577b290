"""Which reader a file needs, told by its bytes; and, for what cannot be read, what the user should do about it."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from pathlib import PurePath
from typing import NoReturn

import olefile

from etl.contract.values import Doubt
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
_TEXT_WANTED = f"需要文字版文件（Word、Excel 或文字版 PDF）。PNG、JPEG 图片和扫描件{ocr.HOW_TO_GET}"
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|meta|title|style|p|tr|td|center|font|span)\b", re.I)
_XML_APPLICATIONS = ("mso-application", "<w:wordDocument", "schemas-microsoft-com:office", "office:document")


class Unreadable(Exception):
    """A file that cannot be read. `doubt` says why and what to do."""

    def __init__(self, doubt: Doubt) -> None:
        """Keep the doubt; its detail is the message."""
        super().__init__(doubt.detail)
        self.doubt = doubt


def refuse(kind: str, detail: str, raw: str = "") -> NoReturn:
    """Raise `Unreadable` with a doubt of this type, the reason and advice in Chinese, and the words concerned."""
    raise Unreadable(Doubt(kind, raw, detail))


def damaged(program: str, cause: BaseException) -> Unreadable:
    """The exception for a file on which a library failed; to be raised `from cause`."""
    reason = " ".join(str(cause).split())[:200] or type(cause).__name__
    detail = f"请用 {program} 打开并另存一份后再导入。"
    return Unreadable(Doubt("damaged_file", reason, detail))


def sniff(data: bytes, name: str) -> str:
    """Name the format (xlsx, xls, ods, docx, pdf, html, image or text) by content; `name` only words the advice.

    Raises `Unreadable` for everything else.
    """
    if len(data) > MAX_BYTES:
        refuse("file_too_large", f"文件超过 {MAX_BYTES >> 20} MB，请拆分后再导入。")
    if not data[:4096].strip(_BLANK) and not data.strip(_BLANK):
        refuse("empty_file", "请核对后重新导入。")
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


def _sniff_zip(data: bytes) -> str:
    """Tell office documents from other zip files by the names of their entries."""
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        refuse("unsafe_archive", f"压缩包内的文件超过 {MAX_ENTRIES} 个，疑为恶意文件，未打开。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            encrypted = any(entry.flag_bits & 1 for entry in archive.infolist())
            media_type = _head(archive, "mimetype", 200).decode("ascii", "replace")
            manifest = _head(archive, "META-INF/manifest.xml", 2**20)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise damaged("Word、Excel 或 WPS", error) from error
    if encrypted:
        refuse("password_protected", "这是压缩包。请解压后把里面的文件逐个导入。")
    if "[Content_Types].xml" in names:
        return _sniff_ooxml(names)
    if "OFD.xml" in names:
        refuse("unsupported_format", "这是 OFD 版式文件。请用 OFD 阅读器另存为 PDF（文字版）后再导入。", "OFD")
    if b"encryption-data" in manifest:
        refuse("password_protected", "请在 Excel、Word 或 WPS 中打开，去掉密码并另存后再导入。")
    if media_type.startswith(_WORKBOOK):
        return "ods"
    if media_type:
        refuse("unsupported_format", "这是 OpenDocument 文件。请另存为 .docx 或 .xlsx 后再导入。", "OpenDocument")
    refuse("archive_file", "这是压缩包。请解压后把里面的文件逐个导入。", "ZIP")


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
        refuse("unsupported_format", "这是 Excel 二进制工作簿（.xlsb）。请另存为 .xlsx 后再导入。", "XLSB")
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("ppt/") for name in names):
        refuse("unsupported_format", "这是演示文稿。请把其中的表格另存为 .xlsx 或 .docx 后再导入。", "PPTX")
    refuse("unsupported_format", "这个 Office 文件里没有文档或工作表。请另存为 .docx 或 .xlsx 后再导入。", "OOXML")


def _sniff_ole(data: bytes, name: str) -> str:
    """Tell the binary Office formats apart by the streams that they hold."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as storage:
            streams = {"/".join(entry).lower() for entry in storage.listdir()}
    except (OSError, ValueError, IndexError, AttributeError, TypeError, RecursionError) as error:
        raise damaged("Word、Excel 或 WPS", error) from error
    if streams & {"encryptedpackage", "encryptioninfo"}:
        refuse("password_protected", "请在 Excel、Word 或 WPS 中打开，去掉密码并另存后再导入。")
    if streams & {"workbook", "book"}:
        return "xls"
    if "worddocument" in streams:
        kind = "WPS 文字" if PurePath(name).suffix.lower() in {".wps", ".wpt"} else "Word 97-2003 文档（.doc）"
        refuse("unsupported_format", f"这是 {kind}。请用 Word 或 WPS 另存为 .docx 后再导入。", kind)
    if "powerpoint document" in streams:
        refuse("unsupported_format", "这是演示文稿。请把其中的表格另存为 .xlsx 或 .docx 后再导入。", "PPT")
    if PurePath(name).suffix.lower() in {".et", ".ett"}:
        refuse("unsupported_format", "这是 WPS 表格（.et）。请用 WPS 另存为 .xlsx 后再导入。", "ET")
    refuse("unsupported_format", "无法识别的旧版 Office 文件。请用 WPS 另存为 .docx 或 .xlsx 后再导入。", "OLE")


def _refuse_foreign(data: bytes) -> None:
    """Archives, pictures and RTF."""
    for magic, kind in _ARCHIVES.items():
        if data.startswith(magic):
            refuse("archive_file", f"这是 {kind} 压缩包。请解压后把里面的文件逐个导入。", kind)
    for magic, kind in _IMAGES.items():
        if data.startswith(magic) and b"\x00" in data[:512]:
            refuse("image_file", f"这是 {kind} 图片。{_TEXT_WANTED}", kind)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        refuse("image_file", f"这是 WEBP 图片。{_TEXT_WANTED}", "WEBP")
    if data.lstrip().startswith(b"{\\rtf"):
        refuse("unsupported_format", "这是 RTF 文件。请用 Word 或 WPS 另存为 .docx 后再导入。", "RTF")


def _sniff_text(data: bytes) -> str:
    """Tell marked-up text from plain text, and both from binary data."""
    head = _decoded_head(data)
    start = head.lstrip("\ufeff \t\r\n")
    if start[:13].lower() == "mime-version:" or re.match(r"(?:From|Date|Subject): .*\r?\n", start):
        if "text/html" in start.lower():
            return "html"
        refuse("unsupported_format", "这是邮件文件。请把其中的附件另存后再导入。", "MIME")
    if start.startswith("<"):
        if any(mark in start for mark in _XML_APPLICATIONS) and not re.search(r"<html\b", start, re.I):
            refuse("unsupported_format", "这是 Office XML 文件。请另存为 .xlsx 或 .docx 后再导入。", "XML")
        if _HTML.search(start):
            return "html"
        if start.startswith("<?xml"):
            refuse("unsupported_format", "这是 XML 数据文件。请另存为 .xlsx、.docx 或 .csv 后再导入。", "XML")
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    controls = sum(head.count(chr(code)) for code in range(32) if code not in (9, 10, 11, 12, 13, 26, 27))
    if controls > len(head) / 200 or (b"\x00" in data and not is_wide):
        refuse("unsupported_format", "无法识别是什么文件。请另存为 .docx、.xlsx、.csv 或文字版 PDF 后再导入。")
    return "text"


def _decoded_head(data: bytes) -> str:
    """The first kilobytes as text, good enough to look for markup and control characters."""
    head = data[:8192]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("latin-1").removeprefix("\xef\xbb\xbf")
