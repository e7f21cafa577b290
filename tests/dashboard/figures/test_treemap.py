"""Where the money sits: areas in proportion, labels that fit, the answer in words, doubt marked; by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dashboard.figures.treemap import SECTOR_COLOURS, Area, treemap
from dashboard.pages.funding.money_map import money_map, not_spread
from tests.dashboard.server.test_app import _plain, client, read, show


def row(region: str, sector: str | None, amount: str | None, doubtful: int = 0, projects: int = 1) -> dict[str, Any]:
    stated = 0 if amount is None else projects
    return {
        "place_id": region, "place": region, "sector": sector, "projects": projects,
        "total_investment_wan": None if amount is None else Decimal(amount),
        "total_investment_wan_stated": stated, "total_investment_wan_doubtful": doubtful,
    }  # fmt: skip


def shown(rows: list[dict[str, Any]]) -> str:
    parts = money_map(rows, lambda item: f"/to/{item['place_id']}/{item['sector']}", "summary", "region")
    return json.dumps(_plain(parts), ensure_ascii=False)


def test_areas_are_in_proportion_and_fill_the_whole_without_overlap() -> None:
    """100 x 60 pixels for 6 + 3 + 1: ten parts of 600 square pixels each."""
    groups = [[Area(6, [], ""), Area(3, [], "")], [Area(1, [], "")]]
    (bars,) = treemap(groups, 100, 60)["data"]
    boxes = list(zip(bars["x"], bars["width"], bars["base"], bars["y"], strict=True))
    assert [width * height for _, width, _, height in boxes] == [pytest.approx(600 * n) for n in (6, 3, 1)]
    for at, (x, width, base, height) in enumerate(boxes):
        assert x - width / 2 > -1e-9
        assert x + width / 2 < 100 + 1e-9
        assert -1e-9 < base < base + height < 60 + 1e-9
        for other_x, other_width, other_base, other_height in boxes[:at]:
            across = min(x + width / 2, other_x + other_width / 2) - max(x - width / 2, other_x - other_width / 2)
            down = min(base + height, other_base + other_height) - max(base, other_base)
            assert across < 1e-6 or down < 1e-6


def test_the_fullest_label_that_fits_is_taken() -> None:
    """An area of 100 x 60 holds four letters of 7.5 on two lines; of 20 x 60 it holds nothing."""
    labels = [["far too long for it", "x"], ["name", "5 %"]]
    (bars,) = treemap([[Area(5, labels, "")], [Area(1, labels, "")]], 120, 60)["data"]
    assert bars["text"] == ["<b>name</b><br>5 %", ""]


def test_the_answer_names_the_fewest_that_hold_half() -> None:
    """40 + 30 of 100 is past the half; 40 alone is not."""
    words = shown([row("甲", "养老", "30"), row("乙", "养老", "40"), row("甲", "托育", "20"), row("丙", None, "10")])
    assert "2/4 块占总投资的 70.0%（70/100 万元）：" in words
    assert "乙 · 养老、甲 · 养老" in words
    table = words[words.index("看这些数字的表格") :]
    for text in ("40/100 万元", "70.0%", "90.0%", "100.0%", "丙 · 未载明", "/to/甲/托育"):
        assert text in table, text


def test_doubt_and_silence_are_said() -> None:
    words = shown([row("甲", "养老", "900", doubtful=1, projects=2), row("乙", "托育", None, projects=3)])
    assert "900 万元 ?" in words
    assert '"shape":["/"]' in words.replace("\\", "")
    assert "1 个存疑" in words
    assert "3 个项目未载明总投资，没有面积" in words
    assert "这些项目都没有载明总投资" in not_spread([row("乙", "托育", None)])


def test_many_regions_and_types_end_in_one_area_that_says_so() -> None:
    """30 regions of 100 and a last one with 9 types of 1000: 24 regions stand alone, and 6 types of the largest."""
    rows = [row(f"区{at:02}", "养老", "100") for at in range(30)]
    rows += [row("大区", f"类{at}", "1000") for at in range(9)]
    words = shown(rows)
    assert "其余 7 个" in words
    assert "大区 · 其余 3 类" in words


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = ((part / 12.92) if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ink_is_read_on_its_fill() -> None:
    for fill, ink in SECTOR_COLOURS.values():
        assert contrast(fill, ink) >= 4.5, fill


def test_the_page_and_the_file_of_the_chart_agree(home: Path) -> None:
    """Two regions of the samples: their parts add up to 434,559.41 万元."""
    content = show(home, "/funding")["content"]
    assert "钱集中在哪里" in content
    rows = read(client(home).get("/download/summary.csv?by=region,sector").data)
    assert sum(Decimal(item["总投资（万元）"] or 0) for item in rows) == Decimal("434559.41")
    most = max(rows, key=lambda item: Decimal(item["总投资（万元）"] or 0))
    assert f"{most['地区']} · {most['行业']}" in content
