"""The lake's manifest: which Parquet files are the truth, changed by one atomic file switch.

Files are written first and named in `lake/manifest.json` last. Whatever is not named does not
exist: a killed import or run leaves orphans, never half a state. Writers hold `lake/.lock`.
The form of the manifest is numbered; `lake_versions.py` brings an older one up to date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from hengke.kernel.errors import Busy, Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines import soundness
from hengke.pipelines.home import Home, write_atomically
from hengke.pipelines.lake_versions import SCHEMA_VERSION, upgraded

SEALED_SINCE = 3
"""The first form in which identifiers are sealed in the tables."""


@dataclass(frozen=True)
class DataFile:
    """One Parquet file of a silver table. `path` is relative to the lake."""

    path: str
    rows: int
    batch: str


@dataclass
class Batch:
    """One accepted delivery. `before` keeps the file lists it replaced, for undo.

    `settled`: it cannot be taken back any more, and those lists are gone.
    """

    id: str
    source: str
    created_at: str
    status: str = "loaded"  # loaded | undone
    earliest_date: str | None = None  # first business date the delivery touches
    latest_date: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)  # name, sha256, bytes
    tables: list[dict[str, Any]] = field(default_factory=list)  # table, received, loaded, ...
    before: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    quarantine: str | None = None
    settled: bool = False
    bronze: str | None = None  # folder of what was read, and the partition of its key


@dataclass
class RunEntry:
    """One nightly run: what it saw (`known_at`) and where its results lie."""

    run_id: str
    as_of: str
    known_at: str  # id of the last batch seen
    engine: str
    created_at: str
    seconds: float
    customers: int
    policies: dict[str, str]  # name -> version
    gold: dict[str, str] = field(default_factory=dict)  # table -> path, of a file or of a folder
    models: dict[str, str] = field(default_factory=dict)  # policy -> path of its fall model
    report: dict[str, Any] = field(default_factory=dict)


@dataclass
class AssessmentEntry:
    """The result of one assessment date of one policy. The newest entry of a date counts."""

    policy: str
    policy_version: str
    assessed_on: str
    run_id: str
    known_at: str
    path: str


@dataclass
class Manifest:
    """Everything the lake holds. Load, change, `commit`.

    `version` is the form in which it lies on disk; `runs` have their results, `retired` had them
    once and are kept as records. `forgettings`: how often rows of people were taken out.
    """

    version: int = SCHEMA_VERSION
    sequence: int = 0
    silver: dict[str, list[DataFile]] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    runs: list[RunEntry] = field(default_factory=list)
    assessments: list[AssessmentEntry] = field(default_factory=list)
    retired: list[RunEntry] = field(default_factory=list)
    sums: dict[str, soundness.Sum] = field(default_factory=dict)  # path -> bytes, checksum
    forgettings: int = 0
    forgotten: list[str] = field(default_factory=list)  # fingerprints, `pipelines.forgotten`

    def tables(self) -> list[str]:
        """Paths of the silver files."""
        return [file.path for files in self.silver.values() for file in files]

    def replaced(self) -> list[str]:
        """Paths of the files that an undo would name again."""
        return [
            file["path"]
            for batch in self.batches
            for files in batch.before.values()
            for file in files
            if "path" in file
        ]

    def results(self) -> list[str]:
        """Paths of what runs have written."""
        runs = [path for run in self.runs for path in (*run.gold.values(), *run.models.values())]
        return runs + [entry.path for entry in self.assessments]

    def batch(self, batch_id: str) -> Batch | None:
        return next((batch for batch in self.batches if batch.id == batch_id), None)

    def last_batch(self) -> str:
        loaded = [batch.id for batch in self.batches if batch.status == "loaded"]
        return loaded[-1] if loaded else ""

    def used_by(self, batch: Batch) -> str:
        """The first run that saw the batch; empty when none did."""
        order = {entry.id: place for place, entry in enumerate(self.batches)}
        place = order[batch.id]
        seen = (run for run in (*self.retired, *self.runs) if order.get(run.known_at, -1) >= place)
        first = min(seen, key=lambda run: run.created_at, default=None)
        return first.run_id if first else ""

    def assessment(self, policy: str, assessed_on: str) -> AssessmentEntry | None:
        found = (
            entry
            for entry in reversed(self.assessments)
            if entry.policy == policy and entry.assessed_on == assessed_on
        )
        return next(found, None)

    def assessed_dates(self, policy: str) -> list[str]:
        return sorted({entry.assessed_on for entry in self.assessments if entry.policy == policy})


def load(home: Home) -> Manifest:
    """The manifest as committed; empty for a lake that has none yet."""
    path = home.lake / "manifest.json"
    if not path.exists():
        return Manifest()
    raw = upgraded(_parsed(path))
    return Manifest(
        version=raw["version"],
        sequence=raw["sequence"],
        silver={
            table: [DataFile(**file) for file in files] for table, files in raw["silver"].items()
        },
        batches=[Batch(**batch) for batch in raw["batches"]],
        runs=[RunEntry(**run) for run in raw["runs"]],
        assessments=[AssessmentEntry(**entry) for entry in raw["assessments"]],
        retired=[RunEntry(**run) for run in raw["retired"]],
        sums=raw.get("sums", {}),
        forgettings=raw["forgettings"],
        forgotten=raw["forgotten"],
    )


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refused(
            "lake/manifest.json cannot be read: {error}.",
            next_step="Restore it from a backup; the files that it names are still there.",
            error=error,
        ) from error


def commit(home: Home, manifest: Manifest) -> None:
    """Make the manifest the truth in one step. Call it holding `writing(home)`."""
    home.lake.mkdir(parents=True, exist_ok=True)
    if manifest.version < SCHEMA_VERSION:
        _keep_old_form(home, manifest.version)
    manifest.version = SCHEMA_VERSION
    manifest.sequence += 1
    named = [*manifest.tables(), *manifest.replaced(), *manifest.results()]
    manifest.sums = soundness.renewed(home.lake, manifest.sums, named)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    write_atomically(home.lake / "manifest.json", text)


def _keep_old_form(home: Home, version: int) -> None:
    """The manifest as the earlier release left it, for a way back to that release."""
    old = home.lake / "manifest.json"
    write_atomically(home.lake / f"manifest.v{version}.json", old.read_text(encoding="utf-8"))


@contextmanager
def writing(home: Home, *, what: str) -> Iterator[None]:
    """One writer at a time; the second is told who is first instead of waiting."""
    home.lake.mkdir(parents=True, exist_ok=True)
    note = home.lake / ".writer"
    lock = FileLock(home.lake / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = note.read_text(encoding="utf-8") if note.exists() else sentence("another command")
        raise Busy(
            "This home is being written to by {who}.",
            next_step="Wait until it has ended, then try again; nothing was changed.",
            who=who,
        ) from None
    try:
        note.write_text(what, encoding="utf-8")
        bring_up(home)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def bring_up(home: Home) -> None:
    """Seal the identifiers that releases up to 0.3 left in the tables. Call it holding the lock."""
    path = home.lake / "manifest.json"
    if path.exists() and load(home).version < SEALED_SINCE:
        # it needs the engine, which a web process that reads the manifest never loads
        import_module("hengke.pipelines.resealing").seal_older(home)


def silver_paths(home: Home, manifest: Manifest, table: str) -> list[Path]:
    return [home.lake / file.path for file in manifest.silver.get(table, [])]
