"""What the lake need not keep any more, by the retention policy; changes only the manifest.

Nothing goes that the run shown, a run kept with its results or a delivery that can still be taken
back rests on. A run that is retired leaves a record: what it was, without its tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hengke.pipelines.lake import Batch, Manifest, RunEntry
from hengke.pipelines.lake_files import beside
from hengke.pipelines.publishing.selection import assessments_of
from hengke.policies.retention import RetentionPolicy

RUN, RECORD, ASSESSMENT = "run", "record of a run", "assessment"
WAY_BACK, QUARANTINE, BRONZE = "way back", "quarantine", "what was read"
KEPT_OF_A_REPORT = ("rows", "stages", "peak_mb", "missed", "notes", "sentences")


@dataclass(frozen=True)
class Removal:
    """One thing that goes: what it is, its name, the reason, its files below the lake."""

    what: str
    name: str
    why: str
    paths: tuple[str, ...] = ()


def retire(
    manifest: Manifest, policy: RetentionPolicy, *, shown: str, now: datetime
) -> list[Removal]:
    """Take out of the manifest what the policy gives up; `shown` is the run of the workbench."""
    gone = _ways_back(manifest, policy)
    gone += _quarantine(manifest, policy, now=now)
    gone += _bronze(manifest, policy, now=now)
    if shown in {run.run_id for run in manifest.runs}:
        gone += _runs(manifest, policy, shown=shown, now=now)
        gone += _assessments(manifest)
    return gone + _records(manifest, policy, now=now)


def kept_runs(
    runs: Sequence[RunEntry], policy: RetentionPolicy, *, shown: str, now: datetime
) -> set[str]:
    """Runs whose results stay; the newest and the one shown always do."""
    if not runs:
        return set()
    days = sorted({run.as_of for run in runs}, reverse=True)
    months = sorted({run.as_of[:7] for run in runs}, reverse=True)[: policy.run_month_ends]
    since = now - timedelta(days=policy.run_days)
    last_of = {run.as_of[:7]: run.run_id for run in sorted(runs, key=lambda run: run.as_of)}
    kept = {shown, runs[-1].run_id, last_of[days[0][:7]]} | {last_of[month] for month in months}
    return kept | {
        run.run_id for run in runs if run.as_of in days[: policy.run_days] or _made(run) >= since
    }


def _runs(
    manifest: Manifest, policy: RetentionPolicy, *, shown: str, now: datetime
) -> list[Removal]:
    kept = kept_runs(manifest.runs, policy, shown=shown, now=now)
    going = [run for run in manifest.runs if run.run_id not in kept]
    manifest.runs = [run for run in manifest.runs if run.run_id in kept]
    manifest.retired += [_record(run) for run in going]
    why = f"older than {policy.run_days} business dates and not the last of its month"
    return [Removal(RUN, run.run_id, why, tuple(run.gold.values())) for run in going]


def _record(run: RunEntry) -> RunEntry:
    report = {key: run.report[key] for key in KEPT_OF_A_REPORT if key in run.report}
    return replace(run, gold={}, report=report)


def _assessments(manifest: Manifest) -> list[Removal]:
    """Those that a newer one of their date replaced, unless a kept run was made of them."""
    needed = {entry.path for run in manifest.runs for entry in assessments_of(manifest, run)}
    needed |= {
        newest.path
        for entry in manifest.assessments
        if (newest := manifest.assessment(entry.policy, entry.assessed_on))
    }
    going = [entry for entry in manifest.assessments if entry.path not in needed]
    manifest.assessments = [entry for entry in manifest.assessments if entry.path in needed]
    why = "replaced by a newer assessment of its date"
    return [
        Removal(ASSESSMENT, f"{one.policy} {one.assessed_on} of {one.run_id}", why, (one.path,))
        for one in going
    ]


def _records(manifest: Manifest, policy: RetentionPolicy, *, now: datetime) -> list[Removal]:
    """A record is what proves where a kept assessment comes from; it stays as long as that."""
    since = now - timedelta(days=policy.run_record_days)
    named = {entry.run_id for entry in manifest.assessments}
    going = [run for run in manifest.retired if _made(run) < since and run.run_id not in named]
    manifest.retired = [run for run in manifest.retired if run not in going]
    why = f"made more than {policy.run_record_days} days ago"
    return [Removal(RECORD, run.run_id, why) for run in going]


def _ways_back(manifest: Manifest, policy: RetentionPolicy) -> list[Removal]:
    """File lists of deliveries that a run has used, or after which many others came."""
    loaded = [batch for batch in manifest.batches if batch.status == "loaded"]
    reachable = {batch.id for batch in loaded[len(loaded) - policy.undo_batches :]}
    gone = []
    for batch in manifest.batches:
        if batch.status != "loaded":
            batch.settled, batch.before = True, {}
    for batch in (one for one in loaded if not one.settled):
        if used := manifest.used_by(batch):
            gone.append(_settled(manifest, batch, f"run {used} has used it"))
        elif batch.id not in reachable:
            why = f"{policy.undo_batches} other deliveries came since"
            gone.append(_settled(manifest, batch, why))
    return gone


def _settled(manifest: Manifest, batch: Batch, why: str) -> Removal:
    """Files that are in the tables today are no part of what goes."""
    there = {file.path for files in manifest.silver.values() for file in files}
    before = {file["path"] for files in batch.before.values() for file in files if "path" in file}
    batch.settled, batch.before = True, {}
    return Removal(WAY_BACK, batch.id, why, tuple(sorted(before - there)))


def _quarantine(manifest: Manifest, policy: RetentionPolicy, *, now: datetime) -> list[Removal]:
    since = now - timedelta(days=policy.quarantine_days)
    gone = []
    for batch in manifest.batches:
        if batch.quarantine and _made(batch) < since:
            why = f"came more than {policy.quarantine_days} days ago"
            gone.append(Removal(QUARANTINE, batch.id, why, tuple(beside(batch.quarantine))))
            batch.quarantine = None
    return gone


def _bronze(manifest: Manifest, policy: RetentionPolicy, *, now: datetime) -> list[Removal]:
    since = now - timedelta(days=policy.bronze_days)
    gone = []
    for batch in manifest.batches:
        if batch.bronze and _made(batch) < since:
            why = f"came more than {policy.bronze_days} days ago"
            gone.append(Removal(BRONZE, batch.id, why, (batch.bronze,)))
            batch.bronze = None
    return gone


def _made(entry: RunEntry | Batch) -> datetime:
    made = datetime.fromisoformat(entry.created_at)
    return made if made.tzinfo else made.replace(tzinfo=UTC)
