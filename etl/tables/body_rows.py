"""Body rows put into the columns of their table: what kind each is, and rows that a page or a merged cell divides.

Words that tell their kinds are data (`row_words.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.contract import reference
from etl.contract.values import Merge, below
from etl.headers import align, kinds, looks
from etl.parse.places import region
from etl.parse.sector import sectors_of_section
from etl.parse.words import clean, key
from etl.parse.year_nature import parse_year_nature
from etl.tables import cut_numbers
from etl.tables.table import SourceTable, TableRow

_SECTION = re.compile(r"^[（(]?[一二三四五六七八九十]+[）)]?[、.．]?")
_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
_FRAME = "【】[]〔〕「」《》<>■●◆▲★▶· "
"""Signs that set a heading off: 【文化旅游】."""
_COUNTERS = ("个", "项", "目", "程")
"""Last letters of a name that may only count projects."""
_RULE = re.compile(r"^[\s:+|-]*$")
"""A line of signs that parts the rows of a table in text."""
_FEWEST_DESCRIBED = 2
"""So many columns, at least, must describe projects where nothing but their empty cells tells a section."""
_LONGEST_SECTION = 40
_DESCRIBED = (
    "type",
    "nature",
    "period",
    "planned_start",
    "planned_finish",
    "location",
    "content",
    "implementing_unit",
    "owner_unit",
    "leader",
    "work_of_year",
    "status",
    "physical_progress",
    "actual_start",
    "problems",
)
"""Columns that a project's row fills and a section's does not."""


def is_numbered(table: SourceTable, cells: list[str]) -> bool:
    """Whether a row is surely a list row: it begins with its serial number and has one cell for each column."""
    has_serial = len(cells) == len(table.columns) and table.index("seq") == 0 and cells[0].isdecimal()
    return has_serial and not kinds.names_projects(cells) and not _sums_up(table, cells)


def _sums_up(table: SourceTable, cells: list[str]) -> bool:
    """Whether the name of a row says that it is the sum of others, whatever stands before it."""
    name = table.index("name")
    if name is None or name >= len(cells):
        return False
    words = cells[name]
    return ("计" in words and looks.is_totals(words)) or (words[-1:] in _COUNTERS and _only_counts(words))


def _only_counts(name: str) -> bool:
    """Whether a name is a number of projects and no more: 6县区9项."""
    return reference.words_of("row_words", "count_of_all").fullmatch(key(name)) is not None


def goes_on(table: SourceTable, cells: list[str]) -> bool:
    """Whether a row has the serial number behind that of the last row of a table."""
    if not is_numbered(table, cells):
        return False
    listed = (row.cells[0] for row in reversed(table.rows) if row.kind == "data")
    last = next((serial for serial in listed if serial.isdecimal()), None)
    return last is not None and int(cells[0]) == int(last) + 1


def is_single(cells: list[str]) -> bool:
    """Whether only the first cell of a row is filled, with words."""
    return (
        bool(cells and cells[0].strip()) and not any(cell.strip() for cell in cells[1:]) and not key(cells[0]).isdigit()
    )


def is_note(text: str) -> bool:
    """Whether words begin as a note below a table does, or are the number of a page."""
    return reference.words_of("row_words", "note").match(text) is not None


def says_nothing(cells: list[str]) -> bool:
    """Whether a row is blank, or a line drawn with signs."""
    return not any(cell.strip() for cell in cells) or _RULE.match("".join(cells)) is not None


def body_row(table: SourceTable, cells: list[str], line: int) -> TableRow:
    """A row that says something, put into the columns of its table."""
    cells = _with_whole_serial(table, cells)
    whole = cut_numbers.rejoined(table, cells) if len(cells) > len(table.columns) else None
    if whole is None:
        return _body_row(table, cells, line)
    row = _body_row(table, whole[0], line)
    row.doubts = whole[1]
    return row


def _body_row(table: SourceTable, cells: list[str], line: int) -> TableRow:
    width = len(table.columns)
    filled = [cell for cell in cells if cell.strip()]
    first = filled[0]
    kind = _kind_of_row(cells, first, width) if not first.isdecimal() else None
    kind = "totals" if _sums_up(table, cells) else kind
    if kind == "totals":
        return TableRow("totals", cells if len(cells) == width else align.totals_cells(filled, table.fields), line)
    if kind:
        return TableRow(kind, _pad(cells, width), line)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    if len(cells) == width:
        return TableRow("section" if _is_section(table, cells) else "data", list(cells), line)
    aligned, strays = align.align_row(filled if len(filled) < len(cells) else cells, table.fields)
    row = TableRow("data", aligned, line, strays=strays, misfit=True)
    cut_numbers.doubt_amounts(table, row, cells)
    return row


def _kind_of_row(cells: list[str], first: str, width: int) -> str | None:
    """Totals, note, section or other; None for a list row. `first` is the first filled cell, and no serial number."""
    if looks.is_totals(first):
        return "totals"
    if reference.words_of("row_words", "example").fullmatch(clean(first)):  # of a form
        return "note"
    if is_note(clean(first)) and sum(bool(cell.strip()) for cell in cells) == 1 and width > 2:  # in any column
        return "note"
    if is_single(cells) and width > 2:
        return "section" if _SECTION.match(clean(first)) or _heads_section(first) or _names_group(first) else "other"
    is_alone = sum(bool(cell.strip()) for cell in cells) == 1 and len(first) <= _LONGEST_SECTION
    return "section" if is_alone and (_heads_section(first) or _names_group(first)) else None


def _is_section(table: SourceTable, cells: list[str]) -> bool:
    """Whether a row heads a section and sums it up (一 | 交通项目（2个） | … | 108000), so is no project.

    Its words may stand in any column that does not describe a project; but for them it holds amounts only.
    """
    name, seq = table.index("name"), table.index("seq")
    if name is None or (seq is not None and cells[seq].isdecimal()):  # most rows
        return False
    described = _described(table)
    if any(cells[index].strip() for index in described):
        return False
    words = [cell for cell in cells if not (looks.is_amount(cell) or key(cell) in reference.nothing_words("nothing"))]
    is_described = len(described) >= _FEWEST_DESCRIBED
    if len(words) == 2:
        return (is_described or _names_group(words[1])) and _NUMERAL.fullmatch(key(words[0])) is not None
    return len(words) == 1 and _is_heading(words[0], table, cells, is_described=is_described)


def _is_heading(words: str, table: SourceTable, cells: list[str], *, is_described: bool) -> bool:
    """Whether the only words of a row head a section: above what describes projects, or by what they say."""
    name, seq = table.index("name"), table.index("seq")
    if name is None or not cells[name].strip():
        return is_described or _heads_section(words)
    has_serial = seq is not None and cells[seq].strip()
    return not has_serial and (_heads_section(words) or region.is_name(key(words)))


def _described(table: SourceTable) -> list[int]:
    """Indexes of the columns that describe projects, and do not name them too."""
    name = table.index("name")
    return [index for field in _DESCRIBED if (index := table.index(field)) not in (None, name)]


def _heads_section(words: str) -> bool:
    return reference.words_of("row_words", "section").search(clean(words)) is not None


def _names_group(words: str) -> bool:
    """Whether words that stand alone name sectors, a region, or what projects are in their year, and no more."""
    words = words.strip(_FRAME)
    return bool(sectors_of_section(words)) or region.is_name(key(words)) or parse_year_nature(words) is not None


def _pad(cells: list[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def join_over_page(table: SourceTable, cells: list[str]) -> bool:
    """Add the first row of a page to the last of the page before, where it is the rest of its cells.

    The rest of a row has no amount, more than its first cell, and no serial number but the rest of one (1 | 0 below 9).
    """
    last = table.rows[-1] if table.rows else None
    seq = table.index("seq")
    amounts = [i for name in ("total_investment", "target") if (i := table.index(name)) is not None]
    if last is None or last.kind != "data" or len(cells) != len(last.cells) or not (amounts or seq is not None):
        return False
    if any(cells[i].strip() for i in amounts) or _SECTION.match(clean("".join(cells))):
        return False
    is_cut = seq is not None and _is_rest_of_serial(table, last.cells[seq], cells[seq], seq)
    if seq is not None and cells[seq].strip() and not is_cut:
        return False
    last.cells = _one_below_other(last.cells, cells)
    if is_cut and seq is not None:
        last.cells[seq] = last.cells[seq].replace("\n", "")
    last.is_joined = True
    return True


def _is_rest_of_serial(table: SourceTable, upper: str, lower: str, seq: int) -> bool:
    """Whether two cells are one serial number, cut by the edge of its column: 1 and 0 behind row 9."""
    return bool(lower) and _is_next(f"{upper}{lower}", table.rows[:-1], seq)


def _with_whole_serial(table: SourceTable, cells: list[str]) -> list[str]:
    """The cells of a row, its serial number in one line where a narrow column wraps it: 1 over 2 below row 11."""
    seq = table.index("seq")
    if seq is None or seq >= len(cells) or "\n" not in cells[seq]:
        return cells
    whole = "".join(cells[seq].split())
    return [*cells[:seq], whole, *cells[seq + 1 :]] if _is_next(whole, table.rows, seq) else cells


def _is_next(serial: str, rows: Sequence[TableRow], seq: int) -> bool:
    """Whether a serial number is the next one below rows."""
    last = next((row.cells[seq] for row in reversed(rows) if row.kind == "data"), "")
    return last.isdecimal() and serial.isdecimal() and int(serial) == int(last) + 1


def add_row(table: SourceTable, row: TableRow, number: int, merged: Sequence[Merge]) -> None:
    """Add row `number` of a grid with the merged cells that cover it; where its name began above, it continues that."""
    row.shared = frozenset(merge.left for merge in merged)
    row.repeats = frozenset(merge.left for merge in merged if merge.top < number)
    last = table.rows[-1] if table.rows else None
    is_rest = row.kind == "data" and table.index("name") in row.repeats
    if is_rest and last is not None and last.kind == "data":
        _continue(last, row)
    else:
        table.rows.append(row)


def _continue(last: TableRow, row: TableRow) -> None:
    """Put what a row has of its own below the cells of the row that it continues."""
    own = ["" if index in row.repeats else cell for index, cell in enumerate(row.cells)]
    last.cells = _one_below_other(last.cells, own)
    last.joined.extend(cell for cell in own if cell.strip())
    last.shared = frozenset()


def _one_below_other(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    return [below(cell, more) if more.strip() else cell for cell, more in zip(upper, lower, strict=True)]
