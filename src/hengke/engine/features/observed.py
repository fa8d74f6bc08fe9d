"""End-of-day balances as the bank states them: three kinds of files, one table.

Columns of OBSERVED: account_id, on, source, currency (null: the account's), native_minor, items,
reason (why native_minor is null). One row per account and day. `source` is
`change` (holds until the account's next row), `running` (the same, worked out from bookings with a
running balance) or `month_end` (known for that one day).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.reasons import HISTORY_BEGINS_LATER, IN_QUARANTINE, RUNNING_UNCLEAR
from hengke.engine.features.running import daily_balances
from hengke.engine.features.silver import Keep, Silver, lazily
from hengke.engine.features.withheld import lost_days, outside
from hengke.engine.portable import LONG_AGO, day

CHANGE, RUNNING, MONTH_END = "change", "running", "month_end"
COLUMNS = ("account_id", "on", "source", "currency", "native_minor", "items", "reason")
DAY = ("account_id", "on", "native_minor", "reason")
BOOKING = ("account_id", "booked_on", "amount_minor", "balance_minor")


def observed(silver: Silver, running: ir.Table) -> ir.Table:
    """Everything stated, and what follows from bookings (`running`: `running_days`). What a row
    says of the days before it does not depend on how far the book is read: `stretches.runs` cuts
    there.

    Bookings count only for accounts without any balance row; month-end rows only before the first
    row of change.
    """
    lost = lost_days(silver, "balances")
    stated = outside(_stated(silver.balances), lost.filter(_.from_on < _.through_on))
    unread = _unread(lost).anti_join(stated, ["account_id", "on"])
    stated = ibis.union(stated, unread)
    changes = stated.filter(_.source == CHANGE)
    month_ends = stated.filter(_.source == MONTH_END)
    firsts = changes.group_by("account_id").agg(first_on=_.on.min())
    early = month_ends.left_join(firsts, "account_id").filter(
        _.first_on.isnull() | (_.on < _.first_on)
    )
    worked_out = _from_bookings(silver, stated, running)
    return ibis.union(changes, early.select(*COLUMNS), worked_out)


def bookings_with_balance(transactions: ir.Table) -> ir.Table:
    """All bookings of accounts of which at least one states the balance after it."""
    stating = transactions.filter(_.balance_minor.notnull()).select("account_id").distinct()
    return transactions.semi_join(stating, "account_id")


def _stated(balances: ir.Table) -> ir.Table:
    return balances.select(
        "account_id",
        "currency",
        "items",
        on="balance_date",
        source="observed",
        native_minor="balance_minor",
        reason=ibis.null("string"),
    ).select(*COLUMNS)


def _unread(lost: ir.Table) -> ir.Table:
    """Rows in quarantine, as a balance that is unknown from the first day they may be of."""
    return lost.select(
        "account_id",
        on="from_on",
        source="observed",
        currency=ibis.null("string"),
        native_minor=ibis.null("int64"),
        items=ibis.null("int64"),
        reason=ibis.literal(IN_QUARANTINE),
    ).select(*COLUMNS)


def running_days(silver: Silver, *, keep: Keep = lazily) -> ir.Table:
    """`running.daily_balances` of the accounts that no row of balance speaks of."""
    spoken_of = keep("spoken_of", silver.balances.select("account_id").distinct())
    unspoken = silver.transactions.anti_join(spoken_of, "account_id")
    bookings = bookings_with_balance(unspoken.select(*BOOKING))
    return keep("running_days", daily_balances(keep("running_bookings", bookings)))


def _from_bookings(silver: Silver, stated: ir.Table, running: ir.Table) -> ir.Table:
    """Balances worked out from bookings: the days with bookings, and the days before the first."""
    daily = running.anti_join(stated.select("account_id").distinct(), "account_id")
    days = daily.select(
        "account_id", "on",
        native_minor=ibis.ifelse(daily.certain, daily.minor, ibis.null("int64")),
        reason=ibis.ifelse(daily.certain, ibis.null("string"), RUNNING_UNCLEAR),
    ).select(*DAY)  # fmt: skip
    lost = lost_days(silver, "transactions").semi_join(daily, "account_id")
    known = outside(ibis.union(days, _openings(daily, silver.accounts)), lost)
    return _as_running(ibis.union(known, _unread(lost).select(*DAY)))


def _openings(daily: ir.Table, accounts: ir.Table) -> ir.Table:
    """What an account held before its first booking; at most one row per account.

    An account older than the bookings of the book held its opening balance from their first day
    on. One opened later must begin with nothing: if it does not, bookings are missing.
    """
    begins = daily.agg(begins_on=_.on.min())
    firsts = daily.group_by("account_id", "opening").agg(first_on=_.on.min())
    opened = accounts.select("account_id", born_on=accounts.opened_on.coalesce(day(LONG_AGO)))
    before = firsts.inner_join(opened, "account_id").cross_join(begins)
    older = before.born_on < before.begins_on
    rows = before.select(
        "account_id", "first_on", "opening",
        on=ibis.ifelse(older, before.begins_on, before.born_on),
        native_minor=ibis.ifelse(older, before.opening, ibis.null("int64")),
        reason=ibis.ifelse(older, ibis.null("string"), HISTORY_BEGINS_LATER),
    )  # fmt: skip
    told = rows.native_minor.notnull() | (rows.opening != 0)
    return rows.filter(rows.on < rows.first_on, told).select(*DAY)


def _as_running(days: ir.Table) -> ir.Table:
    return days.mutate(
        source=ibis.literal(RUNNING), currency=ibis.null("string"), items=ibis.null("int64")
    ).select(*COLUMNS)
