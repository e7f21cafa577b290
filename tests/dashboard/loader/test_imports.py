"""Uploaded files: read before they are stored, and hostile until then."""

from __future__ import annotations

import base64
import errno
import json
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.dialogues.removal_form import what_goes
from dashboard.loader import corrections, imports
from dashboard.loader.imports import MOST_MEGABYTES, Upload, clean_name
from dashboard.metrics.documents.corrected import read_row
from dashboard.metrics.documents.held import Leaving, what_leaves
from dashboard.pages.imports.uploading import read_uploads
from dashboard.server.app import create_app
from dashboard.session.jobs import Job, JobRefusedError, Jobs
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Warehouse
from etl.contract.paths import data_dir
from etl.formats.reader import READERS
from etl.pipeline import correct, load
from etl.pipeline import stage as staging
from etl.store.store import Store
from tests.etl.sheets import write_list, write_sheet

STAGE = "0" * 32
SIGNED = {"who": "王某", "why": "清单作废"}
LIST = data_dir() / "samples" / "qianjiang_projects.csv"


def finished(jobs: Jobs, job_id: str) -> Job:
    for _ in range(600):
        job = jobs.read(job_id)
        assert job is not None
        if job.is_done:
            return job
        time.sleep(0.05)
    raise AssertionError("the job does not end")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("清单.docx", "清单.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\清单.xls", "清单.xls"),
        ("a\x00b\u202ec.csv", "abc.csv"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".csv", "长" * 146 + ".csv"),
    ],
)
def test_a_name_is_for_people_only(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_every_format_is_named_where_files_are_dropped(tmp_path: Path) -> None:
    """Pictures (`image`) are read only where a recogniser is installed, and not promised."""
    said = {
        "text": "文本",
        "html": "网页",
        "docx": ".docx",
        "xlsx": ".xlsx",
        "xls": ".xls",
        "ods": ".ods",
        "pdf": "PDF",
    }
    assert set(said) == set(READERS) - {"image"}
    pages = create_app(Settings(home=tmp_path)).server.extensions["pages"]
    [drop] = [str(page.without_data("")) for page in pages if page.title == "导入"]
    assert [word for word in said.values() if word not in drop] == []


def test_nothing_is_stored_before_it_is_accepted(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    upload = Upload("../../清单.csv", LIST.read_bytes())
    checked = finished(jobs, jobs.start(imports.check(tmp_path, STAGE, [upload])))
    assert checked.result
    [file] = checked.result["files"]
    assert (file["document"], file["projects"], file["is_known"]) == ("清单.csv", 16, False)
    assert any(item["row"] == 15 for item in file["row_findings"])
    assert Store(tmp_path).records() == []

    accepted = finished(jobs, jobs.start(imports.accept(tmp_path, STAGE)))
    assert accepted.result == {"accepted": 1, "projects": 16, "corrected": 0, "checked": ""}
    assert accepted.stages == ("存入 清单.csv", "生成快照", "检查快照", "发布快照")
    warehouse = Warehouse(tmp_path)
    with warehouse.session() as session:
        assert session.info.projects == 16
    warehouse.close()
    assert "已导入或已放弃" in finished(jobs, jobs.start(imports.accept(tmp_path, STAGE))).error


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    job = finished(jobs, jobs.start(imports.check(tmp_path, STAGE, [Upload("坏.docx", b"PK\x03\x04 broken")])))
    assert job.result
    [file] = job.result["files"]
    assert not file["is_readable"]
    assert file["findings"]


def test_another_loader_is_named_and_the_stage_stays(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    finished(jobs, jobs.start(imports.check(tmp_path, STAGE, [Upload("清单.csv", LIST.read_bytes())])))
    with Store(tmp_path).lock():
        job = finished(jobs, jobs.start(imports.accept(tmp_path, STAGE)))
    assert "另一个导入正在进行" in job.error
    assert imports.is_staged(tmp_path, STAGE)


@pytest.mark.parametrize("stage", ["..", "../store", "", "0" * 31, "0" * 32 + "/.."])
def test_a_stage_is_an_id(tmp_path: Path, stage: str) -> None:
    with pytest.raises(JobRefusedError):
        imports.discard(tmp_path, stage)


def test_a_job_ends_also_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full from its first stage on."""
    jobs, other = Jobs(tmp_path), Jobs(tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def work(tell: Callable[[str], None]) -> dict[str, Any]:
        monkeypatch.setattr(jobs, "_write", full)
        tell("读取")
        raise OSError(errno.ENOSPC, "No space left on device")

    job_id = jobs.start(work)
    assert "磁盘已满" in finished(jobs, job_id).error
    assert other.read(job_id) is None  # it does not wait for ever


def test_a_job_of_another_process_that_died_is_said_to_be_lost(tmp_path: Path) -> None:
    jobs, go = Jobs(tmp_path), threading.Event()
    job_id = jobs.start(lambda tell: {"waited": go.wait(30)})
    path = tmp_path / "jobs" / f"{job_id}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"process": 2_000_000_000}), encoding="utf-8")
    assert "中断" in finished(jobs, job_id).error
    go.set()
    assert jobs.read("../secret") is None
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(30)


def test_too_much_at_once_is_refused() -> None:
    content = "data:;base64," + base64.b64encode(b"x").decode()
    assert read_uploads([content], ["a.csv"]) == ([Upload("a.csv", b"x")], "")
    both = [Upload("a.csv", b"x"), Upload("b.csv", b"x")]
    assert read_uploads([content] * 2, ["b.csv", "a.csv"]) == (both, "")
    assert "一次最多" in read_uploads([content] * 51, ["a.csv"] * 51)[1]
    assert "超过" in read_uploads(["x" * (MOST_MEGABYTES * 2**20 * 4 // 3 + 100)], ["a.csv"])[1]
    assert "没有完整传到" in read_uploads(["data:;base64,%%"], ["a.csv"])[1]


def two_lists_and_a_month(folder: Path) -> Path:
    """甲 in both lists, 乙 in the later one alone; a sheet of May reports 甲."""
    write_list(folder / "甲.csv", [("甲敬老院", "2022-2023", "200")], "2021-12-15")
    write_list(folder / "乙.csv", [("甲敬老院", "2022-2024", "210"), ("乙敬老院", "2022-2024", "100")], "2022-12-15")
    write_sheet(folder / "五月.csv", "2023年5月", [{"name": "甲敬老院", "status": "在建"}])
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


def leaving(home: Path, name: str) -> Leaving:
    warehouse = Warehouse(home)
    with warehouse.session() as session:
        found = what_leaves(session.cursor, Store(home).find(name).document_id)
    warehouse.close()
    assert found
    return found


def test_what_goes_with_a_document(tmp_path: Path) -> None:
    home = two_lists_and_a_month(tmp_path)
    later = leaving(home, "乙.csv")
    assert (later.rows, later.gone, later.gone_wan, later.kept, later.progress) == (2, 1, 100, 1, 0)
    sheet = leaving(home, "五月.csv")
    assert (sheet.rows, sheet.gone, sheet.progress, sheet.months) == (0, 0, 1, (date(2023, 5, 31),))
    words = str([part.to_plotly_json() for part in what_goes(later)])
    assert "1 个项目从看板消失（总投资 100 万元）" in words
    assert "1 个项目留下，改用其他文件的数值" in words
    assert "1 行进度报送（2023-05）" in str([part.to_plotly_json() for part in what_goes(sheet)])


def test_a_removed_document_is_gone_from_the_next_request(tmp_path: Path) -> None:
    home = two_lists_and_a_month(tmp_path)
    jobs, warehouse = Jobs(home), Warehouse(home)
    with warehouse.session() as session:
        assert len(session.info.documents) == 3
    job = finished(jobs, jobs.start(imports.remove(home, Store(home).find("乙.csv").document_id, **SIGNED)))
    assert job.result == {"removed": "乙.csv"}
    with warehouse.session() as session:
        assert {item.document for item in session.info.documents} == {"甲.csv", "五月.csv"}
        assert session.cursor.rows("SELECT count(*) FROM projects") == [(1,)]
    warehouse.close()


def test_a_closed_month_keeps_its_document(tmp_path: Path) -> None:
    home = two_lists_and_a_month(tmp_path)
    sheet = Store(home).find("五月.csv").document_id
    assert imports.closed_months_of(home, sheet) == []
    load.close_month(date(2023, 5, 31), home)
    assert imports.closed_months_of(home, sheet) == [date(2023, 5, 31)]
    jobs = Jobs(home)
    job = finished(jobs, jobs.start(imports.remove(home, sheet, **SIGNED)))
    assert "已关账月份 2023-05 的依据" in job.error
    assert len(Store(home).records()) == 3
    jobs = Jobs(home)
    assert "没有" in finished(jobs, jobs.start(imports.remove(home, "f" * 64, **SIGNED))).error


DOUBTFUL = (
    "黔江区养老托育重大项目清单\n成文日期：2022-01-15\n单位：万元\n"
    "序号,项目名称,项目类型,建设期限,建设地点,建设内容和规模,总投资,组织实施单位\n"
    "1,甲敬老院,新建,2022-2023,黔江区,新增床位100张,约200,黔江区民政局\n"
    "2,乙敬老院,新建,2022-2023,黔江区,新增床位50张,一二三x,黔江区民政局\n"
)


def staged(home: Path, *uploads: Upload) -> list[dict[str, Any]]:
    jobs = Jobs(home)
    job = finished(jobs, jobs.start(imports.check(home, STAGE, uploads)))
    assert job.result, job.error
    return list(job.result["files"])


def done(home: Path, work: Any) -> Job:
    jobs = Jobs(home)
    return finished(jobs, jobs.start(work))


def amounts(home: Path) -> list[object]:
    warehouse = Warehouse(home)
    with warehouse.session() as session:
        found = session.cursor.rows("SELECT total_investment_wan FROM projects ORDER BY name DESC")
    warehouse.close()
    return [row[0] for row in found]


def test_a_correction_before_acceptance_counts_after_it(tmp_path: Path) -> None:
    """甲 200 -> 210 and 乙, which was not read, -> 120 before anything is stored: 330 万元, with who and why."""
    [file] = staged(tmp_path, Upload("清单.csv", DOUBTFUL.encode()))
    assert [row["name"] for row in file["rows"]][:1] == ["甲敬老院"]
    home, document = imports.stage_home(tmp_path, STAGE), file["document_id"]
    for row, value in ((1, "210"), (2, "120")):
        place = corrections.Row(document, 1, row)
        job = done(tmp_path, corrections.correct_row(home, place, "total_investment_wan", value, "王某", "与批复核对"))
        assert job.result, job.error
    assert not (tmp_path / "corrections").exists() and not (home / "warehouse").exists()
    [now] = imports.staged_previews(tmp_path, STAGE)
    assert [row["total_investment_wan"].rstrip("0") for row in now["rows"]] == ["210.", "120."]
    assert [item["label"] for item in imports.staged_corrections(tmp_path, STAGE)] == ["总投资", "总投资"]

    accepted = done(tmp_path, imports.accept(tmp_path, STAGE))
    assert accepted.result == {"accepted": 1, "projects": 2, "corrected": 2, "checked": ""}
    assert amounts(tmp_path) == [210, 120]
    [first, second] = correct.history(tmp_path)
    assert (first.correction.who, first.correction.why, first.state) == ("王某", "与批复核对", "applied")
    assert second.correction.new_value == "120"
    assert not (tmp_path / "imports" / STAGE).exists()
    correct.revoke(tmp_path, first.correction.correction_id, who="李某", why="批复作废")
    assert amounts(tmp_path) == [200, 120]


def test_what_was_taken_back_before_acceptance_stays_so_and_keeps_its_words(tmp_path: Path) -> None:
    """The home has a correction of its own by then, so that ids move: the revocation still means its own."""
    write_list(tmp_path / "甲.csv", [("丙敬老院", "2022-2023", "300")])
    home = tmp_path / "home"
    load.load([tmp_path / "甲.csv"], home)
    [file] = staged(home, Upload("清单.csv", DOUBTFUL.encode()))
    stage, place = imports.stage_home(home, STAGE), corrections.Row(file["document_id"], 1, 1)
    done(home, corrections.correct_row(stage, place, "total_investment_wan", "210", "王某", "甲"))
    correct.correct_field(home, "甲.csv", table=1, row=1, field="total_investment", value="310", who="李某", why="丙")
    done(home, corrections.revoke(stage, "c000001", "王某", "看错了"))
    assert [item["state"] for item in imports.staged_corrections(home, STAGE)] == ["revoked"]
    done(home, imports.accept(home, STAGE))
    states = {item.correction.correction_id: (item.correction.new_value, item.state) for item in correct.history(home)}
    assert states == {"c000001": ("310", "applied"), "c000002": ("210", "revoked")}


def test_an_acceptance_that_broke_off_repeats_no_correction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [file] = staged(tmp_path, Upload("清单.csv", DOUBTFUL.encode()))
    place = corrections.Row(file["document_id"], 1, 1)
    stage = imports.stage_home(tmp_path, STAGE)
    done(tmp_path, corrections.correct_row(stage, place, "total_investment_wan", "210", "王某", "核对"))
    with monkeypatch.context() as broken:
        broken.setattr(staging, "put", lambda *_: 1 / 0)
        assert done(tmp_path, imports.accept(tmp_path, STAGE)).error
    assert imports.is_staged(tmp_path, STAGE)
    assert done(tmp_path, imports.accept(tmp_path, STAGE)).result
    assert [item.correction.new_value for item in correct.history(tmp_path)] == ["210"]


def test_nothing_of_a_correction_remains_of_what_is_discarded(tmp_path: Path) -> None:
    [file] = staged(tmp_path, Upload("清单.csv", DOUBTFUL.encode()))
    place = corrections.Row(file["document_id"], 1, 1)
    stage = imports.stage_home(tmp_path, STAGE)
    done(tmp_path, corrections.correct_row(stage, place, "total_investment_wan", "210", "王某", "核对"))
    imports.discard(tmp_path, STAGE)
    assert list((tmp_path / "imports").iterdir()) == []
    assert correct.history(tmp_path) == []
    [again] = staged(tmp_path, Upload("清单.csv", DOUBTFUL.encode()))
    assert again["rows"][0]["total_investment_wan"].rstrip("0") == "200."
    imports.discard(tmp_path, STAGE)
    with pytest.raises(JobRefusedError):
        imports.stage_home(tmp_path, STAGE)


def test_a_staged_file_is_read_with_the_corrections_in_force(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text(DOUBTFUL, encoding="utf-8")
    home = tmp_path / "home"
    load.load([path], home)
    correct.correct_field(home, "清单.csv", table=1, row=2, field="total_investment", value="120", who="王某", why="甲")
    [file] = staged(home, Upload("清单.csv", DOUBTFUL.encode()))
    assert file["is_known"]
    assert [row["total_investment_wan"].rstrip("0") for row in file["rows"]] == ["200.", "120."]
    assert imports.staged_corrections(home, STAGE) == []
    done(home, imports.accept(home, STAGE))
    assert len(correct.history(home)) == 1


def test_of_many_rows_the_doubtful_are_shown_first(tmp_path: Path) -> None:
    """Row 150 of 160 is doubtful: it is among the 100 that are shown, which stay in their order."""
    rows = [(f"第{number}敬老院", "2022-2023", "一二三x" if number == 150 else "200") for number in range(1, 161)]
    write_list(tmp_path / "长.csv", rows)
    [file] = staged(tmp_path / "home", Upload("长.csv", (tmp_path / "长.csv").read_bytes()))
    shown = [row["row_no"] for row in file["rows"]]
    assert shown == [*range(1, 100), 150]


def test_a_progress_sheet_is_shown_row_by_row(tmp_path: Path) -> None:
    rows = [{"name": "甲敬老院", "year": "约120", "status": "在建"}, {"name": "乙敬老院", "year": "80"}]
    write_sheet(tmp_path / "五月.csv", "2023年5月", rows)
    [file] = staged(tmp_path / "home", Upload("五月.csv", (tmp_path / "五月.csv").read_bytes()))
    assert (file["projects"], file["progress"]) == (0, 2)
    assert [row["month"] for row in file["sheet_rows"]] == ["2023-05-31"] * 2
    with imports.staged_cursor(tmp_path / "home", STAGE) as cursor:
        row = read_row(cursor, file["document_id"], 1, 1)
    assert row and row["name"] == "甲敬老院"
    assert row["read"]["invested_year"]["value"].rstrip("0") == "120."
