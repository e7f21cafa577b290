"""The board of rates as it leaves: groups with rates, n and d, lights, ranks and lists; and its rules."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.rate_board import RATES, rate_board
from dashboard.metrics.rate_lights import list_rules, rate_rules
from dashboard.session.scope import Scope
from dashboard.tables.honours import rule_words
from dashboard.words.labels import RATE_LABELS
from dashboard.words.translate import CHINESE, speaking

HEADINGS = {
    "rank": "名次", "rank_before": "上月末名次", "rank_change": "名次升降", "honour": "榜", "honour_rule": "上榜规则",
    "honour_rates": "上榜的率",
    **{f"{rate}_light": f"{label}灯号" for rate, label in RATE_LABELS.items()},
    **{f"{rate}_rule": f"{label}触发的规则" for rate, label in RATE_LABELS.items()},
    **{f"{rate}_red_months": f"{label}连续红灯（月）" for rate, label in RATE_LABELS.items()},
    "rate": "各率", "rule": "规则", "limit": "界限", "words": "何时",
}  # fmt: skip
"""Chinese headings of the columns that the catalogue does not name."""


def rates_table(cursor: Cursor, scope: Scope, by: Sequence[str], preset: str) -> pl.DataFrame:
    """One row per group, ranked by the completion rate: rates (%) with n, d, light, rule, months red; rank; list."""
    return rate_board(cursor, scope.filter, scope.as_of, by, preset)


def rates_for_people(cursor: Cursor, scope: Scope, by: Sequence[str], preset: str) -> pl.DataFrame:
    """The same, the rates of a listing in words."""
    labels = pl.col("honour_rates").str.split("|").list.eval(pl.element().replace(RATE_LABELS)).list.join("、")
    return rates_table(cursor, scope, by, preset).with_columns(labels)


def rate_rules_table() -> pl.DataFrame:
    """Every rule of the lights and of the lists: `rate` (or list), `light`, `rule`, `limit`, `words`."""
    rows = [(rule.rate, rule.light, rule.rule, rule.limit, rule.words) for rate in RATES for rule in rate_rules(rate)]
    with speaking(CHINESE):
        rows += [(one.list, "", one.rule, float(one.limit), rule_words(one.rule)) for one in list_rules()]
    names = {"rate": pl.String, "light": pl.String, "rule": pl.String, "limit": pl.Float64, "words": pl.String}
    return pl.DataFrame(rows, schema=names, orient="row")
