"""Uploaded files: read before they are stored, and hostile until then."""

from __future__ import annotations

import base64
import json
import threading
import time
from pathlib import Path

import pytest

from dashboard import imports
from dashboard.imports import MOST_MEGABYTES, Upload, clean_name
from dashboard.jobs import Job, JobRefusedError, Jobs
from dashboard.pages.imports import read_uploads
from dashboard.warehouse import Warehouse
from etl.resources import data_dir
from etl.store import Store

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
    assert accepted.result == {"accepted": 1, "projects": 16}
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
