"""Corrections on a real store: replayed at every load, refused where wrong, undone by a revocation, never lost."""

import json
import shutil
import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.contract import reference
from etl.corrections import ledger
from etl.pipeline import apart, load
from etl.pipeline import correct as amend
from etl.pipeline.correct import CorrectionRefused
from etl.samples import template
from etl.snapshot import publish
from etl.store.store import Store
from etl.tables.metadata import Given
from tests.etl.commands import portfolio
from tests.etl.lists import SAMPLES, ProjectList, as_csv, sample
from tests.etl.said import message

LIST = SAMPLES / "qianjiang_projects.csv"
SIGNED = {"who": "王某", "why": "与批复核对"}


def query(home: Path, sql: str) -> list[dict[str, Any]]:
    """Rows of the published snapshot, read as a reader does."""
    snapshot = publish.published(home)
    assert snapshot is not None
    with duckdb.connect(str(publish.folder(home) / snapshot.snapshot), read_only=True) as connection:
        result = connection.execute(sql)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def total(home: Path) -> tuple[int, Decimal]:
    row = query(home, "select count(*) as n, sum(total_investment_wan) as wan from projects")[0]
    return row["n"], row["wan"]


def report(home: Path, row: int) -> dict[str, Any]:
    return query(home, f"select * from project_reports where row_no = {row} order by document_id")[0]


def findings(home: Path, type_: str) -> list[dict[str, Any]]:
    found = query(home, f"select * from findings where type = '{type_}' order by \"row\"")
    said = [row | {"message": message(row)} for row in found]
    return sorted(said, key=lambda row: (row["row"] or 0, row["message"]))


def without_identity(home: Path) -> dict[str, list[dict[str, Any]]]:
    """All tables but `meta` and `corrections`."""
    names = ("projects", "project_reports", "evidence", "quantities", "findings", "list_rows", "documents")
    return {name: query(home, f"select * from {name} order by all") for name in names}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("loaded")
    load.load([LIST], home)
    return home


