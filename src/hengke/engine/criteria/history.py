"""What a review reads of assessments: sums by tier, courses of customers, what came after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import day, whole_sum

OVERRIDDEN = "overridden"
UNKNOWN_RANK = -1


def column(place: int) -> str:
    return f"m{place:02d}"


def by_assessed(rows: ir.Table) -> ir.Table:
    """assessed_on, rank, customers, overridden, aum_minor (of what is known), aum_unknown; one row
    per assessment and assessed tier, those of unknown tier at rank -1."""
    by_hand = (rows.state == OVERRIDDEN).fill_null(False)
    return rows.group_by("assessed_on", rank=rows.assessed_rank.coalesce(UNKNOWN_RANK)).agg(
        customers=rows.count(),
        overridden=rows.count(where=by_hand),
        aum_minor=whole_sum(rows.aum_minor),
        aum_unknown=rows.count(where=rows.aum_minor.isnull()),
    )


def by_effective(rows: ir.Table) -> ir.Table:
    """assessed_on, rank, effective: how many enjoy the tier; one row per assessment and tier."""
    return rows.group_by("assessed_on", rank=rows.effective_rank.coalesce(UNKNOWN_RANK)).agg(
        effective=rows.count()
    )


def courses(rows: ir.Table, dates: Sequence[date]) -> ir.Table:
    """Everybody assessed on the last of the dates: customer_id, value_minor, aum_minor, rank (null
    unknown), by (the way that opened it), and m00, m01, … the sums that were compared with floor x
    days on each date, null unknown. One row per customer."""
    sums = {
        column(place): rows.sum_minor_days.max(where=rows.assessed_on == day(on))
        for place, on in enumerate(dates)
    }
    wide = rows.group_by("customer_id").agg(**sums)
    last = rows.filter(rows.assessed_on == day(dates[-1])).select(
        "customer_id", "value_minor", "aum_minor", rank="assessed_rank", by="qualified_by"
    )
    return last.left_join(wide, "customer_id").drop("customer_id_right")


def kept(then: ir.Table, now: ir.Table, *, left_at: Fraction) -> ir.Table:
    """rank (the tier then), customers, aum_minor, kept_minor, left: one row per tier.

    Customers with assets then whose assets are known both times. Of each the assets that are still
    there count, never more than there were: what others brought does not make up for what went.
    """
    later = now.select("customer_id", later="aum_minor")
    both = then.select("customer_id", rank="assessed_rank", earlier="aum_minor").inner_join(
        later, "customer_id"
    )
    both = both.filter(both["rank"].notnull(), both.earlier > 0, both.later.notnull())
    stayed = ibis.greatest(ibis.least(both.earlier, both.later), 0)
    gone = both.later * left_at.denominator <= both.earlier * left_at.numerator
    return (
        both.mutate(stayed=stayed, gone=gone)
        .group_by("rank")
        .agg(
            customers=lambda t: t.count(),
            aum_minor=lambda t: whole_sum(t.earlier),
            kept_minor=lambda t: whole_sum(t.stayed),
            left=lambda t: t.count(where=t.gone),
        )
    )


def margins(then: ir.Table, values: ir.Table) -> ir.Table:
    """rank (the tier before the months whose profit is weighed), customers and profit_minor of
    those whose profit is known; one row per tier."""
    both = then.select("customer_id", rank="assessed_rank").inner_join(
        values.select("customer_id", "profit_minor"), "customer_id"
    )
    known = both.filter(both["rank"].notnull(), both.profit_minor.notnull())
    return known.group_by("rank").agg(
        customers=known.count(), profit_minor=whole_sum(known.profit_minor)
    )
