"""The briefing: its figures are those of `summary`, schedule and ladders; the file is opened again."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from python_calamine import CalamineWorkbook

from dashboard.briefing.content import build, ladder_facts
from dashboard.briefing.gathered import gather
from dashboard.briefing.model import Briefing, Paragraph, Table
from dashboard.briefing.wording import fill, sentences
from dashboard.export.word import to_word
from dashboard.metrics.query import total
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from dashboard.tables.progress import schedule_table, slip_table
from dashboard.tables.projects import summary_table
from etl.pipeline import load
from etl.samples.progress import write_sheets
from tests.dashboard.metrics.test_targets import TARGETS
from tests.dashboard.tiny import finding, project, publish, years
from tests.etl.commands import portfolio
from tests.etl.lists import SAMPLES
from tests.etl.sheets import write_list, write_sheet

MADE_ON = date(2024, 1, 15)
MARK = "示例数据（非真实进度）"


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample lists with invented progress."""
    folder = tmp_path_factory.mktemp("invented")
    load.load([SAMPLES, *write_sheets(sorted(SAMPLES.glob("*.csv")), folder / "sheets")], folder / "home")
    return folder / "home"


@pytest.fixture
def told(invented: Path) -> Iterator[Session]:
    warehouse = Warehouse(invented)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


def scope_of(session: Session, query: str = "") -> Scope:
    return Scope.from_query(query, session.info)


def briefing(home: Path, query: str = "") -> Briefing:
    with Warehouse(home).session() as session:
        return build(session, scope_of(session, query), MADE_ON)


def tables(made: Briefing) -> dict[str, Table]:
    return {block.caption: block for section in made.sections for block in section.blocks if isinstance(block, Table)}


def text(made: Briefing) -> str:
    blocks = [block for section in made.sections for block in section.blocks]
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def opened(made: Briefing) -> Document:
    return docx.Document(BytesIO(to_word(made)))


def word_table(document: Document, head: str) -> list[list[str]]:
    """Rows of the first table of the file whose header begins so."""
    found = next(table for table in document.tables if table.cell(0, 0).text == head)
    return [[cell.text for cell in row.cells] for row in found.rows]


def number(words: str) -> float:
    return float(words.split("\n")[0].replace(",", ""))


def test_the_file_says_what_summary_says(session: Session) -> None:
    """黔江区: 16 projects, 23,486 万元, 1,120 places in 13 and 1,490 beds in 3 of them, no school places stated."""
    scope = scope_of(session, "region=500114")
    document = opened(build(session, scope, MADE_ON))
    summary = summary_table(session.cursor, scope, []).row(0, named=True)
    rows = {row[0]: row[1:] for row in word_table(document, "指标")}
    assert rows["总投资"] == ["23,486", "万元", "16/16", "0/16"]
    assert number(rows["总投资"][0]) == float(summary["total_investment_wan"])
    assert [number(rows["新增托位"][0]), number(rows["新增养老床位"][0])] == [
        summary["childcare_places"],
        summary["elder_beds"],
    ]
    assert rows["新增托位"][2] == "13/16"
    assert rows["新增学位"][0] == "未载明"
    said = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "黔江区纳入统计的项目共16个，计划总投资2.35亿元（23,486万元）（16/16个项目载明）" in said
    assert "新增学位，各项目均未载明" in said


def test_every_group_in_the_file_is_the_group_of_the_summary(session: Session) -> None:
    scope = scope_of(session)
    document = opened(build(session, scope, MADE_ON))
    for head, by, name in (("地区", "region", "region_name"), ("行业", "sector", "sector")):
        rows = {row[0]: row for row in word_table(document, head)[1:]}
        groups = summary_table(session.cursor, scope, [by]).to_dicts()
        assert {group[name] for group in groups} == set(rows)
        for group in groups:
            projects, money, *capacities = rows[group[name]][1:]
            assert (int(projects), number(money)) == (group["projects"], float(group["total_investment_wan"]))
            for shown, metric in zip(capacities, ("childcare_places", "elder_beds", "school_places"), strict=True):
                assert shown == "未载明" if group[metric] is None else number(shown) == group[metric]
    assert sum(int(row[1]) for row in word_table(document, "地区")[1:]) == 34


