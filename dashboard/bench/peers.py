"""The same questions in other programs, where they are installed (extra `[bench]`), each inside this process: what a
network and a browser add is left out for all."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb

from dashboard.bench.narrowed import Narrowed

Answers = list[list[tuple[Any, ...]]]
Ask = Callable[[Narrowed], Answers]


@dataclass(frozen=True, slots=True)
class Peer:
    """A program: what it is called in the table, its distribution, and how it is asked: of the narrow file, a folder to
    work in, the columns to group by and those to sum."""

    title: str
    distribution: str
    asking: Callable[[Path, Path, Sequence[str], Sequence[str]], AbstractContextManager[Ask]]

    def version(self) -> str | None:
        """The version that is installed; None where none is."""
        try:
            return metadata.version(self.distribution)
        except metadata.PackageNotFoundError:
            return None


@contextmanager
def _datasette(narrow: Path, folder: Path, columns: Sequence[str], summed: Sequence[str]) -> Iterator[Ask]:
    """Its JSON API over SQLite, with an index for each kind of filter."""
    from datasette.app import Datasette

    path = folder / "portfolio.db"
    _as_sqlite(narrow, path)
    served = Datasette([str(path)], settings={"sql_time_limit_ms": 600_000, "max_returned_rows": 100_000})
    sums = ", ".join(f"sum({name})" for name in summed)
    loop = asyncio.new_event_loop()

    def ask(asked: Narrowed) -> Answers:
        where = " and ".join(f"{column} = :p{place}" for place, (column, _) in enumerate(asked.values))
        given = {f"p{place}": str(value) for place, (_, value) in enumerate(asked.values)}
        answers = []
        for column in columns:
            sql = f"select {column}, count(*), {sums} from narrow where {where} group by 1"
            told = loop.run_until_complete(
                served.client.get("/portfolio.json", params={"sql": sql, "_shape": "arrays", **given})
            )
            told.raise_for_status()
            answers.append([tuple(row) for row in told.json()["rows"]])
        return answers

    try:
        yield ask
    finally:
        loop.close()


def _as_sqlite(narrow: Path, path: Path) -> None:
    with duckdb.connect(str(narrow), read_only=True) as source:
        described = source.execute("describe narrow").fetchall()
        texts = [name for name, kind, *_ in described if kind.startswith(("ENUM", "VARCHAR"))]
        shown = [f"{name}::varchar" if name in texts else f"{name}::double" for name, *_ in described]
        rows = source.execute(f"select {', '.join(shown)} from narrow")
        columns = ", ".join(f"{name} {'text' if name in texts else 'numeric'}" for name, *_ in described)
        target = sqlite3.connect(path)
        target.execute(f"create table narrow ({columns})")
        marks = ", ".join("?" * len(described))
        while some := rows.fetchmany(50_000):
            target.executemany(f"insert into narrow values ({marks})", some)
        for index, on in enumerate(("prefecture_id", "province_id, sector", "sector, end_year")):
            target.execute(f"create index i{index} on narrow ({on})")
        target.execute("analyze")
        target.commit()
        target.close()


_STREAMLIT_PAGE = """
import duckdb
import streamlit as st

@st.cache_resource
def connection(path):
    return duckdb.connect(path, read_only=True)

asked = st.session_state["asked"]
frames = []
for sql in asked["statements"]:
    frame = connection(asked["path"]).cursor().execute(sql, asked["values"]).df()
    st.bar_chart(frame, x=frame.columns[0], y=frame.columns[1])
    frames.append(frame)
st.session_state["frames"] = frames
"""


@contextmanager
def _streamlit(narrow: Path, folder: Path, columns: Sequence[str], summed: Sequence[str]) -> Iterator[Ask]:
    """A page whose script runs again for each filter, over the narrow DuckDB file itself."""
    from streamlit.testing.v1 import AppTest

    del folder
    page = AppTest.from_string(_STREAMLIT_PAGE, default_timeout=600)
    sums = ", ".join(f"sum({name}) as {name}" for name in summed)

    def ask(asked: Narrowed) -> Answers:
        where = " and ".join(f"{column} = ?" for column, _ in asked.values)
        told = [
            f"select {column}, count(*) as projects, {sums} from narrow where {where} group by 1" for column in columns
        ]
        values = [value for _, value in asked.values]
        page.session_state["asked"] = {"path": str(narrow), "statements": told, "values": values}
        page.run()
        if page.exception:
            raise RuntimeError(page.exception[0].message)
        return [list(frame.itertuples(index=False, name=None)) for frame in page.session_state["frames"]]

    yield ask


@contextmanager
def _pandas(narrow: Path, folder: Path, columns: Sequence[str], summed: Sequence[str]) -> Iterator[Ask]:
    """What a Vizro page does for five charts: of the frame in memory each takes the rows that the filter leaves, and
    groups them; drawing them is left out."""
    import pandas

    path = folder / "narrow.parquet"
    with duckdb.connect(str(narrow), read_only=True) as source:
        source.execute(f"copy narrow to '{str(path).replace(chr(39), chr(39) * 2)}' (format parquet)")
    frame = pandas.read_parquet(path)
    frame = frame.astype(dict.fromkeys(summed, "float64"))

    def ask(asked: Narrowed) -> Answers:
        return [_grouped(frame, asked, column, summed) for column in columns]

    yield ask


def _grouped(frame: Any, asked: Narrowed, column: str, summed: Sequence[str]) -> list[tuple[Any, ...]]:  # noqa: ANN401
    kept = frame
    for name, value in asked.values:
        kept = kept[kept[name].isin([value])]
    groups = kept.groupby(column, dropna=False, observed=True)
    found = groups[list(summed)].sum(min_count=1)
    found.insert(0, "projects", groups.size())
    return list(found.itertuples(name=None))


PEERS = (
    Peer("Datasette: its JSON, SQLite with indexes", "datasette", _datasette),
    Peer("Streamlit: a page on the narrow DuckDB file", "streamlit", _streamlit),
    Peer("Vizro: the work of pandas alone", "pandas", _pandas),
)
