"""The same files again write what has been damaged since: a table's file comes back without a
backup.

Only files that a batch wrote and nothing has touched since (they bear its name) can come back so:
what they held is what the delivery holds and no other file has. Everything else stays as it is;
the manifest, the batch and all that follows from them keep their names.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from hengke.engine.schemas import CONTRACT
from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines import soundness
from hengke.pipelines.home import Home
from hengke.pipelines.intake.silver_files import is_of_a_month
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.touched import DAY_OF
from hengke.pipelines.intake.workspace import Workspace
from hengke.pipelines.lake import Batch, DataFile, Manifest
from hengke.pipelines.resealing import stem_of

Hurt = dict[str, list[DataFile]]


def hurt(home: Home, manifest: Manifest, batch: Batch) -> Hurt:
    """Damaged files that this batch wrote, per table."""
    ours = {
        table: [file for file in files if stem_of(file.path) == batch.id]
        for table, files in manifest.silver.items()
    }
    named = [file.path for files in ours.values() for file in files]
    found = soundness.damaged(home.lake, manifest.sums, named, deep=True)
    broken = {damage.path for damage in found}
    kept = {table: [one for one in files if one.path in broken] for table, files in ours.items()}
    return {table: files for table, files in kept.items() if files}


def without(manifest: Manifest, damaged: Hurt) -> Manifest:
    """The lake as far as it can be read."""
    silver = {
        table: [file for file in files if file not in damaged.get(table, ())]
        for table, files in manifest.silver.items()
    }
    return replace(manifest, silver=silver)


def write_again(workspace: Workspace, home: Home, manifest: Manifest, damaged: Hurt) -> list[str]:
    """Put the files back under their names; needs `ok_<t>`, and `was_<t>` of the rest of the lake.
    Returns what was done; the manifest has to be committed."""
    notes: list[str] = []
    for table, files in damaged.items():
        for file in files:
            _write(workspace, home, table, file)
            manifest.sums.pop(file.path, None)
            notes.append(sentence("lake/{path} was damaged and is there again.", path=file.path))
    return notes


def _write(workspace: Workspace, home: Home, table: str, file: DataFile) -> None:
    schema = CONTRACT[table]
    columns = ", ".join(name(column.name) for column in schema.columns)
    key = ", ".join(name(column) for column in schema.key)
    wanted = "NOT _delete"
    if is_of_a_month(file):
        month = literal(Path(file.path).parent.name)
        wanted += f" AND strftime({DAY_OF[table]}, '%Y-%m') = {month}"
    draft = workspace.folder / f"again_{table}.parquet"
    rows = f"SELECT {columns} FROM ok_{table} ANTI JOIN was_{table} USING ({key}) WHERE {wanted}"
    workspace.keep(rows, draft)
    if workspace.count(f"read_parquet({literal(str(draft))})") != file.rows:
        raise Refused(
            "lake/{path} is damaged, and this delivery does not hold just what it held.",
            next_step="Put the file back from a backup.",
            path=file.path,
        )
    (home.lake / file.path).parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft, home.lake / file.path)