def test_charts_are_native_and_hold_the_same_numbers(session: Session) -> None:
    scope = scope_of(session)
    with ZipFile(BytesIO(to_word(build(session, scope, MADE_ON)))) as archive:
        charts = [name for name in archive.namelist() if name.startswith("word/charts/chart")]
        assert len(charts) == 4
        drawn = archive.read("word/charts/chart1.xml").decode()
        held = archive.read("word/embeddings/chart1.xlsx")
    regions = summary_table(session.cursor, scope, ["region"])
    cached = [float(value) for value in re.findall(r"<c:v>([\d.]+)</c:v>", drawn)]
    assert set(regions["total_investment_wan"].cast(float)) == set(cached)
    assert 'showCatName val="0"' in drawn
    rows = CalamineWorkbook.from_filelike(BytesIO(held)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == cached


def test_the_page_of_an_official_document(session: Session) -> None:
    document = opened(build(session, scope_of(session), MADE_ON))
    page = document.sections[0]
    assert page.page_width == pytest.approx(Cm(21.0), abs=Cm(0.01))
    assert page.page_height == pytest.approx(Cm(29.7), abs=Cm(0.01))
    assert "PAGE" in page.footer.paragraphs[0]._p.xml
    room = page.page_width - page.left_margin - page.right_margin
    for table in document.tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert sum(column.width or 0 for column in table.columns) <= room
    fonts = {
        (run._r.rPr.rFonts.get(qn("w:eastAsia")), run._r.rPr.rFonts.get(qn("w:ascii")))
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run._r.rPr is not None and run._r.rPr.rFonts is not None
    }
    assert {latin for _, latin in fonts} == {"Times New Roman"}
    assert {font for font, _ in fonts} == {"仿宋_GB2312", "黑体", "方正小标宋简体", "楷体_GB2312", "宋体"}
    names = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    for name, instead in (("仿宋_GB2312", "仿宋"), ("方正小标宋简体", "华文中宋"), ("楷体_GB2312", "楷体")):
        assert f'<w:font w:name="{name}"><w:altName w:val="{instead}"/>' in names.blob.decode()
    assert document.paragraphs[0].text == "全部地区重点项目情况简报"
    assert document.paragraphs[1].text == "（数据截止2022年10月31日，2024年1月15日编制）"
    assert page.header.paragraphs[0].text == ""


def test_without_progress_nothing_is_late_and_the_document_says_why(session: Session) -> None:
    made = build(session, scope_of(session, "region=500114"), MADE_ON)
    assert "没有月度调度，不能判断是否推迟；已过计划竣工时间而未报进度的项目有1/16个" in text(made)
    assert tables(made)["已过计划竣工时间而未报进度的项目"].rows == [
        ["重庆壹粒种籽教育科技有限责任公司托育中心示范性托育中心", "黔江区", "2019-2021", "247"]
    ]
    assert "没有年度计划、完成投资、到位资金和支付数据" in text(made)
    assert "黔江区养老床位总数目标2,800张（2025年），存量未载明，不计算缺口。" in text(made)
    assert "开工率" not in text(made)
    assert made.mark == made.progress_mark == ""


@pytest.mark.parametrize(
    ("word", "caption", "sentence"),
    [
        ("overdue", "逾期未完的项目及原因", "计划竣工时间已过、有报送的{d}个项目中，逾期未完{n}个"),
        ("finished_late", "晚于计划竣工的项目及原因", "已竣工的{d}个项目中，晚于计划竣工{n}个"),
        ("forecast_late", "预计会晚的项目及原因", "报有预计竣工时间的{d}个项目中，预计会晚{n}个"),
    ],
)
def test_late_projects_are_those_of_the_schedule(told: Session, word: str, caption: str, sentence: str) -> None:
    scope = scope_of(told)
    made = build(told, scope, MADE_ON)
    late = {
        row["name"]: row["current_finish_slip_months"]
        for row in schedule_table(told.cursor, scope).to_dicts()
        if row["current_lateness"] == word
    }
    rows = tables(made)[caption].rows
    assert {row[0]: float(re.sub(r"[^\d.]", "", row[4])) for row in rows} == late
    assert all(row[5] for row in rows)
    assert word != "forecast_late" or all(row[4].startswith("预计") for row in rows)
    (slips,) = slip_table(told.cursor, scope, []).to_dicts()
    assert slips[f"current_{word}_rate_n"] == len(rows)
    assert sentence.format(d=slips[f"current_{word}_rate_d"], n=len(rows)) in text(made)


def test_money_of_the_file_is_the_money_of_the_funding_table(told: Session) -> None:
    scope = scope_of(told, "region=500114")
    made = build(told, scope, MADE_ON)
    figures = total(told.cursor, scope.filter, scope.as_of, ["invested_year_wan", "arrived_wan", "completion_rate"])
    assert f"投资完成率{figures['completion_rate']:.1f}%（" in text(made)
    [row] = tables(made)["各地区投资完成情况（万元）"].rows
    assert number(row[2]) == float(str(figures["invested_year_wan"]))
    sources = tables(made)["到位资金按来源（累计，万元）"].rows
    assert sum(number(row[2]) for row in sources if row[2] != "未报送") == pytest.approx(
        float(str(figures["arrived_wan"]))
    )


def test_the_month_is_compared_with_the_year_before_and_silent_regions_are_named(tmp_path: Path) -> None:
    """甲 10 万元 in May 2022, 15 in May 2023: up by 50.0 %. 丙 reports in 2022 only. 万州区 sent nothing."""
    plans = [("甲敬老院", "2021-2024", "100"), ("丙敬老院", "2021-2024", "100")]
    write_list(tmp_path / "甲.csv", plans, "2021-01-15")
    write_list(tmp_path / "乙.csv", [("乙敬老院", "2021-2024", "100")], "2021-01-15", "重庆市万州区")
    last = [{"name": name, "status": "在建", "month": wan} for name, wan in (("甲敬老院", "10"), ("丙敬老院", "70"))]
    write_sheet(tmp_path / "去年.csv", "2022年5月", last)
    write_sheet(tmp_path / "今年.csv", "2023年5月", [{"name": "甲敬老院", "status": "在建", "month": "15"}])
    load.load(sorted(tmp_path.glob("*.csv")), tmp_path / "home")
    said = text(briefing(tmp_path / "home"))
    assert (
        "当月完成投资15万元（1个项目报送）。两年同月都报送的1个项目，本年15万元、上年同月10万元，同比增长50.0%；"
        in said
    )
    assert "另有0个项目只报本年、1个只报上年，未比较。" in said
    assert "数据截止日当月没有报送的地区：万州区。" in said


def test_invented_progress_is_marked_on_every_page_and_beside_every_figure(told: Session) -> None:
    made = build(told, scope_of(told), MADE_ON)
    document = opened(made)
    assert document.sections[0].header.paragraphs[0].text == MARK
    marked = [paragraph.text for paragraph in document.paragraphs if MARK in paragraph.text]
    resting = [block for section in made.sections for block in section.blocks if block.is_progress]
    assert len(marked) == len(resting) > 5
    assert any(line.startswith("表") and "逾期未完的项目及原因" in line for line in marked)
    assert not any("计划总投资" in line and line.startswith("截至") for line in marked)


def test_without_any_target_there_is_no_gap(tmp_path: Path) -> None:
    publish(tmp_path, [project(1)])
    assert "没有缺口可算" in text(briefing(tmp_path))


def test_an_empty_filter_gives_a_short_document(session: Session) -> None:
    made = build(session, scope_of(session, "region=500114&sector=学前教育"), MADE_ON)
    assert "当前统计范围内没有项目" in text(made)
    assert set(tables(made)) <= {"来源文件", "未处理问题按类型"}  # of the plan that states targets
    assert "统计范围：黔江区；全部年份；行业：学前教育" in text(made)
    assert opened(made).paragraphs[0].text == "黔江区重点项目情况简报"


def test_a_year_filter_names_what_it_leaves_out(session: Session) -> None:
    made = build(session, scope_of(session, "year=2022"), MADE_ON)
    assert "另有18个项目未载明计划竣工年份，不在本次统计年份内，未计入" in text(made)


def test_without_an_as_of_date_nothing_is_dated(tmp_path: Path) -> None:
    publish(tmp_path, [project(1, total_investment_wan=5, **years(2021, 2022))], as_of="")
    made = briefing(tmp_path)
    assert made.dateline == "（数据截止日未定，2024年1月15日编制）"
    assert "截至" not in text(made).split("\n")[0]
    assert "数据截止日未定，不能判断项目处于计划的哪个阶段" in text(made)


def test_ladders_are_worked_out_or_say_why_not(tmp_path: Path) -> None:
    """10500 - 4059 - (750 + 1400) planned = 4291 uncovered; 黔江区 states no stock."""
    city = {"region_id": "360200", "region_name": "景德镇市", "prefecture_id": "360200", "county_id": None}
    rows = [project(n, elder_beds=beds, **city) for n, beds in enumerate((750, 1400, None), start=1)]
    publish(tmp_path, rows, targets=TARGETS)
    made = briefing(tmp_path)
    assert "计划中2,150张，尚缺4,291张（2/3个项目载明数量）。另有1个项目未载明数量" in text(made)
    assert "黔江区养老床位总数目标2,800张（2025年），存量未载明，不计算缺口。该地区没有项目清单。" in text(made)
    gaps = next(table for caption, table in tables(made).items() if caption.startswith("目标缺口"))
    assert ["景德镇市", "养老床位（张）", "2025年", "10,500", "4,059", "0", "0", "2,150", "4,291"] in gaps.rows


def test_long_tables_say_what_they_leave_out(tmp_path: Path) -> None:
    rows = [project(n, doubtful_fields=["total_investment_wan"]) for n in range(1, 26)]
    publish(tmp_path, rows, findings=[finding(1, 1), finding(2, 2, "warn")])
    doubts = tables(briefing(tmp_path))["有存疑字段的项目"]
    assert len(doubts.rows) == 20
    assert doubts.note == "此处列前20个，其余5个见项目表下载。"
    document = opened(briefing(tmp_path))
    assert doubts.note in [paragraph.text for paragraph in document.paragraphs]
    assert "25/25个项目有存疑字段" in text(briefing(tmp_path))
    assert "拒收0条、待核1条、提示1条" in text(briefing(tmp_path))


def test_a_region_whose_name_occurs_twice_is_named_with_the_one_above(tmp_path: Path) -> None:
    zones = [{"region_id": "360200-高新区", "region_name": "高新区"}, {"region_id": "500114", "region_name": "高新区"}]
    publish(tmp_path, [project(n, total_investment_wan=n, **zone) for n, zone in enumerate(zones, start=1)])
    names = [row[0] for row in tables(briefing(tmp_path))["各地区项目、投资与新增能力"].rows]
    assert names == ["重庆市高新区", "景德镇市高新区"]


def test_sentences_name_only_facts_that_are_given(tmp_path: Path) -> None:
    publish(tmp_path, [project(1)], targets=TARGETS)
    with Warehouse(tmp_path).session() as session:
        gathered = gather(session, scope_of(session))
    more = {"made_on", "documents", "ladders_shown", "ladders_left_out", "shown", "rest"}
    known = gathered.facts.keys() | ladder_facts(gathered.ladders[0]).keys() | more
    for sentence in sentences():
        gaps = {name for _, name, _, _ in string.Formatter().parse(sentence.text) if name}
        conditions = {name.removeprefix("!") for name in sentence.when.split("&") if name}
        assert gaps | conditions <= known, sentence


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{a:yi}", "2.00亿元（20,000万元）"),
        ("{b:yi}", "1,081万元"),
        ("{none:yi}", "未载明"),
        ("{rate:pct}", "33.3%"),
        ("{none:pct}", "未载明"),
        ("{rate:months}", "33.3个月"),
        ("{day:date}", "2022年10月7日"),
        ("{year:year}", "2022"),
        ("{b}个", "1,081个"),
        ("{rate:change}", "增长33.3%"),
        ("{fall:change}", "下降12.5%"),
    ],
)
def test_forms_of_gaps(template: str, said: str) -> None:
    facts = {
        "a": 20000,
        "b": 1081,
        "none": None,
        "rate": 100 / 3,
        "fall": -12.5,
        "day": date(2022, 10, 7),
        "year": 2022,
    }
    assert fill(template, facts) == said


