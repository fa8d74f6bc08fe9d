"""Where series stood on many days: what `standing.market` says of one, for looks at the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.features.points import days
from hengke.engine.market.columns import CHANGE_DAYS
from hengke.engine.market.standing import KEY, code_of, most_days
from hengke.engine.portable import days_between, plus_days
from hengke.policies.market import MarketPolicy

INDUSTRY = "industry"


def courses(market_rates: ir.Table, dates: Sequence[date], *, policy: MarketPolicy) -> ir.Table:
    """on, code, industry, rate_e8, before_e8; one row per day and series that the policy names and
    of which a value is in force on it. `industry`: whose index it is; null, of other series.

    What was published after a day is not looked at, and a value too old for the policy is none.
    """
    told = market_rates.mutate(
        code=code_of(market_rates, policy), most=most_days(market_rates, policy)
    )
    told = told.filter(told.code.notnull())
    earlier = [on - timedelta(days=CHANGE_DAYS) for on in dates]
    known = _in_force(told, sorted({*dates, *earlier}))
    now = known.filter(known.on.isin(list(dates)))
    before = known.select(*KEY, on=plus_days(known.on, CHANGE_DAYS), before_e8="rate_e8")
    joined = now.left_join(before, [*KEY, "on"])
    industry = ibis.ifelse(joined.kind == policy.index_kind, joined.base, ibis.null("string"))
    return joined.select("on", "code", "rate_e8", "before_e8", **{INDUSTRY: industry})


def _in_force(rates: ir.Table, dates: Sequence[date]) -> ir.Table:
    """The last row of each series by each day, where it is not too old."""
    on = days(dates)
    known = rates.join(on, [rates.rate_date <= on.on])
    turn = ibis.row_number().over(
        group_by=[*(known[name] for name in KEY), known.on], order_by=known.rate_date.desc()
    )
    placed = known.mutate(turn=turn)
    last = placed.filter(placed.turn == 0)
    fresh = last.most.isnull() | (days_between(last.on, last.rate_date) <= last.most)
    return last.filter(fresh).select(*KEY, "on", "code", "rate_e8")
