"""Nature (建设性质) and sector (行业), as cells state them."""

from __future__ import annotations

from etl.contract import reference
from etl.contract.values import Doubt
from etl.parse import kind
from etl.parse.words import clean, key
from etl.parse.year_nature import parse_year_nature
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside
from etl.rows.type_column import TypeMeans, is_nature

_COLUMNS = ("nature", "type", "sector")
_YEAR_COLUMNS = ("year_nature", "nature", "type")


def read_nature(cells: Cells, known: Known) -> Answer:
    """The nature by its own column, else by that of the type, which may state the sector or something else instead."""
    stated, general, _sector = cells
    column, raw = ("nature", stated) if stated.strip() else ("type", general)
    nature = kind.parse_nature(raw)
    if nature:
        return Answer((nature,), Read(column, inside(raw), nature))
    must_be_nature = column == "nature" or known.type_means is TypeMeans.NATURE
    if raw.strip() and must_be_nature and not _stated_sector(cells) and not parse_year_nature(raw):
        return Answer((None,), None, [(column, Doubt("unknown_nature", raw))], is_doubtful=True)
    return Answer((None,))


def read_sector(cells: Cells, known: Known) -> Answer:
    """The sector that a cell states, and the rule `stated`; neither where none does.

    Words of the sector's own column that are on no list are a sector of their own, with a note; so are those of a
    column of types that is about sectors.
    """
    sector = _stated_sector(cells)
    _nature, general, own = cells
    column, raw = ("sector", own) if kind.parse_stated_sector(own) else ("type", general)
    if sector is not None:
        return Answer((sector, "stated"), Read(column, inside(raw), sector) if raw.strip() else None)
    nothing = reference.nothing_words("nothing", "not_yet")
    if key(own) not in nothing:
        return _on_no_list("sector", own)
    if known.type_means is TypeMeans.SECTOR and key(general) not in nothing and not is_nature(general):
        return _on_no_list("type", general)
    return Answer((None, None))


def _on_no_list(column: str, raw: str) -> Answer:
    words = clean(raw)
    return Answer((words, "stated"), Read(column, inside(raw), words), [(column, Doubt("sector_not_listed", raw))])


def read_year_nature(cells: Cells, _: Known) -> Answer:
    """What the project is in its year, by its own column; else by those of nature and type, which may state it."""
    for column, raw in zip(_YEAR_COLUMNS, cells, strict=True):
        nature = parse_year_nature(raw)
        if nature:
            return Answer((nature,), Read(column, inside(raw), nature))
    own = cells[0]
    if own.strip() and key(own) not in reference.nothing_words("nothing"):  # 未开工 says something
        return Answer((None,), None, [("year_nature", Doubt("unknown_year_nature", own))], is_doubtful=True)
    return Answer((None,))


def _stated_sector(cells: Cells) -> str | None:
    nature, general, sector = cells
    return next((found for raw in (sector, general, nature) if (found := kind.parse_stated_sector(raw))), None)


NATURE = Field(Step.NATURE, _COLUMNS, read_nature, ("nature",))
SECTOR = Field(Step.SECTOR, _COLUMNS, read_sector, ("sector", "sector_rule"))
YEAR_NATURE = Field(Step.NATURE, _YEAR_COLUMNS, read_year_nature, ("year_nature",))
