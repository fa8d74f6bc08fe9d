"""The file itself: a ZIP whose members are streamed, so that memory does not grow with the bank.

Any unzip program opens it in an emergency. Parquet is compressed already and stored as it is.
"""

from __future__ import annotations

import hashlib
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from hengke.kernel.errors import Refused
from hengke.pipelines.backup.contents import (
    CONTENTS,
    SEAL,
    Contents,
    Member,
    not_a_backup,
    understood,
)

CHUNK = 1 << 20
FAST = 1  # level of compression: three quarters of the gain for a quarter of the time
STORED_AS_IT_IS = (".parquet",)
LARGEST_CONTENTS = 256 << 20
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What reading a cut, changed or foreign archive ends in."""
Moved = Callable[[int], None]


def unwatched(_: int) -> None:
    """For whoever does not ask how far it is."""


class Writer:
    """Adds members one after the other; `members` is what went in."""

    def __init__(self, file: IO[bytes], *, moved: Moved = unwatched) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self._moved = moved
        self.members: list[Member] = []

    @contextmanager
    def stream(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """`with writer.stream(name) as write: write(bytes)`."""
        digest, size = hashlib.sha256(), 0

        def write(some: bytes) -> None:
            nonlocal size
            target.write(some)
            digest.update(some)
            size += len(some)
            self._moved(len(some))

        with self._zip.open(_entry(name), "w", force_zip64=True) as target:
            yield write
        self.members.append(Member(name, size, digest.hexdigest()))

    def add_file(self, name: str, path: Path, *, checksum: int = 0) -> int:
        """A copy of the file; returns the CRC-32 over it and what came before."""
        with path.open("rb") as file, self.stream(name) as write:
            while some := file.read(CHUNK):
                checksum = zlib.crc32(some, checksum)
                write(some)
        return checksum

    def add_text(self, name: str, text: str) -> None:
        with self.stream(name) as write:
            write(text.encode())

    def close(self, text: str, seal: str) -> None:
        """The table of contents comes last: an archive without it was never finished."""
        self._zip.writestr(_entry(CONTENTS), text)
        if seal:
            self._zip.writestr(_entry(SEAL), seal)
        self._zip.close()


class Reader:
    """Reads what the table of contents names, and refuses everything else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (*DAMAGED, IsADirectoryError):
            raise not_a_backup() from None
        try:
            self.text = self._small(CONTENTS)
            self.contents: Contents = understood(self.text)
            self._check_names()
            self.seal = self._small(SEAL).decode("ascii", "replace") if self._has(SEAL) else ""
        except BaseException:
            self._zip.close()
            raise

    def chunks(self, member: Member, *, moved: Moved = unwatched) -> Iterator[bytes]:
        """The bytes of one member; refused as soon as they are not those that were saved."""
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(member.name) as file:
                while some := file.read(CHUNK):
                    size += len(some)
                    if size > member.size:
                        raise _damaged(member)
                    digest.update(some)
                    moved(len(some))
                    yield some
        except DAMAGED:
            raise _damaged(member) from None
        if size != member.size or digest.hexdigest() != member.sha256:
            raise _damaged(member)

    def extract(self, member: Member, target: Path, *, moved: Moved = unwatched) -> None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("xb") as file:
            target.chmod(0o600)
            for some in self.chunks(member, moved=moved):
                file.write(some)

    def check(self, *, moved: Moved = unwatched) -> None:
        """Read everything and compare."""
        for member in self.contents.members:
            for _ in self.chunks(member, moved=moved):
                pass

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._zip.close()

    def _has(self, name: str) -> bool:
        return name in self._zip.namelist()

    def _small(self, name: str) -> bytes:
        """A member that is read whole: never more than it may have."""
        try:
            with self._zip.open(name) as file:
                text = file.read(LARGEST_CONTENTS + 1)
        except (KeyError, *DAMAGED):
            raise not_a_backup() from None
        if len(text) > LARGEST_CONTENTS:
            raise not_a_backup()
        return text

    def _check_names(self) -> None:
        listed = [member.name for member in self.contents.members]
        own = {CONTENTS, SEAL}
        lying = [name for name in self._zip.namelist() if name not in own]
        missing = sorted(set(listed) - set(lying))
        if missing:
            raise Refused(
                "The backup lacks {name} and {more:,} more of the files that it names.",
                next_step="Take another copy of it, or an earlier backup. Nothing was written.",
                name=missing[0],
                more=len(missing) - 1,
            )
        if sorted(lying) != sorted(listed):
            raise Refused(
                "The backup holds files that its table of contents does not name.",
                next_step="It was changed after it was made; take another copy. Nothing was "
                "written.",
            )


def _entry(name: str) -> zipfile.ZipInfo:
    """Compressed where it helps, and for the owner's eyes only when unzipped by hand."""
    entry = zipfile.ZipInfo(name, time.gmtime()[:6])
    entry.external_attr = 0o600 << 16
    stored = name.endswith(STORED_AS_IT_IS)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry._compresslevel = FAST  # type: ignore[attr-defined]  # its public name came with 3.13
    return entry


def _damaged(member: Member) -> Refused:
    return Refused(
        "The backup is damaged: {name} is not what was saved.",
        next_step="Take another copy of it, or an earlier backup. The home was not made.",
        name=member.name,
    )
