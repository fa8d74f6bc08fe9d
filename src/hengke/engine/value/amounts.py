"""The profit stack by customer, product and month, shared out among the owners of accounts."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.holders import parts, split
from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.features.rates import converted
from hengke.engine.portable import not_negative, quotient
from hengke.engine.schemas import DEPOSIT_FAMILIES, LIABILITY_FAMILIES
from hengke.engine.value import facts, pricing
from hengke.engine.value.months import Months
from hengke.engine.value.pricing import Prices, yearly
from hengke.engine.value.reasons import (
    NO_CUSTOMER_RATE,
    NO_FTP_RATE,
    NO_KIND,
    NO_LOAN_STATUS,
    NOT_IN_POLICY,
    place,
)
from hengke.policies.value import COMMON, ValuePolicy

AMOUNTS = (
    "balance_days", "transfer", "interest", "fees", "management", "other", "tax", "service",
    "acquisition", "loss", "capital", "earned", "activities",
)  # fmt: skip
"""`transfer` and `interest`: balance x days at the transfer price and at the customer's rate,
signed like the balance; their difference is the margin of deposits and of debts alike."""
COLUMNS = ("product_id", "family", "month_on", *AMOUNTS, "days_past_due", "why")
BEARING = (*DEPOSIT_FAMILIES, *LIABILITY_FAMILIES)


def of_accounts(
    book: Book, accounts: ir.Table, facts_of: ir.Table, months: Months, prices: Prices,
    policy: ValuePolicy,
) -> ir.Table:  # fmt: skip
    """account_id and COLUMNS, one row per account and month: an amount is null where it is unknown,
    and `why` the place of the first reason."""
    rows = _described(book, accounts, facts_of, months, prices)
    bearing = rows.family.isin([*BEARING, UNKNOWN_FAMILY])
    debt = rows.family.isin(LIABILITY_FAMILIES)
    balance = _known(rows.balance_days, rows.why_balance)
    nothing = (balance == 0) | ~bearing
    as_booked = rows.family.isin(policy.interest_as_booked)
    rows = rows.mutate(
        balance_days=balance,
        owed=ibis.ifelse(debt, not_negative(-balance), 0),
        transfer=_zero_or(nothing, yearly(balance, rows.price_e8)),
        interest=ibis.cases(
            (as_booked, _known(rows.booked, rows.why_flow)),
            (nothing, ibis.literal(0, "int64")),
            else_=yearly(balance, rows.rate_e8),
        ),
        management=yearly(not_negative(balance), pricing.fee_e8(rows, policy.management_fee)),
        fees=_known(rows.fees, rows.why_flow),
        other=_known(rows.other, rows.why_flow),
        service=_known(rows.cost, rows.why_cost),
        acquisition=ibis.literal(0, type="int64"),
        loss_e8=pricing.loss_e8(rows, policy),
        capital_e8=pricing.capital_e8(rows, policy),
        needs_rate=~nothing & ~as_booked,
        needs_price=~nothing,
        earned=_known(rows.earned, rows.why_flow),
    )
    gross = ibis.ifelse(debt, -rows.interest, 0)
    taxed = rows.fees + rows.management + rows.other + gross
    rows = rows.mutate(
        tax=converted(taxed, ibis.literal(round(policy.tax.of_income * pricing.E8))),
        loss=_zero_or(rows.owed == 0, yearly(rows.owed, rows.loss_e8)),
        capital=_zero_or(rows.owed == 0, yearly(rows.owed, rows.capital_e8)),
        why=_first_reason(rows),
    )
    return rows.select("account_id", *COLUMNS)


def of_customers(book: Book, values: ir.Table, common: ir.Table) -> ir.Table:
    """customer_id and COLUMNS: the accounts' amounts shared out, and those of no product."""
    shared = split(
        values, parts(book.shares, joint="share"), by=("account_id", "month_on"), amounts=AMOUNTS
    )
    return ibis.union(
        shared.select("customer_id", *COLUMNS), common.select("customer_id", *COLUMNS)
    )


