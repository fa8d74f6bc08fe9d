"""Size and checksum of every file that the manifest names, so that damage is told by name.

Neither Parquet as it is written here nor its compression notices every flipped bit, and a figure
that is silently wrong is worse than none. The checksums of a book of 100 million bookings take a
second; sizes and endings of the files take none.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.parts import files_of

CHUNK = 1 << 20
MAGIC = b"PAR1"
DAY = re.compile(r"\b(\d{4})-?(\d\d)-?(\d\d)\b")  # results lie under the business date
BATCH = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")  # a file of this name holds what the batch brought
KEPT = ("seals/", "points/")
"""Folders of what runs keep for later ones; the manifest does not name them."""
Sum = Sequence[int]
"""Bytes, and CRC-32 over them."""

GONE = sentence("it is gone")
CUT = sentence("it is cut off, or not all of it was written")
INCOMPLETE = sentence("a part of it is gone or cut off")
CHANGED = sentence("bytes in it have changed")


@dataclass(frozen=True)
class Damage:
    """A file of the lake that is not what was written. `path` is relative to the lake."""

    path: str
    what: str

    @property
    def batch(self) -> str:
        """The name of the file without what tells its keys (resealing.py)."""
        return re.sub("-k[0-9a-f]{12}$", "", Path(self.path).stem)

    @property
    def way_out(self) -> str:
        if self.path.startswith("silver/"):
            if BATCH.fullmatch(self.batch):
                return sentence(
                    "Import the files of batch {batch} again: they write it once more. Or put it "
                    "back from a backup; files of the lake never change.",
                    batch=self.batch,
                )
            return sentence(
                "Put this file back from a backup: files of the lake never change, so any backup "
                "since it was written will do."
            )
        if self.path.startswith(KEPT):
            return sentence("The next run derives it again; nothing is read from a damaged one.")
        if day := DAY.search(self.path):
            return sentence(
                "Results are computed again by: hengke run --as-of {day}",
                day="-".join(day.groups()),
            )
        return sentence("The next run computes it again.")


def renewed(lake: Path, known: Mapping[str, Sum], named: Iterable[str]) -> dict[str, Sum]:
    """The sums of all named files and folders: as they were, and of new ones as they are now."""
    found = {}
    for path in sorted(set(named)):
        if path in known:
            found[path] = known[path]
        elif (lake / path).exists():
            found[path] = summed(lake / path)
    return found


def summed(path: Path) -> Sum:
    """Of a file, or of the files of a folder one after the other."""
    size = checksum = 0
    for one in files_of(path):
        with one.open("rb") as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                checksum = zlib.crc32(chunk, checksum)
    return [size, checksum]


def damaged(
    lake: Path, sums: Mapping[str, Sum], named: Iterable[str], *, deep: bool
) -> list[Damage]:
    """Named files that are gone or cut off; `deep` reads all of them and finds changed bytes."""
    found = []
    for path in sorted(set(named)):
        what = _what(lake / path, sums.get(path), deep=deep)
        if what:
            found.append(Damage(path, what))
    return found


def _what(path: Path, known: Sum | None, *, deep: bool) -> str:
    if not path.exists():
        return GONE
    files = files_of(path)
    if not files:
        return GONE
    if known and sum(one.stat().st_size for one in files) != known[0]:
        return INCOMPLETE if path.is_dir() else CUT
    if any(one.suffix == ".parquet" and not _ends_well(one) for one in files):
        return INCOMPLETE if path.is_dir() else CUT
    return CHANGED if deep and known and list(summed(path)) != list(known) else ""


def _ends_well(path: Path) -> bool:
    if path.stat().st_size < 2 * len(MAGIC):
        return False
    with path.open("rb") as file:
        begin = file.read(len(MAGIC))
        file.seek(-len(MAGIC), 2)
        return begin == MAGIC == file.read()


def check(lake: Path, sums: Mapping[str, Sum], named: Iterable[str]) -> None:
    """Refuse to compute from a damaged file; the message names it and the way out."""
    for damage in damaged(lake, sums, named, deep=True):
        raise Refused(
            "lake/{path} is damaged: {what}. Nothing was computed from it.",
            next_step="{way_out}",
            path=damage.path,
            what=damage.what,
            way_out=damage.way_out,
        )
