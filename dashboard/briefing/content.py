"""What the briefing says for a filter: sections of sentences, tables and charts."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from dashboard.briefing import group_tables, project_tables
from dashboard.briefing.gathered import Gathered, gather
from dashboard.briefing.model import Block, Briefing, Column, LadderChart, Paragraph, Section, Table
from dashboard.briefing.wording import line, paragraphs
from dashboard.figures.ladder import rungs_of
from dashboard.metrics.documents.held import list_sheets, list_sources
from dashboard.metrics.targets import Ladder
from dashboard.session.regions import unambiguous
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import plain
from dashboard.words.labels import DOCUMENT_STATUS_LABELS, KIND_LABELS, NOT_STATED
from dashboard.words.translate import CHINESE, speaking

_MOST_LADDERS, _MOST_LADDER_CHARTS = 20, 4


def build(session: Session, scope: Scope, made_on: date) -> Briefing:
    """The briefing for a scope, in Chinese whatever language the page speaks. An empty filter gives a short one."""
    with speaking(CHINESE):
        gathered = gather(session, scope)
        facts = gathered.facts
        facts["made_on"] = made_on
        mark = line("document", "mark", facts)
        sections = [
            Section(line("overall", "heading", facts), _overall(gathered)),
            *(
                [
                    Section(line("distribution", "heading", facts), _distribution(gathered)),
                    Section(line("money", "heading", facts), _money(gathered)),
                ]
                if facts["projects"]
                else []
            ),
            Section(line("gap", "heading", facts), _gap(gathered)),
            *([Section(line("late", "heading", facts), _late(session, gathered))] if facts["projects"] else []),
            Section(line("quality", "heading", facts), _quality(session, gathered)),
            Section(line("sources", "heading", facts), _sources(session, gathered)),
            Section(line("notes", "heading", facts), paragraphs("notes", facts)),
            *([_problems(session, gathered)] if facts["open_problems"] else []),
        ]
        return Briefing(
            title=line("document", "title", facts),
            dateline=line("document", "dateline", facts),
            made_on=made_on,
            mark=mark,
            progress_mark=mark if facts["invented_progress"] else "",
            sections=sections,
        )


def _overall(gathered: Gathered) -> list[Block]:
    blocks: list[Block] = list(paragraphs("overall", gathered.facts))
    return [*blocks, group_tables.figures_table(gathered)] if gathered.facts["projects"] else blocks


def _distribution(gathered: Gathered) -> list[Block]:
    regions = _told_apart(gathered.regions, gathered.scope)
    sectors, years = gathered.sectors, gathered.years
    return [
        *paragraphs("distribution", gathered.facts),
        group_tables.group_table(gathered, regions, "region_table", "地区", group_tables.region_name),
        *group_tables.investment_chart_wan(gathered, regions, "region_chart", group_tables.region_name),
        group_tables.group_table(gathered, sectors, "sector_table", "行业", group_tables.sector_name),
        *group_tables.investment_chart_wan(gathered, sectors, "sector_chart", group_tables.sector_name),
        group_tables.group_table(gathered, years, "year_table", "年份", group_tables.year_name),
    ]


def _money(gathered: Gathered) -> list[Block]:
    blocks: list[Block] = list(paragraphs("money", gathered.facts))
    if gathered.facts["reported_projects"]:
        blocks += group_tables.funding_tables(gathered, _told_apart(gathered.funds.by_region, gathered.scope))
        blocks += group_tables.rates_table(gathered)
        if gathered.funds.by_source.height:
            blocks.append(group_tables.sources_table_wan(gathered, gathered.funds.by_source))
    return blocks


def _told_apart(groups: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Groups of regions, those of the same name told apart."""
    return pl.DataFrame(unambiguous(groups.to_dicts(), scope), schema=groups.schema)


def _gap(gathered: Gathered) -> list[Block]:
    shown = sorted(gathered.ladders, key=lambda item: item.uncovered is None)[:_MOST_LADDERS]
    left_out = {"ladders_shown": len(shown), "ladders_left_out": len(gathered.ladders) - len(shown)}
    facts = gathered.facts | left_out
    blocks: list[Block] = list(paragraphs("gap", facts))
    told = [(item, ladder_facts(item)) for item in shown]
    for _, own in told:
        blocks += paragraphs("ladder", own)
    answered = [(item, own) for item, own in told if own["has_gap"]]
    if answered:
        blocks.append(_gap_table(facts, [own for _, own in answered]))
    for item, own in answered[:_MOST_LADDER_CHARTS]:
        blocks.append(LadderChart(line("gap", "chart", own), rungs_of(item, own["unit"]), is_progress=True))
    return blocks


