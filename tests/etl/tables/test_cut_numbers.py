"""Amounts with commas between thousands that nothing quotes: whole again, or in doubt."""

from tests.etl.tables.said import csv, doubtful, findings, totals

HEAD = "序号,项目名称,建设性质,建设地点,总投资（万元）,年度计划投资（万元）,责任单位"


def test_a_number_that_a_comma_cut_is_put_together():
    read = csv(
        "项目清单", HEAD, "1,城北小学,新建,城北,5,000,300,县教育局", "2,城南小学,新建,城南,1,200,068.5,,县教育局"
    )
    assert totals(read) == [("城北小学", 5000), ("城南小学", 1200068.5)]
    assert all("total_investment_wan" in fields for fields in doubtful(read))
    assert [found["raw"] for found in findings(read, "amount_cut_by_comma")] == ["5,000", "1,200,068.5"]
    assert not findings(read, "extra_cell")


def test_a_sum_that_a_comma_cut_is_put_together():
    read = csv("项目清单", HEAD, "1,城北小学,新建,城北,5000,,县教育局", "合计,,,,5,000,,")
    assert not findings(read, "total_mismatch")


def test_where_two_ways_fit_no_amount_is_certain():
    read = csv("项目清单", HEAD, "1,城北小学,新建,城北,5,200,300,县教育局")
    assert [name for name, _ in totals(read)] == ["城北小学"]
    assert "total_investment_wan" in doubtful(read)[0]
    assert findings(read, "amount_may_be_cut")


def test_a_row_with_another_cell_too_many_is_no_number():
    read = csv("项目清单", HEAD, "1,城北小学,新建,城北,南街,5000,300,县教育局")
    assert totals(read) == [("城北小学", 5000)]
    assert findings(read, "extra_cell")
    assert not findings(read, "amount_may_be_cut")
