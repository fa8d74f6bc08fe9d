"""Random tier policies and histories: every clause, every kind of gap, several customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st
from tests.unit.tiering.ladders import ladder

from hengke.engine.tiering.decide import Assessed, Override
from hengke.policies.tiering import Tier, TierPolicy, assessment_dates
from hengke.policies.tiering.scheme import CLEARINGS, EFFECTIVE, LANDINGS

FIRST = date(2025, 1, 1)
PERIODS = 8
DAYS = st.integers(-200, 900).map(lambda days: FIRST + timedelta(days=days))


@dataclass(frozen=True)
class Customer:
    """One customer's periods, some of them before the customer is known, and overrides."""

    history: tuple[Assessed, ...]
    overrides: tuple[Override, ...]


@st.composite
def policies(draw: st.DrawFn) -> TierPolicy:
    graces = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    tiers = tuple(
        Tier(f"tier{rank}", rank, rank * 100_00, str(rank), str(rank), grace=grace)
        for rank, grace in enumerate([1, *graces])
    )
    calendar = draw(st.sampled_from(["monthly", "monthly", "quarterly", "daily"]))
    month_ends = st.sampled_from([(), ("06-30", "12-31"), ("03-31",)])
    return ladder(
        tiers=tiers,
        calendar=calendar,
        effective=draw(st.sampled_from(EFFECTIVE)),
        landing=draw(st.sampled_from(LANDINGS)),
        clearing=draw(st.sampled_from(CLEARINGS)),
        new_customer_months=draw(st.sampled_from([0, 0, 1, 3])),
        fall_days=draw(month_ends),
        grandfathered_until=draw(st.none() | st.none() | DAYS),
    )


def dates_of(policy: TierPolicy) -> list[date]:
    return assessment_dates(policy, FIRST, FIRST + timedelta(days=1100))[:PERIODS]


@st.composite
def customers(draw: st.DrawFn, policy: TierPolicy) -> Customer:
    """A customer known from some period on; ranks are often low, sometimes unknown."""
    dates = dates_of(policy)
    opened_on = draw(st.none() | DAYS)
    known = draw(st.integers(0, 2))
    rank = st.integers(0, policy.highest.rank)
    ranks = draw(st.lists(rank | rank | rank | st.none(), min_size=len(dates), max_size=len(dates)))
    frozen = draw(st.sets(st.integers(0, len(dates) - 1), max_size=2))
    history = tuple(
        Assessed(on, ranks[i], "frozen" if i in frozen else "active", opened_on)
        for i, on in enumerate(dates)
        if i >= known
    )
    return Customer(history, tuple(draw(st.lists(_overrides(policy), max_size=2))))


def _overrides(policy: TierPolicy) -> st.SearchStrategy[Override]:
    return st.builds(
        lambda rank, since, days: Override(rank, since, since + timedelta(days=days)),
        st.integers(0, policy.highest.rank),
        DAYS,
        st.integers(1, 200),
    )


@st.composite
def books(draw: st.DrawFn) -> tuple[TierPolicy, list[Customer]]:
    policy = draw(policies())
    return policy, draw(st.lists(customers(policy), min_size=4, max_size=20))
