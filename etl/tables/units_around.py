"""Units of money that do not stand in a column's own header: above a table, below it, in another column or table.

What is stated of the table holds for all its columns. What another column or an earlier table with the same header
states is borrowed, and every amount that is read so is doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from etl.contract import reference
from etl.contract.values import TableKind
from etl.headers import header_cells, units
from etl.headers.columns import Column
from etl.parse.words import clean
from etl.tables.table import Borrowed, SourceTable

_NEAR, _FURTHER, _LONGEST_CAPTION = 4, 12, 60
"""So many pieces of text above a table may state its unit whatever their length; so many if they are short."""
_NEAR_BELOW = 3
_KINDS = (TableKind.PROJECT_LIST, TableKind.PROGRESS)


def stated_above(above: Sequence[str], unit_of: Callable[[str], str | None]) -> str | None:
    """The unit that the words above a table state, nearest first."""
    said = [text for text in above if text.strip()]
    far = [text for text in said[-_FURTHER:-_NEAR] if len(text) < _LONGEST_CAPTION]
    near = [*far, *said[-_NEAR:]]
    return next((unit for text in reversed(near) if (unit := unit_of(text)) is not None), None)


def with_units_of_some(
    columns: list[Column], unit: str | None, above: Sequence[str]
) -> tuple[list[Column], str | None]:
    """The columns and the unit of a table above which one unit is stated of all and others of some that it names.

    单位：亿元（“本月”栏为万元）. Where words name no column, or the rest of them, the unit stays open.
    """
    said, some = next((found for text in reversed(above) if (found := units.units_of_some(text))[1]), (None, {}))
    if unit != units.SEVERAL or not some:
        return columns, unit
    named = {words: [at for at, one in enumerate(columns) if _is_named(one, words)] for words in some}
    if not all(named.values()):
        return columns, unit
    own = {at: some[words] for words, places in named.items() for at in places}
    return [replace(one, unit=own[at]) if at in own else one for at, one in enumerate(columns)], said


def _is_named(column: Column, words: str) -> bool:
    """Whether words above a table name one of its columns of money that states no unit of its own."""
    lowest = header_cells.base(column.header.strip().rpartition("\n")[2])
    return column.unit is None and header_cells.is_money(column.field) and header_cells.base(words) in lowest


def look_below(table: SourceTable, below: Sequence[str], *, is_last: bool) -> None:
    """Take the unit from the notes at a table's end (注：单位为亿元), where nothing above it states one.

    `below`: the text under it; words that are no note belong to the next table, unless this one `is_last`.
    """
    if table.unit is not None:
        return
    notes = [cell for row in table.rows if row.kind in ("note", "other", "section") for cell in row.cells]
    notes += [text for text in below[:_NEAR_BELOW] if is_last or _is_note(text)]
    stated = (units.caption_unit(text) for text in notes if len(text) < _LONGEST_CAPTION)
    table.unit = next((unit for unit in stated if unit is not None), None)


def _is_note(text: str) -> bool:
    return reference.words_of("table_words", "below").match(clean(text)) is not None


def borrow(tables: Sequence[SourceTable]) -> None:
    """Let columns of money without a unit have that of the other columns, or of an earlier table headed alike."""
    lists = [table for table in tables if table.kind in _KINDS]
    for number, table in enumerate(lists):
        _borrow(table, lists[:number])


def _borrow(table: SourceTable, before: Sequence[SourceTable]) -> None:
    bare = [one for one in table.columns if header_cells.is_money(one.field) and table.unit_of(one) is None]
    if not bare:
        return
    lender = _lender(table, bare) or _of_table_before(table, before)
    if lender:
        table.borrowed |= {one.field or "": lender for one in bare}


def _lender(table: SourceTable, bare: Sequence[Column]) -> Borrowed | None:
    """The unit that all headers of money state that state one."""
    money = reference.money_units_wan()
    stated = [(one.unit, one.header) for one in table.columns if one.unit in money and one not in bare]
    found = {unit for unit, _ in stated}
    return Borrowed(stated[0][0] or "", clean(stated[0][1])) if len(found) == 1 else None


def _of_table_before(table: SourceTable, before: Sequence[SourceTable]) -> Borrowed | None:
    """The unit of the last table before with the same header."""
    header = [header_cells.base(one.header) for one in table.columns]
    alike = [one for one in before if [header_cells.base(column.header) for column in one.columns] == header]
    if not alike or not alike[-1].unit:
        return None
    return Borrowed(alike[-1].unit, alike[-1].caption or alike[-1].where)
