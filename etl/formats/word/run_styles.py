"""How the words of a run look: struck, hidden, raised — by its own properties, its style, or its paragraph's style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from etl.formats.seen import Look

_LEAST_RISE = 4
"""Half points: text that is set so much higher than its line is raised."""
_DEEPEST = 20
"""Styles that rest on one another; real ones reach about 5."""


class Switches(NamedTuple):
    """What properties say of a look; None where they say nothing."""

    struck: bool | None = None
    hidden: bool | None = None
    raised: int | None = None

    def over(self, lower: Switches) -> Switches:
        """These, and where they say nothing the others."""
        return Switches(
            self.struck if self.struck is not None else lower.struck,
            self.hidden if self.hidden is not None else lower.hidden,
            self.raised if self.raised is not None else lower.raised,
        )


_SILENT = Switches()


def find(element: etree._Element | None, name: str) -> etree._Element | None:
    """A child by its local name: the two editions of the format use different namespaces."""
    return element.find(f"{{*}}{name}") if element is not None else None


def value_of(element: etree._Element | None, name: str = "val") -> str:
    """An attribute by local name."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as `w:vanish` is there and not turned off."""
    return element is not None and value_of(element) not in {"0", "false", "off"}


class RunStyles:
    """The styles of a document, as far as they change how words look."""

    def __init__(self, styles: etree._Element | None) -> None:
        """Read styles.xml."""
        found = styles.iterfind("{*}style") if styles is not None else ()
        self._styles = {value_of(style, "styleId"): style for style in found}
        self._known: dict[str, Switches] = {}

    def of_paragraph(self, paragraph: etree._Element) -> Switches:
        """What the style of a paragraph says."""
        return self._of_style(value_of(find(find(paragraph, "pPr"), "pStyle")))

    def look(self, run: etree._Element, paragraph: Switches, around: Look) -> Look:
        """How a run looks in a paragraph of this style. `around`: how all words there look."""
        properties = find(run, "rPr")
        if properties is None and paragraph is _SILENT:
            return around
        style = self._of_style(value_of(find(properties, "rStyle")))
        struck, hidden, raised = _switches(properties).over(style).over(paragraph)
        return around._replace(struck=bool(struck), hidden=bool(hidden), raised=raised or 0)

    def _of_style(self, name: str) -> Switches:
        if name not in self._styles:
            return _SILENT
        if name not in self._known:
            said = _SILENT
            for style in self._line_of(name):
                said = said.over(_switches(find(style, "rPr")))
            self._known[name] = said if said != _SILENT else _SILENT
        return self._known[name]

    def _line_of(self, name: str) -> Iterator[etree._Element]:
        """A style and those that it rests on."""
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = value_of(find(style, "basedOn"))


def _switches(properties: etree._Element | None) -> Switches:
    """What run properties say."""
    if properties is None or not len(properties):
        return _SILENT
    strokes = [one for name in ("strike", "dstrike") if (one := find(properties, name)) is not None]
    vanish = find(properties, "vanish")
    return Switches(
        any(map(is_on, strokes)) if strokes else None,
        is_on(vanish) if vanish is not None else None,
        _raised(properties),
    )


def _raised(properties: etree._Element) -> int | None:
    aligned = value_of(find(properties, "vertAlign"))
    if aligned:
        return {"superscript": 1, "subscript": -1}.get(aligned, 0)
    rise = value_of(find(properties, "position"))
    return 1 if rise.isdecimal() and int(rise) >= _LEAST_RISE else None
