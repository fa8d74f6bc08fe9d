"""What has been said of the days up to a day, kept so that the days after it can do without it.

A day's balance rests on the last row before it; a few more rows per account say since when it is
known. The rest of the past is settled: its stretches and gaps are read as they were derived.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features import lifetimes
from hengke.engine.features.silver import Silver
from hengke.engine.portable import day


@dataclass(frozen=True)
class Sealed:
    """The days up to `on`, that day included.

    `stretches` and `gaps`: as in the book, and none reaches beyond the day. `balances`,
    `transactions`: those rows of the contract of these days that later days rest on. `seen`
    (account_id, seen_on): the first balance or booking of each account. `before_gaps`:
    `last_known.before_gaps` of the day. `begun` (account_id, booked_on): the last booking that a
    customer began. `begins`: `begins.begins`. `latest`: the newest bookings of each owner,
    `movements.latest`.
    """

    on: date
    stretches: ir.Table
    gaps: ir.Table
    balances: ir.Table
    transactions: ir.Table
    seen: ir.Table
    before_gaps: ir.Table
    begun: ir.Table
    begins: ir.Table
    latest: ir.Table


PARTS = (
    "stretches", "gaps", "balances", "transactions", "seen", "before_gaps", "begun", "begins",
    "latest",
)  # fmt: skip


def facts(silver: Silver, sealed: Sealed | None) -> Silver:
    """The bank's tables without the rows that no day after the seal rests on."""
    if sealed is None:
        return silver
    return replace(
        silver,
        balances=ibis.union(sealed.balances, later(silver.balances, "balance_date", sealed)),
        transactions=ibis.union(
            sealed.transactions, later(silver.transactions, "booked_on", sealed)
        ),
    )


def later(rows: ir.Table, column: str, sealed: Sealed | None) -> ir.Table:
    """Rows of the days after the seal; all of them without one."""
    return rows if sealed is None else rows.filter(rows[column] > day(sealed.on))


def seen(silver: Silver, sealed: Sealed | None) -> ir.Table:
    """account_id, seen_on: the first balance or booking of each account."""
    after = lifetimes.seen(
        later(silver.balances, "balance_date", sealed),
        later(silver.transactions, "booked_on", sealed),
    )
    if sealed is None:
        return after
    both = ibis.union(sealed.seen, after)
    return both.group_by("account_id").agg(seen_on=_.seen_on.min())


def after(rows: ir.Table, sealed: Sealed | None) -> ir.Table:
    """The days after the seal, of rows with from_on (in) and until_on (out); all without one."""
    if sealed is None:
        return rows
    tomorrow = day(sealed.on + timedelta(days=1))
    open_rows = rows.filter(rows.until_on > tomorrow)
    cut = open_rows.mutate(from_on=ibis.greatest(open_rows.from_on, tomorrow))
    return cut.select(*rows.columns)
