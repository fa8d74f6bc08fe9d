"""Since when a customer is one, and when that was over, as far as a day knows."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.lifetimes import accounts
from hengke.engine.portable import day, plus_days
from hengke.engine.schemas import LIABILITY_FAMILIES
from hengke.kernel.periods import add_months
from hengke.policies.lifetime import Over


def relations(book: Book, points: ir.Table, *, on: date, over: Over) -> ir.Table:
    """customer_id, kind, began_on, ended_on (null: goes on); one row per customer who had an
    account by the day. Nothing later than `on` is looked at.

    Over is a relation whose customer is closed, which has no open account left, or whose assets
    left as the policy says (`points`: customer_id, point_on, aum_minor); the earliest of them
    counts. Who owes is a customer. Assets unknown at any point never say that somebody left.
    """
    held = _accounts(book, on)
    gone = _run_off(points.filter(points.point_on <= day(on)), on=on, over=over)
    people = book.customers.select("customer_id", "kind", "closed_on", began_on="opened_on")
    rows = held.inner_join(people, "customer_id").left_join(gone, "customer_id")
    nothing = ibis.null("date")
    return rows.select(
        "customer_id",
        "kind",
        "began_on",
        ended_on=ibis.least(
            ibis.ifelse(rows.closed_on <= day(on), rows.closed_on, nothing),
            ibis.ifelse(rows.open == 0, rows.last_gone_on, nothing),
            ibis.ifelse(rows.owing == 0, rows.left_on, nothing),
        ),
    )


def _accounts(book: Book, on: date) -> ir.Table:
    """customer_id, open and owing (accounts on the day), last_gone_on."""
    told = accounts(book.silver, until=book.until)
    rows = told.inner_join(book.shares.select("account_id", "customer_id"), "account_id")
    rows = rows.filter(rows.born_on <= day(on))
    open_now = rows.gone_on > day(on)
    owing = open_now & rows.family.isin(LIABILITY_FAMILIES)
    return rows.group_by("customer_id").agg(
        open=open_now.cast("int64").max(),
        owing=owing.cast("int64").max(),
        last_gone_on=rows.gone_on.max(),
    )


def _run_off(points: ir.Table, *, on: date, over: Over) -> ir.Table:
    """customer_id, left_on: the day after the last point at which assets were above the share."""
    peaks = points.group_by("customer_id").agg(
        peak=_.aum_minor.max(), lost=_.aum_minor.isnull().cast("int64").max()
    )
    peaks = peaks.filter(peaks.lost == 0, peaks.peak >= over.least_peak_minor)
    rows = points.inner_join(peaks, "customer_id")
    share = over.share_of_peak
    high = rows.filter(rows.aum_minor * share.denominator > rows.peak * share.numerator)
    last = high.group_by("customer_id").agg(high_on=_.point_on.max())
    left = last.filter(last.high_on <= day(add_months(on, -over.months)))
    return left.select("customer_id", left_on=plus_days(left.high_on, 1))
