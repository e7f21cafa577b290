"""项目详情: every field of one project with the words that gave it, marked in the source row."""

from __future__ import annotations

from typing import Any

from dash import Dash, dcc, html

from dashboard.dialogues import column_form, identity_form
from dashboard.dialogues.correction_form import opener
from dashboard.loader.corrections import row_fields
from dashboard.metrics.catalog import column_label
from dashboard.metrics.documents.dossier import SET_ASIDE, Dossier, Mark, Record, marks, open_numbers, read_dossier
from dashboard.metrics.schedule.project_progress import read_progress
from dashboard.pages.project.problem_panels import problem_panels
from dashboard.pages.project.progress_panels import history_panels, state_panels
from dashboard.pages.project.quantity_panels import capacity_panel, missing, year_plan_evidence, year_plan_panels
from dashboard.pages.project.stated_panels import approval_evidence, fund_evidence, stated_panels
from dashboard.parts.cards import badge, definition_rows, panel
from dashboard.parts.correction_words import new_words, old_words, what_words
from dashboard.parts.states import state
from dashboard.parts.unread import unread_words
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.finding_words import said
from dashboard.words.formats import exact_wan, plain, planned_date
from dashboard.words.labels import (
    CAPACITY_BASIS_LABELS,
    CERTAINTY_LABELS,
    DOCUMENT_STATUS_LABELS,
    NOT_STATED,
    POSITION_LABELS,
    PRECISION_LABELS,
    QUALIFIER_LABELS,
    REGION_LEVEL_LABELS,
    SEVERITY_LABELS,
    STATUS_LABELS,
    finding_title,
    number_rule_title,
    rule_title,
)
from dashboard.words.translate import DATA_LANGUAGE, listed, t

PATH = "/project/"
_GROUPS = (
    ("项目", ("name", "seq", "sector", "nature", "year_nature", "remark")),
    ("责任", ("owner_unit", "implementing_unit", "leader", "person_in_charge", "contact_person")),
    ("地点", ("location_raw", "region_name", "region_level", "county_code", "township")),
    ("计划", ("period_raw", "planned_start", "planned_finish", "plan_precision", "duration_months", "work_of_year")),
    ("投资与规模", ("total_investment_wan", "floor_area_m2", "land_area_m2")),
    (
        "能力",
        (
            "childcare_places",
            "elder_beds",
            "nursing_beds",
            "medical_care_beds",
            "school_places",
            "classes",
            "other_beds",
            "existing_beds",
            "capacity_basis",
        ),
    ),
)
_EVIDENCE_OF = {
    **dict.fromkeys(("region_name", "region_level", "county_code", "location_raw", "township"), "region_id"),
    **dict.fromkeys(("planned_start", "planned_finish", "plan_precision", "duration_months"), "period_raw"),
}
"""Fields that are read from the same words as another one."""
_CORRECTED_BY = {
    **dict.fromkeys(("region_name", "region_level", "county_code", "township"), "region_id"),
    "duration_months": "period_raw",
    "plan_precision": "period_raw",
}
"""Fields that are corrected through another one."""


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "项目详情", render, in_navigation=False)


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """One project by its id."""
    back = dcc.Link(t("← 返回项目列表"), href=narrowed("/projects", scope), className="back")
    dossier = read_dossier(session.cursor, argument, scope.as_of)
    if dossier is None:
        text = t("快照中没有编号为 {id} 的项目，可能已随文件移除。", id=argument)
        return html.Div([back, state(t("没有这个项目"), text)], className="page")
    told = read_progress(session.cursor, argument, scope.as_of)
    left = [
        _source(dossier),
        capacity_panel(dossier),
        *year_plan_panels(dossier),
        *stated_panels(dossier),
        _findings(dossier),
        _document(dossier),
        _reports(dossier),
    ]
    return html.Div(
        className="page project",
        children=[
            back,
            _head(dossier),
            state_panels(told),
            html.Div([html.Div(left, className="stack"), html.Div(_fields(dossier))], className="grid grid-main"),
            html.Div([*problem_panels(told), history_panels(told)], className="stack"),
        ],
    )


