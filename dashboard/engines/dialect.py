"""Statements are written once, in DuckDB's SQL. What engines that speak Spark Connect write otherwise is said here.

Most of it sqlglot knows. Where it does not, a statement is written so that both understand it; what cannot be said in
both stands below: parameters, the words of ENUMs, `quantile_cont`, lists of different values, and `weighted_quantile`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

_KNOWN = "{value} IS NOT NULL AND {weight} IS NOT NULL"
MACROS = (
    f"""weighted_quantile(value, weight, share) AS list_reduce(
        list({{'value': value, 'weight': weight::DOUBLE}} ORDER BY value)
            FILTER (WHERE {_KNOWN.format(value="value", weight="weight")}),
        lambda a, b: {{
            'value': if(a.weight >= share * sum(weight::DOUBLE)
                FILTER (WHERE {_KNOWN.format(value="value", weight="weight")}), a.value, b.value),
            'weight': a.weight + b.weight
        }}
    ).value""",
)
"""Functions that DuckDB is given. `weighted_quantile`: the least value at or below which rows hold this share (0 to 1)
of the weight, in the unit of `value`; rows without either do not count."""

_WEIGHTED_QUANTILE = f"""aggregate(
    array_sort(collect_list(named_struct('value', CAST({{value}} AS DOUBLE), 'weight', CAST({{weight}} AS DOUBLE)))
        FILTER (WHERE {_KNOWN})),
    named_struct('value', CAST(NULL AS DOUBLE), 'weight', CAST(NULL AS DOUBLE),
        'enough', {{share}} * sum(CAST({{weight}} AS DOUBLE)) FILTER (WHERE {_KNOWN})),
    (a, b) -> named_struct('value', if(a.weight >= a.enough, a.value, b.value),
        'weight', coalesce(a.weight, 0) + b.weight, 'enough', a.enough)
).value"""
_SPARK = {
    "weighted_quantile": (("value", "weight", "share"), _WEIGHTED_QUANTILE),
    "last_day_of": (
        ("stated", "precision"),
        """CASE {precision} WHEN 'day' THEN {stated} WHEN 'month' THEN last_day({stated})
        WHEN 'quarter' THEN last_day(add_months({stated}, 2)) WHEN 'half' THEN last_day(add_months({stated}, 5))
        ELSE make_date(year({stated}), 12, 31) END""",
    ),
    "to_months": (("months",), "make_interval(0, {months})"),
}
"""What Spark has for functions of ours, those of the snapshot (`approval_steps.py`) included, and of DuckDB."""
_KEPT = 1024


def each_of_one_parameter() -> str:
    """The values of a list that travels as one parameter, as rows."""
    return "SELECT unnest(?)"


@lru_cache(_KEPT)
def to_spark(sql: str) -> str:
    """A statement in Spark's SQL; its parameters are `:p1`, `:p2` … in the order in which they stand."""
    import sqlglot

    tree = sqlglot.parse_one(_with_names(sql), read="duckdb")
    return str(tree.transform(_node).sql("spark"))


def _with_names(sql: str) -> str:
    """`?` as `$p1`, `$p2` …, and `$1` as `$p1`: engines may move what a parameter stands in."""
    from sqlglot.dialects.duckdb import DuckDB
    from sqlglot.tokenizer_core import TokenType

    parts, done, number = [], 0, 0
    tokens = DuckDB().tokenize(sql)
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.token_type is TokenType.PLACEHOLDER:
            number += 1
            parts += [sql[done : token.start], f"$p{number}"]
            done = token.end + 1
        elif token.token_type is TokenType.PARAMETER and after is not None:
            parts += [sql[done : token.start], f"$p{after.text}"]
            done = after.end + 1
    return "".join([*parts, sql[done:]])


def _node(node: exp.Expr) -> exp.Expr:
    """What sqlglot does not know, said as Spark says it."""
    from sqlglot import exp

    if isinstance(node, exp.Parameter):
        return exp.Placeholder(this=node.name)
    if isinstance(node, exp.DataType) and node.this in (exp.DataType.Type.UTINYINT, exp.DataType.Type.USMALLINT):
        return exp.DataType.build("int")
    if isinstance(node, exp.Cast) and node.to.this is exp.DataType.Type.USERDEFINED:  # a word of an ENUM: text there
        inner: exp.Expr = node.this
        return inner
    if isinstance(node, exp.PercentileCont):
        return exp.func("percentile", node.this, node.expression, dialect="spark")
    if isinstance(node, exp.Anonymous) and (known := _SPARK.get(node.name.lower())):
        names, text = known
        given = (part.transform(_node).sql("spark") for part in node.expressions)
        return exp.maybe_parse(text.format(**dict(zip(names, given, strict=True))), dialect="spark")
    return node
