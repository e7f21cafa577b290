"""Tables and charts of groups: regions, sectors, years, funding, sources of funds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.briefing.gathered import FIGURES, Gathered
from dashboard.briefing.model import BarChart, Block, Column, Table
from dashboard.briefing.wording import Facts, line, sentence_pct
from dashboard.figures.bars import Bar
from dashboard.figures.theme import BLUE, GREY, TEAL
from dashboard.filter import UNDATED, year_label
from dashboard.metrics.catalog import CAPACITIES, METRICS, Metric, heading
from dashboard.metrics.lights import LABELS as LIGHTS
from dashboard.metrics.rate_board import RATES
from dashboard.tables.honours import moved
from dashboard.words.formats import plain, share
from dashboard.words.labels import RATE_LABELS, funding_source_label

MOST_GROUPS = 30
"""Rows of a table of groups; the rest is one row that says how many there are."""

_MOST_BARS = 12
Row = dict[str, Any]


def figures_table(gathered: Gathered) -> Table:
    """Headline figures, each with its unit beside it, how far it is stated and how far in doubt."""
    facts = gathered.facts
    rows = [["项目数", plain(facts["projects"]), "个", "—", share(facts["doubtful_projects"], facts["projects"])]]
    for name in FIGURES:
        metric = METRICS[name]
        stated, doubtful = facts[metric.stated or ""], facts[metric.doubtful or ""]
        known = [share(stated, facts["projects"]), share(doubtful, facts["projects"])]
        rows.append([metric.label, _figure(metric, facts), metric.unit, *known])
    columns = (
        Column("指标", 2), Column("数值", 2, True), Column("单位", 1), Column("载明项目", 1.5, True),
        Column("存疑项目", 1.5, True),
    )  # fmt: skip
    return Table(line("overall", "figures", facts), columns, rows)


def _figure(metric: Metric, facts: Facts) -> str:
    """A value; that of a quotient with what it is made of."""
    value = facts[metric.name]
    if value is None or not metric.parts:
        return plain(value)
    return f"{plain(value)}\n（{share(*(facts[part] for part in metric.parts))}）"


def group_table(gathered: Gathered, frame: pl.DataFrame, part: str, label: str, name: Callable[[Row], str]) -> Table:
    """Projects, investment (万元) and capacities of groups, the greatest investment first; what many groups share
    is cut to one row that sums the rest."""
    rows = _by_money(frame) if part != "year_table" else frame.to_dicts()
    shown = [[name(row), *_quantities(row)] for row in rows[:MOST_GROUPS]]
    if rest := rows[MOST_GROUPS:]:
        shown.append([line("rest", "label", {"rest": len(rest)}), *_quantities(_summed(rest))])
    columns = (
        Column(label, 2.2), Column("项目数", 1, True), Column(heading("total_investment_wan"), 1.8, True),
        *(Column(heading(item), 1.6, True) for item in CAPACITIES),
    )  # fmt: skip
    return Table(line("distribution", part, gathered.facts), columns, shown)


def _by_money(frame: pl.DataFrame) -> list[Row]:
    rows = frame.to_dicts()
    return sorted(rows, key=lambda row: (row["total_investment_wan"] is None, -(row["total_investment_wan"] or 0)))


def _quantities(row: Row) -> list[str]:
    """Projects, investment, capacities; a quantity that not all projects state says how many do."""
    cells = [plain(row["projects"])]
    for name in ("total_investment_wan", *CAPACITIES):
        stated = row[f"{name}_stated"]
        partly = f"\n（{share(stated, row['projects'])}）" if 0 < stated < row["projects"] else ""
        cells.append(f"{plain(row[name])}{partly}")
    return cells


def _summed(rows: Sequence[Row]) -> Row:
    names = ("total_investment_wan", *CAPACITIES)
    summed: Row = {name: _sum([row[name] for row in rows]) for name in names}
    return summed | {
        name: sum(row[name] for row in rows) for name in ("projects", *(f"{item}_stated" for item in names))
    }


def _sum(values: Sequence[Any]) -> Any:  # noqa: ANN401 - int, Decimal or None
    stated = [value for value in values if value is not None]
    return sum(stated, type(stated[0])(0)) if stated else None


def investment_chart_wan(gathered: Gathered, frame: pl.DataFrame, part: str, name: Callable[[Row], str]) -> list[Block]:
    """Bars of investment; none for a single group, or where no group states it."""
    rows = [row for row in _by_money(frame) if row["total_investment_wan"] is not None]
    if len(rows) < 2:
        return []
    colour = TEAL if part == "sector_chart" else BLUE
    bars = [
        Bar(name(row), float(row["total_investment_wan"]), plain(row["total_investment_wan"]), colour=colour)
        for row in rows[:_MOST_BARS]
    ]
    if rest := rows[_MOST_BARS:]:
        amount = sum((row["total_investment_wan"] for row in rest), Decimal(0))
        bars.append(Bar(line("rest", "label", {"rest": len(rest)}), float(amount), plain(amount), colour=GREY))
    return [BarChart(line("distribution", part, gathered.facts), bars)]


def region_name(row: Row) -> str:
    """Name of a group of a region."""
    return row["region_name"] or "地区未定"


def sector_name(row: Row) -> str:
    """Name of a group of a sector."""
    return row["sector"] or "行业未定"


def year_name(row: Row) -> str:
    """Name of a group of a planned finish year."""
    return year_label(row["planned_finish_year"] or UNDATED)


def funding_tables(gathered: Gathered, frame: pl.DataFrame) -> list[Table]:
    """Investment of regions with the light of the completion rate, and their funds; each rate with n and d in 万元."""
    rows = frame.filter(pl.col("reported_projects") > 0).to_dicts()
    shown, rest = rows[:MOST_GROUPS], max(len(rows) - MOST_GROUPS, 0)
    note = line("rest", "rows", {"shown": len(shown), "rest": rest}) if rest else ""
    invested = [
        [
            region_name(row), _reported(row["annual_plan_wan"]), _reported(row["invested_year_wan"]),
            _rate(row, "completion_rate"), LIGHTS.get(row["light"] or "", "—"), _reported(row["invested_total_wan"]),
        ]
        for row in shown
    ]  # fmt: skip
    funds = [
        [
            region_name(row), _reported(row["arrived_wan"]), _rate(row, "arrival_rate"), _reported(row["paid_wan"]),
            _rate(row, "payment_rate"), _reported(row["funding_gap_wan"]),
        ]
        for row in shown
    ]  # fmt: skip
    number, rate = (2.05, True), (3.95, True)
    invested_columns = (
        Column("地区", 1.5), Column("年度计划", *number), Column("本年完成", *number), Column("投资完成率", *rate),
        Column("灯号", 0.9), Column("累计完成", *number),
    )  # fmt: skip
    fund_columns = (
        Column("地区", 1.5), Column("到位资金", *number), Column("资金到位率", *rate), Column("已支付", *number),
        Column("资金支付率", *rate), Column("资金缺口", *number),
    )  # fmt: skip
    facts = gathered.facts
    return [
        Table(line("money", "region_table", facts), invested_columns, invested, note, is_progress=True),
        Table(line("money", "fund_table", facts), fund_columns, funds, note, is_progress=True),
    ]


def _reported(value: object) -> str:
    return "未报送" if value is None else plain(value)


def _rate(row: Row, name: str) -> str:
    if not row[f"{name}_d"]:
        return sentence_pct(None)
    return f"{sentence_pct(row[name])}\n{plain(row[f'{name}_n'])}/{plain(row[f'{name}_d'])}"


def rates_table(gathered: Gathered) -> list[Table]:
    """Regions by rank, each rate with its light; none where there is one region alone."""
    rows = gathered.rates.filter(pl.col("reported_projects") > 0).to_dicts()
    if len(rows) < 2:
        return []
    shown, rest = rows[:MOST_GROUPS], max(len(rows) - MOST_GROUPS, 0)
    note = line("rest", "rows", {"shown": len(shown), "rest": rest}) if rest else ""
    cells = [
        [
            str(row["rank"] or "—"),
            region_name(row),
            moved(row["rank_change"]) or "—",
            *(_lit(row, rate) for rate in RATES),
        ]
        for row in shown
    ]
    columns = (
        Column("名次", 0.8, True), Column("地区", 1.5), Column("升降", 1.0),
        *(Column(RATE_LABELS[rate], 1.7, True) for rate in RATES),
    )  # fmt: skip
    return [Table(line("money", "rates_table", gathered.facts), columns, cells, note, is_progress=True)]


def _lit(row: Row, rate: str) -> str:
    """A rate with its light and n/d."""
    if row[rate] is None:
        return "—"
    light = LIGHTS[row[f"{rate}_light"]] if row[f"{rate}_light"] else ""
    return f"{sentence_pct(row[rate])} {light}\n{plain(row[f'{rate}_n'])}/{plain(row[f'{rate}_d'])}"


def sources_table_wan(gathered: Gathered, frame: pl.DataFrame) -> Table:
    """Planned, arrived and paid by source of funds, with how many projects report each."""
    rows = [
        [funding_source_label(row["source"]), *(_amount(row, stage) for stage in ("planned", "arrived", "paid"))]
        for row in frame.to_dicts()
    ]
    columns = (Column("资金来源", 2), *(Column(label, 2, True) for label in ("计划", "到位", "支付")))
    return Table(line("money", "source_table", gathered.facts), columns, rows, is_progress=True)


def _amount(row: Row, stage: str) -> str:
    amount, projects = row[f"{stage}_wan"], row[f"{stage}_projects"]
    return _reported(amount) if amount is None else f"{plain(amount)}\n（{projects}个项目）"
