"""One assessment for everybody: the rule of decide.py over tables, a step from the date before."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import day
from hengke.engine.tiering.decide import REASONS
from hengke.engine.tiering.ladder import grace_of, rank_of, tier_of
from hengke.kernel.periods import add_months
from hengke.policies.tiering import TierPolicy, effective_date

COUNTING = ("below_floor", "waits_for_fall_day")
"""Reasons that add a failing period to the count."""
STARTING_AFRESH = (
    "set_by_hand", "first_assessment", "floor_reached", "fails_cleared", "floor_kept",
    "grace_used_up",
)  # fmt: skip
"""Reasons that set the count to nothing; what is in neither list leaves it as it was."""


def decided(
    previous: ir.Table | None,
    measured: ir.Table,
    overrides: ir.Table,
    *,
    policy: TierPolicy,
    assessed_on: date,
) -> ir.Table:
    """Decisions of one assessment date, as ASSESSMENTS without the stamp; one row per customer.

    `previous` are the decisions of the date before (None at the first), `measured` is MEASURED,
    `overrides` the approved ones (customer_id, tier, starts_on, until).
    """
    holds_from = effective_date(policy, assessed_on)
    now = measured.filter(measured.assessed_on == day(assessed_on))
    now = _with_last(now, previous, policy=policy)
    now = _with_override(now, overrides, policy=policy, on=holds_from)
    after = advanced(now, policy=policy, assessed_on=assessed_on)
    return after.select(
        "customer_id", "assessed_on", "value_minor", "sum_minor_days", "days", "aum_minor",
        "unknown_reason", "assessed_rank", "qualified_by", "effective_rank", "fails_used",
        "best_rank_since", "state", "reason_code",
        policy=ibis.literal(policy.name),
        policy_version=ibis.literal(policy.version),
        assessed_tier=tier_of(after.assessed_rank, policy),
        effective_rank_before=after.before,
        effective_tier=tier_of(after.effective_rank, policy),
        effective_from=day(holds_from),
        fails_allowed=grace_of(after.effective_rank, policy),
    )  # fmt: skip


def advanced(now: ir.Table, *, policy: TierPolicy, assessed_on: date) -> ir.Table:
    """The rule itself: adds effective_rank, fails_used, best_rank_since, state and reason_code.

    Needs before, fails_before and best_before (what the last decision left), by_hand (the rank of
    an override in force), assessed_rank, status and opened_on. Same clauses, same order as
    `decide.next_decision`.
    """
    now = now.mutate(grace=grace_of(now.before, policy))
    now = now.mutate(
        failing=ibis.least(now.fails_before + 1, now.grace),
        best_failing=ibis.greatest(now.assessed_rank, now.best_before.coalesce(0)),
        left=now.fails_before - 1 if _one_less(policy) else _whole(0),
    )
    now = now.mutate(reason_code=_reason(now, policy=policy, assessed_on=assessed_on))
    reason = now.reason_code
    return now.mutate(
        state=_state(reason),
        effective_rank=ibis.cases(
            (reason == "set_by_hand", now.by_hand),
            (reason.isin(("first_assessment", "floor_reached")), now.assessed_rank),
            (reason == "grace_used_up", _landing(now, policy)),
            else_=now.before.coalesce(now.assessed_rank),
        ),
        fails_used=ibis.cases(
            (reason.isin(COUNTING), now.failing),
            (reason == "fails_reduced", now.left),
            (reason.isin(STARTING_AFRESH), _whole(0)),
            else_=now.fails_before,
        ),
        best_rank_since=ibis.cases(
            (reason.isin(COUNTING), now.best_failing),
            (reason.isin(STARTING_AFRESH), ibis.null("int64")),
            else_=now.best_before,
        ),
    )


def _reason(now: ir.Table, *, policy: TierPolicy, assessed_on: date) -> ir.StringValue:
    """Why the tier is what it is; the first clause that fits."""
    good = now.assessed_rank == now.before
    clauses: list[tuple[Any, Any]] = [
        (now.status.isin(policy.excluded_statuses), ibis.literal("status_") + now.status),
        (now.by_hand.notnull(), "set_by_hand"),
        (now.assessed_rank.isnull(), "measure_unknown"),
        (now.before.isnull(), "first_assessment"),
        (now.assessed_rank > now.before, "floor_reached"),
        (good & (now.left > 0), "fails_reduced"),
        (good & (now.fails_before > 0), "fails_cleared"),
        (good, "floor_kept"),
    ]
    until = policy.grandfathered_until
    if until and effective_date(policy, assessed_on) <= until:
        return ibis.cases(*clauses, else_="grandfathered")
    if policy.new_customer_months:
        since = add_months(assessed_on, -policy.new_customer_months)
        clauses.append((now.opened_on > day(since), "new_customer"))
    clauses.append((now.failing < now.grace, "below_floor"))
    last = "grace_used_up" if policy.falls_on(assessed_on) else "waits_for_fall_day"
    return ibis.cases(*clauses, else_=last)


def _state(reason: ir.StringValue) -> ir.StringValue:
    """The state that a reason belongs to; what is not listed names the status that excludes."""
    states = [(reason.isin(reasons), state) for state, reasons in REASONS.items()]
    return ibis.cases(*states, else_="excluded")


def _landing(now: ir.Table, policy: TierPolicy) -> ir.IntegerValue:
    below = now.before - 1
    return {
        "last": now.assessed_rank,
        "best_of_window": ibis.least(now.best_failing, below),
        "one_step": below,
    }[policy.landing]


def _with_last(now: ir.Table, previous: ir.Table | None, *, policy: TierPolicy) -> ir.Table:
    """Add what the last decision left. Ranks follow the tier's name when the ladder has changed."""
    if previous is None:
        return now.mutate(
            before=ibis.null("int64"), fails_before=_whole(0), best_before=ibis.null("int64")
        )
    last = previous.select(
        "customer_id",
        before=rank_of(previous.effective_tier, policy).coalesce(
            _on_ladder(previous.effective_rank, policy)
        ),
        fails_before=previous.fails_used,
        best_before=_on_ladder(previous.best_rank_since, policy),
    )
    joined = now.left_join(last, "customer_id").drop("customer_id_right")
    return joined.mutate(fails_before=joined.fails_before.coalesce(0))


