"""The stages of a long command: told while they run, timed when they end."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Progress = Callable[..., None]


@dataclass
class Stages:
    """`seconds` per stage, in the order in which they ran."""

    progress: Progress | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[float, float], None]]:
        """Gives a function that tells how far the stage is: done, total."""
        began = time.perf_counter()
        self._tell(name, 0, None)
        try:
            yield lambda done, total: self._tell(name, done, total)
        finally:
            spent = time.perf_counter() - began
            self.seconds[name] = round(self.seconds.get(name, 0.0) + spent, 3)

    @property
    def total(self) -> float:
        return round(time.perf_counter() - self.began, 3)

    def _tell(self, name: str, done: float, total: float | None) -> None:
        if self.progress is not None:
            self.progress(name, done, total)


def peak_megabytes() -> int:
    """The most memory this process has held; the system counts in bytes or in kilobytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))
