"""Runs a step in a fresh process and measures it from outside: wall, CPU and peak memory."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengke.pipelines import processes

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
        spent = processes.alone(command, env=environment(home))
        if spent.exit_code:
            raise StepFailed(f"{step} ended with exit code {spent.exit_code}")
        return Measured(
            step, spent.seconds, spent.cpu_seconds, spent.peak_mb, json.loads(said.read())
        )


def child(step: str, home: str, params: str, said: str) -> None:
    """The other side of `run`."""
    processes.end_with_the_parent()
    from hengke.bench.steps import STEPS
    from hengke.pipelines.home import Home

    answer = STEPS[step](Home(Path(home)), **json.loads(params))
    Path(said).write_text(json.dumps(answer, default=str), encoding="utf-8")


def environment(home: Path) -> dict[str, str]:
    """This checkout's bench and no database but the home's own."""
    kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "HENGKE_HOME": str(home), "PYTHONPATH": os.pathsep.join(paths)}
