"""Filters that were not asked for before: every page, user and peer is asked under the same kinds of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product
from urllib.parse import urlencode

from dashboard.filter import PortfolioFilter, parse_query
from dashboard.session.snapshot import SnapshotInfo

_SEED = 20230101
_PARAMETERS = {"prefecture_id": "region", "province_id": "region", "sector": "sector", "end_year": "year"}
PREFECTURE, PROVINCE, NATION = "prefecture", "province", "nation"
"""How much of the country a filter leaves: one prefecture; a type in one province; a type and a year in all of it."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Equal values of columns, and how much of the country they leave."""

    kind: str
    values: tuple[tuple[str, str | int], ...]

    @property
    def query(self) -> str:
        """As the address says it."""
        return urlencode([(_PARAMETERS[column], value) for column, value in self.values])

    def portfolio(self, info: SnapshotInfo) -> PortfolioFilter:
        """As metrics take it."""
        return parse_query(self.query, info.vocabulary).filter


def narrowed(info: SnapshotInfo, seed: int = _SEED) -> Iterator[Narrowed]:
    """Filters of the three kinds by turns, without end; each kind is repeated only when all of it were given."""
    known = info.vocabulary
    prefectures, provinces = (
        [one.region_id for one in known.regions.values() if one.level == level] for level in ("prefecture", "province")
    )
    draw = random.Random(seed)  # noqa: S311 - no secret
    kinds: dict[str, list[tuple[tuple[str, str | int], ...]]] = {
        PREFECTURE: [(("prefecture_id", one),) for one in prefectures],
        PROVINCE: [(("province_id", one), ("sector", of)) for one, of in product(provinces, known.sectors)],
        NATION: [(("sector", of), ("end_year", year)) for of, year in product(known.sectors, known.years)],
    }
    turns = []
    for kind, values in kinds.items():
        draw.shuffle(values)
        turns.append(cycle([Narrowed(kind, one) for one in values]))
    while True:
        for turn in turns:
            yield next(turn)
