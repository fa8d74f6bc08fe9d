"""What every step has at hand: the bank of the bench, its run, and a clock for its core."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.pipelines import lake
from hengke.pipelines.home import Home

AS_OF = date(2026, 10, 23)
POLICY = "standard_month_average"
Answer = dict[str, Any]


@dataclass
class Clock:
    """Wall and CPU seconds of the core of a step, without imports and start-up."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), cpu_of_this_and_children()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - wall
            self.cpu_seconds += cpu_of_this_and_children() - cpu

    def told(self) -> Answer:
        return {"seconds": self.seconds, "cpu_seconds": self.cpu_seconds}


def cpu_of_this_and_children() -> float:
    """All threads of this process, and the processes that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def delivery(home: Home) -> Path:
    return home.inbox / "bench"


def base_run(home: Home) -> lake.RunEntry:
    """The run of the whole book, also when later days were run since."""
    on = AS_OF.isoformat()
    return next(one for one in reversed(lake.load(home).runs) if one.as_of == on)


def silver_rows(home: Home) -> int:
    """Rows of every table that a run reads."""
    return sum(file.rows for files in lake.load(home).silver.values() for file in files)
