"""Decisions as who was treated favourably, and counts of them by group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.fairness.columns import AGE, GENDER, REGION
from hengke.engine.portable import day, whole_sum
from hengke.engine.recommendation.gate import VALID
from hengke.engine.schemas import PERSON
from hengke.policies.recommendation import Suitability

SAVINGS = ("term_deposit", "structured_deposit", "certificate")
DEBTS = ("loan",)
UNTOLD = ""


def above_the_lowest(positions: ir.Table) -> ir.Table:
    """customer_id and favourable: a tier above the lowest. Positions are of one policy; whose tier
    is unknown is in none of the counts."""
    known = positions.filter(positions.effective_rank.notnull())
    return known.select("customer_id", favourable=known.effective_rank > 0)


def priced(holdings: ir.Table, families: Sequence[str], *, high_is_good: bool) -> ir.Table:
    """customer_id and favourable: on average at or better than the mean rate of the same product
    and currency, begun in the same quarter; one row per customer with such an account."""
    rated = holdings.filter(
        holdings.family.isin(families), holdings.rate_e8.notnull(), holdings.opened_on.notnull()
    )
    rated = rated.mutate(year=rated.opened_on.year(), quarter=rated.opened_on.quarter())
    peers = ("product_id", "currency", "year", "quarter")
    means = rated.group_by(*peers).agg(total=whole_sum(_.rate_e8), number=_.count().cast("int64"))
    rows = rated.inner_join(means, peers)
    beyond = rows.rate_e8 * rows.number - rows.total
    sums = rows.mutate(beyond=beyond).group_by("customer_id").agg(beyond=whole_sum(_.beyond))
    good = sums.beyond >= 0 if high_is_good else sums.beyond <= 0
    return sums.select("customer_id", favourable=good)


def offered(recommended: ir.Table, standing: ir.Table, rules: Suitability) -> ir.Table:
    """customer_id and favourable: an investment that needs an assessment is recommended; of who has
    a valid one and a status that allows offers. `recommended`: RECOMMENDATIONS; `standing`:
    SUITABILITY."""
    barred = standing.status.isin(sorted(rules.barred_statuses)).fill_null(False)
    asked = standing.filter(standing.state == VALID, ~barred)
    investments = recommended.filter(
        recommended.family.notin(sorted(rules.not_rated)),
        recommended.risk > rules.without_assessment,
    )
    found = investments.select(offered_id="customer_id").distinct()
    rows = asked.left_join(found, asked.customer_id == found.offered_id)
    return rows.select("customer_id", favourable=rows.offered_id.notnull())


def counts(
    decided: ir.Table, records: ir.Table, *, as_of: date, ages: Sequence[int], assets: Sequence[int]
) -> ir.Table:
    """trait, slice, band (of assets; -1 unknown), customers and favourable (their number), of
    persons; one row per group. Traits leave this function as groups only."""
    people = records.filter(records.kind == PERSON)
    rows = people.inner_join(decided, "customer_id")
    old = _years(rows.birth_date, as_of)
    told = {
        GENDER: rows.gender,
        AGE: _step(old, ages).cast("string"),
        REGION: rows.region,
    }
    rows = rows.mutate(band=_step(rows.aum_minor, assets).coalesce(-1))
    parts = [
        rows.select(
            "band", "favourable", trait=ibis.literal(name), slice=column.coalesce(UNTOLD)
        ).group_by("trait", "slice", "band").agg(
            customers=_.count().cast("int64"), good=whole_sum(_.favourable.cast("int64"))
        )
        for name, column in told.items()
    ]  # fmt: skip
    return reduce(lambda one, other: one.union(other), parts)


def _years(born: ir.DateValue, on: date) -> ir.IntegerValue:
    """Whole years on a day."""
    before = (born.month() > on.month) | ((born.month() == on.month) & (born.day() > on.day))
    years = (ibis.literal(on.year) - born.year()).cast("int64") - before.cast("int64")
    return ibis.ifelse(born <= day(on), years, ibis.null("int64"))


def _step(value: ir.IntegerValue, firsts: Sequence[int]) -> ir.IntegerValue:
    """The first value of the band; null where the value is, or lies below all."""
    cases = [(value >= first, ibis.literal(first, "int64")) for first in reversed(firsts)]
    return ibis.cases(*cases, else_=ibis.null("int64"))
