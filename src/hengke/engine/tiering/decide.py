"""The rule of rising and falling, written to be read: one customer's history in, decisions out.

Fast up, slow down: a higher tier is given at once, a lower one only when the grace of the tier is
used up, and in between stands the watch. step.py computes the same over tables for everybody; a
generative test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hengke.kernel.periods import add_months
from hengke.policies.tiering import TierPolicy, effective_date

REASONS = {
    "excluded": ("status_frozen", "status_deceased", "status_blacklisted", "status_closed",
                 "status_active"),
    "overridden": ("set_by_hand",),
    "unknown": ("measure_unknown",),
    "new": ("first_assessment",),
    "upgraded": ("floor_reached",),
    "normal": ("floor_kept", "fails_cleared"),
    "protected": ("grandfathered", "new_customer"),
    "watch": ("below_floor", "waits_for_fall_day", "fails_reduced"),
    "downgraded": ("grace_used_up",),
}  # fmt: skip
"""Every reason code, under the state that it explains. `status_` goes with each excluded status."""


@dataclass(frozen=True)
class Assessed:
    """What the figures of one period say; `rank` is None where they are unknown."""

    on: date
    rank: int | None
    status: str | None = None
    opened_on: date | None = None


@dataclass(frozen=True)
class Override:
    """A tier set by hand and approved, from `starts_on` to `until`, both counted."""

    rank: int
    starts_on: date
    until: date


@dataclass(frozen=True)
class Decision:
    """The tier that a customer enjoys from `holds_from`, and why. None is unknown.

    `best` is the best rank among the failing periods that are counted in `fails`.
    """

    on: date
    holds_from: date
    before: int | None
    effective: int | None
    fails: int
    best: int | None
    state: str
    reason: str


def decide(
    history: Sequence[Assessed], policy: TierPolicy, overrides: Iterable[Override] = ()
) -> list[Decision]:
    """One decision per assessment, oldest first."""
    decisions: list[Decision] = []
    for now in history:
        last = decisions[-1] if decisions else None
        by_hand = in_force(overrides, on=effective_date(policy, now.on))
        decisions.append(next_decision(now, last, policy, by_hand))
    return decisions


def next_decision(
    now: Assessed, last: Decision | None, policy: TierPolicy, by_hand: Override | None
) -> Decision:
    """The whole rule: what one more assessment changes. At most one change, never below the lowest.

    Clauses are asked in this order; the first that fits decides.
    """
    before = last.effective if last else None
    fails, best = (last.fails, last.best) if last else (0, None)
    holds_from = effective_date(policy, now.on)

    def decision(
        state: str, reason: str, effective: int | None, fails: int = 0, best: int | None = None
    ) -> Decision:
        return Decision(now.on, holds_from, before, effective, fails, best, state, reason)

    if now.status in policy.excluded_statuses:  # frozen: nothing moves
        kept = now.rank if before is None else before
        return decision("excluded", f"status_{now.status}", kept, fails, best)
    if by_hand:  # the count starts afresh when the override ends
        return decision("overridden", "set_by_hand", by_hand.rank)
    if now.rank is None:  # an unknown period changes nothing
        return decision("unknown", "measure_unknown", before, fails, best)
    if before is None:
        return decision("new", "first_assessment", now.rank)
    if now.rank > before:  # fast up
        return decision("upgraded", "floor_reached", now.rank)
    if now.rank == before:  # a good period
        left = fails - 1 if policy.clearing == "one_less_per_good_period" else 0
        if left > 0:
            return decision("watch", "fails_reduced", before, left, best)
        return decision("normal", "fails_cleared" if fails else "floor_kept", before)
    if policy.grandfathered_until and holds_from <= policy.grandfathered_until:
        return decision("protected", "grandfathered", before, fails, best)
    if is_new(now.opened_on, policy, on=now.on):
        return decision("protected", "new_customer", before, fails, best)

    grace = policy.by_rank(before).grace  # slow down
    fails = min(fails + 1, grace)
    best = now.rank if best is None else max(best, now.rank)
    if fails < grace:
        return decision("watch", "below_floor", before, fails, best)
    if not policy.falls_on(now.on):
        return decision("watch", "waits_for_fall_day", before, fails, best)
    landing = {"last": now.rank, "best_of_window": min(best, before - 1), "one_step": before - 1}
    return decision("downgraded", "grace_used_up", landing[policy.landing])


def in_force(overrides: Iterable[Override], *, on: date) -> Override | None:
    """The override that counts on the day: the latest begun, then the longest, then the highest."""
    begun = [one for one in overrides if one.starts_on <= on <= one.until]
    return max(begun, key=lambda one: (one.starts_on, one.until, one.rank), default=None)


def is_new(opened_on: date | None, policy: TierPolicy, *, on: date) -> bool:
    """Is the customer still within the months of protection? An unknown opening is none."""
    months = policy.new_customer_months
    return bool(months and opened_on and opened_on > add_months(on, -months))


def fails_allowed(policy: TierPolicy, rank: int | None) -> int | None:
    """N of `n of N`; the lowest tier has nothing to fail, an unknown tier no N."""
    if rank is None:
        return None
    return policy.by_rank(rank).grace if rank > 0 else 0
