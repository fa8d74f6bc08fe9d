"""What holds for every policy and every history."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from tests.generative.tier_histories import Customer, books

from hengke.engine.tiering.decide import REASONS, Decision, decide, fails_allowed
from hengke.policies.tiering import TierPolicy, effective_date

STANDING = ("overridden", "excluded", "unknown")


def decisions(policy: TierPolicy, customer: Customer) -> list[Decision]:
    return decide(customer.history, policy, customer.overrides)


@settings(max_examples=150, deadline=None)
@given(books())
def test_the_rule_keeps_its_promises(book):
    policy, customers = book
    for customer in customers:
        found = decisions(policy, customer)
        for now, then in zip(customer.history, found, strict=True):
            check_bounds(policy, then)
            if then.state not in STANDING:
                assert then.effective is not None
                assert now.rank is not None
                assert then.effective >= now.rank  # fast up
            if then.state == "unknown":
                assert then.effective == then.before
            if then.state == "downgraded":
                check_fall(policy, then, rank=now.rank)
        check_steps(policy, found)


def check_bounds(policy: TierPolicy, then: Decision) -> None:
    """Never below the lowest tier nor above the highest; the count never beyond its N."""
    assert then.effective is None or 0 <= then.effective <= policy.highest.rank
    assert 0 <= then.fails <= (fails_allowed(policy, then.effective) or 0)
    assert then.reason in REASONS[then.state]
    assert then.holds_from == effective_date(policy, then.on) >= then.on
    changed = then.before is not None and then.effective != then.before
    assert changed <= (then.state in ("upgraded", "downgraded", "overridden"))


def check_fall(policy: TierPolicy, then: Decision, *, rank: int | None) -> None:
    """A fall lands below, never under what the figures say, and only on a day for falling."""
    assert then.before is not None
    assert then.effective is not None
    assert rank is not None
    assert rank <= then.effective < then.before
    assert policy.falls_on(then.on)
    assert policy.landing != "last" or then.effective == rank
    assert policy.landing != "one_step" or then.effective == then.before - 1


def check_steps(policy: TierPolicy, found: list[Decision]) -> None:
    """Each decision begins where the last ended; one good period clears the count."""
    for earlier, later in pairwise(found):
        assert later.before == earlier.effective
        assert later.fails <= earlier.fails + 1
        if later.state == "normal":
            assert later.fails == 0
        if policy.clearing == "one_good_period":
            assert later.reason != "fails_reduced"
        if later.state == "downgraded":
            assert policy.by_rank(later.before or 0).grace == earlier.fails + 1 or (
                policy.fall_days and earlier.fails == policy.by_rank(later.before or 0).grace
            )


@settings(max_examples=50, deadline=None)
@given(books())
def test_recomputing_gives_the_same_and_later_periods_change_nothing_earlier(book):
    policy, customers = book
    for customer in customers:
        found = decisions(policy, customer)
        assert decisions(policy, customer) == found
        for periods in range(len(customer.history)):
            known = decide(customer.history[:periods], policy, customer.overrides)
            assert known == found[:periods]
