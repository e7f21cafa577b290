"""Uploaded files: read before they are stored, and hostile until then."""

from __future__ import annotations

import base64
import json
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from dashboard import imports
from dashboard.components.removal_form import what_goes
from dashboard.imports import MOST_MEGABYTES, Upload, clean_name
from dashboard.jobs import Job, JobRefusedError, Jobs
from dashboard.metrics.removal import Leaving, what_leaves
from dashboard.pages.imports import read_uploads
from dashboard.warehouse import Warehouse
from etl import pipeline
from etl.resources import data_dir
from etl.store import Store
from tests.etl.sheets import write_list, write_sheet

STAGE = "0" * 32
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


def test_nothing_is_stored_before_it_is_accepted(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    upload = Upload("../../清单.csv", LIST.read_bytes())
    checked = finished(jobs, jobs.start(imports.check(tmp_path, STAGE, [upload])))
    assert checked.result
    [file] = checked.result["files"]
    assert (file["document"], file["projects"], file["is_known"]) == ("清单.csv", 16, False)
    assert any(item["row"] == 15 for item in file["row_findings"])
    assert Store(tmp_path).records() == []
    assert {path.name for path in (tmp_path / "imports" / STAGE).iterdir()} == {"0.bin", "names.json"}

    accepted = finished(jobs, jobs.start(imports.accept(tmp_path, STAGE)))
    assert accepted.result == {"accepted": 1, "projects": 16, "checked": ""}
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
    assert "一次最多" in read_uploads([content] * 51, ["a.csv"] * 51)[1]
    assert "超过" in read_uploads(["x" * (MOST_MEGABYTES * 2**20 * 4 // 3 + 100)], ["a.csv"])[1]
    assert "没有完整传到" in read_uploads(["data:;base64,%%"], ["a.csv"])[1]


def two_lists_and_a_month(folder: Path) -> Path:
    """甲 in both lists, 乙 in the later one alone; a sheet of May reports 甲."""
    write_list(folder / "甲.csv", [("甲敬老院", "2022-2023", "200")], "2021-12-15")
    write_list(folder / "乙.csv", [("甲敬老院", "2022-2024", "210"), ("乙敬老院", "2022-2024", "100")], "2022-12-15")
    write_sheet(folder / "五月.csv", "2023年5月", [{"name": "甲敬老院", "status": "在建"}])
    pipeline.load(sorted(folder.glob("*.csv")), folder / "home")
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
    job = finished(jobs, jobs.start(imports.remove(home, Store(home).find("乙.csv").document_id)))
    assert job.result == {"removed": "乙.csv"}
    with warehouse.session() as session:
        assert {item.document for item in session.info.documents} == {"甲.csv", "五月.csv"}
        assert session.cursor.execute("SELECT count(*) FROM projects").fetchall() == [(1,)]
    warehouse.close()


def test_a_closed_month_keeps_its_document(tmp_path: Path) -> None:
    home = two_lists_and_a_month(tmp_path)
    sheet = Store(home).find("五月.csv").document_id
    assert imports.closed_months_of(home, sheet) == []
    pipeline.close_month(date(2023, 5, 31), home)
    assert imports.closed_months_of(home, sheet) == [date(2023, 5, 31)]
    jobs = Jobs(home)
    job = finished(jobs, jobs.start(imports.remove(home, sheet)))
    assert "已关账月份 2023-05 的依据" in job.error
    assert len(Store(home).records()) == 3
    jobs = Jobs(home)
    assert "没有" in finished(jobs, jobs.start(imports.remove(home, "f" * 64))).error
