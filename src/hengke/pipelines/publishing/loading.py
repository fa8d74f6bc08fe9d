"""Fills staging with a run: the differences from what is shown, or everything where nobody knows.

Nothing here is seen by anybody. Assessments of a date that is published already stay out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengke.engine.results import GOLD
from hengke.kernel.errors import Broken, Refused
from hengke.pipelines.home import Home
from hengke.pipelines.lake import AssessmentEntry
from hengke.pipelines.publishing import book, changes, passages, records
from hengke.pipelines.publishing.reading import Results
from hengke.pipelines.publishing.selection import Selection, result_files
from hengke.pipelines.publishing.store import Store
from hengke.pipelines.publishing.tables import (
    ASSESSMENTS,
    BOOK_POINTS,
    CUSTOMERS,
    FORM,
    POSITIONS,
    REPLACED,
    STAGED,
    STAGING,
    TASKS,
    Published,
)

Progress = Callable[..., None]
LOADING = "load for the workbench"
Files = Mapping[str, Path]
"""Result files of a run, by the name of the table in `engine.results`."""


@dataclass(frozen=True)
class Loaded:
    """What lies in staging: `staged` of the run's `rows`, as differences or as whole tables."""

    rows: int
    staged: int
    as_changes: bool


def loaded(
    home: Home, store: Store, results: Results, selection: Selection, tell: Progress
) -> Loaded:
    wanted, forgotten = _assessments_to_exchange(home, store, results, selection)
    _views(home, results, selection, wanted)
    _records(store, selection, forgotten)
    shown = _shown(home, store, results)
    changed = None if shown is None else _as_changes(store, results, selection, shown, tell)
    _views(home, results, selection, wanted)  # of all files again, whatever was compared
    staged = _as_they_are(store, results, tell) if changed is None else changed
    staged += sum(_whole(store, results, table) for table in (ASSESSMENTS, TASKS))
    staged += _book(store, results)
    staged += passages.load(home, store, results, selection, anew=changed is None)
    rows = sum(results.count(table.gold) for table in STAGED)
    tell(LOADING, len(REPLACED), len(REPLACED))
    return Loaded(rows, staged, as_changes=changed is not None)


def _as_changes(
    store: Store, results: Results, selection: Selection, shown: Files, tell: Progress
) -> int | None:
    """None where the files cannot be compared: those of the run that goes may be damaged."""
    count = 0
    try:
        for number, table in enumerate(REPLACED):
            tell(LOADING, number, len(REPLACED))
            ours, theirs = changes.apart(_files(selection.gold, table), _files(shown, table))
            results.view(table, ours)
            results.view(table, theirs, prefix=changes.SHOWN)
            count += changes.staged(store, results, table)
    except (Broken, Refused):
        return None
    return count


def _as_they_are(store: Store, results: Results, tell: Progress) -> int:
    count = 0
    for number, table in enumerate(REPLACED):
        tell(LOADING, number, len(REPLACED))
        count += _whole(store, results, table)
    return count


def _views(
    home: Home, results: Results, selection: Selection, wanted: Sequence[AssessmentEntry]
) -> None:
    for table in STAGED:
        results.view(table, _files(selection.gold, table))
    results.view(ASSESSMENTS, [home.lake / entry.path for entry in wanted])


def _files(gold: Files, table: Published) -> list[Path]:
    return [gold[table.gold]] if table.gold in gold else []


def _shown(home: Home, store: Store, results: Results) -> Files | None:
    """Files that say what is shown; None where files or workbench may tell another story.

    The run may have been computed again since, under the same name and at another time.
    """
    current = store.read(
        f"SELECT p.run_id FROM imports_run p JOIN {STAGING}.runs s "
        "ON s.run_id = p.run_id AND s.created_at = p.created_at WHERE p.is_current"
    )
    files = result_files(home, current[0][0]) if current else None
    if files is None or store.form() != FORM:
        return None
    try:
        return files if _is_whole(store, results, files) else None
    except (Broken, Refused):  # a file of the run that goes is damaged: nobody needs it any more
        return None


def _is_whole(store: Store, results: Results, shown: Files) -> bool:
    """A workbench that was tampered with is written anew."""
    for table in (CUSTOMERS, POSITIONS):
        results.view(table, _files(shown, table), prefix=changes.SHOWN)
        rows = store.read(f"SELECT count(*) FROM {table.table}")[0][0]
        if rows != results.count(changes.SHOWN + table.gold):
            return False
    return True


def _whole(store: Store, results: Results, table: Published) -> int:
    stream = results.stream(
        table.gold, GOLD[table.gold], table.key, dates_as_text=store.dates_as_text
    )
    return store.stage(table.gold, stream, key=table.key)


def _book(store: Store, results: Results) -> int:
    assigned = store.read("SELECT customer_id, branch_id, manager_id FROM customers_assignment")
    results.exchange(BOOK_POINTS, book.book_points(results, assigned))
    return _whole(store, results, BOOK_POINTS)


def _records(store: Store, selection: Selection, forgotten: Sequence[tuple[str, str]]) -> None:
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
