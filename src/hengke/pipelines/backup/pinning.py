"""The lake as one manifest names it, held still by hard links while imports and runs go on.

Files of the lake are never changed in place, only named no more and removed. A link keeps the file
for as long as the copying takes; where links do not exist the file is copied at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.pipelines import lake, lake_files, soundness
from hengke.pipelines.home import Home
from hengke.pipelines.lake import Manifest
from hengke.pipelines.parts import files_of, linked

TRIES = 20  # each lost one means that an import or a run has ended in the same instant


@dataclass(frozen=True)
class Pinned:
    """`files` are paths below the lake; each lies in `folder` under the same path."""

    manifest: Manifest
    text: str
    folder: Path
    files: tuple[str, ...]

    def bytes(self) -> int:
        return sum((self.folder / path).stat().st_size for path in self.files)

    def sum_of(self, path: str) -> soundness.Sum | None:
        return self.manifest.sums.get(path)


@contextmanager
def pinned(home: Home) -> Iterator[Pinned]:
    """One state of the lake. Call it holding the home's backup lock: older pins are swept first."""
    folder = home.lake / ".pins"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield _taken(home, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _taken(home: Home, folder: Path) -> Pinned:
    gone_at = -1
    for _ in range(TRIES):
        text, manifest = _read(home)
        try:
            return Pinned(manifest, text, folder, _linked(home, manifest, folder))
        except FileNotFoundError as error:
            if manifest.sequence == gone_at:
                raise _missing(home, error) from None
            gone_at = manifest.sequence
        shutil.rmtree(folder, ignore_errors=True)
    raise Refused(
        "The lake changed {tries} times while the backup began.",
        next_step="Try again in a minute; nothing was written.",
        tries=TRIES,
    )


def _read(home: Home) -> tuple[str, Manifest]:
    """The manifest and its very text, of one commit."""
    path = home.lake / "manifest.json"
    while True:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        manifest = lake.load(home)
        if text == (path.read_text(encoding="utf-8") if path.exists() else ""):
            return text, manifest


def _linked(home: Home, manifest: Manifest, folder: Path) -> tuple[str, ...]:
    needed = {*manifest.tables(), *manifest.results()}
    named = {path for naming in lake_files.FOLDERS.values() for path in naming(manifest)} | needed
    found = []
    for path in sorted(named):
        source = home.lake / path
        if not source.exists() and path not in needed:
            continue  # an error file that was never written, because no row was rejected
        files = _parts(source, is_result=path in needed)
        if not files:
            raise FileNotFoundError(2, "a result without files", str(source))
        for one in files:
            relative = one.relative_to(home.lake).as_posix()
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            linked(one, target)
            found.append(relative)
    return tuple(found)


def _parts(source: Path, *, is_result: bool) -> list[Path]:
    """A result is a file or its Parquet parts; what else is a folder has all its files."""
    if is_result or not source.is_dir():
        return files_of(source)
    return sorted(one for one in source.rglob("*") if one.is_file())


def _missing(home: Home, error: FileNotFoundError) -> Refused:
    path = Path(error.filename or "").relative_to(home.lake).as_posix()
    return Refused(
        "lake/{path} is missing; a backup without it could not be restored.",
        next_step="{way_out}",
        path=path,
        way_out=soundness.Damage(path, soundness.GONE).way_out,
    )
