"""Blocks of a document -> tables: what each is, its columns, its rows.

Project lists are found by their header anywhere in a document. Nothing is dropped: rows that are no list rows keep
their kind (totals, section, note), and rows that do not fit the header keep the cells that were left over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from etl.contract import reference
from etl.contract.values import Grid, Merge, Paragraph, RawDocument, TableKind
from etl.headers import columns, header_cells, kinds, units
from etl.headers.columns import Column
from etl.parse.words import clean, key
from etl.tables import body_rows, units_around
from etl.tables.binding_below import binding_below_remarks
from etl.tables.body_rows import add_row, body_row, is_note, is_numbered, is_single, join_over_page, says_nothing
from etl.tables.columns_by_cells import with_columns_by_cells
from etl.tables.doubted import take_doubts, unseen_words
from etl.tables.header_rows import HeaderRow, header_row, same_header
from etl.tables.named_below import named_below_group
from etl.tables.parts import fold_parts, fold_sums
from etl.tables.personal import hide_numbers
from etl.tables.table import SourceTable, TableRow
from etl.tables.undated import as_list
from etl.tables.unheaded import looks_like_rows, without_header

_TITLE_ROWS = 8
"""How many rows of a grid may stand above its header."""
_NEAR, _LONGEST_CAPTION = 4, 60
"""So many pieces of text above a table may be its caption, and none that is longer."""


def find_tables(document: RawDocument, file_stem: str = "") -> list[SourceTable]:
    """All tables with a header that is known, in reading order; a header that is repeated continues its table.

    `file_stem`: the name of the file, which may say of which month a sheet is.
    """
    tables: list[SourceTable] = []
    above: list[str] = []
    running = _running_words(document)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above.append(block.text)
            continue
        if tables:
            units_around.look_below(tables[-1], above, is_last=False)
        _GridReader(block, above, running, tables).read()
        above = []
    if tables:
        units_around.look_below(tables[-1], above, is_last=True)
    units_around.borrow(tables)
    tables = _with_undated_lists(tables, document, file_stem)
    _compare_headers(tables)
    tables = [with_columns_by_cells(binding_below_remarks(named_below_group(table))) for table in tables]
    for table in tables:
        fold_sums(table)
        fold_parts(table)
        _number_rows(table)
        take_doubts(table, document)
        hide_numbers(table, document)  # cells are plain text now, so none loses its doubt
    return [table for table in tables if table.rows or table.kind is TableKind.PROJECT_LIST]


def _with_undated_lists(tables: list[SourceTable], document: RawDocument, file_stem: str) -> list[SourceTable]:
    """The tables, sheets without a month that are lists among them."""
    if all(table.kind is not TableKind.PROGRESS for table in tables):
        return tables
    around = [paragraph.text for paragraph in paragraphs(document)]
    return [as_list(table, around, file_stem) for table in tables]


def paragraphs(document: RawDocument) -> list[Paragraph]:
    """All running text, the rows of grids before their header included (a title above a table in Excel or CSV)."""
    found: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        elif not block.is_rest:
            found += _above_header(block)
    return found


def _above_header(grid: Grid) -> list[Paragraph]:
    found: list[Paragraph] = []
    for number, (cells, line) in enumerate(zip(grid.rows, grid.lines, strict=True)):
        if header_row(grid, number, None).kind:
            break
        found.append(Paragraph(_said(cells), line))
    return found


def _said(cells: Sequence[str]) -> str:
    """The words of a row."""
    return " ".join(cell for cell in cells if cell.strip())


def _running_words(document: RawDocument) -> frozenset[str]:
    """What stands more than once between the tables of a document, page numbers aside: heads and feet of its pages."""
    counts = Counter(_without_page(block.text) for block in document.blocks if isinstance(block, Paragraph))
    return frozenset(text for text, count in counts.items() if count > 1 or not text)


def _without_page(text: str) -> str:
    """A line in the form in which heads and feet of pages are compared."""
    plain = key(reference.words_of("row_words", "page").sub("", clean(text)))
    return reference.words_of("row_words", "goes_on").sub("", plain)


class _GridReader:
    """Reads the rows of one grid into `tables`: each belongs to the table whose header was met last."""

    def __init__(self, grid: Grid, above: list[str], running: frozenset[str], tables: list[SourceTable]) -> None:
        self._grid = grid
        self._above_grid = above
        self._running = running
        self._tables = tables
        self._merged = _merged_rows(grid)
        self._wide = _wide_cells(grid)
        self._table: SourceTable | None = None
        self._above = list(above)
        """Words above the next header."""
        self._above_table: list[str] = []
        """Words above the header of the table."""
        self._single: list[tuple[list[str], int]] = []
        """Rows of one cell: a caption where a header follows, else a section."""
        self._at_break = False
        """Whether the next row may be the rest of one that a page cut off."""

    def read(self) -> None:
        rows = iter(enumerate(zip(self._grid.rows, self._grid.lines, strict=True)))
        for number, (cells, line) in rows:
            table = self._table
            if table is not None and self._is_usual(number) and is_numbered(table, cells):  # most rows
                table.rows.append(TableRow("data", cells, line))
                continue
            header = header_row(self._grid, number, self._tables[-1] if self._tables else None)
            for _ in range(header.below):
                next(rows)
            if header.kind:
                self._begin(header, header.kind, line)
            else:
                self._row(number, header.cells, line)
        self._end()

    def _is_usual(self, number: int) -> bool:
        """Whether nothing is special about where a row stands."""
        return not (self._single or self._at_break or number in self._merged or number in self._grid.joined)

    def _begin(self, header: HeaderRow, kind: TableKind, line: int) -> None:
        """Go on with the table that a header begins or, where it is said again, continues."""
        self._above += ["".join(row) for row, _ in self._single]
        self._single = []
        self._drop_top_of_header()
        self._keep_rows_above(line)
        if self._table is None or not self._continues_below(self._table, header.cells):
            self._table = self._opened(header, kind, line)
            self._at_break = bool(self._table.rows and self._grid.where)
            self._above_table = self._above
        self._above = []

    def _drop_top_of_header(self) -> None:
        """What was read as a table of its own, and has no row, is the top of the header that follows it at once."""
        table = self._table
        if table and table.kind is TableKind.OTHER and not table.rows and self._tables[-1:] == [table]:
            self._tables.pop()
            self._table, self._above = None, [*self._above_table, *self._above]

    def _opened(self, header: HeaderRow, kind: TableKind, line: int) -> SourceTable:
        """A new table, or the last one of the grids before."""
        if self._tables and self._continues_below(self._tables[-1], header.cells):
            return self._tables[-1]
        table = _new_table(kind, header.cells, line, self._above, self._grid.where)
        table.doubts += [header.doubt] if header.doubt else []
        self._tables.append(table)
        return table

    def _continues_below(self, table: SourceTable, cells: list[str]) -> bool:
        """Whether a header is that of a table once more: between are only notes, and heads and feet of pages."""
        if not same_header(table, cells) or not self._keeps_unit(table):
            return False
        return all(is_note(text) or self._is_of_page(text) for text in self._above if text.strip())

    def _keeps_unit(self, table: SourceTable) -> bool:
        """Whether no words above state another unit of money than those above the table."""
        return all(units.caption_unit(text) in (None, table.unit) for text in self._above)

    def _is_of_page(self, text: str) -> bool:
        """Whether words stand on every page, or number it."""
        return _without_page(text) in self._running

    def _keep_rows_above(self, line: int) -> None:
        """Keep rows that stand above the first header of the grid and look like rows of a list: they are no title."""
        number = self._grid.lines.index(line)
        above = Grid(self._grid.rows[:number], self._grid.lines[:number], self._grid.where)
        if self._table is None and above.rows and looks_like_rows(above):
            self._tables.append(without_header(above, self._above_grid))
            self._above = list(self._above_grid)

    def _row(self, number: int, cells: list[str], line: int) -> None:
        """A row that is no header."""
        if number == 0 and self._tables and self._continues(self._tables[-1]):
            self._table, self._at_break, self._grid.is_rest = self._tables[-1], bool(self._grid.where), True
        for merge in self._wide.get(number, ()):
            cells = [*cells[: merge.left + 1], *_blank_repeats(cells, merge), *cells[merge.right + 1 :]]
        if self._table is None:
            self._above.append(_said(cells))
        elif is_single(cells):
            self._single.append((cells, line))
        elif not says_nothing(cells):
            self._add(self._table, number, cells, line)
        elif unseen := unseen_words(cells):
            self._add_single(self._table)
            self._table.rows.append(TableRow("struck", cells, line, strays=unseen))

    def _continues(self, table: SourceTable) -> bool:
        """Whether the grid begins with rows of the table before it (a table split over pages).

        Nothing but heads and feet of pages stands above it. Its first row has the next serial number; or no header is
        further down, or that of the table once more below rows that are no titles.
        """
        rows = self._grid.rows
        is_alike = len(rows[0]) == len(table.columns) and self._keeps_unit(table)
        if not is_alike or not all(map(self._is_of_page, self._above)):
            return False
        if body_rows.goes_on(table, rows[0]):
            return True
        header = next((at for at, cells in enumerate(rows[:_TITLE_ROWS]) if at and _may_be_header(cells)), None)
        return header is None or (same_header(table, rows[header]) and all(map(_is_mostly_filled, rows[:header])))

    def _add(self, table: SourceTable, number: int, cells: list[str], line: int) -> None:
        """A body row, below the rows of one cell that came before it."""
        self._add_single(table)
        if not (self._at_break and join_over_page(table, cells)):
            row = body_row(table, cells, line)
            row.joined = self._grid.joined.get(number, [])
            add_row(table, row, number, self._merged.get(number, ()))
        self._at_break = False

    def _add_single(self, table: SourceTable) -> None:
        table.rows.extend(body_row(table, cells, line) for cells, line in self._single)
        self._single = []

    def _end(self) -> None:
        """Keep what is left, a grid without any header included."""
        table = self._table
        if table is not None:
            self._add_single(table)
            table.recognised = table.recognised or self._grid.recognised
            table.unlabelled |= set(self._grid.unlabelled)
        elif looks_like_rows(self._grid):
            self._tables.append(without_header(self._grid, self._above_grid))


def _may_be_header(cells: list[str]) -> bool:
    return not (cells and cells[0].isdecimal()) and kinds.kind_of(cells) is not None


def _is_mostly_filled(cells: Sequence[str]) -> bool:
    """Whether a row says something else in most of its cells, as no title does."""
    return 2 * len({cell for cell in cells if cell.strip()}) > len(cells)


def _merged_rows(grid: Grid) -> dict[int, list[Merge]]:
    """The cells that are merged downwards, by each row that they cover."""
    found: dict[int, list[Merge]] = {}
    for merge in grid.merges:
        for number in range(merge.top, merge.bottom + 1) if merge.top < merge.bottom else ():
            found.setdefault(number, []).append(merge)
    return found


def _wide_cells(grid: Grid) -> dict[int, list[Merge]]:
    """The cells that are merged over several columns, by each row that they cover."""
    found: dict[int, list[Merge]] = {}
    for merge in grid.merges:
        for number in range(merge.top, merge.bottom + 1) if merge.left < merge.right else ():
            found.setdefault(number, []).append(merge)
    return found


def _blank_repeats(cells: Sequence[str], merge: Merge) -> list[str]:
    """The places that a wide cell covers behind its first; it is said once, in a row that is no header."""
    first = cells[merge.left] if merge.left < len(cells) else ""
    return ["" if cell == first else cell for cell in cells[merge.left + 1 : merge.right + 1]]


def _compare_headers(tables: Sequence[SourceTable]) -> None:
    """Mark the tables that have the header of an earlier one: what is said of it need not be said again."""
    seen: set[tuple[TableKind, tuple[str, ...]]] = set()
    for table in tables:
        header = (table.kind, tuple(header_cells.base(column.header) for column in table.columns))
        table.is_headed_before = header in seen
        seen.add(header)


def _new_table(kind: TableKind, cells: list[str], line: int, above: Sequence[str], where: str) -> SourceTable:
    """The table that a header begins, with what the words above it state."""
    near = [clean(text) for text in above[-_NEAR:] if text.strip()]
    caption = " ".join(text for text in near if len(text) < _LONGEST_CAPTION)
    header = _without_blank_end(cells)
    area_unit = units_around.stated_above(above, units.caption_area_unit)
    unit = units_around.stated_above(above, units.caption_unit)
    headed = _with_area_unit(columns.columns(header, kind, caption), area_unit)
    headed, unit = units_around.with_units_of_some(headed, unit, above)
    return SourceTable(kind, caption, where, headed, line, unit)


def _without_blank_end(cells: list[str]) -> list[str]:
    while len(cells) > 1 and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _with_area_unit(headed: Sequence[Column], unit: str | None) -> list[Column]:
    """Columns of areas that state no unit of their own have that of the caption."""
    return [
        replace(column, unit=unit) if column.unit is None and column.field in ("floor_area", "land_area") else column
        for column in headed
    ]


def _number_rows(table: SourceTable) -> None:
    number = 0
    for row in table.rows:
        if row.kind == "data":
            number += 1
            row.row_no = number
