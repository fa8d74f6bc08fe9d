"""`hengke backup`: database, lake, the bank's own rules and the wrapped keys, of one moment.

The database comes first and the lake second. A manifest is written before its run is published, so
the lake of a later moment always has the run that the database shows, unless it has been given up
in between; then both are taken again. What was imported since lies in the lake and is not shown,
as on any day between an import and its run.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from hengke.kernel.errors import Busy, Refused
from hengke.pipelines.backup import passphrase
from hengke.pipelines.backup.archive import Reader, Writer
from hengke.pipelines.backup.contents import HOME, MASTER, RING, Contents, sealed
from hengke.pipelines.backup.databases import Snapshot, snapshot
from hengke.pipelines.backup.pinning import Pinned, pinned
from hengke.pipelines.home import SETTINGS_FILE, Home, this_release, write_atomically
from hengke.pipelines.protection import master, ring

OWN_FOLDERS = ("policies", "mappings", "sso")
OWN_FILES = (SETTINGS_FILE, "keys/ring.json", "lake/destroyed.jsonl")
"""Below the home: what the bank wrote itself, providers of single sign-on with their sealed secret,
the wrapped keys, which keys were destroyed."""
HEADS = "audit"
"""The signed heads of the audit log. A head is a row of the database before it is a line there."""
LAST = "last-backup.json"
TRIES = 5
WRITING, READING = "Writing the backup", "Reading it back"


class Progress(Protocol):
    def __call__(self, stage: str, done: float = 0, total: float | None = None) -> None: ...


@dataclass(frozen=True)
class Saved:
    """`master_key` is apart (keep it yourself), sealed (in the archive, under the passphrase), or
    none (the home has no keys). `keys_missing`: keys that its data name and its ring has not."""

    file: str
    bytes: int
    sha256: str
    run_id: str
    database: str
    files: int
    made_at: str
    master_key: str
    verified: bool = False
    damaged: list[str] = field(default_factory=list)
    keys_missing: list[str] = field(default_factory=list)


def save(
    home: Home,
    file: Path,
    *,
    address: str,
    now: datetime,
    secret: str = "",
    verify: bool = False,
    progress: Progress,
) -> Saved:
    """Write the archive under its name when it is whole; `secret` is the master key's passphrase.

    Nobody waits for it: people work, imports load and runs compute meanwhile.
    """
    file = file.resolve()
    _check_place(home, file)
    with _alone(home), _draft(file) as draft:
        with _one_moment(home, address, draft.parent) as moment:
            contents = _written(home, draft, moment, now=now, secret=secret, progress=progress)
        if verify:
            _read_back(draft, contents, progress)
        digest = _digest(draft)
        os.link(draft, file)  # unlike a renaming it never replaces what came there meanwhile
    saved = Saved(
        str(file), file.stat().st_size, digest, contents.run_id, contents.database,
        len(contents.members), contents.made_at, _kept_where(contents), verify,
        list(contents.damaged),
    )  # fmt: skip
    note = {key: getattr(saved, key) for key in ("file", "bytes", "sha256", "made_at", "run_id")}
    write_atomically(home.path / LAST, json.dumps(note, ensure_ascii=False, indent=1) + "\n")
    return saved


def last(home: Home) -> dict[str, str] | None:
    """What the newest backup of this home was; None where none was ever made."""
    try:
        noted: dict[str, str] = json.loads((home.path / LAST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return noted


def _check_place(home: Home, file: Path) -> None:
    if file.exists():
        raise Refused(
            "{file} exists; a backup never replaces another file.",
            next_step="Name a new file, for example with the date in it.",
            file=file,
        )
    if not file.parent.is_dir():
        raise Refused(
            "There is no directory {folder}.",
            next_step="Make it, or name another place.",
            folder=file.parent,
        )
    if file.is_relative_to(home.path):
        raise Refused(
            "A backup inside the home is lost together with it.",
            next_step="Name a file on another disk or machine.",
        )


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    lock = FileLock(home.path / ".backup.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Busy(
            "Another backup of this home is being taken.",
            next_step="Wait until it has ended; it is as good as this one.",
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """A hidden folder beside the file, on the same disk; what a killed backup left goes first."""
    for old in file.parent.glob(f".{file.name}.*.draft"):
        shutil.rmtree(old, ignore_errors=True)
    folder = file.with_name(f".{file.name}.{os.getpid()}.draft")
    folder.mkdir(mode=0o700)
    try:
        yield folder / file.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Moment:
    """Database and lake that belong together: the run that is shown has its results."""

    database: Snapshot | None
    lake: Pinned
    run_id: str
    heads: Path

    def bytes(self) -> int:
        return self.lake.bytes() + (self.database.bytes() if self.database else 0)


@contextmanager
def _one_moment(home: Home, address: str, folder: Path) -> Iterator[Moment]:
    """Heads first, so that none of them knows more than the database after them."""
    for _ in range(TRIES):
        with contextlib.ExitStack() as held:
            heads = _heads_as_they_are(home, folder / HEADS)
            database = snapshot(address)
            if database is not None:
                held.callback(database.close)
            lake = held.enter_context(pinned(home))
            shown = database.run_id() if database else ""
            if not shown or shown in {run.run_id for run in lake.manifest.runs}:
                yield Moment(database, lake, shown, heads)
                return
    raise Refused(
        "The run that the workbench shows is not in the lake, so that a backup would not fit "
        "together.",
        next_step="hengke publish shows the newest run of the lake; then try again.",
    )


def _heads_as_they_are(home: Home, folder: Path) -> Path:
    """Whole lines only: one may just be written."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for path in sorted((home.path / HEADS).glob("[!.]*.jsonl")):
        with path.open("rb") as file, (folder / path.name).open("wb") as copy:
            copy.writelines(line for line in file if line.endswith(b"\n"))
    return folder


