"""What a finding says, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.words.translate import t
from etl.contract import finding_words
from etl.contract.detail import Detail


def said(item: Mapping[str, Any], *, with_title: bool = True) -> str:
    """What a row of `schemas.Findings` says: its `type`, `detail` and `params`.

    Without the title only what it is about and the advice are given, for where the title stands beside.
    """
    detail = Detail.stored(item["detail"], item["params"])
    made = finding_words.whole if with_title else finding_words.rest
    return finding_words.words(made(item["type"], detail), t)
