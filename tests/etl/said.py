"""What findings and refusals say, for tests that ask for words."""

from collections.abc import Mapping
from typing import Any

from etl.contract import finding_words
from etl.contract.values import Doubt


def message(found: Mapping[str, Any]) -> str:
    """The words of a row of `schemas.Findings`."""
    return finding_words.message(found["type"], found["detail"], found["params"])


def words(doubt: Doubt) -> str:
    """The words of a doubt."""
    return finding_words.words(finding_words.whole(doubt.type, doubt.detail))
