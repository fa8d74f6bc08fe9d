"""Take a batch back."""

from __future__ import annotations

from hengke.kernel.errors import Refused
from hengke.pipelines import lake
from hengke.pipelines.home import SETTINGS_FILE, Home
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
    run = manifest.used_by(batch)
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
    if batch.settled:
        raise Refused(
            "Batch {batch} came too long ago to be taken back.",
            next_step="Deliver corrected rows instead: the same key, the newer row counts.",
            batch=batch_id,
        )
    return batch
