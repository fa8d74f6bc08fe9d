"""The book of a bank: who owns what, and what every account held on every day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.features import holders, lifetimes, sealed, withheld
from hengke.engine.features.begins import begins
from hengke.engine.features.gaps import gaps
from hengke.engine.features.households import households
from hengke.engine.features.observed import observed, running_days
from hengke.engine.features.sealed import Sealed
from hengke.engine.features.silver import Keep, Silver, lazily
from hengke.engine.features.stretches import runs, stretches


@dataclass(frozen=True)
class Book:
    """The bank contract, read as far as `until`; money in `home` currency.

    `stretches`: what an account held, one row per account and run of days with one balance:
    account_id, product_id, family, currency, native_minor, minor (home currency; null = unknown,
    `reason` says why), from_on (in), until_on (out, never past the day after `until`), daily
    (false: known for that one day only), items (products in the row, where the bank says so),
    reason. Days on which an account held nothing have no row.

    `gaps`: days on which the balance of an account is unknown: account_id, family, from_on (in),
    until_on (out), reason. The two tables never overlap.

    `customers`: customer_id, kind, status, opened_on (the customer's, else of the first account),
    closed_on, branch_id, manager_id, known_from (first trace in any table; LONG_AGO where nothing
    is dated); one row per customer.

    `shares`: account_id, customer_id, share_ppm, first; one row per account and owner. An account
    that is known by rows in quarantine only is there too, with everybody whom they name.
    `households`: customer_id, household_id; one row per customer, as related on `until`
    (`related_on` for another day).
    `running`: balances worked out from bookings, `observed.running_days`.
    `begins`: since when each kind of row is delivered, `begins.begins`; one row.
    `facts`: the bank's tables without the rows that nothing after a seal rests on; `silver` has
    them all. `seen`: account_id, seen_on, the first balance or booking of each account.
    `new_stretches`, `new_gaps`: those of the days after the `seal`; all of them without one.
    """

    silver: Silver
    home: str
    until: date
    stretches: ir.Table
    shares: ir.Table
    customers: ir.Table
    households: ir.Table
    gaps: ir.Table
    facts: Silver
    seen: ir.Table
    running: ir.Table
    begins: ir.Table
    new_stretches: ir.Table
    new_gaps: ir.Table
    seal: Sealed | None = None


def book(
    silver: Silver, *, home: str, until: date, seal: Sealed | None = None, keep: Keep = lazily
) -> Book:
    """Read the book; nothing is computed here, save what `keep` does with the parts read often.

    Days up to the `seal` are taken from it. The book says the same with a seal and without.
    """
    facts = sealed.facts(silver, seal)
    accounts = keep("accounts", lifetimes.accounts(silver, until=until))
    running = running_days(facts, keep=keep)
    seen = observed(facts, running)
    told = accounts.anti_join(withheld.veiled(silver), "account_id")
    known = keep("runs", runs(seen, told, until=until))
    shares = holders.shares(silver.accounts, silver.account_holders)
    seen_on = keep("seen", sealed.seen(silver, seal))
    held = stretches(known, silver.market_rates, home=home)
    unknown = ibis.union(
        gaps(facts, known, told, keep=keep), withheld.gaps(silver, accounts, until=until)
    )
    new_stretches = keep("stretches", sealed.after(held, seal))
    new_gaps = keep("gaps", sealed.after(unknown, seal))
    return Book(
        silver=silver,
        home=home,
        until=until,
        stretches=_all(seal and seal.stretches, new_stretches),
        shares=ibis.union(shares, withheld.shares(silver, shares)),
        customers=lifetimes.customers(silver, seen_on),
        households=households(silver.customers, silver.relations, on=until, keep=keep),
        gaps=_all(seal and seal.gaps, new_gaps),
        facts=facts,
        seen=seen_on,
        running=running,
        begins=keep("begins", begins(silver, seal)),
        new_stretches=new_stretches,
        new_gaps=new_gaps,
        seal=seal,
    )


def _all(settled: ir.Table | None, new: ir.Table) -> ir.Table:
    return new if settled is None else ibis.union(settled.select(*new.columns), new)


def related_on(book: Book, on: date, *, keep: Keep = lazily) -> Book:
    """The same book with the households of another day: what was then does not depend on today."""
    if on == book.until:
        return book
    silver = book.silver
    then = households(silver.customers, silver.relations, on=on, keep=keep)
    return replace(book, households=keep("households", then))
