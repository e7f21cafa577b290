"""Traffic lights: completion rate against time elapsed, by the presets in `data/reference/board/traffic_lights.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

import polars as pl

from etl.contract.paths import data_dir

PRESETS = {"points": "按落后百分点（10/30）", "share": "按完成比例（50%）"}
"""Presets and their names. The limits, and the words of each rule, are data."""

LABELS = {"red": "红", "yellow": "黄", "green": "绿", "check": "核"}
"""`check`: the rate cannot be right, as `rate_lights.csv` says."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a preset; the first that holds gives the light."""

    preset: str
    light: str
    rule: str
    limit: float | None
    words: str


@cache
def rules(preset: str) -> tuple[Rule, ...]:
    """The rules of a preset in the order in which they are tried. Raises KeyError for a preset that is none."""
    PRESETS[preset]
    with (data_dir() / "reference" / "board" / "traffic_lights.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["preset"] == preset]
    return tuple(Rule(**{**row, "limit": float(row["limit"]) if row["limit"] else None}) for row in rows)  # type: ignore[arg-type]


def judge(rate_pct: float | None, elapsed_pct: float | None, preset: str) -> tuple[str, str] | None:
    """Light and the words of the rule that fired; None where there is no rate or no as-of date."""
    if rate_pct is None or not elapsed_pct:
        return None
    behind, share = round(elapsed_pct - rate_pct, 6), round(100 * rate_pct / elapsed_pct, 6)
    for rule in rules(preset):
        limit = rule.limit or 0
        fires = {
            "behind_points": behind >= limit,
            "below_share": share < limit,
            "above_plan": rate_pct > limit,
            "not_behind": behind <= 0,
        }
        if fires.get(rule.rule, True):
            return rule.light, rule.words
    return None


def with_lights(frame: pl.DataFrame, preset: str = "points") -> pl.DataFrame:
    """Add `light` and `light_rule` to a result that has `completion_rate` and `time_elapsed`, both in per cent."""
    pairs = frame.select("completion_rate", "time_elapsed").iter_rows()
    judged = [judge(rate, elapsed, preset) for rate, elapsed in pairs]
    return frame.with_columns(
        pl.Series("light", [item and item[0] for item in judged], dtype=pl.String),
        pl.Series("light_rule", [item and item[1] for item in judged], dtype=pl.String),
    )
