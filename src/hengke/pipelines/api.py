"""The door of pipelines for pages: ask the resident worker, start and follow long jobs.

Standard library only, so that a web process stays small (a test looks at `sys.modules`). What the
worker refuses is raised here as the same refusal. Questions and their parameters are listed in
`pipelines/questions.py`; jobs are check, simulate, import, undo, run and publish.
"""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from datetime import date
from typing import Any

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import recalled, sentence
from hengke.pipelines import job_files, wire
from hengke.pipelines.home import Home

TIMEOUT = 30.0
GRACE = 2.0  # for the worker's own "took too long" to arrive before ours
START_WORKER = sentence("hengke serve starts one beside the workbench; alone: hengke worker")

__all__ = ["ask", "cancel", "job", "jobs", "rule_check", "rule_count", "running", "start"]


def ask(home: Home, question: str, *, timeout: float = TIMEOUT, **params: Any) -> dict[str, Any]:
    """The worker's answer. A refusal is raised; no worker, or none in time, is refused as well.

    Hanging up (the timeout, or this process ending) cancels the question in the worker.
    """
    request = {"question": question, "params": _plain(params), "timeout": timeout}
    with _connected(home) as connection:
        connection.settimeout(timeout + GRACE)
        try:
            wire.send(connection, request)
            answer = wire.receive(connection)
        except TimeoutError:
            raise too_slow(question, timeout) from None
        except (OSError, wire.Closed):
            raise Refused(
                "The worker ended before it had answered.", next_step="Try again in a moment."
            ) from None
    return wire.answer_or_raise(answer, question=question)


def rule_check(home: Home, expression: str, **known: Any) -> dict[str, Any]:
    """What a rule means (`valid`, type, columns, sentence, notes, sql), or its `problem` with the
    place in it. `known`: segments (name to expression, None where it is a frozen set), tags (codes)
    and the name of the segment whose rule it is."""
    answer = ask(home, "rule_check", expression=expression, **known)
    made = answer.pop("sentences", {})
    answer["notes"] = [recalled(note, made) for note in answer.get("notes", [])]
    for part in ("message", "next_step"):
        if "problem" in answer:
            answer["problem"][part] = recalled(answer["problem"][part], made)
    return answer


def rule_count(
    home: Home, expression: str, *, as_of: date, timeout: float = TIMEOUT, **known: Any
) -> dict[str, Any]:
    """For how many customers of the last run of the day a rule is true, false and unknown, the
    share, and what is missing. `known` as for `rule_check`, and the tier policy that is meant."""
    answer = ask(home, "rule_count", timeout=timeout, expression=expression, as_of=as_of, **known)
    made = answer.pop("sentences", {})
    for one in answer["missing"]:
        one["reason"] = recalled(one["reason"], made)
    return answer


def start(home: Home, job: str, **params: Any) -> str:
    """Begin a long job in the worker; returns its number at once."""
    return str(ask(home, "start", job=job, params=_plain(params))["id"])


def job(home: Home, job_id: str) -> dict[str, Any]:
    """How far a job is: id, job, state (running, done, failed, cancelled), stage, done, total,
    result, message, next_step, kind (of refusal), sentences (how those two were made). Needs no
    worker."""
    return _as_it_stands(job_files.read(home, job_id)).document()


def jobs(home: Home) -> list[dict[str, Any]]:
    """Every job on file as `job` tells it, newest first."""
    return [_as_it_stands(one).document() for one in job_files.listed(home)]


def cancel(home: Home, job_id: str) -> dict[str, Any]:
    """Stop a job; what it had begun is dropped. Returns it as it stands then."""
    return ask(home, "cancel", id=job_id)


def running(home: Home) -> bool:
    """Does a worker answer?"""
    try:
        ask(home, "ping", timeout=2.0)
    except Refused:
        return False
    return True


def too_slow(question: str, seconds: float) -> Refused:
    return Refused(
        "The answer to {question} took longer than {seconds:.0f} seconds and was given up.",
        next_step="Try again when the machine is less busy, or ask on the command line.",
        question=question,
        seconds=seconds,
    )


def _connected(home: Home) -> socket.socket:
    address = wire.address(home)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if address is None:
            raise FileNotFoundError(address)
        connection.settimeout(GRACE)
        connection.connect(address)
    except (OSError, ValueError):
        connection.close()
        raise Refused("The worker is not running.", next_step=START_WORKER) from None
    return connection


def _as_it_stands(job: job_files.Job) -> job_files.Job:
    if not job_files.is_left_behind(job):
        return job
    return replace(
        job,
        state=job_files.FAILED,
        message=job_files.LEFT_BEHIND,
        next_step=job_files.AGAIN,
    )


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    """Dates and paths as text: what crosses the line is JSON."""
    return {key: _plain_value(value) for key, value in params.items()}


def _plain_value(value: Any) -> Any:
    return str(value) if isinstance(value, (date, os.PathLike)) else value
