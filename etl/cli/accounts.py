"""What is there and what became of it, in words: the numbers, columns and rows of the loaded documents."""

from __future__ import annotations

from collections import Counter

import polars as pl

from etl.checks.accounts import BESIDE, Account, account
from etl.contract import reference
from etl.store.store import Store

_NEEDED = (
    "source_tables", "list_rows", "project_reports", "progress_reports", "evidence", "findings", *BESIDE,
)  # fmt: skip
COLUMNS = {"field": "已读作字段", "finding": "有提示", "no_header": "无表头", "other": "不属清单或指标"}
ROWS = {
    "project": "项目", "progress": "调度", "target": "指标", "duty": "任务", "part": "上一项目的组成部分",
    "totals": "合计", "section": "分组标题", "rejected": "拒收", "struck": "已划去",
    "data": "其他数据行", "other": "说明",
}  # fmt: skip


def told(store: Store, document: str | None = None) -> str:
    """Three lines of one document (its id), or of all that are loaded."""
    total = Account()
    ids = [record.document_id for record in store.records() if document in (None, record.document_id)]
    for folder in (store.table(document_id, "documents").parent for document_id in ids):
        total.add(account({name: pl.read_parquet(folder / f"{name}.parquet", glob=False) for name in _NEEDED}))
    rules = reference.number_rules()
    aside = _listed(Counter({rules.get(rule, rule): count for rule, count in total.set_aside.items()}))
    numbers = f"读出 {total.read:,}，按规则不计入 {total.set_aside.total():,}{aside}，存疑 {total.doubtful:,}"
    lost = f"，去向不明 {len(total.lost):,}" if total.lost else ""
    columns = _listed(Counter({COLUMNS[kind]: count for kind, count in total.columns.items()}))
    rows = _listed(Counter({ROWS.get(kind, kind): count for kind, count in total.rows.items()}))
    return f"数字：{numbers}{lost}\n列：共 {total.columns.total():,}{columns}\n行：共 {total.rows.total():,}{rows}\n"


def _listed(counts: Counter[str]) -> str:
    """（年龄 3、宽度 2）, the most frequent first; nothing where there are none."""
    words = "、".join(f"{name} {count:,}" for name, count in counts.most_common())
    return f"（{words}）" if words else ""
