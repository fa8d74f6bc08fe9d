"""End-of-day balances of accounts that have only bookings with a running balance.

Bookings of one day are in no known order: booking numbers do not follow time. The sum of all
amounts up to a day says where the day must close; the running balance nearest to it is taken,
because banks round interest in the balance and in the booking differently (a few hellers apart).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.portable import FAR_AHEAD, as_int64, day, whole_sum


def daily_balances(bookings: ir.Table) -> ir.Table:
    """End-of-day balance; one row per account and day with bookings.

    `off_minor` is how far the chain of bookings is from the stated balance. `certain` is false
    where another running balance of the day is about as near: the order cannot be told. A day on
    which no booking states a balance is not certain either, and its `minor` is null.
    """
    days = _days(bookings)
    so_far = _.total.sum().over(ibis.cumulative_window(group_by="account_id", order_by="on"))
    chain = days.inner_join(_openings(bookings, days), "account_id").mutate(
        chain=_.opening + as_int64(so_far)
    )
    stated = (
        bookings.filter(_.balance_minor.notnull())
        .select("account_id", on="booked_on", minor="balance_minor")
        .distinct()
    )
    ranked = chain.left_join(stated, ["account_id", "on"]).mutate(
        off_minor=(_.minor - _.chain).abs()
    )
    by_nearness = ibis.window(group_by=["account_id", "on"], order_by=["off_minor", "minor"])
    ranked = ranked.mutate(
        place=ibis.row_number().over(by_nearness), second=_.off_minor.lead().over(by_nearness)
    )
    nearest = ranked.filter(_.place == 0)
    return nearest.select(
        "account_id", "on", "minor", "opening", "off_minor",
        certain=_.off_minor.notnull() & (_.second.isnull() | (2 * _.off_minor < _.second)),
    )  # fmt: skip


def check_drift(daily: ir.Table) -> ir.Table:
    """Accounts whose bookings do not add up to their running balances; one row per account."""
    drifts = daily.group_by("account_id").agg(worst=_.off_minor.max())
    return drifts.filter(_.worst > 0).select(
        "account_id",
        rule=ibis.literal("running_balance_drifts"),
        detail=_.worst.cast("string"),
        from_on=ibis.null("date"),
        until_on=ibis.null("date"),
    )


def check_order(daily: ir.Table) -> ir.Table:
    """Days whose closing balance cannot be told, until the account's next day; one row per day."""
    following = _.on.lead().over(ibis.window(group_by="account_id", order_by="on"))
    return daily.mutate(until_on=following.coalesce(day(FAR_AHEAD))).filter(~_.certain).select(
        "account_id",
        rule=ibis.literal("running_balance_unclear"),
        detail=_.on.cast("string"),
        from_on=_.on,
        until_on=_.until_on,
    )  # fmt: skip


def _days(bookings: ir.Table) -> ir.Table:
    """Sum of amounts; one row per account and day."""
    return bookings.group_by("account_id", on="booked_on").agg(total=whole_sum(_.amount_minor))


def _openings(bookings: ir.Table, days: ir.Table) -> ir.Table:
    """Balance before the first booking; one row per account.

    Of the places where a booking of the first day started, the one from which the whole day leads
    to one of its running balances; the smallest where several do.
    """
    firsts = days.group_by("account_id").agg(on=_.on.min())
    first_days = days.semi_join(firsts, ["account_id", "on"])
    rows = bookings.select(
        "account_id", on="booked_on", minor="balance_minor",
        start=bookings.balance_minor - bookings.amount_minor,
    ).semi_join(first_days, ["account_id", "on"])  # fmt: skip
    starts = rows.inner_join(first_days, ["account_id", "on"]).mutate(end=_.start + _.total)
    ends = rows.select("account_id", "minor")
    pairs = starts.select("account_id", "start", "end").inner_join(ends, "account_id")
    best = pairs.mutate(miss=(_.end - _.minor).abs())
    order = ibis.window(group_by="account_id", order_by=["miss", "start"])
    return best.mutate(place=ibis.row_number().over(order)).filter(_.place == 0).select(
        "account_id", opening="start"
    )  # fmt: skip
