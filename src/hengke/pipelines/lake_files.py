"""Every kind of file below `lake/`, and which files of each kind are still needed.

What the manifest does not name does not exist; here stands what "to name" means for each folder.
A new kind of file is one more line in `FOLDERS`: from then on what nobody names is swept away. A
folder that does not stand there is left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from hengke.pipelines.home import SETTINGS_FILE, Home
from hengke.pipelines.lake import Batch, Manifest
from hengke.pipelines.protection.sealed_files import ENDING

KEYED = re.compile(r"-k[0-9a-f]{12}$")
TAKEN_OUT = re.compile(r"-f\d{6}(?=(-k[0-9a-f]{12})?(\.parquet)?$)")
Named = Callable[[Manifest], Iterable[str]]


def _silver(manifest: Manifest) -> Iterator[str]:
    """The tables, and what a batch replaced as long as it can be taken back."""
    for files in manifest.silver.values():
        yield from (file.path for file in files)
    for batch in _loaded(manifest):
        if not batch.settled and not manifest.used_by(batch):
            for table, before in batch.before.items():
                if table != SETTINGS_FILE:
                    yield from (file["path"] for file in before)


def _bronze(manifest: Manifest) -> Iterator[str]:
    """What was read of a delivery, sealed under the key of its partition; a folder each."""
    return (batch.bronze for batch in _loaded(manifest) if batch.bronze)


def _quarantine(manifest: Manifest) -> Iterator[str]:
    """Rejected rows, and their error files in English and Chinese."""
    for batch in _loaded(manifest):
        if batch.quarantine:
            yield from beside(batch.quarantine)


def _mappings(manifest: Manifest) -> Iterator[str]:
    return (f"mappings/{batch.id}.toml" for batch in _loaded(manifest))


def _gold(manifest: Manifest) -> Iterator[str]:
    return (path for run in manifest.runs for path in run.gold.values())


def _models(manifest: Manifest) -> Iterator[str]:
    """A model scores the runs of many days."""
    return (path for run in manifest.runs for path in run.models.values())


def _assessments(manifest: Manifest) -> Iterator[str]:
    return (entry.path for entry in manifest.assessments)


FOLDERS: Mapping[str, Named] = {
    "silver": _silver,
    "bronze": _bronze,
    "quarantine": _quarantine,
    "mappings": _mappings,
    "gold": _gold,
    "models": _models,
    "assessments": _assessments,
}
"""Folder to what names its files, as paths below the lake."""


def without(path: str, forgettings: int) -> str:
    """The name of what is left of a file (or folder) when rows of people are taken out of it; what
    tells its keys stays at the end."""
    stem, ending = (path[:-8], ".parquet") if path.endswith(".parquet") else (path, "")
    keys = KEYED.search(stem)
    told = keys[0] if keys else ""
    return f"{original(stem.removesuffix(told))}-f{forgettings:06}{told}{ending}"


def original(path: str) -> str:
    """The name that it had before anybody was taken out of it: what others are named after."""
    return TAKEN_OUT.sub("", path)


def beside(quarantine: str) -> list[str]:
    """The rejected rows of a batch and what lies beside them for people."""
    stem = quarantine.removesuffix(ENDING).removesuffix(".parquet")
    return [quarantine, f"{stem}.csv", f"{stem}.zh.csv"]


def error_file(quarantine: str) -> str:
    """The row errors for people, in English."""
    return beside(quarantine)[1]


def orphans(home: Home, manifest: Manifest) -> list[Path]:
    """Files that nothing names: of killed commands, or of what was retired."""
    found = []
    for folder, naming in FOLDERS.items():
        named = set(naming(manifest))
        for path in sorted((home.lake / folder).rglob("*")):
            if path.is_file() and not _is_named(path.relative_to(home.lake), named):
                found.append(path)
    return found


def _is_named(path: Path, named: Collection[str]) -> bool:
    """A result that a cluster wrote is a folder of parts, named as one."""
    return path.as_posix() in named or path.parent.as_posix() in named


def sweep(home: Home, manifest: Manifest) -> int:
    """Remove them, and folders that are empty then; returns the bytes that were freed.

    Call it holding `lake.writing(home)`, with the manifest as committed.
    """
    going = orphans(home, manifest)
    freed = freed_by(going)
    for path in going:
        path.unlink()
    for folder in FOLDERS:
        for path in sorted((home.lake / folder).rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
    return freed


def freed_by(paths: Iterable[Path]) -> int:
    """Bytes on disk that are free when all of these are removed: nothing where another name of the
    same file stays."""
    names: dict[tuple[int, int], int] = defaultdict(int)
    told = [path.stat() for path in paths]
    for one in told:
        names[one.st_dev, one.st_ino] += 1
    alone = {(one.st_dev, one.st_ino): one for one in told}
    return sum(one.st_size for key, one in alone.items() if one.st_nlink == names[key])


def _loaded(manifest: Manifest) -> Iterator[Batch]:
    return (batch for batch in manifest.batches if batch.status == "loaded")
