"""How the words of a web page look: struck, hidden, raised — by element, by style attribute, by the page's own sheets.

Style sheets that the page only points to are not there to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from etl.formats.seen import Look

_MOST_RULES = 300
"""Rules that strike, hide or raise; pages have a few."""
_LONGEST_SHEETS = 2**20

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_PRINTED = re.compile(r"@media\s+print\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.I)
_AT_RULE = re.compile(r"@(?:media|supports|layer)[^{]*\{", re.I)
_RULE = re.compile(r"([^{};@]{1,2000})\{([^{}]{0,4000})\}")
_DECORATION = re.compile(r"text-decoration(?:-line)?\s*:\s*([^;]*)", re.I)
_DISPLAY = re.compile(r"(?<![-\w])display\s*:\s*([\w-]+)", re.I)
_UNSEEN = re.compile(
    r"visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?:\.0+)?(?![\d.])", re.I
)
_ALIGN = re.compile(r"vertical-align\s*:\s*(super|sub|baseline)\b", re.I)
_SAYS = re.compile("decoration|display|visibility|mso-hide|font-size|vertical-align", re.I)
_RISES = {"super": 1, "sub": -1, "baseline": 0}


class _Said(NamedTuple):
    """What declarations say; None where they say nothing. `removed`: it takes no place on the page either."""

    struck: bool | None = None
    hidden: bool | None = None
    removed: bool | None = None
    raised: int | None = None

    def over(self, lower: _Said) -> _Said:
        return _Said(
            lower.struck if self.struck is None else self.struck,
            lower.hidden if self.hidden is None else self.hidden,
            lower.removed if self.removed is None else self.removed,
            lower.raised if self.raised is None else self.raised,
        )


_SILENT = _Said()
_TAGS: dict[object, _Said] = {
    **dict.fromkeys(("s", "strike", "del"), _Said(struck=True)),
    "sup": _Said(raised=1),
    "sub": _Said(raised=-1),
}


def _said(declarations: str) -> _Said:
    """What the declarations of a rule or of a style attribute say."""
    if not _SAYS.search(declarations):
        return _SILENT
    decoration = _DECORATION.findall(declarations)
    display = _DISPLAY.findall(declarations)
    align = _ALIGN.findall(declarations)
    return _Said(
        "line-through" in decoration[-1].lower() if decoration else None,
        True if _UNSEEN.search(declarations) else None,
        display[-1].lower() == "none" if display else None,
        _RISES[align[-1].lower()] if align else None,
    )


class PageLooks:
    """The looks of the elements of one page."""

    def __init__(self, tree: etree._Element) -> None:
        """Read the page's style sheets, and find what their rules are about; a later rule stands over an earlier."""
        self._ruled: dict[etree._Element, _Said] = {}
        for selector, said in _rules(tree):
            for element in _chosen(tree, selector):
                self._ruled[element] = said.over(self._ruled.get(element, _SILENT))

    def of(self, element: etree._Element, around: Look) -> Look:
        """How the words of an element look, where those around it look so."""
        said = self._of(element)
        if said is _SILENT:
            return around
        hidden = said.hidden or said.removed
        raised = around.raised if said.raised is None else said.raised
        return Look(around.struck or bool(said.struck), around.hidden or bool(hidden), raised)

    def is_hidden(self, element: etree._Element) -> bool:
        """Whether it is not shown."""
        said = self._of(element)
        return bool(said.hidden or said.removed)

    def is_removed(self, element: etree._Element) -> bool:
        """Whether it is not shown and takes no place either."""
        return bool(self._of(element).removed)

    def _of(self, element: etree._Element) -> _Said:
        said = _TAGS.get(element.tag, _SILENT)
        if self._ruled and element in self._ruled:
            said = self._ruled[element].over(said)
        if element.get("hidden") is not None:
            said = _Said(removed=True).over(said)
        style = element.get("style")
        own = _said(style) if style else _SILENT
        return own.over(said) if own is not _SILENT else said


def _rules(tree: etree._Element) -> Iterator[tuple[str, _Said]]:
    """Selector and meaning of each rule that says something, of sheets for the screen."""
    sheets = " ".join(element.text or "" for element in tree.iter("style") if _is_for_screen(element))
    text = _AT_RULE.sub("", _PRINTED.sub("", _COMMENT.sub("", sheets[:_LONGEST_SHEETS])))
    found = 0
    for rule in _RULE.finditer(text):
        said = _said(rule[2])
        if said != _SILENT and found < _MOST_RULES:
            found += 1
            yield rule[1].strip(), said


def _is_for_screen(element: etree._Element) -> bool:
    return element.get("media", "all").lower().strip() not in {"print", "speech"}


def _chosen(tree: etree._Element, selector: str) -> list[etree._Element]:
    """The elements that a selector chooses; none where it speaks of states of the page (`:hover`)."""
    try:
        path = HTMLTranslator().css_to_xpath(selector)
        found = tree.xpath(path)
    except (SelectorError, etree.XPathError, ValueError, RecursionError):
        return []
    return [element for element in found if isinstance(element, etree._Element)] if isinstance(found, list) else []