@pytest.fixture
def home(loaded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(loaded, tmp_path / "home")


def write(folder: Path, content: ProjectList, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(as_csv(content))
    return path


def correct(home: Path, row: int, field: str, value: str, document: str = LIST.name) -> ledger.Correction:
    return amend.correct_field(home, document, table=1, row=row, field=field, value=value, **SIGNED)


# --- a field of a row -------------------------------------------------------------------------------------------


def test_an_amount_changes_the_sum_and_the_stated_total_no_longer_agrees(home: Path):
    """Row 3: 226 -> 262, so 23,486 + 36 = 23,522 万元 against the 23,486 that the list states."""
    correct(home, 3, "total_investment", "262")
    assert total(home) == (16, Decimal(23522))
    messages = [found["message"] for found in findings(home, "total_mismatch")]
    assert any("文中23486万元，各行之和23522万元" in message for message in messages)


def test_evidence_shows_the_cell_of_the_document_and_says_that_it_was_corrected(home: Path):
    entry = correct(home, 3, "total_investment", "262")
    evidence = query(
        home, "select e.* from evidence e join project_reports using (report_id)"
        " where row_no = 3 and field = 'total_investment_wan'"
    )  # fmt: skip
    assert [(e["rule"], e["raw"], Decimal(e["value"]), e["raw"][e["start"] : e["end"]]) for e in evidence] == [
        ("correction", "226", Decimal(262), "226")
    ]
    assert query(home, "select cells from list_rows where row_no = 3")[0]["cells"][6] == "226"
    listed = query(home, "select * from corrections")
    assert len(listed) == 1
    assert listed[0] | {"at": "", "document_id": ""} == {
        "correction_id": entry.correction_id, "project_id": entry.project_id, "kind": "field",
        "document_id": "", "document": LIST.name, "table": 1, "row": 3, "header": None,
        "column_no": None, "field": "total_investment", "target": "total_investment_wan",
        "old_raw": "226", "new_value": "262", "who": "王某", "at": "", "why": "与批复核对", "state": "applied",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "target", "wanted"),
    [
        ("total_investment", "1.5亿元", "total_investment_wan", Decimal(15000)),
        ("total_investment_wan", "247", "total_investment_wan", Decimal(247)),
        ("total_investment", "六百", "total_investment_wan", Decimal(600)),
        ("total_investment", "6百万元", "total_investment_wan", Decimal(600)),
        ("total_investment", "一千二百三十万元", "total_investment_wan", Decimal(1230)),
        ("childcare_places", "七十五个", "childcare_places", 75),
        ("period", "2020-2022", "start_year", 2020),
        ("planned_finish", "2023年6月", "end_year", 2023),
        ("nature", "新建", "nature", "新建"),
        ("sector", "学前教育", "sector", "学前教育"),
        ("region", "500114", "region_id", "500114"),
        ("location", "城南街道", "location_raw", "城南街道"),
        ("name", "黔江区新爱婴托育园", "name", "黔江区新爱婴托育园"),
        ("implementing_unit", "黔江区教委", "implementing_unit", "黔江区教委"),
        ("seq", "3", "seq", 3),
        ("floor_area", "2万平方米", "floor_area_m2", Decimal(20000)),
        ("land_area", "1000", "land_area_m2", Decimal(1000)),
        ("childcare_places", "75", "childcare_places", 75),
        ("elder_beds", "20", "elder_beds", 20),
        ("nursing_beds", "10", "nursing_beds", 10),
        ("medical_care_beds", "5", "medical_care_beds", 5),
        ("school_places", "90", "school_places", 90),
        ("classes", "4", "classes", 4),
        ("other_beds", "7", "other_beds", 7),
        ("existing_beds", "30", "existing_beds", 30),
        ("content", "新增托位75个", "childcare_places", 75),
    ],
)
def test_every_field_can_be_corrected(home: Path, field: str, value: str, target: str, wanted: object):
    before = report(home, 3)
    correct(home, 3, field, value)
    after = report(home, 3)
    assert after[target] == wanted
    shown = ledger.fields("field")[field if field != "total_investment_wan" else "total_investment"].target
    evidence = query(
        home, f"select rule, raw from evidence where report_id = '{after['report_id']}' and field = '{shown}'"
    )
    assert {item["rule"] for item in evidence} == {"correction"}
    assert {item["raw"] for item in evidence} <= set(
        query(home, "select cells from list_rows where row_no = 3")[0]["cells"]
    )
    if field in ("nature", "floor_area", "land_area", "elder_beds", "existing_beds", "seq"):
        changed = {name for name in before if before[name] != after[name]}
        assert changed <= {target, "capacity_basis"}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("total_investment", "约莫很多", "金额无法确认"),
        ("total_investment", "-5", "数值不合规则"),
        ("total_investment", "约六百", "金额无法确认"),
        ("total_investment", "一二三", "金额无法确认"),
        ("total_investment", "", "请给出总投资的更正值"),
        ("period", "明年吧", "建设期限无法确认"),
        ("period", "2024-2021", "竣工早于开工"),
        ("nature", "新造", "不是已知的建设性质"),
        ("region", "360200", "不在文件的地区之内"),
        ("childcare_places", "5o", "数字夹有字母或符号"),
        ("childcare_places", "-5", "数字夹有字母或符号"),
        ("name", "园", "缺项目名称"),
        ("budget", "5", "没有“budget”这个可更正的字段"),
    ],
)
def test_an_invalid_correction_is_refused_at_once_and_leaves_nothing(home: Path, field: str, value: str, reason: str):
    before = total(home)
    with pytest.raises(CorrectionRefused, match=reason):
        correct(home, 3, field, value)
    assert ledger.read_all(home) == []
    assert total(home) == before


def test_a_cell_that_is_not_there_or_was_seen_otherwise_is_refused(home: Path):
    with pytest.raises(CorrectionRefused, match="没有第 17 行"):
        correct(home, 17, "name", "某项目")
    with pytest.raises(CorrectionRefused, match="原文已不是“225”"):
        amend.correct_field(
            home, LIST.name, table=1, row=3, field="total_investment", value="262", seen="225", **SIGNED
        )
    with pytest.raises(CorrectionRefused, match="更正人和理由"):
        amend.correct_field(home, LIST.name, table=1, row=3, field="total_investment", value="262", who=" ", why="")


def test_a_bare_number_for_a_column_in_yuan_is_refused(tmp_path: Path):
    content = sample("jingdezhen")
    column = content.column("总投资")
    content.header[column] = "总投资（元）"
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    with pytest.raises(CorrectionRefused, match="该列单位为元"):
        correct(home, 1, "total_investment", "247", "list.csv")
    correct(home, 1, "total_investment", "247万元", "list.csv")
    assert report(home, 1)["total_investment_wan"] == 247


