"""`hengke restore`: a new home from an archive, whole or not at all.

Everything is unpacked into a hidden folder beside the home to be and checked there; the last step
gives it its name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.pipelines.backup import passphrase
from hengke.pipelines.backup.archive import Moved, Reader
from hengke.pipelines.backup.contents import DATABASE, HOME, MASTER, RING, Contents, check_seal
from hengke.pipelines.backup.saving import Progress
from hengke.pipelines.backup.sqlite import FILE
from hengke.pipelines.home import Home, this_release
from hengke.pipelines.protection import master, ring

SPARE = 256 << 20  # bytes that stay free on the disk
UNPACKING, CHECKING = "Unpacking the backup", "Reading the backup"
Finish = Callable[[Home, Reader], None]


def verify(file: Path, *, progress: Progress) -> Contents:
    """Read the whole archive and compare every checksum; nothing is written."""
    with Reader(file) as reader:
        reader.check(moved=_counted(reader.contents, CHECKING, progress))
        return reader.contents


def restore(
    file: Path, home: Home, *, address: str, secret: str, finish: Finish, progress: Progress
) -> Contents:
    """Make the home. `finish` gets it while it is hidden: it loads a database that is no file, and
    writes down that this home was restored."""
    with Reader(file) as reader:
        contents = reader.contents
        _check_release(contents)
        _check_database(contents, address)
        _check_empty(home)
        _check_room(contents, home)
        with _draft(home) as draft:
            _check_keys(reader, draft, secret)
            _unpack(reader, draft, _counted(contents, UNPACKING, progress))
            finish(draft, reader)
            _give_name(draft, home)
    return contents


def _counted(contents: Contents, stage: str, progress: Progress) -> Moved:
    total, done = contents.bytes(), 0

    def moved(size: int) -> None:
        nonlocal done
        done += size
        progress(stage, done, total)

    return moved


def _check_release(contents: Contents) -> None:
    here = this_release()
    if _parts(contents.release)[:2] > _parts(here)[:2]:
        raise Refused(
            "This backup was made by Hengke {release}; this is {here}.",
            next_step="Restore it with that release or a newer one.",
            release=contents.release,
            here=here,
        )


def _parts(release: str) -> tuple[int, ...]:
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in release.split(".")[:3])


def _check_database(contents: Contents, address: str) -> None:
    """An archive goes back to the kind of database from which it came."""
    if contents.database == "postgresql" and not address:
        raise Refused(
            "The workbench of this backup was in PostgreSQL.",
            next_step="Set DATABASE_URL to a new, empty database, then restore again.",
        )
    if contents.database != "postgresql" and address:
        raise Refused(
            "The workbench of this backup was the home's own SQLite file, and DATABASE_URL is set.",
            next_step="Restore without DATABASE_URL, then: hengke workbench move --to URL",
        )


def _check_empty(home: Home) -> None:
    if home.path.exists() and any(home.path.iterdir()):
        raise Refused(
            "{home} is not empty; a backup is never restored over something.",
            next_step="Name a new directory, or move that one away. Nothing was changed.",
            home=home.path,
        )


def _check_room(contents: Contents, home: Home) -> None:
    parent = home.path.parent
    if not parent.is_dir():
        raise Refused(
            "There is no directory {folder}.",
            next_step="Make it, or name another place.",
            folder=parent,
        )
    needed, free = contents.bytes() + SPARE, shutil.disk_usage(parent).free
    if free < needed:
        raise Refused(
            "The home needs {needed:,} MB, and {free:,} MB are free at {folder}.",
            next_step="Make room, or name a directory on another disk.",
            needed=needed >> 20,
            free=free >> 20,
            folder=parent,
        )


@contextmanager
def _draft(home: Home) -> Iterator[Home]:
    folder = home.path.with_name(f".{home.path.name}.{os.getpid()}.restoring")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield Home(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_keys(reader: Reader, draft: Home, secret: str) -> None:
    """Before gigabytes are unpacked: does the master key open the ring, and was the table of
    contents written by whoever held it?"""
    contents = reader.contents
    if not contents.has(RING):
        return
    if secret and not contents.has(MASTER):
        raise Refused(
            "There is no master key in this backup that a passphrase could open.",
            next_step="Name the master key with {variable}.",
            variable=master.VARIABLE,
        )
    for member in contents.members:
        if member.name == RING:
            reader.extract(member, draft.path / member.name.removeprefix(HOME))
        if member.name == MASTER and secret:
            text = b"".join(reader.chunks(member)).decode("utf-8", "replace")
            master.write(draft.keys / "master.key", passphrase.unwrapped(text, secret))
    if not master.place(draft).exists():
        raise _no_master_key(contents)
    keys = ring.load(draft)
    if not reader.seal:
        raise Refused(
            "This backup has keys but no seal: it was changed after it was made.",
            next_step="Take another copy of it, or an earlier backup. Nothing was written.",
        )
    check_seal(reader.text, reader.seal, keys)


def _no_master_key(contents: Contents) -> Refused:
    if contents.has(MASTER):
        return Refused(
            "The master key of this backup is sealed with a passphrase.",
            next_step="Give it: hengke restore FILE --passphrase (it is asked for), or name the "
            "key with {variable}.",
            variable=master.VARIABLE,
        )
    return Refused(
        "The master key is missing: it was kept apart from this backup.",
        next_step="Bring it from where your bank keeps keys and name its file: "
        "{variable}=/path/to/master.key hengke restore ...",
        variable=master.VARIABLE,
    )


def _unpack(reader: Reader, draft: Home, moved: Moved) -> None:
    for member in reader.contents.members:
        if member.name in (RING, MASTER):
            continue
        if member.name.startswith(HOME):
            target = draft.path / member.name.removeprefix(HOME)
        elif member.name == f"{DATABASE}{FILE}" and reader.contents.database == "sqlite":
            target = draft.database
        else:  # tables, loaded by `finish`; compared with their checksums all the same
            continue
        reader.extract(member, target, moved=moved)


def _give_name(draft: Home, home: Home) -> None:
    if home.path.exists():
        home.path.rmdir()  # empty, as was checked; refused by the system where it is not any more
    os.rename(draft.path, home.path)
