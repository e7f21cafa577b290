"""What was read from a document: a folder `reading-NNNNNN` with a Parquet file for each table of `schemas.STORED`."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import polars as pl

from etl.contract import schemas
from etl.contract.frames import types

READINGS = "reading-*"


def reading_name(number: int) -> str:
    """The name of the folder of a reading."""
    return f"reading-{number:06d}"


def number(reading: Path) -> int:
    """The number of a reading; 0 of one in the document's folder itself."""
    return int(reading.name.removeprefix("reading-")) if reading.match(READINGS) else 0


def write_tables(folder: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    """One Parquet file per table, two at a time: writing leaves the interpreter free."""

    def write(table: str) -> None:
        frames[table].write_parquet(folder / f"{table}.parquet", compression_level=1)  # half the time, 5 % more bytes

    for table in frames:
        if frames[table].is_empty():
            (folder / f"{table}.parquet").write_bytes(_without_rows(table))
    largest_first = sorted((one for one in frames if frames[one].height), key=lambda one: -frames[one].height)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(write, largest_first))


def has_rows(path: Path, table: str) -> bool:
    """Whether the file of a table is another than one without rows; most tables have none, and need not be opened."""
    empty = _without_rows(table)
    return not path.is_file() or path.stat().st_size != len(empty) or path.read_bytes() != empty


@cache
def _without_rows(table: str) -> bytes:
    """The Parquet file of a table that has none, which most tables of a document have not."""
    file = io.BytesIO()
    pl.DataFrame(schema=types(schemas.STORED[table])).write_parquet(file, compression_level=1)
    return file.getvalue()


def tables_hash(folder: Path) -> str:
    """Hash of the Parquet files of a reading."""
    digest = hashlib.sha256()
    for table in schemas.STORED:
        path = folder / f"{table}.parquet"
        digest.update(path.read_bytes() if path.is_file() else b"")
        digest.update(table.encode())
    return digest.hexdigest()[:16]
