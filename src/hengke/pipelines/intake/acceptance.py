"""Accept an examined delivery into the lake, in one step."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hengke.pipelines import lake
from hengke.pipelines.home import SETTINGS_FILE, Home, write_atomically
from hengke.pipelines.intake import bronze, quarantine
from hengke.pipelines.intake.delivery import Delivery
from hengke.pipelines.intake.examination import Examined
from hengke.pipelines.intake.mapping import Mapping
from hengke.pipelines.intake.merge import Merged, merge
from hengke.pipelines.intake.report import TableCount
from hengke.pipelines.intake.settings_of import settings_with
from hengke.pipelines.intake.snapshots import TABLE as SNAPSHOTS
from hengke.pipelines.intake.touched import touched
from hengke.pipelines.intake.withheld import TABLE as WITHHELD
from hengke.pipelines.intake.workspace import Workspace
from hengke.pipelines.lake import Batch, Manifest
from hengke.pipelines.lake_files import error_file
from hengke.pipelines.protection import ring as rings
from hengke.pipelines.protection.ring import Ring
from hengke.pipelines.protection.sealed_files import ENDING, seal_file


@dataclass(frozen=True)
class Accepted:
    """A batch that is in, and what it did to each table."""

    batch: Batch
    counts: tuple[TableCount, ...]


def accept(
    workspace: Workspace,
    home: Home,
    manifest: Manifest,
    *,
    examined: Examined,
    mapping: Mapping,
    now: datetime,
) -> Accepted:
    """Files first, then settings, the manifest last: killed before that, nothing was loaded."""
    batch_id = _new_id(manifest, examined.delivery, now)
    tables = [*examined.tables, SNAPSHOTS, WITHHELD]
    merged = merge(workspace, home, manifest, tables=tables, batch=batch_id)
    days = touched(workspace, merged.silver)
    counts = tuple(_with_effect(count, merged) for count in examined.counts.values())
    aside = _kept_aside(workspace, home, examined, batch_id, now=now)
    batch = Batch(
        id=batch_id,
        source=mapping.name,
        created_at=now.isoformat(),
        earliest_date=days.first,
        latest_date=days.last,
        files=[file.identity() for file in examined.delivery.files],
        tables=[_entry(count, examined) for count in counts],
        before={
            table: [asdict(file) for file in manifest.silver.get(table, [])]
            for table in merged.silver
        },
        quarantine=aside["quarantine"],
        bronze=aside["bronze"],
    )
    kept = kept_mapping(home, batch_id)
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(kept, mapping.text)
    _change_settings(home, manifest, mapping, batch)
    manifest.silver.update(merged.silver)
    manifest.batches.append(batch)
    lake.commit(home, manifest)
    return Accepted(batch, counts)


def _new_id(manifest: Manifest, delivery: Delivery, now: datetime) -> str:
    """Readable and in the order of time; the digest's head tells two of one second apart."""
    wanted = f"{now:%Y%m%d-%H%M%S}-{delivery.digest[:6]}"
    taken = {batch.id for batch in manifest.batches}
    choices = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(choice for choice in choices if choice not in taken)


def _entry(count: TableCount, examined: Examined) -> dict[str, Any]:
    """What the batch remembers of a table: its counts, its sums, what its fields were like."""
    kept = {**asdict(count), "sources": examined.figures[count.table]}
    fitness = examined.fitness.get(count.table)
    return {**kept, "fitness": fitness} if fitness else kept


def _with_effect(count: TableCount, merged: Merged) -> TableCount:
    return replace(
        count,
        written=merged.written.get(count.table, 0),
        corrected=merged.corrected.get(count.table, 0),
        removed=merged.removed.get(count.table, 0),
    )


def _quarantine(
    workspace: Workspace, home: Home, ring: Ring, examined: Examined, batch_id: str
) -> str | None:
    """Rows as sealed Parquet, and beside them the error files of the same name."""
    if not examined.refused:
        return None
    place = f"quarantine/{batch_id}.parquet{ENDING}"
    rows = workspace.folder / "quarantine.parquet"
    quarantine.keep_rows(workspace, examined.received, examined.tables, rows)
    seal_file(ring, f"quarantine/{batch_id}", rows, home.lake / place)
    quarantine.write_errors(workspace, home.lake / error_file(place))
    return place


def _kept_aside(
    workspace: Workspace, home: Home, examined: Examined, batch_id: str, *, now: datetime
) -> dict[str, str | None]:
    """Bronze and quarantine, each under a key of its own."""
    partitions = [bronze.partition(batch_id)]
    partitions += [f"quarantine/{batch_id}"] if examined.refused else []
    with rings.changing(home, now=now) as ring:
        for purpose in partitions:
            ring.add(purpose, now=now)
    ring = rings.load(home)
    return {
        "bronze": bronze.keep(home, ring, examined.received, batch_id),
        "quarantine": _quarantine(workspace, home, ring, examined, batch_id),
    }


def _change_settings(home: Home, manifest: Manifest, mapping: Mapping, batch: Batch) -> None:
    """The batch remembers the settings it found, for undo."""
    settings = home.settings()
    changed = settings_with(settings, manifest, mapping)
    if changed != settings:
        batch.before[SETTINGS_FILE] = [
            {"currency": settings.currency, "sources": settings.sources,
             "added": [name for name in changed.policies if name not in settings.policies]}
        ]  # fmt: skip
        home.write_settings(changed)


def errors_file(home: Home, batch: Batch) -> Path | None:
    """The batch's row errors for people; None when it had none."""
    return home.lake / error_file(batch.quarantine) if batch.quarantine else None


def kept_mapping(home: Home, batch_id: str) -> Path:
    """The mapping as it was when the batch was read."""
    return home.lake / "mappings" / f"{batch_id}.toml"


def already_in(
    home: Home, manifest: Manifest, delivery: Delivery, mapping: Mapping
) -> Batch | None:
    """The loaded batch of exactly these files, read with exactly this mapping."""
    wanted = sorted((str(file.source), file.name, file.sha256) for file in delivery.files)
    for batch in manifest.batches:
        if batch.status != "loaded" or batch.source != mapping.name:
            continue
        had = sorted((file["source"], file["name"], file["sha256"]) for file in batch.files)
        if had == wanted and _same_mapping(kept_mapping(home, batch.id), mapping):
            return batch
    return None


def _same_mapping(kept: Path, mapping: Mapping) -> bool:
    return kept.is_file() and kept.read_text(encoding="utf-8") == mapping.text


def counts_of(batch: Batch) -> tuple[TableCount, ...]:
    """The batch's figures per table."""
    names = {field.name for field in fields(TableCount)}
    return tuple(
        TableCount(**{key: value for key, value in entry.items() if key in names})
        for entry in batch.tables
    )
