"""DuckDB's statements in Spark's words: what sqlglot does not know by itself."""

from __future__ import annotations

import pytest

pytest.importorskip("sqlglot", reason="extra [spark]")

from dashboard.engines.dialect import to_spark


def test_parameters_are_named_in_the_order_in_which_they_stand() -> None:
    told = to_spark("WITH a AS (SELECT ? AS x) SELECT '?' AS mark FROM a WHERE x = ? AND y IN (?, ?)")
    assert told == "WITH a AS (SELECT :p1 AS x) SELECT '?' AS mark FROM a WHERE x = :p2 AND y IN (:p3, :p4)"
    assert to_spark("SELECT $2 AS b, $1 AS a, $2 AS c") == "SELECT :p2 AS b, :p1 AS a, :p2 AS c"


def test_a_word_of_an_enum_is_a_text() -> None:
    assert to_spark("SELECT region_id IN (TRY_CAST(? AS region_word)) FROM t") == "SELECT region_id IN (:p1) FROM t"


def test_quantiles_and_months() -> None:
    assert to_spark("SELECT quantile_cont(a, 0.9) FROM t") == "SELECT PERCENTILE(a, 0.9) FROM t"
    assert to_spark("SELECT d + to_months(n) FROM t") == "SELECT d + MAKE_INTERVAL(0, n) FROM t"
    assert "AGGREGATE(" in to_spark("SELECT weighted_quantile(a, b, 0.5) FROM t")
