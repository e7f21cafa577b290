"""Schedule classes as a table of status by position in the plan, and as bars that add up to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import dcc, html

from dashboard.figures.classes import in_order, paint
from dashboard.figures.stacks import Series, stacked
from dashboard.words.labels import POSITION_LABELS, STATUS_LABELS, class_label
from dashboard.words.translate import t

Row = Mapping[str, Any]
Cells = Mapping[tuple[str, str], int]
"""Projects by status and position."""

MOST_BARS = 12


def matrix(counts: Mapping[str, int], link: Callable[[str], str]) -> html.Div:
    """Counts by class: a row per status and a column per position, each with its sum. `link` takes a class or one of
    its two parts."""
    cells: Cells = {(name.split(".")[0], name.split(".")[1]): count for name, count in counts.items()}
    statuses = [key for key in STATUS_LABELS if any(status == key for status, _ in cells)]
    positions = [key for key in POSITION_LABELS if any(position == key for _, position in cells)]
    head = [html.Th(""), *(html.Th(_part(key, POSITION_LABELS, link), scope="col") for key in positions)]
    rows = [_row(status, positions, cells, link) for status in statuses]
    sums = [sum(cells.get((status, position), 0) for status in statuses) for position in positions]
    foot = [html.Th(t("合计"), scope="row"), *(html.Td(str(value)) for value in sums), html.Td(str(sum(sums)))]
    table = html.Table(
        [
            html.Thead(html.Tr([*head, html.Th(t("合计"), scope="col", className="sum")])),
            html.Tbody(rows),
            html.Tfoot(html.Tr(foot)),
        ],
        className="table class-matrix",
    )
    return html.Div(table, className="table-scroll")


def _row(status: str, positions: Sequence[str], cells: Cells, link: Callable[[str], str]) -> html.Tr:
    """Counts of one status by position, and their sum."""
    row: list[Any] = [html.Th(_part(status, STATUS_LABELS, link), scope="row")]
    for position in positions:
        row.append(html.Td(_cell(f"{status}.{position}", cells.get((status, position), 0), link)))
    whole = sum(cells.get((status, position), 0) for position in positions)
    return html.Tr([*row, html.Td(str(whole), className="sum")])


def _part(key: str, labels: Mapping[str, str], link: Callable[[str], str]) -> dcc.Link:
    return dcc.Link(t(labels[key]), href=link(key))


def _cell(name: str, count: int, link: Callable[[str], str]) -> Any:  # noqa: ANN401 - a link or a dash
    if not count:
        return html.Span("·", className="none")
    look = paint(name)
    style = {"backgroundColor": look.colour, "color": look.ink}
    kind = f"class-cell pattern-{_PATTERNS[look.pattern]}"
    return dcc.Link(str(count), href=link(name), className=kind, style=style, title=t(class_label(name)))


_PATTERNS = {"": "none", "/": "lines", "x": "cross", ".": "dots"}


def class_bars(
    rows: Sequence[Row], label: str, key: str, link: Callable[[tuple[str, ...] | None, str], str]
) -> dict[str, Any]:
    """Bars of the groups `label`, each with its classes; `link` takes the group's filter values and a class.

    Groups beyond a screenful are one bar that says how many they are.
    """
    groups: dict[Any, dict[str, int]] = {}
    names: dict[Any, str] = {}
    for row in rows:
        groups.setdefault(row[key], {})[row["schedule_class"]] = row["projects"]
        names[row[key]] = t(row[label] or "未载明")
    order = sorted(groups, key=lambda group: (group is None, -sum(groups[group].values()), str(group)))
    shown, rest = order[:MOST_BARS], order[MOST_BARS:]
    labels = [names[group] for group in shown] + ([t("其余 {count} 项", count=len(rest))] if rest else [])
    series = []
    for name in in_order({name for counts in groups.values() for name in counts}):
        look = paint(name)
        values = [groups[group].get(name, 0) for group in shown]
        targets = [link((group or "unstated",), name) for group in shown]
        if rest:
            values.append(sum(groups[group].get(name, 0) for group in rest))
            targets.append(link(None, name))
        series.append(Series(class_label(name), values, look.colour, look.ink, look.pattern, targets))
    return stacked(labels, series, t("个"))
