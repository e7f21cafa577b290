"""Long work beside the requests: a thread does it, a small file tells every process how far it is.

A page starts a job, gets its id, and asks from time to time. The files lie in `<home>/jobs` and are removed after a
day, so that a job that was started in one process can be followed in another.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from etl import durable

_LOG = logging.getLogger(__name__)
_KEPT_SECONDS = 86_400
_ID = re.compile(r"[0-9a-f]{32}")
_LOST = "处理中断：服务进程已退出。已存入的不会丢失，请重试。"
_FULL = "磁盘已满，没有完成。请清理磁盘后重试；此前的数据没有变化。"
_BROKEN = "程序出错，已记入日志。请重试；若仍出错，请告诉管理员。"

Stage = Callable[[str], None]
Work = Callable[[Stage], dict[str, Any]]


class JobRefusedError(Exception):
    """The work cannot be done; the message says in one Chinese sentence why and what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """How far a job is: the stages that it went through, then its result or what was wrong."""

    stages: tuple[str, ...] = ()
    is_done: bool = False
    error: str = ""
    result: dict[str, Any] | None = None
    process: int = 0


class Jobs:
    """The jobs of one home."""

    def __init__(self, home: Path) -> None:
        """Remember where; nothing is made before the first job."""
        self.folder = home / "jobs"
        self._unwritten: dict[str, Job] = {}

    def start(self, work: Work) -> str:
        """Do the work in a thread. It is given a function to tell its stages to; returns the id of the job."""
        job_id = uuid.uuid4().hex
        self._forget_old()
        self._write(job_id, Job(process=os.getpid()))
        threading.Thread(target=self._run, args=(job_id, work), daemon=True, name=f"job-{job_id[:8]}").start()
        return job_id

    def read(self, job_id: str) -> Job | None:
        """The job as it stands; None where there is none of this id."""
        if not _ID.fullmatch(job_id):
            return None
        if job_id in self._unwritten:
            return self._unwritten[job_id]
        try:
            content = durable.read_json(self.folder / f"{job_id}.json")
        except (FileNotFoundError, durable.Damaged):
            return None
        job = Job(**content | {"stages": tuple(content["stages"])})
        if not job.is_done and not psutil.pid_exists(job.process):
            return replace(job, is_done=True, error=_LOST)
        return job

    def _run(self, job_id: str, work: Work) -> None:
        job = Job(process=os.getpid())

        def stage(name: str) -> None:
            nonlocal job
            job = replace(job, stages=(*job.stages, name))
            self._say(job_id, job)

        try:
            result = work(stage)
            job = replace(job, is_done=True, result=result)
        except JobRefusedError as reason:
            job = replace(job, is_done=True, error=str(reason))
        except Exception as reason:
            _LOG.exception("job %s", job_id)
            is_full = isinstance(reason, OSError) and reason.errno == errno.ENOSPC
            job = replace(job, is_done=True, error=_FULL if is_full else _BROKEN)
        self._say(job_id, job)

    def _say(self, job_id: str, job: Job) -> None:
        """Write how far a job is. Where the disk is full, this process still knows, and others find no job."""
        try:
            self._write(job_id, job)
            self._unwritten.pop(job_id, None)
        except OSError:
            _LOG.exception("job %s", job_id)
            self._unwritten[job_id] = job
            durable.delete(self.folder / f"{job_id}.json")

    def _write(self, job_id: str, job: Job) -> None:
        durable.write_json(self.folder / f"{job_id}.json", asdict(job))

    def _forget_old(self) -> None:
        for path in self.folder.glob("*.*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                    path.unlink()
