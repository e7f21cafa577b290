"""Targets against the hand-checked answers: indicator tables in three shapes, commitments in sentences, originals."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl.document import ReadDocument, read_document
from etl.parse.plans.indicator_name import subject
from etl.tables.metadata import Given
from tests.etl.lists import FIXTURES, ORIGINALS

Row = dict[str, Any]

HEADERS = {
    "002": ["序号", "指 标 名 称", "2020年", "2025年", "指标属性", "责任部门"],
    "003": ["序号", "指标", "目标值 (2025年)", "属性", "责任单位"],
}
REGIONS = {"000": "511700", "001": "620100", "002": "500114", "003": "360200", "004": "210000"}
ONE_VALUE = {"002": {4, 22, 23, 29, 35, 36}, "003": set()}


def expected(source: str, kind: str) -> list[dict[str, str]]:
    """Hand-checked rows of a document: of its table, or of its prose."""
    with (FIXTURES / "expected" / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            row for row in csv.DictReader(file) if row["source_file"][:3] == source and row["where"].startswith(kind)
        ]


def table(source: str) -> list[list[str]]:
    """The indicator table of a document as cells, made from the facts."""
    names = ["seq", "indicator", "baseline_raw", "target_raw", "binding", "department"]
    wanted = [name for name in names if name != "baseline_raw" or source == "002"]
    return [HEADERS[source], *[[row[name] for name in wanted] for row in expected(source, "table")]]


def as_csv(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def as_tabs(rows: list[list[str]]) -> bytes:
    return "\n".join(["前文。", "", *["\t".join(cells) for cells in rows]]).encode()


def as_stacked(rows: list[list[str]]) -> bytes:
    return "\n\n".join(["前文。", *[cell for cells in rows for cell in cells if cell], "后文。"]).encode()


SHAPES = {"csv": as_csv, "tabs": as_tabs, "stacked": as_stacked}


def read(data: bytes, source: str) -> ReadDocument:
    return read_document(data, "plan", Given(region_id=REGIONS[source]))


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def facts(row: Row) -> Row:
    """A target as the answers write it."""
    empty = {"baseline_year", "unit", "baseline_raw", "binding", "department", "seq"}
    told = {name: "" if name in empty and row[name] is None else row[name] for name in row}
    told["region_code"] = row["region_id"]
    return {name: str(value) if isinstance(value, int) else value for name, value in told.items()}


def wanted(row: dict[str, str]) -> Row:
    return {**row, "target_value": number(row["target_value"]), "target_high": number(row["target_high"])}


COLUMNS = (
    "seq", "indicator", "baseline_year", "baseline_raw", "target_year", "target_raw", "comparator", "target_value",
    "target_high", "unit", "binding", "department", "region_code",
)  # fmt: skip


def check_table(document: ReadDocument, source: str) -> None:
    rows = [facts(row) for row in document.frames["targets"].to_dicts() if row["where"] == "table"]
    answers = [wanted(row) for row in expected(source, "table")]
    spaceless = ("target_raw", "department")
    found = [
        {name: str(row[name]).replace(" ", "") if name in spaceless else row[name] for name in COLUMNS} for row in rows
    ]
    assert found == [
        {name: str(row[name]).replace(" ", "") if name in spaceless else row[name] for name in COLUMNS}
        for row in answers
    ]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("source", "count"), [("002", 39), ("003", 22)])
def test_every_row_of_the_indicator_tables(source: str, count: int, shape: str):
    document = read(SHAPES[shape](table(source)), source)
    check_table(document, source)
    rows = document.frames["targets"].to_dicts()
    assert len(rows) == count
    doubtful = {row["row_no"] for row in rows if row["certainty"] == "doubtful"}
    assert doubtful == (ONE_VALUE[source] if shape == "stacked" else set())
    marked = document.frames["findings"].filter(type="target_column_lost")["row"].to_list()
    assert set(marked) == doubtful
    assert set(document.frames["list_rows"]["kind"]) == {"target"}
    for row in rows:
        assert row["words"][row["start"] : row["end"]].strip() == row["words"].strip()


def check_prose(document: ReadDocument, source: str) -> None:
    rows = document.frames["targets"].filter(where="prose").to_dicts()
    for answer in expected(source, "prose"):
        same = [
            row
            for row in rows
            if row["indicator"] == answer["indicator"] or subject(row["indicator"]) == subject(answer["indicator"])
        ]
        told = [
            (
                row["region_id"], str(row["target_year"]), row["comparator"], row["target_value"], row["target_high"],
                row["unit"], str(row["baseline_year"] or ""), row["baseline_value"], row["certainty"],
            )
            for row in same
        ]  # fmt: skip
        base = number(answer["baseline_raw"].rstrip("万张个"))
        assert (
            answer["region_code"], answer["target_year"], answer["comparator"], number(answer["target_value"]),
            number(answer["target_high"]), answer["unit"], answer["baseline_year"],
            base * 10_000 if base and "万" in answer["baseline_raw"] else base, "certain",
        ) in told  # fmt: skip


@pytest.mark.parametrize("source", REGIONS)
def test_commitments_in_own_sentences(source: str):
    data = (FIXTURES / "commitments" / f"{source}.txt").read_bytes()
    document = read(data, source)
    check_prose(document, source)
    lines = data.decode().split("\n")
    for row in document.frames["targets"].filter(where="prose").to_dicts():
        assert lines[row["line"] - 1][row["start"] : row["end"]] == row["words"]


@pytest.mark.originals
@pytest.mark.parametrize("source", REGIONS)
def test_originals(source: str):
    document = read(next(ORIGINALS.glob(f"{source}_*.txt")).read_bytes(), source)
    if source in HEADERS:
        check_table(document, source)
    check_prose(document, source)
    marked = set(document.frames["findings"].filter(type="target_column_lost")["row"])
    assert marked == ONE_VALUE.get(source, set())
    known = {
        "003": ["rate_total_mismatch", "share_mismatch", "targets_disagree"],
        "002": ["unit_cost_outlier"],
    }
    checks = {*known["002"], *known["003"], "parts_exceed_total"}
    found = [kind for kind in document.frames["findings"]["type"] if kind in checks]
    assert sorted(found) == known.get(source, [])


def targets(text: str, region: str = "360200") -> list[Row]:
    return read_document(text.encode(), "plan", Given(region_id=region)).frames["targets"].to_dicts()


def rows_of(header: list[str], *rows: list[str], above: str = "主要指标") -> ReadDocument:
    lines = [above, "", *["\t".join(cells) for cells in [header, *rows]]]
    return read_document("\n".join(lines).encode(), "plan", Given(region_id="360200"))


def test_forms_of_the_header():
    for header, year in (
        (["序号", "指标名称", "单位", "现状值", "目标值（2025年）"], None),
        (["序号", "指标", "单位", "2020年", "2025年"], 2020),
        (["序号", "指标", "单位", "2020年实际", "2025年目标"], 2020),
        (["序号", "主要指标", "单位", "基期值（2020年）", "2025年目标值"], 2020),
    ):
        document = rows_of(header, ["1", "养老床位数", "万张", "0.3", "0.5"], ["2", "覆盖率", "%", "80", "≥90"])
        told = [
            (r["indicator"], r["baseline_year"], r["baseline_value"], r["target_year"], r["target_value"], r["unit"])
            for r in document.frames["targets"].to_dicts()
        ]
        assert told == [("养老床位数", year, 3000, 2025, 5000, "张"), ("覆盖率", year, 80, 2025, 90, "%")], header


def test_years_between_are_targets_too():
    document = rows_of(
        ["序号", "指标", "2020年", "2023年", "2025年"],
        ["1", "养老床位数", "100", "150", "200"],
        ["2", "托位数", "5", "", "9"],
    )
    told = [(r["indicator"], r["target_year"], r["target_value"]) for r in document.frames["targets"].to_dicts()]
    assert told == [("养老床位数", 2023, 150), ("养老床位数", 2025, 200), ("托位数", 2025, 9)]


def test_a_year_between_two_that_end_no_plan_may_be_reached_or_aimed_at():
    document = rows_of(["序号", "指标", "2020年", "2024年", "2027年"], ["1", "养老床位数", "100", "150", "200"])
    points = document.frames["indicator_points"].sort("year").select("year", "certainty").rows()
    assert points == [(2020, "certain"), (2024, "doubtful"), (2027, "certain")]


def test_a_year_that_is_not_stated_is_not_guessed():
    document = rows_of(
        ["序号", "指标", "目标值", "属性"], ["1", "养老床位数", "100", "预期性"], ["2", "托位数", "5", "预期性"]
    )
    assert document.frames["targets"]["target_year"].to_list() == [None, None]
    assert "target_year_not_stated" in document.frames["findings"]["type"].to_list()
    header = ["序号", "指标", "目标值", "属性"]
    planned = rows_of(header, ["1", "养老床位数", "100", "预期性"], above="“十四五”主要指标")
    assert planned.frames["targets"]["target_year"].to_list() == [2025]


def test_damaged_cells_are_kept_as_words_and_marked():
    header = ["序号", "指标", "2020年", "2025年"]
    document = rows_of(header, ["1", "覆盖率", "80%", "9O%"], ["2", "达标率", "80%", ""], ["3", "", "1", "2"])
    told = [(r["target_raw"], r["target_value"], r["certainty"]) for r in document.frames["targets"].to_dicts()]
    assert told == [("9O%", None, "doubtful"), (None, None, "doubtful")]
    found = document.frames["findings"].filter(table=1)
    assert found.select("type", "row").rows() == [
        ("unreadable_target", 1),
        ("target_missing", 2),
        ("target_missing", 3),
    ]


def test_a_province_named_in_a_citys_document_is_not_the_city():
    text = "到2025年，全省养老床位达到20万张，全市养老床位达到1万张。"
    told = [(r["region_id"], r["target_value"]) for r in targets(text)]
    assert told == [("360000", 200_000), ("360200", 10_000)]


def test_what_is_said_twice_is_one_target():
    text = "到2025年，养老床位数达到1万张。\n\n二、任务\n\n到2025年，养老服务床位总数达到1万张。"
    rows = targets(text)
    assert [row["repeats"] for row in rows] == [None, rows[0]["target_id"]]


def test_paragraphs_cut_in_mid_sentence_read_on():
    text = "为了满足群众的养老服务需求，力争到2025年全市护理型床位占\n比达到60%，养老床位达到1万张。"
    assert [(r["indicator"], r["target_value"], r["line"]) for r in targets(text)] == [
        ("护理型床位占比", 60, 1),
        ("养老床位数", 10_000, 2),
    ]


def test_goals_of_policy_tables():
    text = (
        "序号\t指标\t目标值（2025年）\n1\t覆盖率(%)\t60\n2\t达标率(%)\t70\n\n"
        "序号\t政策名称\t重点工作举措和内容\t预期目标\n"
        "1\t人才政策\t加强培训。\t养老机构从业人员接受专业培训的比例达到90%；托育机构从业人员达到70%以上。\n"
        "2\t资金政策\t投入200万元。\t应补尽补。"
    )
    rows = [row for row in targets(text) if row["where"] == "goal"]
    assert [(r["indicator"], r["target_year"], r["comparator"], r["target_value"], r["certainty"]) for r in rows] == [
        ("养老机构从业人员接受专业培训的比例", 2025, "", 90, "doubtful"),
        ("托育机构从业人员接受专业培训的比例", 2025, ">=", 70, "doubtful"),
    ]


def test_tables_and_sentences_of_the_originals_are_counted(tmp_path: Path):
    from tests.etl.commands import portfolio

    path = tmp_path / "plan.txt"
    path.write_bytes(as_tabs(table("002")))
    assert "目标 39 项" in portfolio(tmp_path / "home", "load", str(path)).stdout


def test_years_below_a_heading_are_baseline_and_target():
    text = """岳阳县“十四五”民政事业发展主要指标
