"""Margins x survival x discount: what each customer is worth over the years of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.json_text import json_list
from hengke.engine.features.records import UNASSIGNED
from hengke.engine.lifetime.exposure import NO_TIER, months_between
from hengke.engine.portable import day, days_between, plus_days, rounded_quotient, whole_sum
from hengke.policies.lifetime import Growth, LifetimePolicy

PPM, YEAR = 1_000_000, 365
WHOLE_POINTS = 10_000
"""A hundred points of potential, in hundredths."""
NO_ACCOUNT, NO_KIND, TOO_SHORT = "no_account", "no_customer_kind", "history_too_short"
SUMS = ("history_minor", "basis_minor", "lifetime_minor", "markov_minor")


def margins(
    values: ir.Table, places: ir.Table, relations: ir.Table, *, as_of: date, policy: LifetimePolicy
) -> ir.Table:
    """What is known of the margin of each customer of `values`; one row each.

    `places`: customer_id, rank and tier (effective). A year's margin is the contribution without
    the cost of winning, which is spent, over the days of the relation within the months weighed.
    It counts alone from `full_days` on, or of who was there in all the days that were weighed.
    Whoever has a reason has no lifetime value; whose relation is over needs none.
    """
    placed = values.left_join(places.select("customer_id", "rank", "tier"), "customer_id")
    rows = placed.drop("customer_id_right").left_join(relations, "customer_id")
    begun = ibis.ifelse(rows.began_on > rows.first_on, rows.began_on, rows.first_on)
    days = days_between(plus_days(rows.until_on, 1), begun)
    recurring = (rows.profit_minor + rows.acquisition_minor) * YEAR
    full = ibis.literal(policy.full_days, type="int64")
    whole = ibis.ifelse(rows.weighed < full, rows.weighed, full)
    known = rows.mutate(
        rank=rows["rank"].coalesce(NO_TIER),
        tenure_months=months_between(day(as_of), rows.began_on),
        history_days=days,
        margin_minor=rounded_quotient(recurring, ibis.cases((days > 0, days), else_=1)),
        own_ppm=rounded_quotient(ibis.ifelse(days < whole, days, whole) * PPM, whole),
        over=rows.ended_on.notnull(),
    )
    reason = _reason(known, policy)
    return known.select(
        "customer_id", "currency", "kind", "tier", "rank", "tenure_months", "history_days",
        "margin_minor", "own_ppm", "potential_points", "ended_on", "over",
        history_minor="profit_minor",
        unknown_reason=ibis.ifelse(known.over, ibis.null("string"), reason),
    )  # fmt: skip


def _reason(rows: ir.Table, policy: LifetimePolicy) -> ir.StringValue:
    return ibis.cases(
        (rows.customer_id_right.isnull(), ibis.literal(NO_ACCOUNT)),
        (~rows.kind.isin([*policy.growth]).fill_null(False), ibis.literal(NO_KIND)),
        (rows.history_days < policy.least_days, ibis.literal(TOO_SHORT)),
        (rows.profit_minor.isnull(), rows.value_reason.coalesce("unknown")),
        else_=ibis.null("string"),
    )


def means(rows: ir.Table) -> ir.Table:
    """kind, rank, customers and margin_minor (mean) of those who stay; `rows` as `margins` gives
    them. Young customers count with what is known of them."""
    known = rows.filter(rows.unknown_reason.isnull(), ~rows.over)
    sums = known.group_by("kind", "rank").agg(
        customers=known.count().cast("int64"), total=whole_sum(known.margin_minor)
    )
    return sums.select(
        "kind", "rank", "customers", margin_minor=rounded_quotient(sums.total, sums.customers)
    )


def lifetimes(
    rows: ir.Table, curves: ir.Table, states: ir.Table, policy: LifetimePolicy
) -> ir.Table:
    """Columns of LIFETIMES; one row per row of `margins`.

    `curves`: kind, rank, tenure (months, up to the last band; -1 unknown), remaining (months) and a
    column `year_N` for each year of the policy. `states`: kind, rank, margin_minor, value_minor.
    """
    last = policy.hazard.tenure_from_months[-1]
    keyed = rows.mutate(tenure=ibis.ifelse(rows.tenure_months > last, last, rows.tenure_months)
                        .coalesce(-1))  # fmt: skip
    joined = keyed.left_join(curves, ["kind", "rank", "tenure"]).drop(
        "kind_right", "rank_right", "tenure_right"
    )
    means_of = states.select("kind", "rank", mean="margin_minor", markov="value_minor")
    joined = joined.left_join(means_of, ["kind", "rank"]).drop("kind_right", "rank_right")
    told = joined.unknown_reason.isnull() & ~joined.over
    own = joined.margin_minor * joined.own_ppm + joined["mean"] * (PPM - joined.own_ppm)
    joined = joined.mutate(
        told=told,
        basis=_where(told, rounded_quotient(own, PPM)),
        growth=_growth(joined, policy.growth),
    )
    return _projected(joined, policy)


def _projected(rows: ir.Table, policy: LifetimePolicy) -> ir.Table:
    present = [_present(rows, policy, year) for year in policy.years]
    survival = [(rows[f"year_{year}"] * PPM).round().cast("int64") for year in policy.years]
    total = present[0]
    for one in present[1:]:
        total = total + one
    nothing = ibis.literal(0, type="int64")
    return rows.select(
        "customer_id", "currency", "kind", "tier", "rank", "tenure_months", "history_minor",
        "history_days", "ended_on", "unknown_reason",
        margin_minor=_where(rows.told, rows.margin_minor),
        own_ppm=_where(rows.told, rows.own_ppm),
        basis_minor=ibis.ifelse(rows.over, nothing, rows.basis),
        growth_ppm=_where(rows.told, (rows.growth * PPM).round().cast("int64")),
        survival=ibis.ifelse(rows.told, json_list(survival), ibis.null("string")),
        present=ibis.ifelse(rows.told, json_list(present), ibis.null("string")),
        remaining_months=ibis.ifelse(rows.over, nothing, _where(rows.told, rows.remaining)),
        lifetime_minor=ibis.ifelse(rows.over, nothing, total),
        markov_minor=ibis.ifelse(rows.over, nothing, _where(rows.told, rows.markov)),
        policy_version=ibis.literal(policy.version),
    )  # fmt: skip


def _present(rows: ir.Table, policy: LifetimePolicy, year: int) -> ir.IntegerValue:
    """The present value of the margin that comes after so many years."""
    discounted = float(1 / (1 + policy.discount) ** year)
    grown = ibis.ifelse(rows.basis > 0, _grown(rows, policy.growth, year), 1.0)
    return (rows.basis * grown * rows[f"year_{year}"] * discounted).round().cast("int64")


def _grown(rows: ir.Table, growth: Mapping[str, Growth], year: int) -> ir.FloatingValue:
    cases = [
        (rows.kind == kind, (1 + rows.growth) ** float(min(year, one.years)))
        for kind, one in growth.items()
    ]
    return ibis.cases(*cases, else_=1.0)


def _growth(rows: ir.Table, growth: Mapping[str, Growth]) -> ir.FloatingValue:
    """A year's growth; potential of 50 points, or unknown, adds nothing."""
    beyond = (rows.potential_points.cast("float64") / WHOLE_POINTS - 0.5).coalesce(0.0) * 2
    cases = [
        (rows.kind == kind, float(one.yearly) + beyond * float(one.potential))
        for kind, one in growth.items()
    ]
    return ibis.cases(*cases, else_=0.0)


def _where(known: ir.BooleanValue, value: ir.IntegerValue) -> ir.IntegerValue:
    return ibis.ifelse(known, value, ibis.null("int64"))


def books(book: Book, rows: ir.Table) -> ir.Table:
    """One row per branch, manager, kind and tier; sums of what is known."""
    belongs = book.customers.select(
        "customer_id",
        branch_id=book.customers.branch_id.nullif("").coalesce(UNASSIGNED),
        manager_id=book.customers.manager_id.coalesce(""),
    )
    told = rows.inner_join(belongs, "customer_id")
    told = told.mutate(kind=told.kind.coalesce(""), tier=told.tier.coalesce(""))
    known = told.lifetime_minor.notnull()
    return told.group_by("branch_id", "manager_id", "kind", "rank", "tier").agg(
        customers=_.count().cast("int64"),
        known=whole_sum(known.cast("int64")),
        ended=whole_sum(told.ended_on.notnull().cast("int64")),
        **{name: whole_sum(told[name]) for name in SUMS},
    )