def test_the_command_writes_the_file(invented: Path, tmp_path: Path) -> None:
    target = tmp_path / "简报.docx"
    result = portfolio(invented, "report", "--region", "500114", "--as-of", "2023-06-30", "-o", str(target))
    assert (result.exit_code, result.stderr[:14]) == (0, "黔江区重点项目情况简报（数据")
    assert "截至2023年6月30日，黔江区" in "".join(paragraph.text for paragraph in docx.Document(str(target)).paragraphs)


@pytest.mark.parametrize(("name", "region"), [("a.pdf", "500114"), ("a.docx", "黔江")])
def test_the_command_refuses_in_one_line(invented: Path, tmp_path: Path, name: str, region: str) -> None:
    result = portfolio(invented, "report", "--region", region, "-o", str(tmp_path / name))
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / name).exists()


def test_control_characters_of_names_are_left_out_and_nothing_of_the_template_is_said(session: Session) -> None:
    made = build(session, scope_of(session), MADE_ON)
    made = replace(made, title=f"柳\x0b河\x02{made.title}\ud800")
    made.sections[0].blocks.insert(0, Paragraph("养\x00老\x1f院\ufffe"))
    with ZipFile(BytesIO(to_word(made))) as archive:
        names, core = archive.namelist(), archive.read("docProps/core.xml").decode()
        words = archive.read("word/document.xml").decode()
    assert "养老院" in words and "柳河" in words and "柳河" in core
    assert not [name for name in names if "thumbnail" in name or name == "docProps/app.xml"]
    assert "2013" not in core and core.count(f"{MADE_ON:%Y-%m-%d}T") == 2
