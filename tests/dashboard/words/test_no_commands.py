"""What a page says names no command and no flag: who reads it has no command line."""

from __future__ import annotations

import re

from etl.contract import reference
from tests.dashboard.words import texts

_COMMAND = re.compile(r"(?<![\w-])--[a-z]|\bportfolio [a-z]")


def test_advice_names_no_command() -> None:
    types = {name: kind.advice for name, kind in reference.finding_types().items()}
    assert {name: words for name, words in types.items() if _COMMAND.search(words)} == {}


def test_no_text_of_the_board_names_a_command() -> None:
    assert [text for text in texts.known() if _COMMAND.search(text)] == []
