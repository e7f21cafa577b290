"""What a finding says, in the reader's language.

A finding is stored with its message in Chinese: the title of its type, what it is about, and the advice of its type.
In English title and advice come from the type, and what it is about from a template of
`data/reference/english/finding_details.csv` where one fits; else it stays as it was written.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from dashboard.words.translate import CHINESE, ENGLISH, english, language, t
from etl.contract.paths import data_dir

_GAP = re.compile(r"\\\{(\w+)\\\}")


def said(finding_type: str, message: str, *, with_title: bool = True) -> str:
    """The message of a finding of this type; as it is where the type does not explain it.

    Without the title only what it is about and the advice are given, for where the title stands beside.
    """
    known = _types().get(finding_type)
    if not known or not message.startswith(known[0]):
        return message
    if with_title and language() == CHINESE:
        return message
    title, advice = known
    rest = message.removeprefix(title)
    stop = ". " if language() == ENGLISH else "。"
    if not rest.endswith(f"。{advice}。"):  # the reader's own advice, in one text
        parts = [_detail(rest.strip("。"))]
    else:
        about = rest.removesuffix(f"。{advice}。").removeprefix("（").removesuffix("）")
        parts = [*([_detail(about)] if about else []), t(advice)]
    return stop.join([*([t(title)] if with_title else []), *parts]) + stop.strip()


def _detail(words: str) -> str:
    if language() == CHINESE:
        return words
    for pattern, text in _templates():
        if match := pattern.fullmatch(words):
            return text.format(**match.groupdict())
    return words


@cache
def _types() -> dict[str, tuple[str, str]]:
    """Title and advice of every type, in Chinese."""
    with (data_dir() / "reference" / "finding_types.csv").open(encoding="utf-8", newline="") as file:
        return {row["type"]: (row["title"], row["advice"]) for row in csv.DictReader(file)}


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of details with their English, those with more words of their own first."""
    with (data_dir() / "reference" / "english" / "finding_details.csv").open(encoding="utf-8", newline="") as file:
        texts = sorted((row["zh"] for row in csv.DictReader(file)), key=lambda text: -len(text))
    return [(re.compile(_GAP.sub(r"(?P<\1>.+?)", re.escape(text))), english()[text]) for text in texts]
