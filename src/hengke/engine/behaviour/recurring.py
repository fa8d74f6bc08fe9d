"""Payments that come back month by month."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from hengke.engine.behaviour.periods import Periods
from hengke.engine.behaviour.ratios import mean
from hengke.engine.features.json_text import gathered, member
from hengke.engine.portable import whole_sum
from hengke.policies.behaviour import Recurring


def recurring(counted: ir.Table, periods: Periods, rule: Recurring) -> ir.Table:
    """customer_id, recurring_payments, recurring_monthly_minor, recurring_kinds.

    One payment is what one account pays for one kind to one kind of counterparty: the contract
    does not name the payee. Its amount a month is the mean of the months in which it was paid.
    """
    paid = counted.filter(~_.into, _.kind.isin(rule.kinds), _.month > periods.last - rule.months)
    by = ("customer_id", "account_id", "kind", "party")
    months = paid.group_by(*by, "month").agg(
        minor=whole_sum(paid.minor), bookings=whole_sum(paid.bookings)
    )
    found = months.group_by(*by).agg(
        months=_.count(), often=months.bookings.max(), total=whole_sum(months.minor),
        least=months.minor.min(), most=months.minor.max(),
    )  # fmt: skip
    above, of = rule.spread.numerator, rule.spread.denominator
    steady = found.filter(
        found.months >= rule.least_months,
        found.often <= rule.most_per_month,
        found.most * of <= found.least * (of + above),
    )
    return _by_kind(steady.mutate(monthly=mean(steady.total, steady.months)))


def _by_kind(payments: ir.Table) -> ir.Table:
    kinds = payments.group_by("customer_id", "kind").agg(
        number=_.count(), monthly=whole_sum(payments.monthly)
    )
    shown = kinds.mutate(text=member(kinds.kind, [kinds.number, kinds.monthly]))
    return shown.group_by("customer_id").agg(
        recurring_payments=whole_sum(shown.number),
        recurring_monthly_minor=whole_sum(shown.monthly),
        recurring_kinds=gathered(shown.text),
    )
