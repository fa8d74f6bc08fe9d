"""`hengke job`: does one job for the resident worker and tells it in lines of JSON how it goes.

Not for people: they have `import`, `run` and `publish`, which do the same. See
`pipelines/job_processes.py` for what is said on which side.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from hengke.cli.options import HomePath, opened
from hengke.cli.output import BROKEN, note
from hengke.kernel.errors import Refused
from hengke.pipelines.troubles import explained

if TYPE_CHECKING:
    from hengke.cli.progress import Report
    from hengke.pipelines.home import Home

BETWEEN_LINES = 0.2  # seconds; a stage that begins is always told
ENDED_BY_THE_WORKER = 143
LAST_SECONDS = 5.0

Doing = Callable[..., dict[str, Any]]


def job(home: HomePath = None) -> None:
    """Do one job for the worker (not for people)."""
    line = _Line(_stdout_for_the_worker_only())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED_BY_THE_WORKER))
    request = json.loads(sys.stdin.readline() or "{}")
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    try:
        answer = _done(opened(home), request, progress=line.progress)
    except Refused as refusal:
        line.say(_outcome(refusal))
        sys.exit(refusal.exit_code)
    except Exception as error:
        if trouble := explained(error):
            line.say(_outcome(trouble))
            sys.exit(trouble.exit_code)
        line.say(_outcome(error))
        note(_where(error))
        sys.exit(BROKEN)
    line.say({"answer": answer})


def _done(home: Home, request: Mapping[str, Any], *, progress: Report) -> dict[str, Any]:
    name, params = str(request.get("job")), request.get("params", {})
    if name not in JOBS:
        raise Refused(f"There is no job {name!r}.", next_step=f"Jobs are {', '.join(JOBS)}.")
    return JOBS[name](home, progress=progress, **params)


def _check(home: Home, *, progress: Report, directory: str, mapping: str) -> dict[str, Any]:
    from hengke.pipelines.intake import api

    report = api.check(home, Path(directory), mapping=mapping, progress=progress)
    return dict(report.to_json())


def _import(
    home: Home,
    *,
    progress: Report,
    directory: str,
    mapping: str,
    confirmed: bool = False,
    add_source: bool = False,
) -> dict[str, Any]:
    from hengke.pipelines.intake import api

    report = api.import_delivery(
        home, Path(directory), mapping=mapping, add_source=add_source, confirmed=confirmed,
        progress=progress,
    )  # fmt: skip
    return dict(report.to_json())


def _undo(home: Home, *, progress: Report, batch: str) -> dict[str, Any]:
    from hengke.pipelines.intake import api

    api.undo(home, batch)
    return {"batch": batch, "undone": True}


def _run(home: Home, *, progress: Report, as_of: str, engine: str = "duckdb") -> dict[str, Any]:
    from hengke.cli import runs

    return runs.run_and_publish(home, as_of=_day(as_of), engine=engine, progress=progress)


def _publish(home: Home, *, progress: Report, run_id: str | None = None) -> dict[str, Any]:
    from hengke.cli import runs

    chosen = runs.chosen(home, run_id)
    runs.publish_run(home, chosen.run_id, progress=progress)
    return {"run_id": chosen.run_id, "as_of": chosen.as_of, "published": True}


def _simulate(
    home: Home, *, progress: Report, as_of: str, policy: str, draft: str, named: int
) -> dict[str, Any]:
    from hengke.pipelines import tiers

    return tiers.simulate(
        home, as_of=_day(as_of), policy=policy, draft=draft, named=named, progress=progress
    )


JOBS: Mapping[str, Doing] = {
    "check": _check, "simulate": _simulate, "import": _import, "undo": _undo, "run": _run,
    "publish": _publish,
}  # fmt: skip


class _Line:
    """One document per line to the worker."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._stage, self._last = "", 0.0

    def say(self, document: Mapping[str, Any]) -> None:
        self._out.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
        self._out.flush()

    def progress(self, stage: str, done: float = 0, total: float | None = None) -> None:
        now = time.monotonic()
        if stage == self._stage and now - self._last < BETWEEN_LINES:
            return
        self._stage, self._last = stage, now
        self.say({"stage": stage, "done": done, "total": total})


def _stdout_for_the_worker_only() -> TextIO:
    """What a library prints goes to stderr from here on, and cannot spoil the conversation."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return channel


def _end_with_the_worker() -> None:
    """stdin ends when the worker does; a job without a worker would end unheard."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_SECONDS)
    os._exit(ENDED_BY_THE_WORKER)


def _outcome(error: Exception) -> dict[str, Any]:
    from hengke.pipelines import wire

    return wire.outcome(error)


def _where(error: Exception) -> str:
    from hengke.pipelines import wire

    return f"The job broke: {wire.where(error)}"


def _day(text: str) -> date:
    from hengke.pipelines import wire

    return wire.day(text)
