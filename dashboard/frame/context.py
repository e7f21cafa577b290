"""What every page says about itself: navigation, freshness, warnings, the filter's sentence, downloads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from dash import dcc, html

from dashboard.filter import PortfolioFilter, YearBasis
from dashboard.metrics.documents.finding_counts import count_by_severity
from dashboard.metrics.query import count_by_basis, count_undated_left_out, total
from dashboard.parts.dom import aria, data
from dashboard.parts.states import with_undated
from dashboard.session.board_page import Page
from dashboard.session.documents import shown_documents
from dashboard.session.scope import SYNTHETIC_PROGRESS, Scope
from dashboard.session.snapshot import DocumentItem, Session
from dashboard.tables.registry import label_of
from dashboard.words.formats import moment, plain, share
from dashboard.words.labels import SEVERITY_LABELS, YEAR_BASIS_LABELS
from dashboard.words.translate import listed, t

_MOST_NAMES = 20
"""Names of documents that a tooltip holds."""


def link(path: str, query: str) -> str:
    """A path with a query string, if there is one."""
    return f"{path}?{query}" if query else path


def navigation(pages: Sequence[Page], current: Page | None, query: str) -> list[Any]:
    """A link for each tab to the first of its pages, with the filter carried along."""
    firsts = [next(group) for _, group in groupby(_listed(pages), key=attrgetter("tab"))]
    return [
        _place(
            t(page.tab),
            page,
            query,
            "nav-link",
            "page" if page is current else "true" if _is_beside(page, current) else "",
        )
        for page in firsts
    ]


def beside(pages: Sequence[Page], current: Page | None, query: str) -> list[Any]:
    """Links to the pages that stand under the same tab as the current one; none where it is alone."""
    found = [page for page in _listed(pages) if _is_beside(page, current)]
    if len(found) < 2:
        return []
    return [_place(t(page.title), page, query, "subnav-link", "page" if page is current else "") for page in found]


def _listed(pages: Sequence[Page]) -> Iterator[Page]:
    return (page for page in pages if page.in_navigation)


def _is_beside(page: Page, current: Page | None) -> bool:
    return current is not None and page.tab == current.tab


def _place(words: str, page: Page, query: str, kind: str, current: str) -> html.A:
    """`current` is what `aria-current` says: `page` for the page itself, `true` for a page of its tab."""
    marks = data(go="1") | (aria(current=current) if current else {})
    return html.A(words, href=link(page.path, query), className=f"{kind} is-current" if current else kind, **marks)


def freshness(session: Session, scope: Scope) -> list[Any]:
    """As-of date with its source, documents in scope, snapshot time, findings that are open in this scope."""
    documents = shown_documents(session, scope)
    count = share(len(documents), len(scope.info.documents)) if scope.filter != PortfolioFilter() else len(documents)
    return [
        _fact(t("数据截止日"), scope.as_of_words, missing=scope.as_of is None),
        _fact(t("文件"), t("{count} 份", count=count), title=_names(documents)),
        _fact(t("快照"), moment(scope.info.built_at), title=scope.info.snapshot_id),
        _fact(t("未处理问题"), _open_findings(session, scope)),
    ]


def _names(documents: Sequence[DocumentItem]) -> str:
    """Names one below the other; of very many the first, and how many more there are: they stand on 来源文件."""
    names = [item.document for item in documents[:_MOST_NAMES]]
    rest = len(documents) - len(names)
    return "\n".join([*names, *([t("其余 {count} 份见“来源文件”", count=plain(rest))] if rest else [])])


def _open_findings(session: Session, scope: Scope) -> dcc.Link:
    counts = count_by_severity(session.cursor, scope.filter, scope.as_of)
    words = listed(f"{t(SEVERITY_LABELS[key])} {plain(count)}" for key, count in counts.items() if count)
    return dcc.Link(words or t("无"), href=link("/findings", scope.filter.to_query()), className="fact-link")


def _fact(label: str, value: str | dcc.Link, *, title: str = "", missing: bool = False) -> html.Span:
    return html.Span(
        [
            html.Span(label, className="fact-label"),
            html.Span(value, className="fact-missing" if missing else "fact-value"),
        ],
        className="fact",
        title=title or None,
    )


def banners(scope: Scope) -> list[Any]:
    """Lines that must not be missed."""
    lines = []
    if scope.warning:
        lines.append(html.Div(scope.warning, className="banner banner-warn", role="alert"))
    if scope.info.has_synthetic_progress:
        words = t("进度与资金：{mark}，不可作为决策依据。", mark=t(SYNTHETIC_PROGRESS))
        lines.append(html.Div(words, className="banner banner-warn", **data(mark="synthetic-progress")))
    if scope.info.has_synthetic_documents:
        words = t("含示例数据：部分文件注明其数据为虚构，不可作为决策依据。")
        lines.append(html.Div(words, className="banner banner-warn"))
    if scope.as_of is None:
        text = t("没有数据截止日：文件未载明日期。请在筛选栏指定，否则无法判断项目处于计划的哪个阶段。")
        lines.append(html.Div(text, className="banner banner-note"))
    return lines


def context(session: Session, scope: Scope, page: Page, pathname: str) -> list[Any]:
    """The filter's sentence as removable chips, how many projects it gives, and the downloads."""
    if not page.in_navigation or not page.has_filter:
        return []
    record = total(session.cursor, scope.filter, scope.as_of, ["projects"])
    count = t("{shown} / {all} 个项目", shown=record["projects"], all=scope.info.projects)
    return [
        html.Div(
            className="context-line",
            children=[
                html.Div(_chips(scope, pathname), className="chips"),
                html.Span(count, className="context-count", **data(count=str(record["projects"]))),
                html.Div(_downloads(scope, page), className="downloads"),
            ],
        ),
        _year_hint(session, scope, pathname),
    ]


