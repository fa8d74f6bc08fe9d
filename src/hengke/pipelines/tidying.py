"""Keeping the lake in order: what the retention policy gives up goes, small files are put together.

The manifest comes first, the files last: killed in between, the lake is whole and holds orphans,
which the next import, run or tidying sweeps away.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
from filelock import FileLock, Timeout

from hengke.kernel import clock
from hengke.kernel.errors import Busy, PolicyError
from hengke.kernel.sentences import sentence
from hengke.pipelines import destroying, lake, lake_files
from hengke.pipelines.home import Home
from hengke.pipelines.lake import Manifest
from hengke.pipelines.retiring import Removal, retire
from hengke.policies import retention
from hengke.policies.retention import RetentionPolicy

IN_THE_WAY = (OSError, duckdb.Error, PolicyError)
"""A full disk, a damaged file, a policy that contradicts itself."""


@dataclass(frozen=True)
class Tidied:
    """What went and why, files put together per table, and what was freed on disk.

    `files` and `bytes_freed` count orphans of killed commands too; `dry_run`: nothing was done.
    """

    policy: str
    removed: list[Removal] = field(default_factory=list)
    together: dict[str, int] = field(default_factory=dict)
    files: int = 0
    bytes_freed: int = 0
    dry_run: bool = False


def tidy(home: Home, *, shown: str, now: datetime, dry_run: bool = False) -> Tidied:
    """Bring the lake in order. `shown` is the run that the workbench shows; where it is not
    known ("") no result goes."""
    policy = retention.load(on=clock.day(now), own=home.retention_policies)
    with nobody_publishing(home), lake.writing(home, what="hengke lake tidy"):
        manifest = lake.load(home)
        if dry_run:
            return _foreseen(home, copy.deepcopy(manifest), policy, shown=shown, now=now)
        return keep_in_order(home, manifest, policy, shown=shown, now=now)


def tidy_if_free(home: Home, *, shown: str, now: datetime) -> Tidied | None:
    """The same at the end of a run, which nobody shall see fail for it; another tries again."""
    try:
        return tidy(home, shown=shown, now=now)
    except (Busy, *IN_THE_WAY):
        return None


@contextmanager
def nobody_publishing(home: Home) -> Iterator[None]:
    """The results that a publishing reads stay where they are."""
    lock = FileLock(home.path / ".publish.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Busy(
            "A run is being published from this home.",
            next_step="Wait until it has ended, then try again; nothing was changed.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def keep_in_order(
    home: Home, manifest: Manifest, policy: RetentionPolicy, *, shown: str, now: datetime
) -> Tidied:
    """Call it holding `lake.writing(home)`, with the manifest as committed."""
    removed = retire(manifest, policy, shown=shown, now=now)
    together = _compacted(home, manifest)
    if removed or together:
        lake.commit(home, manifest)
    destroying.destroy_unnamed(home, manifest, now=now)
    files = len(lake_files.orphans(home, manifest))
    freed = lake_files.sweep(home, manifest)
    return Tidied(policy.version, removed, together, files, freed)


def after_import(home: Home, manifest: Manifest, *, now: datetime) -> list[str]:
    """What does not depend on the run shown, within the lock of the import; returns what a person
    should know. The delivery is in, whatever comes of it."""
    try:
        policy = retention.load(on=clock.day(now), own=home.retention_policies)
        keep_in_order(home, manifest, policy, shown="", now=now)
    except IN_THE_WAY as error:
        return [
            sentence(
                "The delivery is in, but the lake could not be tidied ({error}); the next import "
                "tries again.",
                error=type(error).__name__,
            )
        ]
    return []


def _foreseen(
    home: Home, manifest: Manifest, policy: RetentionPolicy, *, shown: str, now: datetime
) -> Tidied:
    """What would happen; files that would be put together are counted once, and not as freed."""
    from hengke.pipelines.intake import compacting

    removed = retire(manifest, policy, shown=shown, now=now)
    orphans = lake_files.orphans(home, manifest)
    freed = lake_files.freed_by(orphans)
    together = compacting.foreseen(manifest)
    return Tidied(policy.version, removed, together, len(orphans), freed, dry_run=True)


def _compacted(home: Home, manifest: Manifest) -> dict[str, int]:
    """The engine is opened only where something is due."""
    from hengke.pipelines.intake import compacting, workspace

    if not compacting.foreseen(manifest):
        return {}
    with workspace.opened(home.lake / "work") as desk:
        return compacting.compact(desk, home, manifest)
