"""What lists of major projects state beside the plan: who, what this year, approvals, sources of funds, remarks."""

from datetime import date
from typing import Any

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.tables.said import findings, html, kinds


def rows(read: ReadDocument, *names: str) -> list[tuple[Any, ...]]:
    return read.frames["project_reports"].select(*names).rows()


def approvals(read: ReadDocument) -> list[tuple[Any, ...]]:
    columns = ("step", "state", "date", "precision", "document_number", "certainty")
    return read.frames["approvals"].select(*columns).rows()


def csv(*lines: str) -> ReadDocument:
    """A list of 城关区 without a date."""
    return read_document("\n".join(lines).encode(), "list.csv", Given("620102"))


def dated(*lines: str) -> ReadDocument:
    """A list of 1 March 2025."""
    return read_document("\n".join(lines).encode(), "list.csv", Given("620102", date(2025, 3, 1)))


@pytest.mark.parametrize("sign", ["/", "—", "-", "——"])
def test_a_sign_for_nothing_is_no_owner_and_no_remark(sign: str):
    read = csv(
        "序号,项目名称,总投资（万元）,责任单位,项目业主,包联领导,责任人,备注",
        f"1,城北大桥,9000,{sign},{sign},{sign},{sign},{sign}",
    )
    names = ("implementing_unit", "owner_unit", "leader", "person_in_charge", "remark")
    assert rows(read, *names) == [(None,) * 5]


def test_who_owns_it_is_not_who_is_responsible_for_it():
    read = csv(
        "序号,项目名称,总投资（万元）,责任单位,项目业主,包联领导,责任人,联系人,备注",
        "1,城北大桥,9000,市住建局,甲城投公司,李某副市长,王某,赵某 0931-1234567,省级重点",
        "2,城南大桥,8000,市住建局,,,,,",
    )
    names = ("implementing_unit", "owner_unit", "leader", "person_in_charge", "contact_person", "remark")
    assert rows(read, *names) == [
        ("市住建局", "甲城投公司", "李某副市长", "王某", "赵某", "省级重点"),
        ("市住建局", None, None, None, None, None),
    ]
    assert not findings(read, "ambiguous_column") + findings(read, "unknown_column") + findings(read, "missing_cell")
    words = read.frames["evidence"].filter(field="owner_unit")
    assert words.select("header", "raw", "start", "end").rows() == [("项目业主", "甲城投公司", 0, 5)]


def test_an_owner_alone_is_asked_for_in_every_row():
    read = csv("项目名称,总投资（万元）,建设单位", "城北大桥,9000,甲公司", "城南大桥,8000,")
    assert rows(read, "owner_unit", "implementing_unit") == [("甲公司", None), (None, None)]
    assert [found["row"] for found in findings(read, "missing_cell")] == [2]
    assert [found["raw"] for found in findings(read, "missing_column")] == ["建设期限", "建设地点", "建设内容和规模"]


def test_two_columns_of_leaders_are_joined():
    read = csv(
        "项目名称,总投资（万元）,包联市领导,包联县领导",
        "城北大桥,9000,李某,王某",
        "城南大桥,800,,赵某",
        "城东大桥,700,,",
    )
    assert rows(read, "leader") == [("李某；王某",), ("赵某",), (None,)]
    assert read.frames["evidence"].filter(field="leader")["raw"].to_list() == ["李某", "王某", "赵某"]
    assert not findings(read, "ambiguous_column")


def test_telephone_numbers_are_no_part_of_a_name():
    read = csv(
        "项目名称,总投资（万元）,项目负责人及联系电话", "城北大桥,9000,李某（13900000000）", "城南大桥,8000,王某、赵某"
    )
    assert rows(read, "person_in_charge") == [("李某",), ("王某、赵某",)]