def test_of_two_corrections_of_one_cell_the_later_wins_and_both_are_listed(home: Path):
    first = correct(home, 3, "total_investment", "262")
    second = correct(home, 3, "total_investment", "300")
    assert total(home)[1] == 23486 - 226 + 300
    states = {item.correction.correction_id: item.state for item in amend.history(home)}
    assert states == {first.correction_id: "superseded", second.correction_id: "applied"}
    assert second.old_raw == "226"
    amend.revoke(home, second.correction_id, **SIGNED)
    assert total(home)[1] == 23522
    states = {row["correction_id"]: row["state"] for row in query(home, "select * from corrections")}
    assert states == {first.correction_id: "applied", second.correction_id: "revoked"}


def test_two_fields_of_one_row(home: Path):
    correct(home, 3, "childcare_places", "75")
    correct(home, 3, "total_investment", "262")
    correct(home, 3, "elder_beds", "8")
    row = report(home, 3)
    assert (row["childcare_places"], row["elder_beds"], row["total_investment_wan"]) == (75, 8, 262)


def test_replaying_twice_is_the_same_and_revoking_restores(home: Path):
    before = without_identity(home)
    made = [correct(home, 3, "total_investment", "262"), correct(home, 5, "name", "上郡新都托育园")]
    pointer = (home / "warehouse" / "current.json").read_bytes()
    corrected = without_identity(home)
    load.load([LIST], home)
    assert (home / "warehouse" / "current.json").read_bytes() == pointer
    shutil.rmtree(home / "store")
    load.load([LIST], home)
    assert without_identity(home) == corrected
    for entry in made:
        amend.revoke(home, entry.correction_id, **SIGNED)
    assert without_identity(home) == before
    assert [item.state for item in amend.history(home)] == ["revoked", "revoked"]


def test_only_the_corrected_document_is_read_again(home: Path):
    load.load([SAMPLES / "jingdezhen_projects.csv"], home)
    store = Store(home)
    times = {
        record.name: (store.reading(record.document_id) / "record.json").stat().st_mtime_ns
        for record in store.records()
    }
    correct(home, 3, "total_investment", "262")
    after = {
        record.name: (store.reading(record.document_id) / "record.json").stat().st_mtime_ns
        for record in store.records()
    }
    assert {name for name in times if times[name] != after[name]} == {LIST.name}


def test_a_removed_document_takes_its_corrections_along_and_brings_them_back(home: Path):
    correct(home, 3, "total_investment", "262")
    load.load([SAMPLES / "jingdezhen_projects.csv"], home)
    load.remove(LIST.name, home, who="王某", why="清单作废")
    assert [row["state"] for row in query(home, "select state from corrections")] == ["absent"]
    report_ = load.load([LIST], home)
    assert report_.files[0].outcome == "loaded"
    assert query(home, "select total_investment_wan as wan from projects where seq = 3 and region_id = '500114'") == [
        {"wan": Decimal(262)}
    ]


# --- rows that were refused, findings that are answered -----------------------------------------------------------


def test_a_rejected_row_is_made_good(tmp_path: Path):
    """Row 3 without a name: 15 projects and 23,260 万元; named by a person: 16 and 23,486, and the totals agree."""
    content = sample("qianjiang")
    name = content.row_of(3)[1]
    content.row_of(3)[1] = ""
    home = tmp_path / "home"
    assert portfolio(home, "load", str(write(tmp_path, content))).exit_code == 1
    assert total(home) == (15, Decimal(23260))
    assert findings(home, "total_mismatch")
    correct(home, 3, "name", name, "list.csv")
    assert total(home) == (16, Decimal(23486))
    assert findings(home, "total_mismatch") == findings(home, "missing_name") == []
    notes = findings(home, "corrected")
    assert any("缺项目名称" in note["message"] and "王某" in note["message"] for note in notes)
    assert any("各行之和" in note["message"] for note in notes)
    assert {note["severity"] for note in notes} == {"note"}
    assert portfolio(home, "load", str(tmp_path / "list.csv")).exit_code == 0


def test_a_negative_amount_is_made_good(tmp_path: Path):
    content = sample("qianjiang")
    content.row_of(3)[6] = "-226"
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    assert total(home)[0] == 15
    correct(home, 3, "total_investment", "226", "list.csv")
    assert total(home) == (16, Decimal(23486))


def test_a_row_with_two_faults_is_made_good_one_by_one(tmp_path: Path):
    content = sample("qianjiang")
    content.row_of(3)[1], content.row_of(3)[6] = "", "-226"
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    correct(home, 3, "name", "城东街道新爱婴托育中心", "list.csv")
    assert total(home)[0] == 15
    correct(home, 3, "total_investment", "226", "list.csv")
    assert total(home) == (16, Decimal(23486))


