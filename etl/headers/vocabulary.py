"""The words of headers that are known: synonyms and patterns of each kind of table, and the letters in them."""

from __future__ import annotations

import re
from functools import cache

from etl.contract import reference
from etl.contract.values import TableKind
from etl.parse.words import key

KEYS = {
    "name": TableKind.PROJECT_LIST,
    "indicator": TableKind.TARGETS,
    "policy": TableKind.POLICIES,
    "task": TableKind.TASKS,
}
"""The field whose column makes a table what it is."""

_TELLING = frozenset("旧余缺减非")
"""Letters that tell headers apart, beside those of which known headers are made."""
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def synonyms() -> dict[str, dict[str, str]]:
    """Kind of table -> normalised header -> field."""
    found: dict[str, dict[str, str]] = {}
    for row in reference.rows("columns"):
        kinds = [kind.value for kind in KEYS.values()] if row["kind"] == "any" else [row["kind"]]
        for kind in kinds:
            found.setdefault(kind, {})[key(row["synonym"])] = row["field"]
    progress = {**found[TableKind.PROJECT_LIST], **found[TableKind.PROGRESS]}  # a list's columns mean the same there
    found[TableKind.PROGRESS] = {word: field for word, field in progress.items() if field != "-"}
    return found


@cache
def patterns(kind: str) -> list[tuple[str, re.Pattern[str]]]:
    """Fields and patterns of their headers in a kind of table, in their order."""
    rows = (row for row in reference.rows("column_patterns") if row["kind"] in (kind, "both"))
    return [(row["field"], re.compile(row["pattern"])) for row in rows]


@cache
def letters() -> frozenset[str]:
    """The letters of which known headers and states of work are made."""
    words = [word for of_kind in synonyms().values() for word in of_kind]
    words += [row["pattern"] for row in reference.rows("column_patterns")]
    words += [row["word"] for row in reference.rows("progress_status")]
    return _TELLING.union(*map(_HAN.findall, words))