def test_work_of_the_year_is_words():
    read = csv("项目名称,总投资（万元）,2025年建设任务", "城北大桥,9000,完成主桥合龙", "城南大桥,8000,500")
    assert rows(read, "work_of_year") == [("完成主桥合龙",), ("500",)]
    assert read.frames["project_reports"]["doubtful_fields"].to_list() == [[], ["work_of_year"]]


@pytest.mark.parametrize(
    ("words", "nature"),
    [
        ("续建", "续建"),
        ("新开工项目", "新开工"),
        ("计划竣工", "竣工"),
        ("前期工作", "储备"),
        ("谋划类", "储备"),
        ("—", None),
    ],
)
def test_the_nature_of_the_year_by_its_column(words: str, nature: str | None):
    read = csv("项目名称,总投资（万元）,项目阶段", f"城北大桥,9000,{words}")
    assert rows(read, "year_nature", "doubtful_fields") == [(nature, [])]


def test_the_column_of_the_nature_may_state_that_of_the_year():
    read = csv("项目名称,总投资（万元）,建设性质", "城北大桥,9000,新开工", "城南大桥,800,续建", "城东大桥,700,新建")
    assert rows(read, "nature", "year_nature") == [(None, "新开工"), ("续建", "续建"), ("新建", None)]
    assert not findings(read, "unknown_nature")


def test_a_word_that_is_no_nature_of_the_year_is_said():
    read = csv("项目名称,总投资（万元）,项目阶段", "城北大桥,9000,甲类")
    assert rows(read, "year_nature", "doubtful_fields") == [(None, ["year_nature"])]
    assert len(findings(read, "unknown_year_nature")) == 1


def test_the_nature_of_the_year_by_sections():
    read = csv(
        "序号,项目名称,建设地点,总投资（万元）",
        "一、续建项目（2个）,,,",
        "（一）交通,,,",
        "1,城北大桥,城北街道,9000",
        "（二）水利,,,",
        "2,城北泵站,城北街道,800",
        "二、新建、续建项目,,,",
        "3,城东大桥,城北街道,700",
        "三、储备项目,,,",
        "4,城南大桥,城北街道,600",
        "四、其他项目,,,",
        "5,城西大桥,城北街道,500",
    )
    assert rows(read, "year_nature") == [("续建",), ("续建",), (None,), ("储备",), (None,)]
    told = read.frames["evidence"].filter(field="year_nature").select("raw", "value", "rule").rows()
    assert told == [("一、续建项目（2个）", "续建", "section")] * 2 + [("三、储备项目", "储备", "section")]


def test_a_section_without_a_number_below_another_is_doubtful():
    read = csv(
        "序号,项目名称,建设地点,总投资（万元）", "续建项目（1个）,,,", "交通项目（1个）,,,", "1,城北大桥,城北街道,900"
    )
    assert rows(read, "year_nature", "doubtful_fields") == [("续建", ["year_nature"])]


def test_the_nature_of_the_year_by_the_title():
    assert rows(csv("某县2025年储备项目清单", "项目名称,总投资（万元）", "城北大桥,9000"), "year_nature") == [("储备",)]
    both = csv("某县2025年新开工、续建项目清单", "项目名称,总投资（万元）", "城北大桥,9000")
    assert rows(both, "year_nature") == [(None,)]


def test_names_of_what_is_built_are_those_of_projects_where_something_is_built():
    read = csv("序号,小区名称,改造内容,总投资（万元）", "1,阳光家园,外墙改造,300", "2,和平里,屋面改造,200")
    assert rows(read, "name") == [("阳光家园",), ("和平里",)]
    register = csv("序号,小区名称,类型,地址", "1,阳光家园,商品房,城北路1号", "2,和平里,房改房,城南路2号")
    assert kinds(register) in ([], ["other"])


def test_two_columns_below_a_header_that_names_both():
    head = [["项目名称", "总投资（万元）", "建设内容", "项目单位及负责人", "项目单位及负责人"]]
    head.append([*head[0][:3], "项目单位", "负责人"])
    read = html("项目清单", [*head, ["城北大桥", "900", "新建大桥", "甲公司", "李某"]])
    assert rows(read, "owner_unit", "person_in_charge") == [("甲公司", "李某")]


