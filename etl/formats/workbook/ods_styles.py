"""How words of an OpenDocument workbook look: the styles of cells and of pieces of text that strike, hide or raise."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from etl.formats.seen import PLAIN, Look

_DEEPEST = 20
"""Styles that rest on one another."""


def _local(element: etree._Element, name: str) -> str:
    """An attribute by its local name; "" where it is not there."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


class TextStyles:
    """The styles of a workbook by name, as far as they change how words look."""

    def __init__(self, *trees: etree._Element) -> None:
        """Read the styles of the document and of its cells."""
        found = (style for tree in trees for style in tree.iter("{*}style") if isinstance(style.tag, str))
        self._styles = {(_local(style, "family"), _local(style, "name")): style for style in found}
        self._known: dict[tuple[str, str], Look] = {}

    def look(self, family: str, name: str, around: Look = PLAIN) -> Look:
        """How words of a style look (`family`: `table-cell` or `text`), where those around them look so."""
        if not name:
            return around
        if (family, name) not in self._known:
            self._known[family, name] = self._read(family, name)
        own = self._known[family, name]
        if own.is_plain:
            return around
        return Look(around.struck or own.struck, around.hidden or own.hidden, own.raised or around.raised)

    def _read(self, family: str, name: str) -> Look:
        struck = hidden = None
        raised = None
        for properties in self._properties(family, name):
            line = _local(properties, "text-line-through-style") or _local(properties, "text-line-through-type")
            struck = line != "none" if struck is None and line else struck
            display = _local(properties, "display")
            hidden = display == "none" if hidden is None and display else hidden
            position = _local(properties, "text-position").split(" ")[0]
            raised = _rise(position) if raised is None and position else raised
        return Look(bool(struck), bool(hidden), raised or 0)

    def _properties(self, family: str, name: str) -> Iterator[etree._Element]:
        """The text properties of a style and of those that it rests on."""
        for _ in range(_DEEPEST):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield from style.iterchildren("{*}text-properties")
            name = _local(style, "parent-style-name")


def _rise(position: str) -> int:
    """Raised or lowered: `super`, `sub`, or by how much of the font's height."""
    if position in ("super", "sub"):
        return 1 if position == "super" else -1
    share = position.removesuffix("%")
    if share in ("", "0"):
        return 0
    return -1 if share.startswith("-") else 1
