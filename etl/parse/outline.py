"""What of a clause the grammar of quantities sees from other clauses: the clause itself, or what is left of it.

Cells whose clauses leave the same say the same of quantities, but for their numbers (`etl/alike.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from etl.parse import capacity, clauses

GAP = "々"
"""Stands for words that no rule looks at; a clause without it is whole."""
SEEN = r"其中|[()十百千]"
"""Words that may be looked at in a clause without a digit."""
FAR = "期|含|包括|(?:全部|均|皆|全)(?:为|是|系)护理型"
"""Phases, wholes and their parts are compared at any distance: nothing of such a cell can be left out."""
_WITHIN = r"其中|[()]"
"""Words that make a quantity behind them a part of one before."""
_PIECES = re.compile(rf"{_WITHIN}|\d(?:[^{GAP}()其]*\d)?")
_SPREAD_PIECES = re.compile(rf"({_WITHIN})")
_SEVERAL = re.compile(clauses.SEVERAL)
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=16384)
def of_clause(shape: str, is_spread: bool) -> str:
    """The clause where it speaks of quantities, else 其中 and brackets, 0 for numbers, a gap, and the mark at its end.

    `is_spread`: the cell holds a word that may spread a number over all behind it (3所…分别…): then clauses that say
    how many there are stay whole, and gaps stay as long as such a word can reach.
    """
    if _is_whole(clauses.without_end(shape), is_spread):
        return shape
    mark = shape[-1] if clauses.MARK.match(shape, len(shape) - 1) else ""
    words = shape.removesuffix(mark)
    if not is_spread or _DIGIT.search(words):
        pieces = ("0" if piece[0].isdecimal() else piece for piece in _PIECES.findall(words))
        return "".join(pieces) + GAP + mark
    longest = clauses.EACH_REACH + 1
    pieces = (
        piece if place % 2 else GAP * min(len(piece), longest)
        for place, piece in enumerate(_SPREAD_PIECES.split(words))
    )
    return "".join(pieces) + mark


@lru_cache(maxsize=16384)
def _is_whole(shape: str, is_spread: bool) -> bool:
    has_digit = _DIGIT.search(shape) is not None
    if (has_digit and any(capacity.structure(shape))) or capacity.SPELLED.search(shape):
        return True
    spreads = is_spread and (clauses.ANY_EACH.search(shape) or _SEVERAL.search(shape) or "共" in shape)
    return bool(spreads)


_CLOSED = re.compile(rf"\(0?\)(?=(?:{_WITHIN}|0)*{GAP})")
_ZEROS = re.compile(rf"0+(?=(?:其中|0)*{GAP})")
_OVER = re.compile(rf"^(?:(?:(?:其中)*{GAP},)*(?:其中)*{GAP}[;。])+")
_RUN = re.compile(rf"(?:(?:其中)*{GAP},)+")
_BEHIND = re.compile(rf"(?:(?:{_WITHIN}|0)*{GAP}[,;。]?)+$")


@lru_cache(maxsize=16384)
def of_cell(left: str) -> str:
    """What the clauses of a cell leave, without what no whole clause of it depends on (not for a cell that spreads).

    Only a bracket that opens in one clause and closes in another looks at numbers before it; only 其中 and brackets
    look at sentences; nothing looks at what stands behind.
    """
    text = _CLOSED.sub("", _BEHIND.sub("", left))
    if "(" in text or ")" in text:
        return _BEHIND.sub("", left)
    text = _ZEROS.sub("", text)
    if "其中" not in text:
        text = text.replace(f"{GAP};", f"{GAP},").replace(f"{GAP}。", f"{GAP},")
    text = _RUN.sub(lambda run: f"其中{GAP}," if "其中" in run[0] else f"{GAP},", _OVER.sub("", text))
    return text.removeprefix(f"{GAP},")