FULL = """兰州市城关区2025年重大项目清单
2025年3月1日
单位：万元
序号,项目代码,项目名称,所属行业,建设性质,建设地点,建设内容及规模,建设年限,总投资,2025年计划投资,责任单位,项目业主,包联领导,责任人,联系电话,立项批复,用地预审,环评批复,施工许可,备注
1,2401-620102-04-01-100001,城北快速路,交通运输,新建,城北街道,新建城市快速路12.5公里,2024-2026,86000,30000,区住建局,甲城投,李某副区长,王某,0931-1234567,2024-03,2024-05,2024-06,2024-09,
2,2401-620102-05-01-100002,城北污水处理厂,水利,扩建,城北街道,新增日处理污水3万吨,2024-2025,21000,9000,区水务局,甲水务,赵某副区长,钱某,0931-7654321,2024-02,2024-04,,,省级
"""


def test_a_whole_list_of_major_projects_is_kept_and_no_telephone_is():
    read = read_document(FULL.encode(), "list.csv", Given())
    stated = [[value for value in row if value is not None] for row in approvals(read)]
    assert [row[0] for row in stated] == ["project", "land", "eia", "permit", "project", "land"]
    assert {row[1] for row in stated} == {"done"}
    assert rows(read, "owner_unit", "implementing_unit", "leader", "remark") == [
        ("甲城投", "区住建局", "李某副区长", None),
        ("甲水务", "区水务局", "赵某副区长", "省级"),
    ]
    assert not findings(read, "unknown_column") + findings(read, "ambiguous_column")
    kept = " ".join(str(frame.to_dicts()) for frame in read.frames.values())
    assert "1234567" not in kept and "7654321" not in kept


# --- approvals ---------------------------------------------------------------------------------------------------


def test_approvals_are_dated_steps():
    read = dated(
        "项目名称,总投资（万元）,立项批复,用地、规划手续,环评批复文号,施工许可",
        "城北大桥,9000,2024-03,正在办理,甘环审〔2024〕12号,2025年9月",
        "城南大桥,8000,无,已办结,,无需办理",
    )
    assert approvals(read) == [
        ("project", "done", date(2024, 3, 1), "month", None, "certain"),
        ("land", "under_way", None, None, None, "certain"),
        ("planning", "under_way", None, None, None, "certain"),
        ("eia", "done", None, None, "甘环审〔2024〕12号", "certain"),
        ("permit", "planned", date(2025, 9, 1), "month", None, "certain"),
        ("land", "done", None, None, None, "certain"),
        ("planning", "done", None, None, None, "certain"),
        ("permit", "not_needed", None, None, None, "certain"),
    ]


@pytest.mark.parametrize(
    ("words", "state", "day"),
    [
        ("未取得", "not_started", None),
        ("尚未批复", "not_started", None),
        ("已取得", "done", None),
        ("√", "done", None),
        ("否", "not_started", None),
        ("预计2025年6月批复", "planned", date(2025, 6, 1)),
        ("2024年5月已批复", "done", date(2024, 5, 1)),
        ("已完成评审，正在报批", "under_way", None),
        ("兰发改审〔2024〕7号", "done", None),
        ("已批复（兰发改审〔2024〕7号）", "done", None),
        ("已报市发改委", "under_way", None),
        ("2024年3月完成报告编制", "under_way", None),
        ("已启动", "under_way", None),
        ("待批复", "under_way", None),
        ("评审中", "under_way", None),
        ("已中标", "done", None),
    ],
)
def test_states_of_an_approval_in_words(words: str, state: str, day: date | None):
    (found,) = approvals(dated("项目名称,总投资（万元）,可研批复", f"城北大桥,9000,{words}"))
    assert (found[1], found[2], found[5]) == (state, day, "certain")


