"""Tasks about money: a tier at risk or within reach, maturing deposits, large outflows."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.care.proposals import Proposal, proposal
from hengke.engine.features.book import Book
from hengke.engine.features.bookings import within
from hengke.engine.features.figures import maturing
from hengke.engine.features.outflows import DAYS, sent_abroad
from hengke.engine.portable import day, days_between, plus_days
from hengke.policies.care.scheme import Downgrade, Maturity, Outflow, Upgrade

PERMILLE = 1000


BY_HAND = "overridden"


def downgrade(people: ir.Table, rule: Downgrade, *, as_of: date) -> Proposal:
    """A tier above the lowest that is short of its floor, failing already, or likely to fall.

    The amount is what is short; whoever is short of nothing has none, and `above_minor` says how
    far above the floor the measure stands. A tier set by hand cannot fall while it holds.
    """
    likely = people.fall_probability >= float(rule.least_probability)
    at_risk = (
        (people.gap_to_keep_minor.coalesce(0) > 0)
        | (people.fails_used.coalesce(0) > 0)
        | likely.coalesce(False)
    )
    held = (people.state == BY_HAND).fill_null(False)
    rows = people.filter(people.effective_rank > 0, at_risk, ~held)
    probability = rows.fall_probability.coalesce(float(rule.unknown_probability))
    above = rows.average_so_far_minor - rows.keep_floor_minor
    short_of_nothing = rows.gap_to_keep_minor == 0
    return proposal(
        "downgrade", rows, rule.stake,
        due_on=rows.next_assessment_on, anchor=rows.next_assessment_on,
        amount=rows.gap_to_keep_minor.nullif(0), stake=rows.aum_minor * probability,
        tier=rows.effective_tier, gap_minor=rows.gap_to_keep_minor,
        above_minor=ibis.ifelse(short_of_nothing & (above >= 0), above, ibis.null("int64")),
        days_left=days_between(rows.next_assessment_on, day(as_of)),
        fails_used=rows.fails_used, fails_allowed=rows.fails_allowed,
        probability_permille=(rows.fall_probability * PERMILLE).round().cast("int64"),
    )  # fmt: skip


def upgrade(people: ir.Table, rule: Upgrade, *, as_of: date) -> Proposal:
    """At most a small part of the next floor is missing."""
    share = rule.within_share
    near = people.gap_to_next_minor * share.denominator <= people.next_floor_minor * share.numerator
    rows = people.filter(people.gap_to_next_minor > 0, near)
    return proposal(
        "upgrade", rows, rule.stake,
        due_on=rows.next_assessment_on, anchor=rows.next_assessment_on,
        amount=rows.gap_to_next_minor,
        tier=rows.effective_tier, gap_minor=rows.gap_to_next_minor,
        days_left=days_between(rows.next_assessment_on, day(as_of)),
        floor_minor=rows.next_floor_minor,
    )  # fmt: skip


def maturity(book: Book, people: ir.Table, rule: Maturity, *, as_of: date) -> Proposal:
    """Term money that comes due within days, all of a customer's in one task."""
    until = as_of + timedelta(days=rule.days_ahead)
    due = maturing(book, {as_of: until}).filter(_.maturing_on.notnull())
    large = due.filter(
        due.maturing_minor.isnull() | (due.maturing_minor >= rule.least_amount_minor)
    )
    rows = large.semi_join(people, "customer_id")
    return proposal(
        "maturity", rows, rule.stake,
        due_on=rows.maturing_on, anchor=rows.maturing_on, amount=rows.maturing_minor,
        maturing_minor=rows.maturing_minor, maturing_on=rows.maturing_on, until=day(until),
    )  # fmt: skip


def outflow(book: Book, people: ir.Table, rule: Outflow, *, as_of: date) -> Proposal:
    """Much went to other banks in 30 days; the largest single transfer is the occasion."""
    occasions = _largest_transfers(book, as_of)
    joined = people.inner_join(occasions, "customer_id")
    sent, share = joined.outflow_30d_minor, rule.least_share
    before = joined.aum_30d_ago_minor.coalesce(joined.aum_minor + sent)
    rows = joined.filter(
        sent >= rule.least_amount_minor,
        sent * share.denominator >= ibis.greatest(before, 0) * share.numerator,
    )
    return proposal(
        "outflow", rows, rule.stake,
        due_on=plus_days(rows.largest_on, rule.call_within_days), anchor=rows.largest_on,
        amount=rows.outflow_30d_minor,
        outflow_minor=rows.outflow_30d_minor, largest_on=rows.largest_on, aum_minor=rows.aum_minor,
    )  # fmt: skip


def _largest_transfers(book: Book, as_of: date) -> ir.Table:
    """customer_id, largest_on: the day of the largest transfer to another bank in 30 days."""
    sent = within(sent_abroad(book.silver.transactions), [as_of], days=DAYS)
    owners = book.shares.select("account_id", "customer_id")
    rows = sent.inner_join(owners, "account_id")
    largest = ibis.window(
        group_by=rows.customer_id, order_by=[rows.amount_minor, rows.transaction_id]
    )
    first = rows.mutate(place=ibis.row_number().over(largest)).filter(_.place == 0)
    return first.select("customer_id", largest_on="booked_on")
