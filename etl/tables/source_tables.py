"""Blocks of a document -> tables: what each is, its columns, its rows put into the columns.

Project lists are found by their header anywhere in a document. Nothing is dropped: rows that are no list rows keep
their kind (totals, section, note), and rows that do not fit the header keep the cells that were left over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from etl.contract.detail import Detail
from etl.contract.values import Doubt, Grid, Merge, Paragraph, RawDocument, TableKind
from etl.headers import align, columns, levels, looks, units
from etl.headers.columns import Column
from etl.parse.words import clean, key

_SECTION = re.compile(r"^[（(]?[一二三四五六七八九十]+[）)]?[、.．]?")
_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
_HEADED = re.compile(
    r"^(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．])|[（(]?(?:共|计)?\d+(?:个|项)[）)]?$"
)
_DESCRIBED = ("type", "nature", "period", "planned_start", "planned_finish", "location", "content", "implementing_unit",
              "status", "physical_progress", "actual_start", "problems")  # fmt: skip
_NOTE = re.compile(r"^(?:注|备注|说明|填表|填报|制表|审核|联系)[^\s]{0,4}[:：]|^第?\s*\d+\s*页|^-\s*\d+\s*-$")
_EXAMPLE = re.compile(r"^(?:填写|填报)?示例(?:[（(].{0,20}[）)])?$")
_YEAR_BELOW = re.compile(r"\n(?:19|20)\d\d年?[^\n]{0,4}$")
_THROUGH = 3
_PART_SERIAL = re.compile(r"\d+[.-]\d+|\(\d+\)|[①-⑳]|其中:?")
_PART_NAME = re.compile(r"其中[:：]?.")
_AMOUNT = re.compile(r"[\d,]+(?:\.\d+)?")
_RULE = re.compile(r"^[\s:+|-]*$")
_PAGE = re.compile(
    r"第\s*\d{1,4}\s*页(?:[,，/\s]*共\s*\d{1,4}\s*页)?|[-—–·]\s*\d{1,4}\s*[-—–·]|^\s*\d{1,4}(?:\s*/\s*\d{1,4})?\s*$"
)
_GOES_ON = re.compile(r"^续上?表|[(（]?续(?:上?表)?[)）]?\d*$")
_TITLE_ROWS = 8
"""How many rows of a grid may stand above its header."""
_FEWEST_COLUMNS = 4
"""A grid without a header that is no narrower may be a part of a list."""


@dataclass(slots=True)
class TableRow:
    """A body row: its kind (data, part, totals, section, note, other), raw cells in the table's columns, and its line.

    `strays` are cells that no column took; `misfit`: the number of cells did not fit, their looks placed them; `joined`
    those added to the cell before them; `is_joined`: the row went over a page break and was put together. `shared` are
    the columns whose cell is merged with that of another list row, `repeats` those whose cell began in a row above.
    """

    kind: str
    cells: list[str]
    line: int
    row_no: int | None = None
    strays: list[str] = field(default_factory=list)
    misfit: bool = False
    joined: list[str] = field(default_factory=list)
    is_joined: bool = False
    shared: frozenset[int] = frozenset()
    repeats: frozenset[int] = frozenset()


@dataclass(slots=True)
class SourceTable:
    """One table: kind, words above it, columns, body rows. `unit` is the unit of money that its caption states.

    `recognised`: some of its words were recognised from a picture, or are cut off. `unlabelled`: columns whose cells
    stood in sentences without a label.
    """

    kind: TableKind
    caption: str
    where: str
    columns: list[Column]
    line: int
    unit: str | None = None
    rows: list[TableRow] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    recognised: bool = False
    unlabelled: frozenset[int] = frozenset()
    _index: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Keep where each field's column is."""
        self._index = {column.field: position for position, column in enumerate(self.columns) if column.field}

    @property
    def fields(self) -> list[str | None]:
        """What each column means."""
        return [column.field for column in self.columns]

    def index(self, name: str) -> int | None:
        """Position of the column that means a field."""
        return self._index.get(name)


