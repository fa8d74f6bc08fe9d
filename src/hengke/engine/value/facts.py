"""What accounts held, booked and cost, summed by account and month in one pass over each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features import rates
from hengke.engine.features.book import Book
from hengke.engine.features.points import touching
from hengke.engine.features.reasons import NO_EXCHANGE_RATE
from hengke.engine.portable import bank_day, days_between, whole_sum
from hengke.engine.value.months import Months, month_of
from hengke.engine.value.reasons import NO_UNIT_COST, place, weight
from hengke.policies.value import Income, ValuePolicy
from hengke.policies.value.scheme import ANY

E8 = 100_000_000
LOGIN, DIGITAL = "login", "digital"
SUMS = ("balance_days", "fees", "other", "booked", "earned", "cost", "activities")
"""Balance x days; charged fees; other income; interest booked; the customer's own income; cost of
activities and upkeep; number of bookings."""
WHYS = ("why_balance", "why_flow", "why_cost")
COLUMNS = ("account_id", "month_on", *SUMS, *WHYS)


def account_months(book: Book, accounts: ir.Table, months: Months, policy: ValuePolicy) -> ir.Table:
    """COLUMNS, one row per account and month in which it was open, held or booked anything.

    Sums are of what is known; a `why` is the place of the first reason why they are not the whole.
    `accounts` as `pricing.accounts` gives them.
    """
    facts = ibis.union(  # each a pass over one table
        _held(book, months),
        _unknown(book, months),
        _booked(book, accounts, months, policy),
        _kept(accounts, months, policy.upkeep),
    )
    return facts.group_by("account_id", "month_on").agg(
        **{name: whole_sum(facts[name]) for name in SUMS},
        **{name: facts[name].min() for name in WHYS},
    )


def _as_fact(rows: ir.Table, **found: ir.Value) -> ir.Table:
    nothing = {name: ibis.literal(0, type="int64") for name in SUMS}
    unsaid = {name: ibis.null("int64") for name in WHYS}
    values = {**nothing, **unsaid, **found}
    return rows.select(
        "account_id",
        month_on=rows.month_on.cast("date"),
        **{name: values[name].cast("int64") for name in (*SUMS, *WHYS)},
    )


def _met(rows: ir.Table, months: Months) -> ir.Table:
    """Rows with from_on (in) and until_on (out), once per month that they touch, with `length`."""
    table = months.table()
    near = rows.filter(*touching(months.first, months.until))
    met = near.join(table, [near.from_on < table.next_on, near.until_on > table.month_on])
    return met.mutate(
        length=days_between(
            ibis.least(met.until_on, met.next_on), ibis.greatest(met.from_on, met.month_on)
        )
    )


def _held(book: Book, months: Months) -> ir.Table:
    met = _met(book.stretches, months)
    return _as_fact(
        met,
        balance_days=met.minor.coalesce(0) * met.length,
        why_balance=ibis.ifelse(met.minor.isnull(), weight(met.reason), ibis.null("int64")),
    )


def _unknown(book: Book, months: Months) -> ir.Table:
    met = _met(book.gaps, months)
    return _as_fact(met, why_balance=weight(met.reason))


def _booked(book: Book, accounts: ir.Table, months: Months, policy: ValuePolicy) -> ir.Table:
    """Bookings as income and as work; foreign ones at the rate of their day."""
    bookings = book.silver.transactions.filter(lambda t: months.covers(t.booked_on)).select(
        "account_id", "booked_on", "currency", "amount_minor", "kind", "channel"
    )
    valued = rates.in_home(
        bookings, book.silver.market_rates, home=book.home, on="booked_on", native="amount_minor"
    )
    month = valued.mutate(month_on=month_of(valued.booked_on))
    sums = month.group_by("account_id", "month_on", "kind", "channel").agg(
        bookings=_.count(), net=whole_sum(month.minor), unvalued=month.minor.isnull().any()
    )
    sums = sums.left_join(accounts.select("account_id", "family"), "account_id")
    unit = unit_cost(sums.kind, sums.channel, policy.units)
    by_part = {
        part: _earned(sums, [one for one in policy.incomes if one.part == part])
        for part in ("fees", "other")
    }
    return _as_fact(
        sums,
        fees=by_part["fees"],
        other=by_part["other"],
        booked=ibis.ifelse(sums.kind == "interest", sums.net, 0).coalesce(0),
        earned=ibis.ifelse(sums.kind.isin(policy.income_kinds), sums.net, 0).coalesce(0),
        cost=(unit * sums.bookings).coalesce(0),
        activities=sums.bookings,
        why_flow=ibis.ifelse(sums.unvalued, place(NO_EXCHANGE_RATE), ibis.null("int64")),
        why_cost=ibis.ifelse(unit.isnull(), place(NO_UNIT_COST), ibis.null("int64")),
    )


def _earned(rows: ir.Table, incomes: Sequence[Income]) -> ir.IntegerValue:
    """What the bank earns by bookings: the customer's minus is its plus."""
    if not incomes:
        return ibis.literal(0, type="int64")
    cases = []
    for one in incomes:
        counts = rows.kind.isin(one.kinds)
        if one.families:
            counts = counts & rows.family.isin(one.families).coalesce(False)
        cases.append((counts.coalesce(False), _part(-rows.net, one.share)))
    return ibis.cases(*cases, else_=ibis.literal(0, type="int64"))


def _part(charged: ir.IntegerValue, share: Fraction | None) -> ir.IntegerValue:
    return charged if share is None else rates.converted(charged, ibis.literal(round(share * E8)))


def unit_cost(
    activity: ir.StringValue, channel: ir.StringValue, units: Mapping[tuple[str, str], int]
) -> ir.IntegerValue:
    """Cost of one activity in a channel, in minor units; null where the policy has none. What it
    says of one activity goes before what it says of any."""
    exact = [(one, cost) for one, cost in units.items() if one[0] != ANY]
    other = [(one, cost) for one, cost in units.items() if one[0] == ANY]
    cases = [
        *(((activity == of) & (channel == by), ibis.literal(c, "int64")) for (of, by), c in exact),
        *((channel == by, ibis.literal(cost, "int64")) for (_any, by), cost in other),
    ]
    return ibis.cases(*cases, else_=ibis.null("int64")) if cases else ibis.null("int64")


def _kept(accounts: ir.Table, months: Months, upkeep: Mapping[str, int]) -> ir.Table:
    """What it costs to keep an account, for every month in which it was open."""
    table = months.table()
    cases = [(accounts.family == name, ibis.literal(c, "int64")) for name, c in upkeep.items()]
    cost = ibis.cases(*cases, else_=ibis.literal(0, "int64")) if cases else ibis.literal(0, "int64")
    open_in = accounts.mutate(each=cost).filter(_.each > 0)
    met = open_in.join(table, [open_in.born_on < table.next_on, open_in.gone_on > table.month_on])
    return _as_fact(met, cost=met.each)


def logins(book: Book, months: Months, policy: ValuePolicy) -> ir.Table:
    """customer_id, month_on, cost, activities: log-ins, which belong to no product."""
    unit = policy.units.get((LOGIN, DIGITAL), policy.units.get((ANY, DIGITAL), 0))
    events = book.silver.digital_events.filter(_.kind == LOGIN)
    dated = events.select("customer_id", on=bank_day(events.occurred_at))
    dated = dated.filter(lambda t: months.covers(t.on))
    monthly = dated.mutate(month_on=month_of(dated.on))
    counted = monthly.group_by("customer_id", "month_on").agg(activities=_.count())
    return counted.mutate(cost=(counted.activities * unit).cast("int64"))
