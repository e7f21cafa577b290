"""Outlines of counties for small maps: reference data, made by `data/reference/outlines/build.py`."""

from __future__ import annotations

import json
from functools import cache

from etl.contract.paths import data_dir

Ring = list[tuple[float, float]]


def outline(code: str) -> list[Ring]:
    """The rings of a county in degrees east and north; none where there is no outline for this code."""
    return [
        [(x / 1000, y / 1000) for x, y in zip(ring[::2], ring[1::2], strict=True)]
        for ring in _province(code[:2]).get(code, [])
    ]


def neighbours(code: str) -> list[str]:
    """Codes of the counties of the same prefecture that have an outline, itself included."""
    return [other for other in _province(code[:2]) if other[:4] == code[:4]]


@cache
def _province(code: str) -> dict[str, list[list[int]]]:
    path = data_dir() / "reference" / "outlines" / f"{code}.json"
    if not (code.isdigit() and path.is_file()):
        return {}
    found: dict[str, list[list[int]]] = json.loads(path.read_text(encoding="utf-8"))
    return found