def find_tables(document: RawDocument) -> list[SourceTable]:
    """All tables with a header that is known, in reading order; a header that is repeated continues its table."""
    tables: list[SourceTable] = []
    above: list[str] = []
    running = _running_words(document)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above.append(block.text)
            continue
        _read_grid(block, above, running, tables)
        above = []
    for table in tables:
        _fold_parts(table)
        _number_rows(table)
    return [table for table in tables if table.rows or table.kind is TableKind.PROJECT_LIST]


def paragraphs(document: RawDocument) -> list[Paragraph]:
    """All running text, the rows of grids before their header included (a title above a table in Excel or CSV)."""
    found: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block)
            continue
        if block.is_rest:
            continue
        for cells, line in zip(block.rows, block.lines, strict=True):
            if columns.kind_of(cells):
                break
            found.append(Paragraph(" ".join(cell for cell in cells if cell.strip()), line))
    return found


def _running_words(document: RawDocument) -> frozenset[str]:
    """What stands more than once between the tables of a document, page numbers aside: heads and feet of its pages."""
    counts = Counter(_without_page(block.text) for block in document.blocks if isinstance(block, Paragraph))
    return frozenset(text for text, count in counts.items() if count > 1 or not text)


def _without_page(text: str) -> str:
    """A line in the form in which heads and feet of pages are compared."""
    return _GOES_ON.sub("", key(_PAGE.sub("", clean(text))))


def _read_grid(grid: Grid, above: list[str], running: frozenset[str], tables: list[SourceTable]) -> None:
    table: SourceTable | None = None
    words_above = list(above)
    at_break = False
    single: list[tuple[list[str], int]] = []  # rows of one cell: a caption where a header follows, else a section
    merged = _merged_rows(grid)
    rows = iter(enumerate(zip(grid.rows, grid.lines, strict=True)))
    for number, (cells, line) in rows:
        is_usual = not (single or at_break or number in merged or number in grid.joined)
        if table is not None and is_usual and _is_numbered(table, cells):  # most rows
            table.rows.append(TableRow("data", cells, line))
            continue
        kind = None if cells and cells[0].strip().isdecimal() else columns.kind_of(cells)
        repeated = bool(tables) and _same_header(tables[-1], cells)  # then what follows is no second level of it
        joined = _joined_levels(grid, number) if not repeated and (kind or columns.names_projects(cells)) else None
        if joined:
            kind, cells = columns.kind_of(joined[0]), joined[0]
            for _ in range(joined[1]):
                next(rows)
        if kind:
            words_above += ["".join(row) for row, _ in single]
            single = []
            if table is None or not _same_header(table, cells) or not _only_furniture(words_above):
                table = _open(tables, kind, cells, line, words_above, grid.where)
                at_break = bool(table.rows and grid.where)
            words_above = []
            continue
        if number == 0 and tables and _continues(tables[-1], grid, words_above, running):
            table, at_break, grid.is_rest = tables[-1], bool(grid.where), True
        if table is None:
            words_above.append(" ".join(cell for cell in cells if cell.strip()))
        elif _is_single(cells):
            single.append((cells, line))
        elif any(cell.strip() for cell in cells) and not _RULE.match("".join(cells)):
            table.rows.extend(_row(table, row, where) for row, where in single)
            single = []
            if not (at_break and _join_over_page(table, cells)):
                _add_row(table, _row(table, cells, line), grid.joined.get(number, []), number, merged.get(number, ()))
            at_break = False
    if table is not None:
        table.rows.extend(_row(table, row, where) for row, where in single)
        table.recognised = table.recognised or grid.recognised
        table.unlabelled |= set(grid.unlabelled)
    elif _looks_like_rows(grid):
        tables.append(_without_header(grid, above))


def _is_numbered(table: SourceTable, cells: list[str]) -> bool:
    """Whether a row is surely a list row: it begins with its serial number and has one cell for each column."""
    is_numbered = len(cells) == len(table.columns) and table.index("seq") == 0 and cells[0].isdecimal()
    return is_numbered and not columns.names_projects(cells)


def _joined_levels(grid: Grid, number: int) -> tuple[list[str], int] | None:
    """The header that this row and those below make together, and how many those are: one or two.

    Most columns of a list go through all its rows; a third row divides parts of the second.
    """
    units = _with_units(grid, number)
    if units:
        return units, 1
    joined, below = _joined_pair(grid.rows[number], grid, number + 1), 1
    more = _joined_pair(joined, grid, number + 2) if joined else None
    if more:
        joined, below = more, 2
    return (joined, below) if joined else None


