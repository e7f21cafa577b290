"""Bytes -> blocks: the reader is chosen by content, never by the file's name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from etl.extract.sniff import Unreadable, sniff
from etl.records import RawDocument

__all__ = ["READERS", "Unreadable", "read"]

READERS = {
    "text": "text",
    "html": "html",
    "docx": "docx",
    "xlsx": "excel",
    "xls": "excel",
    "pdf": "pdf",
    "image": "image",
}
"""Format -> module of this package with `read(data) -> RawDocument`; imported when the first such file comes."""


def read(data: bytes, name: str) -> RawDocument:
    """Read a file. Raises `Unreadable`, whose doubt says what to do, where that cannot be done."""
    kind = sniff(data, name)
    reader: Callable[[bytes], RawDocument] = import_module(f"etl.extract.{READERS[kind]}").read
    return reader(data)
