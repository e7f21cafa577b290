"""Tables that name projects: late ones of each kind with reasons, warnings, changes, doubts; and findings by type."""

from __future__ import annotations

from typing import Any

from dashboard.briefing.gathered import Gathered
from dashboard.briefing.model import Column, Table
from dashboard.briefing.wording import line
from dashboard.metrics.catalog import column_label
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.finding_counts import count_by_type
from dashboard.metrics.query import Sort, list_projects
from dashboard.metrics.schedule.against import list_contradictions
from dashboard.metrics.schedule.outlook import Ranking, outlook, with_reasons
from dashboard.metrics.schedule.problem_ledger import count_problems, list_problems
from dashboard.session.scope import Scope
from dashboard.words.contradicting import cells as cells_of
from dashboard.words.contradicting import rule_name
from dashboard.words.formats import plain
from dashboard.words.labels import NOT_STATED, SEVERITY_LABELS, SLIP_BOUND_LABELS, STATUS_LABELS, finding_title
from dashboard.words.problem_words import cause_title, deadline_words, in_brief, since_words

MOST_PROJECTS = 20
"""Rows of a table of projects; a note says how many more there are."""

MOST_PROBLEMS = 60
"""Rows of the annex of problems."""

Row = dict[str, Any]

_IS_DUE = "plan_position = 'past_finish' AND status = 'unreported'"


def progress_tables(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Projects of each kind of lateness with their reasons, other warnings, and what changed since the last report;
    empty ones left out."""
    scope = gathered.scope
    seen = outlook(cursor, scope.filter, scope.as_of)
    late = {"overdue": seen.overdue, "finished_late": seen.finished_late, "forecast_late": seen.forecast_late}
    tables = (
        *(_late(gathered, word, ranked, seen.warnings) for word, ranked in late.items()),
        _warnings(gathered, seen.other_warnings),
        _changes(gathered, seen.changes),
    )
    return [table for table in tables if table.rows]


def _note(count: int) -> str:
    """How many rows there are beyond those of a table."""
    rest = count - MOST_PROJECTS
    return line("rest", "rows", {"shown": MOST_PROJECTS, "rest": rest}) if rest > 0 else ""


def _late(gathered: Gathered, word: str, ranked: Ranking, warnings: Ranking) -> Table:
    """The projects of one kind of lateness, the greatest slip first."""
    late = ranked.first(MOST_PROJECTS)
    warned = with_reasons(warnings.of_projects(late["project_no"].to_numpy()).first(), gathered.scope.as_of)
    reasons = dict(warned.select("project_id", "reasons").iter_rows())
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, STATUS_LABELS[row["status"]], _month(row["current_finish"]),
            f"{_bound(row['current_finish_slip_bound'])}{row['current_finish_slip_months']:g}",
            reasons.get(row["project_id"]) or _finished(row),
        ]
        for row in late.to_dicts()
    ]  # fmt: skip
    columns = (
        Column("项目", 3), Column("地区", 1.4), Column("状态", 1.0), Column("计划竣工", 1.9),
        Column("推迟（月）", 1.2, True), Column("原因", 4),
    )  # fmt: skip
    caption = line("late", f"{word}_table", gathered.facts)
    return Table(caption, columns, cells, _note(ranked.height), is_progress=True)


def _bound(name: str) -> str:
    """`至少`, `至多`, `预计`; nothing before an exact number."""
    return "" if name == "exact" else SLIP_BOUND_LABELS[name]


def _finished(row: Row) -> str:
    """What is known of a late project that needs no warning any more."""
    said = f"{_month(row['actual_finish'])}竣工" if row["actual_finish"] else ""
    parts = [said, in_brief(row["problem_causes"], row["problems"])]
    return "；".join(part for part in parts if part) or "未报原因"


def _month(day: Any) -> str:  # noqa: ANN401 - a date or None
    return f"{day.year}年{day.month}月" if day else NOT_STATED


def _warnings(gathered: Gathered, warned: Ranking) -> Table:
    shown = with_reasons(warned.first(MOST_PROJECTS), gathered.scope.as_of).to_dicts()
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, STATUS_LABELS[row["status"]], f"{row['months_lost']:g}",
            row["reasons"],
        ]
        for row in shown
    ]  # fmt: skip
    columns = (
        Column("项目", 3), Column("地区", 1.5), Column("状态", 1.3), Column("预计损失（月）", 1.4, True),
        Column("原因", 4),
    )  # fmt: skip
    return Table(line("late", "warning_table", gathered.facts), columns, cells, _note(warned.height), is_progress=True)


def _changes(gathered: Gathered, changes: Ranking) -> Table:
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, _from_to(row["last_status"], row["status"], STATUS_LABELS),
            f"{_month(row['last_forecast_finish'])}→{_month(row['actual_finish'] or row['forecast_finish'])}",
            f"{row['slipped_since_last_months']:+g}" if row["slipped_since_last_months"] else "—",
        ]
        for row in changes.first(MOST_PROJECTS).to_dicts()
    ]  # fmt: skip
    columns = (
        Column("项目", 3), Column("地区", 1.5), Column("状态", 1.8), Column("预计竣工", 2.6),
        Column("推迟（月）", 1.2, True),
    )  # fmt: skip
    return Table(line("late", "change_table", gathered.facts), columns, cells, _note(changes.height), is_progress=True)


def _from_to(before: str | None, after: str, labels: dict[str, str]) -> str:
    now = labels[after]
    return now if before in (None, after) else f"{labels[str(before)]}→{now}"


def due_table(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Projects past their planned finish of which no progress is known, the earliest finish first."""
    scope: Scope = gathered.scope
    columns = ("name", "region_name", "period_raw", "total_investment_wan")
    rows = list_projects(
        cursor, scope.filter, scope.as_of, columns=columns, sort=[Sort("current_finish")], only=_IS_DUE,
        limit=MOST_PROJECTS, few=True,
    )  # fmt: skip
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, row["period_raw"] or NOT_STATED,
            plain(row["total_investment_wan"]),
        ]
        for row in rows.to_dicts()
    ]  # fmt: skip
    head = (Column("项目", 4), Column("地区", 1.4), Column("建设期限", 1.6), Column("总投资（万元）", 1.6, True))
    return (
        [Table(line("late", "due_table", gathered.facts), head, cells, _note(gathered.facts["due_unreported"]))]
        if cells
        else []
    )


