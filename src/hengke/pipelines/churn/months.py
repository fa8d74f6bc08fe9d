"""Which months a model of leaving looks at, and until when their outcome was known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hengke.engine.churn.courses import decides_on
from hengke.kernel.periods import add_months, month_end, month_ends, month_start
from hengke.pipelines.history import QUIET_DAYS, Span
from hengke.policies.churn import ChurnPolicy


@dataclass(frozen=True)
class Months:
    """The month ends that are looked at, oldest first; the average of the month that ends on
    `known_until` decides about the last."""

    ends: tuple[date, ...]
    known_until: date


def months(policy: ChurnPolicy, reach: Span, as_of: date) -> Months | None:
    """The last months with whole history before and a known outcome after; None without any, also
    where balances are known for single days only."""
    if reach.daily_from is None:
        return None
    first = month_start(reach.daily_from)
    if first < reach.daily_from:
        first = add_months(first, 1)
    last = min(as_of, reach.last + timedelta(days=QUIET_DAYS))
    whole = list(month_ends(first, last))
    looked_at = [
        end for end in whole[policy.history_months :]
        if decides_on(end, policy.horizon_months) <= whole[-1]
    ][-policy.learn_months :]  # fmt: skip
    if not looked_at:
        return None
    return Months(tuple(looked_at), whole[-1])


def number(ends: Sequence[date]) -> dict[date, int]:
    """Months counted through the years."""
    return {end: end.year * 12 + end.month for end in ends}


def next_known(found: Months) -> date:
    """When the outcome of one more month is known."""
    return month_end(add_months(month_start(found.known_until), 1))
