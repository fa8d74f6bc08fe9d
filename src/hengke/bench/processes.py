"""Runs a step in a fresh process and measures it from outside: wall, CPU and peak memory."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1  # of Linux, linux/prctl.h
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
CHILD = "import sys; from hengke.bench.processes import child; child(*sys.argv[1:])"
CHECKOUT = Path(__file__).resolve().parents[3]
"""Where bench/ lies when this is a checkout; some steps exist only there."""


@dataclass(frozen=True)
class Measured:
    """`seconds` is the whole process with its imports, `answer` what the step says of itself.

    CPU and peak memory count the processes that the step started and waited for as well.
    """

    step: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    answer: dict[str, Any]


class StepFailed(Exception):
    """The step's process ended with an error; what it wrote went to stderr."""


def run(step: str, home: Path, **params: Any) -> Measured:
    """The step, alone on the machine as far as we can see to it."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as said:
        command = [sys.executable, "-c", CHILD, step, str(home), json.dumps(params), said.name]
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=sys.stderr, env=environment(home))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise StepFailed(f"{step} ended with exit code {process.returncode}")
        return Measured(
            step, seconds, usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss * BYTES_PER_UNIT / 1024**2, json.loads(said.read()),
        )  # fmt: skip


def child(step: str, home: str, params: str, said: str) -> None:
    """The other side of `run`."""
    _end_with_the_bench()
    from hengke.bench.steps import STEPS
    from hengke.pipelines.home import Home

    answer = STEPS[step](Home(Path(home)), **json.loads(params))
    Path(said).write_text(json.dumps(answer, default=str), encoding="utf-8")


def _end_with_the_bench() -> None:
    """A bench that is killed takes its step along, so that the next one finds the home free."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def environment(home: Path) -> dict[str, str]:
    """This checkout's bench and no database but the home's own."""
    kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "HENGKE_HOME": str(home), "PYTHONPATH": os.pathsep.join(paths)}