def _head(dossier: Dossier) -> html.Div:
    project = dossier.project
    status = DOCUMENT_STATUS_LABELS.get(project["document_status"] or "")
    badges = [
        badge(project["region_name"] or t("地区未定")),
        badge(t(project["sector"] or "行业未定")),
        badge(t(project["nature"] or "性质未载明")),
        badge(f"{t(POSITION_LABELS[project['plan_position']])} · {t(STATUS_LABELS[project['status']])}", "badge-plan"),
    ]
    if project["year_nature"]:
        badges.insert(3, badge(t(project["year_nature"])))
    if status:
        badges.append(badge(t(status), f"badge-{project['document_status']}"))
    if project["doubtful_fields"]:
        badges.append(badge(t("{count} 个字段存疑", count=len(project["doubtful_fields"])), "badge-warn"))
    if dossier.corrections:
        badges.append(badge(t("{count} 项已更正", count=len(dossier.corrections)), "badge-corrected"))
    return html.Div(
        [html.H1(project["name"], lang=DATA_LANGUAGE), html.Div(badges, className="badges")], className="project-head"
    )


def _source(dossier: Dossier) -> html.Section:
    """The source row, the words of every value marked."""
    rows = []
    for position, cell in enumerate(dossier.cells, start=1):
        header = (
            dossier.headers[position - 1] if position <= len(dossier.headers) else t("第 {column} 列", column=position)
        )
        read = [*dossier.evidence, *map(year_plan_evidence, dossier.year_plans)]
        read += [*approval_evidence(dossier), *fund_evidence(dossier)]
        spans = [item for item in read if item["column_no"] == position and item["raw"] == cell]
        content: Any = (
            [_marked(piece) for piece in marks(cell, [*spans, *open_numbers(cell, header, dossier.findings)])]
            if cell.strip()
            else missing(t("空"))
        )
        named = _named(dossier, position)
        head = [html.Span(header, lang=DATA_LANGUAGE), column_form.said_by(named) if named else None]
        rows.append(html.Tr([html.Th(head, scope="row"), html.Td(content, lang=DATA_LANGUAGE)]))
    project = dossier.project
    place = [project["document"], t("表 {table} · 第 {row} 行", table=project["table_no"], row=project["row_no"])]
    if dossier.line is not None:
        place.append(t("文件第 {line} 行", line=dossier.line))
    table = html.Table(html.Tbody(rows), className="source-row")
    foot = html.P(t("标出的文字是各数值的出处；悬停可见字段。"), className="foot")
    account = html.P(_account(dossier), className="foot")
    target = {"document_id": project["document_id"], "table": project["table_no"]}
    button = column_form.opener(t("列的含义"), target, t("这张表的各列读作什么"))
    return panel(t("原文"), [table, foot, account], note=" · ".join(place), name="source", aside=button)


def _account(dossier: Dossier) -> str:
    """How many places gave a value, which numbers a rule sets aside and why, and how many are open."""
    aside = [item for item in dossier.evidence if item["field"] == SET_ASIDE]
    words = t("读出 {count} 处", count=_places(dossier) - len(aside))
    if aside:
        named = listed(f"{item['value']}（{number_rule_title(item['rule'])}）" for item in aside)
        words = t("{words}；按规则不计入 {count} 个数：{named}", words=words, count=len(aside), named=named)
    if count := sum(item["type"] == "number_open" for item in dossier.findings):
        words = t("{words}；含义待核 {count} 个数", words=words, count=count)
    return words


def _places(dossier: Dossier) -> int:
    """How many places of the row gave something."""
    beside = (dossier.year_plans, approval_evidence(dossier), fund_evidence(dossier))
    return len(dossier.evidence) + sum(map(len, beside))


def _named(dossier: Dossier, position: int) -> dict[str, Any] | None:
    """What a person said of a column of the source row, counted from 1."""
    header = dossier.headers[position - 1] if position <= len(dossier.headers) else None
    return next(
        (
            item
            for item in dossier.of_document
            if item["kind"] == "column"
            and item["table"] == dossier.project["table_no"]
            and item["header"] == header
            and item["column_no"] in (None, position)
        ),
        None,
    )


