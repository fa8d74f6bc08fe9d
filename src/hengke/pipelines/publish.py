"""Publishing: one run's results become what the workbench shows, in one switch.

What differs from the run that is shown is loaded into staging first, where nobody waits for it.
Then one transaction writes the differences and makes the run current. A reader sees the old run or
the new one; a publishing that was killed leaves the old one, and is simply done again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout

from hengke.kernel.errors import Busy
from hengke.pipelines.home import Home
from hengke.pipelines.publishing import loading, switch
from hengke.pipelines.publishing.loading import LOADING as LOADING
from hengke.pipelines.publishing.loading import Progress
from hengke.pipelines.publishing.opening import opened
from hengke.pipelines.publishing.reading import Results
from hengke.pipelines.publishing.selection import selected
from hengke.pipelines.publishing.tables import FORM

SWITCHING = "switch the workbench to the run"
WAIT_SECONDS = 600.0  # for another publishing into the same workbench
SCRATCH = ".publishing"  # in the home: what does not fit into memory while two runs are compared


@dataclass(frozen=True)
class Publication:
    """What was shown. Nobody could write to SQLite for `locked_seconds` of `seconds`.

    `rows` are those of the run, `written` those among them that were not shown just so.
    """

    run_id: str
    as_of: str
    rows: int
    written: int
    seconds: float
    locked_seconds: float


def publish(
    home: Home, run_id: str, *, database_url: str, progress: Progress | None = None
) -> Publication:
    """Show this run in the workbench; done again for the same run it changes nothing."""
    began = time.perf_counter()
    tell = progress or _silent
    with _alone(home), closing(opened(database_url)) as store:
        selection = selected(home, run_id)
        with Results(home.path / SCRATCH) as results:
            found = loading.loaded(home, store, results, selection, tell)
        tell(SWITCHING)
        locked = time.perf_counter()
        with store.switching():
            locked = time.perf_counter()
            for statement in switch.statements(store, as_changes=found.as_changes):
                store.execute(statement)
            store.keep_form(FORM)
        released = time.perf_counter()
    return Publication(
        run_id, selection.run.as_of, found.rows, found.staged,
        seconds=time.perf_counter() - began, locked_seconds=released - locked,
    )  # fmt: skip


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Two publishings share the staging area; the second waits for its turn."""
    lock = FileLock(home.path / ".publish.lock")
    try:
        lock.acquire(timeout=WAIT_SECONDS)
    except Timeout:
        raise Busy(
            "Another command has been publishing for ten minutes.",
            next_step="The run is computed; show it with: hengke publish",
        ) from None
    try:
        yield
    finally:
        lock.release()


def _silent(stage: str, done: float = 0, total: float | None = None) -> None:
    """Nobody is watching."""
