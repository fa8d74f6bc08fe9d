"""Exchange rates as periods of validity, and exact conversion into the home currency."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import FAR_AHEAD, LONG_AGO, day, plus_days, quotient, rounded_quotient

MIDDLE = "fx_middle"
VALID_DAYS = 7
"""A middle rate may stand in for the seven days after it; then the value is unknown."""
E8 = 100_000_000


def rate_periods(market_rates: ir.Table, currencies: ir.Table, *, home: str) -> ir.Table:
    """Middle rates into the home currency without holes; one row per currency and period.

    `rate_from` is in, `rate_until` is out. `rate_e8` is null in periods for which no rate is at
    most seven days old. `currencies` has one row per foreign currency (`currency`).
    """
    rates = market_rates.filter(
        market_rates.kind == MIDDLE, market_rates.quote == home, market_rates.base != home
    )
    following = rates.rate_date.lead().over(group_by=rates.base, order_by=rates.rate_date)
    stale = plus_days(rates.rate_date, VALID_DAYS + 1)
    known = rates.select(
        "rate_e8", currency=rates.base, rate_from=rates.rate_date,
        rate_until=ibis.least(following, stale), following=following.coalesce(day(FAR_AHEAD)),
    )  # fmt: skip
    holes = known.filter(known.rate_until < known.following).select(
        "currency", rate_from="rate_until", rate_until="following"
    )
    firsts = known.group_by("currency").agg(first=known.rate_from.min())
    before = currencies.left_join(firsts, "currency")
    before = before.select(
        "currency", rate_from=day(LONG_AGO), rate_until=before.first.coalesce(day(FAR_AHEAD))
    )
    unknown = ibis.union(holes, before).mutate(rate_e8=ibis.null("int64"))
    columns = ["currency", "rate_from", "rate_until", "rate_e8"]
    return ibis.union(known.select(columns), unknown.select(columns))


def converted(minor: ir.IntegerValue, rate_e8: ir.IntegerValue) -> ir.IntegerValue:
    """Minor units at a rate, rounded to the nearest, halves away from zero; exact in int64.

    The factors are cut at 10^8 so that no product leaves 64 bits.
    """
    high, low = quotient(minor, E8), minor % E8
    rate_high, rate_low = quotient(rate_e8, E8), rate_e8 % E8
    return high * rate_e8 + low * rate_high + rounded_quotient(low * rate_low, E8)


def in_home(rows: ir.Table, market_rates: ir.Table, *, home: str, on: str, native: str) -> ir.Table:
    """Dated amounts (`currency`, and the columns that `on` and `native` name) with `minor`.

    `minor` is the amount in home currency at the rate of its day, null where there is none that is
    at most seven days old. Every row stays, once.
    """
    columns = (*rows.columns, "minor")
    own = rows.filter(rows.currency == home)
    foreign = rows.filter(rows.currency != home)
    periods = rate_periods(market_rates, foreign.select("currency").distinct(), home=home)
    dated = foreign.join(
        periods,
        [
            foreign.currency == periods.currency,
            foreign[on] >= periods.rate_from,
            foreign[on] < periods.rate_until,
        ],
    )
    exchanged = dated.mutate(minor=converted(dated[native], dated.rate_e8))
    return ibis.union(own.mutate(minor=own[native]).select(*columns), exchanged.select(*columns))
