"""What a column of types (类别, 项目类型) is about: its cells decide, since lists put natures and sectors there."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from etl.contract import reference
from etl.parse import kind
from etl.parse.words import clean, key
from etl.parse.year_nature import parse_year_nature
from etl.tables.table import SourceTable

_FEWEST = 2
"""So many cells, at least, decide what words are that are not known."""


class TypeMeans(StrEnum):
    """What the cells of a column of types are, where one of them is not known."""

    NATURE = "nature"
    SECTOR = "sector"
    OTHER = "other"


def type_means(table: SourceTable) -> TypeMeans:
    """What the cells of the column say; natures where it has none, or only one that is not known.

    Natures (建设性质, or those of the year) where most are. Else sectors, unless those that are not known are of money,
    rank or procedure (政府投资, 市级重点, 备案类) and no other is.
    """
    said = _said(table)
    natures = {cell for cell in said if is_nature(cell)}
    unknown = [cell for cell in said if cell not in natures and not kind.parse_stated_sector(cell)]
    is_of_natures = table.index("nature") is None and 2 * sum(said[cell] for cell in natures) > said.total()
    if is_of_natures or said.total() < _FEWEST or not unknown or any(map(may_be_nature, unknown)):
        return TypeMeans.NATURE
    is_other = reference.words_of("sector_words", "no_sector").fullmatch
    return TypeMeans.OTHER if all(is_other(key(clean(cell))) for cell in unknown) else TypeMeans.SECTOR


def _said(table: SourceTable) -> Counter[str]:
    """The different cells of the column that say something, with how many rows have them."""
    index = table.index("type")
    if index is None:
        return Counter()
    words = Counter(row.cells[index] for row in table.rows if row.row_no is not None and index < len(row.cells))
    nothing = reference.nothing_words("nothing")
    return Counter({cell: count for cell, count in words.items() if key(cell) not in nothing})


def is_nature(cell: str) -> bool:
    """Whether a cell states a nature, or one of the year."""
    return kind.parse_nature(cell) is not None or parse_year_nature(cell) is not None


def may_be_nature(cell: str) -> bool:
    """Whether a cell that is not known may be a nature with a slip in it (新健)."""
    words = key(clean(cell)).removesuffix("项目")
    return any(Levenshtein.distance(words, term, score_cutoff=1) <= 1 for term in reference.natures())
