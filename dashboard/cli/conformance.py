"""Whether another engine answers as DuckDB does: every metric by every dimension under every kind of filter, and every
table that leaves the board, statement by statement."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain, product

import click
import polars as pl

from dashboard.engines.chosen import WrongEngineError, named
from dashboard.engines.engine import Engine, EngineError, Shape
from dashboard.filter import UNDATED, UNSTATED, PortfolioFilter, Year, YearBasis
from dashboard.metrics.catalog import DIMENSIONS, METRICS
from dashboard.metrics.cursor import Cursor, Kept
from dashboard.metrics.documents.dossier import read_dossier
from dashboard.metrics.query import UnknownNameError, aggregate, aggregate_each, by_project
from dashboard.metrics.schedule.project_progress import read_progress
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, SnapshotInfo, read_info
from dashboard.tables.registry import TABLES, Options, Table
from etl.contract.paths import home_dir

_CLOSE = 1e-9
"""How far shares and means may be apart, relatively: sums of floating numbers hang on their order. Amounts, counts,
dates and words must be the same."""
_AT_ONCE = (("region_code",), ("sector", "nature"), ("schedule_class",), ("current_lateness", "status"))


@dataclass(slots=True)
class Found:
    """Shapes that were asked, how many answers were the same, and the first differences of each kind of shape."""

    asked: dict[str, int] = field(default_factory=dict)
    equal: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def note(self, kind: str, name: str, wrong: Sequence[str]) -> None:
        """Note a shape and what is wrong with its answer."""
        self.asked[kind] = self.asked.get(kind, 0) + 1
        self.equal[kind] = self.equal.get(kind, 0) + (not wrong)
        self.differences += [f"{kind} {name}: {one}" for one in wrong[:1]]

    def lines(self) -> list[str]:
        """The table, in Markdown."""
        rows = [f"| {kind} | {n} | {self.equal[kind]} | {n - self.equal[kind]} |" for kind, n in self.asked.items()]
        return ["| shape | tried | equal | different |", "|---|---:|---:|---:|", *rows]


class Compared:
    """An engine that asks another one the same, and notes where that one answers otherwise."""

    def __init__(self, one: Engine, other: Engine, wrong: list[tuple[str, str]]) -> None:
        """Answer as `one` does; note in `wrong` the column, or "" for all of them, and what is wrong with it."""
        self._one, self._other, self._wrong = one, other, wrong

    def query(self, sql: str, params: Sequence[object] = (), shape: Shape = Shape.FRAME) -> pl.DataFrame:
        """Ask both."""
        answer = self._one.query(sql, params, shape)
        try:
            self._wrong += differences(answer, self._other.query(sql, params, shape), in_order="ORDER BY" in sql)
        except EngineError as error:
            self._wrong.append(("", f"{str(error).splitlines()[0][:300]} — {' '.join(sql.split())[:200]}"))
        return answer

    def pieces(self, sql: str, params: Sequence[object], rows: int) -> Iterator[pl.DataFrame]:
        """Ask both; in one piece."""
        yield self.query(sql, params)

    def rows_at(self, as_of: date | None) -> str:
        """Make the projects of a later month's end on both, under one name."""
        name = self._one.rows_at(as_of)
        try:
            assert self._other.rows_at(as_of) == name
        except EngineError as error:
            self._wrong.append(("", f"{str(error).splitlines()[0][:300]} — projects at {as_of}"))
        return name

    def columns(self) -> set[tuple[str, str]]:
        """What the snapshot holds."""
        return self._one.columns()

    def beside(self) -> Compared:
        """Another pair."""
        return Compared(self._one.beside(), self._other.beside(), self._wrong)

    def close(self) -> None:
        """Let go of both."""
        self._one.close()
        self._other.close()


def differences(one: pl.DataFrame, other: pl.DataFrame, *, in_order: bool) -> list[tuple[str, str]]:
    """Columns that differ, with the first values that do; rows in their order, or in any where none was asked for."""
    if one.columns != other.columns or one.height != other.height:
        return [("", f"{one.height} × {one.columns}; {other.height} × {other.columns}")]
    rows, others = one.rows(), other.rows()
    if not in_order:
        rows, others = sorted(rows, key=repr), sorted(others, key=repr)
    found = {}
    for row, told in zip(rows, others, strict=True):
        for name, value, theirs in zip(one.columns, row, told, strict=True):
            if name not in found and not _same(value, theirs):
                found[name] = f"{name} = {value!r}; {theirs!r}"
    return list(found.items())


def _same(value: object, other: object) -> bool:
    if isinstance(value, float) and isinstance(other, float):
        return math.isclose(value, other, rel_tol=_CLOSE, abs_tol=_CLOSE)
    if isinstance(value, (int, Decimal)) and isinstance(other, (int, Decimal)):
        return value == other
    return type(value) is type(other) and value == other


