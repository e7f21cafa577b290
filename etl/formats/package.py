"""The package that .docx and .xlsx files are: unpacked once, in memory, within limits, with no trust in its headers."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from etl.contract.detail import Detail
from etl.formats.sniff import MAX_ENTRIES, damaged, refuse

MAX_UNPACKED = 400 * 2**20
"""All XML of a package together; 100,000 rows by 22 columns need about 120 MB."""

MAX_RATIO = 400
"""How much one part may shrink when it is packed; long real sheets reach about 30."""

MAX_TREE = 64 * 2**20
"""A part that is read as a whole tree, such as a document's text; a hundred pages of tables need about 10 MB."""

RATIO_FREE = 16 * 2**20
"""Smaller parts are not held to the ratio."""

_CHUNK = 2**20


def unpack(data: bytes, program: str) -> dict[str, bytes]:
    """The XML parts of a package by name. `program` is named in the advice when the file is damaged.

    Raises `Unreadable` for a damaged file, names that lead outside the package, too much content, and parts that
    declare a document type (the way to external entities and entity bombs).
    """
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        refuse("unsafe_archive", Detail("too_many_parts", most=MAX_ENTRIES))
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                name = _checked_name(entry.filename)
                if name.endswith((".xml", ".rels")):
                    parts[name] = _read_entry(archive, entry, left)
                    left -= len(parts[name])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise damaged(program, error) from error
    for name, part in parts.items():
        _refuse_document_type(name, part)
    return parts


def _checked_name(name: str) -> str:
    """An entry's name without leading slash; names that climb out of the package are refused."""
    plain = name.replace("\\", "/").lstrip("/")
    if ".." in plain.split("/"):
        refuse("unsafe_archive", Detail("path_leads_outside"), name[:200])
    return plain


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Unpack one entry, counting what really comes out."""
    allowed = min(left, max(RATIO_FREE, entry.compress_size * MAX_RATIO))
    chunks = []
    size = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > allowed:
                refuse("unsafe_archive", Detail("unpacks_too_large"), entry.filename[:200])
            chunks.append(chunk)
    return b"".join(chunks)


def _refuse_document_type(name: str, part: bytes) -> None:
    """Office never writes a DOCTYPE; whoever does wants entities resolved."""
    if b"!" not in part:  # to look for one byte is ten times as fast
        return
    for encoding in ("ascii", "utf-16-le", "utf-16-be") if b"\x00" in part else ("ascii",):
        if "<!DOCTYPE".encode(encoding) in part or "<!ENTITY".encode(encoding) in part:
            refuse("unsafe_markup", Detail("declares_entities"), name)


def repack(parts: dict[str, bytes]) -> bytes:
    """A package of the checked parts only, for libraries that open packages themselves. Empties `parts`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        while parts:
            archive.writestr(*parts.popitem())
    return packed.getvalue()


def parse(part: bytes, program: str) -> etree._Element:
    """One part as a tree: no entities, no network, no document type, libxml2's own limits on depth and length."""
    if len(part) > MAX_TREE:
        refuse("reading_too_large", Detail("text_above", most=MAX_TREE >> 20))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(program, error) from error


def relations(parts: dict[str, bytes], source: str, program: str) -> dict[str, tuple[str, str]]:
    """What a part points to inside the package: relation id -> (last word of the relation's type, name of the part)."""
    folder, name = posixpath.split(source)
    listed = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if listed is None:
        return {}
    found = {}
    for relation in parse(listed, program):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External" and target:
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], path)
    return found


def related(parts: dict[str, bytes], source: str, kind: str, program: str) -> str | None:
    """The first part of this kind (`officeDocument`, `styles`, …) that `source` points to, if it is there."""
    for found, path in relations(parts, source, program).values():
        if found == kind and path in parts:
            return path
    return None
