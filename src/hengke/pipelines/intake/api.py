"""The door of the import: check a delivery, import it, take it back, propose a mapping."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hengke.kernel import clock
from hengke.kernel.errors import NeedsConfirmation, Refused
from hengke.pipelines import lake, lake_files, tidying
from hengke.pipelines.home import Home
from hengke.pipelines.intake import mapping_file, quarantine, repairing, uploads, vault
from hengke.pipelines.intake.acceptance import accept, already_in, counts_of, errors_file
from hengke.pipelines.intake.contract_page import contract_text
from hengke.pipelines.intake.delivery import Delivery, collect
from hengke.pipelines.intake.deviation import check_deviations
from hengke.pipelines.intake.examination import Examined, examine
from hengke.pipelines.intake.looks import without_numbers
from hengke.pipelines.intake.mapping import Mapping
from hengke.pipelines.intake.proposing import propose
from hengke.pipelines.intake.received import Progress
from hengke.pipelines.intake.report import ERRORS_OF_A_CHECK, Report, TableCount
from hengke.pipelines.intake.settings_of import check_policy, check_source, settings_with
from hengke.pipelines.intake.taking_back import take_back
from hengke.pipelines.intake.workspace import opened
from hengke.pipelines.lake import Batch

__all__ = ["Report", "check", "contract_text", "import_delivery", "mappings", "propose", "undo"]

STAGED = "staged"
"""Folder of the lake for rows that are being read; a killed import finds them there again. One that
waits for a person, or is refused, leaves none: whoever confirms may come days later, or never."""


def check(
    home: Home, directory: Path, *, mapping: str | Path, progress: Progress | None = None
) -> Report:
    """Everything an import does, short of writing. The error file lies outside the home."""
    with uploads.readable(home, Path(directory)) as folder:
        return _checked(home, folder, mapping=mapping, progress=progress or _silent)


def _checked(home: Home, directory: Path, *, mapping: str | Path, progress: Progress) -> Report:
    began = time.monotonic()
    found, delivery = _found(home, directory, mapping)
    manifest = lake.load(home)
    errors = None
    with (
        tempfile.TemporaryDirectory(prefix="hengke-") as folder,
        opened(Path(folder) / "work", vault.passing(home, now=clock.now())) as workspace,
    ):
        examined = examine(
            workspace, home, manifest, delivery=delivery, mapping=found,
            staging=Path(folder) / "staged", today=clock.today(), progress=progress,
        )  # fmt: skip
        problems = quarantine.problems(workspace)
        if examined.refused:
            place = Path(tempfile.mkdtemp(prefix=ERRORS_OF_A_CHECK)) / "errors.csv"
            errors = quarantine.write_errors(workspace, place)
    return _report(
        found, examined, counts=tuple(examined.counts.values()), problems=problems,
        errors=errors, began=began,
    )  # fmt: skip


def import_delivery(
    home: Home,
    directory: Path,
    *,
    mapping: str | Path,
    add_source: bool = False,
    confirmed: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Load a delivery. All of it is in afterwards, or nothing; the same files change nothing."""
    home.check_exists()
    with uploads.readable(home, Path(directory)) as folder:
        return _imported(
            home, folder, mapping=mapping, add_source=add_source, confirmed=confirmed,
            progress=progress or _silent,
        )  # fmt: skip


def _imported(
    home: Home,
    directory: Path,
    *,
    mapping: str | Path,
    add_source: bool,
    confirmed: bool,
    progress: Progress,
) -> Report:
    began = time.monotonic()
    found, delivery = _found(home, directory, mapping)
    with lake.writing(home, what=f"hengke import {delivery.folder.name}"):
        manifest = lake.load(home)
        check_source(home, manifest, found, add_source=add_source)
        if before := already_in(home, manifest, delivery, found):
            _repair_settings(home, manifest, found)
            notes = _repair_files(home, manifest, before, found, delivery, progress)
            return _unchanged(home, before, delivery, notes)
        lake_files.sweep(home, manifest)
        keys = vault.of_home(home, manifest, now=clock.now())
        with _nothing_waiting(home), opened(home.lake / "work", keys) as workspace:
            examined = examine(
                workspace, home, manifest, delivery=delivery, mapping=found,
                staging=home.lake / STAGED, today=clock.today(), progress=progress,
            )  # fmt: skip
            problems = quarantine.problems(workspace)
            if not confirmed:
                _check_like_the_last(found, examined, problems, began=began)
            progress("Writing")
            accepted = accept(
                workspace, home, manifest, examined=examined, mapping=found, now=clock.now()
            )
        shutil.rmtree(home.lake / STAGED, ignore_errors=True)
        examined.notes.extend(tidying.after_import(home, manifest, now=clock.now()))
    return _report(
        found, examined, counts=accepted.counts, problems=problems, began=began,
        errors=errors_file(home, accepted.batch), batch=accepted.batch,
    )  # fmt: skip


