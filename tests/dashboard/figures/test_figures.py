"""Figures state all that is drawn: ranges, margins, ticks; by hand."""

from __future__ import annotations

import pytest

from dashboard.figures.bars import Bar, columns, columns_margin, rows_margin
from dashboard.figures.by_year import Quantity, by_year
from dashboard.figures.pairs import Year, pairs, ticks
from dashboard.figures.stacks import Series, stacked
from dashboard.figures.theme import layout


@pytest.mark.parametrize(
    ("lowest", "highest", "marks"),
    [
        (0, 1.53, [0, 0.5, 1, 1.5]),
        (0, 48, [0, 10, 20, 30, 40]),
        (0, 0.09, [0, 0.02, 0.04, 0.06, 0.08]),
        (0, 0, [0]),
        (-30, 60, [-20, 0, 20, 40, 60]),
    ],
)
def test_ticks_are_few_and_round(lowest: float, highest: float, marks: list[float]) -> None:
    assert ticks(lowest, highest) == marks


def test_months_without_a_report_have_no_words_and_the_last_has_its_number() -> None:
    """In February 2.5 of 4 are compared: the rest stands on it and carries the sum, else the compared does."""
    none = [None] * 12
    before = Year("2022年", [1.0, *none[1:]], none)
    figure = pairs(before, Year("2023年", [None, 2.5, *none[2:]], [None, 1.5, *none[2:]]), "亿元")
    first, _, now, rest = figure["data"]
    assert first["hovertext"] == ["2022年 · 1: 1.00 亿元"] + [""] * 11
    assert rest["hovertext"][1] == "2023年（未比较） · 2: 1.50 亿元"
    assert (now["text"], rest["text"]) == ([""] * 12, ["", "4.00"] + [""] * 10)
    assert (rest["base"][1], rest["offsetgroup"]) == (2.5, now["offsetgroup"])
    assert figure["layout"]["yaxis"]["range"] == [0, pytest.approx(4 * 1.06)]
    assert figure["layout"]["yaxis"]["ticktext"] == ["0", "1", "2", "3", "4"]
    alone = pairs(before, Year("2023年", [None, 2.5, *none[2:]], none), "亿元")["data"][2]
    assert alone["text"] == ["", "2.50"] + [""] * 10


def test_the_margin_holds_the_widest_line_of_a_label_and_the_widest_end() -> None:
    """Three Chinese letters of 13 with 12 beside them; two Latin letters of 7.5 with 12."""
    assert rows_margin(["一<br>一二三", "一二"], ["ab", "a"]) == {"l": 51, "r": 27, "t": 8, "b": 8}


def test_every_column_has_its_place_its_words_and_where_it_leads() -> None:
    bars = [Bar("甲", 3, "3 个", target="/a"), Bar("乙", None, "未载明")]
    (standing,) = columns(bars)["data"]
    assert standing["customdata"] == ["/a", ""]
    assert standing["hovertext"] == ["甲：3 个", "乙：未载明"]
    assert (standing["y"], standing["x"], standing["text"]) == ([3, 0], ["0", "1"], ["3 个", "未载明"])
    assert columns(bars)["layout"]["xaxis"]["range"] == [-0.5, 1.5]


def test_quantities_stand_one_above_the_other_over_the_same_years() -> None:
    places = Quantity("托位", "#111111", [2.0, None], ["2", "未 载明"], ["a", "b"])
    silent = Quantity("学位", "#222222", [None, None], ["", ""], ["", ""], silent="均未载明")
    beds = Quantity("床位", "#333333", [None, 4.0], ["未 载明", "4"], ["c", "d"])
    figure = by_year(["2022年", "2023年"], [places, silent, beds])
    first, last = figure["data"]
    assert (first["yaxis"], last["yaxis"], figure["layout"]["xaxis"]["anchor"]) == ("y1", "y3", "y3")
    assert (first["text"], first["y"]) == (["2", "未<br>载明"], [2.0, 0])
    assert "yaxis2" not in figure["layout"]
    upper, lower = figure["layout"]["yaxis"]["domain"], figure["layout"]["yaxis3"]["domain"]
    assert 1 > upper[1] > upper[0] > lower[1] > lower[0] > 0
    assert [note["text"] for note in figure["layout"]["annotations"]] == [
        "<b>托位</b>",
        "<b>学位</b>　均未载明",
        "<b>床位</b>",
    ]


def test_years_stand_clear_of_what_is_silent_beneath_them() -> None:
    places = Quantity("托位", "#111111", [2.0], ["2"], ["a"])
    silent = Quantity("学位", "#222222", [None], [""], [""], silent="均未载明")
    shown = by_year(["2022年"], [places, silent])["layout"]
    axis, title = shown["yaxis"]["domain"][0], shown["annotations"][1]["y"]
    assert (axis - title) * shown["height"] == pytest.approx(columns_margin(["2022年"]))
    nothing = by_year(["2022年"], [silent])["layout"]
    assert not nothing["xaxis"]["visible"]
    assert not nothing["yaxis"]["visible"]


def test_axes_stand_still_unless_dragging_is_meant() -> None:
    assert layout(100, xaxis={"range": [0, 1]})["xaxis"] == {"range": [0, 1], "fixedrange": True}
    assert layout(100, dragmode="zoom", yaxis2={})["yaxis2"] == {"fixedrange": False}
    assert layout(100, margin={"l": 40})["margin"] == {"l": 40, "r": 8, "t": 8, "b": 8, "autoexpand": False}


def test_a_stack_says_its_sum_at_its_end() -> None:
    figure = stacked(["甲", "乙"], [Series("a", [1, 2], "#111111"), Series("b", [3, 0], "#222222")], "个")
    assert [(note["text"], note["x"], note["y"]) for note in figure["layout"]["annotations"]] == [
        ("4 个", 4, "0"),
        ("2 个", 2, "1"),
    ]
    assert figure["layout"]["xaxis"]["range"] == [0, 4]
