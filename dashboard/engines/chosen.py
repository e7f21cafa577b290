"""Which engine answers, by the environment: `PORTFOLIO_ENGINE`, and `PORTFOLIO_SNAPSHOTS` for one elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.engines.embedded import SnapshotFiles
from dashboard.engines.engine import Snapshots
from dashboard.engines.remote import PublishedSnapshots
from dashboard.words.translate import t

DEFAULT = "duckdb:///"


class WrongEngineError(ValueError):
    """The environment names no engine that there is."""


def snapshots_of(home: Path) -> Snapshots:
    """`duckdb:///`: the snapshots of this home; `duckdb:///folder`: of another folder. `sc://host:port`: an engine that
    speaks Spark Connect, on what `portfolio publish --to` wrote to `PORTFOLIO_SNAPSHOTS`. Raises WrongEngineError."""
    return named(os.environ.get("PORTFOLIO_ENGINE") or DEFAULT, os.environ.get("PORTFOLIO_SNAPSHOTS", ""), home)


def named(engine: str, where: str, home: Path) -> Snapshots:
    """The same for an engine and a place that are given."""
    url = urlsplit(engine)
    if url.scheme == "duckdb" and not url.netloc:
        return SnapshotFiles(Path(url.path) if url.path.strip("/") else home / "warehouse")
    if url.scheme == "sc" and url.netloc and where:
        return PublishedSnapshots(engine, where)
    if url.scheme == "sc":
        raise WrongEngineError(
            t("PORTFOLIO_ENGINE 是 {engine}，还须以 PORTFOLIO_SNAPSHOTS 指明快照发布在哪里", engine=engine)
        )
    raise WrongEngineError(t("PORTFOLIO_ENGINE 应为 duckdb:/// 或 sc://主机:端口，现为 {engine}", engine=engine))