def in_force(overrides: ir.Table, *, policy: TierPolicy, on: date) -> ir.Table:
    """The override that counts on the day (see `decide.in_force`); at most one row per customer.

    customer_id, by_hand (its rank), held_until (its last day).
    """
    begun = overrides.filter(overrides.starts_on <= day(on), overrides.until >= day(on))
    ranked = begun.select("customer_id", "starts_on", "until", rank=rank_of(begun.tier, policy))
    ranked = ranked.filter(ranked["rank"].notnull())
    first = ibis.row_number().over(
        group_by=ranked.customer_id,
        order_by=[ranked.starts_on.desc(), ranked.until.desc(), ranked["rank"].desc()],
    )
    chosen = ranked.mutate(place=first)
    return chosen.filter(chosen.place == 0).select(
        "customer_id", by_hand="rank", held_until="until"
    )


def _with_override(now: ir.Table, overrides: ir.Table, *, policy: TierPolicy, on: date) -> ir.Table:
    """Add `by_hand`, the rank of the override in force on the day."""
    chosen = in_force(overrides, policy=policy, on=on).select("customer_id", "by_hand")
    return now.left_join(chosen, "customer_id").drop("customer_id_right")


def _on_ladder(rank: ir.IntegerValue, policy: TierPolicy) -> ir.IntegerValue:
    """At most the highest rank; null stays null, where `least` would pass over it."""
    highest = policy.highest.rank
    return ibis.ifelse(rank > highest, _whole(highest), rank)


def _one_less(policy: TierPolicy) -> bool:
    return policy.clearing == "one_less_per_good_period"


def _whole(value: int) -> ir.IntegerScalar:
    return ibis.literal(value, type="int64")