def test_words_that_tell_no_state_are_kept_and_doubtful():
    read = dated("项目名称,总投资（万元）,可研批复", "城北大桥,9000,见附件", "城南大桥,900,2024-13")
    assert approvals(read) == [("feasibility", None, None, None, None, "doubtful")]
    assert [found["raw"] for found in findings(read, "unreadable_period")] == ["2024-13"]


def test_a_date_without_that_of_the_list_says_no_state():
    read = csv("项目名称,总投资（万元）,可研批复", "城北大桥,9000,2024-03")
    assert approvals(read) == [("feasibility", None, date(2024, 3, 1), "month", None, "certain")]


def test_approvals_below_a_group_and_in_prose():
    head = [["项目名称", "总投资（万元）", "前期手续", "前期手续"], ["项目名称", "总投资（万元）", "用地", "环评"]]
    read = html("2025年3月1日", [*head, ["城北大桥", "900", "已办", "在办"]])
    assert [found[:2] for found in approvals(read)] == [("land", "done"), ("eia", "under_way")]
    read = dated(
        "项目名称,总投资（万元）,前期手续办理情况", "城北大桥,900,已取得立项、可研批复；正在办理环评；资金已落实"
    )
    assert [found[:2] for found in approvals(read)] == [
        ("project", "done"),
        ("feasibility", "done"),
        ("eia", "under_way"),
    ]
    spans = read.frames["approvals"].select("raw", "start", "end").rows()
    assert [raw[start:end] for raw, start, end in spans] == ["已取得立项、可研批复"] * 2 + ["正在办理环评"]
    (found,) = findings(dated("项目名称,总投资（万元）,前期手续办理情况", "城北大桥,900,齐全"), "unread_approval")
    assert found["raw"] == "齐全"


# --- sources of funds --------------------------------------------------------------------------------------------


def funds(read: ReadDocument) -> list[tuple[Any, ...]]:
    rows = read.frames["funding_plan"].select("source", "year", "amount_wan", "header").rows()
    return [(source, year, float(amount), "".join(header.split())) for source, year, amount, header in rows]


def test_funds_by_source_below_a_group():
    head = [
        ["项目名称", "总投资", "资金来源", "资金来源", "资金来源", "资金来源"],
        ["项目名称", "总投资", "中央", "市级", "县级", "其他"],
    ]
    read = html("项目清单 单位：万元", [*head, ["城北大桥", "900", "300", "200", "约100", "—"]])
    assert funds(read) == [
        ("central_budget", None, 300, "资金来源中央"),
        ("municipal_county", None, 200, "资金来源市级"),
        ("municipal_county", None, 100, "资金来源县级"),
    ]
    assert read.frames["funding_plan"]["qualifier"].to_list() == ["exact", "exact", "about"]
    assert not findings(read, "ambiguous_column") + findings(read, "funding_sum_mismatch")


def test_sources_that_add_up_to_more_than_the_total():
    read = csv(
        "项目名称,总投资（万元）,其中：中央预算内投资（万元）,专项债券（万元）,企业自筹（亿元）,2025年申请专项债券（万元）",
        "城北大桥,900,300,400,0.03,400",
        "城南大桥,900,300,300,0.03,900",
    )
    (found,) = findings(read, "funding_sum_mismatch")
    assert (found["row"], found["raw"]) == (1, "1000")
    assert funds(read)[2:4] == [
        ("self_raised", None, 300, "企业自筹（亿元）"),
        ("local_special_bond", 2025, 400, "2025年申请专项债券（万元）"),
    ]


def test_columns_beside_a_source_that_name_one_by_a_word_alone():
    read = csv(
        "某县项目清单　单位：万元",
        "项目名称,总投资,资金来源:一般公共预算,省级,其他,已到位,其他",
        "城北大桥,900,300,200,100,50,7",
    )
    assert funds(read) == [
        ("fiscal", None, 300, "资金来源:一般公共预算"),
        ("provincial", None, 200, "省级"),
        ("other", None, 100, "其他"),
    ]


