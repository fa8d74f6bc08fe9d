"""What is known at a day about who may leave: the columns of `learning.churn_features.INPUTS`.

What the bank does not deliver is null. Several days are computed at once, for the same customers.
Age, gender and region are not among them: a model learns from what customers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir

from hengke.engine.churn.courses import decides_on
from hengke.engine.features.activity import activity
from hengke.engine.features.book import Book
from hengke.engine.features.fall_inputs import demand_on, items_on, logins_on
from hengke.engine.features.figures import maturing
from hengke.engine.features.outflows import outflows
from hengke.engine.features.silver import Keep, lazily
from hengke.engine.lifecycle.baselines import RECENT, baselines
from hengke.engine.lifecycle.rules import Named
from hengke.engine.portable import days_between, rounded_quotient
from hengke.engine.rules import books
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import IBIS_TYPES
from hengke.engine.schemas import ASSET_FAMILIES

KEYS = ("customer_id", "on")


def churn_inputs(
    book: Book,
    rows: ir.Table,
    dates: Sequence[date],
    *,
    horizon_months: int,
    rules: Sequence[Named],
    apart: Keep = lazily,
) -> ir.Table:
    """`rows` (courses.course, of these dates) with every input beside it, and `rule_holds`: does
    any of the rules of potential loss hold (1, 0; null unknown)? One row per row of `rows`.

    Money that matures counts up to the end of the month that decides.
    """
    ahead = {on: decides_on(on, horizon_months) for on in dates}
    parts = [
        activity(book, dates),
        _before(book, dates),
        outflows(book, dates).rename(outflow_minor="minor"),
        logins_on(book, dates),
        items_on(book, sorted(dates), families=ASSET_FAMILIES).rename(items="number"),
        demand_on(book, dates, families=ASSET_FAMILIES),
        maturing(book, ahead).drop("maturing_on"),
    ]
    wide = reduce(_beside, [apart("churn_part", part) for part in parts], rows)
    opened = book.customers.select("customer_id", "opened_on")
    wide = wide.left_join(opened, "customer_id").drop("customer_id_right")
    wide = wide.mutate(tenure_days=days_between(wide.on, wide.opened_on)).drop("opened_on")
    return _with_rule(wide, rules)


def _beside(left: ir.Table, right: ir.Table) -> ir.Table:
    joined = left.left_join(right, KEYS)
    return joined.drop(*(name for name in joined.columns if name.endswith("_right")))


def _before(book: Book, dates: Sequence[date]) -> ir.Table:
    """Own bookings before the last 90 days, as the rules of the lifecycle know them."""
    parts = [baselines(book, as_of=on).mutate(on=ibis.literal(on)) for on in dates]
    whole = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    return whole.select(
        *KEYS, recent_bookings="recent", earlier_bookings="earlier", earlier_days="earlier_days"
    )


def _with_rule(wide: ir.Table, rules: Sequence[Named]) -> ir.Table:
    """What a rule names beyond these figures is unknown of the past, so here as well."""
    pace = wide.earlier_bookings.cast("float64") / wide.earlier_days.nullif(0).cast("float64")
    usual = (pace * RECENT).nullif(0.0)
    told = {
        "aum": wide.assets_minor,
        "aum_month_avg": wide.average_minor,
        "aum_3m_mean": rounded_quotient(wide.before_1 + wide.before_2 + wide.before_3, 3),
        "days_since_own_booking": wide.recency_days,
        "own_bookings_90d": wide.frequency,
        "own_turnover_90d": wide.monetary_minor,
        "own_bookings_before": wide.earlier_bookings,
        "activity_change": (wide.recent_bookings.cast("float64") - usual) / usual,
        "tenure_days": wide.tenure_days,
        "outflow_30d": wide.outflow_minor,
    }
    needed = dict.fromkeys(name for one in rules for name in one.rule.columns if name != "as_of")
    table = wide.select(
        *KEYS,
        as_of=wide.on,
        **{
            name: told[name] if name in told else ibis.null(IBIS_TYPES[CATALOGUE[name].kind])
            for name in needed
        },
    )
    held = [books.expression(one.rule.tree, table).cast("int64") for one in rules]
    holds = reduce(_either, held) if held else ibis.null("int64")
    return _beside(wide, table.select(*KEYS, rule_holds=holds))


def _either(one: ir.IntegerValue, other: ir.IntegerValue) -> ir.IntegerValue:
    """The OR of three values, in numbers: 1 wins, then the unknown."""
    yes = (one == 1).fill_null(False) | (other == 1).fill_null(False)
    return ibis.cases((yes, 1), (one.isnull() | other.isnull(), None), else_=0)
