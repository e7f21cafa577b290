"""Forms of one project (项目登记表, 申报表): labels with their values beside them -> a list of one row per form.

A form is known by the name of the project and three more labels of a project list, each with a value beside it, in
three lines or more. It stands with the headers because text is cut where a form is seen, before there are tables.
Several forms one below another in one grid are several rows, and so are projects side by side
behind one column of labels. What is no form stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from etl.contract.values import Block, Grid, Paragraph, RawDocument, TableKind
from etl.headers import columns

_LONGEST_LABEL = 20
_FEWEST_LABELS, _FEWEST_LINES = 4, 3
_LONGEST_GRID = 500
_PAIR = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s*)?(?P<label>[^:：]{2,20}?)\s*[:：]\s*(?P<value>.*)$", re.S
)
_PIECES = re.compile(r"[；;]")
_LABEL_END = re.compile(r"[\s:：]+$")


@dataclass(slots=True)
class _Form:
    """Labels and values of one project, in their order; `lines` of the file that hold them."""

    line: int
    pairs: list[tuple[str, str]] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    in_one_line: bool = False

    def add(self, label: str, value: str, line: int) -> None:
        self.pairs.append((label, value))
        self.lines.add(line)

    @property
    def is_whole(self) -> bool:
        """Whether it states a project."""
        known = {name for label, value in self.pairs if value.strip() and (name := _field(label))}
        is_long = self.in_one_line or len(self.lines) >= _FEWEST_LINES
        return "name" in known and len(known) >= _FEWEST_LABELS and is_long


def with_forms(document: RawDocument) -> RawDocument:
    """The document with each form as a grid of a header and one row per project."""
    blocks: list[Block] = []
    text: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text.append(block)
            continue
        blocks += [*_of_text(text), *_of_grid(block)]
        text = []
    return replace(document, blocks=[*blocks, *_of_text(text)])


def is_form(rows: Sequence[list[str]]) -> bool:
    """Whether rows of cells are a form, or several."""
    grid = Grid([list(cells) for cells in rows], list(range(len(rows))))
    return _of_grid(grid) != [grid]


def _of_grid(grid: Grid) -> list[Block]:
    """A grid that holds forms, and nothing else but words above them, as a list; else the grid itself."""
    if not _FEWEST_LINES <= len(grid.rows) <= _LONGEST_GRID or any(_is_header(cells) for cells in grid.rows):
        return [grid]
    turned = _turned(grid)
    if turned:
        return turned
    forms: list[_Form] = []
    above: list[Block] = []
    for number, (cells, line) in enumerate(zip(grid.rows, grid.lines, strict=True)):
        pairs = list(_pairs(_filled(grid, number)))
        if not forms and not any(_field(label) for label, _ in pairs):
            words = " ".join(cell for cell in cells if cell.strip())
            above += [Paragraph(words, line)] if words else []
            continue
        for label, value in pairs:
            if _field(label) == "name" and (not forms or any(_field(known) == "name" for known, _ in forms[-1].pairs)):
                forms.append(_Form(line))
            if not forms:
                return [grid]
            forms[-1].add(label, value, line)
    if not forms or not all(form.is_whole for form in forms):
        return [grid]
    return [*above, _as_list(forms, grid.where, recognised=grid.recognised)]


def _turned(grid: Grid) -> list[Block]:
    """A list that is turned: its labels in the first column, a project in each of the others."""
    above: list[Block] = []
    body: list[tuple[list[str], int]] = []
    for cells, line in zip(grid.rows, grid.lines, strict=True):
        if sum(bool(cell.strip()) for cell in cells) > 1 or body:
            body.append((cells, line))
        elif cells:
            above.append(Paragraph(" ".join(cell for cell in cells if cell.strip()), line))
    width = max((len(cells) for cells, _ in body), default=0)
    labels = [cells[0] if cells else "" for cells, _ in body]
    known = {name for label in labels if (name := _field(label))}
    named = next((cells for cells, _ in body if _field(cells[0] if cells else "") == "name"), [])
    projects = [place for place in range(1, len(named)) if named[place].strip() and not _field(named[place])]
    rest = [cell for cells, _ in body for cell in cells[1:]]
    if len(projects) < 2 or len(projects) < width - 2 or len(known) < _FEWEST_LABELS or any(map(_field, rest)):
        return []
    rows = [[cells[place] if place < len(cells) else "" for cells, _ in body] for place in projects]
    lines = [body[0][1]] * (len(rows) + 1)
    header = [_LABEL_END.sub("", label) for label in labels]
    return [*above, Grid([header, *rows], lines, grid.where, recognised=grid.recognised)]


def _is_header(cells: Sequence[str]) -> bool:
    """Whether labels stand side by side, as in the header of a list."""
    filled = [cell for cell in cells if cell.strip()]
    return sum(bool(_field(one) and _field(other)) for one, other in pairwise(filled)) >= 2


def _filled(grid: Grid, number: int) -> list[str]:
    """The cells of a row with words, without the heads of groups of rows at its left."""
    heads = {merge.left for merge in grid.merges if merge.top <= number <= merge.bottom and merge.top < merge.bottom}
    return [
        cell
        for place, cell in enumerate(grid.rows[number])
        if cell.strip() and not (place in heads and _field(cell) is None)
    ]


def _pairs(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Labels and values of a row; a label that another follows has no value, words before a label are none."""
    place = 0
    while place < len(cells):
        label, value = cells[place], cells[place + 1] if place + 1 < len(cells) else ""
        inside = _PAIR.match(label)
        if inside and _field(inside["label"]) and inside["value"].strip():  # 项目名称：… in one cell
            yield inside["label"], inside["value"]
            place += 1
        elif _field(label) and value and not _field(value):
            yield label, value
            place += 2
        elif _field(label):
            yield label, ""
            place += 1
        elif value and not _field(value) and len(label) <= _LONGEST_LABEL:
            yield label, value
            place += 2
        else:
            place += 1