def test_a_doubt_in_running_words_is_settled_by_the_value_that_a_person_states(tmp_path: Path):
    content = sample("qianjiang")
    content.row_of(3)[5] = content.row_of(3)[5].replace("104", "1o4")
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    assert len(findings(home, "broken_number")) == 1
    correct(home, 3, "childcare_places", "104", "list.csv")
    assert findings(home, "broken_number") == []
    assert ["王某" in note["message"] for note in findings(home, "corrected")] == [True]
    row = report(home, 3)
    assert (row["childcare_places"], row["doubtful_fields"]) == (104, [])


# --- the document changes under a correction ---------------------------------------------------------------------


def test_a_correction_whose_raw_text_no_longer_matches_is_not_applied(home: Path):
    """As after a change of the reader that reads other words there."""
    entry = correct(home, 3, "total_investment", "262")
    path = ledger.folder(home) / f"{entry.correction_id}.json"
    path.write_text(path.read_text("utf-8").replace('"old_raw": "226"', '"old_raw": "22６"'), "utf-8")
    load.load([LIST], home)
    assert total(home)[1] == 23486
    assert [item.state for item in amend.history(home)] == ["stale"]
    found = findings(home, "corrected_under_change")
    assert [(f["row"], f["raw"], f["severity"]) for f in found] == [(3, "226", "warn")]
    assert "由“22６”变为“226”" in found[0]["message"]


def test_a_reissued_list_is_offered_the_correction(home: Path, tmp_path: Path):
    """The same words in another document, and other words in a new file of the same name: named, never applied."""
    correct(home, 3, "total_investment", "262")
    content = sample("qianjiang")
    content.above[2] = "成文日期：2023-01-05"
    load.load([write(tmp_path, content, "reissued.csv")], home)
    found = findings(home, "corrected_under_change")
    assert [(f["document"], f["row"], f["raw"]) for f in found] == [("reissued.csv", 3, "226")]
    assert "已更正为“262”，本文件未套用" in found[0]["message"]
    content.row_of(3)[6] = "230"
    (tmp_path / "again").mkdir()
    load.load([write(tmp_path / "again", content, LIST.name)], home)
    found = findings(home, "corrected_under_change")
    assert [(f["raw"], "把原文“226”改为“230”" in f["message"]) for f in found] == [("226", False), ("230", True)]
    content.row_of(3)[6] = "262"
    (tmp_path / "mended").mkdir()
    load.load([write(tmp_path / "mended", content, LIST.name)], home)
    assert len(findings(home, "corrected_under_change")) == 2
    pointer = (home / "warehouse" / "current.json").read_bytes()
    load.load([LIST], home)
    assert (home / "warehouse" / "current.json").read_bytes() == pointer


# --- a document's metadata, a column's meaning, the same project --------------------------------------------------


def test_metadata(home: Path, tmp_path: Path):
    content = sample("jingdezhen")
    content.above = []
    for row in content.rows:
        row[4], row[7] = "城区", "某单位"
    load.load([write(tmp_path, content)], home)
    assert len(findings(home, "date_not_stated")) == 1
    for field, value in (
        ("document_date", "2022年3月1日"), ("region_id", "360200"), ("status", "征求意见稿"),
        ("title", "景德镇市项目清单"), ("document_number", "景府办〔2022〕9号"),
    ):  # fmt: skip
        amend.correct_metadata(home, "list.csv", field=field, value=value, **SIGNED)
    row = query(home, "select * from documents where document = 'list.csv'")[0]
    assert (row["document_date"].isoformat(), row["region_id"], row["status"]) == ("2022-03-01", "360200", "draft")
    assert (row["title"], row["document_number"]) == ("景德镇市项目清单", "景府办〔2022〕9号")
    assert row["list_year"] == 2022
    assert json.loads(row["metadata_source"])["document_date"] == "corrected"
    assert findings(home, "date_not_stated") == []
    assert any("未载明成文日期" in note["message"] for note in findings(home, "corrected"))
    amend.correct_metadata(home, "list.csv", field="list_year", value="2021", **SIGNED)
    assert query(home, "select list_year from documents where document = 'list.csv'")[0]["list_year"] == 2021
    for field, value in (
        ("document_date", "2022-13-01"),
        ("region_id", "999999"),
        ("list_year", "22"),
        ("status", "x"),
    ):
        with pytest.raises(CorrectionRefused):
            amend.correct_metadata(home, "list.csv", field=field, value=value, **SIGNED)


