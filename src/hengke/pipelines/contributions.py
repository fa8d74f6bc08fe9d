"""Contribution of customers month by month; and, for tier policies that count profit, by day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.features.book import Book
from hengke.engine.tiering.score import PROFIT
from hengke.engine.value import amounts, customers, facts, pricing
from hengke.engine.value.months import Months, months_up_to
from hengke.engine.value.pricing import PROFILES, SEGMENTS, Prices
from hengke.engine.value.trailing import trailing_profit
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.home import Home
from hengke.policies import value as policies
from hengke.policies.tiering import TierPolicy
from hengke.policies.value import ValuePolicy


@dataclass(frozen=True)
class Contributions:
    """By account and month, by customer and month without a product, and both shared out."""

    of_accounts: ir.Table
    common: ir.Table
    monthly: ir.Table


def contributions(
    catalog: Catalog, book: Book, months: Months, policy: ValuePolicy
) -> Contributions:
    """Computed and kept."""
    keep = catalog.keep
    prices = Prices(
        _given(catalog, pricing.segment_rows(policy.funds), SEGMENTS),
        _given(catalog, pricing.profile_rows(policy.funds, months.firsts), PROFILES),
    )
    accounts = keep("value_accounts", pricing.accounts(book, prices))
    sums = keep("value_facts", facts.account_months(book, accounts, months, policy))
    of_accounts = keep(
        "value_accounts_months",
        amounts.of_accounts(book, accounts, sums, months, prices, policy),
    )
    common = keep("value_common", amounts.of_no_product(book, months, policy))
    monthly = keep("value_months", amounts.of_customers(book, of_accounts, common))
    return Contributions(of_accounts, common, monthly)


def _given(catalog: Catalog, rows: pricing.Rows, schema: Mapping[str, str]) -> ir.Table:
    return catalog.given(pa.Table.from_pylist(rows, schema=ibis.schema(schema).to_pyarrow()))


@dataclass(frozen=True)
class Worth:
    """By which value policy profit is reckoned on a day, and since when balances are daily."""

    in_force: Callable[[date], ValuePolicy]
    known_from: date | None

    def version(self, policy: TierPolicy, on: date) -> str | None:
        """What an assessment on a day follows from besides its own policy; None: no profit."""
        return self.in_force(on).version if counts_profit(policy) else None


def worth_of(home: Home, known_from: date | None) -> Worth:
    return Worth(lambda on: policies.load(on=on, own=home.value_policies), known_from)


def counts_profit(policy: TierPolicy) -> bool:
    return any(one.source == PROFIT for one in policy.measure.indicators)


def profits(
    catalog: Catalog, book: Book, policy: TierPolicy, dates: Sequence[date], worth: Worth
) -> ir.Table | None:
    """customer_id, indicator, given_on and value for `scores`: the profit over the complete months
    of each date's window. None for a policy that counts none; dates whose months are not all known
    have no rows, and so an unknown score."""
    if not counts_profit(policy) or worth.known_from is None:
        return None
    by_version: dict[str, list[tuple[date, Months]]] = {}
    rules: dict[str, ValuePolicy] = {}
    length = policy.measure.window_months
    for on in dates:
        months = months_up_to(on, most=length, known_from=worth.known_from)
        value = worth.in_force(on)
        if months is None or len(months.firsts) < length or value.currency != book.home:
            continue
        rules[value.version] = value
        by_version.setdefault(value.version, []).append((on, months))
    found = [_of_version(catalog, book, rules[one], by_version[one]) for one in sorted(rules)]
    if not found:
        return None
    rows = reduce(lambda one, other: one.union(other), found)
    names = [one.name for one in policy.measure.indicators if one.source == PROFIT]
    named = [rows.mutate(indicator=ibis.literal(name)) for name in names]
    return catalog.keep("profits", reduce(lambda one, other: one.union(other), named))


def _of_version(
    catalog: Catalog, book: Book, policy: ValuePolicy, windows: Sequence[tuple[date, Months]]
) -> ir.Table:
    firsts = sorted({first for _on, months in windows for first in months.firsts})
    found = contributions(catalog, book, Months(tuple(firsts)), policy)
    monthly = catalog.keep("value_by_month", customers.by_month(found.monthly))
    return catalog.keep("profit_of_days", trailing_profit(book, monthly, windows))
