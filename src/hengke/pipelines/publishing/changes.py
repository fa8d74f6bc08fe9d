"""What of a table changes from the run that is shown to the next one, found in the result files.

Nine tenths of all rows are the same as last night, but for the stamp of the run. What is shown is
what the shown run's files say, so two nights are compared file against file, before anybody has to
wait; only the differences are staged, and the switch writes nothing else. Three small tables per
result table: `<gold>_gone` (keys), `<gold>_new` (rows) and `<gold>_changed` (rows whose place in
every index stays).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hengke.engine.results import GOLD, STAMP
from hengke.kernel.errors import Broken
from hengke.pipelines.parts import files_of
from hengke.pipelines.publishing.exchange import inserted
from hengke.pipelines.publishing.reading import Results
from hengke.pipelines.publishing.tables import STAGING, Published

if TYPE_CHECKING:
    import pyarrow as pa

    from hengke.pipelines.publishing.store import Store

GONE, NEW, CHANGED = "gone", "new", "changed"
SHOWN = "shown_"
"""Before the name of a table: the view of what the workbench shows of it."""


def apart(ours: Sequence[Path], theirs: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The files of both runs without those that they share: results of the past are one file under
    two names, and nothing in it differs."""
    mine, shown = (_single(paths) for paths in (ours, theirs))
    here = {name for name in mine.keys() & shown.keys() if mine[name].samefile(shown[name])}
    return _without(mine, here), _without(shown, here)


def _single(paths: Sequence[Path]) -> dict[str, Path]:
    return {file.name: file for path in paths for file in files_of(path)}


def _without(files: dict[str, Path], shared: set[str]) -> list[Path]:
    return [file for name, file in files.items() if name not in shared]


def staged(store: Store, results: Results, table: Published) -> int:
    """Fill the three tables of differences; returns how many rows they hold."""
    _find(results, table, costly=store.costly(table))
    counts = {
        name: store.stage(f"{table.gold}_{name}", rows, key=table.key)
        for name, rows in _streams(results, table, dates_as_text=store.dates_as_text)
    }
    results.run(f"DROP TABLE {table.gold}_differs")
    left = results.count(SHOWN + table.gold) - counts[GONE] + counts[NEW]
    if left != results.count(table.gold):
        raise Broken(f"the result table {table.gold} names one of its keys twice")
    return sum(counts.values())


def written(store: Store, table: Published) -> Iterator[str]:
    """Within the switch: what has gone or moved leaves, what is new or has moved comes.

    Most nights change no booking in place; then nobody walks through the bookings to find none.
    """
    keys = ", ".join(table.key)
    yield (
        f"DELETE FROM {table.table} WHERE ({keys}) IN "
        f"(SELECT {keys} FROM {STAGING}.{table.gold}_{GONE})"
    )
    yield inserted(table, source=f"{table.gold}_{NEW}")
    if store.read(f"SELECT 1 FROM {STAGING}.{table.gold}_{CHANGED} LIMIT 1"):
        yield _updated(table)


def stamped(table: Published) -> str:
    """Within the switch: the run that has found the other rows as they stood."""
    current = f"{STAGING}.runs WHERE is_current"
    return (
        f"UPDATE {table.table} SET ({', '.join(STAMP)}) = (SELECT {', '.join(STAMP)} "
        f"FROM {current}) WHERE coalesce(run_id, '') <> (SELECT run_id FROM {current})"
    )


def _updated(table: Published) -> str:
    columns = [column for column in table.columns if column not in table.key]
    changes = ", ".join(f"{column} = s.{column}" for column in columns)
    same = " AND ".join(f"s.{column} = {table.table}.{column}" for column in table.key)
    changed = f"{STAGING}.{table.gold}_{CHANGED}"
    return f"UPDATE {table.table} SET {changes} FROM {changed} s WHERE {same}"


def _find(results: Results, table: Published, *, costly: frozenset[str]) -> None:
    """`<gold>_differs` in the engine: the rows of the next run that are not shown just so."""
    plain = [column for column in table.columns if column not in {*table.key, *STAMP}]
    same = " AND ".join(f"s.{column} = p.{column}" for column in table.key)
    is_new = f"p.{table.key[0]} IS NULL"
    results.run(
        f"CREATE TABLE {table.gold}_differs AS SELECT s.*, {is_new} AS is_new, "
        f"{_differ([column for column in plain if column in costly])} AS has_moved "
        f"FROM {table.gold} s LEFT JOIN {SHOWN}{table.gold} p ON {same} "
        f"WHERE {is_new} OR {_differ(plain)}"
    )


def _differ(columns: list[str]) -> str:
    differ = " OR ".join(f"s.{column} IS DISTINCT FROM p.{column}" for column in columns)
    return f"({differ})" if differ else "false"


def _streams(
    results: Results, table: Published, *, dates_as_text: bool
) -> Iterator[tuple[str, pa.RecordBatchReader]]:
    keys, differs = ", ".join(table.key), f"{table.gold}_differs"
    of_key = {name: GOLD[table.gold][name] for name in table.key}
    found = {
        GONE: f"SELECT {keys} FROM {SHOWN}{table.gold} ANTI JOIN {table.gold} USING ({keys}) "
        f"UNION ALL SELECT {keys} FROM {differs} WHERE has_moved AND NOT is_new",
        NEW: f"FROM {differs} WHERE has_moved OR is_new",
        CHANGED: f"FROM {differs} WHERE NOT (has_moved OR is_new)",
    }
    for name, query in found.items():
        types = of_key if name == GONE else GOLD[table.gold]
        yield name, results.stream(f"({query})", types, table.key, dates_as_text=dates_as_text)
