"""Whether the words around a quantity leave no doubt that it is of the project, and of what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.contract import reference
from etl.contract.values import StatedQuantity
from etl.parse import clauses
from etl.parse.quantities.basis import ADDED, DESIGN, is_carried_stock, is_said_to_be_built
from etl.parse.quantities.clause_structure import Clause, Stated
from etl.parse.quantities.heads import (
    Head,
    is_bare,
    is_of_another_phase,
    is_of_nature,
    is_of_pumps,
    is_of_something_else,
    is_only_equipped,
    is_out_of_it,
    is_whole_of_another,
)

_HOUSEHOLDS = "households"
_COUNTED_ONE_BY_ONE = frozenset("台套个座处条口组部只根块盏辆栋幢间")
_OF_LIST = re.compile(r"\d[、,]$")
"""A bare number before another one: 分别为1200、1050、980、1400平方米."""
_ENDS = re.compile("[,、;。()]|及|和|等|并|$")
"""What stands behind a quantity that ends a clause or an item of it."""


def is_told(clause: Clause, said: Stated, head: Head, basis: str, *, is_inside: bool) -> bool:
    """Whether the words leave no doubt that a number is of the project, and of what."""
    text, start, end = clause.cell.text, clause.at + said.number.start, clause.at + said.span.end
    if is_carried_stock(text, start) or is_out_of_it(text, end) or _is_of_others(clause, said, head):
        return False
    if basis in ADDED and is_whole_of_another(said.before, clause.about, head.kind):
        return False
    if basis == DESIGN and (_is_beside_what_is_built(clause, said) or is_of_nature(said.before, clause.about)):
        return False
    if said.unit not in _COUNTED_ONE_BY_ONE and is_only_equipped(clause.about, said.before):
        return False
    if basis == "existing":
        return True
    if is_inside:
        return not is_of_something_else(f"{clause.shape[: said.span.start]}0")
    is_sure = head.is_sure or _is_object(text, end, said.before)
    is_sure = is_sure or (basis not in ADDED and all(map(is_bare, said.nouns)))
    return is_sure and _is_of_project(clause, said)


def _is_beside_what_is_built(clause: Clause, said: Stated) -> bool:
    """Whether a number that nothing says to be built may be of what lies around: in a sentence behind one that says."""
    text, start = clause.cell.text, clause.at + said.number.start
    if is_said_to_be_built(text, start, is_whole=_word("whole").search(said.before) is not None):
        return True
    is_planned = any(_word(role).search(clause.shape[: said.span.start]) for role in ("planned", "whole_of"))
    return is_planned and _word("of_now").search(text, clause.at + said.span.end) is not None


def _is_of_others(clause: Clause, said: Stated, head: Head) -> bool:
    """Whether a number may be of those who live there, or of pumps, and of nothing that is counted under its kind."""
    text, start = clause.cell.text, clause.at + said.number.start
    sentence = text[clauses.sentence_start(text, start) : start]
    return _is_only_reached(clause, said, head) or is_of_pumps(head.kind, sentence, clause.about)


def _is_only_reached(clause: Clause, said: Stated, head: Head) -> bool:
    """Whether households are those that a network or a road reaches, and no homes that are built or mended."""
    if head.kind != _HOUSEHOLDS:
        return False
    if _word("reached").search(said.before):
        return _word("housing").search(f"{clause.about}{clause.cell.text}") is None
    return _word("people").search(said.before) is not None and _word("moves").search(said.before) is None


def is_of_one(clause: Clause, said: Stated, *, is_rate: bool) -> bool:
    """Whether a quantity may be that of each of several: 200立方米蓄水池4座, 日处理500吨烘干塔2座, 2套600吨/日装置."""
    is_alone = is_rate or not said.is_led
    if is_alone and _word("facilities_before").search(clause.cell.text[: clause.at + said.span.start]):
        return True
    roles = ("count_behind", "several") if is_alone else ("count_behind",)
    end = clause.at + said.span.end
    if _OF_LIST.search(clause.cell.text, 0, clause.at + said.span.start):
        return True
    return bool(_word("each_of_those").search(said.before)) or any(_word(r).match(clause.cell.text, end) for r in roles)


def _is_object(text: str, end: int, before: str) -> bool:
    """Whether a clause says of a thing, known or not, that so many are built or bought, and no more: 新建谷坊85座."""
    said = _word("object").search(before)
    return said is not None and _word("no_object").search(said["noun"]) is None and _ENDS.match(text, end) is not None


def is_part(clause: Clause, said: Stated, kind: str, before: Sequence[StatedQuantity]) -> bool:
    """Whether a quantity is a part of another one: it or the words behind say so, or those before one of its kind."""
    if _word("contained").match(clause.cell.text, clause.at + said.span.end):
        return True
    if not clauses.is_part(clause.cell.text, clause.at + said.span.start):
        return False
    is_said = "其中" in said.before or clause.cell.text.rfind("(", 0, clause.at + said.span.start) >= clause.at
    return is_said or any(one.kind == kind for one in before)


def _is_of_project(clause: Clause, said: Stated) -> bool:
    """Whether no word around a quantity says that it is of something else, or of another phase."""
    before = clause.shape[: said.span.start]
    if all(map(is_bare, said.nouns)):  # 铁路由国铁另行投资,长3.8公里
        start = clause.at + said.span.start
        before = clause.cell.text[clauses.sentence_start(clause.cell.text, start) : start]
    words = f"{before}0{_behind(said)}"
    return not is_of_something_else(words) and not is_of_another_phase(words, clause.about)


def _behind(said: Stated) -> str:
    """The noun behind a quantity, unless one before it has it."""
    return said.nouns[0] if said.nouns and said.begin == said.span.start else ""


def _word(role: str) -> re.Pattern[str]:
    return reference.words_of("quantity_words", role)