def _marked(piece: Mark) -> Any:  # noqa: ANN401 - text or a component
    if piece.aside and not piece.fields:
        title = t("不计入：{rule}", rule=number_rule_title(piece.aside))
        return html.Span(piece.text, title=title, className="aside")
    if not piece.fields:
        return piece.text
    title = listed(column_label(field) for field in piece.fields)
    return html.Mark(piece.text, title=title, className="doubtful" if piece.doubtful else None)


def _fields(dossier: Dossier) -> html.Section:
    groups: list[Any] = []
    for title, fields in _GROUPS:
        groups.append(html.H3(t(title)))
        groups.append(definition_rows([(column_label(field), _field(dossier, field)) for field in fields]))
    return panel(t("读出的数值"), groups, name="fields")


def _field(dossier: Dossier, field: str) -> list[Any]:
    """Value, and how sure: stated, doubtful, a bound."""
    evidence = [item for item in dossier.evidence if item["field"] == _EVIDENCE_OF.get(field, field)]
    parts = _value(dossier, field, evidence)
    if tools := _field_tools(dossier, field, evidence):
        parts.append(html.Span(tools, className="field-tools"))
    columns = dict.fromkeys(item["column_no"] for item in evidence if item["rule"] != "correction")
    named = [item for position in columns if (item := _named(dossier, position))]
    column = _CORRECTED_BY.get(field, field)
    made = [item for item in dossier.corrections if item["target"] == column]
    return [*parts, *map(_of_column, named), *map(_corrected, made)]


def _value(dossier: Dossier, field: str, evidence: list[Record]) -> list[Any]:
    """The value with its qualifier, and the rule by which it was read."""
    if dossier.project[field] is None:
        is_unread = field in dossier.project["doubtful_fields"]
        return [missing(unread_words()) if is_unread else missing()]
    qualifier = next((t(QUALIFIER_LABELS[item["qualifier"]]) for item in evidence), "")
    parts: list[Any] = [html.Span([f"{qualifier} " if qualifier else "", _words(dossier, field)], className="value")]
    rule = next((item["rule"] for item in evidence if item["rule"]), None)
    if rule:
        parts.append(html.Span(t(rule_title(rule)), className="rule"))
    return parts


def _field_tools(dossier: Dossier, field: str, evidence: list[Record]) -> list[Any]:
    """How certain the value is, and what corrects it."""
    tools: list[Any] = []
    if field in dossier.project["doubtful_fields"] or any(item["certainty"] == "doubtful" for item in evidence):
        tools.append(badge(t(CERTAINTY_LABELS["doubtful"]), "badge-warn certainty"))
    elif dossier.project[field] is not None and evidence:
        tools.append(html.Span(t(CERTAINTY_LABELS["certain"]), className="certainty"))
    column = _CORRECTED_BY.get(field, field)
    if column in row_fields():
        what = t("更正{what}", what=column_label(field))
        tools.append(opener(t("更正"), _target(dossier) | {"column": column}, what))
    return tools


def _of_column(item: dict[str, Any]) -> html.Div:
    """The value stands in a column of which a person said what it is."""
    words = t(
        "列“{header}”由人指定；{who}：{why}", header="".join(item["header"].split()), who=item["who"], why=item["why"]
    )
    return html.Div([badge(t("列由人指定"), "badge-corrected"), html.Span(words)], className="corrected")


def _target(dossier: Dossier) -> dict[str, Any]:
    project = dossier.project
    return {"document_id": project["document_id"], "table": project["table_no"], "row": project["row_no"]}


def _corrected(item: dict[str, Any]) -> html.Div:
    """Who corrected or confirmed, what stood there, and why."""
    if item["kind"] == "confirm":
        words = t("{who} {date}：{why}", who=item["who"], date=item["at"][:10], why=item["why"])
        return html.Div([badge(t("已确认"), "badge-corrected"), html.Span(words)], className="corrected")
    said = t(
        "原文“{old}”，更正为“{new}”；{who} {date}：{why}",
        old=old_words(item),
        new=new_words(item),
        who=item["who"],
        date=item["at"][:10],
        why=item["why"],
    )
    return html.Div([badge(t("已更正"), "badge-corrected"), html.Span(said)], className="corrected")