def _joined_pair(upper: list[str], grid: Grid, number: int) -> list[str] | None:
    """A header joined with row `number`, where that row divides some of its columns and most go through."""
    joined = levels.join_levels(upper, grid.rows[number]) if number < len(grid.rows) else None
    if joined is None:
        return None
    kind = columns.kind_of(joined)
    through = sum(cell.strip() != "" and cell == above for cell, above in zip(joined, upper, strict=False))
    in_years = kind is TableKind.TARGETS and sum(bool(_YEAR_BELOW.search(cell)) for cell in joined) >= 2
    is_list = kind is TableKind.PROJECT_LIST and through >= _THROUGH
    return joined if kind is TableKind.PROGRESS or is_list or in_years else None


def _with_units(grid: Grid, number: int) -> list[str] | None:
    """The header with the units that the next row states below it, where that row states nothing else."""
    if number + 1 >= len(grid.rows) or len(grid.rows[number + 1]) > len(grid.rows[number]):
        return None
    below = grid.rows[number + 1]
    stated = [cell for cell in below if cell.strip()]
    if not stated or not all(units.is_unit(cell) for cell in stated):
        return None
    below = [*below, *[""] * (len(grid.rows[number]) - len(below))]
    return [
        f"{cell}\n{unit.strip()}" if unit.strip() else cell for cell, unit in zip(grid.rows[number], below, strict=True)
    ]


def _only_furniture(words_above: list[str]) -> bool:
    """Whether nothing but notes and page numbers stands between two parts of one table."""
    return all(_NOTE.match(text) or not text.strip() for text in words_above)


def _merged_rows(grid: Grid) -> dict[int, list[Merge]]:
    """The cells that are merged downwards, by each row that they cover."""
    found: dict[int, list[Merge]] = {}
    for merge in grid.merges:
        for number in range(merge.top, merge.bottom + 1) if merge.top < merge.bottom else ():
            found.setdefault(number, []).append(merge)
    return found


def _add_row(table: SourceTable, row: TableRow, joined: list[str], number: int, merged: Sequence[Merge]) -> None:
    """Add a body row with what is known of its merged cells; a row whose name began above continues that row."""
    row.joined = joined
    if not merged:
        table.rows.append(row)
        return
    row.shared = frozenset(merge.left for merge in merged)
    row.repeats = frozenset(merge.left for merge in merged if merge.top < number)
    name = table.index("name")
    last = table.rows[-1] if table.rows else None
    if row.kind == "data" and name in row.repeats and last is not None and last.kind == "data":
        rest = ["" if index in row.repeats else cell for index, cell in enumerate(row.cells)]
        last.cells = [f"{cell}\n{more}" if more.strip() else cell for cell, more in zip(last.cells, rest, strict=True)]
        last.joined.extend(cell for cell in rest if cell.strip())
        last.shared = frozenset()
        return
    table.rows.append(row)


def _is_single(cells: list[str]) -> bool:
    """Whether only the first cell of a row is filled, with words."""
    return (
        bool(cells and cells[0].strip()) and not any(cell.strip() for cell in cells[1:]) and not key(cells[0]).isdigit()
    )


def _join_over_page(table: SourceTable, cells: list[str]) -> bool:
    """Add the first row of a page to the last of the page before, where it is the rest of its cells.

    The rest of a row has neither serial number nor amount, and more than its first cell.
    """
    last = table.rows[-1] if table.rows else None
    anchors = [i for name in ("seq", "total_investment", "target") if (i := table.index(name)) is not None]
    if last is None or last.kind != "data" or len(cells) != len(last.cells) or not anchors:
        return False
    if any(cells[i].strip() for i in anchors) or _SECTION.match(clean("".join(cells))):
        return False
    last.cells = [f"{cell}\n{rest}" if rest.strip() else cell for cell, rest in zip(last.cells, cells, strict=True)]
    last.is_joined = True
    return True


def _same_header(table: SourceTable, cells: list[str]) -> bool:
    if len(table.columns) != len(cells) or (cells and cells[0].isdecimal() and table.columns[0].field == "seq"):
        return False  # most rows: their serial number is not the words 序号
    return all(
        columns.base(column.header) == columns.base(cell) for column, cell in zip(table.columns, cells, strict=True)
    )


