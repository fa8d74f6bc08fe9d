"""Whom a measure credits with which money: shares of joint accounts, pools of households."""

from __future__ import annotations

from collections.abc import Collection

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features import reasons
from hengke.engine.features.book import Book
from hengke.engine.features.holders import parts, split
from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.portable import FAR_AHEAD, LONG_AGO, day
from hengke.kernel.periods import Period
from hengke.policies.tiering import Measure

BALANCE = ("account_id", "family", "from_on", "until_on", "minor", "why")


def parts_of(book: Book, measure: Measure) -> ir.Table:
    """Parts of accounts as the measure counts them; `customer_id` is the pool's for households."""
    pools = book.households if measure.household else None
    return parts(book.shares, joint=measure.joint, pools=pools)


def counts_as_own(measure: Measure) -> bool:
    """True when everybody is credited with exactly what is theirs, so that the bank adds up."""
    return measure.joint == "share" and not measure.household


def balances(
    book: Book, measure: Measure, *, families: Collection[str], between: Period
) -> ir.Table:
    """What each customer or pool held on the days between.

    customer_id, family, from_on (in), until_on (out), minor, why; one row per part and run of days.
    `minor` is null where it is unknown, `why` is then the place of the reason. An account of an
    unknown product might be of any family.
    """
    named = [*families, UNKNOWN_FAMILY]
    credit = parts_of(book, measure)
    held = _touching(book.stretches, named, between)
    held = held.mutate(why=ibis.ifelse(held.minor.isnull(), reasons.weight(held.reason), _none()))
    known = split(held.select(*BALANCE), credit, by=("account_id", "from_on"))
    gaps = _touching(book.gaps, named, between)
    gaps = gaps.mutate(minor=_none(), why=reasons.weight(gaps.reason))
    owners = credit.select("account_id", "customer_id").distinct()
    unknown = gaps.select(*BALANCE).inner_join(owners, "account_id")
    columns = ("customer_id", *BALANCE[1:])
    return ibis.union(known.select(*columns), unknown.select(*columns))


def first_and_last(book: Book, measure: Measure, *, families: Collection[str]) -> ir.Table:
    """From when to when somebody held an account that counts: customer_id, born_on, gone_on."""
    named = book.silver.products.filter(_.family.isin(families)).select("product_id")
    accounts = book.silver.accounts.semi_join(named, "product_id").select(
        "account_id", "opened_on", "closed_on"
    )
    owned = parts_of(book, measure).select("account_id", "customer_id")
    lives = accounts.inner_join(owned, "account_id").group_by("customer_id")
    return lives.agg(
        born_on=_.opened_on.coalesce(day(LONG_AGO)).min(),
        gone_on=_.closed_on.coalesce(day(FAR_AHEAD)).max(),
    )


def _touching(rows: ir.Table, families: Collection[str], between: Period) -> ir.Table:
    return rows.filter(
        rows.family.isin(families),
        rows.from_on <= day(between.end),
        rows.until_on > day(between.start),
    )


def _none() -> ir.IntegerScalar:
    return ibis.null("int64")
