"""What people took out of a home: what it was, who took it out, when and why.

The record is written into the document's folder and moves with it, so that there is none without the other; before the
folder is deleted, the record is kept in `<home>/removals`.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from etl import durable
from etl.durable import Damaged

_FILE = "removal.json"
_COUNTED = {
    "projects": "project_reports",
    "progress": "progress_reports",
    "targets": "targets",
    "duties": "duties",
    "rules": "policy_rules",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """One document that was taken out, with the rows that it held.

    `at` and `loaded_at` are UTC, ISO 8601; `first_month` and `last_month` are those of its progress rows;
    `total_investment_wan` is the sum of its project rows, in 万元.
    """

    removal_id: str
    document_id: str
    document: str
    title: str | None
    region_name: str | None
    document_date: str | None
    loaded_at: str
    projects: int
    total_investment_wan: str | None
    progress: int
    first_month: str | None
    last_month: str | None
    targets: int
    duties: int
    rules: int
    who: str
    at: str
    why: str


def write(folder: Path, reading: Path, document: str, loaded_at: str, who: str, why: str) -> None:
    """Put the record of a document that is about to be taken out into its folder. `reading` holds its tables."""
    frames = {name: pl.read_parquet(reading / f"{table}.parquet", glob=False) for name, table in _COUNTED.items()}
    about = pl.read_parquet(reading / "documents.parquet", glob=False).row(0, named=True)
    amount = frames["projects"]["total_investment_wan"].drop_nulls()
    months = frames["progress"]["month"].drop_nulls().sort()
    content = Removal(
        removal_id=uuid.uuid4().hex,
        document_id=folder.name,
        document=document,
        title=about["title"],
        region_name=about["region_name"],
        document_date=_iso(about["document_date"]),
        loaded_at=loaded_at,
        total_investment_wan=str(amount.sum()) if len(amount) else None,
        first_month=_iso(months.first()) if len(months) else None,
        last_month=_iso(months.last()) if len(months) else None,
        who=who,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        why=why,
        **{name: frame.height for name, frame in frames.items()},
    )
    durable.write_json(folder / _FILE, asdict(content))


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


def keep(home: Path, removing: Path) -> None:
    """Keep the records of what was taken out and is not deleted yet."""
    for path in sorted(removing.glob(f"*/{_FILE}")):
        content = durable.read_json(path)
        durable.write_json(_folder(home) / f"{content['removal_id']}.json", content)


def files(home: Path) -> list[Path]:
    """The files of the records that are kept."""
    return sorted(_folder(home).glob("*.json"))


def read_file(path: Path) -> Removal:
    """The record of a file. Raises Damaged."""
    content = durable.read_json(path)
    try:
        return Removal(**content)
    except TypeError as reason:
        raise Damaged(path) from reason


def read_all(home: Path) -> list[Removal]:
    """All that were kept, the oldest first. Raises Damaged."""
    return sorted(map(read_file, files(home)), key=lambda item: (item.at, item.removal_id))


def _folder(home: Path) -> Path:
    return home / "removals"
