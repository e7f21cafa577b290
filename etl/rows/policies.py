"""Policy tables -> rules of support by public funds, each with the sentence that states it.

What counts as a rule is data (`data/reference/support_rules.csv`). A rule states an amount per place or bed, or a
share of an average investment; whether it can be applied (the average is known, the project is in its scope) is not
decided here, so no sum of money follows from a rule alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from etl.contract import reference
from etl.contract.values import Certainty, Qualifier, Span, TableKind
from etl.parse import numbers
from etl.parse.money import parse_money_wan
from etl.parse.words import Words, words
from etl.tables.table import SourceTable, TableRow

_AMOUNT = rf"(?P<amount>{numbers.ARABIC})(?P<unit>万元|元)(?P<range>[-~至]\d)?"
_REGIONS = {"东": "east", "中": "central", "西": "west"}
_SENTENCE = re.compile(r"[。;\n]")
_PROGRAMME = re.compile(r"[\u4e00-\u9fff]{2,20}?(?:专项行动|专项|工程|项目|计划)")
_SCOPE = re.compile(r"支持(?P<who>[^,;。]{4,60}?(?:项目|设施|机构))")


@cache
def _rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    amount = rf"(?P<bound>{reference.alternation([*reference.qualifiers('prefix'), '最高'])})?{_AMOUNT}"
    return tuple(
        (row["kind"], row["unit"], re.compile(row["pattern"].replace("{amount}", amount)))
        for row in reference.rows("support_rules")
    )


def read_policy_rules(
    document_id: str, tables: Sequence[SourceTable], document_date: date | None
) -> list[dict[str, Any]]:
    """Rows of `schemas.PolicyRules` from all policy tables of a document."""
    found: list[dict[str, Any]] = []
    for number, table in enumerate(tables, start=1):
        if table.kind is not TableKind.POLICIES:
            continue
        for row in table.rows:
            if row.kind != "data":
                continue
            for order, rule in enumerate(_rules_of_row(row), start=1):
                ids = {"rule_id": f"{document_id[:12]}-r{number}-{row.row_no}-{order}", "document_id": document_id}
                place = {"table_no": number, "row_no": row.row_no, "line": row.line, "valid_from": document_date}
                found.append({**ids, **place, **rule})
    return found


def _rules_of_row(row: TableRow) -> Iterator[dict[str, Any]]:
    for column, raw in enumerate(row.cells, start=1):
        cell = words(raw)
        for kind, unit, pattern in _rules():
            for match in pattern.finditer(cell.text):
                for rule in _shares(cell, match) if kind == "share_of_average" else _amount(cell, match, kind, unit):
                    yield {"column_no": column, **rule}


def _amount(cell: Words, match: re.Match[str], kind: str, unit: str) -> Iterator[dict[str, Any]]:
    """按每个新增托位1万元的标准给予支持."""
    bound = match["bound"] or ""
    money, _ = parse_money_wan(f"{bound.replace('最高', '')}{match['amount']}{match['unit']}", None)
    if money is None:
        return
    is_vague = match["range"] or money.qualifier is Qualifier.ABOUT  # which a rule has no column for
    yield {
        "kind": kind,
        "amount": money.wan,
        "unit": f"万元/{unit}",
        "comparator": _comparator(match["bound"]),
        "region_class": None,
        "certainty": (Certainty.DOUBTFUL if is_vague else money.certainty).value,
        **_evidence(cell, match),
    }


def _shares(cell: Words, match: re.Match[str]) -> Iterator[dict[str, Any]]:
    """东、中、西部地区分别不超过平均总投资的30%、60%和80%: one rule for each class of regions."""
    classes = [character for character in match["regions"] if character in _REGIONS]
    shares = [Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", match["shares"])]
    if len(shares) == 1:
        shares *= len(classes)
    if len(classes) != len(shares) or "东北" in match["regions"]:
        return
    for name, share in zip(classes, shares, strict=True):
        yield {
            "kind": "share_of_average",
            "amount": share,
            "unit": "%",
            "comparator": _comparator(match["bound"]),
            "region_class": _REGIONS[name],
            "certainty": Certainty.CERTAIN.value,
            **_evidence(cell, match),
        }


def _comparator(bound: str | None) -> str:
    if bound in ("最高", None, ""):
        return "<=" if bound else ""
    return {Qualifier.AT_MOST: "<=", Qualifier.AT_LEAST: ">="}.get(
        reference.qualifiers("prefix").get(bound, Qualifier.EXACT), ""
    )


def _evidence(cell: Words, match: re.Match[str]) -> dict[str, Any]:
    marks = [mark.end() for mark in _SENTENCE.finditer(cell.text, 0, match.start())]
    after = _SENTENCE.search(cell.text, match.end())
    begin, end = (marks[-1] if marks else 0), (after.start() if after else len(cell.text))
    span: Span = cell.span(match.start(), match.end())
    return {
        "applies_to": _applies_to(cell.text, begin, match.start()),
        "condition": cell.text[begin:end],
        "words": cell.raw[span.start : span.end],
        "start": span.start,
        "end": span.end,
    }


def _applies_to(text: str, begin: int, position: int) -> str | None:
    """The programme that the sentence names, else the projects that a sentence before it says are supported."""
    programme = _PROGRAMME.match(text, begin, position)
    if programme:
        return programme[0]
    scopes = list(_SCOPE.finditer(text, 0, position))
    return scopes[-1]["who"] if scopes else None