序号,指标,单位,规划目标,,属性
,,,2020年,2025年,
1,养老机构护理型床位占比,%,38,55以上,约束性
2,每千人口3岁以下婴幼儿托位数,个,1.6,4.5,预期性
"""
    rows = read_document(text.encode(), "plan.csv", Given()).frames["targets"].to_dicts()
    found = [(row["baseline_value"], row["target_year"], row["comparator"], row["target_value"]) for row in rows]
    assert found == [(38, 2025, ">=", 55), (Decimal("1.6"), 2025, "", Decimal("4.5"))]


def told_of(text: str, year: str = "2022") -> tuple[list[Row], list[tuple[str, str]]]:
    """Targets of a text dated in a year, and its findings about sentences."""
    dated = date(int(year), 5, 1) if year else None
    document = read_document(text.encode(), "plan", Given(region_id="360200", document_date=dated))
    kinds = ("unread_commitment", "undated_commitment", "doubtful_target", "target_year_derived")
    found = document.frames["findings"].filter(pl.col("type").is_in(kinds)).select("type", "raw").rows()
    return document.frames["targets"].to_dicts(), found


def test_a_bare_year_is_to_come_where_the_sentence_promises():
    for year in ("", "2023"):
        rows, found = told_of("2023年，全县托位总数力争达到1100个，普惠性托位占比不低于70%。", year)
        told = [(r["indicator"], r["target_year"], r["comparator"], r["target_value"]) for r in rows]
        assert told == [("托位总数", 2023, "", 1100), ("普惠性托位占比", 2023, ">=", 70)]
        assert found == []


def test_work_of_a_bare_year_may_be_done_or_to_do():
    for year in ("", "2023"):
        rows, _ = told_of("2023年，完成特殊困难老年人家庭适老化改造1200户。", year)
        assert [(r["indicator"], r["target_value"], r["unit"], r["certainty"]) for r in rows] == [
            ("特殊困难老年人家庭适老化改造数", 1200, "户", "doubtful")
        ]
        assert told_of("2023年，已完成特殊困难老年人家庭适老化改造1200户。", year) == ([], [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("到2022年底前，完成12所敬老院改造，新增护理型床位320张。", [("敬老院改造数", 12), ("新增护理型床位数", 320)]),
        ("今年，计划完成500户困难家庭适老化改造。", [("困难家庭适老化改造数", 500)]),
        ("2024年计划新增普惠托位500个。", [("新增普惠托位数", 500)]),
        ("2025年，每千人口托位数达4.6，护理床位占60%。", [("每千人口托位数", Decimal("4.6")), ("护理床位占比", 60)]),
        ("2023年底前，托位数达到每千人口3.8个。", [("每千人口托位数", Decimal("3.8"))]),
        ("到2025年末，新建普惠托育园6所、老年食堂15个。", [("新建普惠托育园数", 6), ("老年食堂数", 15)]),
        ("到2025年，建成2家失能照护机构、12个养老服务中心。", [("失能照护机构数", 2), ("养老服务中心数", 12)]),
    ],
)  # fmt: skip
def test_more_ways_to_commit(text: str, told: list[tuple[str, Any]]):
    rows, found = told_of(text)
    assert [(row["indicator"], row["target_value"]) for row in rows] == told
    assert {row["certainty"] for row in rows} == {"certain"}
    assert found == []


def test_a_commitment_that_is_no_target_is_told():
    for text, kind in (
        ("力争用三年时间，建成20个社区托育点。", "undated_commitment"),
        ("到2024年，养老机构达到25家，床位3200张。", "unread_commitment"),
        ("2022年至2024年，每年新增普惠性岗位300个。", "unread_commitment"),
        ("每千人口拥有3岁以下婴幼儿托位数从3.1个提高到5.2个。", "undated_commitment"),
        ("支持幼儿园开设托班，可提供托位1200个。", "undated_commitment"),
        ("每千常住人口床位数达到7.5张。", "undated_commitment"),
    ):
        assert [found[0] for found in told_of(text)[1]] == [kind], text


def test_what_words_aim_at_is_told_whatever_it_is_measured_in():
    for text, kind in (
        ("到2024年，护理员与老人比达到1:4。", "unread_commitment"),
        ("单位用水量降到35立方米/万元。", "undated_commitment"),
        ("力争公路通车里程达到900公里。", "undated_commitment"),
        ("“十四五”期间，改造危旧房1200户。", "unread_commitment"),
    ):
        rows, found = told_of(text)
        assert ([row["indicator"] for row in rows], [one[0] for one in found]) == ([], [kind]), text


@pytest.mark.parametrize("mark", ["——", "1.", "（1）", "•", "①"])
def test_the_lines_of_a_list_have_the_year_of_the_sentence_that_leads_to_it(mark: str):
    lines = ["森林覆盖率达到60%；", "公路总里程达到900公里（2020年为800公里）；", "万车死亡率控制在1.5人以内。"]
    text = "\n".join(["到2025年，实现以下目标：", *(mark + line for line in lines), "保障有力，覆盖率达到70%。"])
    rows, found = told_of(text)
    told = [(row["indicator"], row["target_year"], row["target_value"], row["baseline_value"]) for row in rows]
    assert told == [
        ("森林覆盖率", 2025, 60, None),
        ("公路总里程", 2025, 900, 800),
        ("万车死亡率", 2025, Decimal("1.5"), None),
    ]
    assert {row["certainty"] for row in rows} == {"certain"}
    assert [one[0] for one in found] == ["undated_commitment"]


def test_a_year_that_only_the_first_line_of_a_list_names_is_doubtful_for_the_others():
    rows, _ = told_of("目标如下：\n——到2025年，森林覆盖率达到60%；\n——公路总里程达到900公里。")
    assert [(row["target_year"], row["certainty"]) for row in rows] == [(2025, "certain"), (2025, "doubtful")]


def test_standards_stocks_and_populations_commit_to_nothing():
    for text in (
        "新建居住区按照每千人口不少于10个托位的标准规划建设。",
        "全市现有养老机构55家，床位4059张，护理型床位占比达到47%。",
        "到2025年，全市60岁及以上老年人口数预计达到32.41万人。",
        "托小班每班不超过20人，费用每人每月不超过2000元。",
        "2021年，全市养老机构55家，养老床位4059张。",
    ):
        assert told_of(text) == ([], []), text


def test_tasks_by_years_are_targets_of_each_year():
    header = ["序号", "目标任务", "单位", "2022年", "2023年", "责任单位"]
    document = rows_of(header, ["1", "新增护理型床位", "张", "150", "200", "县民政局"], above="任务分解表")
    rows = document.frames["targets"].to_dicts()
    told = [(r["indicator"], r["target_year"], r["target_value"], r["baseline_value"]) for r in rows]
    assert told == [("新增护理型床位", 2022, 150, None), ("新增护理型床位", 2023, 200, None)]
    header = ["序号", "目标任务", "工作措施", "责任单位"]
    measures = rows_of(header, ["1", "加强培训", "办好培训班", "县民政局"], above="分工表")
    assert measures.frames["targets"].height == 0
    assert "target_missing" not in measures.frames["findings"]["type"].to_list()


def test_what_was_reached_since_is_no_second_target():
    document = rows_of(
        ["序号", "指标", "2020年基数", "2022年完成情况", "2025年目标值"], ["1", "托位数", "820", "1250", "1860"]
    )
    told = [
        (r["baseline_year"], r["baseline_value"], r["target_year"], r["target_value"])
        for r in document.frames["targets"].to_dicts()
    ]
    assert told == [(2020, 820, 2025, 1860)]


def test_a_year_alone_between_a_base_and_a_target_is_no_target():
    header = ["序号", "指标", "2020年基期", "2023年", "2025年目标"]
    document = rows_of(header, ["1", "托位数", "820", "1250", "1860"])
    assert document.frames["targets"]["target_year"].to_list() == [2025]
    points = {(p["kind"], p["year"]): p["certainty"] for p in document.frames["indicator_points"].to_dicts()}
    assert points == {("base", 2020): "certain", ("actual", 2023): "doubtful", ("target", 2025): "certain"}
    assert "actual_or_target" in document.frames["findings"]["type"].to_list()
    open_years = rows_of(["序号", "指标", "2020年基期", "2023年", "2025年"], ["1", "托位数", "820", "1250", "1860"])
    assert "actual_or_target" in open_years.frames["findings"]["type"].to_list()
    header, row = "序号,指标,2020年基期,2023年,2025年", "1,托位数,820,1250,1860"
    early = read_document(f"某县托育规划指标\n{header}\n{row}\n".encode(), "t.csv", Given("620102", date(2021, 12, 1)))
    assert early.frames["targets"]["target_year"].to_list() == [2023, 2025]


@pytest.mark.parametrize("target", ["2025年预期", "2030年", "2025年计划"])
def test_what_is_expected_of_a_year_before_a_target_is_no_target(target: str):
    document = rows_of(["序号", "指标", "2023年实际", "2024年预计", target], ["1", "托位数", "820", "900", "1860"])
    points = [(p["kind"], p["year"]) for p in document.frames["indicator_points"].to_dicts()]
    assert sorted(points) == [("actual", 2024), ("base", 2023), ("target", int(target[:4]))]


def test_a_promise_behind_the_first_number_speaks_for_the_year_too():
    rows, found = told_of("2024年，全县新增养老床位200张以上，护理型床位占比力争达到65%。", "2024")
    assert [(r["target_year"], r["target_value"], r["certainty"]) for r in rows] == [
        (2024, 200, "certain"),
        (2024, 65, "certain"),
    ]
    assert found == []


def test_the_year_of_a_heading_is_that_of_the_sentences_below_it():
    """Goals of 2024 and 2025, no year below the next heading, and what was done in 2023 commits to nothing."""
    rows, told = told_of(
        """祥云县养老托育行动方案
