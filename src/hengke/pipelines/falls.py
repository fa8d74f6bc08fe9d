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
from hengke.engine.tiering.ladder import looked_up
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
    """What falls are learnt from: the book, and the decisions of the assessment dates asked for."""

    catalog: Catalog
    book: Book
    policy: TierPolicy
    reach: Span
    decisions: Callable[[Sequence[date]], ir.Table]

    def outlook(self, dates: Sequence[date], *, as_of: date) -> Outlook:
        """`dates` are the policy's assessments up to `as_of`, oldest first; at least one."""
        ahead = next_assessment(self.policy, as_of)
        now = self._moment(Period(dates[-1], ahead), as_of)
        if now is None:
            return Outlook(_none(), {"reason": "no_balances"})
        earlier = self._earlier_moments(dates, as_of=as_of)
        if not earlier:
            return Outlook(_none(), {"reason": "no_earlier_period"})
        rows = self._rows([*earlier, now])
        sample = _as_sample([_of(rows, one) for one in earlier])
        fitted = fit_fall(sample)
        if isinstance(fitted, str):
            falls, size = int(sample.outcome().sum()), len(sample.customers)
            return Outlook(_none(), {"reason": fitted, "falls": falls, "rows": size})
        told = report(sample, *fitted) | {"assessment_on": ahead.isoformat()}
        return Outlook(_scores(fitted[0], _of(rows, now, known_outcome=False)), told)

    def _earlier_moments(self, dates: Sequence[date], *, as_of: date) -> list[Moment]:
        """Earlier periods of the same bank, oldest first."""
        found = [
            self._moment(period, self._cut_off(period, as_of=as_of, last=dates[-1]))
            for period in _periods(dates)
        ]
        return [one for one in found if one is not None]

    def _cut_off(self, period: Period, *, as_of: date, last: date) -> date:
        """The day in this period that corresponds to the business date in the running one."""
        if as_of == last:
            return period.before
        left = next_assessment(self.policy, as_of) - as_of
        return max(period.assessed_on - left, period.before + timedelta(days=1))

    def _moment(self, period: Period, cut_off: date) -> Moment | None:
        seen = self.reach.seen_on(cut_off)
        if seen is None:
            return None
        step = MONTHS.get(self.policy.calendar, 1)
        return Moment(
            assessed_on=period.before,
            cut_off=cut_off,
            assessment_on=period.assessed_on,
            seen_on=seen,
            before_on=self._earlier(seen, step),
            long_ago_on=self._earlier(seen, 3 * step),
        )

    def _earlier(self, seen: date, months: int) -> date | None:
        back = add_months(seen, -months)
        found = self.reach.seen_on(month_end(back) if seen == month_end(seen) else back)
        return found if found is not None and found < seen else None

    def _rows(self, moments: Sequence[Moment]) -> pa.Table:
        """Inputs of all moments, and the rank assessed afterwards (`after`; null: not yet)."""
        inputs = fall_inputs(
            self.book,
            policy=self.policy,
            moments=moments,
            last=self.decisions([one.assessed_on for one in moments]),
        )
        before = {one.assessment_on: one.assessed_on for one in moments[:-1]}
        later = self.decisions(list(before))
        after = later.select(
            "customer_id",
            after="assessed_rank",
            assessed_on=looked_up(later.assessed_on, before, type="date"),
        )
        joined = inputs.left_join(after, ["customer_id", "assessed_on"])
        rows = joined.drop("customer_id_right", "assessed_on_right")
        return self.catalog.arrow(rows.order_by("assessed_on", "customer_id"))


def _of(rows: pa.Table, moment: Moment, *, known_outcome: bool = True) -> pa.Table:
    """The rows of one moment; those of a past one only where the outcome is known."""
    chosen = pc.equal(rows["assessed_on"], pa.scalar(moment.assessed_on))
    if known_outcome:
        chosen = pc.and_(chosen, pc.is_valid(rows["after"]))
    return rows.filter(chosen)


def _periods(dates: Sequence[date]) -> list[Period]:
    """The last periods between two assessments."""
    return [Period(before, on) for before, on in pairwise(dates)][-MOST_PERIODS:]


def _as_sample(tables: Sequence[pa.Table]) -> Sample:
    drawn = [_drawn(rows, sum(one.num_rows for one in tables)) for rows in tables]
    whole = pa.concat_tables(drawn)
    period = np.repeat(np.arange(len(drawn)), [rows.num_rows for rows in drawn])
    return Sample(
        customers=whole["customer_id"].to_pylist(),
        period=period,
        inputs=_floats(whole),
        fell=whole["after"].to_numpy() < whole["effective_rank"].to_numpy(),
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
