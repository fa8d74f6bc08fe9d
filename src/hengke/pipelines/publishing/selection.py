"""What of the lake belongs to one run: its result files and the assessments it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hengke.kernel.errors import NotComputed, Refused
from hengke.pipelines import lake, soundness
from hengke.pipelines.home import Home


@dataclass(frozen=True)
class Selection:
    """One run as it is to be shown, and the records of all runs and batches beside it."""

    run: lake.RunEntry
    gold: Mapping[str, Path]
    assessments: tuple[lake.AssessmentEntry, ...]
    runs: tuple[lake.RunEntry, ...]
    batches: tuple[lake.Batch, ...]


def selected(home: Home, run_id: str) -> Selection:
    """Everything of the run, with its files checked to be there; refused with the way out."""
    manifest = lake.load(home)
    run = next((one for one in manifest.runs if one.run_id == run_id), None)
    if run is None:
        raise NotComputed(
            "There is no run '{run}' in this home.",
            next_step="hengke run --home {home} --as-of DATE",
            run=run_id,
            home=home.path,
        )
    gold = _gold(home, run)
    assessments = assessments_of(manifest, run)
    _check_present([*gold.values(), *(home.lake / one.path for one in assessments)], run)
    named = [*run.gold.values(), *(one.path for one in assessments)]
    _check_sound(soundness.damaged(home.lake, manifest.sums, named, deep=True), run)
    runs = (*manifest.retired, *manifest.runs)
    return Selection(run, gold, assessments, runs, tuple(manifest.batches))


def result_files(home: Home, run_id: str) -> Mapping[str, Path] | None:
    """The tables of a run, without its assessments; None where it or a file of it is gone."""
    run = next((one for one in lake.load(home).runs if one.run_id == run_id), None)
    gold = _gold(home, run) if run else {}
    return gold if gold and all(path.exists() for path in gold.values()) else None


def _gold(home: Home, run: lake.RunEntry) -> dict[str, Path]:
    return {name: home.lake / path for name, path in run.gold.items()}


def assessments_of(manifest: lake.Manifest, run: lake.RunEntry) -> tuple[lake.AssessmentEntry, ...]:
    """The newest entry per policy and date that the run could know: none of a later run or date."""
    later = _runs_after(manifest, run)
    newest = {
        (entry.policy, entry.assessed_on): entry
        for entry in manifest.assessments
        if entry.policy in run.policies
        and entry.assessed_on <= run.as_of
        and entry.run_id not in later
    }
    return tuple(newest[key] for key in sorted(newest))


def _runs_after(manifest: lake.Manifest, run: lake.RunEntry) -> set[str]:
    """Runs that were made after this one, whatever their business date."""
    ids = [one.run_id for one in manifest.runs]
    later = {one.run_id for one in manifest.retired if one.created_at > run.created_at}
    return later | set(ids[ids.index(run.run_id) + 1 :])


def _check_present(paths: list[Path], run: lake.RunEntry) -> None:
    gone = [path for path in paths if not path.exists()]
    if gone:
        raise Refused(
            "{count} result files of run {run} are gone, first {first}.",
            next_step="Compute them again: hengke run --as-of {day}",
            count=len(gone),
            run=run.run_id,
            first=gone[0].name,
            day=run.as_of,
        )


def _check_sound(found: list[soundness.Damage], run: lake.RunEntry) -> None:
    if found:
        raise Refused(
            "lake/{path} of run {run} is damaged: {what}. The workbench shows what it showed "
            "before.",
            next_step="Compute it again: hengke run --as-of {day}",
            path=found[0].path,
            run=run.run_id,
            what=found[0].what,
            day=run.as_of,
        )
