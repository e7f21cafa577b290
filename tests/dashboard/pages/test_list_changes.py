"""Two years' lists compared: what is counted, shown and downloaded, on lists of a few invented rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.documents.changes import compare_lists, count_without_list_year
from dashboard.metrics.query import UnknownNameError
from dashboard.pages.projects import page
from dashboard.session.list_years import chosen, token, year_pairs
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from dashboard.tables.registry import TABLES, Options
from dashboard.words.translate import speaking
from etl.pipeline import load
from tests.etl.sheets import LIST_HEADER, write_list

ALL = PortfolioFilter()
AS_OF = date(2023, 6, 30)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("lists")
    older = [("甲敬老院", "2021-2022", "100"), ("丙敬老院", "2021-2022", "1"), ("丁敬老院", "2021-2022", "约30")]
    newer = [("甲敬老院", "2021-2023", "120"), ("乙敬老院", "2022-2024", "50"), ("丁敬老院", "2021-2022", "约30")]
    write_list(folder / "2021.csv", older, "2021-01-15")
    write_list(folder / "2022.csv", newer, "2022-01-15")
    lines = [
        "重庆市黔江区养老托育重大项目清单",
        "单位：万元",
        LIST_HEADER,
        "1,,戊敬老院,新建,2021-2022,黔江区,新增床位10张,7,黔江区民政局",
    ]
    (folder / "undated.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    warehouse = Warehouse(folder / "home")
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


def compared(session: Session, portfolio: PortfolioFilter = ALL) -> pl.DataFrame:
    return compare_lists(session.cursor, portfolio, AS_OF, 2021, 2022)


def test_each_project_of_either_list_once(session: Session) -> None:
    frame = compared(session)
    assert {row["name"]: (row["change"], row["changed_fields"]) for row in frame.to_dicts()} == {
        "甲敬老院": ("changed", ["planned_finish", "total_investment_wan"]),
        "乙敬老院": ("new", []),
        "丙敬老院": ("gone", []),
        "丁敬老院": ("same", []),
    }
    changed = frame.filter(change="changed").row(0, named=True)
    assert (changed["old_total_investment_wan"], changed["new_total_investment_wan"]) == (100, Decimal(120))
    assert (changed["old_document"], changed["new_document"]) == ("2021.csv", "2022.csv")


def test_a_filter_by_year_hides_nothing_that_came_or_went(session: Session) -> None:
    assert compared(session, PortfolioFilter(years=(2024,))).height == 4
    assert compared(session, PortfolioFilter(text="乙敬老院"))["change"].to_list() == ["new"]
    assert compared(session, PortfolioFilter(regions=("360281",))).height == 0


def test_a_year_without_a_list_is_refused(session: Session) -> None:
    with pytest.raises(UnknownNameError, match="1999"):
        compare_lists(session.cursor, ALL, AS_OF, 2021, 1999)


def test_the_latest_two_years_unless_the_address_says_so(session: Session) -> None:
    pairs = year_pairs(session.cursor)
    assert [(pair.older, pair.newer, pair.older_documents) for pair in pairs] == [(2021, 2022, ("2021.csv",))]
    assert chosen(pairs, ("lists", token(pairs[0]))) == chosen(pairs, ("lists-1-2",)) == pairs[0]
    assert chosen([], ("lists",)) is None


def test_a_list_without_a_year_is_not_passed_over(session: Session) -> None:
    assert count_without_list_year(session.cursor, ALL, AS_OF) == 1
    text = str(page.render(session, Scope.from_query("view=lists", session.info), ""))
    assert "另有 1 个项目所在的清单没有载明年度" in text


def test_the_page_says_what_changed(session: Session) -> None:
    scope = Scope.from_query("view=lists", session.info)
    text = str(page.render(session, scope, ""))
    for words in ("总投资（万元）：", "（+20 万元）", "1/2 个续列项目", "投资净变动 +20 万元", "年份筛选不用于此表"):
        assert words in text, words
    assert "两年没有同一个项目" not in text
    with speaking("en"):
        english = str(page.render(session, scope, ""))
    assert "Net change of investment +0.2 million yuan" in english


def test_the_file_holds_both_years(session: Session) -> None:
    scope = Scope.from_query("view=lists", session.info)
    frame = TABLES["list-changes"].for_people(session, scope, Options())
    row = frame.filter(pl.col("变化") == "调整").row(0, named=True)
    assert (row["总投资（万元）·2021"], row["总投资（万元）·2022"]) == (100, 120)
    assert row["变化的内容"].split("；") == ["计划竣工", "总投资（万元）"]
    assert frame.height == 4


def test_a_region_with_a_list_in_one_year_only_is_not_compared(tmp_path: Path) -> None:
    """黔江区 has lists of both years, 万州区 of 2022 alone: its project is not new."""
    write_list(tmp_path / "2021.csv", [("甲敬老院", "2021-2022", "100")], "2021-01-15")
    write_list(tmp_path / "2022.csv", [("乙敬老院", "2021-2022", "100")], "2022-01-15")
    write_list(tmp_path / "万州.csv", [("丙敬老院", "2021-2022", "9")], "2022-02-15", region="重庆市万州区")
    load.load(sorted(tmp_path.glob("*.csv")), tmp_path / "home")
    warehouse = Warehouse(tmp_path / "home")
    with warehouse.session() as opened:
        found = compared(opened)
        assert dict(found.select("name", "change").iter_rows()) == {
            "甲敬老院": "gone", "乙敬老院": "new", "丙敬老院": "not_compared",
        }  # fmt: skip
        text = str(page.render(opened, Scope.from_query("view=lists", opened.info), ""))
        assert "1 个项目所在的地区（万州区等）只有其中一年的清单，不作比较" in text
    warehouse.close()
