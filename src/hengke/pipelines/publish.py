"""Publishing: one run's results become what the workbench shows, in one switch.

Everything is loaded into staging first, where nobody waits for it. Then one transaction exchanges
the published tables and makes the run current. A reader sees the old run or the new one; a
publishing that was killed leaves the old one, and is simply done again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from hengke.kernel.errors import Busy
from hengke.pipelines.home import Home
from hengke.pipelines.lake import AssessmentEntry
from hengke.pipelines.publishing import book, records, switch
from hengke.pipelines.publishing.reading import Results
from hengke.pipelines.publishing.selection import Selection, selected
from hengke.pipelines.publishing.store import Store, opened
from hengke.pipelines.publishing.tables import (
    ASSESSMENTS,
    BOOK_POINTS,
    REPLACED,
    STAGED,
    Published,
)

Progress = Callable[..., None]
WAIT_SECONDS = 600.0  # for another publishing into the same workbench
LOADING, SWITCHING = "load for the workbench", "switch the workbench to the run"


@dataclass(frozen=True)
class Publication:
    """What was shown. Nobody could write to the workbench for `locked_seconds` of `seconds`."""

    run_id: str
    as_of: str
    rows: int
    seconds: float
    locked_seconds: float


def publish(
    home: Home, run_id: str, *, database_url: str, progress: Progress | None = None
) -> Publication:
    """Show this run in the workbench; done again for the same run it changes nothing."""
    began = time.perf_counter()
    tell = progress or _silent
    with _alone(home), closing(opened(database_url)) as store, Results() as results:
        selection = selected(home, run_id)
        rows = _load(home, store, results, selection, tell)
        for table in REPLACED:
            store.compare(table)
        tell(SWITCHING)
        locked = time.perf_counter()
        with store.switching():
            locked = time.perf_counter()
            for statement in switch.statements(store):
                store.execute(statement)
        released = time.perf_counter()
        for table in REPLACED:
            store.follow_up(table)
    return Publication(
        run_id, selection.run.as_of, rows, time.perf_counter() - began, released - locked
    )


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


def _load(home: Home, store: Store, results: Results, selection: Selection, tell: Progress) -> int:
    """Fill staging; returns the rows loaded. Assessments that are published already stay out."""
    wanted, forgotten = _assessments_to_exchange(home, store, results, selection)
    for table in STAGED:
        results.view(table, _files(home, selection, table, wanted))
    rows = 0
    for number, table in enumerate(STAGED):
        tell(LOADING, number, len(STAGED))
        if table is BOOK_POINTS:
            continue
        stream = results.stream(table, dates_as_text=store.dates_as_text)
        rows += store.stage(table.gold, stream, key=table.key)
    rows += _load_book(store, results)
    _load_records(store, selection, forgotten)
    tell(LOADING, len(STAGED), len(STAGED))
    return rows


def _load_book(store: Store, results: Results) -> int:
    assigned = store.read("SELECT customer_id, branch_id, manager_id FROM customers_assignment")
    results.exchange(BOOK_POINTS, book.book_points(results, assigned))
    stream = results.stream(BOOK_POINTS, dates_as_text=store.dates_as_text)
    return store.stage(BOOK_POINTS.gold, stream, key=BOOK_POINTS.key)


def _load_records(store: Store, selection: Selection, forgotten: Sequence[tuple[str, str]]) -> None:
    as_text = store.dates_as_text
    for name, table, key in (
        ("runs", records.runs(selection, dates_as_text=as_text), ("run_id",)),
        ("batches", records.batches(selection, dates_as_text=as_text), ("id",)),
        (
            "forgotten",
            records.forgotten(forgotten, dates_as_text=as_text),
            ("policy", "assessed_on"),
        ),
    ):
        store.stage(name, table.to_reader(), key=key)


def _files(
    home: Home, selection: Selection, table: Published, wanted: Sequence[AssessmentEntry]
) -> list[Path]:
    if table is ASSESSMENTS:
        return [home.lake / entry.path for entry in wanted]
    return [selection.gold[table.gold]] if table.gold in selection.gold else []


def _assessments_to_exchange(
    home: Home, store: Store, results: Results, selection: Selection
) -> tuple[list[AssessmentEntry], list[tuple[str, str]]]:
    """What to load, and what is published and has to go. A date is decided once and kept."""
    shown = _shown_assessments(store)
    entries = {(entry.policy, entry.assessed_on): entry for entry in selection.assessments}
    wanted = [
        entry
        for key, entry in entries.items()
        if shown.get(key) != (entry.run_id, results.rows([home.lake / entry.path]))
    ]
    loaded_again = {(entry.policy, entry.assessed_on) for entry in wanted}
    return wanted, [key for key in shown if key not in entries or key in loaded_again]


def _shown_assessments(store: Store) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Policy and date to run and number of rows; walks along the index from group to group."""
    shown = {}
    key: tuple[Any, ...] = ("", "0001-01-01")
    ahead = (
        f"SELECT policy, assessed_on FROM {ASSESSMENTS.table} "
        "WHERE (policy, assessed_on) > (?, ?) ORDER BY policy, assessed_on LIMIT 1"
    )
    here = f"FROM {ASSESSMENTS.table} WHERE policy = ? AND assessed_on = ?"
    while found := store.read(ahead, key):
        key = found[0]
        rows = store.read(f"SELECT count(*) {here}", key)[0][0]
        run_id = store.read(f"SELECT run_id {here} LIMIT 1", key)[0][0]
        shown[(str(key[0]), str(key[1]))] = (run_id, rows)
    return shown


def _silent(stage: str, done: float = 0, total: float | None = None) -> None:
    """Nobody is watching."""
