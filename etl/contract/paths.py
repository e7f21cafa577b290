"""Where the files that are not code lie, in a checkout and in an installed wheel."""

from __future__ import annotations

import glob
import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parents[1]


def data_dir() -> Path:
    """Folder with `reference/` and `samples/`: inside the package in a wheel, beside it in a checkout."""
    packaged = _PACKAGE / "_data"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "data"


def home_dir() -> Path:
    """Folder of store and warehouse: `PORTFOLIO_HOME`, else the user's data directory."""
    given = os.environ.get("PORTFOLIO_HOME")
    return Path(given).expanduser() if given else Path(platformdirs.user_data_dir("portfolio-board", appauthor=False))


def literal(path: Path) -> str:
    """A path for DuckDB, which takes `[` in the path of a Parquet file for a pattern."""
    return glob.escape(str(path))