祥云县人民政府
2024年5月16日
一、2023年工作完成情况
新增养老床位120张，护理型床位占比达到52%。
二、年度目标
（一）2024年目标
新增养老床位150张，护理型床位占比达到55%。
（二）2025年目标
新增养老床位180张。
三、工作要求
每年新增托位50个。
""",
        "2024",
    )
    read = [(row["indicator"], row["target_year"], row["target_value"], row["certainty"]) for row in rows]
    assert read == [
        ("新增养老床位数", 2024, 150, "certain"),
        ("护理型床位占比", 2024, 55, "certain"),
        ("新增养老床位数", 2025, 180, "certain"),
    ]
    assert told == [("undated_commitment", "每年新增托位50个")]


def test_what_a_plan_does_in_its_time_is_due_at_its_end_and_marked():
    rows, told = told_of(
        "涿鹿县“十五五”养老服务规划\n规划期内新增护理型床位600张。五年累计培训养老护理员1500人次。", "2026"
    )
    assert [(row["target_year"], row["target_value"], row["certainty"]) for row in rows] == [
        (2030, 600, "doubtful"),
        (2030, 1500, "doubtful"),
    ]
    assert [kind for kind, _ in told] == ["target_year_derived"] * 2


def test_the_second_number_of_a_sentence_is_of_what_the_first_one_is_of():
    rows, _ = told_of("到2027年完成困难家庭适老化改造120户，到2028年完成150户，到2030年累计完成700户。", "2026")
    assert [(row["indicator"], row["target_year"], row["target_value"]) for row in rows] == [
        ("困难家庭适老化改造数", 2027, 120),
        ("困难家庭适老化改造数", 2028, 150),
        ("困难家庭适老化改造数", 2030, 700),
    ]
    assert [row["certainty"] for row in rows] == ["certain", "doubtful", "doubtful"]


def test_tasks_with_goals_and_deadlines_are_targets():
    text = """白河县养老托育提升行动任务清单（2024—2025年）
