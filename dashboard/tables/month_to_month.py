"""What changed between two months' ends as it leaves the board, and the texts that remind who did not report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import polars as pl

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.schedule import since
from dashboard.session.scope import Scope
from dashboard.words.formats import CHINA
from dashboard.words.labels import LATENESS_LABELS, STATUS_LABELS
from dashboard.words.translate import CHINESE, speaking, t
from etl.contract import reference

HEADINGS = {
    "kind": "变化", "before": "比较的月末", "said_before": "原来", "said_now": "现在",
    "months": "推后（月，负数为提前）", "projects": "应报项目（个）", "reported": "已报（个）", "missing": "未报（个）",
    "last_month": "最近报送月份", "state": "报送情况", "text": "催报文字",
}  # fmt: skip
"""Chinese headings of the columns that the catalogue does not name."""

_FROM = "from-"


def compared_with(cursor: Cursor, scope: Scope) -> date | None:
    """The month's end that the address compares with, before the as-of date; else the one just before it."""
    named = next((item.removeprefix(_FROM) for item in scope.view if item.startswith(_FROM)), "")
    chosen = next((end for end in choices(cursor, scope) if end.isoformat() == named), None)
    return chosen or since.month_before(cursor, scope.as_of)


def choices(cursor: Cursor, scope: Scope) -> list[date]:
    """The months' ends that can be compared with, the latest first."""
    return sorted((end for end in cursor.month_ends if end and scope.as_of and end < scope.as_of), reverse=True)


def token(end: date) -> str:
    """How an address names the month's end that is compared with."""
    return f"{_FROM}{end.isoformat()}"


def kind_title(kind: str) -> str:
    """What a kind of change is called."""
    return t(since.kinds()[kind].title)


def said(words: str | None) -> str:
    """What stood before, or stands now: a status, a lateness, a month, or the words of a problem."""
    if words is None:
        return "—"
    known = {**STATUS_LABELS, **LATENESS_LABELS}
    return t(known[words]) if words in known else words


def in_words(cursor: Cursor, scope: Scope) -> tuple[date | None, str]:
    """The month's end before the as-of date, and what changed since in one line: `转为开工2个、新竣工1个`."""
    before = since.month_before(cursor, scope.as_of)
    if before is None or scope.as_of is None:
        return None, ""
    counts = since.count_changes(cursor, scope.filter, before, scope.as_of)
    return before, "、".join(f"{kind_title(key)}{counts[key]['projects']}个" for key in since.kinds() if key in counts)


def since_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project and change since the earlier month's end, which stands in `before`."""
    before = compared_with(cursor, scope)
    if before is None or scope.as_of is None:
        return _empty()
    found = since.list_changes(cursor, scope.filter, before, scope.as_of)
    with speaking(CHINESE):
        words = [
            pl.Series(name, [said(item) for item in found[name]], pl.String) for name in ("said_before", "said_now")
        ]
    return found.with_columns(*words, pl.lit(before).alias("before")).select(*_COLUMNS)


_COLUMNS: dict[str, Any] = {
    "kind": pl.String, "name": pl.String, "region_name": pl.String, "sector": pl.String, "before": pl.Date,
    "said_before": pl.String, "said_now": pl.String, "months": pl.Int64, "total_investment_wan": pl.Decimal(18, 6),
    "region_id": pl.String, "project_id": pl.String,
}  # fmt: skip


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=_COLUMNS)


def reminders_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per region that did not report for every project, with the `text` that reminds it."""
    found = since.to_remind(cursor, scope.filter, scope.as_of)
    texts = pl.Series("text", [reminder(row, scope.as_of) for row in found.iter_rows(named=True)], pl.String)
    return found.with_columns(texts).drop("names")


@cache
def _parts() -> dict[str, str]:
    return {row["part"]: row["text"] for row in reference.rows("board/reminders")}


def reminder(row: Mapping[str, Any], as_of: date | None, today: date | None = None) -> str:
    """The text that reminds a region, in Chinese, from the parts of `data/reference/board/reminders.csv`."""
    names = row["names"] or []
    day = today or datetime.now(CHINA).date()
    facts = {
        "region": row["region_name"] or "地区未定", "today": f"{day.year}年{day.month}月{day.day}日",
        "month": f"{as_of.year}年{as_of.month}月" if as_of else "", "names": "、".join(names),
        "last": f"{row['last_month']:%Y年%m月}" if row["last_month"] else "", **{
            name: row[name] for name in ("projects", "reported", "missing")
        },
    }  # fmt: skip
    wanted = ["head", "body", "last" if row["last_month"] else "never"]
    wanted += (["more"] if row["missing"] > len(names) else ["names"]) if names else []
    return "".join(_parts()[part].format(**facts) for part in (*wanted, "foot"))