def _words(dossier: Dossier, field: str) -> str:
    value = dossier.project[field]
    if field in ("planned_start", "planned_finish"):
        return planned_date(value, dossier.project["plan_precision"])
    if field == "plan_precision":
        return t(PRECISION_LABELS[value])
    if field == "capacity_basis":
        return t(CAPACITY_BASIS_LABELS[value])
    if field == "region_level":
        return t(REGION_LEVEL_LABELS[value])
    if field in ("sector", "nature", "year_nature"):
        return t(value)
    return str(value) if field == "seq" else plain(value)


def _findings(dossier: Dossier) -> html.Section:
    if not dossier.findings:
        return panel(t("本行的问题"), html.P(t("这一行没有发现问题。"), className="foot"), name="findings")
    items = [_finding(item) for item in dossier.findings]
    return panel(t("本行的问题"), html.Ul(items, className="finding-list"), name="findings")


def _finding(item: dict[str, Any]) -> html.Li:
    where = t("{column}：“{raw}”", column=item["column"], raw=item["raw"]) if item["column"] and item["raw"] else ""
    return html.Li(
        [
            badge(t(SEVERITY_LABELS[item["severity"]]), f"badge-{item['severity']}"),
            html.Strong(finding_title(item["type"])),
            html.Span(where, className="raw", lang=DATA_LANGUAGE),
            html.P(said(item, with_title=False)),
        ]
    )


def _document(dossier: Dossier) -> html.Section:
    document = dossier.document
    stated = [
        (t("标题"), "title", document["title"]),
        (t("发文机关"), "issuer", document["issuer"]),
        (t("文号"), "document_number", document["document_number"]),
        (t("成文日期"), "document_date", str(document["document_date"]) if document["document_date"] else None),
        (t("清单年度"), "list_year", str(document["list_year"]) if document["list_year"] else None),
        (t("地区"), "region_id", document["region_name"]),
        (t("状态"), "status", t(DOCUMENT_STATUS_LABELS.get(document["status"] or "", "")) or None),
    ]
    made = {item["target"]: item for item in dossier.of_document if item["kind"] == "metadata"}
    rows: list[tuple[str, Any]] = [(t("文件名"), html.Span(document["document"], lang=DATA_LANGUAGE))]
    rows += [
        (label, [html.Span(value) if value else missing(), _corrected(made[name]) if name in made else None])
        for label, name, value in stated
    ]
    rows.append((t("编号"), html.Code(document["document_id"][:12])))
    button = opener(t("更正文件信息"), {"document_id": document["document_id"]})
    return panel(t("来源文件"), definition_rows(rows), name="document", aside=button)


def _reports(dossier: Dossier) -> html.Section:
    """The other reports that are counted as this project, and what a person said of its being one with another."""
    project = dossier.project["project_id"]
    items = [
        html.Li(
            [
                html.Span(_report(item)),
                identity_form.opener(t("不是同一项目"), {"project": project, "report": item["report_id"]}),
            ]
        )
        for item in dossier.other_reports
    ]
    body: list[Any] = (
        [html.Ul(items, className="reports")] if items else [html.P(t("没有其他报告。"), className="foot")]
    )
    body += map(_identity, dossier.of_project)
    button = identity_form.opener(t("与另一项目是同一项目"), {"project": project})
    note = t("不重复计数") if items else ""
    return panel(t("同一项目的其他报告"), body, note=note, name="reports", aside=button)


def _identity(item: dict[str, Any]) -> html.Div:
    who = t("{who} {date}：{why}", who=item["who"], date=item["at"][:10], why=item["why"])
    said = html.Span([html.Span(old_words(item), lang=DATA_LANGUAGE), f" · {new_words(item)} · {who}"])
    take_back = opener(t("撤销"), {"correction_id": item["correction_id"]})
    return html.Div([badge(what_words(item), "badge-corrected"), said, take_back], className="corrected")


def _report(item: dict[str, Any]) -> str:
    return t(
        "{document}（{date}）表 {table} 第 {row} 行：总投资 {amount}，建设期限 {period}",
        document=item["document"],
        date=item["document_date"] or t("日期未载明"),
        table=item["table_no"],
        row=item["row_no"],
        amount=exact_wan(item["total_investment_wan"]),
        period=item["period_raw"] or t(NOT_STATED),
    )
