"""Places by the names that people write: short names of autonomous prefectures, counties that the table lacks."""

from __future__ import annotations

import pytest

from etl.parse.places.region import has_unknown_county, resolve_place


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("凉山州西昌市", "西昌市"),
        ("黔西南州册亨县者楼镇", "册亨县"),
        ("贵州省黔西南州册亨县", "册亨县"),
        ("恩施州恩施市舞阳坝街道", "恩施市"),
        ("大理州大理市", "大理市"),
        ("重庆市黔江区", "黔江区"),
        ("恩施州", "恩施土家族苗族自治州"),
        ("浮梁县、乐平市", "景德镇市"),
    ],
)
def test_the_last_of_a_chain_of_names_counts(raw, name):
    found, doubts = resolve_place(raw, None)
    assert found is not None
    assert (found.name, doubts) == (name, ())


@pytest.mark.parametrize("raw", ["六盘水市某城县滥坝镇", "凉山州某某县", "景德镇市新北区"])
def test_a_county_that_the_table_lacks_is_seen(raw):
    assert has_unknown_county(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "凉山州西昌市",
        "景德镇市",
        "江西省景德镇市",
        "江西省",
        "景德镇市高新区",
        "黔江区城东街道",
        "六盘水市城区",
        "景德镇市某社区",
    ],
)
def test_other_words_are_no_county(raw):
    assert not has_unknown_county(raw)