序号,重点任务,目标值,完成时限,责任单位
1,新增护理型床位,120张,2025年12月,县民政局
2,新增普惠托位,200个,2024年底,县卫健局
3,新增养老床位,80张,,县民政局
"""
    rows = [row for row in targets(text) if row["where"] == "table"]
    assert [(row["target_year"], row["target_value"], row["certainty"]) for row in rows] == [
        (2025, 120, "certain"),
        (2024, 200, "certain"),
        (2025, 80, "certain"),
    ]


def evidence_of(document: ReadDocument) -> list[tuple[Any, ...]]:
    """Evidence of the targets: field, header, the words, value, qualifier, certainty."""
    return [
        (item["field"], item["header"], item["raw"][item["start"] : item["end"]], item["value"], item["qualifier"],
         item["certainty"])
        for item in document.frames["evidence"].to_dicts()
    ]  # fmt: skip


def test_every_cell_of_a_target_is_evidence():
    document = rows_of(
        ["序号", "指标", "单位", "2020年", "目标值（2025年）", "属性", "责任单位"],
        ["1", "养老床位数", "万张", "约0.3", "≥0.5（以实际为准）", "预期性", "民政局"],
    )
    assert set(document.frames["evidence"]["report_id"]) == set(document.frames["targets"]["target_id"])
    assert evidence_of(document) == [
        ("indicator", "指标", "养老床位数", "养老床位数", "exact", "certain"),
        ("department", "责任单位", "民政局", "民政局", "exact", "certain"),
        ("target_value", "目标值（2025年）", "≥0.5", "5000.000000", "at_least", "doubtful"),
        ("baseline_value", "2020年", "约0.3", "3000.000000", "about", "certain"),
        ("unit", "单位", "万张", "张", "exact", "certain"),
        ("binding", "属性", "预期性", "预期性", "exact", "certain"),
    ]


def test_each_target_of_a_row_has_its_own_evidence():
    document = rows_of(
        ["序号", "指标", "2020年", "2023年", "2025年"], ["1", "养老床位数", "100", "150-180", "逐步增加"]
    )
    first, second = document.frames["targets"]["target_id"]
    shown = document.frames["evidence"].filter(pl.col("field").is_in(["target_value", "target_high", "target_raw"]))
    assert shown.select("report_id", "field", "header", "value").rows() == [
        (first, "target_value", "2023年", "150.000000"),
        (first, "target_high", "2023年", "180.000000"),
        (second, "target_raw", "2025年", "逐步增加"),
    ]


def test_a_rise_in_one_cell_is_evidence_of_both_its_ends():
    document = rows_of(["序号", "指标", "目标值（2025年）"], ["1", "托位数", "由3个提高到4.5个"])
    told = [item[:4] for item in evidence_of(document) if item[0].endswith(("_value", "unit"))]
    assert told == [
        ("target_value", "目标值（2025年）", "4.5个", "4.500000"),
        ("baseline_value", "目标值（2025年）", "3个", "3.000000"),
        ("unit", "目标值（2025年）", "4.5个", "个"),
    ]


def test_every_doubt_of_a_target_is_told():
    """Baseline and target are both misread; of a sentence both year and name are taken from elsewhere."""
    document = rows_of(["序号", "指标", "2020年", "2025年"], ["1", "覆盖率", "8O%", "9O%"])
    found = document.frames["findings"].filter(type="unreadable_target")
    assert found.select("column", "raw").rows() == [("2025年", "9O%"), ("2020年", "8O%")]
    text = (
        "序号\t指标\t目标值（2025年）\n1\t覆盖率(%)\t60\n2\t达标率(%)\t70\n\n"
        "序号\t政策名称\t重点工作举措和内容\t预期目标\n"
        "1\t人才政策\t加强培训。\t养老机构从业人员接受专业培训的比例达到90%；托育机构从业人员达到70%以上。\n"
    )
    _, told = told_of(text)
    assert told == [
        ("target_year_derived", "养老机构从业人员接受专业培训的比例达到90%"),
        ("doubtful_target", "托育机构从业人员达到70%以上"),
        ("target_year_derived", "托育机构从业人员达到70%以上"),
    ]


def test_a_deadline_that_is_not_one_year_leaves_the_year_in_doubt():
    document = rows_of(
        ["序号", "指标", "目标值", "属性", "完成时限"],
        ["1", "床位数", "100", "约束性", "2024年底"],
        ["2", "托位数", "50", "鼓励性", "2023年、2024年"],
        ["3", "机构数", "5", "—", "—"],
        above="“十四五”主要指标",
    )
    told = document.frames["targets"].select("target_year", "binding", "certainty").rows()
    assert told == [(2024, "约束性", "certain"), (2025, None, "doubtful"), (2025, None, "certain")]
    found = document.frames["findings"].filter(table=1)
    assert found.select("type", "row", "column").rows() == [
        ("unknown_binding", 2, "属性"),
        ("unread_deadline", 2, "完成时限"),
    ]


def test_what_an_indicator_table_holds_beside_its_targets_is_told():
    document = rows_of(["序号", "指标", "目标值（2025年）", "备忘"], ["1", "床位数", "100", "另行通知"])
    assert document.frames["findings"].filter(table=1).select("type", "column").rows() == [("unknown_column", "备忘")]


def test_a_goal_in_a_policy_table_is_evidence_of_its_target():
    text = "序号\t政策名称\t重点工作举措和内容\t预期目标\n1\t人才\t培训。\t到2025年，护理型床位占比达到60%。"
    document = read_document(text.encode(), "plan", Given(region_id="360200"))
    (item,) = document.frames["evidence"].to_dicts()
    assert item["report_id"] == document.frames["targets"]["target_id"].item()
    assert (item["field"], item["header"], item["column_no"], item["value"]) == (
        "target_value",
        "预期目标",
        4,
        "60.000000",
    )
    assert "60%" in item["raw"][item["start"] : item["end"]]


def test_a_cell_that_no_column_of_an_indicator_table_takes_is_told():
    rows = [["1", "床位数", "100", "多出的话"], ["2", "托位数", "50"]]
    document = rows_of(["序号", "指标", "目标值（2025年）"], *rows)
    assert document.frames["targets"]["target_value"].to_list() == [100, 50]
    found = document.frames["findings"].filter(table=1)
    assert found.select("type", "row", "raw").rows() == [("extra_cell", 1, "多出的话")]


def test_a_dash_is_no_point_and_no_doubt_where_another_year_has_its_target():
    text = "指标,单位,2020年,2025年,2035年\n万元产值用水量下降,%,—,15,—\n供水保证率,%,90,95,98\n"
    frames = read_document(text.encode(), "plan.csv", Given()).frames
    points = frames["indicator_points"].select("indicator", "kind", "year").rows()
    assert points[:1] == [("万元产值用水量下降", "target", 2025)]
    assert sorted(points[1:]) == [
        ("供水保证率", "base", 2020), ("供水保证率", "target", 2025), ("供水保证率", "target", 2035)
    ]  # fmt: skip
    assert "target_missing" not in frames["findings"]["type"].to_list()


def test_remarks_that_all_say_whether_a_target_binds_are_read_as_that():
    text = "指标,单位,2030年,备注\n煤炭消费总量,万吨,≤240,约束性\n清洁取暖率,%,≥92,预期性\n"
    frames = read_document(text.encode(), "plan.csv", Given()).frames
    assert frames["targets"]["binding"].to_list() == ["约束性", "预期性"]
    assert "unknown_column" not in frames["findings"]["type"].to_list()
    other = read_document(text.replace("预期性", "全区").encode(), "plan.csv", Given()).frames
    assert other["targets"]["binding"].to_list() == [None, None]
    assert "unknown_column" in other["findings"]["type"].to_list()


def test_what_ended_before_the_years_of_the_title_is_past():
    title, fact = "凌源市住房保障规划（2026—2030年）", "“十四五”末，全市公租房保有量2860套。"
    read_of = read_document(
        "\n".join([title, fact, "到2030年，公租房保有量达到3100套。"]).encode(), "plan.txt", Given("211382")
    )
    assert read_of.frames["targets"].select("target_year", "target_value").rows() == [(2030, 3100)]


def test_what_ended_before_the_plan_of_the_title_is_past():
    title, fact = "泾川县“十五五”公共服务规划", "到2025年底，全县有效灌溉面积达到24.6万亩。"
    both = f"{fact}到2030年，有效灌溉面积达到28万亩以上。"
    read_of = read_document(f"{title}\n{both}".encode(), "plan.txt", Given("620821"))
    assert read_of.frames["targets"].select("target_year", "target_value").rows() == [(2030, 280000)]
