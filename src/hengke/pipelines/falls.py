"""The probability of a fall: samples from earlier periods, a fitted model, today's scores.

A period's cut-off lies as many days before its assessment as the business date lies before the
next one, so that the model has learnt from what one knows at such a moment.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengke.engine.features.book import Book
from hengke.engine.features.fall_inputs import Moment, fall_inputs
from hengke.kernel.periods import add_months, month_end
from hengke.learning.fall import FallModel, Sample, fit_fall
from hengke.learning.fall_features import INPUTS
from hengke.learning.fall_reasons import scored
from hengke.learning.fall_report import report
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.history import Span
from hengke.policies.tiering import TierPolicy, next_assessment
from hengke.policies.tiering.dates import MONTHS

MOST_PERIODS = 6
MOST_ROWS = 100_000
MOST_EXPLAINED = 100_000
PARTS = 1_000  # customers are drawn by the thousandth their number falls into
SCORES = pa.schema(
    [("customer_id", pa.string()), ("fall_probability", pa.float64()), ("reasons", pa.string())]
)


@dataclass(frozen=True)
class Period:
    """An assessment that has happened, and the one before it."""

    before: date
    assessed_on: date


@dataclass(frozen=True)
class Outlook:
    """Scores of everybody above the lowest tier (SCORES), and what the run's report says."""

    scores: pa.Table
    report: dict[str, Any]


@dataclass(frozen=True)
class Falls:
    """What falls are learnt from: the book, and the decisions of each assessment date."""

    catalog: Catalog
    book: Book
    policy: TierPolicy
    reach: Span
    decisions: Callable[[date], ir.Table]

    def outlook(self, dates: Sequence[date], *, as_of: date) -> Outlook:
        """`dates` are the policy's assessments up to `as_of`, oldest first; at least one."""
        ahead = next_assessment(self.policy, as_of)
        now = self._moment(as_of, ahead)
        if now is None:
            return Outlook(_none(), {"reason": "no_balances"})
        sample = self._sample(dates, as_of=as_of)
        if sample is None:
            return Outlook(_none(), {"reason": "no_earlier_period"})
        fitted = fit_fall(sample)
        if isinstance(fitted, str):
            falls = int(sample.outcome().sum())
            return Outlook(
                _none(), {"reason": fitted, "falls": falls, "rows": len(sample.customers)}
            )
        rows = self.catalog.arrow(self._inputs(now, dates[-1]))
        told = report(sample, *fitted) | {"assessment_on": ahead.isoformat()}
        return Outlook(_scores(fitted[0], rows), told)

    def _sample(self, dates: Sequence[date], *, as_of: date) -> Sample | None:
        """Earlier periods of the same bank, oldest first, a fair draw when they are many."""
        found = []
        for period in _periods(dates):
            moment = self._moment(
                self._cut_off(period, as_of=as_of, last=dates[-1]), period.assessed_on
            )
            if moment is not None:
                found.append(self._rows(moment, period))
        tables = [rows for rows in found if rows.num_rows][-MOST_PERIODS:]
        return _as_sample(tables) if tables else None

    def _cut_off(self, period: Period, *, as_of: date, last: date) -> date:
        """The day in this period that corresponds to the business date in the running one."""
        if as_of == last:
            return period.before
        left = next_assessment(self.policy, as_of) - as_of
        return max(period.assessed_on - left, period.before + timedelta(days=1))

    def _moment(self, cut_off: date, ahead: date) -> Moment | None:
        seen = self.reach.seen_on(cut_off)
        if seen is None:
            return None
        step = MONTHS.get(self.policy.calendar, 1)
        return Moment(
            cut_off, ahead, seen, self._earlier(seen, step), self._earlier(seen, 3 * step)
        )

    def _earlier(self, seen: date, months: int) -> date | None:
        back = add_months(seen, -months)
        found = self.reach.seen_on(month_end(back) if seen == month_end(seen) else back)
        return found if found is not None and found < seen else None

    def _inputs(self, moment: Moment, assessed_on: date) -> ir.Table:
        last = self.decisions(assessed_on)
        return fall_inputs(self.book, policy=self.policy, moment=moment, last=last)

    def _rows(self, moment: Moment, period: Period) -> pa.Table:
        """Inputs of one period with what happened: `fell`. Unknown outcomes are left out."""
        inputs = self._inputs(moment, period.before)
        after = self.decisions(period.assessed_on).select("customer_id", after="assessed_rank")
        joined = inputs.inner_join(after, "customer_id")
        known = joined.filter(joined.after.notnull())
        rows = known.mutate(fell=known.after < known.effective_rank).drop("after")
        return self.catalog.arrow(rows.order_by("customer_id"))


def _periods(dates: Sequence[date]) -> list[Period]:
    """The last periods between two assessments; a few more than are used, some may be empty."""
    return [Period(before, on) for before, on in pairwise(dates)][-MOST_PERIODS:]


def _as_sample(tables: Sequence[pa.Table]) -> Sample:
    drawn = [_drawn(rows, sum(one.num_rows for one in tables)) for rows in tables]
    whole = pa.concat_tables(drawn)
    period = np.repeat(np.arange(len(drawn)), [rows.num_rows for rows in drawn])
    return Sample(
        customers=whole["customer_id"].to_pylist(),
        period=period,
        inputs=_floats(whole),
        fell=whole["fell"].to_numpy(zero_copy_only=False).astype(np.bool_),
    )


def _drawn(rows: pa.Table, total: int) -> pa.Table:
    """The same customers in every period and every run: those with a small thousandth."""
    if total <= MOST_ROWS:
        return rows
    limit = PARTS * MOST_ROWS // total
    numbers = rows["customer_id"].to_pylist()
    return rows.filter(
        pa.array([zlib.crc32(b"draw" + n.encode()) % PARTS < limit for n in numbers])
    )


def _scores(model: FallModel, rows: pa.Table) -> pa.Table:
    answer = scored(model, _floats(rows), explain=MOST_EXPLAINED)
    return pa.table(
        [
            rows["customer_id"].combine_chunks(),
            pa.array(answer.probability),
            pa.array(answer.reasons, pa.string()),
        ],
        schema=SCORES,
    )


def _floats(rows: pa.Table) -> dict[str, np.ndarray]:
    return {
        name: pc.fill_null(rows[name].cast(pa.float64()), float("nan")).to_numpy()
        for name in INPUTS
    }


def _none() -> pa.Table:
    return SCORES.empty_table()
