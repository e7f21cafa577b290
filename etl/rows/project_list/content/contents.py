"""The words of the contents, row by row: sector, areas, capacity and all other quantities.

Columns of a list that state them too are read with them.
"""

from __future__ import annotations

import re

import polars as pl

from etl.parse.kind import bed_kind
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.project_list.content.content_areas import ContentAreas
from etl.rows.project_list.content.content_capacity import ContentCapacity, Row
from etl.rows.project_list.content.content_quantities import ContentQuantities
from etl.rows.project_list.content.content_sectors import judge_sectors
from etl.rows.project_list.quantity_rows import QuantityRows

_NEW = ("新建", "拟新建", "计划新建", "项目新建", "规划新建")
_NOT_NEW = re.compile("扩建|改建|改造|提升|修缮|维修|原有|现有|续建|扩容|迁建")


class Contents:
    """Reads the contents of the rows of one table."""

    def __init__(self, reading: Buffer) -> None:
        """Nothing is read yet."""
        self.reading = reading
        self._rows = QuantityRows()
        self._areas = ContentAreas(reading, self._rows)
        self._capacity = ContentCapacity(reading, self._rows)
        self._others = ContentQuantities(reading, self._rows)

    def read(self) -> None:
        """Read all rows."""
        values = self.reading.values
        judge_sectors(self.reading)
        existed_before = _existed_before(self.reading)
        for at, (sector, name) in enumerate(zip(values["sector"], values["name"], strict=True)):
            self._areas.read(at, name)
            self._capacity.read(Row(at, bed_kind(sector, name), existed_before[at]))
            self._others.read(at, name)
        values |= self._areas.values
        values |= self._capacity.values
        values["content_raw"] = _all_words(self.reading)

    def quantities(self, report_ids: pl.Series) -> pl.DataFrame:
        """The columns of `schemas.Quantities`, and `AT`."""
        return self._rows.frame(report_ids)


def _existed_before(reading: Buffer) -> list[bool | None]:
    """Whether something stood there before each project, by its nature; None where that does not say so."""
    natures, cells = reading.values["nature"], reading.cells("nature")
    existed: list[bool | None] = []
    for at, (nature, cell) in enumerate(zip(natures, cells, strict=True)):
        if nature is not None:
            existed.append(None if nature == "续建" else nature != "新建")
        else:
            existed.append(False if not cell.strip() and _says_new(reading, at) else None)
    return existed


def _says_new(reading: Buffer, at: int) -> bool:
    """Whether the contents begin with 新建 and nothing in the row speaks of what stood there before."""
    content, name = (key(reading.cells(column)[at]) for column in ("content", "name"))
    return content.startswith(_NEW) and not _NOT_NEW.search(content + name)


def _all_words(reading: Buffer) -> list[str | None]:
    """All that the contents of each row say; None where they say nothing."""
    both = zip(reading.cells("content"), reading.cells("content_more"), strict=True)
    return ["\n".join(filter(None, cells)) or None for cells in both]
