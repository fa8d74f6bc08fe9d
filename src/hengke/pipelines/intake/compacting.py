"""Daily deltas put together by size: a row is copied a few times in its life, a book never whole.

Files of one mapping in one table that are of one size class are put together once there are
`TOGETHER` of them; what comes of it is of the next class. So the number of files grows with the
logarithm of the book, and a year of days costs each row about as many copies as there are classes.
The rows stay the same, and so do the results of every run: only their files have other names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import groupby

from hengke.engine.schemas import CONTRACT
from hengke.pipelines.home import Home
from hengke.pipelines.intake.silver_files import MOST_ROWS_IN_ONE, is_of_a_month, written
from hengke.pipelines.intake.workspace import Workspace, files_sql
from hengke.pipelines.lake import DataFile, Manifest

TOGETHER = 8
SMALLEST_CLASS = 5  # everything below 8 ** 6 rows, 262,144: putting it together takes a moment


def compact(workspace: Workspace, home: Home, manifest: Manifest) -> dict[str, int]:
    """Put together what is due in every table; returns how many files were, per table.

    Call it holding `lake.writing(home)` and commit afterwards; the old files are untouched.
    """
    done: dict[str, int] = {}
    for table in [name for name in manifest.silver if name in CONTRACT]:
        while group := due(manifest.silver[table], _sources(manifest)):
            manifest.silver[table] = _together(workspace, home, table, manifest, group)
            done[table] = done.get(table, 0) + len(group)
    return done


def foreseen(manifest: Manifest) -> dict[str, int]:
    """How many files of each table are due now; reads nothing but the manifest."""
    sources = _sources(manifest)
    found = {
        name: len(due(files, sources))
        for name, files in manifest.silver.items()
        if name in CONTRACT
    }
    return {name: files for name, files in found.items() if files}


def due(files: Sequence[DataFile], sources: Mapping[str, str]) -> list[DataFile]:
    """The files to put together next, smallest class first; none when none are due."""

    def kind(file: DataFile) -> tuple[int, str]:
        return size_class(file.rows), sources.get(file.batch, "")

    small = (file for file in files if file.rows < MOST_ROWS_IN_ONE and not is_of_a_month(file))
    for _, alike in groupby(sorted(small, key=kind), key=kind):
        if len(group := list(alike)) >= TOGETHER:
            return group
    return []


def size_class(rows: int) -> int:
    """Each class holds eight times the rows of the one before."""
    return max(SMALLEST_CLASS, (max(rows, 1).bit_length() - 1) // 3)


def _sources(manifest: Manifest) -> dict[str, str]:
    return {batch.id: batch.source for batch in manifest.batches}


def _together(
    workspace: Workspace, home: Home, table: str, manifest: Manifest, group: Sequence[DataFile]
) -> list[DataFile]:
    """The table's files with the group replaced, in its last place, by what comes of it."""
    told = "\n".join(file.path for file in group)
    newest = group[-1].batch
    name = f"{newest}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    whole = written(
        workspace, home, CONTRACT[table],
        files_sql(table, [str(home.lake / file.path) for file in group]),
        name=name, rows=sum(file.rows for file in group), batch=newest,
    )  # fmt: skip
    listed: list[DataFile] = []
    for file in manifest.silver[table]:
        if file is group[-1]:
            listed += whole
        elif file not in group:
            listed.append(file)
    return listed