def doubts_table(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Projects with doubtful fields: which fields, in which row of which document."""
    scope = gathered.scope
    columns = ("name", "region_name", "doubtful_fields", "document", "row_no")
    rows = list_projects(
        cursor, scope.filter, scope.as_of, columns=columns, only="is_doubtful", limit=MOST_PROJECTS, few=True
    )
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED,
            "、".join(column_label(field) for field in row["doubtful_fields"]),
            f"{row['document']} 第{row['row_no']}行",
        ]
        for row in rows.to_dicts()
    ]  # fmt: skip
    head = (Column("项目", 3), Column("地区", 1.5), Column("存疑字段", 2.4), Column("出处", 2.6))
    note = _note(gathered.facts["doubtful_projects"])
    return [Table(line("quality", "doubt_table", gathered.facts), head, cells, note)] if cells else []


def findings_table(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Open findings by type, gravest first, then the most frequent."""
    scope = gathered.scope
    groups = count_by_type(cursor, scope.filter, scope.as_of, with_following=True)
    cells = [[SEVERITY_LABELS[severity], finding_title(kind), plain(count)] for severity, kind, count in groups]
    head = (Column("级别", 1), Column("类型", 5), Column("条数", 1, True))
    return [Table(line("quality", "finding_table", gathered.facts), head, cells)] if cells else []


def contradictions_table(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Contradictions that nobody has explained, both cells side by side, the newest first."""
    scope, count = gathered.scope, gathered.facts["contradictions"]
    rows = list_contradictions(cursor, scope.filter, scope.as_of, state="open", most=MOST_PROJECTS).to_dicts()
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, rule_name(row["rule"]),
            *("：".join(part for part in (title, words) if part) for title, words, _ in cells_of(row)),
            row["owner"] or NOT_STATED,
        ]
        for row in rows
    ]  # fmt: skip
    columns = (
        Column("项目", 2.6), Column("地区", 1.3), Column("矛盾", 1.8), Column("一处", 2.2), Column("另一处", 2.2),
        Column("由谁核实", 1.8),
    )  # fmt: skip
    caption = line("quality", "contradiction_table", gathered.facts)
    return [Table(caption, columns, cells, _note(count), is_progress=True)] if cells else []


def problem_tables(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """The annex of problems that stand: how many of each cause, and each of them, those past their deadline first."""
    scope, facts = gathered.scope, gathered.facts
    counted = [row for row in count_problems(cursor, scope.filter, scope.as_of, "cause").to_dicts() if row["open"]]
    if not counted:
        return []
    cells = [
        [
            cause_title(row["key"]), *(plain(row[name]) for name in ("open", "past_due", "repeated", "projects")),
            plain(row["total_investment_wan"]),
        ]
        for row in counted
    ]  # fmt: skip
    heads = (
        Column("原因", 1.4), *(Column(label, 1.2, True) for label in ("未解决", "超时限", "反复", "涉及项目")),
        Column("其总投资（万元）", 1.8, True),
    )  # fmt: skip
    return [
        Table(line("problems", "cause_table", facts), heads, cells, is_progress=True),
        _problems(cursor, gathered),
    ]


def _whose(row: Row) -> str:
    """Unit and person of a problem; a unit that is only the project's is marked."""
    unit = f"{row['unit']}{'' if row['unit_is_stated'] else '（项目的单位）'}" if row["unit"] else ""
    return "、".join(filter(None, (unit, row["person"]))) or NOT_STATED


def _problems(cursor: Cursor, gathered: Gathered) -> Table:
    scope = gathered.scope
    rows = list_problems(cursor, scope.filter, scope.as_of, asked="open", most=MOST_PROBLEMS).to_dicts()
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED,
            f"{cause_title(row['cause'])}{'' if row['is_certain'] else '（未能确定）'}", row["words"], since_words(row),
            _whose(row),
            f"{deadline_words(row)}{'（已超）' if row['is_past_due'] else ''}",
        ]
        for row in rows
    ]  # fmt: skip
    columns = (
        Column("项目", 2.6), Column("地区", 1.2), Column("原因", 1.2), Column("问题", 3), Column("自何时", 1.8),
        Column("责任单位、责任人", 2), Column("解决时限", 1.6),
    )  # fmt: skip
    rest = gathered.facts["open_problems"] - MOST_PROBLEMS
    note = line("rest", "problems", {"shown": MOST_PROBLEMS, "rest": rest}) if rest > 0 else ""
    return Table(line("problems", "problem_table", gathered.facts), columns, cells, note, is_progress=True)
