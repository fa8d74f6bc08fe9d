"""What money and risk cost: transfer prices by matched term, losses by days past due, capital."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.lifetimes import accounts as lifetimes_of
from hengke.engine.features.rates import converted
from hengke.engine.portable import FAR_AHEAD, days_between, rounded_quotient
from hengke.engine.value.months import Months
from hengke.policies.value import FundsPricing, ValuePolicy

E8 = 100_000_000
YEAR = 365
SEGMENTS = {
    "currency": "string", "since": "date", "until": "date", "from_days": "int64",
    "until_days": "int64", "from_e8": "int64", "until_e8": "int64",
}  # fmt: skip
PROFILES = {"family": "string", "currency": "string", "month_on": "date", "profile_e8": "int64"}
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Prices:
    """The tables of a policy: SEGMENTS and PROFILES."""

    segments: ir.Table
    profiles: ir.Table


def segment_rows(funds: FundsPricing) -> Rows:
    """SEGMENTS: straight pieces of every curve, with the days on which it is in force."""
    rows: Rows = []
    for currency in funds.currencies:
        curves = funds.of(currency)
        ends = [*(curve.since for curve in curves[1:]), FAR_AHEAD]
        for curve, until in zip(curves, ends, strict=True):
            rows += [
                {"currency": currency, "since": curve.since, "until": until, **vars(piece)}
                for piece in curve.segments()
            ]
    return rows


def profile_rows(funds: FundsPricing, months: Sequence[date]) -> Rows:
    """PROFILES: the price of what has no maturity, month by month."""
    rows: Rows = []
    for family in funds.profiles:
        for currency in funds.currencies:
            for on in months:
                price = funds.profile_e8(family, currency, on=on)
                rows.append({"family": family, "currency": currency, "month_on": on,
                             "profile_e8": price})  # fmt: skip
    return [row for row in rows if row["profile_e8"] is not None]


def accounts(book: Book, prices: Prices) -> ir.Table:
    """One row per account: product_id, family, currency, born_on, gone_on, rate_e8, kind, termed
    and matched_e8, the transfer price of its term on its first day.

    `kind` is that of the account's customer. An account that matures and whose first day or curve
    is not known has no price.
    """
    silver = book.silver
    lives = lifetimes_of(silver, until=book.until)
    told = silver.accounts.select("account_id", "customer_id", "opened_on", "matures_on", "rate_e8")
    joined = lives.inner_join(told, "account_id")
    joined = joined.left_join(silver.customers.select("customer_id", "kind"), "customer_id")
    rows = joined.select(
        "account_id", "product_id", "family", "born_on", "gone_on", "rate_e8", "kind", "opened_on",
        currency="account_currency",
        termed=joined.matures_on.notnull(),
        term=days_between(joined.matures_on, joined.opened_on),
    )  # fmt: skip
    pieces = prices.segments
    maturing = rows.filter(rows.term.notnull())
    priced = maturing.join(
        pieces,
        [
            maturing.currency == pieces.currency,
            maturing.opened_on >= pieces.since,
            maturing.opened_on < pieces.until,
            maturing.term >= pieces.from_days,
            maturing.term < pieces.until_days,
        ],
    )
    rise = (priced.until_e8 - priced.from_e8) * (priced.term - priced.from_days)
    width = priced.until_days - priced.from_days
    matched = priced.select("account_id", matched_e8=priced.from_e8 + rounded_quotient(rise, width))
    found = rows.left_join(matched, "account_id")
    return found.select(
        "account_id", "product_id", "family", "currency", "born_on", "gone_on", "rate_e8", "kind",
        "termed", "matched_e8",
    )  # fmt: skip


def past_due(loan_status: ir.Table, months: Months) -> ir.Table:
    """account_id, month_on, days_past_due: as last delivered by the end of each month."""
    table = months.table()
    met = loan_status.join(table, loan_status.status_date < table.next_on)
    return met.group_by("account_id", "month_on").agg(
        days_past_due=met.days_past_due.argmax(met.status_date)
    )


def yearly(balance_days: ir.IntegerValue, rate_e8: ir.IntegerValue) -> ir.IntegerValue:
    """Balance x days at a yearly rate, in minor units, the year of 365 days; to the nearest."""
    return rounded_quotient(converted(balance_days, rate_e8), YEAR)


def loss_e8(rows: ir.Table, policy: ValuePolicy) -> ir.IntegerValue:
    """PD x LGD x 10^8 of `family` and `days_past_due`; null where one of them says nothing."""
    cases = []
    for family in sorted({one.family for one in policy.losses}):
        steps = policy.losses_of(family)
        ends = [*(step.past_due_from for step in steps[1:]), None]
        for step, end in zip(steps, ends, strict=True):
            within = (rows.family == family) & (rows.days_past_due >= step.past_due_from)
            within = within if end is None else within & (rows.days_past_due < end)
            cases.append((within, ibis.literal(round(step.pd * step.lgd * E8), "int64")))
    return ibis.cases(*cases, else_=ibis.null("int64")) if cases else ibis.null("int64")


def capital_e8(rows: ir.Table, policy: ValuePolicy) -> ir.IntegerValue:
    """Risk weight x ratio x hurdle x 10^8 of `family` and `kind`; null where there is none."""
    one = policy.capital
    cases = [
        ((rows.family == family) & (rows.kind == kind),
         ibis.literal(round(weight * one.ratio * one.hurdle * E8), "int64"))
        for (family, kind), weight in one.weights.items()
    ]  # fmt: skip
    return ibis.cases(*cases, else_=ibis.null("int64")) if cases else ibis.null("int64")


def fee_e8(rows: ir.Table, rates: Mapping[str, Any]) -> ir.IntegerValue:
    """The yearly management fee of a family x 10^8; 0 where it earns none."""
    nothing = ibis.literal(0, type="int64")
    cases = [(rows.family == name, ibis.literal(round(r * E8), "int64")) for name, r in
             rates.items()]  # fmt: skip
    return ibis.cases(*cases, else_=nothing) if cases else nothing
