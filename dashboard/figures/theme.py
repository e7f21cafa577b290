"""What all figures share: fonts, colours that colour-blind readers tell apart, quiet axes."""

from __future__ import annotations

from typing import Any

FONT = "'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei', sans-serif"
INK = "#1b2a3d"
MUTED = "#5d6b7c"
GRID = "#e6eaf0"
BLUE = "#2467a9"
TEAL = "#2a8c82"
ORANGE = "#d4781c"
VIOLET = "#8a6fb0"
GREY = "#a9b4c2"
PALE_BLUE = "#8fb8de"
PALE_GREY = "#dde3ea"

POSITION_COLOURS = {
    "before_start": PALE_BLUE,
    "within": BLUE,
    "past_finish": ORANGE,
    "undated": GREY,
    "undetermined": "#d5dbe3",
}


def layout(height: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Plotly's layout
    """Layout dict of a figure of this height in pixels. Ranges and margins are stated, so that Plotly need not measure;
    axes stand still unless a `dragmode` is given."""
    stated = {
        "height": height,
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": GREY, "align": "left", "font": {"size": 13, "color": INK}},
        "dragmode": False,
        **more,
    }
    stated["margin"] = {"l": 8, "r": 8, "t": 8, "b": 8, **more.get("margin", {}), "autoexpand": False}
    for name in stated:
        if name.startswith(("xaxis", "yaxis")):
            stated[name] = {"fixedrange": not stated["dragmode"], **stated[name]}
    return stated
