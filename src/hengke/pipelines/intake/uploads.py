"""Uploads at rest: sealed from the first byte, each folder under a key of its own.

A bank's file may hold more than the contract takes, authentication data (C3) among it. What comes
from a browser or a program is therefore never written in plain: it lies in HOME/inbox enciphered,
is opened for the minutes in which a check or an import reads it, and can be read by nobody, also
from an old backup, once its key is destroyed.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hengke.pipelines.home import Home
from hengke.pipelines.protection import ring as rings
from hengke.pipelines.protection.ring import ACTIVE, Ring
from hengke.pipelines.protection.sealed_files import is_sealed_file, open_file, seal_chunks

UPLOADED = "upload-"
OPENED = ".opened"
"""Hidden folder of the inbox: plain copies of what a check or an import reads at this moment."""


def keep(home: Home, files: Mapping[str, Iterable[bytes]], *, now: datetime) -> str:
    """Seal the files, name to bytes as they come, into a new folder of the inbox; its name.

    Nothing stays behind when one of them cannot be written.
    """
    folder = f"{UPLOADED}{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    place = home.inbox / folder
    place.mkdir(parents=True, mode=0o700)
    try:
        with rings.changing(home, now=now) as ring:
            ring.add(_purpose(folder), now=now)
        for name, chunks in files.items():
            seal_chunks(ring, _purpose(folder), chunks, place / name)
    except BaseException:
        forget(home, folder, now=now)
        raise
    return folder


def forget(home: Home, folder: str, *, now: datetime) -> None:
    """Destroy the key of an upload and remove its files. Folders of others stay as they are."""
    if not folder.startswith(UPLOADED) or Path(folder).name != folder:
        return
    if home.key_ring.exists() and _keys(rings.load(home), folder):
        with rings.changing(home, now=now) as ring:
            for key in _keys(ring, folder):
                ring.destroy(key, now=now)
    shutil.rmtree(home.inbox / folder, ignore_errors=True)


def lying(home: Home) -> list[str]:
    """Folders of uploads that are in the inbox."""
    return sorted(one.name for one in home.inbox.glob(f"{UPLOADED}*") if one.is_dir())


def received_at(home: Home, folder: str) -> datetime:
    """When the folder of an upload was written to last."""
    return datetime.fromtimestamp((home.inbox / folder).stat().st_mtime, UTC)


@contextmanager
def readable(home: Home, directory: Path) -> Iterator[Path]:
    """The folder with plain files: itself where nothing in it is sealed, else a copy that is gone
    when the block ends. Copies of processes that were killed are removed first."""
    sweep(home)
    if not directory.is_dir() or not any(is_sealed_file(path) for path in _files(directory)):
        yield directory
        return
    ring = rings.load(home)
    own = home.inbox / OPENED / f"{os.getpid()}-{secrets.token_hex(3)}"
    place = own / directory.name
    place.mkdir(parents=True, mode=0o700)
    try:
        for path in _files(directory):
            target = place / path.relative_to(directory)
            target.parent.mkdir(parents=True, exist_ok=True)
            _plain(ring, path, target)
        yield place
    finally:
        shutil.rmtree(own, ignore_errors=True)


def sweep(home: Home) -> None:
    """Remove plain copies whose process has ended."""
    for left in (home.inbox / OPENED).glob("*-*"):
        if not _lives(left.name.split("-")[0]):
            shutil.rmtree(left, ignore_errors=True)


def _plain(ring: Ring, path: Path, target: Path) -> None:
    if is_sealed_file(path):
        open_file(ring, path, target)
    else:
        os.link(path, target)


def _purpose(folder: str) -> str:
    return f"inbox/{folder}"


def _keys(ring: Ring, folder: str) -> list[str]:
    return [key.id for key in ring.of_purpose(_purpose(folder)) if key.state == ACTIVE]


def _files(directory: Path) -> list[Path]:
    return [path for path in sorted(directory.rglob("*")) if path.is_file()]


def _lives(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
