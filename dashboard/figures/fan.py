"""What was done month by month, and the range of what is expected by the end of the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures.theme import BLUE, GRID, MUTED, ORANGE, layout
from dashboard.words.translate import t


def fan(
    months: Sequence[int], done: Sequence[float], expected: tuple[float, float, float], plan: float | None, unit: str
) -> dict[str, Any]:
    """Months of the year (1 to 12) and what was done by their ends; least, expected and most by the end of December;
    the plan of the year; all amounts in `unit`."""
    low, middle, high = expected
    ahead = [months[-1], 12]
    edge = {"type": "scatter", "mode": "lines", "x": ahead, "line": {"width": 0}, "hoverinfo": "skip"}
    said = {"type": "scatter", "hovertemplate": f"%{{y:,.2f}} {unit}<extra>%{{fullData.name}}</extra>"}
    told = {"mode": "lines+markers", "line": {"color": BLUE, "width": 2.6}, "marker": {"size": 5, "color": BLUE}}
    dotted = {"color": ORANGE, "width": 2.2, "dash": "dot"}
    data: list[dict[str, Any]] = [
        edge | {"y": [done[-1], low], "showlegend": False},
        edge | {"y": [done[-1], high], "fill": "tonexty", "fillcolor": "rgba(212,120,28,.18)", "name": t("预计区间")},
        said | {"mode": "lines+markers", "name": t("预计"), "x": ahead, "y": [done[-1], middle], "line": dotted,
                "marker": {"size": [0, 7], "color": ORANGE}},
        said | told | {"name": t("本年已完成"), "x": list(months), "y": list(done)},
    ]  # fmt: skip
    if plan is not None:
        dashed = {"color": MUTED, "width": 1.6, "dash": "dash"}
        data.insert(0, said | {"mode": "lines", "name": t("年度计划"), "x": [0.5, 12], "y": [plan] * 2, "line": dashed})
    return {
        "data": data,
        "layout": layout(
            330,
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12.5, "color": MUTED}},
            xaxis={"range": [0.5, 12.3], "tickvals": list(range(1, 13)), "tickangle": 0, "showgrid": False,
                   "zeroline": False, "tickfont": {"size": 12, "color": MUTED}},
            yaxis={"rangemode": "tozero", "gridcolor": GRID, "nticks": 6, "tickfont": {"size": 12, "color": MUTED}},
            margin={"l": 56, "r": 18, "t": 58, "b": 30},
        ),
    }  # fmt: skip
