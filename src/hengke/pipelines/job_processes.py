"""Jobs of the worker: each is a child process that talks in lines of JSON, and can be ended.

The child is `hengke job` (a command line, so nothing here knows the layers above). It gets one
document on stdin, {"job", "params"}, and writes on stdout any number of {"stage", "done",
"total"}, then {"answer"}, {"refused"} or {"broken"}. stdin stays open while the worker lives.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from hengke.kernel import clock
from hengke.kernel.errors import Busy, Refused
from hengke.kernel.sentences import record, sentence
from hengke.pipelines import job_files
from hengke.pipelines.home import Home
from hengke.pipelines.job_files import CANCELLED, DONE, FAILED, RUNNING, Job

WRITING = ("import", "undo", "run", "publish")
JOBS = ("check", "simulate", *WRITING)
READING_AT_ONCE = 2
POLITE_SECONDS = 10.0  # from the request to end to the end by force
log = logging.getLogger("hengke.worker")


@dataclass
class _Running:
    """A job that has not ended: what is on file, its process, and whoever reads what it says."""

    job: Job
    process: subprocess.Popen[bytes]
    follower: threading.Thread | None = None
    cancelled: bool = False


class Jobs:
    """The jobs of one worker. `command` makes the child that does one."""

    def __init__(self, home: Home, command: Sequence[str]) -> None:
        self._home, self._command = home, [*command, "--home", str(home.path)]
        self._lock = threading.Lock()
        self._running: dict[str, _Running] = {}

    def close_left_behind(self) -> None:
        """Jobs of a worker that died are told as failed; nobody else would."""
        told = {"message": job_files.LEFT_BEHIND, "next_step": job_files.AGAIN}
        for job in job_files.listed(self._home):
            if job.state == RUNNING:
                job_files.write(self._home, _ended(job, FAILED, **told))
        job_files.forget_old(self._home)

    def start(self, name: str, params: dict[str, Any]) -> Job:
        """Begin one; refused while another one writes to the home."""
        if name not in JOBS:
            raise Refused(
                "The worker knows no job '{name}'.",
                next_step="It does {jobs}.",
                name=name,
                jobs=", ".join(JOBS),
            )
        now = clock.now()
        job = Job(job_files.new_id(now), name, params, now.isoformat(), os.getpid())
        with self._lock:
            self._check_free(name)
            job_files.write(self._home, job)
            one = self._running[job.id] = _Running(job, self._begun(job))
            one.follower = threading.Thread(target=self._follow, args=(one,), daemon=True)
            one.follower.start()
        return job

    def cancel(self, job_id: str) -> Job:
        """Ask it to end, then make it; a job that has ended stays as it ended."""
        with self._lock:
            one = self._running.get(job_id)
            if one is not None:
                one.cancelled = True
        if one is not None and one.follower is not None:
            _end(one.process)
            one.follower.join(POLITE_SECONDS)
        return job_files.read(self._home, job_id)

    def end_all(self) -> None:
        """When the worker ends, its jobs end; they say so."""
        for job_id in list(self._running):
            self.cancel(job_id)

    def _check_free(self, name: str) -> None:
        running = [one.job.job for one in self._running.values()]
        writing = next((one for one in running if one in WRITING), None)
        if name in WRITING and writing:
            raise Busy(
                "Another job is writing to this home: {writing}.",
                next_step="Wait until it has ended, or cancel it; nothing was changed.",
                writing=writing,
            )
        if name not in WRITING and running.count(name) >= READING_AT_ONCE:
            raise Busy(
                "Two drafts are being tried already."
                if name == "simulate"
                else "Two deliveries are being checked already.",
                next_step="Try again in a moment.",
            )

    def _begun(self, job: Job) -> subprocess.Popen[bytes]:
        """In a group of its own: a job may have children, and Ctrl-C is not meant for it."""
        process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        assert process.stdin is not None  # noqa: S101 (told to the type checker)
        try:
            request = {"job": job.job, "params": job.params}
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            log.error("job %s ended before it began", job.id)
        return process

    def _follow(self, one: _Running) -> None:
        """Reads what the child says until it ends, and writes down how."""
        said: dict[str, Any] = {}
        for line in one.process.stdout or ():
            said = _understood(line) or said
            if "stage" in said:
                known = {key: said[key] for key in ("stage", "done", "total") if key in said}
                one.job = replace(one.job, **known)
                job_files.write(self._home, one.job)
        code = one.process.wait()
        _close(one.process)
        with self._lock:
            ended = _concluded(one.job, said, code=code, cancelled=one.cancelled)
            job_files.write(self._home, ended)
            del self._running[ended.id]


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(BrokenPipeError):
            if pipe is not None:
                pipe.close()


def _understood(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _concluded(job: Job, said: dict[str, Any], *, code: int, cancelled: bool) -> Job:
    """How it ended, from its last line, else from the way it went."""
    if "answer" in said:
        return _ended(job, DONE, result=said["answer"])
    if cancelled:
        return _ended(job, CANCELLED, message=sentence("Cancelled."), next_step=job_files.AGAIN)
    if "refused" in said:
        return _ended(job, FAILED, **said["refused"])
    what = _broke(said["broken"]) if "broken" in said else _died(code)
    log.error("job %s (%s): %s", job.id, job.job, what)
    return _ended(job, FAILED, message=what, next_step=job_files.AGAIN, sentences=record(what))


def _broke(what: str) -> str:
    return sentence("The job broke ({what}).", what=what)


def _died(code: int) -> str:
    if code < 0:
        killed = signal.Signals(-code).name
        return sentence("The job died without an answer ({signal}).", signal=killed)
    return sentence("The job ended without an answer (exit code {code}).", code=code)


def _ended(job: Job, state: str, **told: Any) -> Job:
    return replace(job, state=state, ended_at=clock.now().isoformat(), **told)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Politely first: a job that is asked puts its temporary files away."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(POLITE_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return