def _chips(scope: Scope, pathname: str) -> list[Any]:
    chips: list[Any] = []
    default = PortfolioFilter()
    for name, words in scope.filter.parts(scope.info.vocabulary):
        if getattr(scope.filter, name) == getattr(default, name):
            chips.append(html.Span(words, className="chip"))
            continue
        rest = replace(scope.filter, **{name: getattr(default, name)})
        chips.append(
            html.A(
                [words, html.Span("×", className="chip-x", **aria(hidden="true"))],
                href=link(pathname, scope.query(rest)),
                className="chip chip-set",
                title=t("移除此条件"),
                **data(replace="1"),
                **aria(label=t("移除条件 {words}", words=words)),
            )
        )
    if scope.filter != default:
        chips.append(html.A(t("清除全部"), href=pathname, className="chip-clear", **data(replace="1")))
    return chips


def _downloads(scope: Scope, page: Page) -> list[Any]:
    """Links to the page's own tables: what a file holds is what the page shows."""
    query = scope.query()
    groups = []
    for name in page.downloads:
        label = t(label_of(name))
        links: list[Any] = [html.Span(label, className="download-name")]
        for kind, words in (("csv", "CSV"), ("xlsx", "Excel")):
            file = f"{name}.{kind}"
            said = aria(label=f"{t('下载')} {label} {words}")
            links.append(html.A(words, href=link(f"/download/{file}", query), download="", **data(file=file), **said))
        groups.append(html.Span(links, className="download"))
    return groups


def _year_hint(session: Session, scope: Scope, pathname: str) -> Any:  # noqa: ANN401
    """What a year filter leaves out, and what the other year bases would give."""
    if not scope.filter.years:
        return None
    parts: list[Any] = []
    basis = t(YEAR_BASIS_LABELS[scope.filter.year_basis.value])
    undated = count_undated_left_out(session.cursor, scope.filter, scope.as_of)
    if undated:
        parts += [
            html.Strong(t("另有 {count} 个项目未载明{basis}，未计入。", count=undated, basis=basis)),
            html.A(t("计入未定年份"), href=with_undated(scope, pathname), **data(replace="1")),
        ]
    counts = count_by_basis(session.cursor, scope.filter, scope.as_of)
    parts.append(html.Span(t("同样年份按其他口径：")))
    for other in YearBasis:
        if other is not scope.filter.year_basis:
            target = link(pathname, scope.query(replace(scope.filter, year_basis=other)))
            words = t("{basis} {count} 个", basis=t(YEAR_BASIS_LABELS[other.value]), count=counts[other.value])
            parts.append(html.A(words, href=target, **data(replace="1")))
    return html.Div(parts, className="context-hint")
