"""The five groupings of the first page: as it asks them, by hand on a narrow table (the floor), and by peers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from dashboard.bench import peers
from dashboard.bench.narrowed import Narrowed, narrowed
from dashboard.bench.score import Bound, Found, tried
from dashboard.metrics.catalog import CAPACITIES, DIMENSIONS
from dashboard.metrics.query import aggregate_each
from dashboard.session.snapshot import Session, Warehouse
from etl.snapshot import publish

GROUPED_BY = ("region_code", "sector", "plan_position", "planned_finish_year", "status")
SUMMED = ("total_investment_wan", *CAPACITIES)
COLUMNS = tuple(DIMENSIONS[name].column for name in GROUPED_BY)
_FLOOR_TIMES, _PEER_TIMES = 3.0, 3.0

_MISSING = ("nan", "NaN", "<NA>")
"""What pandas calls a value that is not there."""

Answers = list[list[tuple[Any, ...]]]
"""For each grouping its rows: the group, the number of projects, the sums; groups in the order of their words."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """One month's end in a file of its own, with just the columns that the questions need, sorted by county."""

    path: Path

    @classmethod
    def of(cls, home: Path, folder: Path) -> Narrow:
        """Make it from the published snapshot."""
        published = publish.published(home)
        assert published
        made = cls(folder / "narrow.duckdb")
        columns = dict.fromkeys([*COLUMNS, "prefecture_id", "province_id", *SUMMED])
        with duckdb.connect(str(made.path)) as connection:
            source = str(publish.folder(home) / published.snapshot).replace("'", "''")
            connection.execute(f"attach '{source}' as snapshot (read_only)")
            connection.execute(
                f"create table narrow as select {', '.join(columns)} from snapshot.project_at_month_end"
                " where as_of is not distinct from (select max(as_of) from snapshot.month_ends) order by county_code"
            )
        return made


def statements(asked: Narrowed) -> tuple[list[str], list[str | int]]:
    """The five statements by hand, and the values of each."""
    where = " and ".join(f"{column} = ?" for column, _ in asked.values)
    sums = ", ".join(f"sum({name})" for name in SUMMED)
    told = [f"select {column}, count(*), {sums} from narrow where {where} group by 1" for column in COLUMNS]
    return told, [value for _, value in asked.values]


def floor(connection: duckdb.DuckDBPyConnection, asked: Narrowed) -> Answers:
    """The five answers of the narrow table."""
    told, values = statements(asked)
    return [connection.execute(sql, values).fetchall() for sql in told]


def as_the_page_asks(session: Session, asked: Narrowed) -> Answers:
    """The five answers of the metrics, by one pass as the page asks for them."""
    names = ("projects", *SUMMED)
    groupings = [(name,) for name in GROUPED_BY]
    frames = aggregate_each(session.cursor, asked.portfolio(session.info), session.info.default_as_of, names, groupings)
    return [frame.rows() for frame in frames]


def alike(answers: Answers) -> list[list[tuple[Any, ...]]]:
    """Answers of any engine in one order and one kind of number, to compare."""
    return [sorted((tuple(map(_plain, row)) for row in rows), key=repr) for rows in answers]


def _plain(value: Any) -> Any:  # noqa: ANN401 - of any engine
    if value is None or str(value) in _MISSING:
        return None
    if isinstance(value, str):
        return value
    return round(float(value), 2) if isinstance(value, (float, Decimal)) else int(value)


def five_questions(home: Path, runs: int) -> Iterator[Found]:
    """Milliseconds of the five, by the page's metrics, on the floor and by each peer that is installed, under the same
    new filters. Raises ValueError where two do not answer alike."""
    with TemporaryDirectory() as folder:
        narrow = Narrow.of(home, Path(folder))
        with Warehouse(home).session() as session:
            turns = narrowed(session.info, seed=2)
            asked = [next(turns) for _ in range(3 * runs + 3)]
            page = _medians(lambda one: as_the_page_asks(session, one), asked)
            wanted = [alike(as_the_page_asks(session, one)) for one in asked]
        with duckdb.connect(str(narrow.path), read_only=True) as connection:
            least = _medians(lambda one: floor(connection, one), asked)
            _require_alike("the floor", [floor(connection, one) for one in asked], wanted)
        question = "the five groupings of 总览: as the page asks"
        bound = Bound(round(_FLOOR_TIMES * least, 2))
        yield Found(question, page, beside=f"× {page / least:.1f} of the floor", bound=bound)
        yield Found("… the floor: by hand on a narrow table", least)
        for peer in peers.PEERS:
            yield from _of_peer(peer, narrow.path, Path(folder), asked, wanted, page)


def _of_peer(
    peer: peers.Peer, narrow: Path, folder: Path, asked: Sequence[Narrowed], wanted: Sequence[Answers], page: float
) -> list[Found]:
    question = f"… {peer.title}"

    def measured() -> Iterator[Found]:
        version = peer.version()
        if version is None:
            yield Found(question, beside="not installed")
            return
        with peer.asking(narrow, folder, COLUMNS, SUMMED) as ask:
            taken = _medians(ask, asked)
            _require_alike(peer.title, [ask(one) for one in asked], wanted)
        more = f"× {taken / page:.1f} of the page" + " !" * (taken < _PEER_TIMES * page)
        yield Found(question, taken, beside=more)

    return tried(question, measured)


def _medians(ask: Callable[[Narrowed], object], asked: Sequence[Narrowed]) -> float:
    """Median milliseconds; the first three filters, one of each kind, are not counted."""
    taken = []
    for one in asked:
        start = time.perf_counter()
        ask(one)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[3:])


def _require_alike(who: str, answers: Sequence[Answers], wanted: Sequence[Answers]) -> None:
    for answer, other in zip(answers, wanted, strict=True):
        if alike(answer) != other:
            raise ValueError(f"{who} answers otherwise")
