"""The day's tasks: what a run proposes to do for whom, and what is at stake.

At most one task per customer, kind and occasion; its key names the three, so that it is the same
task tomorrow. The order (`score`) is the money at stake, doubled on the day a task is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.care import money, occasions
from hengke.engine.care.proposals import Proposal
from hengke.engine.features.book import Book
from hengke.engine.portable import day, days_between, rounded_quotient
from hengke.kernel.money import MINOR_PER_MAJOR
from hengke.policies.care import CarePolicy

LEFT_IN_PEACE = ("closed", "deceased", "blacklisted", "frozen")


def tasks(
    book: Book,
    *,
    records: ir.Table,
    positions: ir.Table,
    policy: CarePolicy,
    as_of: date,
    beside: Sequence[Proposal] = (),
) -> ir.Table:
    """Columns of TASKS without the stamp. `records` is CUSTOMER_RECORDS, `positions` POSITIONS of
    the one policy that decides whose tier is meant; who has no position has no tier. `beside`:
    what other capabilities propose; of who may not be called, nothing becomes a task."""
    people = _people(records, positions)
    proposals = [
        money.downgrade(people, policy.downgrade, as_of=as_of),
        money.upgrade(people, policy.upgrade, as_of=as_of),
        money.maturity(book, people, policy.maturity, as_of=as_of),
        money.outflow(book, people, policy.outflow, as_of=as_of),
        occasions.birthday(people, policy.birthday, as_of=as_of),
        occasions.risk_assessment(people, policy.risk_assessment, as_of=as_of),
        occasions.id_expiry(people, policy.id_expiry, as_of=as_of),
        occasions.welcome(people, policy.welcome, as_of=as_of),
        *(replace(one, rows=one.rows.semi_join(people, "customer_id")) for one in beside),
    ]
    return _tasks(proposals, as_of=as_of, currency=book.home)


def _people(records: ir.Table, positions: ir.Table) -> ir.Table:
    """Who may be called, with what is known about tier and money; one row per customer."""
    callable_ = records.filter(~records.status.coalesce("").isin(LEFT_IN_PEACE))
    record = callable_.select(
        "customer_id", "kind", "birth_date", "risk_assessed_on", "id_expires_on", "opened_on",
        "aum_minor",
    )  # fmt: skip
    position = positions.select(
        "customer_id", "effective_rank", "effective_tier", "state", "next_assessment_on",
        "average_so_far_minor", "keep_floor_minor", "gap_to_keep_minor", "gap_to_next_minor",
        "next_floor_minor", "fails_used", "fails_allowed", "fall_probability",
        "aum_30d_ago_minor", "outflow_30d_minor",
    )  # fmt: skip
    return record.left_join(position, "customer_id").drop("customer_id_right")


def _tasks(proposals: Sequence[Proposal], *, as_of: date, currency: str) -> ir.Table:
    rows = ibis.union(*[_scored(proposal, as_of) for proposal in proposals])
    return rows.select(
        "customer_id", "kind", "due_on", "amount_minor", "params", "score",
        task_key=rows.kind + ":" + rows.customer_id + ":" + rows.anchor,
        currency=ibis.literal(currency),
    )  # fmt: skip


def _scored(proposal: Proposal, as_of: date) -> ir.Table:
    rows = proposal.rows
    left = ibis.greatest(days_between(rows.due_on, day(as_of)), 0)
    share = proposal.share
    # whole numbers as long as it is rounded: two engines divide floats to other last digits
    weighed = rows.stake_minor.coalesce(0) * share.numerator * (2 + left)
    score_minor = rounded_quotient(weighed, (1 + left) * share.denominator)
    return rows.select(
        "customer_id", "due_on", "amount_minor", "anchor", "params",
        kind=ibis.literal(proposal.kind),
        score=score_minor.cast("float64") / MINOR_PER_MAJOR,
    )  # fmt: skip
