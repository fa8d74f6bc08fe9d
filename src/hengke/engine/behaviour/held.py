"""Deposits as they are held: bound or not, for how long, and whether they go on at maturity."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.behaviour.periods import Periods
from hengke.engine.behaviour.ratios import ppm
from hengke.engine.behaviour.reasons import NO_HOLDINGS
from hengke.engine.features.book import Book
from hengke.engine.features.reasons import NO_BALANCES
from hengke.engine.portable import day, days_between, plus_days
from hengke.policies.behaviour import Deposits

DISPONENT = "disponent"


def held(holdings: ir.Table, *, as_of: date, rule: Deposits) -> ir.Table:
    """customer_id, deposit_term_ppm, deposit_term_days, held_reason; one row per holder of a
    deposit. `holdings` as results.HOLDINGS; an overdrawn account holds nothing."""
    rows = holdings.filter(_.family.isin(rule.families), _.role != DISPONENT)
    known = (rows.home_minor.notnull() & (rows.balance_date == day(as_of))).fill_null(False)
    amount = ibis.greatest(rows.home_minor, 0).cast("float64")
    term = rows.family.isin(rule.term_families)
    days = days_between(rows.matures_on, rows.opened_on)
    sums = rows.mutate(known=known, amount=amount, term=term, days=days)
    bound = sums.term & sums.days.notnull()
    found = sums.group_by("customer_id").agg(
        whole=sums.amount.sum(),
        bound=sums.amount.sum(where=sums.term).coalesce(0),
        dated=sums.amount.sum(where=bound),
        weighted=(sums.amount * sums.days).sum(where=bound),
        unknown=(~sums.known).any(),
    )
    told = ~found.unknown & (found.whole > 0)
    nothing = ibis.null("int64")
    return found.select(
        "customer_id",
        deposit_term_ppm=ibis.ifelse(told, ppm(found.bound, found.whole), nothing),
        deposit_term_days=ibis.ifelse(
            told & (found.dated > 0), (found.weighted / found.dated).round().cast("int64"), nothing
        ),
        held_reason=ibis.cases(
            (found.unknown, NO_BALANCES), (found.whole <= 0, NO_HOLDINGS),
            else_=ibis.null("string"),
        ),
    )  # fmt: skip


def rolled_over(book: Book, periods: Periods, rule: Deposits) -> ir.Table:
    """customer_id, deposits_matured, rollover_ppm: term deposits that reached maturity in the
    months, so long ago that another could have followed, and the part of which the owner opened
    another soon. Joint ones count for every owner."""
    families = book.silver.products.filter(_.family.isin(rule.term_families)).select("product_id")
    accounts = book.silver.accounts.semi_join(families, "product_id")
    owned = book.shares.select("account_id", "customer_id").inner_join(
        accounts.select("account_id", "opened_on", "matures_on", "closed_on"), "account_id"
    )
    reached = owned.closed_on.isnull() | (owned.closed_on >= owned.matures_on)
    settled = day(book.until - timedelta(days=rule.rollover_days))
    ended = owned.filter(periods.covers(owned.matures_on), owned.matures_on <= settled, reached)
    begun = owned.select("customer_id", began_on="opened_on").distinct()
    again = ended.join(
        begun,
        [
            ended.customer_id == begun.customer_id,
            begun.began_on >= ended.matures_on,
            begun.began_on <= plus_days(ended.matures_on, rule.rollover_days),
        ],
        how="semi",
    )
    counts = ended.group_by("customer_id").agg(deposits_matured=_.count())
    renewed = again.group_by("customer_id").agg(renewed=_.count())
    joined = counts.left_join(renewed, "customer_id").drop("customer_id_right")
    return joined.select(
        "customer_id", "deposits_matured",
        rollover_ppm=ppm(joined.renewed.coalesce(0), joined.deposits_matured),
    )  # fmt: skip