def test_the_meaning_of_a_column(tmp_path: Path):
    content = sample("qianjiang")
    content.header[6], content.header[4] = "资金盘子", "在哪儿"
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    assert query(home, "select count(total_investment_wan) as n from projects")[0]["n"] == 0
    amend.correct_column(home, "list.csv", table=1, header="资金盘子", field="total_investment", **SIGNED)
    assert total(home) == (16, Decimal(23486))
    amend.correct_column(home, "list.csv", table=1, header="在哪儿", field="ignore", **SIGNED)
    assert findings(home, "unknown_column") == []
    assert query(home, "select fields from source_tables")[0]["fields"][4] == "ignore"
    correct(home, 3, "total_investment", "262", "list.csv")
    assert total(home)[1] == 23522
    with pytest.raises(CorrectionRefused, match="资金盘子”列已作为该字段"):
        amend.correct_column(home, "list.csv", table=1, header="在哪儿", field="total_investment", **SIGNED)
    with pytest.raises(CorrectionRefused, match="没有“资金”这一列"):
        amend.correct_column(home, "list.csv", table=1, header="资金", field="total_investment", **SIGNED)
    with pytest.raises(CorrectionRefused, match="没有“money”这个字段"):
        amend.correct_column(home, "list.csv", table=1, header="在哪儿", field="money", **SIGNED)


def test_a_column_takes_the_place_of_another(tmp_path: Path):
    """Of 总投资 (16 rows, 23,486) and 审定价款 (each 10 more) the second is to count: 23,486 + 160 = 23,646 万元."""
    content = sample("qianjiang")
    content.header.append("审定价款")
    for row in content.rows:
        row.append(str(int(row[6]) + 10))
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    assert total(home) == (16, Decimal(23486))
    meant: dict[str, Any] = {"table": 1, "header": "审定价款", "field": "total_investment", **SIGNED}
    with pytest.raises(CorrectionRefused, match="列已作为该字段"):
        amend.correct_column(home, "list.csv", **meant)
    amend.correct_column(home, "list.csv", instead=True, **meant)
    assert total(home) == (16, Decimal(23646))
    assert [(item.correction.new_value, item.state) for item in amend.history(home)] == [
        ("ignore", "applied"), ("total_investment", "applied"),
    ]  # fmt: skip
    for item in amend.history(home):
        amend.revoke(home, item.correction.correction_id, **SIGNED)
    assert total(home) == (16, Decimal(23486))


def test_of_columns_with_one_header_the_place_says_which_is_meant(tmp_path: Path):
    content = sample("qianjiang")
    content.header[6] = "数"
    content.header.append("数")
    for row in content.rows:
        row.append("7")
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    meant: dict[str, Any] = {"table": 1, "header": "数", "field": "total_investment", **SIGNED}
    with pytest.raises(CorrectionRefused, match="有 2 列叫“数”，请指明是第几列：7、9"):
        amend.correct_column(home, "list.csv", **meant)
    amend.correct_column(home, "list.csv", column=9, **meant)
    assert total(home) == (16, Decimal(16 * 7))
    amend.correct_column(home, "list.csv", column=7, instead=True, **meant)
    assert total(home) == (16, Decimal(23486))
    with pytest.raises(CorrectionRefused, match="没有“数”这一列"):
        amend.correct_column(home, "list.csv", column=1, **meant)


def test_a_column_that_was_named_before_the_list_was_known_keeps_its_meaning(tmp_path: Path):
    content = sample("qianjiang")
    content.header[1], content.header[6] = "名目", "资金盘子"
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    for header, field in (("资金盘子", "total_investment"), ("名目", "name")):
        amend.correct_column(home, "list.csv", table=1, header=header, field=field, **SIGNED)
    assert total(home) == (16, Decimal(23486))


def test_what_is_offered_is_what_the_reader_knows():
    """Every field of the synonym table can be chosen, and nothing that does not exist."""
    known = {(row["kind"], row["field"]) for row in reference.rows("columns")}
    offered = {(row["kind"], row["field"]) for row in reference.rows("column_meanings")}
    unnamed = {("progress", "-")}
    assert {(kind, field) for kind, field in known if kind != "any"} - unnamed <= offered
    assert all(reference.rows("column_meanings")[0].keys() == row.keys() for row in reference.rows("column_meanings"))


def test_a_list_whose_name_column_was_not_known_is_found_by_a_correction(tmp_path: Path):
    content = sample("qianjiang")
    content.header[1] = "名目"
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    assert total(home)[0] == 0
    amend.correct_column(home, "list.csv", table=1, header="名目", field="name", **SIGNED)
    assert total(home) == (16, Decimal(23486))


