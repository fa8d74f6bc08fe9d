"""Seal again what the lake holds: of homes of 0.3 and earlier for the first time, later under new
keys.

A file is written anew under a name that tells the keys, and the manifest names it then; the old one
is nobody's any more and is swept away. Killed in between, nothing is lost: what was not named is
done again. Tables of the bank, ways back and results of runs are treated alike.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from hengke.engine.results import GOLD
from hengke.engine.schemas import CONTRACT
from hengke.kernel import clock
from hengke.pipelines import lake, lake_files, soundness
from hengke.pipelines.home import Home
from hengke.pipelines.intake.report import in_chinese
from hengke.pipelines.intake.shown_values import shown_value
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.lake import DataFile, Manifest
from hengke.pipelines.lake_files import KEYED
from hengke.pipelines.parts import files_of
from hengke.pipelines.protection import masking
from hengke.pipelines.protection import ring as rings
from hengke.pipelines.protection.identifiers import KEYS
from hengke.pipelines.protection.ring import IDENTIFIERS, INDEX
from hengke.pipelines.protection.sealed_files import ENDING, seal_file

RECORDS = "customer_records"
TABLES = tuple(name for name, schema in CONTRACT.items() if schema.identifiers)
ROWS_AT_ONCE = 50_000
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Shape:
    """The columns of a file, and which of them hold which kind of identifier."""

    schema: pa.Schema
    kinds: Mapping[str, str]


def stem_of(path: str) -> str:
    """The name of a file without what tells its keys."""
    return KEYED.sub("", Path(path).stem)


def seal_older(home: Home) -> None:
    """A lake of 0.3 or earlier: identifiers lay in it as they were delivered. Called by the first
    command that writes, which holds the lock."""
    now = clock.now()
    manifest = lake.load(home)
    vault = Vault(rings.load_or_make(home, now=now))
    for path in _silver_paths(manifest):
        soundness.check(home.lake, manifest.sums, [path])
    _every_file(home, manifest, vault, plain=True)
    _seal_quarantine(home, manifest, vault, now=now)
    lake.commit(home, manifest)
    lake_files.sweep(home, manifest)


def reseal(home: Home, *, tell: Tell) -> int:
    """Seal every table and result under the keys of today; returns the files that were written."""
    with lake.writing(home, what="hengke keys reseal"):
        manifest = lake.load(home)
        vault = Vault(rings.load(home))
        done = _every_file(home, manifest, vault, plain=False, tell=tell, commit=True)
        lake_files.sweep(home, manifest)
    return done


def _every_file(
    home: Home, manifest: Manifest, vault: Vault, *, plain: bool, tell: Tell | None = None,
    commit: bool = False,
) -> int:  # fmt: skip
    """`commit` after each file: killed, the next time goes on behind it."""
    suffix = "-k" + "".join(vault.ring.active(purpose).id for purpose in (IDENTIFIERS, INDEX))
    waiting = [
        (path, shape)
        for path, shape in _concerned(manifest)
        if not Path(path).stem.endswith(suffix)
    ]
    for number, (path, shape) in enumerate(waiting):
        if tell:
            tell("Sealing again", number, len(waiting))
        target = f"{Path(path).parent.as_posix()}/{stem_of(path)}{suffix}.parquet"
        if _written(home.lake / path, home.lake / target, shape, vault, plain=plain):
            _rename(manifest, path, target)
        else:
            _forget(manifest, path)
        if commit:
            lake.commit(home, manifest)
    return len(waiting)


def _concerned(manifest: Manifest) -> Iterator[tuple[str, Shape]]:
    for table in TABLES:
        schema = CONTRACT[table]
        kinds = {column.name: column.identifier for column in schema.identifiers}
        shape = Shape(schema.ibis().to_pyarrow(), kinds)
        yield from ((path, shape) for path in _paths(manifest, table))
    people = {c.name: c.identifier for c in CONTRACT["customers"].identifiers}
    records = Shape(ibis.schema(GOLD[RECORDS]).to_pyarrow(), people)
    for run in manifest.runs:
        if RECORDS in run.gold:
            yield run.gold[RECORDS], records


def _silver_paths(manifest: Manifest) -> list[str]:
    return [path for table in TABLES for path in _paths(manifest, table)]


def _paths(manifest: Manifest, table: str) -> list[str]:
    """Files of a table today, and those that an undo would name again."""
    before = [file["path"] for batch in manifest.batches for file in batch.before.get(table, ())]
    return list(dict.fromkeys([file.path for file in manifest.silver.get(table, ())] + before))


def _written(source: Path, target: Path, shape: Shape, vault: Vault, *, plain: bool) -> bool:
    """False where a result is gone: it is computed again when somebody asks for it."""
    if not source.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    with pq.ParquetWriter(draft, shape.schema, compression="zstd") as writer:
        for part in files_of(source):
            with pq.ParquetFile(part) as file:
                for batch in file.iter_batches(ROWS_AT_ONCE):
                    writer.write_batch(_sealed(batch, shape, vault, plain=plain))
    draft.replace(target)
    return True


def _sealed(batch: pa.RecordBatch, shape: Shape, vault: Vault, *, plain: bool) -> pa.RecordBatch:
    made: dict[str, pa.Array] = {}
    present = set(batch.schema.names)
    for column, kind in shape.kinds.items():
        if column not in present:
            continue
        texts = batch.column(column).to_pylist()
        texts = texts if plain else vault.sealer.open_all(texts)
        made[column] = pa.array(vault.sealer.seal_all(texts), pa.string())
        for key, prints in zip(KEYS[kind], vault.fingerprints.all(kind, texts), strict=True):
            made[key] = pa.array(prints, pa.string())
    arrays = [
        made[field.name]
        if field.name in made
        else batch.column(field.name).cast(field.type)
        if field.name in present
        else pa.nulls(len(batch), field.type)
        for field in shape.schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=shape.schema)


def _rename(manifest: Manifest, path: str, target: str) -> None:
    for table, files in manifest.silver.items():
        manifest.silver[table] = [
            DataFile(target, file.rows, file.batch) if file.path == path else file for file in files
        ]
    for batch in manifest.batches:
        for had in batch.before.values():
            for entry in had:
                if entry.get("path") == path:
                    entry["path"] = target
    for run in manifest.runs:
        run.gold.update({name: target for name, place in run.gold.items() if place == path})
    manifest.sums.pop(path, None)


def _forget(manifest: Manifest, path: str) -> None:
    manifest.runs = [run for run in manifest.runs if path not in run.gold.values()]
    manifest.sums.pop(path, None)


def _seal_quarantine(home: Home, manifest: Manifest, vault: Vault, *, now: datetime) -> None:
    """Rejected rows under a key each; their error files show identifiers masked from now on."""
    held = [
        batch
        for batch in manifest.batches
        if batch.quarantine and (home.lake / batch.quarantine).exists()
    ]
    with rings.changing(home, now=now) as ring:
        for batch in held:
            ring.add(f"quarantine/{batch.id}", now=now)
    ring = rings.load(home)
    for batch in held:
        rows = home.lake / str(batch.quarantine)
        target = f"quarantine/{batch.id}.parquet{ENDING}"
        seal_file(ring, f"quarantine/{batch.id}", rows, home.lake / target)
        errors = home.lake / lake_files.error_file(target)
        for path in (errors, in_chinese(errors)):
            if path.exists():
                _mask(path, vault)
        batch.quarantine = target


def _mask(path: Path, vault: Vault) -> None:
    """table, file, row, column, value, reason: the value as people may see it."""
    draft = path.with_name(f".{path.name}.draft")
    with (
        path.open(encoding="utf-8-sig", newline="") as source,
        draft.open("w", encoding="utf-8-sig", newline="") as target,
    ):
        lines = csv.writer(target)
        for number, row in enumerate(csv.reader(source)):
            lines.writerow(row if number == 0 else _masked(row, vault))
    draft.chmod(0o600)
    draft.replace(path)


def _masked(row: list[Any], vault: Vault) -> list[Any]:
    table, file, line, column, value, *rest = row
    shown = shown_value(vault, table, column, value) if column else masking.CLOSED
    return [table, file, line, column, shown, *rest]
