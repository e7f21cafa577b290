"""The filter: to the URL and back, bad values said aloud, and its sentence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.filter import (
    CLASSES,
    UNDATED,
    UNSTATED,
    PortfolioFilter,
    RegionItem,
    Vocabulary,
    YearBasis,
    parse_query,
    parse_values,
)

ENDS = (date(2022, 1, 31), date(2022, 3, 31), date(2022, 6, 30))
WORDS = Vocabulary(
    regions={
        "500000": RegionItem("500000", "重庆市", "province", None),
        "500114": RegionItem("500114", "黔江区", "county", "500000"),
        "320106": RegionItem("320106", "鼓楼区", "county", None),
        "350102": RegionItem("350102", "鼓楼区", "county", None),
        "360200-高新区": RegionItem("360200-高新区", "高新区", "zone", None),
    },
    sectors=("养老", "托育", "养老,托育", "a&b=c"),
    natures=("新建", "改扩建"),
    documents={"abcdef012345": "清单.csv", "abcdef999999": "另一份, 清单.txt"},
    years=(2021, 2022),
    month_ends=ENDS,
)

some = st.builds(
    PortfolioFilter,
    regions=st.lists(st.sampled_from([*WORDS.regions, UNSTATED])).map(tuple),
    include_below=st.booleans(),
    years=st.lists(st.one_of(st.integers(1900, 2100), st.just(UNDATED))).map(tuple),
    year_basis=st.sampled_from(YearBasis),
    sectors=st.lists(st.sampled_from([*WORDS.sectors, UNSTATED])).map(tuple),
    natures=st.lists(st.sampled_from([*WORDS.natures, UNSTATED])).map(tuple),
    classes=st.lists(st.sampled_from([*CLASSES, "within", "unreported"])).map(tuple),
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])),
    as_of=st.none() | st.sampled_from([*ENDS, date(2022, 7, 31), date(2024, 2, 29)]),
    documents=st.lists(st.sampled_from([*WORDS.documents])).map(tuple),
)


@given(some)
def test_a_filter_survives_the_url(portfolio: PortfolioFilter) -> None:
    parsed = parse_query(f"?{portfolio.to_query()}", WORDS)
    assert parsed.problems == ()
    assert parsed.filter == portfolio
    assert parsed.filter.to_query() == portfolio.to_query()


@given(some)
def test_every_filter_has_a_sentence(portfolio: PortfolioFilter) -> None:
    assert portfolio.sentence(WORDS)


def test_the_default_needs_no_query() -> None:
    assert PortfolioFilter().to_query() == ""
    assert parse_query("", WORDS).filter == PortfolioFilter()


def test_names_lists_and_ranges() -> None:
    parsed = parse_query("region=黔江区,500000&year=2020-2022,undated&sector=养老,托育", WORDS)
    assert parsed.problems == ()
    assert parsed.filter.regions == ("500000", "500114")
    assert parsed.filter.years == (2020, 2021, 2022, UNDATED)
    assert parsed.filter.sectors == ("养老,托育",)  # a known value that holds a comma is not taken apart
    assert parse_query("sector=托育，养老", WORDS).filter.sectors == ("养老", "托育")
    assert parse_query("document=清单.csv", WORDS).filter.documents == ("abcdef012345",)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("region=999999", "地区 “999999”"),
        ("region=黔江", "是否指 500114 黔江区"),
        ("region=鼓楼区", "320106、350102"),
        ("sector=养老院", "是否指 养老"),
        ("year=22", "年份 “22”"),
        ("year=2023-2021", "年份 “2023-2021”"),
        ("year_basis=finish", "planned_finish"),
        ("class=witin", "within"),
        ("as_of=2022-13-01", "数据截止日 “2022-13-01”"),
        ("as_of=2022-01-30", "最早的数据在 2022-01-31"),
        ("below=no", "应为 0 或 1"),
        ("document=abcdef", "有多个文件符合"),
        ("regions=500114", "是否指 region"),
    ],
)
def test_what_cannot_be_used_is_said(query: str, words: str) -> None:
    parsed = parse_query(query, WORDS)
    assert len(parsed.problems) == 1
    assert words in parsed.warning()
    assert "\n" not in parsed.warning()
    assert parsed.filter == PortfolioFilter()


@pytest.mark.parametrize(
    ("given", "end"),
    [
        ("2022-01-31", date(2022, 1, 31)),
        ("2022-02-28", date(2022, 1, 31)),  # nobody reported for February
        ("2022-06-29", date(2022, 3, 31)),
        ("2022-07-30", date(2022, 6, 30)),
        ("2022-07-31", date(2022, 7, 31)),  # later than the last report: any month's end
        ("2024-03-01", date(2024, 2, 29)),
    ],
)
def test_an_as_of_date_is_the_last_months_end_that_is_not_after_it(given: str, end: date) -> None:
    assert parse_values({"as_of": [given]}, WORDS).filter.as_of == end


def test_where_no_month_is_known_any_months_end_may_be_asked_for() -> None:
    assert parse_values({"as_of": ["2022-06-29"]}, Vocabulary()).filter.as_of == date(2022, 5, 31)
    for outside in ("0001-01-01", "2022-06-31"):
        assert len(parse_values({"as_of": [outside]}, Vocabulary()).problems) == 1


def test_good_values_stand_beside_bad_ones() -> None:
    parsed = parse_values({"region": ["500114", "nowhere"], "year": ["2022"]}, WORDS)
    assert parsed.filter == PortfolioFilter(regions=("500114",), years=(2022,))
    assert len(parsed.problems) == 1


def test_the_sentence() -> None:
    portfolio = PortfolioFilter(
        regions=("500114",),
        include_below=False,
        years=(2022, UNDATED),
        sectors=("托育",),
        text="普惠",
        as_of=date(2023, 1, 31),
    )
    assert portfolio.sentence(WORDS) == "黔江区（不含下辖）；计划竣工年份：2022年、未定年份；行业：托育；含“普惠”"
    assert PortfolioFilter().sentence(WORDS) == "全部地区；全部年份"