def _written(
    home: Home, draft: Path, moment: Moment, *, now: datetime, secret: str, progress: Progress
) -> Contents:
    total, done = moment.bytes(), 0

    def moved(size: int) -> None:
        nonlocal done
        done += size
        progress(WRITING, min(done, total), total)

    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        writer = Writer(out, moved=moved)
        damaged = _add_lake(moment.lake, writer)
        told = moment.database.save(writer, draft.parent) if moment.database else {}
        _add_own_files(home, writer)
        for path in sorted(moment.heads.iterdir()):
            writer.add_file(f"{HOME}{HEADS}/{path.name}", path)
        _add_master(home, writer, secret)
        contents = Contents(
            release=this_release(),
            made_at=now.isoformat(timespec="seconds"),
            bank=home.settings().bank,
            database=moment.database.kind if moment.database else "none",
            run_id=moment.run_id,
            sequence=moment.lake.manifest.sequence,
            members=tuple(writer.members),
            damaged=tuple(damaged),
            **told,  # type: ignore[arg-type]
        )
        text = contents.to_json()
        writer.close(text, sealed(text.encode(), ring.load(home)) if home.key_ring.exists() else "")
        out.flush()
        os.fsync(out.fileno())
    return contents


def _add_lake(lake: Pinned, writer: Writer) -> list[str]:
    """The files, then the manifest that names them; returns those that are not what it says.

    A damaged file is copied as it is: everything else of the bank must not wait for it.
    """
    found: dict[str, list[int]] = {}
    for path in lake.files:
        named = path if path in lake.manifest.sums else str(Path(path).parent.as_posix())
        size, checksum = found.get(named, [0, 0])
        place = lake.folder / path
        checksum = writer.add_file(f"{HOME}lake/{path}", place, checksum=checksum)
        found[named] = [size + place.stat().st_size, checksum]
    if lake.text:
        writer.add_text(f"{HOME}lake/manifest.json", lake.text)
    sums = lake.manifest.sums
    return [f"lake/{path}" for path, one in found.items() if path in sums and one != [*sums[path]]]


def _add_own_files(home: Home, writer: Writer) -> None:
    """Settings, policies, mappings, the wrapped keys."""
    for name in OWN_FILES:
        if (home.path / name).exists():
            writer.add_file(f"{HOME}{name}", home.path / name)
    for folder in OWN_FOLDERS:
        for path in sorted((home.path / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                writer.add_file(f"{HOME}{path.relative_to(home.path).as_posix()}", path)


def _add_master(home: Home, writer: Writer, secret: str) -> None:
    if not secret:
        return
    if not master.lies_in_home(home):
        raise Refused(
            "The master key of this home lies outside it and does not go into a backup.",
            next_step="Leave the passphrase away; keep {path} where your bank keeps keys.",
            path=master.place(home),
        )
    writer.add_text(MASTER, passphrase.wrapped(master.read(home), secret))


def _read_back(draft: Path, contents: Contents, progress: Progress) -> None:
    total, done = contents.bytes(), 0

    def moved(size: int) -> None:
        nonlocal done
        done += size
        progress(READING, done, total)

    with Reader(draft) as reader:
        reader.check(moved=moved)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept_where(contents: Contents) -> str:
    if not contents.has(RING):
        return "none"
    return "sealed" if contents.has(MASTER) else "apart"
