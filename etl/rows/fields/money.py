"""Amounts of money in 万元."""

from __future__ import annotations

from functools import partial

import polars as pl

from etl.contract.detail import Detail
from etl.contract.schemas import WAN
from etl.contract.values import Certainty, Doubt
from etl.parse.money import parse_money_wan, read_money_wan
from etl.rows.fields.field import REPEATS, SHARED, Answer, Cells, Field, Known, Plain, Read, Step, merged

_PLAIN = r"^(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.[0-9]{1,6})?$"


def amount_wan(
    column: str, target: str, *, into: str = "", step: Step = Step.MONEY, is_optional: bool = False,
    may_be_negative: bool = False,
) -> Field:  # fmt: skip
    """The field of a column of amounts. One that `may_be_negative` is doubtful where it is."""
    return Field(
        step,
        (column, merged(column)),
        partial(read_amount_wan, column=column, may_be_negative=may_be_negative),
        (into or target,),
        shown=target,
        is_optional=is_optional,
        plain=partial(_plain_amounts, column=column),
    )


def read_amount_wan(cells: Cells, known: Known, *, column: str, may_be_negative: bool) -> Answer:
    """An amount, whose cell may be merged with those of other rows: then it is the sum of all of them."""
    raw, is_merged = cells
    if not raw.strip():
        return Answer((None,))
    if is_merged == REPEATS:
        return Answer(
            (None,), None, [(column, Doubt("merged_amount", raw, Detail("amount_in_first_row")))], is_doubtful=True
        )
    money, doubts = parse_money_wan(raw, known.units.get(column))
    if money is None:
        return Answer((None,), None, [(column, doubt) for doubt in doubts], is_doubtful=True)
    certainty = money.certainty
    if column in known.borrowed and read_money_wan(raw, None)[1][:1] == [Doubt("unit_not_stated", raw)]:
        unit, words = known.borrowed[column]
        doubts.append(Doubt("unit_borrowed", raw, Detail("unit_from", unit=unit, words=words)))
        certainty = Certainty.DOUBTFUL
    if is_merged == SHARED:
        doubts.append(Doubt("merged_amount", raw, Detail("amount_of_merged_rows")))
        certainty = Certainty.DOUBTFUL
    if may_be_negative and money.wan < 0:
        doubts.append(Doubt("negative_amount", raw))
        certainty = Certainty.DOUBTFUL
    read = Read(column, money.span, money.wan, money.qualifier, certainty)
    return Answer((money.wan,), read, [(column, doubt) for doubt in doubts])


def _plain_amounts(raw: pl.Series, known: Known, *, column: str) -> Plain:
    """Plain numbers of a column in 万元."""
    is_plain = raw.str.contains(_PLAIN) & (known.units.get(column) == "万元" and column not in known.borrowed)
    digits = raw.str.replace_all(",", "", literal=True)
    return Plain(is_plain, pl.select(pl.when(is_plain).then(digits)).to_series().cast(WAN))
