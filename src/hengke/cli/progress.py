"""Progress on stderr: a bar for a person, one line per stage for a log."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from hengke.cli.output import note

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


STDOUT, STDERR = 1, 2


class Report(Protocol):
    """What long work calls: the stage it is in and, when known, how far it is."""

    def __call__(self, stage: str, done: float = 0, total: float | None = None) -> None: ...


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[Report]:
    """A callable to hand to long work as `progress=`."""
    with _stdout_kept_clean():
        if quiet:
            yield _silent
        elif sys.stderr.isatty():
            with _Bars() as bars:
                yield bars
        else:
            yield _Lines()


@contextmanager
def _stdout_kept_clean() -> Iterator[None]:
    """What a library prints meanwhile goes to stderr: stdout carries the answer and nothing else.

    DuckDB, for one, draws a bar there as soon as a query takes two seconds.
    """
    sys.stdout.flush()
    kept = os.dup(STDOUT)
    os.dup2(STDERR, STDOUT)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, STDOUT)
        os.close(kept)


def _silent(stage: str, done: float = 0, total: float | None = None) -> None:
    """For --json: a script wants the answer only."""


class _Lines:
    """A new stage is a new line; repeated calls for the same stage say nothing."""

    def __init__(self) -> None:
        self._stage = ""
        self._began = time.monotonic()

    def __call__(self, stage: str, done: float = 0, total: float | None = None) -> None:
        if stage != self._stage:
            self._stage = stage
            note(f"[{time.monotonic() - self._began:6.1f} s] {stage}")


class _Bars:
    """One bar per stage; the earlier ones stay as a record of what took how long."""

    def __init__(self) -> None:
        self._progress: Progress
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> _Bars:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
            console=Console(stderr=True),
        )  # fmt: skip
        self._progress.start()
        return self

    def __call__(self, stage: str, done: float = 0, total: float | None = None) -> None:
        if stage not in self._tasks:
            self._finish_the_others()
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._finish_the_others()
        self._progress.stop()

    def _finish_the_others(self) -> None:
        for task in self._tasks.values():
            self._progress.update(task, total=1, completed=1)
