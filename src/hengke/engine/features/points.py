"""What customers hold on given days.

Joint accounts are shared out, so that customers add up to the bank. Whoever holds an account whose
balance is unknown on a day has an unknown total on that day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.holders import parts, split
from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.portable import day, whole_sum
from hengke.engine.schemas import ASSET_FAMILIES

Families = Collection[str]


def days(dates: Sequence[date]) -> ir.Table:
    """`on`, one row per date."""
    return ibis.array([day(one) for one in dates]).unnest().name("on").as_table()


def held(book: Book, dates: Sequence[date], *, families: Families) -> ir.Table:
    """account_id, on, minor (null = unknown); one row per account and date it is not empty on."""
    on = days(dates)
    known = book.stretches.filter(counts(families), *touching(min(dates), max(dates)))
    found = known.join(on, [known.from_on <= on.on, known.until_on > on.on])
    missing = book.gaps.filter(counts(families))
    unknown = missing.join(on, [missing.from_on <= on.on, missing.until_on > on.on])
    return ibis.union(
        found.select("account_id", "on", "minor"),
        unknown.select("account_id", "on").distinct().mutate(minor=ibis.null("int64")),
    )


def assets_on(
    book: Book, dates: Sequence[date], *, families: Families = ASSET_FAMILIES
) -> ir.Table:
    """End-of-day holdings: customer_id, on, minor (null = unknown); one row per date and customer
    known by it."""
    return _of_customers(book, held(book, dates, families=families), dates)


def known_on(book: Book, dates: Sequence[date]) -> ir.Table:
    """customer_id, on, known_from; one row per date and customer known by it."""
    on, everybody = days(dates), book.customers.select("customer_id", "known_from")
    return everybody.join(on, [everybody.known_from <= on.on])


def owned(book: Book, amounts: ir.Table) -> ir.Table:
    """Amounts of accounts (account_id, on, minor) shared out: customer_id, on, minor."""
    shared = split(amounts, parts(book.shares, joint="share"))
    return summed(shared.select("customer_id", "on", "minor"), by=("customer_id", "on"))


def counts(families: Families) -> ir.BooleanValue:
    """An account of no known family might be any of them: what it holds is unknown."""
    return _.family.isin([*families, UNKNOWN_FAMILY])


def touching(first: date, last: date) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Rows that reach into these days: an engine leaves out whole parts of a file by it."""
    return _.until_on > day(first), _.from_on <= day(last)


def _of_customers(book: Book, amounts: ir.Table, dates: Sequence[date]) -> ir.Table:
    """Every customer known by a date has a row for it; who holds nothing has zero."""
    sums = owned(book, amounts).mutate(found=True)
    joined = known_on(book, dates).left_join(sums, ["customer_id", "on"])
    return joined.select(
        "customer_id", "on", minor=ibis.ifelse(joined.found.isnull(), 0, joined.minor)
    )


def summed(rows: ir.Table, *, by: Sequence[str], amounts: Sequence[str] = ("minor",)) -> ir.Table:
    """Sums of the amounts; one unknown part makes the whole unknown."""
    sums = rows.group_by(*by).agg(
        **{f"{name}_total": whole_sum(rows[name]) for name in amounts},
        **{f"{name}_lost": rows[name].isnull().cast("int64").max() for name in amounts},
    )
    known = {
        name: ibis.ifelse(sums[f"{name}_lost"] == 1, ibis.null("int64"), sums[f"{name}_total"])
        for name in amounts
    }
    return sums.select(*by, **known)
