"""Where each series stands on a day. Nothing that was published later is looked at."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.market.columns import CHANGE_DAYS, INDUSTRY_INDEX, MARKET
from hengke.engine.portable import day, days_between
from hengke.engine.stamp import STAMP
from hengke.policies.market import MarketPolicy

KEY = ("kind", "base", "quote")
COLUMNS = tuple(name for name in MARKET if name not in STAMP)


def market(market_rates: ir.Table, *, policy: MarketPolicy, as_of: date) -> ir.Table:
    """MARKET without the stamp; one row per series with a value by `as_of`.

    The last value by the day counts, and is out of force where it is older than the policy says;
    so is the one of CHANGE_DAYS before. Series that the policy does not name never age.
    """
    earlier = as_of - timedelta(days=CHANGE_DAYS)
    now, then = _last(market_rates, as_of), _last(market_rates, earlier)
    joined = _beside(now, then)
    age = days_between(day(as_of), joined.rate_date)
    most = most_days(joined, policy)
    before_age = days_between(day(earlier), joined.then_on)
    told = (before_age <= most) | most.isnull()
    return joined.select(
        *KEY, "rate_date", "rate_e8", "source",
        code=code_of(joined, policy),
        age_days=age,
        in_force=((age <= most) | most.isnull()).cast("int64"),
        before_on=ibis.ifelse(told, joined.then_on, ibis.null("date")),
        before_e8=ibis.ifelse(told, joined.then_e8, ibis.null("int64")),
        policy_version=ibis.literal(policy.version),
    ).select(*COLUMNS)  # fmt: skip


def _last(rates: ir.Table, on: date) -> ir.Table:
    """KEY, rate_date, rate_e8, source: the last row of each series by the day."""
    known = rates.filter(rates.rate_date <= day(on))
    turn = ibis.row_number().over(
        group_by=[known[name] for name in KEY], order_by=known.rate_date.desc()
    )
    placed = known.mutate(turn=turn)
    return placed.filter(placed.turn == 0).select(*KEY, "rate_date", "rate_e8", "source")


def _beside(now: ir.Table, then: ir.Table) -> ir.Table:
    earlier = then.select(*KEY, then_on="rate_date", then_e8="rate_e8")
    joined = now.left_join(earlier, list(KEY))
    return joined.drop(*(f"{name}_right" for name in KEY))


def code_of(rows: ir.Table, policy: MarketPolicy) -> ir.StringValue:
    """The name under which rules know the series of a row; null where they do not."""
    cases = [
        ((rows.kind == one.kind) & (rows.base == one.base) & (rows.quote == one.quote), code)
        for code, one in policy.series.items()
    ]
    of_index = (rows.kind == policy.index_kind, INDUSTRY_INDEX)
    return ibis.cases(*cases, of_index, else_=ibis.null("string"))


def most_days(rows: ir.Table, policy: MarketPolicy) -> ir.IntegerValue:
    """How old the value of a row may be; null: as old as it will."""
    cases = [
        ((rows.kind == one.kind) & (rows.base == one.base) & (rows.quote == one.quote),
         ibis.literal(one.valid_days, "int64"))
        for one in policy.series.values()
    ]  # fmt: skip
    of_index = (rows.kind == policy.index_kind, ibis.literal(policy.index_valid_days, "int64"))
    return ibis.cases(*cases, of_index, else_=ibis.null("int64"))