def _continues(table: SourceTable, grid: Grid, above: Sequence[str], running: frozenset[str]) -> bool:
    """Whether a grid without a header goes on where the table before it stopped (a table split over pages).

    Nothing but heads and feet of pages stands `above` it, and no header further down.
    """
    if len(grid.rows[0]) != len(table.columns) or not all(_without_page(text) in running for text in above):
        return False
    return not any(
        columns.kind_of(cells) for cells in grid.rows[1:_TITLE_ROWS] if not cells[:1] or not cells[0].isdecimal()
    )


def _looks_like_rows(grid: Grid) -> bool:
    """Whether a grid in which no header was found may be a part of a project list.

    Its rows are numbered, with numbers and words behind; or its first row has most of a list's columns.
    """
    if len(grid.rows[0]) < _FEWEST_COLUMNS or len(grid.rows) < 2:
        return False
    if columns.looks_like_list(grid.rows[0]):
        return True
    numbered = [cells for cells in grid.rows if cells and cells[0].strip().isdecimal()]
    serials = [int(cells[0]) for cells in numbered]
    told = [cells for cells in numbered if sum(looks.score("name", cell) > 1 for cell in cells[1:]) > 0]
    amounts = [cells for cells in told if any(looks.score("total_investment", cell) > 0 for cell in cells[2:])]
    return serials == sorted(set(serials)) and 2 * len(amounts) > len(grid.rows)


def _without_header(grid: Grid, above: Sequence[str]) -> SourceTable:
    """A table whose columns nothing names: kept as it is, with a doubt that says so."""
    head = grid.rows[0] if columns.looks_like_list(grid.rows[0]) else []
    named = [Column(cell.strip() or f"第{at}列", None, None) for at, cell in enumerate(head or grid.rows[0], start=1)]
    named = named if head else [replace(column, header=f"第{at}列") for at, column in enumerate(named, start=1)]
    near = [clean(text) for text in above[-4:] if text.strip() and len(text) < 60]
    table = SourceTable(TableKind.OTHER, " ".join(near), grid.where, named, grid.lines[0], recognised=grid.recognised)
    table.doubts.append(Doubt("list_not_recognised", " | ".join(cell for cell in grid.rows[0] if cell.strip())))
    body = list(zip(grid.rows, grid.lines, strict=True))[1 if head else 0 :]
    table.rows = [_row(table, cells, line) for cells, line in body if any(cell.strip() for cell in cells)]
    grid.is_rest = True
    return table


def _open(
    tables: list[SourceTable], kind: TableKind, cells: list[str], line: int, above: list[str], where: str
) -> SourceTable:
    """A new table, or the one before it where it has the same header and only page furniture lies between."""
    if tables and _same_header(tables[-1], cells) and _only_furniture(above):
        return tables[-1]
    near = [clean(text) for text in above[-4:] if text.strip()]
    unit = next((found for text in reversed(near) if (found := units.caption_unit(text))), None)
    caption = " ".join(text for text in near if len(text) < 60)
    while len(cells) > 1 and not cells[-1].strip():
        cells = cells[:-1]
    area = next((found for text in reversed(near) if (found := units.caption_area_unit(text))), None)
    headed = [
        replace(column, unit=area) if column.unit is None and column.field in ("floor_area", "land_area") else column
        for column in columns.columns(cells, kind)
    ]
    table = SourceTable(kind, caption, where, headed, line, unit)
    if kind is TableKind.OTHER and columns.looks_like_list(cells):
        table.doubts.append(Doubt("list_not_recognised", " | ".join(cells)))
    tables.append(table)
    return table


def _row(table: SourceTable, cells: list[str], line: int) -> TableRow:
    width = len(table.columns)
    filled = [cell for cell in cells if cell.strip()]
    first = filled[0]
    kind = None if first.isdecimal() else _kind_of_row(cells, first, width)
    if kind == "totals":
        return TableRow("totals", cells if len(cells) == width else align.totals_cells(filled, table.fields), line)
    if kind:
        return TableRow(kind, _pad(cells, width), line)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    if len(cells) == width:
        return TableRow("section" if _is_section(table, cells) else "data", list(cells), line)
    aligned, strays = align.align_row(filled if len(filled) < len(cells) else cells, table.fields)
    return TableRow("data", aligned, line, strays=strays, misfit=True)


