"""Bytes -> blocks: the reader is chosen by content, never by the file's name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from etl.contract.values import RawDocument
from etl.formats.long_texts import bounded
from etl.formats.sniff import Unreadable, sniff

__all__ = ["READERS", "Unreadable", "read"]

READERS = {
    "text": "text.document",
    "html": "html",
    "docx": "word.docx",
    "xlsx": "workbook.xlsx",
    "xls": "workbook.xlsx",
    "ods": "workbook.ods",
    "pdf": "pdf.document",
    "image": "pdf.image",
}
"""Format -> module of this package with `read(data) -> RawDocument`; imported when the first such file comes."""


def read(data: bytes, name: str) -> RawDocument:
    """Read a file. Raises `Unreadable`, whose doubt says what to do, where that cannot be done."""
    kind = sniff(data, name)
    reader: Callable[[bytes], RawDocument] = import_module(f"etl.formats.{READERS[kind]}").read
    return bounded(reader(data))
