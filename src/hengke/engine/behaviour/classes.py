"""Classes of behaviour: direction of funds, the way of depositing, level of income, habit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import ibis
import ibis.expr.types as ir

from hengke.engine.behaviour.ratios import mean
from hengke.policies.behaviour import CHANNELS, BehaviourPolicy, Habit, Income

IN, OUT, EVEN, NOTHING = "in", "out", "even", "none"
BOOKED, RECORD = "bookings", "record"


def direction(
    into: ir.IntegerValue, out: ir.IntegerValue, *, even: Fraction, least_minor: int
) -> ir.StringValue:
    """in, out, even (a small net of much that moved), none (nothing moved, or less than least)."""
    net, moved = into - out, into + out
    return ibis.cases(
        ((moved == 0) | (moved < least_minor), NOTHING),
        (net.abs() * even.denominator < moved * even.numerator, EVEN),
        (net > 0, IN),
        (net <= 0, OUT),
        else_=ibis.null("string"),
    )


def dominant(numbers: Mapping[str, ir.IntegerValue]) -> ir.StringValue:
    """The way of most deposits; of equals the first of CHANNELS, null where there is none."""
    most = ibis.greatest(*numbers.values())
    cases = [((numbers[way] == most) & (most > 0), way) for way in CHANNELS]
    return ibis.cases(*cases, else_=ibis.null("string"))


def income_level(monthly: ir.IntegerValue, rule: Income) -> ir.StringValue:
    """Of an income that is above nothing."""
    return ibis.cases(
        (monthly >= rule.high_minor, "high"), (monthly >= rule.middle_minor, "middle"),
        (monthly > 0, "low"), else_=ibis.null("string"),
    )  # fmt: skip


def habit(rows: ir.Table, policy: BehaviourPolicy) -> ir.StringValue:
    """The first class of which every condition holds, of rows with payments, months, spent,
    spending_minor and `in_<category>`."""
    ticket = mean(rows.spent, rows.payments)
    cases = [(_fits(rows, one, ticket), one.name) for one in policy.habits]
    return ibis.cases(*cases, else_=ibis.null("string"))


def _fits(rows: ir.Table, habit: Habit, ticket: ir.IntegerValue) -> ir.BooleanValue:
    conditions = [ibis.literal(True)]
    if habit.category is not None and habit.share is not None:
        part, share = rows[f"in_{habit.category}"].coalesce(0), habit.share
        whole = rows.spending_minor
        conditions.append((whole > 0) & (part * share.denominator >= whole * share.numerator))
    if (least := habit.least_monthly) is not None:
        conditions.append(rows.payments * least.denominator >= rows.months * least.numerator)
    if (most := habit.most_monthly) is not None:
        conditions.append(rows.payments * most.denominator <= rows.months * most.numerator)
    if habit.least_ticket_minor is not None:
        conditions.append((ticket >= habit.least_ticket_minor).fill_null(False))
    return ibis.and_(*conditions)
