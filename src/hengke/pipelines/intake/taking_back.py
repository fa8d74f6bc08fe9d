"""Take a batch back, and sweep away files that nothing names any more."""

from __future__ import annotations

from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.pipelines import lake
from hengke.pipelines.home import SETTINGS_FILE, Home
from hengke.pipelines.intake.acceptance import errors_files, kept_mapping
from hengke.pipelines.lake import Batch, DataFile, Manifest


def take_back(home: Home, manifest: Manifest, batch_id: str) -> None:
    """Name the files again that the batch replaced. Call it holding `lake.writing(home)`."""
    batch = _undoable(manifest, batch_id)
    for table, files in batch.before.items():
        if table != SETTINGS_FILE:
            manifest.silver[table] = [DataFile(**file) for file in files]
    batch.status = "undone"
    lake.commit(home, manifest)
    for found in batch.before.get(SETTINGS_FILE, []):
        policies = home.settings().policies
        home.change_settings(
            currency=found["currency"],
            sources=tuple(found["sources"]),
            policies=tuple(name for name in policies if name not in found["added"]),
        )


def _undoable(manifest: Manifest, batch_id: str) -> Batch:
    batch = manifest.batch(batch_id)
    loaded = [entry.id for entry in manifest.batches if entry.status == "loaded"]
    if batch is None:
        raise Refused(
            "There is no batch {batch}.",
            next_step="The last one is {last}." if loaded else "Nothing was imported yet.",
            batch=batch_id,
            last=loaded[-1] if loaded else "",
        )
    if batch.status != "loaded":
        raise Refused("Batch {batch} was taken back before.", batch=batch_id)
    run = used_by(manifest, batch)
    if run:
        raise Refused(
            "Run {run} has used batch {batch}; its results rest on it.",
            next_step="Deliver corrected rows instead: the same key, the newer row counts.",
            run=run,
            batch=batch_id,
        )
    if loaded[-1] != batch_id:
        raise Refused(
            "Batch {batch} is not the last one.",
            next_step="Take back {last} first: what it corrected rests on this one.",
            batch=batch_id,
            last=loaded[-1],
        )
    return batch


def used_by(manifest: Manifest, batch: Batch) -> str:
    """The first run that saw the batch; empty when none did."""
    order = {entry.id: place for place, entry in enumerate(manifest.batches)}
    place = order[batch.id]
    return next((run.run_id for run in manifest.runs if order.get(run.known_at, -1) >= place), "")


def sweep(home: Home, manifest: Manifest) -> None:
    """Remove silver and quarantine files of killed imports and of batches that no undo can reach.

    Call it holding `lake.writing(home)`, before anything new is written.
    """
    named = _named(home, manifest)
    for folder in ("silver", "quarantine", "mappings"):
        for path in (home.lake / folder).rglob("*"):
            if path.is_file() and path not in named:
                path.unlink()


def _named(home: Home, manifest: Manifest) -> set[Path]:
    named = {home.lake / file.path for files in manifest.silver.values() for file in files}
    for batch in manifest.batches:
        if batch.status != "loaded":
            continue
        named.add(kept_mapping(home, batch.id))
        if batch.quarantine:
            named.add(home.lake / batch.quarantine)
            named |= set(errors_files(home, batch))
        if not used_by(manifest, batch):
            for table, files in batch.before.items():
                if table != SETTINGS_FILE:
                    named |= {home.lake / file["path"] for file in files}
    return named
