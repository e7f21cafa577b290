"""Web archives (.mht, also saved as .doc or .xls): the pages that lie in one."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from email.message import Message

BEGINNING = re.compile(
    r"""
      (?i: mime-version | content-(?: type | location | transfer-encoding | class ) ) : .*   # as Word and Excel begin
    | (?: From | Date | Subject ) : [ ] .* \r? \n                                            # as browsers do
    """,
    re.VERBOSE,
)
_PAGE = re.compile(r"(?i)text/html|multipart/related")
_FRAMES = re.compile(rb"<i?frame(?:set)?\b", re.I)
_TABLE = re.compile(rb"<table\b", re.I)


def holds_page(start: str) -> bool:
    """Whether a message, told by its first lines, holds a page."""
    return _PAGE.search(start) is not None


def pages(data: bytes) -> list[tuple[bytes, str]]:
    """The pages of an archive, each with the encoding that is stated beside it ("" where none is).

    The first part is the page. What only frames others (a workbook of several sheets) brings those that hold tables.
    Data that are no archive are a page themselves.
    """
    if data[:4096].lstrip().startswith(b"<") or b"\x00" in data[:100] or data.startswith(codecs.BOM_UTF8):
        return [(data, "")]
    message = email.message_from_bytes(data.lstrip(b"\r\n"), policy=email.policy.default)
    found = [page for part in message.walk() if (page := _page(part)) is not None]
    if not found:
        return [(data, "")]
    first, *others = found
    framed = _FRAMES.search(first[0]) is not None
    return [first, *(other for other in others if framed and _TABLE.search(other[0]))]


def _page(part: Message) -> tuple[bytes, str] | None:
    """A part's bytes and stated encoding, where it is a page."""
    payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
    return (payload, str(part.get_content_charset() or "")) if isinstance(payload, bytes) else None
