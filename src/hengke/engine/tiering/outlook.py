"""Where each customer stands today: what is missing to keep the tier, and what comes next."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import day
from hengke.engine.tiering.assign import main_floors, with_rank
from hengke.engine.tiering.gaps import held_to_the_end, opened_otherwise, with_gaps
from hengke.engine.tiering.ladder import grace_of, tier_of
from hengke.engine.tiering.next_change import with_next_change
from hengke.engine.tiering.step import in_force
from hengke.policies.tiering import (
    TierPolicy,
    effective_date,
    next_assessment,
    running_assessment,
    running_period,
)  # fmt: skip

NOT_ASSESSED = "not_assessed_yet"
"""Known since the last assessment only: no tier yet."""
COLUMNS = (
    "policy", "policy_version", "customer_id", "currency", "assessed_on", "next_assessment_on",
    "assessed_rank", "assessed_tier", "effective_rank", "effective_tier",
    "previous_assessed_rank", "previous_effective_rank", "state", "fails_used", "fails_allowed",
    "average_so_far_minor", "last_value_minor", "keep_floor_minor", "next_floor_minor",
    "gap_to_keep_minor", "gap_to_next_minor", "needed_for_rest_minor", "days_left",
    "next_change_on", "next_tier", "unknown_reason",
)  # fmt: skip
LAST = (
    "customer_id", "assessed_on", "assessed_rank", "assessed_tier", "qualified_by",
    "effective_rank", "effective_tier", "state", "fails_used", "fails_allowed", "best_rank_since",
)  # fmt: skip


def positions(
    last: ir.Table,
    before: ir.Table | None,
    running: ir.Table,
    *,
    policy: TierPolicy,
    as_of: date,
    customers: ir.Table | None = None,
    overrides: ir.Table | None = None,
) -> ir.Table:
    """Tier, gaps and next change on `as_of`, as far as tiering knows; one row per customer.

    `last` and `before` are ASSESSMENTS of the last date and the one before it, `running` is
    RUNNING. `customers` (customer_id, opened_on) lets the protection of new customers be foreseen.
    `overrides` are the approved ones (customer_id, tier, starts_on, until): one that has begun
    since the last assessment holds at once, and until its last day nothing else does.
    All amounts are hundredths of the measure's unit; gaps are by the main measure.
    """
    placed = _placed(last, before, running, customers, policy=policy)
    placed = _with_override(placed, overrides, policy=policy, as_of=as_of)
    placed = with_gaps(placed, policy=policy, as_of=as_of)
    placed = _with_ranks_ahead(placed, policy=policy, as_of=as_of)
    placed = with_next_change(placed, policy=policy, as_of=as_of)
    return placed.mutate(
        policy=ibis.literal(policy.name),
        policy_version=ibis.literal(policy.version),
        currency=ibis.literal(policy.currency),
        next_assessment_on=day(next_assessment(policy, as_of)),
        fails_used=ibis.ifelse(
            placed.held_until.notnull(), ibis.literal(0, type="int64"), placed.fails_used
        ),
        unknown_reason=ibis.coalesce(placed.unknown_reason, _no_tier(placed)),
    ).select(*COLUMNS)


def _no_tier(placed: ir.Table) -> ir.StringValue:
    reason = placed.last_unknown_reason.coalesce(NOT_ASSESSED)
    return ibis.ifelse(placed.effective_rank.isnull(), reason, ibis.null("string"))


def _placed(
    last: ir.Table,
    before: ir.Table | None,
    running: ir.Table,
    customers: ir.Table | None,
    *,
    policy: TierPolicy,
) -> ir.Table:
    """RUNNING beside the last decisions; one row per customer of RUNNING."""
    decided = last.select(
        *LAST, last_value_minor="value_minor", last_unknown_reason="unknown_reason"
    )
    placed = _beside(running, decided)
    if before is None:
        unknown = ibis.null("int64")
        placed = placed.mutate(previous_assessed_rank=unknown, previous_effective_rank=unknown)
    else:
        placed = _beside(
            placed,
            before.select(
                "customer_id",
                previous_assessed_rank="assessed_rank",
                previous_effective_rank="effective_rank",
            ),
        )
    if customers is None:
        return placed.mutate(opened_on=ibis.null("date"))
    return _beside(placed, customers.select("customer_id", "opened_on"))


def _with_override(
    placed: ir.Table, overrides: ir.Table | None, *, policy: TierPolicy, as_of: date
) -> ir.Table:
    """Let the override of the day decide the tier; who is excluded stands still, as in decide.py.

    Adds `held_until`, its last day, and `rank_behind`, the tier that the last decision gave: an
    override that no assessment meets leaves that one as it was.
    """
    placed = placed.mutate(rank_behind=placed.effective_rank)
    if overrides is None:
        return placed.mutate(held_until=ibis.null("date"))
    placed = _beside(placed, in_force(overrides, policy=policy, on=_holding_on(policy, as_of)))
    held = placed.by_hand.notnull() & (placed.state != "excluded").fill_null(True)
    return placed.mutate(
        held_until=ibis.ifelse(held, placed.held_until, ibis.null("date")),
        effective_rank=ibis.ifelse(held, placed.by_hand, placed.effective_rank),
        effective_tier=ibis.ifelse(held, tier_of(placed.by_hand, policy), placed.effective_tier),
        fails_allowed=ibis.ifelse(held, grace_of(placed.by_hand, policy), placed.fails_allowed),
        state=ibis.ifelse(held, "overridden", placed.state),
    )


def _holding_on(policy: TierPolicy, as_of: date) -> date:
    """The day whose tier is shown: on an assessment date already the one that it decides."""
    on_the_day = running_assessment(policy, as_of) == as_of
    return effective_date(policy, as_of) if on_the_day else as_of


def _beside(left: ir.Table, right: ir.Table) -> ir.Table:
    return left.left_join(right, "customer_id").drop("customer_id_right")


def _with_ranks_ahead(placed: ir.Table, *, policy: TierPolicy, as_of: date) -> ir.Table:
    """Add `rank_ahead` of the coming assessment and `rank_after` of all later ones.

    Today's balance is held; points and scores stay what they will then be. A tier that another
    way has opened is taken to stay open.
    """
    measure = policy.measure
    placed = placed.mutate(
        sum_ahead=placed.sum_so_far + held_to_the_end(placed), days_ahead=placed.days_total,
        sum_after=placed.today_scaled, days_after=ibis.literal(1, type="int64"),
    )  # fmt: skip
    if measure.rolling:
        placed = _ranked(_ranked(placed, policy, "ahead"), policy, "ahead", name="rank_after")
    elif _coming_window_has_begun(policy, as_of):
        placed = _ranked(_ranked(placed, policy, "ahead"), policy, "after")
    else:
        placed = _ranked(_ranked(placed, policy, "after", name="rank_ahead"), policy, "after")
    if not policy.alternatives:
        return placed
    other = ibis.ifelse(opened_otherwise(placed), placed.assessed_rank, 0).coalesce(0)
    return placed.mutate(
        rank_ahead=ibis.ifelse(placed.rank_ahead < other, other, placed.rank_ahead),
        rank_after=ibis.ifelse(placed.rank_after < other, other, placed.rank_after),
    )


def _ranked(placed: ir.Table, policy: TierPolicy, which: str, *, name: str = "") -> ir.Table:
    return with_rank(
        placed, floors=main_floors(policy), scale=policy.measure.scale,
        sum_column=f"sum_{which}", days_column=f"days_{which}", name=name or f"rank_{which}",
    )  # fmt: skip


def _coming_window_has_begun(policy: TierPolicy, as_of: date) -> bool:
    """Are the running window's days those that the coming assessment will look at?

    Not on an assessment date (that window is full, the next begins tomorrow), nor where a month's
    average is assessed at the quarter's end only.
    """
    coming = next_assessment(policy, as_of)
    return coming == running_assessment(policy, as_of) and (
        policy.measure.window(coming).start == running_period(policy, as_of).start
    )
