"""Seals: what the book says of the days up to a month end, kept so that a night derives the rest.

A seal is named after everything that it follows from: the layout, the home currency and the
deliveries that touch its days. Late or corrected rows give other names from the first day that
they touch; a seal whose name nothing asks for any more is swept away, and can be derived again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hengke.engine.features import sealed, sealing
from hengke.engine.features.book import Book
from hengke.engine.features.seal_schemas import SEAL
from hengke.engine.features.sealed import Sealed
from hengke.kernel.periods import month_ends
from hengke.pipelines.assessing import touching
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.gold import Stamp
from hengke.pipelines.home import write_atomically
from hengke.pipelines.lake import Manifest
from hengke.pipelines.parts import linked
from hengke.pipelines.soundness import Damage, Sum, damaged, summed

LAYOUT = 2
"""Counted up when the rules of deriving a book change, so that old seals are not taken for new."""
SETTLED_AFTER = timedelta(days=10)
"""A month is sealed when so many days have passed: until then late rows are common."""
KEPT = 2
"""So many valid seals stay: a late row of the newest month does not open the whole history."""
SUMS = "sums.json"
KEYS = {
    "stretches": ("until_on", "account_id"),
    "gaps": ("until_on", "account_id", "from_on"),
    "balances": ("account_id", "balance_date"),
    "transactions": ("transaction_id",),
    "seen": ("account_id",),
    "before_gaps": ("account_id",),
    "begun": ("account_id",),
    "begins": ("booking",),
    "latest": ("customer_id", "transaction_id"),
}  # fmt: skip
"""The order of the rows of each part; stretches by their ends, so that recent days lie together."""
GROWING = ("stretches", "gaps")
"""Parts to which a later seal adds a file; of the others it writes its own."""


@dataclass(frozen=True)
class Seals:
    """The seals of one home. `folder` is below the lake."""

    folder: Path
    manifest: Manifest
    home: str
    _looked: dict[Path, bool] = field(default_factory=dict, repr=False, compare=False)
    """What was read through once is not read through again by the same run."""

    def path(self, on: date) -> Path:
        return self.folder / named_after(on, self.manifest, LAYOUT, self.home)

    def newest(self, until: date) -> date | None:
        """The last day up to `until` of which there is a seal that still holds."""
        days = sorted((on for on in self.valid() if on <= until), reverse=True)
        return next((on for on in days if self.is_sound(on)), None)

    def is_sound(self, on: date) -> bool:
        """Is the seal as it was written?"""
        path = self.path(on)
        if path not in self._looked:
            self._looked[path] = _sound(path)
        return self._looked[path]

    def read(self, catalog: Catalog, on: date) -> Sealed:
        path = self.path(on)
        parts = {
            part: catalog.read(sorted(path.glob(f"{part}-*.parquet")), SEAL[part])
            for part in sealed.PARTS
        }
        return Sealed(on, **parts)

    def latest(self, on: date) -> Path:
        """The file of the latest bookings: rows that a run shows as they are."""
        return self.path(on) / "latest-0000.parquet"

    def write(self, catalog: Catalog, book: Book, *, onto: date | None) -> None:
        """From the book that reads as far as that day; `onto` is the seal that it rests on.

        The folder takes its name when all its files are there.
        """
        path = self.path(book.until)
        draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        before = list(self._growing(onto)) if onto else []
        for file in before:
            linked(file, draft / file.name)
        parts = sealing.parts(book)
        parts["latest"] = stamp_of(book.until, self.manifest, path.name).on(parts["latest"])
        for part, table in parts.items():
            number = sum(file.name.startswith(f"{part}-") for file in before)
            catalog.write(draft / f"{part}-{number:04}.parquet", table, SEAL[part], key=KEYS[part])
        write_sums(draft)
        shutil.rmtree(path, ignore_errors=True)
        os.replace(draft, path)
        self._looked[path] = True

    def sweep(self) -> None:
        """Remove drafts of killed runs, seals that do not hold, and all but the last of the rest.

        A seal that a later delivery has overtaken holds again when that is taken back; by then it
        may be gone, and is derived again.
        """
        valid = self.valid()
        stay = {self.path(on) for on in sorted(valid)[-KEPT:]}
        for found in self.folder.glob("*") if self.folder.is_dir() else ():
            if found not in stay:
                shutil.rmtree(found)

    def valid(self) -> set[date]:
        """Days of which there is a seal that follows from what the lake holds now."""
        names = [path.name[:10] for path in self.folder.glob("[0-9]*-*")]
        days = {date.fromisoformat(name) for name in names}
        return {on for on in days if self.path(on).is_dir()}

    def _growing(self, on: date) -> Iterator[Path]:
        for part in GROWING:
            yield from sorted(self.path(on).glob(f"{part}-*.parquet"))


def named_after(on: date, manifest: Manifest, *rules: Any) -> str:
    """The day, and twelve letters for the rules and the deliveries that what it says rests on, and
    for who was forgotten since."""
    since = [manifest.forgettings] if manifest.forgettings else []
    told = json.dumps([*rules, on.isoformat(), touching(manifest, on), *since])
    return f"{on}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def stamp_of(on: date, manifest: Manifest, name: str) -> Stamp:
    """What rows carry that say the same in every run: their day, the last delivery that touches it
    and the name of what they belong to."""
    return Stamp(on, next(reversed(touching(manifest, on)), ""), name)


def day_to_seal(*, first: date, as_of: date) -> date | None:
    """The last month end that is settled; None where the history is too short for one."""
    ends = list(month_ends(first, as_of - SETTLED_AFTER))
    return ends[-1] if ends else None


def write_sums(folder: Path) -> None:
    """Size and checksum of every file of a folder, beside them; files that have theirs keep it."""
    known = read_sums(folder)
    files = sorted(file for file in folder.glob("*.parquet"))
    sums = {file.name: known.get(file.name) or summed(file) for file in files}
    write_atomically(folder / SUMS, json.dumps(sums, indent=1))


def read_sums(folder: Path) -> dict[str, Sum]:
    """Name of the file -> its size and checksum; nothing where they cannot be read."""
    try:
        found: dict[str, Sum] = json.loads((folder / SUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def damaged_keepings(lake: Path) -> list[Damage]:
    """Files below the folders that runs keep for later ones which are not as they were written."""
    found = []
    for folder in sorted(path.parent for path in lake.glob(f"*/**/{SUMS}")):
        sums = read_sums(folder)
        for one in damaged(folder, sums, sums, deep=True):
            found.append(Damage((folder / one.path).relative_to(lake).as_posix(), one.what))
    return found


def _sound(path: Path) -> bool:
    """Are the files as they were written? A damaged seal is as good as none."""
    sums = read_sums(path)
    return bool(sums) and not damaged(path, sums, sums, deep=True)
