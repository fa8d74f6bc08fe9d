"""What every customer held on past days: computed once, and read by every later night.

A day is a file, named as a seal is: after the layout, the home currency and the deliveries that
touch it. Month ends are results as they stand: a run shows these very files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.courses import POINTS, points_of
from hengke.engine.results import ASSET_POINTS
from hengke.kernel.periods import month_end
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.lake import Manifest
from hengke.pipelines.seals import named_after, read_sums, stamp_of, write_sums
from hengke.pipelines.soundness import damaged

LAYOUT = 2
"""Counted up when the rules of what a point says change."""
MONTH_ENDS, OTHER_DAYS = 36, 20
"""So many of each stay in the lake."""
AT_ONCE = 6
"""Days computed together: the more at once, the more memory they take (1M customers, 4 GB: 6 do,
13 do not)."""
FILE = {**ASSET_POINTS, **POINTS}
"""A result with its stamp, and the deposits, which only the sums of books need."""


@dataclass(frozen=True)
class DayPoints:
    """The days of one home. `folder` is below the lake."""

    folder: Path
    manifest: Manifest
    home: str

    def path(self, on: date) -> Path:
        return self.folder / f"{named_after(on, self.manifest, LAYOUT, self.home)}.parquet"

    def kept(self, catalog: Catalog, book: Book, dates: Sequence[date]) -> ir.Table:
        """POINTS of these days; what is not there yet is computed, some days at a time."""
        missing = self._missing(dates)
        for some in in_blocks(missing):
            found = catalog.keep("points", points_of(book, some, keep=catalog.keep))
            for on in some:
                rows = found.filter(found.point_on == on).mutate(as_of=found.point_on)
                stamped = stamp_of(on, self.manifest, self.path(on).stem).on(rows)
                catalog.write(self.path(on), stamped, FILE, key=("customer_id",))
        if missing:
            write_sums(self.folder)
        return catalog.read([self.path(on) for on in dates], FILE).select(*POINTS)

    def _missing(self, dates: Sequence[date]) -> list[date]:
        """Days that were not computed, and those whose file is not what was written."""
        sums = read_sums(self.folder)
        known = [name for on in dates if (name := self.path(on).name) in sums]
        broken = {one.path for one in damaged(self.folder, sums, known, deep=True)}
        for name in broken:
            (self.folder / name).unlink(missing_ok=True)
        return [on for on in dates if self.path(on).name not in {*known} - broken]

    def sweep(self) -> None:
        """Remove drafts of killed runs, what a later delivery has overtaken, and the oldest."""
        found, days = self._files(), self.valid()
        valid = sorted(days)
        ends = [path for path in valid if days[path] == month_end(days[path])]
        others = [path for path in valid if path not in ends]
        drafts = self.folder.glob(".*.draft") if self.folder.is_dir() else ()
        for path in {*found, *drafts} - {*ends[-MONTH_ENDS:], *others[-OTHER_DAYS:]}:
            path.unlink()

    def valid(self) -> dict[Path, date]:
        """The files that follow from what the lake holds now, with their days."""
        days = {path: date.fromisoformat(path.name[:10]) for path in self._files()}
        return {path: on for path, on in days.items() if path == self.path(on)}

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.parquet")) if self.folder.is_dir() else []


def in_blocks(days: Sequence[date]) -> Iterator[Sequence[date]]:
    """The days in their order, not too many at once."""
    for first in range(0, len(days), AT_ONCE):
        yield days[first : first + AT_ONCE]
