"""What every customer held at past month ends: computed once, and read by every later night.

A month end is a file, named as a seal is: after the layout, the home currency and the deliveries
that touch its days. Whatever a night shows of the past is put together from such files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.courses import POINTS, points_of
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.lake import Manifest
from hengke.pipelines.seals import named_after, read_sums, write_sums
from hengke.pipelines.soundness import damaged

LAYOUT = 1
"""Counted up when the rules of what a point says change."""
MOST = 36
"""So many month ends stay in the lake."""
AT_ONCE = 6
"""Days computed together: the more at once, the more memory they take (1M customers, 4 GB: 6 do,
13 do not)."""


@dataclass(frozen=True)
class MonthPoints:
    """The month ends of one home. `folder` is below the lake."""

    folder: Path
    manifest: Manifest
    home: str

    def path(self, on: date) -> Path:
        return self.folder / f"{named_after(on, self.manifest, LAYOUT, self.home)}.parquet"

    def read(self, catalog: Catalog, book: Book, dates: Sequence[date]) -> ir.Table:
        """POINTS of these days; what is not there yet is computed, some days at a time."""
        missing = self._missing(dates)
        for some in in_blocks(missing):
            found = catalog.keep("month_points", points_of(book, some))
            for on in some:
                catalog.write(
                    self.path(on), found.filter(found.on == on), POINTS, key=("customer_id",)
                )
        if missing:
            write_sums(self.folder)
        return catalog.read([self.path(on) for on in dates], POINTS)

    def _missing(self, dates: Sequence[date]) -> list[date]:
        """Days that were not computed, and those whose file is not what was written."""
        sums = read_sums(self.folder)
        known = [name for on in dates if (name := self.path(on).name) in sums]
        broken = {one.path for one in damaged(self.folder, sums, known, deep=True)}
        for name in broken:
            (self.folder / name).unlink(missing_ok=True)
        return [on for on in dates if self.path(on).name not in {*known} - broken]

    def sweep(self) -> None:
        """Remove what a later delivery has overtaken, and the oldest."""
        found = sorted(self.folder.glob("*.parquet")) if self.folder.is_dir() else []
        for path in found:
            on = date.fromisoformat(path.name[:10])
            if path != self.path(on) or path in found[:-MOST]:
                path.unlink()


def in_blocks(days: Sequence[date]) -> Iterator[Sequence[date]]:
    """The days in their order, not too many at once."""
    for first in range(0, len(days), AT_ONCE):
        yield days[first : first + AT_ONCE]
