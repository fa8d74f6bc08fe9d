"""How sums divide: flows by counterparty, spending by category, purchases by product family."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from hengke.engine.behaviour.periods import Periods
from hengke.engine.features.json_text import gathered, member
from hengke.engine.portable import whole_sum
from hengke.policies.behaviour import BehaviourPolicy


def parties(counted: ir.Table, periods: Periods) -> ir.Table:
    """customer_id, flow_parties."""
    rows = counted.filter(counted.towards.notnull())
    recent = rows.month >= periods.recent
    sums = rows.group_by("customer_id", "towards").agg(
        into=whole_sum(rows.minor, where=recent & rows.into),
        out=whole_sum(rows.minor, where=recent & ~rows.into),
        into_before=whole_sum(rows.minor, where=~recent & rows.into),
        out_before=whole_sum(rows.minor, where=~recent & ~rows.into),
    )
    numbers = [sums.into, sums.out, sums.into_before, sums.out_before]
    texts = sums.select("customer_id", text=member(sums.towards, numbers))
    return texts.group_by("customer_id").agg(flow_parties=gathered(texts.text))


def categories(counted: ir.Table, periods: Periods, policy: BehaviourPolicy) -> ir.Table:
    """customer_id, spending_categories, spending_top, and `in_<category>` of those that a habit
    asks for: amounts net of what was given back."""
    rows = counted.filter(counted.category.notnull())
    net = ibis.ifelse(rows.into, -rows.minor, rows.minor)
    sums = rows.group_by("customer_id", "category").agg(
        minor=whole_sum(net),
        payments=whole_sum(rows.bookings, where=~rows.into),
        recent=whole_sum(net, where=rows.month >= periods.recent),
    )
    shown = _with_top(sums, {"most": "minor"}).mutate(
        text=member(sums.category, [sums.minor, sums.payments, sums.recent])
    )
    asked = {habit.category for habit in policy.habits if habit.category}
    return shown.group_by("customer_id").agg(
        spending_categories=gathered(shown.text),
        spending_top=_top(shown, "category", "minor", "most"),
        **{
            f"in_{name}": whole_sum(shown.minor, where=shown.category == name)
            for name in sorted(asked)
        },
    )


def purchases(counted: ir.Table, periods: Periods) -> ir.Table:
    """customer_id, products_bought, product_preferred (recently), product_preferred_usual."""
    rows = counted.filter(counted.bought)
    recent = rows.month >= periods.recent
    sums = rows.group_by("customer_id", "family").agg(
        minor=whole_sum(rows.minor, where=recent),
        number=whole_sum(rows.bookings, where=recent),
        before=whole_sum(rows.minor, where=~recent),
        number_before=whole_sum(rows.bookings, where=~recent),
    )
    numbers = [sums.minor, sums.number, sums.before, sums.number_before]
    shown = _with_top(sums, {"most": "minor", "most_before": "before"}).mutate(
        text=member(sums.family, numbers)
    )
    return shown.group_by("customer_id").agg(
        products_bought=gathered(shown.text),
        product_preferred=_top(shown, "family", "minor", "most"),
        product_preferred_usual=_top(shown, "family", "before", "most_before"),
    )


def _with_top(sums: ir.Table, most: Mapping[str, str]) -> ir.Table:
    mine = ibis.window(group_by="customer_id")
    return sums.mutate(**{name: sums[of].max().over(mine) for name, of in most.items()})


def _top(rows: ir.Table, word: str, amount: str, most: str) -> ir.StringScalar:
    """The word with the largest amount above nothing; of equals the first by name."""
    return rows[word].min(where=(rows[amount] == rows[most]) & (rows[amount] > 0))