def of_no_product(book: Book, months: Months, policy: ValuePolicy) -> ir.Table:
    """customer_id and COLUMNS: log-ins, and what winning the customer cost."""
    seen = facts.logins(book, months, policy)
    won = _won(book, months, policy)
    return ibis.union(
        _common(seen, service=seen.cost, activities=seen.activities),
        _common(won, acquisition=won.cost),
    )


def _common(rows: ir.Table, **found: ir.Value) -> ir.Table:
    values = {**{name: ibis.literal(0, type="int64") for name in AMOUNTS}, **found}
    return rows.mutate(
        product_id=ibis.literal(""),
        family=ibis.literal(COMMON),
        days_past_due=ibis.null("int64"),
        why=ibis.null("int64"),
        **{name: value.cast("int64") for name, value in values.items()},
    ).select("customer_id", *COLUMNS)


def _won(book: Book, months: Months, policy: ValuePolicy) -> ir.Table:
    """customer_id, month_on, cost: an even part of the cost for each of the first months; whole
    minor units that add up to it. Whoever has no date of opening was won long ago."""
    table = months.table()
    customers = book.customers.select("customer_id", "kind", "opened_on")
    met = customers.join(table, customers.opened_on < table.next_on)
    since = (
        (met.month_on.year() - met.opened_on.year()) * 12
        + met.month_on.month() - met.opened_on.month()
    ).cast("int64")  # fmt: skip
    cases = []
    for kind, one in policy.acquisition.items():
        spent = quotient((since + 1) * one.amount_minor, one.months)
        before = quotient(since * one.amount_minor, one.months)
        cases.append(((met.kind == kind) & (since < one.months), spent - before))
    nothing = ibis.literal(0, type="int64")
    cost = ibis.cases(*cases, else_=nothing) if cases else nothing
    return met.mutate(cost=cost).filter(_.cost != 0)


def _described(
    book: Book, accounts: ir.Table, facts_of: ir.Table, months: Months, prices: Prices
) -> ir.Table:
    """Facts with what is known of their account: `price_e8`, rate, kind, days past due."""
    rows = facts_of.left_join(accounts, "account_id").drop("account_id_right")
    rows = rows.mutate(family=rows.family.coalesce(UNKNOWN_FAMILY), product_id=_.product_id
                       .coalesce(""))  # fmt: skip
    rows = rows.left_join(prices.profiles, ["family", "currency", "month_on"]).drop(
        "family_right", "currency_right", "month_on_right"
    )
    late = pricing.past_due(book.silver.loan_status, months)
    rows = rows.left_join(late, ["account_id", "month_on"]).drop(
        "account_id_right", "month_on_right"
    )
    return rows.mutate(price_e8=ibis.ifelse(rows.termed, rows.matched_e8, rows.profile_e8))


def _known(amount: ir.IntegerValue, why: ir.IntegerValue) -> ir.IntegerValue:
    return ibis.ifelse(why.isnull(), amount, ibis.null("int64"))


def _zero_or(nothing: ir.BooleanValue, amount: ir.IntegerValue) -> ir.IntegerValue:
    return ibis.ifelse(nothing, ibis.literal(0, type="int64"), amount)


def _first_reason(rows: ir.Table) -> ir.IntegerValue:
    unsaid = ibis.null("int64")
    owes = rows.owed > 0
    return ibis.least(
        rows.why_balance,
        rows.why_flow,
        rows.why_cost,
        ibis.ifelse(rows.needs_price & rows.price_e8.isnull(), place(NO_FTP_RATE), unsaid),
        ibis.ifelse(rows.needs_rate & rows.rate_e8.isnull(), place(NO_CUSTOMER_RATE), unsaid),
        ibis.ifelse(owes & rows.days_past_due.isnull(), place(NO_LOAN_STATUS), unsaid),
        ibis.ifelse(owes & rows.kind.isnull(), place(NO_KIND), unsaid),
        ibis.ifelse(
            owes & rows.kind.notnull() & rows.capital_e8.isnull()
            | owes & rows.days_past_due.notnull() & rows.loss_e8.isnull(),
            place(NOT_IN_POLICY),
            unsaid,
        ),
    )
