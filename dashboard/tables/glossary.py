"""The words of the board: one Chinese label for each thing, its English, definition and unit.

Labels, units and English come from where the board has them (metrics, contract, label tables, English words);
`data/reference/board/glossary.csv` adds the definitions, and the English of what no page names.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from dashboard.metrics.catalog import DIMENSIONS, METRICS, column_label, heading
from dashboard.words import labels
from dashboard.words.translate import CHINESE, english, language, speaking, t
from etl.contract import reference
from etl.contract.paths import data_dir


@cache
def _rows() -> dict[tuple[str, str], dict[str, str]]:
    with (data_dir() / "reference" / "board" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return {(row["group"], row["key"]): row for row in csv.DictReader(file)}


_LABELS: Mapping[str, Mapping[str, str]] = {
    "status": labels.STATUS_LABELS,
    "position": labels.POSITION_LABELS,
    "year_basis": labels.YEAR_BASIS_LABELS,
    "severity": labels.SEVERITY_LABELS,
    "certainty": labels.CERTAINTY_LABELS,
    "qualifier": labels.QUALIFIER_LABELS | {"exact": "（无限定）"},
    "precision": labels.PRECISION_LABELS,
    "basis": labels.BASIS_LABELS,
    "capacity_basis": labels.CAPACITY_BASIS_LABELS,
    "kind": {key: label for key, (label, _) in labels.KIND_LABELS.items() if ("kind", key) in _rows()},
    "document_status": labels.DOCUMENT_STATUS_LABELS,
    "lateness": labels.LATENESS_LABELS,
    "slip_bound": labels.SLIP_BOUND_LABELS,
}

GROUP_TITLES = {
    "concept": "基本概念",
    "metric": "统计指标",
    "dimension": "分组维度",
    "status": "进度状态",
    "position": "计划所处阶段",
    "lateness": "推迟情形",
    "slip_bound": "推迟月数的界限",
    "kind": "能力类别",
    "basis": "数量的依据",
    "capacity_basis": "规模依据",
    "qualifier": "限定词",
    "certainty": "确定性",
    "severity": "问题级别",
    "precision": "计划精度",
    "year_basis": "年份口径",
    "document_status": "文件状态",
    "field": "项目字段",
    "finding": "问题类型",
}
"""Groups of terms in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word. `key` is its name in code; `english` is empty where the code alone knows the word."""

    group: str
    key: str
    label: str
    english: str
    definition: str
    unit: str = ""

    @property
    def anchor(self) -> str:
        """Id of its row on the glossary page."""
        return f"{self.group}-{self.key}"


def definition_in_words(term: Term) -> str:
    """The definition in the language being spoken; that of a finding is its severity and its advice."""
    if term.group != "finding" or language() == CHINESE:
        return t(term.definition)
    severity, _, advice = term.definition.partition("。")
    return f"{t(severity)}. {t(advice)}."


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of the groups."""
    with speaking(CHINESE):
        found = [*_concepts(), *_metrics(), *_dimensions(), *_coded(), *_fields(), *_findings()]
    order = list(GROUP_TITLES)
    return tuple(sorted(found, key=lambda term: order.index(term.group)))


def definitions(headings: Iterable[str]) -> list[tuple[str, str]]:
    """Those of some column headings that a term defines, with the definition."""
    with speaking(CHINESE):
        columns = [term for term in terms() if term.group in ("field", "dimension", "metric")]
        known = {heading(term.key): term.definition for term in columns}
    return [(name, known[name]) for name in headings if known.get(name)]


def _said(group: str, key: str, column: str) -> str:
    return _rows().get((group, key), {}).get(column, "")


def _concepts() -> Iterable[Term]:
    for (group, key), row in _rows().items():
        if group == "concept":
            yield Term(group, key, row["label"], row["english"], row["definition"])


def _metrics() -> Iterable[Term]:
    companions = {name for metric in METRICS.values() for name in metric.companions}
    for name, metric in METRICS.items():
        if name not in companions:
            definition = _said("metric", name, "definition") or metric.caveat
            yield Term("metric", name, metric.label, metric.label_en, definition, metric.unit)


def _dimensions() -> Iterable[Term]:
    for name, dimension in DIMENSIONS.items():
        yield Term("dimension", name, dimension.label, dimension.label_en, _said("dimension", name, "definition"))


def _coded() -> Iterable[Term]:
    units = {key: unit for key, (_, unit) in labels.KIND_LABELS.items()}
    for group, words in _LABELS.items():
        for key, label in words.items():
            unit = units[key] if group == "kind" else ""
            said = english(label) or _said(group, key, "english")
            yield Term(group, key, label, said, _said(group, key, "definition"), unit)


def _fields() -> Iterable[Term]:
    for (group, key), row in _rows().items():
        if group == "field":
            label, _, unit = column_label(key).rstrip("）").partition("（")
            yield Term(group, key, label, english(label) or row["english"], row["definition"], unit)


def _findings() -> Iterable[Term]:
    for kind in reference.finding_types().values():
        severity = labels.SEVERITY_LABELS[kind.severity]
        yield Term("finding", kind.type, kind.title, english(kind.title), f"{severity}。{kind.advice}")
