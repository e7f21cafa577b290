"""The gap ladder: from the target down, each step starting where the one above ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.bars import ROW_HEIGHT, end_label, places, rows_axis, rows_margin
from dashboard.figures.theme import GREY, INK, ORANGE, TEAL, layout
from dashboard.metrics.targets import Ladder
from dashboard.words.formats import plain, share
from dashboard.words.translate import t

_STEP_LABELS = {"delivered": "已交付", "under_way": "在建", "planned": "计划中"}
_STEP_COLOURS = {"delivered": "#1f6b4a", "under_way": TEAL, "planned": "#8fb8de"}


@dataclass(frozen=True, slots=True)
class Rung:
    """One step. `takes` is False for the target, which the others are taken from. All values of a ladder are of the
    unit that its texts say."""

    label: str
    value: float
    text: str
    colour: str
    takes: bool = True


def ladder(rungs: Sequence[Rung]) -> dict[str, Any]:
    """Floating horizontal bars; the last one ends at zero unless more is planned than the target."""
    left = 0.0
    bases = []
    for rung in rungs:
        left = left - rung.value if rung.takes else rung.value
        bases.append(left if rung.takes else 0.0)
    bases = [min(base, base + rung.value) for base, rung in zip(bases, rungs, strict=True)]
    rows = places(rungs)
    highest = max(rung.value for rung in rungs)
    lowest = min(0.0, *bases)
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": rows,
                "x": [abs(rung.value) for rung in rungs],
                "base": bases,
                "hoverinfo": "text",
                "hovertext": [t("{label}：{values}", label=rung.label, values=rung.text) for rung in rungs],
                "marker": {"color": [rung.colour for rung in rungs]},
                "width": 0.6,
            }
        ],
        "layout": layout(
            ROW_HEIGHT * len(rungs) + 16,
            margin=rows_margin([rung.label for rung in rungs], [rung.text for rung in rungs]),
            xaxis={"visible": False, "range": [lowest, highest]},
            yaxis=rows_axis([rung.label for rung in rungs]),
            annotations=[
                end_label(row, rung.text, {"x": 1, "xref": "paper", "xshift": 8})
                for row, rung in zip(rows, rungs, strict=True)
            ],
        ),
    }


def rungs_of(item: Ladder, unit: str) -> list[Rung]:
    """The steps of a ladder that has an answer (`uncovered` is known); `unit` is that of its quantities."""
    assert item.stock is not None
    assert item.uncovered is not None
    stock = float(item.stock["baseline_value"])
    rungs = [
        Rung(
            t("目标"),
            float(item.target["target_value"]),
            f"{plain(item.target['target_value'])} {unit}",
            INK,
            takes=False,
        ),
        Rung(
            t("存量（{year}）", year=item.stock["baseline_year"] or t("基期")),
            stock,
            f"{plain(item.stock['baseline_value'])} {unit}",
            GREY,
        ),
    ]
    for name, step in item.steps.items():
        text = t("没有项目")
        if step.projects:
            stated = t("{stated} 载明", stated=share(step.stated, step.projects))
            text = f"{plain(step.quantity)} {unit}".strip() + f" · {stated}"
        rungs.append(Rung(t(_STEP_LABELS[name]), float(step.quantity), text, _STEP_COLOURS[name]))
    word = "尚缺" if item.uncovered > 0 else "超出"
    return [*rungs, Rung(t(word), float(item.uncovered), f"{plain(abs(item.uncovered))} {unit}", ORANGE)]