def load_lines(tmp_path: Path, *lines: str) -> Path:
    (tmp_path / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    home = tmp_path / "home"
    load.load([tmp_path / "list.csv"], home)
    return home


def test_a_table_that_is_no_list_becomes_one_by_the_meaning_of_a_column(tmp_path: Path):
    home = load_lines(tmp_path, "项目名称,盘子（亿元）", "城北大桥,0.3", "城南大桥,0.5")
    assert total(home)[0] == 0
    amend.correct_column(home, "list.csv", table=1, header="盘子（亿元）", field="total_investment", **SIGNED)
    assert total(home) == (2, Decimal(8000))
    assert findings(home, "list_not_recognised") == []


def test_a_table_of_another_kind_becomes_a_list_by_its_names(tmp_path: Path):
    home = load_lines(tmp_path, "指标,2025年,总投资（万元）", "城北大桥,建成,300")
    amend.correct_column(home, "list.csv", table=1, header="指标", field="name", **SIGNED)
    assert total(home) == (1, Decimal(300))


def test_a_table_without_names_says_that_they_come_first(tmp_path: Path):
    home = load_lines(tmp_path, "序号,名目,年份,盘子", "1,城北大桥,2024,300")
    amend.correct_column(home, "list.csv", table=1, header="盘子", field="total_investment", **SIGNED)
    (found,) = findings(home, "list_not_recognised")
    assert "没有认出项目名称列" in found["message"]
    amend.correct_column(home, "list.csv", table=1, header="名目", field="name", **SIGNED)
    assert total(home) == (1, Decimal(300))
    assert findings(home, "list_not_recognised") == []


def test_the_same_project_is_counted_once(home: Path, tmp_path: Path):
    """Row 3 under another name in a later list: 17 projects and 226 万元 too much, until a person joins them."""
    content = sample("qianjiang")
    content.above[2] = "成文日期：2023-01-05"
    content.row_of(3)[1] = "新爱婴早教托育园"
    load.load([write(tmp_path, content)], home)
    assert total(home) == (17, Decimal(23712))
    ids = {row["name"]: row["project_id"] for row in query(home, "select * from projects where seq = 3")}
    kept, other = ids["新爱婴早教托育园"], next(id_ for name, id_ in ids.items() if name != "新爱婴早教托育园")
    entry = amend.same_project(home, kept, other, **SIGNED)
    assert total(home) == (16, Decimal(23486))
    assert query(home, f"select report_count as n from projects where project_id = '{kept}'")[0]["n"] == 2
    with pytest.raises(CorrectionRefused, match="已登记为同一项目"):
        amend.same_project(home, kept, other, **SIGNED)
    amend.revoke(home, entry.correction_id, **SIGNED)
    assert total(home) == (17, Decimal(23712))


def test_what_a_person_said_of_projects_cannot_contradict_itself(home: Path):
    """A and B are one, B and C are not: A and C cannot be one. Of two words on one pair the later holds."""
    a, b, c = (report(home, row)["project_id"] for row in (1, 2, 3))
    amend.same_project(home, a, b, **SIGNED)
    amend.different_projects(home, b, c, **SIGNED)
    with pytest.raises(CorrectionRefused, match="不是同一项目"):
        amend.same_project(home, a, c, **SIGNED)
    amend.different_projects(home, a, b, **SIGNED)
    assert total(home) == (16, Decimal(23486))
    assert [item.state for item in amend.history(home)] == ["superseded", "applied", "applied"]
    amend.same_project(home, a, c, **SIGNED)
    assert total(home)[0] == 15


def test_a_question_whether_two_projects_are_one_is_answered_once(home: Path, tmp_path: Path):
    content = sample("qianjiang")
    content.above[2] = "成文日期：2023-01-05"
    name = content.row_of(3)[1]
    content.row_of(3)[1] = name.removesuffix("项目")
    load.load([write(tmp_path, content)], home)
    assert len(findings(home, "possible_same_project")) == 1
    ids = {row["name"]: row["project_id"] for row in query(home, "select * from projects where seq = 3")}
    entry = amend.different_projects(home, ids[name], ids[name.removesuffix("项目")], **SIGNED)
    assert findings(home, "possible_same_project") == []
    assert "possible_same_project" not in portfolio(home, "findings", "--format", "csv").stdout
    amend.revoke(home, entry.correction_id, **SIGNED)
    assert len(findings(home, "possible_same_project")) == 1
    amend.same_project(home, ids[name], ids[name.removesuffix("项目")], **SIGNED)
    assert findings(home, "possible_same_project") == []
    assert "possible_same_project" not in portfolio(home, "findings", "--format", "csv").stdout
    assert total(home)[0] == 16


def test_a_row_of_a_progress_sheet_is_said_to_be_a_project_of_the_list(home: Path, tmp_path: Path):
    form = tmp_path / "sheet.xlsx"
    row: dict[str, template.Cell] = {"seq": 1, "name": "新爱婴早教托育园", "invested_total": 100, "status": "在建"}
    template.write_form(form, "progress", "500114", date(2022, 12, 31), [row])
    load.load([form], home)
    other = query(home, "select project_id from progress_reports")[0]["project_id"]
    kept = report(home, 3)["project_id"]
    assert kept != other
    entry = amend.same_project(home, kept, other, **SIGNED)
    assert query(home, "select project_id from progress_reports") == [{"project_id": kept}]
    assert total(home)[0] == 16
    amend.revoke(home, entry.correction_id, **SIGNED)
    assert query(home, "select project_id from progress_reports") == [{"project_id": other}]


def test_two_reports_that_were_read_as_one_project_are_taken_apart(home: Path, tmp_path: Path):
    content = sample("qianjiang")
    content.above[2] = "成文日期：2023-01-05"
    load.load([write(tmp_path, content)], home)
    assert total(home)[0] == 16
    reports = query(home, "select report_id, project_id from project_reports where row_no = 3 order by report_id")
    with pytest.raises(CorrectionRefused, match="请给出它的报告编号"):
        amend.different_projects(home, reports[0]["project_id"], reports[0]["project_id"], **SIGNED)
    amend.different_projects(home, reports[0]["project_id"], reports[1]["report_id"], **SIGNED)
    assert total(home) == (17, Decimal(23712))


# --- crash safety and the command line ---------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from etl.corrections import ledger
from etl.pipeline import correct
stage = sys.argv[2]
if stage == "written":
    correct.replay = lambda store: os.kill(os.getpid(), signal.SIGKILL)
if stage == "writing":
    ledger.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
correct.correct_field(Path(sys.argv[1]), "qianjiang_projects.csv", table=1, row=3, field="total_investment",
                      value="262", who="w", why="y")
"""


@pytest.mark.parametrize(("stage", "wanted"), [("writing", 23486), ("written", 23522)])
def test_killed_between_writing_and_publishing(home: Path, stage: str, wanted: int):
    process = subprocess.run([sys.executable, "-c", KILLED, str(home), stage], timeout=60, check=False)
    assert process.returncode == -signal.SIGKILL
    assert total(home)[1] == 23486
    load.load([SAMPLES / "jingdezhen_projects.csv"], home)
    where = "where county_id = '500114'"
    assert query(home, f"select sum(total_investment_wan) as wan from projects {where}")[0]["wan"] == wanted


def test_commands(home: Path):
    signed = ("--who", "王某", "--why", "与批复核对")
    done = portfolio(
        home, "correct", "field", LIST.name, "--row", "3", "--field", "total_investment", "--value", "262", *signed
    )
    assert (done.exit_code, done.stdout) == (
        0, f"已更正 c000001：{LIST.name} 表1 第3行 “总投资”由“226”改为“262”\n",
    )  # fmt: skip
    assert portfolio(
        home, "correct", "metadata", LIST.name, "--field", "document_date", "--value", "2022-10-28", *signed
    ).exit_code == 0  # fmt: skip
    assert portfolio(
        home, "correct", "column", LIST.name, "--header", "建设地点", "--field", "ignore", *signed
    ).exit_code == 0  # fmt: skip
    refused = portfolio(
        home, "correct", "field", LIST.name, "--row", "3", "--field", "period", "--value", "尽快", *signed
    )
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert portfolio(home, "correct", "same", "p1", "p2", *signed).exit_code == 2
    assert portfolio(home, "correct", "different", "p1", "p2", *signed).exit_code == 2
    assert portfolio(home, "correct", "revoke", "c000009", *signed).exit_code == 2
    assert portfolio(home, "correct", "revoke", "c000001", *signed).stdout == "已撤销 c000001\n"
    listed = json.loads(portfolio(home, "correct", "list", "--format", "json").stdout)
    assert [(row["kind"], row["state"]) for row in listed] == [
        ("field", "revoked"), ("metadata", "applied"), ("column", "applied"),
    ]  # fmt: skip
    assert portfolio(home, "correct", "list").stdout.count("\n") == 3


def test_a_damaged_correction_file_is_named_and_put_aside(home: Path, caplog: pytest.LogCaptureFixture):
    correct(home, 3, "total_investment", "262")
    (ledger.folder(home) / "c000001.json").write_text("{", "utf-8")
    assert portfolio(home, "correct", "list").exit_code == 2
    assert portfolio(home, "load", str(LIST)).exit_code == 0
    [message] = caplog.messages
    assert "c000001.json" in message and "damaged/0001" in message
    assert (home / "damaged" / "0001" / "c000001.json").read_text("utf-8") == "{"
    assert total(home)[1] == 23486
    assert correct(home, 3, "total_investment", "262").correction_id == "c000002"  # the first may come back


def test_a_document_with_corrections_is_read_once_when_it_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Also where another document's correction is about one of its projects: which are known only once it was read."""
    home, read = tmp_path / "home", []
    lines = [
        "县重点项目清单",
        "序号,项目名称,建设性质,建设期限,建设内容,总投资（万元）",
        "1,怀宁县敬老院,新建,2022,床位80张,900",
    ]
    for number in (0, 1):
        (tmp_path / f"list{number}.csv").write_text("\n".join([*lines, *[""] * number]), encoding="utf-8")
    original = apart.read
    monkeypatch.setattr(apart, "read", lambda *given: read.append(given[1]) or original(*given))
    load.load([tmp_path / "list0.csv"], home, Given(region_id="340822"))
    amend.correct_field(home, "list0.csv", table=1, row=1, field="total_investment", value="800", who="王", why="核对")
    read.clear()
    load.load([tmp_path / "list1.csv"], home, Given(region_id="340822"))
    assert read == ["list1.csv"]
    (offered,) = findings(home, "corrected_under_change")
    assert offered["document"] == "list1.csv" and "800" in offered["message"]


def reads_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that are read from now on."""
    read: list[str] = []
    original = apart.read
    monkeypatch.setattr(apart, "read", lambda *given: read.append(given[1]) or original(*given))
    return read


def without_records(home: Path) -> None:
    """The ledger as an earlier version wrote it."""
    for path in ledger.folder(home).glob("c*.json"):
        entry = json.loads(path.read_text("utf-8"))
        del entry["answered"]
        path.write_text(json.dumps(entry, ensure_ascii=False), "utf-8")


def test_what_was_answered_is_known_without_reading_the_document_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    content = sample("qianjiang")
    name = content.row_of(3)[1]
    content.row_of(3)[1], content.row_of(3)[6] = "", "-226"
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    correct(home, 3, "name", name, "list.csv")
    correct(home, 3, "total_investment", "226", "list.csv")
    noted = [note["message"] for note in findings(home, "corrected")]
    assert {"缺项目名称" in words or "各行之和" in words or "不合规则" in words for words in noted} == {True}
    read = reads_of(monkeypatch)
    shutil.rmtree(home / "store")
    load.load([tmp_path / "list.csv"], home)
    assert read == ["list.csv"]
    assert [note["message"] for note in findings(home, "corrected")] == noted
    without_records(home)
    load.load([tmp_path / "list.csv"], home)
    assert read == ["list.csv"] * 3
    assert [note["message"] for note in findings(home, "corrected")] == noted


def test_what_a_wrong_correction_had_hidden_is_noted_when_it_is_taken_back(tmp_path: Path):
    """Row 5 is 10 too low, so the totals do not agree; then row 3 is made wrong and row 5 right."""
    content = sample("qianjiang")
    right = content.row_of(5)[6]
    content.row_of(5)[6] = str(int(right) - 10)
    home = tmp_path / "home"
    load.load([write(tmp_path, content)], home)
    assert findings(home, "total_mismatch")
    wrong = correct(home, 3, "total_investment", "262", "list.csv")
    correct(home, 5, "total_investment", right, "list.csv")
    assert findings(home, "total_mismatch")
    amend.revoke(home, wrong.correction_id, **SIGNED)
    assert not findings(home, "total_mismatch")
    assert any("各行之和" in note["message"] for note in findings(home, "corrected"))


def test_a_record_that_cannot_be_said_any_more_is_made_anew(home: Path):
    correct(home, 3, "total_investment", "262")
    correct(home, 3, "total_investment", "226")
    path = ledger.folder(home) / "c000002.json"
    entry = json.loads(path.read_text("utf-8"))
    gone = dict.fromkeys(("table", "row", "column", "line", "raw", "detail", "params"), None) | {"type": "of_old"}
    path.write_text(json.dumps(entry | {"answered": [gone]}, ensure_ascii=False), "utf-8")
    load.load([LIST], home)
    assert findings(home, "corrected") == []