def ladder_facts(item: Ladder) -> dict[str, Any]:
    """What sentences and table say of one ladder; its `unit` is among it."""
    kind, unit = KIND_LABELS["elder_bed" if item.indicator == "elder_beds" else "childcare_place"]
    uncovered, stock = item.uncovered, item.stock
    stock_year = f"{stock['baseline_year']}年" if stock and stock["baseline_year"] else "基期"
    return {
        "gap_region": item.region_name,
        "gap_kind": kind,
        "unit": unit,
        "year": f"{item.target['target_year']}年" if item.target["target_year"] else "年份未载明",
        "target": item.target["target_value"],
        "stock": stock["baseline_value"] if stock else None,
        "stock_year": stock_year,
        "has_stock": stock is not None,
        "has_gap": uncovered is not None,
        "short": max(uncovered or 0, 0),
        "over": max(-(uncovered or 0), 0),
        "conflicts": "、".join(plain(value) for value in item.conflicts),
        "added": sum(step.quantity for step in item.steps.values()),
        "stated": item.stated,
        "gap_projects": item.projects,
        "silent": item.projects - item.stated,
        **{name: step.quantity for name, step in item.steps.items()},
    }


def _gap_table(facts: dict[str, Any], rows: list[dict[str, Any]]) -> Table:
    names = ("target", "stock", "delivered", "under_way", "planned")
    cells = [
        [
            own["gap_region"], f"{own['gap_kind']}（{own['unit']}）", own["year"],
            *(plain(own[name]) for name in names),
            plain(own["short"]) if own["short"] else f"超出{plain(own['over'])}" if own["over"] else "0",
        ]
        for own in rows
    ]  # fmt: skip
    columns = (
        Column("地区", 1.4), Column("类别", 1.8), Column("目标年", 1.2),
        *(Column(label, 1.2, True) for label in ("目标", "存量", "已交付", "在建", "计划中", "尚缺")),
    )  # fmt: skip
    return Table(line("gap", "table", facts), columns, cells, is_progress=True)


def _late(session: Session, gathered: Gathered) -> list[Block]:
    blocks: list[Block] = list(paragraphs("late", gathered.facts))
    if gathered.facts["reported_projects"]:
        blocks += project_tables.progress_tables(session.cursor, gathered)
    return [*blocks, *project_tables.due_table(session.cursor, gathered)]


def _problems(session: Session, gathered: Gathered) -> Section:
    facts = gathered.facts
    blocks: list[Block] = [*paragraphs("problems", facts), *project_tables.problem_tables(session.cursor, gathered)]
    return Section(line("problems", "heading", facts), blocks, is_annex=True)


def _quality(session: Session, gathered: Gathered) -> list[Block]:
    said: list[Paragraph] = paragraphs("quality", gathered.facts)
    doubts = project_tables.doubts_table(session.cursor, gathered)
    against = project_tables.contradictions_table(session.cursor, gathered)
    return [*said, *against, *doubts, *project_tables.findings_table(session.cursor, gathered)]


def _sources(session: Session, gathered: Gathered) -> list[Block]:
    """Lists and plans one by one; the months' sheets of a region in one row."""
    scope = gathered.scope
    stated = sorted({row["document_id"] for row in gathered.targets})
    documents = list_sources(session.cursor, scope.filter, scope.as_of, stated)
    sheets = list_sheets(session.cursor, scope.filter, scope.as_of)
    gathered.facts["documents"] = len(documents) + len(sheets)
    rows = [[_named(row), *_facts_of(row)] for row in documents] + [_sheets(row) for row in sheets]
    columns = (
        Column("文件", 4), Column("文号", 2), Column("成文日期", 1.9), Column("状态", 1.3), Column("用于", 1.7),
    )  # fmt: skip
    table = Table(line("sources", "table", gathered.facts), columns, rows)
    return [*paragraphs("sources", gathered.facts), *([table] if rows else [])]


def _named(row: dict[str, Any]) -> str:
    invented = "（示例数据）" if row["is_synthetic"] else ""
    return f"{row['title'] or row['document']}{invented}"


def _facts_of(row: dict[str, Any]) -> list[str]:
    return [
        row["document_number"] or NOT_STATED,
        row["document_date"].isoformat() if row["document_date"] else NOT_STATED,
        DOCUMENT_STATUS_LABELS.get(row["status"] or "", NOT_STATED),
        f"{row['projects']}个项目" if row["projects"] else "目标",
    ]


def _sheets(row: dict[str, Any]) -> list[str]:
    first, last = row["first_month"], row["last_month"]
    span = f"{first:%Y-%m}" if first == last else f"{first:%Y-%m}至{last:%Y-%m}"
    invented = "（示例数据，非真实进度）" if row["is_synthetic"] else ""
    name = f"{row['region_name'] or ''}月度调度表{row['documents']}份{invented}"
    return [name, "—", span, "—", f"{row['projects']}个项目的进度"]
