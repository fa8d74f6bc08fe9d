"""What a household or a group owns and owes together."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.points import assets_on
from hengke.engine.features.records import debts_on
from hengke.engine.portable import whole_sum


def rolled_up(book: Book, labels: ir.Table, *, on: date) -> ir.Table:
    """household_id, members, aum_minor, exposure_minor on a day; one row per household or group.

    `labels` (customer_id, household_id) from `households` or `groups`. Members are those known by
    the day. Joint accounts are shared out before the sum, so that each counts once; one unknown
    balance makes the sum unknown.
    """
    assets = assets_on(book, [on]).select("customer_id", aum="minor")
    debts = debts_on(book, on).select("customer_id", debt="minor", owes=ibis.literal(True))
    known = labels.inner_join(assets, "customer_id")
    members = known.left_join(debts, "customer_id").drop("customer_id_right")
    debt = ibis.ifelse(members.owes.isnull(), 0, members.debt)
    sums = members.mutate(debt=debt).group_by("household_id").agg(
        members=_.count(),
        aum=whole_sum(_.aum), no_aum=_.aum.isnull().any(),
        debt=whole_sum(_.debt), no_debt=_.debt.isnull().any(),
    )  # fmt: skip
    return sums.select(
        "household_id",
        "members",
        aum_minor=ibis.ifelse(sums.no_aum, ibis.null("int64"), sums.aum),
        exposure_minor=ibis.ifelse(sums.no_debt, ibis.null("int64"), sums.debt),
    )
