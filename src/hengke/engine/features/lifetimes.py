"""From when to when an account could hold anything, and since when a customer is known."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.silver import Silver
from hengke.engine.portable import FAR_AHEAD, LONG_AGO, day

UNKNOWN_FAMILY = "unknown"
"""Family of an account whose product is not among the products."""


def accounts(silver: Silver, *, until: date) -> ir.Table:
    """One row per account: product_id, family, account_currency, born_on (in), gone_on (out).

    An account without a date of opening has always been there; one that is open stays until the
    day after `until`.
    """
    families = silver.products.select("product_id", "family")
    tomorrow = day(until + timedelta(days=1))
    joined = silver.accounts.left_join(families, "product_id")
    return joined.select(
        "account_id",
        "product_id",
        family=joined.family.coalesce(UNKNOWN_FAMILY),
        account_currency="currency",
        born_on=joined.opened_on.coalesce(day(LONG_AGO)),
        gone_on=ibis.least(joined.closed_on.coalesce(day(FAR_AHEAD)), tomorrow),
    )


def customers(silver: Silver, seen_on: ir.Table | None = None) -> ir.Table:
    """One row per customer, with `known_from`: the first trace in any table.

    Holders of any role know their customer from the account's first day on. LONG_AGO where nothing
    is dated. `seen_on` is `seen` of all balances and bookings, where it is known already.
    """
    if seen_on is None:
        seen_on = seen(silver.balances, silver.transactions)
    traces = _traces(silver, seen_on)
    joined = silver.customers.left_join(traces, "customer_id")
    first = ibis.least(joined.opened_on, joined.first_opened_on, joined.first_seen_on)
    return joined.select(
        "customer_id", "kind", "status", "closed_on", "branch_id", "manager_id",
        opened_on=joined.opened_on.coalesce(joined.first_opened_on),
        known_from=first.coalesce(day(LONG_AGO)),
    )  # fmt: skip


def seen(balances: ir.Table, transactions: ir.Table) -> ir.Table:
    """account_id, seen_on: the first balance or booking; one row per account that has any."""
    first_balances = balances.group_by("account_id").agg(seen_on=_.balance_date.min())
    first_bookings = transactions.group_by("account_id").agg(seen_on=_.booked_on.min())
    both = ibis.union(first_balances, first_bookings)
    return both.group_by("account_id").agg(seen_on=_.seen_on.min())


def _traces(silver: Silver, seen_on: ir.Table) -> ir.Table:
    """First opening of an account and first balance or booking; one row per customer."""
    dated = silver.accounts.left_join(seen_on, "account_id").select(
        "account_id", "customer_id", "opened_on", "seen_on"
    )
    others = silver.account_holders.select("account_id", "customer_id").inner_join(
        dated.drop("customer_id"), "account_id"
    )
    columns = ("customer_id", "opened_on", "seen_on")
    everyone = ibis.union(dated.select(*columns), others.select(*columns))
    return everyone.group_by("customer_id").agg(
        first_opened_on=_.opened_on.min(), first_seen_on=_.seen_on.min()
    )
