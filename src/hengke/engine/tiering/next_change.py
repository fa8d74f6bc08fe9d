"""When a tier changes, and to which, if nothing happens: today's balance stays as it is.

The coming assessment still has the running period's sums in it (`rank_ahead`); every later one
sees today's balance alone (`rank_after`). With one rank for all later assessments the rule of
decide.py needs no rolling forward: it is known after how many of them the grace is used up. A
generative test holds this to the rule itself.

An override holds until its last day. The assessments that it meets leave its tier and no failing
period; one that ends before the coming assessment gives back the tier that the last one decided.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import day, not_negative, plus_days
from hengke.engine.tiering.ladder import grace_of, looked_up, tier_of
from hengke.kernel.periods import add_months
from hengke.policies.tiering import (
    TierPolicy,
    assessment_dates,
    effective_date,
    next_assessment,
)  # fmt: skip

STANDING = ("excluded",)
"""States in which the figures decide nothing: no change is foreseen."""
A_YEAR = timedelta(days=366)


def with_next_change(table: ir.Table, *, policy: TierPolicy, as_of: date) -> ir.Table:
    """Add `next_change_on` and `next_tier`; null where no change is in sight or none can be told.

    Needs effective_rank, fails_used, best_rank_since, state, opened_on, rank_ahead, rank_after,
    held_until (the last day of the override in force, else null) and rank_behind (what the last
    assessment decided, without it).
    """
    first, *later = coming(policy, as_of)
    holds_from = [effective_date(policy, on) for on in (first, *later)]
    table = table.mutate(met=_met(table, holds_from))
    table = _after_the_first(table, policy, on=first)
    table = table.mutate(nth=_nth_failing(table, policy, later))
    falls = {n: on for n in range(1, len(later) + 1) if (on := _fall_day(policy, later, n))}
    table = table.mutate(
        below_on=looked_up(table.nth, falls, type="date"),
        rises_on=looked_up(ibis.greatest(table.met, 1), dict(enumerate(holds_from)), type="date"),
    )
    now, after, tier = table.rank_ahead, table.rank_after, table.effective_rank
    free = table.met == 0
    ends = table.held_until.notnull() & free & (table.rank_behind != tier)
    standing = table.state.isin(STANDING) | tier.isnull() | now.isnull()
    standing |= table.held_until.notnull() & free & table.rank_behind.isnull()
    rises = (after > tier) & table.rises_on.notnull()
    below = (after < tier) & table.below_on.notnull()
    table = table.mutate(
        next_rank=ibis.cases(
            (ends, table.rank_behind),
            (standing, ibis.null("int64")),
            (free & (now > tier), now),
            (table.falls, _landing(table, now, policy)),
            (rises, after),
            (below, _landing(table, after, policy)),
            else_=ibis.null("int64"),
        ),
        next_change_on=ibis.cases(
            (ends, plus_days(table.held_until, 1)),
            (standing, ibis.null("date")),
            ((free & (now > tier)) | table.falls, day(holds_from[0])),
            (rises, table.rises_on),
            (below, table.below_on),
            else_=ibis.null("date"),
        ),
    )
    return table.mutate(next_tier=tier_of(table.next_rank, policy))


def _met(table: ir.Table, holds_from: list[date]) -> ir.IntegerValue:
    """How many of the coming assessments the override in force still meets."""
    none = ibis.literal(0, type="int64")
    return sum(((table.held_until >= day(on)).cast("int64").coalesce(0) for on in holds_from), none)


def _after_the_first(table: ir.Table, policy: TierPolicy, *, on: date) -> ir.Table:
    """Add what the coming assessment does: does the tier fall, and which count does it leave?

    One that an override meets leaves no failing period.
    The columns stand in steps of their own: each is then written once, however often it is used.
    """
    tier = table.effective_rank
    table = table.mutate(
        grace=grace_of(tier, policy),
        good=(table.rank_ahead == tier) & (table.met == 0),
        failing=(table.rank_ahead < tier) & ~_spared(table, policy, on) & (table.met == 0),
    )
    table = table.mutate(fails_after=_fails_after(table, policy))
    used_up = table.fails_after >= table.grace
    return table.mutate(
        best_after=_best_after(table), falls=table.failing & used_up & policy.falls_on(on)
    )


def coming(policy: TierPolicy, as_of: date) -> list[date]:
    """The assessments after `as_of` that could matter: the longest grace, after protection."""
    first = next_assessment(policy, as_of)
    spared_until = add_months(first, policy.new_customer_months)
    if policy.grandfathered_until:
        spared_until = max(spared_until, min(policy.grandfathered_until, first + A_YEAR))
    count = len(assessment_dates(policy, first, spared_until))
    count += max(tier.grace for tier in policy.tiers) + 1
    dates = [first]
    while len(dates) < count:
        dates.append(next_assessment(policy, dates[-1]))
    return dates


def _grandfathered(policy: TierPolicy, on: date) -> bool:
    until = policy.grandfathered_until
    return until is not None and effective_date(policy, on) <= until


def _spared(table: ir.Table, policy: TierPolicy, on: date) -> ir.BooleanValue:
    """Does a failing assessment on this date not count? (decide.py: grandfathered, new customer)"""
    if _grandfathered(policy, on):
        return ibis.literal(True)
    if not policy.new_customer_months:
        return ibis.literal(False)
    since = add_months(on, -policy.new_customer_months)
    return (table.opened_on > day(since)).fill_null(False)


def _fails_after(table: ir.Table, policy: TierPolicy) -> ir.IntegerValue:
    """The count that the coming assessment leaves, if nobody rises or falls by it."""
    fails, none = table.fails_used, ibis.literal(0, type="int64")
    less = not_negative(fails - 1) if policy.clearing == "one_less_per_good_period" else none
    more = ibis.least(fails + 1, table.grace)
    return ibis.cases((table.met > 0, none), (table.good, less), (table.failing, more), else_=fails)


def _best_after(table: ir.Table) -> ir.IntegerValue:
    """The best rank among the failing periods that count after the coming assessment."""
    best = table.best_rank_since
    return ibis.cases(
        (table.met > 0, ibis.null("int64")),
        (table.failing, ibis.greatest(table.rank_ahead, best.coalesce(0))),
        (table.good & (table.fails_after == 0), ibis.null("int64")),
        else_=best,
    )


def _nth_failing(table: ir.Table, policy: TierPolicy, later: list[date]) -> ir.IntegerValue:
    """At which of the later assessments the grace is used up when all of them fail.

    Those at the beginning that an override meets or that fall under protection do not count.
    """
    needed = ibis.greatest(table.grace - table.fails_after, 1)
    spared = ibis.literal(sum(_grandfathered(policy, on) for on in later), type="int64")
    if policy.new_customer_months:
        others = [on for on in later if not _grandfathered(policy, on)]
        spared = sum((_spared(table, policy, on).cast("int64") for on in others), spared)
    return needed + ibis.greatest(spared, table.met - 1)


def _fall_day(policy: TierPolicy, later: list[date], nth: int) -> date | None:
    """When a fall holds that is due at the n-th of these assessments: perhaps it must wait."""
    due = later[nth - 1]
    if policy.falls_on(due):
        return effective_date(policy, due)
    days = (on for on in assessment_dates(policy, due, due + A_YEAR) if policy.falls_on(on))
    first = next(days, None)
    return effective_date(policy, first) if first else None


def _landing(table: ir.Table, rank: ir.IntegerValue, policy: TierPolicy) -> ir.IntegerValue:
    """To which tier one falls; as decide.py, from the ranks of the failing periods."""
    below = table.effective_rank - 1
    best = ibis.greatest(rank, table.best_after.coalesce(0))
    return {"last": rank, "best_of_window": ibis.least(best, below), "one_step": below}[
        policy.landing
    ]
