"""An approved adjustment (调整…的批复) gives the current baseline; the original one stays what the first list said."""

from datetime import date
from pathlib import Path

from etl.pipeline import load as pipeline
from tests.etl.corrections.test_corrections import query

LIST = """怀宁县2022年重点项目清单
怀宁县发展和改革委员会
2022年3月1日
序号\t项目名称\t建设性质\t建设地点\t建设内容\t建设期限\t总投资（万元）\t项目单位
1\t怀宁县社会福利院\t新建\t高河镇\t床位200张\t2021-2022\t3000\t怀宁县民政局
"""
ADJUSTED = """怀宁县发展和改革委员会关于调整怀宁县社会福利院建设期限的批复
怀发改〔2023〕88号
怀宁县民政局：
经研究，同意调整建设期限，详见附表。
怀宁县发展和改革委员会
2023年6月20日

附表：项目调整计划表
序号\t项目名称\t建设性质\t建设地点\t原建设期限\t调整后建设期限\t原总投资（万元）\t调整后总投资（万元）\t项目单位
1\t怀宁县社会福利院\t新建\t高河镇\t2021-2022\t2021-2024\t3000\t3600\t怀宁县民政局
"""
LATER = (
    LIST.replace("2022年3月1日", "2023年9月1日").replace("2021-2022", "2021-2025").replace("2022年重点", "2023年重点")
)


def load(folder: Path, *texts: str) -> Path:
    for number, text in enumerate(texts):
        path = folder / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        pipeline.load([path], folder / "home")
    return folder / "home"


def plans(home: Path) -> list[tuple[date, date]]:
    rows = query(home, "select original_finish, current_finish from baselines")
    return [(row["original_finish"], row["current_finish"]) for row in rows]


def test_an_approved_adjustment_moves_the_current_baseline_alone(tmp_path: Path):
    home = load(tmp_path, LIST, ADJUSTED)
    assert plans(home) == [(date(2022, 12, 31), date(2024, 12, 31))]
    document = query(home, "select * from documents where document = '1.txt'")[0]
    assert (document["document_number"], document["document_date"], document["region_id"]) == (
        "怀发改〔2023〕88号",
        date(2023, 6, 20),
        "340822",
    )
    revision = query(home, "select * from plan_revisions where revision = 2")[0]
    assert {"planned_finish", "total_investment_wan"} <= set(revision["changed_fields"])


def test_a_later_list_counts_after_the_adjustment(tmp_path: Path):
    assert plans(load(tmp_path, ADJUSTED, LIST, LATER)) == [(date(2022, 12, 31), date(2025, 12, 31))]


EARLIER = """关于怀宁县养老项目建设期限调整情况的说明
怀宁县发展和改革委员会
2023年6月20日
序号\t项目名称\t建设性质\t建设地点\t建设内容\t{headers}\t项目单位
1\t怀宁县社会福利院\t新建\t高河镇\t床位200张\t{cells}\t怀宁县民政局
"""


def test_what_a_list_says_was_planned_before_is_the_original_baseline(tmp_path: Path):
    both = EARLIER.format(headers="原建设期限\t建设期限", cells="2021-2022\t2021-2024")
    assert plans(load(tmp_path, both)) == [(date(2022, 12, 31), date(2024, 12, 31))]


def test_an_earlier_plan_alone_is_no_current_one(tmp_path: Path):
    for number, (headers, cells, finish) in enumerate(
        (
            ("原计划工期", "2021年3月-2022年6月", date(2022, 6, 30)),
            ("原定开工时间\t原定竣工时间", "2021年3月\t2022年6月", date(2022, 6, 30)),
            ("调整前建设期限", "2022年", date(2022, 12, 31)),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert plans(load(folder, EARLIER.format(headers=headers, cells=cells))) == [(finish, None)], headers


def test_an_earlier_document_states_the_original_plan_better(tmp_path: Path):
    claims = EARLIER.format(headers="原建设期限\t建设期限", cells="2021-2023\t2021-2024")
    assert plans(load(tmp_path, LIST, claims)) == [(date(2022, 12, 31), date(2024, 12, 31))]


def test_a_doubtful_earlier_plan_is_told_and_no_baseline(tmp_path: Path):
    home = load(tmp_path, EARLIER.format(headers="原建设期限\t建设期限", cells="2O21-2022\t2021-2024"))
    assert plans(home) == [(date(2024, 12, 31), date(2024, 12, 31))]
    found = query(home, 'select type, "column" from findings where "column" = \'原建设期限\'')
    assert [row["type"] for row in found] in (["doubtful_period"], ["unreadable_period"])
