"""The rows that a model learns from: drawn first, so that only their inputs are computed.

A customer is drawn by a digest of the number, which is the same on every engine and in every run:
the same customers in every period. The digest also says from which day of a period a customer is
looked at, another one in each period.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.features.book import Book
from hengke.engine.features.fall_inputs import Moment, fall_inputs
from hengke.engine.features.part_of_book import book_of
from hengke.engine.tiering.ladder import looked_up
from hengke.engine.tiering.measure import pools
from hengke.learning.fall import Sample
from hengke.learning.fall_batches import floats
from hengke.pipelines.catalog import Catalog
from hengke.policies.tiering import TierPolicy

MOST_ROWS = 100_000  # about: the share that a digest draws of all rows
DIGITS = 8  # hexadecimal, of the digest, that decide who is drawn; the next one decides from when
KEYS = ("assessed_on", "customer_id")
Decisions = Callable[[Sequence[date]], ir.Table]
"""The assessments (ASSESSMENTS) of the dates asked for."""


@dataclass(frozen=True)
class Past:
    """What there is to learn from: periods that are over, each with its cut-offs, oldest first."""

    catalog: Catalog
    book: Book
    policy: TierPolicy
    moments: Sequence[Moment]
    decisions: Decisions

    def sample(self) -> Sample:
        """At most about MOST_ROWS rows, in the same order on every engine."""
        rows, whole = self._drawn()
        book = self.book
        if whole > MOST_ROWS and not pools(self.policy):
            book = _part(self.catalog, book, rows)
        inputs = fall_inputs(
            book,
            policy=self.policy,
            moments=self.moments,
            last=rows,
            keep=self.catalog.keep,
            apart=self.catalog.apart,
        )
        joined = inputs.inner_join(rows.select(*KEYS, "after"), KEYS)
        return as_sample(self.catalog.arrow(joined.order_by(*KEYS)))

    def _drawn(self) -> tuple[ir.Table, int]:
        """The rows drawn, and how many there were to draw from."""
        everybody = self._outcomes()
        whole = counted(self.catalog, everybody)
        if whole > MOST_ROWS:
            limit = format(16**DIGITS * MOST_ROWS // whole, f"0{DIGITS}x")
            everybody = everybody.filter(everybody.draw.left(DIGITS) < limit)
        return self.catalog.keep("drawn", everybody), whole

    def _outcomes(self) -> ir.Table:
        """Everybody above the lowest tier at an assessment of whom the next one is known.

        `after`: the rank assessed then; `draw`: the digest; `place`: which moment is looked at.
        """
        after = {one.assessment_on: one.assessed_on for one in self.moments}
        later = self.decisions(sorted(after))
        known = later.filter(later.assessed_rank.notnull()).select(
            "customer_id",
            assessed_on=looked_up(later.assessed_on, after, type="date"),
            after="assessed_rank",
        )
        last = self.decisions(sorted(after.values()))
        above = last.filter(last.effective_rank > self.policy.lowest.rank).select(
            *KEYS, "effective_rank", "assessed_rank", "fails_used",
            draw=(ibis.literal("draw") + last.customer_id).hexdigest("md5"),
        )  # fmt: skip
        rows = above.inner_join(known, KEYS)
        return rows.mutate(place=_place(rows, self.moments))


def _place(rows: ir.Table, moments: Sequence[Moment]) -> ir.IntegerValue:
    """One of the period's moments, the next one in the next period."""
    digit = rows.draw.substr(DIGITS, 1)
    quarter = ibis.cases((digit < "4", 0), (digit < "8", 1), (digit < "c", 2), else_=3)
    number = quarter.cast("int64")
    periods = [list(found) for _, found in groupby(moments, key=lambda one: one.assessed_on)]
    chosen = [
        (rows.assessed_on == found[0].assessed_on, _one_of(found, (number + turn) % len(found)))
        for turn, found in enumerate(periods)
    ]
    return ibis.cases(*chosen, else_=ibis.null("int64"))


def _one_of(moments: Sequence[Moment], index: ir.IntegerValue) -> ir.IntegerValue:
    return looked_up(index, {at: one.place for at, one in enumerate(moments)}, type="int64")


def _part(catalog: Catalog, book: Book, rows: ir.Table) -> Book:
    """The book of the customers drawn."""
    customers = catalog.keep("drawn_customers", rows.select("customer_id").distinct())
    return book_of(book, customers, keep=catalog.keep)


def counted(catalog: Catalog, table: ir.Table) -> int:
    """How many rows it has."""
    return int(catalog.arrow(table.agg(rows=table.count()))["rows"][0].as_py())


def as_sample(rows: pa.Table) -> Sample:
    """From inputs and `after`, ordered by period."""
    assessed = rows["assessed_on"].to_numpy()
    return Sample(
        customers=rows["customer_id"].to_pylist(),
        period=np.unique(assessed, return_inverse=True)[1].astype(np.int64),
        inputs=floats(rows),
        fell=rows["after"].to_numpy() < rows["effective_rank"].to_numpy(),
    )
