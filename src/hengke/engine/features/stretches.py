"""What every account held: runs of days with one balance, in home currency."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.features.observed import MONTH_END
from hengke.engine.features.rates import converted, rate_periods
from hengke.engine.features.reasons import NO_EXCHANGE_RATE, TOO_LARGE, UNKNOWN_PRODUCT
from hengke.engine.portable import day, plus_days

LARGEST_MINOR = 10**16
"""A hundred trillion: a balance beyond it is a spoilt figure, and would burst the sums."""


def runs(observed: ir.Table, accounts: ir.Table, *, until: date) -> ir.Table:
    """Every observed balance with the days for which it stands; one row per account and run.

    A balance of change stands until the account's next row or the day of closing, one of a
    snapshot for its own day. Nothing stands after `until`, nor from the day of closing on: a row of
    that day or later is a run without days, and still says that the account was observed.
    """
    following = _.on.lead().over(ibis.window(group_by="account_id", order_by="on"))
    rows = observed.mutate(following=following).inner_join(accounts, "account_id")
    lasting = ibis.ifelse(
        rows.source == MONTH_END,
        plus_days(rows.on, 1),
        rows.following.coalesce(day(until + timedelta(days=1))),
    )
    return rows.select(
        "account_id", "product_id", "family", "source", "native_minor", "items", "reason",
        currency=rows.currency.coalesce(rows.account_currency),
        from_on=rows.on,
        until_on=ibis.least(lasting, rows.gone_on),
        daily=rows.source != MONTH_END,
    )  # fmt: skip


def stretches(runs: ir.Table, market_rates: ir.Table, *, home: str) -> ir.Table:
    """Runs in home currency (`minor`); days without money and days unknown are left out.

    Runs in another currency are cut where the rate changes. `minor` is null with a `reason` where
    no rate is at most seven days old, where the product is unknown, or for a figure beyond belief.
    """
    held = runs.filter(runs.native_minor != 0, runs.from_on < runs.until_on)
    own = held.filter(held.currency == home)
    own = own.mutate(minor=_believable(own.native_minor), no_rate=ibis.literal(False))
    foreign = held.filter(held.currency != home)
    periods = rate_periods(market_rates, foreign.select("currency").distinct(), home=home)
    cut = foreign.inner_join(
        periods,
        [
            foreign.currency == periods.currency,
            foreign.from_on < periods.rate_until,
            foreign.until_on > periods.rate_from,
        ],
    )
    exchanged = cut.mutate(
        from_on=ibis.greatest(cut.from_on, cut.rate_from),
        until_on=ibis.least(cut.until_on, cut.rate_until),
        minor=converted(_believable(cut.native_minor), cut.rate_e8),
        no_rate=cut.rate_e8.isnull(),
    )
    return _with_reason(ibis.union(own.select(*_VALUED), exchanged.select(*_VALUED)))


_HELD = (
    "account_id", "product_id", "family", "currency", "native_minor", "from_on", "until_on",
    "daily", "items",
)  # fmt: skip
_VALUED = (*_HELD, "minor", "no_rate")


def _believable(minor: ir.IntegerValue) -> ir.IntegerValue:
    return ibis.ifelse(minor.between(-LARGEST_MINOR, LARGEST_MINOR), minor, ibis.null("int64"))


def _with_reason(valued: ir.Table) -> ir.Table:
    unplaced = valued.family == UNKNOWN_FAMILY
    return valued.select(
        *_HELD,
        minor=ibis.ifelse(unplaced, ibis.null("int64"), valued.minor),
        reason=ibis.cases(
            (unplaced, UNKNOWN_PRODUCT),
            (valued.no_rate, NO_EXCHANGE_RATE),
            (valued.minor.isnull(), TOO_LARGE),
            else_=ibis.null("string"),
        ),
    )
