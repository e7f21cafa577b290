"""What a number in running text rests on: it stood before, is new, or is renovated."""

from __future__ import annotations

import re
from functools import cache

from etl.contract import reference
from etl.parse import clauses, numbers
from etl.parse.capacity.nouns import bases

DESIGN = "design"
"""Nothing says what the number rests on."""
ADDED = ("new", "renovated", DESIGN)
"""What a quantity rests on that the project adds or mends; what existed before is none of it."""
_FROM = re.compile("[由从](?:现有|原有?|现状)?(?:的)?$")


def basis_at(text: str, position: int) -> str:
    """What the sentence says of the number at `position`: the last of its words before it counts."""
    if _FROM.search(text, max(0, position - 6), position) or _grows().match(text, position):
        return "existing"  # 由2万吨扩建至5万吨, 2万吨扩至5万吨
    said = list(_words().finditer(text, clauses.sentence_start(text, position), position))
    holding = (match for match in reversed(said) if not _has_ended(match, position))
    return next((match.lastgroup or bases()[match[0]] for match in holding), DESIGN)


@cache
def _grows() -> re.Pattern[str]:
    """A number that is said to grow to another one."""
    return re.compile(
        rf"{numbers.WHOLE}[^\d,;。、()]{{1,8}}?(?:{reference.words_of('quantity_words', 'grows').pattern})\d"
    )


def _has_ended(word: re.Match[str], position: int) -> bool:
    """Whether a word that tells what one number comes to (达到4万吨/日,管网12公里) stands in a clause before."""
    is_of_one = word.lastgroup is None and bases()[word[0]] == "total_after" and not word[0].endswith("后")
    return is_of_one and clauses.MARK.search(word.string, word.end(), position) is not None


@cache
def _words() -> re.Pattern[str]:
    """Words of `capacity_bases.csv`, the longest first, then of `quantity_words.csv`, each group a basis."""
    own = reference.alternation(list(bases()))
    others = (f"(?P<{role}>{reference.words_of('quantity_words', role).pattern})" for role in ("renovated", "new"))
    return re.compile("|".join((f"(?:{own})", *others)))
