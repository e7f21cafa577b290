"""The cards of 总览: each amount with its year, how far it has come as a bar, and how it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html

from dashboard.metrics.catalog import CAPACITIES, METRICS, Format, Metric
from dashboard.metrics.dated import title_at
from dashboard.parts.cards import badge, card
from dashboard.parts.of_year import whole_projects
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.words.formats import exact_below_wan, headline_wan, plain, share
from dashboard.words.labels import LATENESS_AMONG_LABELS, LATENESS_LABELS, STATUS_LABELS
from dashboard.words.slips import share_pct, share_pct_with_parts_wan
from dashboard.words.translate import listed, t

DERIVED = "each_times_count_projects"
METRICS_OF_CARDS = (
    "invested_total_wan", "annual_plan_wan", "annual_plan_wan_stated", "invested_year_wan", "completion_rate",
    "completion_rate_n", "completion_rate_d", "time_elapsed", "invested_year_change", "invested_year_compared",
    "arrived_wan", "arrived_wan_stated", "arrival_rate", "arrival_rate_n", "arrival_rate_d",
    *(f"current_{word}_rate_{part}" for word in LATENESS_LABELS for part in ("n", "d")),
)  # fmt: skip

Row = Mapping[str, Any]


def key_figures(figures: Row, statuses: Mapping[str, int], scope: Scope, gaps: Mapping[str, Sequence[Any]]) -> html.Div:
    """Projects by status, total investment; with reports the year's plan and what arrived; then what is added. `gaps`
    has for a quantity what its target lacks, where one region's target speaks for the whole scope."""
    cards = [_projects(figures, statuses, scope), _total(figures, scope)]
    if figures["reported_projects"]:
        cards += [_year(figures, scope), _arrived(figures, scope)]
    cards += [_capacity(METRICS[name], figures, gaps.get(name, ())) for name in CAPACITIES]
    return html.Div(cards, className="key-figures")


def _projects(figures: Row, statuses: Mapping[str, int], scope: Scope) -> html.Div:
    known = {status: statuses[status] for status in STATUS_LABELS if statuses.get(status)}
    notes: list[Any] = []
    if figures["reported_projects"]:
        whole = sum(known.values())
        parts = [
            html.Span(className=f"kpi-bar kpi-{status}", style={"width": f"{100 * count / whole:.2f}%"})
            for status, count in known.items()
        ]
        words = listed(f"{t(STATUS_LABELS[status])} {plain(count)}" for status, count in known.items())
        notes += [html.Span(parts, className="kpi-meter"), html.Span(words), *_lateness(figures, scope)]
    if figures["doubtful_projects"]:
        notes.append(badge(t("{count} 个有存疑字段", count=figures["doubtful_projects"]), "badge-warn"))
    return _card(METRICS["projects"], figures, METRICS["projects"].title, notes)


def _lateness(figures: Row, scope: Scope) -> list[dcc.Link]:
    """How many projects are late in each way, with n/d, where any can be; the three are never added up."""
    lines = []
    for word, label in LATENESS_LABELS.items():
        late, among = figures[f"current_{word}_rate_n"], figures[f"current_{word}_rate_d"]
        if among:
            words = t("{what} {share} 个", what=t(label), share=share(late, among))
            how = t("分母：{projects}", projects=t(LATENESS_AMONG_LABELS[word]))
            kind = "card-link is-short" if late else "card-link"
            lines.append(dcc.Link(words, href=narrowed("/schedule", scope), className=kind, title=how))
    return lines


def _total(figures: Row, scope: Scope) -> html.Div:
    name = "total_investment_wan"
    notes: list[Any] = []
    if figures["reported_projects"] and figures["invested_total_wan"] is not None:
        done, whole = figures["invested_total_wan"], figures[name]
        notes += [_meter(done, whole), html.Span(_done(t("累计完成"), done, whole))]
    notes += [*_known(METRICS[name], figures), whole_projects(scope)]
    return _card(METRICS[name], figures, METRICS[name].title, notes)


