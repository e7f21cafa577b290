"""The rows of a table of groups: a screenful of each kind; how many more there are is said, and the files hold all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import html

from dashboard.words.translate import t

MOST_ROWS = 40

Group = tuple[str, Callable[[], str] | None, Mapping[str, Any]]
"""Name, link and metrics of a group; a link is made where the group is shown, and is "" where it leads nowhere."""


def bodies(
    kinds: Sequence[tuple[str, Sequence[Group]]], line: Callable[[Group], html.Tr], columns: int
) -> list[html.Tbody]:
    """A table body for each kind of group; each but the first under its heading.

    A kind with one group would say what the first kind says already: its heading names that group, and no row follows.
    """
    found = []
    for place, (kind, groups) in enumerate(kinds):
        alone = place and len(groups) == 1
        lines = [] if alone else [line(group) for group in groups[:MOST_ROWS]]
        if place:
            head = t("{kind}：都是{name}", kind=kind, name=groups[0][0]) if alone else kind
            lines.insert(0, html.Tr(html.Th(head, colSpan=columns, scope="colgroup", className="kind")))
        if words := left_out(len(groups)):
            lines.append(html.Tr(html.Td(words, colSpan=columns, className="doc-facts")))
        found.append(html.Tbody(lines))
    return found


def left_out(groups: int) -> str:
    """How many of these groups are not shown; empty where all are."""
    rest = groups - MOST_ROWS
    return t("其余 {count} 组未在此列出，下载的文件含全部", count=rest) if rest > 0 else ""