def _field(label: str) -> str | None:
    text = _LABEL_END.sub("", label)
    return columns.field_of(text, TableKind.PROJECT_LIST) if 1 < len(text) <= _LONGEST_LABEL else None


def _of_text(text: Sequence[Paragraph]) -> Iterator[Block]:
    """Paragraphs, with runs of `label：value` lines that state a project as lists."""
    held: list[Paragraph] = []
    form: _Form | None = None
    for paragraph in text:
        pairs = _pairs_in_one_line(paragraph.text)
        if pairs:
            yield from _ended(form, held)
            form, held = None, []
            lined = _Form(paragraph.line, pairs, {paragraph.line}, in_one_line=True)
            yield _as_list([lined], "", recognised=False)
            continue
        pair = _PAIR.match(paragraph.text)
        known = _field(pair["label"]) if pair else None
        if form is None and known != "name":
            yield paragraph
            continue
        if pair and (known or form) and known == "name":
            yield from _ended(form, held)
            form, held = _Form(paragraph.line), []
        if form and pair:
            form.add(pair["label"], pair["value"].rstrip("。；; "), paragraph.line)
            held.append(paragraph)
        elif paragraph.text.strip():
            yield from _ended(form, held)
            form, held = None, []
            yield paragraph
    yield from _ended(form, held)


def _pairs_in_one_line(text: str) -> list[tuple[str, str]]:
    """Labels and values of a project that stand in one line (项目名称：…；建设性质：…；…); nothing for another line."""
    found = [match for piece in _PIECES.split(text) if (match := _PAIR.match(piece))]
    pairs = [(match["label"], match["value"].strip().rstrip("。")) for match in found if _field(match["label"])]
    known = {_field(label) for label, _ in pairs}
    return pairs if "name" in known and len(known) >= _FEWEST_LABELS else []


def _ended(form: _Form | None, held: Sequence[Paragraph]) -> Iterable[Block]:
    if form is None or not form.is_whole:
        return held
    return [_as_list([form], "", recognised=False)]


def _as_list(forms: Sequence[_Form], where: str, *, recognised: bool) -> Grid:
    """One row per form below the labels of all; of labels that a form repeats each has a column."""
    header: list[tuple[str, int]] = []
    rows: list[dict[tuple[str, int], str]] = []
    for form in forms:
        row: dict[tuple[str, int], str] = {}
        for label, value in form.pairs:
            text = _LABEL_END.sub("", label)
            place = (text, sum(known == text for known, _ in row))
            row[place] = value
            if place not in header:
                header.append(place)
        rows.append(row)
    cells = [[row.get(place, "") for place in header] for row in rows]
    lines = [forms[0].line, *(form.line for form in forms)]
    return Grid([[label for label, _ in header], *cells], lines, where, recognised=recognised)
