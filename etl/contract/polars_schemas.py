"""Pandera for Polars alone. Where pandas or Spark are installed beside it, it would load both, which takes seconds."""

from __future__ import annotations

import sys


class _Unasked:
    """Finds no module of these packages."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in ("pandas", "pyspark"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, _Unasked)
import pandera.polars as pa  # noqa: E402
from pandera.errors import SchemaErrors  # noqa: E402

sys.meta_path.remove(_Unasked)

__all__ = ["SchemaErrors", "pa"]