def _kind_of_row(cells: list[str], first: str, width: int) -> str | None:
    """Totals, note, section or other; None for a list row. `first` is the first filled cell, and no serial number."""
    if looks.is_totals(first):
        return "totals"
    if _EXAMPLE.match(clean(first)):  # the example row of a form
        return "note"
    if _NOTE.match(clean(first)) and sum(bool(cell.strip()) for cell in cells) == 1 and width > 2:  # in any column
        return "note"
    if _is_single(cells) and width > 2:
        return "note" if _NOTE.match(clean(first)) else "section" if _SECTION.match(clean(first)) else "other"
    return None


def _is_section(table: SourceTable, cells: list[str]) -> bool:
    """Whether a row heads a section and sums it up (一 | 交通项目（2个） | … | 108000), so is no project."""
    name, seq = table.index("name"), table.index("seq")
    if seq is not None and cells[seq].isdecimal():  # most rows
        return False
    described = [index for field in _DESCRIBED if (index := table.index(field)) is not None]
    if name is None or not cells[name].strip() or len(described) < 2 or any(cells[i].strip() for i in described):
        return False
    serial = key(cells[seq]) if seq is not None else ""
    return bool(_NUMERAL.fullmatch(serial) or (not serial and _HEADED.search(clean(cells[name]))))


def _pad(cells: list[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _fold_parts(table: SourceTable) -> None:
    """Rows that are parts of the row above (1.1 and 1.2 below 1; 其中:…) count with it, their contents as well.

    Their amounts must not add up to more than the amount of that row, which says what all of it costs.
    """
    seq, name, money, content = (table.index(field) for field in ("seq", "name", "total_investment", "content"))
    if table.kind is not TableKind.PROJECT_LIST or name is None or money is None:
        return
    whole: TableRow | None = None
    parts: list[TableRow] = []
    for row in [*table.rows, TableRow("end", [""] * len(table.columns), 0)]:
        serial = row.cells[seq] if seq is not None else ""
        is_more = bool(parts) and not serial.strip() and _PART_NAME.match(clean(parts[0].cells[name]))
        is_part = row.kind == "data" and not serial.isdecimal() and (is_more or _is_part(serial, row.cells[name]))
        if is_part and whole is not None:
            parts.append(row)
            continue
        if whole is not None and parts and _costs_no_more(whole.cells[money], [part.cells[money] for part in parts]):
            for part in parts:
                _fold(table, whole, part, name, content)
        whole, parts = (row, []) if row.kind == "data" else (None, [])


def _is_part(serial: str, name: str) -> bool:
    return bool(_PART_SERIAL.fullmatch(key(serial)) or (not serial.strip() and _PART_NAME.match(clean(name))))


def _costs_no_more(whole: str, parts: Sequence[str]) -> bool:
    amounts = [_AMOUNT.fullmatch(key(cell)) for cell in (whole, *parts)]
    if not all(amount or not cell.strip() for amount, cell in zip(amounts, (whole, *parts), strict=True)):
        return False
    first, *rest = (Decimal(amount[0].replace(",", "")) if amount else Decimal(0) for amount in amounts)
    return 0 < sum(rest) <= first


def _fold(table: SourceTable, whole: TableRow, part: TableRow, name: int, content: int | None) -> None:
    part.kind = "part"
    words_of_part = " ".join(cell for cell in part.cells if cell.strip())
    table.doubts.append(Doubt("row_is_part", words_of_part, Detail("counted_in", name=clean(whole.cells[name]))))
    if content is not None and part.cells[content].strip():
        own = clean(part.cells[name]).removeprefix("其中").lstrip(":：")
        whole.cells[content] = f"{whole.cells[content].rstrip('；;。')}；其中{own}：{part.cells[content]}"
        whole.joined.append(part.cells[content])


def _number_rows(table: SourceTable) -> None:
    number = 0
    for row in table.rows:
        if row.kind == "data":
            number += 1
            row.row_no = number
