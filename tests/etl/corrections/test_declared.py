"""A doubtful value is confirmed, a value is said not to be stated, a progress row is corrected: on a real store."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import correct as amend
from etl.pipeline import load
from etl.pipeline.correct import CorrectionRefused
from etl.tables.metadata import Given
from tests.etl.commands import portfolio
from tests.etl.corrections.test_corrections import SIGNED, findings, query, report

HEADER = "序号\t项目名称\t建设性质\t建设期限\t建设内容\t总投资（万元）\t建设单位"
ROWS = (
    "1\t怀宁县甲敬老院\t新建\t2022-2023\t总床位400张，新增床位250张\t3000（含土地）\t县民政局",
    "2\t怀宁县乙敬老院\t新建\t2022-2023\t床位80张\t900\t县民政局",
)
SHEET = """怀宁县2023年5月项目调度表
单位：万元
序号\t项目名称\t总投资\t本年完成投资\t累计完成投资\t实际开工时间\t形象进度
1\t怀宁县甲敬老院\t3000\t100\t2OO\t2022年3月\t主体施工
2\t怀宁县乙敬老院\t900\t50\t60\t2022年6月\t基础施工
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    for name, text in (("list.txt", "\n".join((HEADER, *ROWS))), ("sheet.txt", SHEET)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        load.load([tmp_path / name], folder, Given(region_id="340822"))
    return folder


def confirm(home: Path, row: int, field: str) -> None:
    amend.confirm_field(home, "list.txt", table=1, row=row, field=field, **SIGNED)


def correct(home: Path, row: int, field: str, value: str, document: str = "list.txt") -> str:
    return amend.correct_field(home, document, table=1, row=row, field=field, value=value, **SIGNED).correction_id


def test_a_confirmed_value_stays_and_its_doubt_goes(home: Path):
    assert report(home, 1)["doubtful_fields"] == ["elder_beds", "total_investment_wan"]
    confirm(home, 1, "total_investment")
    confirm(home, 1, "elder_beds")
    row = report(home, 1)
    assert (row["total_investment_wan"], row["elder_beds"], row["doubtful_fields"]) == (3000, 250, [])
    assert not findings(home, "doubtful_money") and not findings(home, "doubtful_capacity")
    assert any("王某" in found["message"] for found in findings(home, "corrected"))
    shown = query(home, "select kind, target, new_value, state, who, why from corrections order by correction_id")
    assert (
        shown[0]
        == {"kind": "confirm", "target": "total_investment_wan", "new_value": "3000", "state": "applied"} | SIGNED
    )
    assert len(findings(home, "corrected")) == 2


def test_a_confirmation_is_taken_back_and_replaced(home: Path):
    confirm(home, 1, "total_investment")
    correct(home, 1, "total_investment", "3100")
    assert report(home, 1)["total_investment_wan"] == 3100
    states = [listed.state for listed in amend.history(home)]
    assert states == ["superseded", "applied"]
    amend.revoke(home, "c000002", **SIGNED)
    amend.revoke(home, "c000001", **SIGNED)
    assert "total_investment_wan" in report(home, 1)["doubtful_fields"]


def test_what_is_certain_or_missing_cannot_be_confirmed(home: Path):
    with pytest.raises(CorrectionRefused, match="没有存疑"):
        confirm(home, 2, "total_investment")
    with pytest.raises(CorrectionRefused, match="没有读出值"):
        confirm(home, 2, "childcare_places")


def test_a_value_is_said_not_to_be_stated(home: Path):
    correct(home, 1, "elder_beds", "未载明")
    correct(home, 2, "period", "未载明")
    first, second = report(home, 1), report(home, 2)
    assert (first["elder_beds"], first["doubtful_fields"]) == (None, ["total_investment_wan"])
    assert (second["planned_start"], second["end_year"], second["period_raw"]) == (None, None, None)
    assert query(home, "select sum(elder_beds) as n from projects")[0]["n"] == 80
    assert not [e for e in query(home, "select * from quantities where is_added") if e["value"] == 250]
    with pytest.raises(CorrectionRefused, match="不能更正为未载明"):
        correct(home, 1, "name", "未载明")


def progress(home: Path, row: int) -> dict[str, Any]:
    return query(home, f"select * from progress_reports where row_no = {row}")[0]


def test_a_field_of_a_progress_row_is_corrected(home: Path):
    assert progress(home, 1)["invested_total_wan"] is None
    changed = correct(home, 1, "invested_total", "200", "sheet.txt")
    row = progress(home, 1)
    assert (row["invested_total_wan"], row["doubtful_fields"]) == (Decimal(200), [])
    cells = query(home, "select cells from list_rows where kind = 'progress' and row_no = 1")[0]["cells"]
    assert "2OO" in cells  # the document's own words stay
    evidence = query(home, "select raw, rule from evidence where field = 'invested_total_wan' and value = '200.000000'")
    assert evidence == [{"raw": "2OO", "rule": "correction"}]
    amend.revoke(home, changed, **SIGNED)
    assert progress(home, 1)["invested_total_wan"] is None
    correct(home, 2, "invested_year", "未载明", "sheet.txt")
    assert progress(home, 2)["invested_year_wan"] is None


MERGED = """<p>怀宁县2023年6月项目调度表</p><p>单位：万元</p><table>
<tr><th>序号</th><th>项目名称</th><th>累计完成投资</th><th>形象进度</th></tr>
<tr><td>1</td><td>怀宁县甲敬老院</td><td rowspan="2">500</td><td>主体施工</td></tr>
<tr><td>2</td><td>怀宁县乙敬老院</td><td>基础施工</td></tr></table>"""


def test_a_merged_cell_of_a_progress_sheet_is_corrected_in_each_of_its_rows(home: Path, tmp_path: Path):
    path = tmp_path / "june.html"
    path.write_text(MERGED, encoding="utf-8")
    load.load([path], home, Given(region_id="340822"))
    of_june = (
        "select invested_total_wan, doubtful_fields from progress_reports where month = '2023-06-30' order by row_no"
    )
    assert query(home, of_june) == [
        {"invested_total_wan": 500, "doubtful_fields": ["invested_total_wan"]},
        {"invested_total_wan": None, "doubtful_fields": ["invested_total_wan"]},
    ]
    correct(home, 1, "invested_total", "440", "june.html")
    correct(home, 2, "invested_total", "60", "june.html")
    assert query(home, of_june) == [
        {"invested_total_wan": 440, "doubtful_fields": []},
        {"invested_total_wan": 60, "doubtful_fields": []},
    ]


def test_a_progress_field_that_cannot_be_read_or_is_not_there_is_refused(home: Path):
    with pytest.raises(CorrectionRefused, match="不能采用"):
        correct(home, 1, "invested_total", "若干", "sheet.txt")
    with pytest.raises(CorrectionRefused, match="没有“status”这一列"):
        correct(home, 1, "status", "在建", "sheet.txt")


def test_the_command_confirms(home: Path):
    words = [
        "correct",
        "field",
        "list.txt",
        "--row",
        "1",
        "--field",
        "total_investment",
        "--who",
        "王某",
        "--why",
        "核",
    ]
    done = portfolio(home, *words, "--confirm")
    assert done.exit_code == 0 and "确认为“3000”" in done.stdout
    assert portfolio(home, *words).exit_code == 2


def test_a_doubtful_value_of_a_progress_row_is_confirmed_until_another_is_read_there(home: Path, tmp_path: Path):
    sheet = tmp_path / "june.txt"
    sheet.write_text(SHEET.replace("5月", "6月").replace("\t60\t", "\t60（含土地）\t"), encoding="utf-8")
    load.load([sheet], home, Given(region_id="340822"))
    june = (
        "select * from progress_reports join documents using (document_id) where document = 'june.txt' and row_no = 2"
    )
    (row,) = query(home, june)
    assert (row["invested_total_wan"], row["doubtful_fields"]) == (Decimal(60), ["invested_total_wan"])
    words = [
        "correct",
        "field",
        "june.txt",
        "--row",
        "2",
        "--field",
        "invested_total",
        "--who",
        "王某",
        "--why",
        "核过",
    ]
    done = portfolio(home, *words, "--confirm")
    assert done.exit_code == 0 and "“累计完成投资”确认为“60”" in done.stdout
    (row,) = query(home, june)
    assert (row["invested_total_wan"], row["doubtful_fields"]) == (Decimal(60), [])
    assert not [found for found in findings(home, "doubtful_money") if found["document"] == "june.txt"]
    assert any("王某" in found["message"] and "核过" in found["message"] for found in findings(home, "corrected"))
    of_row = f"select certainty from evidence where report_id = '{row['progress_id']}' and field = 'invested_total_wan'"
    assert query(home, of_row) == [{"certainty": "certain"}]
    assert query(home, "select kind, state, who, why from corrections") == [
        {"kind": "confirm", "state": "applied", "who": "王某", "why": "核过"}
    ]
    with pytest.raises(CorrectionRefused, match="没有存疑"):
        amend.confirm_field(home, "june.txt", table=1, row=2, field="invested_year", **SIGNED)
    correct(home, 2, "invested_total", "61", "june.txt")
    assert query(home, june)[0]["invested_total_wan"] == 61
    assert [row["state"] for row in query(home, "select state from corrections order by correction_id")] == [
        "superseded",
        "applied",
    ]
    amend.revoke(home, "c000002", **SIGNED)
    assert (query(home, june)[0]["invested_total_wan"], query(home, june)[0]["doubtful_fields"]) == (60, [])