def _year(figures: Row, scope: Scope) -> html.Div:
    """The year's plan, what is done of it against the time elapsed, and the change on the year before."""
    done, whole, elapsed = (figures[name] for name in ("completion_rate_n", "completion_rate_d", "time_elapsed"))
    notes: list[Any] = []
    if whole:
        words = _done(t("已完成"), done, whole)
        due = t("应到 {pct}", pct=f"{elapsed:.1f}%") if elapsed is not None else ""
        notes += [_meter(done, whole, elapsed), html.Span(t("，").join(filter(None, (words, due))))]
    if figures["invested_year_change"] is not None:
        words = t("同比 {change}", change=f"{figures['invested_year_change']:+.1f}%")
        how = t("只比较两年同月都报送的 {count} 个项目", count=figures["invested_year_compared"])
        notes.append(html.Span(words, title=how, className="change"))
    notes.append(_reported(figures, "annual_plan_wan"))
    return _card(METRICS["annual_plan_wan"], figures, title_at("annual_plan_wan", scope.as_of), notes)


def _arrived(figures: Row, scope: Scope) -> html.Div:
    part, whole = figures["arrival_rate_n"], figures["arrival_rate_d"]
    notes: list[Any] = [_meter(part, whole), html.Span(_done(t("占总投资"), part, whole))] if whole else []
    if scope.as_of:
        notes.append(html.Span(t("累计至{year}年{month}月", year=scope.as_of.year, month=scope.as_of.month)))
    notes.append(_reported(figures, "arrived_wan"))
    return _card(METRICS["arrived_wan"], figures, METRICS["arrived_wan"].title, notes)


def _capacity(metric: Metric, figures: Row, gaps: Sequence[Any]) -> html.Div:
    return _card(metric, figures, metric.title, [*gaps, *_known(metric, figures)])


def _known(metric: Metric, figures: Row) -> list[Any]:
    """How many projects state a figure, and for how many it is in doubt or worked out."""
    stated, doubtful = figures[metric.stated or ""], figures[metric.doubtful or ""]
    notes: list[Any] = [html.Span(t("{stated} 个项目载明", stated=share(stated, figures["projects"])))]
    if doubtful:
        notes.append(badge(t("{count} 个存疑", count=doubtful), "badge-warn"))
    if metric.name == "elder_beds" and figures[DERIVED]:
        notes.append(badge(t("{count} 个按处数计算", count=figures[DERIVED])))
    return notes


def _reported(figures: Row, name: str) -> html.Span:
    return html.Span(t("{share} 个项目报送", share=share(figures[f"{name}_stated"], figures["projects"])))


def _done(label: str, part: Any, whole: Any) -> str:  # noqa: ANN401 - amounts in 万元
    return t("{what} {share}", what=label, share=share_pct_with_parts_wan(part, whole) if whole else "—")


def _meter(part: Any, whole: Any, due_pct: float | None = None) -> html.Span:  # noqa: ANN401 - amounts in 万元
    """How far it has come, full at 100 %; the line is where it should be by now."""
    width = min(max(100 * float(part or 0) / float(whole), 0), 100) if whole else 0
    bars = [html.Span(className="kpi-bar", style={"width": f"{width:.2f}%"})]
    if due_pct is not None:
        bars.append(html.Span(className="kpi-due", style={"left": f"{min(due_pct, 100):.2f}%"}))
    return html.Span(bars, className="kpi-meter", title=share_pct(part, whole))


def _card(metric: Metric, figures: Row, title: str, notes: list[Any]) -> html.Div:
    value = figures[metric.name]
    if metric.format is Format.MONEY:
        number, unit, exact = *headline_wan(value), exact_below_wan(value)
    else:
        number, unit, exact = plain(value), metric.unit_title if value is not None else "", ""
    return card(title, number, unit, exact, notes, name=metric.name, caveat=metric.warning, muted=value is None)


def gap_link(words: str, scope: Scope, *, is_short: bool) -> dcc.Link:
    """What a target lacks, as a link to where it is worked out."""
    how = t("目标 − 存量 − 该地区清单全部项目；不受年份等筛选影响")
    kind = "card-link is-short" if is_short else "card-link"
    return dcc.Link(words, href=narrowed("/capacity", scope), className=kind, title=how)
