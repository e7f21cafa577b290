"""Done so far beside planned, over the months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.figures.theme import BLUE, GRID, MUTED, layout
from dashboard.words.translate import t

Amounts = Sequence[float | None]


def cumulative(
    months: Sequence[date], done: Amounts, planned: Amounts, counts: Sequence[int], unit: str
) -> dict[str, Any]:
    """Two lines in `unit`; `counts` are the projects that reported for each month, said where it is pointed at."""
    days = [month.isoformat() for month in months]
    texts = [t("{count} 个项目报送", count=count) for count in counts]
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": days,
        "hovertemplate": f"%{{y:,.2f}} {unit}<extra>%{{fullData.name}}</extra>",
    }
    actual = common | {
        "name": t("实际"), "y": done, "line": {"color": BLUE, "width": 2.6}, "customdata": texts,
        "hovertemplate": f"%{{y:,.2f}} {unit} · %{{customdata}}<extra>%{{fullData.name}}</extra>",
    }  # fmt: skip
    plan = common | {"name": t("计划"), "y": planned, "line": {"color": MUTED, "width": 1.8, "dash": "dash"}}
    return {
        "data": [plan, actual],
        "layout": layout(
            268,
            hovermode="x unified",
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12.5, "color": MUTED}},
            xaxis={"type": "date", "tickformat": "%Y-%m", "hoverformat": "%Y-%m", "nticks": 6, "showgrid": False,
                   "tickfont": {"size": 12, "color": MUTED}},
            yaxis={"rangemode": "tozero", "gridcolor": GRID, "nticks": 5, "tickfont": {"size": 12, "color": MUTED}},
            margin={"l": 52, "r": 16, "t": 34, "b": 30},
        ),
    }  # fmt: skip