def filters(info: SnapshotInfo) -> dict[str, PortfolioFilter]:
    """Filters of every kind that say something about this snapshot."""
    words = info.vocabulary
    by_level = {item.level: item.region_id for item in words.regions.values()}
    years: tuple[Year, ...] = (*words.years[len(words.years) // 2 :][:2], UNDATED)
    found = {"all": PortfolioFilter()}
    found |= {f"region {level}": PortfolioFilter(regions=(region,)) for level, region in by_level.items()}
    found["region alone"] = PortfolioFilter(regions=tuple(by_level.values())[:1], include_below=False)
    found["region unstated"] = PortfolioFilter(regions=(UNSTATED,))
    found |= {f"years {basis}": PortfolioFilter(years=years, year_basis=basis) for basis in YearBasis}
    found["sector"] = PortfolioFilter(sectors=(*words.sectors[:1], UNSTATED))
    found["nature"] = PortfolioFilter(natures=words.natures[:2])
    found["class"] = PortfolioFilter(classes=("under_way", "past_finish", "overdue", "original.overdue"))
    found["text"] = PortfolioFilter(text="建设")
    found["text of marks"] = PortfolioFilter(text="50%_'\\")
    found["document"] = PortfolioFilter(documents=tuple(words.documents)[:1])
    regions = found.get("region province", found["all"]).regions
    built = found[f"years {YearBasis.UNDER_CONSTRUCTION}"]
    found["several at once"] = replace(built, regions=regions, classes=("under_way", "unreported"))
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what kind of shape, which, how it is asked; `metrics` of which each is a shape of its own."""

    kind: str
    name: str
    work: Callable[[Session], object]
    metrics: tuple[str, ...] = ()


def compare(one: Engine, other: Engine, share: float = 1.0, seed: int = 1) -> Found:
    """Ask both engines all shapes, or a seeded share (0 to 1) of them."""
    info, chance, found = read_info(one), random.Random(seed), Found()  # noqa: S311 - a sample, no secret
    wrong: list[tuple[str, str]] = []
    engine = Compared(one, other, wrong)
    read_info(engine)
    found.note("snapshot", "info", [text for _, text in wrong])
    for asked in _questions(info):
        if chance.random() >= share:
            continue
        wrong.clear()
        with closing(engine.beside()) as own, suppress(UnknownNameError):  # of lists of years that are not there
            asked.work(Session(Cursor(own, Kept()), info))
            _note(found, asked, wrong)
    return found


def _note(found: Found, asked: Asked, wrong: Sequence[tuple[str, str]]) -> None:
    told = dict(reversed(wrong))
    for metric in asked.metrics:
        found.note(asked.kind, f"{metric} {asked.name}", [told[key] for key in (metric, "") if key in told])
    others = [text for column, text in wrong if column not in asked.metrics and (column or not asked.metrics)]
    if others or not asked.metrics:
        found.note(asked.kind, asked.name, others)


def _questions(info: SnapshotInfo) -> Iterator[Asked]:
    known = filters(info)
    return chain(_metrics(info, known), _projects(info, known), _tables(info, known))


def _metrics(info: SnapshotInfo, known: Mapping[str, PortfolioFilter]) -> Iterator[Asked]:
    last, metrics = info.default_as_of, tuple(METRICS)
    ends = [last, date(last.year + 1, 3, 31)] if last else [last]  # the later one is worked out when it is asked for
    dimensions: list[tuple[str, ...]] = [(), *((key,) for key in DIMENSIONS), ("region", "year")]
    for (name, portfolio), by in product(known.items(), dimensions):
        for end in ends if name == "all" else ends[:1]:
            work = partial(_aggregate, portfolio=portfolio, end=end, by=by)
            yield Asked("metric × dimension × filter", f"by {by or 'nothing'}, {name}, {end}", work, metrics)


def _aggregate(session: Session, portfolio: PortfolioFilter, end: date | None, by: tuple[str, ...]) -> None:
    aggregate(session.cursor, portfolio, end, list(METRICS), by)


def _projects(info: SnapshotInfo, known: Mapping[str, PortfolioFilter]) -> Iterator[Asked]:
    for name, portfolio in known.items():
        yield Asked("groupings at once × filter", name, partial(_at_once, portfolio=portfolio))
        yield Asked("by project × filter", name, partial(_by_project, portfolio=portfolio))
    yield Asked("project with its evidence", "first and last", _dossiers)


def _at_once(session: Session, portfolio: PortfolioFilter) -> None:
    aggregate_each(session.cursor, portfolio, session.info.default_as_of, list(METRICS), _AT_ONCE)


def _by_project(session: Session, portfolio: PortfolioFilter) -> None:
    by_project(session.cursor, portfolio, session.info.default_as_of, list(METRICS))


def _dossiers(session: Session) -> None:
    ids = [row[0] for row in session.cursor.rows("SELECT project_id FROM projects ORDER BY project_id")]
    for project in (*ids[:1], *ids[-1:]):
        read_dossier(session.cursor, project, session.info.default_as_of)
        read_progress(session.cursor, project, session.info.default_as_of)


def _tables(info: SnapshotInfo, known: Mapping[str, PortfolioFilter]) -> Iterator[Asked]:
    for (key, table), (name, portfolio) in product(TABLES.items(), known.items()):
        work = partial(_table, table=table, scope=Scope(portfolio, info))
        yield Asked("table × filter", f"{key}, {name}", work)


def _table(session: Session, table: Table, scope: Scope) -> None:
    table.make(session, scope, Options(table.by))


@click.command()
@click.option("--engine", required=True, help="另一引擎，如 sc://127.0.0.1:15002")
@click.option("--snapshots", required=True, help="portfolio publish --to 的目标，引擎与本机都读得到")
@click.option("--share", default=1.0, show_default=True, type=click.FloatRange(0, 1), help="只比较其中这么多（随机）")
@click.option("--seed", default=1, show_default=True, help="随机数种子")
def conformance(engine: str, snapshots: str, share: float, seed: int) -> None:
    """逐句核对另一引擎的答案与 DuckDB 是否一致。Compare another engine's answers with DuckDB's."""
    try:
        sources = named("duckdb:///", "", home_dir()), named(engine, snapshots, home_dir())
        one, other = (source.open(source.pointer()) for source in sources)
    except (WrongEngineError, EngineError, OSError) as error:
        raise click.ClickException(str(error)) from error
    with closing(one), closing(other):
        found = compare(one, other, share, seed)
    for line in found.lines():
        click.echo(line)
    for line in found.differences[:50]:
        click.echo(f"- {line}")
    if found.differences:
        raise click.exceptions.Exit(1)
