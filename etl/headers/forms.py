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
from etl.headers import header_cells

_LONGEST_LABEL = 20
_FEWEST_LABELS, _FEWEST_LINES = 4, 3
_LONGEST_GRID = 500
_PAIR = re.compile(
    r"""
    ^ \s*
    (?: [（(]? [一二三四五六七八九十\d]{1,2} [)）、.．] \s* )?     # 1.  （一）
    (?P<label> [^:：]{2,20}? ) \s* [:：] \s*                       # 项目名称：
    (?P<value> .* ) $
    """,
    re.VERBOSE | re.DOTALL,
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
    def is_named(self) -> bool:
        """Whether it states the project's name."""
        return any(_field(label) == "name" for label, _ in self.pairs)

    @property
    def is_whole(self) -> bool:
        """Whether it states a project, and each thing of it once: what stands there again and again is no label."""
        said = [name for label, value in self.pairs if value.strip() and (name := _field(label))]
        known = set(said)
        is_long = self.in_one_line or len(self.lines) >= _FEWEST_LINES
        return "name" in known and len(known) >= _FEWEST_LABELS and is_long and len(said) == len(known)


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
    above, forms = _above_and_forms(grid)
    if not forms or not all(form.is_whole for form in forms):
        return [grid]
    return [*above, _as_list(forms, grid.where, recognised=grid.recognised)]


def _above_and_forms(grid: Grid) -> tuple[list[Block], list[_Form]]:
    """The words above the first label, and the forms below; none where other labels stand before a project's name."""
    pairs_of = [list(_pairs(_filled(grid, number))) for number in range(len(grid.rows))]
    labelled = (number for number, pairs in enumerate(pairs_of) if any(_field(label) for label, _ in pairs))
    first = next(labelled, len(grid.rows))
    above = _as_words(grid.rows[:first], grid.lines[:first])
    below = zip(grid.lines[first:], pairs_of[first:], strict=True)
    return above, _cut_at_names([(label, value, line) for line, pairs in below for label, value in pairs])


def _cut_at_names(labelled: Sequence[tuple[str, str, int]]) -> list[_Form]:
    """Labels, values and lines as forms, each of which begins at a name; none where they begin with another label."""
    forms: list[_Form] = []
    for label, value, line in labelled:
        if _field(label) == "name" and (not forms or forms[-1].is_named):
            forms.append(_Form(line))
        if not forms:
            return []
        forms[-1].add(label, value, line)
    return forms


def _as_words(rows: Sequence[list[str]], lines: Sequence[int]) -> list[Block]:
    """Rows of a grid as paragraphs, those without words left out."""
    said = [(" ".join(cell for cell in cells if cell.strip()), line) for cells, line in zip(rows, lines, strict=True)]
    return [Paragraph(words, line) for words, line in said if words]


def _turned(grid: Grid) -> list[Block]:
    """A list that is turned: its labels in the first column, a project in each of the others."""
    is_wide = [sum(bool(cell.strip()) for cell in cells) > 1 for cells in grid.rows]
    first = is_wide.index(True) if any(is_wide) else len(grid.rows)
    body = grid.rows[first:]
    labels = [_at(cells, 0) for cells in body]
    places = _places_of_projects(body, labels)
    if not places:
        return []
    above: list[Block] = [
        Paragraph(" ".join(cell for cell in cells if cell.strip()), line)
        for cells, line in zip(grid.rows[:first], grid.lines, strict=False)
        if cells
    ]
    header = [_LABEL_END.sub("", label) for label in labels]
    projects = [[_at(cells, place) for cells in body] for place in places]
    lines = [grid.lines[first]] * (len(projects) + 1)
    return [*above, Grid([header, *projects], lines, grid.where, recognised=grid.recognised)]


def _places_of_projects(body: Sequence[list[str]], labels: Sequence[str]) -> list[int]:
    """The columns that hold a project each, two or more and all but one; none where labels stand among the values."""
    known = {name for label in labels if (name := _field(label))}
    named = next((cells for cells, label in zip(body, labels, strict=True) if _field(label) == "name"), [])
    places = [place for place in range(1, len(named)) if named[place].strip() and not _field(named[place])]
    width = max((len(cells) for cells in body), default=0)
    are_all = len(places) >= max(2, width - 2)
    has_labels_only_in_front = not any(_field(cell) for cells in body for cell in cells[1:])
    return places if are_all and len(known) >= _FEWEST_LABELS and has_labels_only_in_front else []


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


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
        label, value = cells[place], _at(cells, place + 1)
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
    return header_cells.field_of(text, TableKind.PROJECT_LIST) if 1 < len(text) <= _LONGEST_LABEL else None


class _TextForm:
    """The form that lines of text are being read into, if any, and the paragraphs that it is made of."""

    def __init__(self) -> None:
        self.form: _Form | None = None
        self._held: list[Paragraph] = []

    def begin(self, line: int) -> None:
        self.form = _Form(line)

    def add(self, pair: re.Match[str], paragraph: Paragraph) -> None:
        assert self.form is not None
        self.form.add(pair["label"], pair["value"].rstrip("。；; "), paragraph.line)
        self._held.append(paragraph)

    def ended(self) -> Iterable[Block]:
        """The form as a list, or its paragraphs where it states no project; after that there is none."""
        form, held = self.form, self._held
        self.form, self._held = None, []
        return [_as_list([form], "", recognised=False)] if form and form.is_whole else held


def _of_text(text: Sequence[Paragraph]) -> Iterator[Block]:
    """Paragraphs, with runs of `label：value` lines that state a project as lists."""
    current = _TextForm()
    for paragraph in text:
        pairs = _pairs_in_one_line(paragraph.text)
        if pairs:
            yield from current.ended()
            lined = _Form(paragraph.line, pairs, {paragraph.line}, in_one_line=True)
            yield _as_list([lined], "", recognised=False)
            continue
        pair = _PAIR.match(paragraph.text)
        if pair and _field(pair["label"]) == "name":
            yield from current.ended()
            current.begin(paragraph.line)
        if current.form is None:
            yield paragraph
        elif pair:
            current.add(pair, paragraph)
        elif paragraph.text.strip():
            yield from current.ended()
            yield paragraph
    yield from current.ended()


def _pairs_in_one_line(text: str) -> list[tuple[str, str]]:
    """Labels and values of a project that stand in one line (项目名称：…；建设性质：…；…); nothing for another line."""
    found = [match for piece in _PIECES.split(text) if (match := _PAIR.match(piece))]
    pairs = [(match["label"], match["value"].strip().rstrip("。")) for match in found if _field(match["label"])]
    known = {_field(label) for label, _ in pairs}
    return pairs if "name" in known and len(known) >= _FEWEST_LABELS else []


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