@contextmanager
def _nothing_waiting(home: Home) -> Iterator[None]:
    """No staged row outlives the import that read it, unless it was killed."""
    try:
        yield
    except Refused:
        shutil.rmtree(home.lake / STAGED, ignore_errors=True)
        raise


def _repair_files(
    home: Home,
    manifest: lake.Manifest,
    batch: Batch,
    mapping: Mapping,
    delivery: Delivery,
    progress: Progress,
) -> list[str]:
    """Write again what the batch wrote and has been damaged since."""
    damaged = repairing.hurt(home, manifest, batch)
    if not damaged:
        return []
    keys = vault.of_home(home, manifest, now=clock.now())
    with opened(home.lake / "work", keys) as workspace:
        examine(
            workspace, home, repairing.without(manifest, damaged), delivery=delivery,
            mapping=mapping, staging=home.lake / STAGED, today=clock.today(),
            progress=progress,
        )  # fmt: skip
        notes = repairing.write_again(workspace, home, manifest, damaged)
    lake.commit(home, manifest)
    shutil.rmtree(home.lake / STAGED, ignore_errors=True)
    return notes


def _check_like_the_last(
    mapping: Mapping, examined: Examined, problems: list[dict[str, Any]], *, began: float
) -> None:
    """A delivery that waits for a person says all it would say when it is in, save the batch."""
    try:
        check_deviations(examined.deviations)
    except NeedsConfirmation as refusal:
        counts = tuple(examined.counts.values())
        report = _report(
            mapping, examined, counts=counts, problems=problems, errors=None, began=began
        )
        refusal.report = report.to_json()
        raise


def undo(home: Home, batch: str) -> None:
    """Take the last batch back; the home is as it was before it. Refused once a run has used it."""
    home.check_exists()
    with lake.writing(home, what=f"hengke import --undo {batch}"):
        take_back(home, lake.load(home), batch)


def mappings(home: Home) -> list[dict[str, str]]:
    """Mappings that can be named: name, where they lie, what they are for."""
    return [
        {
            "name": name,
            "where": "home" if (home.mappings / f"{name}.toml").is_file() else "shipped",
            "what": _title(name, home),
        }
        for name in mapping_file.names(home)
    ]


def _title(name: str, home: Home) -> str:
    """A mapping that cannot be read is listed with the reason."""
    try:
        return mapping_file.find(name, home).title
    except Refused as refusal:
        return refusal.message


def _found(home: Home, directory: Path, mapping: str | Path) -> tuple[Mapping, Delivery]:
    found = mapping_file.find(mapping, home)
    check_policy(home, found)
    return found, collect(Path(directory), found)


def _repair_settings(home: Home, manifest: lake.Manifest, mapping: Mapping) -> None:
    """After a kill between the manifest and the settings."""
    settings = home.settings()
    changed = settings_with(settings, manifest, mapping)
    if changed != settings:
        home.write_settings(changed)


def _report(
    mapping: Mapping,
    examined: Examined,
    *,
    counts: tuple[TableCount, ...],
    problems: list[dict[str, Any]],
    errors: Path | None,
    began: float,
    batch: Batch | None = None,
) -> Report:
    seconds = time.monotonic() - began
    received = examined.received
    rows = sum(raw.rows for raw in received.raw)
    return Report(
        mapping=mapping.name,
        batch=batch.id if batch else "",
        checked_only=batch is None,
        tables=counts,
        files=tuple(
            {"file": file.name, "source": file.source, "rows": raw.rows, "ragged": raw.ragged}
            for file, raw in zip(received.files, received.raw, strict=True)
        ),
        left_out=_left_out(examined.delivery),
        notes=tuple(examined.notes),
        problems=tuple(problems),
        flawed=tuple(examined.flawed),
        deviations=tuple(deviation.to_json() for deviation in examined.deviations),
        errors=str(errors) if errors else None,
        earliest_date=batch.earliest_date if batch else None,
        latest_date=batch.latest_date if batch else None,
        seconds=round(seconds, 2),
        rows_per_second=round(rows / seconds) if seconds else 0,
    )


def _left_out(delivery: Delivery) -> tuple[dict[str, str], ...]:
    return tuple(
        {"file": without_numbers(name), "reason": reason} for name, reason in delivery.left
    )


def _unchanged(home: Home, batch: Batch, delivery: Delivery, notes: Sequence[str] = ()) -> Report:
    """What the same files said when they came in first."""
    errors = errors_file(home, batch)
    return Report(
        mapping=batch.source,
        batch=batch.id,
        unchanged=True,
        tables=counts_of(batch),
        left_out=_left_out(delivery),
        notes=tuple(notes),
        errors=str(errors) if errors else None,
        earliest_date=batch.earliest_date,
        latest_date=batch.latest_date,
    )


def _silent(stage: str, done: float = 0, total: float | None = None) -> None:
    """Nobody watches."""
