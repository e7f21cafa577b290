"""Marks that are no part of a number: those of a note behind it (5000①, 1200², 68000*, 300[注1]), and the signs by
which a sheet keeps digits as text (="5000", '5000).

All grammars read numbers without them (`words.words`); the raw cell, which evidence quotes, keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾₀₁₂₃₄₅₆₇₈₉ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_CIRCLED = "①-⑳❶-❿⓪"
SIGNS = rf"{_RAISED}{_CIRCLED}*※†‡='注"
"""Characters (of a class) without one of which no mark stands in a text."""

_BEHIND = re.compile(
    rf"""
    (?<= [\d%‰元万亿张床个位人名户项处所亩月日年] )
    (?<! [×xX*]10 )                                                # 1.2×10⁴ is a power
    \s*
    (?P<mark>
        (?: [{_RAISED}※†‡]                                         # 1200²
          | [\[〔【(] (?: 注? [{_RAISED}]+ | 注 \d{{0,2}} ) [\]〕】)]   # 300[注1], 300[¹]
          | [{_CIRCLED}] (?= [{_CIRCLED}]* (?: $ | [,;。、)万亿元张%] ) )    # 5000①, but no item that begins here
          | (?: \* | 注 [\d{_RAISED}]{{0,2}} ) (?= \s* $ )             # 68000*
        )+
    )
    """,
    re.VERBOSE,
)
_AS_TEXT = re.compile(
    r"""
    \s*
    (?: (?P<before> =" ) (?= [^"]* (?P<behind> " ) \s* $ )           # ="5000"
      | (?P<sign> ' ) (?= [\d.] )                                    # '5000
    )
    """,
    re.VERBOSE,
)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where marks stand in a normalised text."""
    yield from (match.span("mark") for match in _BEHIND.finditer(text))
    as_text = _AS_TEXT.match(text)
    if as_text is not None:
        yield from (as_text.span(name) for name in ("before", "behind", "sign") if as_text[name])