def test_sources_of_a_years_plan_are_of_that_year():
    head = [["项目名称", "总投资", "建设内容", *["2025年投资计划"] * 3, *["年度投资计划"] * 2]]
    head.append([*head[0][:3], "小计", "中央资金", "省级资金", "合计", "市级资金"])
    cells = ["城北大桥", "900", "新建大桥", "600", "400", "200", "50", "30"]
    read = html("2026年项目清单 单位：万元", [*head, cells])
    assert [fund[:3] for fund in funds(read)] == [
        ("central_budget", 2025, 400),
        ("provincial", 2025, 200),
        ("municipal_county", 2026, 30),
    ]
    plans = read.frames["investment_plan"].select("year", "plan_wan").rows()
    assert [(year, float(wan)) for year, wan in plans] == [(2025, 600), (2026, 50)]
    without = html("项目清单 单位：万元", [["项目名称", "总投资", "年度中央资金"], ["城北大桥", "900", "400"]])
    assert without.frames["funding_plan"].select("year", "certainty").rows() == [(None, "doubtful")]


def test_sources_in_words():
    read = csv(
        "项目名称,总投资（万元）,资金来源",
        "城北大桥,900,中央预算内投资500万元，其中2025年200万元；县级配套约0.01亿元、其余自筹",
        "城南大桥,800,多方筹集",
        "城东大桥,700,自筹30%",
        '城西大桥,600,"总投资600万元，其中专项债券400万元，企业自筹1,200万元"',
    )
    rows = read.frames["funding_plan"].select("source", "amount_wan", "qualifier", "raw", "start", "end").rows()
    assert [(source, amount if amount is None else float(amount), bound) for source, amount, bound, *_ in rows] == [
        ("central_budget", 500, "exact"),
        ("municipal_county", 100, "about"),
        ("self_raised", None, "exact"),
        ("local_special_bond", 400, "exact"),
        ("self_raised", 1200, "exact"),
    ]
    assert [raw[start:end] for *_, raw, start, end in rows][1:3] == ["县级配套约0.01亿元", "其余自筹"]
    said = [(found["row"], found["raw"]) for found in findings(read, "unread_source")]
    assert said == [(1, "其中2025年200万元"), (2, "多方筹集"), (3, "自筹30%")]
    assert [found["row"] for found in findings(read, "funding_sum_mismatch")] == [4]


# --- money by year -----------------------------------------------------------------------------------------------


def test_amounts_of_a_year_without_a_word_for_what_they_are():
    read = csv(
        "某县2025年项目清单",
        "项目名称,总投资（万元）,其中：2024年投资（万元）,其中：2025年投资（万元）,2023年完成（万元）,调整后年度投资（万元）",
        "城北大桥,9000,1000,2000,3000,2500",
    )
    plans = read.frames["investment_plan"].select("year", "plan_wan", "done_in_year_wan", "certainty").rows()
    assert [(year, float(plan or 0), float(done or 0), sure) for year, plan, done, sure in plans] == [
        (2024, 1000, 0, "doubtful"),
        (2025, 2000, 0, "certain"),
        (2023, 0, 3000, "certain"),
        (2025, 2500, 0, "certain"),
    ]


def test_who_builds_is_the_owner_beside_who_is_responsible():
    read = csv("序号,项目名称,总投资（万元）,责任单位,实施主体", "1,城北大桥,9000,市住建局,甲城投公司")
    assert rows(read, "implementing_unit", "owner_unit") == [("市住建局", "甲城投公司")]
    assert not findings(read, "ambiguous_column")
    alone = csv("序号,项目名称,总投资（万元）,实施主体", "1,城北大桥,9000,甲城投公司")
    assert rows(alone, "implementing_unit", "owner_unit") == [("甲城投公司", None)]
