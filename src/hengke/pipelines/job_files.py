"""Jobs as files: `HOME/jobs/<id>.json` says how far a job is, whoever asks. Standard library only.

The worker alone writes them, each time as a whole; they outlive the worker and the job.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.home import Home, write_atomically

RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"
KEPT = 200  # ended jobs that stay readable
FORM = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")
LEFT_BEHIND = sentence("The worker ended while this job was running.")
AGAIN = sentence("Start it again; nothing half-done was kept.")


@dataclass(frozen=True)
class Job:
    """One long task. `kind` names the refusal (NeedsConfirmation, Busy ...) when it was refused;
    `sentences` how its words were made (kernel/sentences.py)."""

    id: str
    job: str
    params: dict[str, Any]
    created_at: str
    worker: int  # process id of the worker that started it
    state: str = RUNNING
    stage: str = ""
    done: float = 0.0
    total: float | None = None
    result: dict[str, Any] | None = None
    kind: str = ""
    message: str = ""
    next_step: str = ""
    ended_at: str = ""
    sentences: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return asdict(self)


def new_id(now: datetime) -> str:
    """Sorts by time; cannot be guessed and cannot name another place."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def write(home: Home, job: Job) -> None:
    home.jobs.mkdir(mode=0o700, exist_ok=True)
    write_atomically(_path(home, job.id), json.dumps(job.document(), ensure_ascii=False, indent=1))


def read(home: Home, job_id: str) -> Job:
    """The job as it stands; a number that was never given out is refused.

    What another release wrote about a job and this one does not know is left out.
    """
    try:
        told = json.loads(_path(home, job_id).read_text(encoding="utf-8"))
        return Job(**{key: told[key] for key in told if key in Job.__dataclass_fields__})
    except (OSError, ValueError, TypeError):
        raise Refused(
            "There is no such job.", next_step="Load the page again, or start it anew."
        ) from None


def listed(home: Home) -> list[Job]:
    """Every job on file that can be read, newest first."""
    names = sorted((path.stem for path in home.jobs.glob("*.json")), reverse=True)
    found = []
    for name in filter(FORM.fullmatch, names):
        with suppress(Refused):
            found.append(read(home, name))
    return found


def is_left_behind(job: Job) -> bool:
    """Its worker is gone, so nobody will ever say how it ended."""
    if job.state != RUNNING or job.worker == os.getpid():
        return False
    try:
        os.kill(job.worker, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def forget_old(home: Home) -> None:
    for job in listed(home)[KEPT:]:
        if job.state != RUNNING:
            _path(home, job.id).unlink(missing_ok=True)


def _path(home: Home, job_id: str) -> Path:
    if not FORM.fullmatch(job_id):
        raise Refused("That is not the number of a job.", next_step="Load the page again.")
    return home.jobs / f"{job_id}.json"
