"""A customer's behaviour in one row, composed of its parts."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.behaviour import classes, facts, figures, held, mixes, monthly, reasons, told
from hengke.engine.behaviour.columns import BEHAVIOUR
from hengke.engine.behaviour.periods import Periods, periods
from hengke.engine.behaviour.ratios import mean
from hengke.engine.behaviour.recurring import recurring
from hengke.engine.features.book import Book
from hengke.engine.features.silver import Keep, lazily
from hengke.engine.portable import day
from hengke.engine.stamp import STAMP
from hengke.policies.behaviour import BehaviourPolicy

COLUMNS = tuple(name for name in BEHAVIOUR if name not in STAMP)


def behaviour(
    book: Book,
    *,
    holdings: ir.Table,
    records: ir.Table,
    policy: BehaviourPolicy,
    as_of: date,
    keep: Keep = lazily,
) -> ir.Table:
    """BEHAVIOUR without the stamp; one row per customer of the book.

    `holdings` and `records` as results.HOLDINGS and results.CUSTOMER_RECORDS. Bookings are read in
    one pass; `keep` computes the small tables that several parts read.
    """
    span = periods(as_of, policy)
    since = keep("behaviour_since", told.since(book, span))
    counted = keep("behaviour_facts", told.counted(facts.facts(book, span), since, policy))
    everybody = keep(
        "behaviour_told",
        told.with_reason(
            since, counted, facts.unread(book, span), facts.unvalued(counted), last=span.last
        ),
    )
    booked = _booked(book, everybody, counted, span, policy, keep=keep)
    rows = _beside(
        everybody.select("customer_id", "months", "unknown_reason"),
        booked,
        held.held(holdings, as_of=as_of, rule=policy.deposits),
        held.rolled_over(book, span, policy.deposits),
        records.select("customer_id", recorded="income_level"),
    )
    return _profile(rows, span, policy, home=book.home)


def _booked(
    book: Book,
    everybody: ir.Table,
    counted: ir.Table,
    span: Periods,
    policy: BehaviourPolicy,
    *,
    keep: Keep,
) -> ir.Table:
    known = everybody.filter(_.unknown_reason.isnull()).drop("unknown_reason")
    months = monthly.by_month(known, counted, facts.logins(book, span), span)
    sums = keep("behaviour_sums", monthly.totals(months, span))
    rows = _beside(
        sums,
        known,
        mixes.parties(counted, span),
        mixes.categories(counted, span, policy),
        mixes.purchases(counted, span),
        recurring(counted, span, policy.recurring),
    )
    return keep("behaviour_booked", figures.of_bookings(rows, span, policy, home=book.home))


def _beside(rows: ir.Table, *others: ir.Table) -> ir.Table:
    """Each of the others beside the rows of its customer."""
    for other in others:
        rows = rows.left_join(other, "customer_id").drop("customer_id_right")
    return rows


def _profile(rows: ir.Table, span: Periods, policy: BehaviourPolicy, *, home: str) -> ir.Table:
    matured = rows.deposits_matured.coalesce(0)
    same = policy.currency == home
    ticket_asked = any(habit.least_ticket_minor is not None for habit in policy.habits)
    added = {
        "currency": ibis.literal(home),
        "recent_months": ibis.least(rows.months, span.recent_months),
        "first_on": day(span.first_on),
        "until_on": day(span.until),
        "held_reason": ibis.ifelse(
            rows.deposit_term_ppm.isnull(), rows.held_reason.coalesce(reasons.NO_HOLDINGS),
            ibis.null("string"),
        ),
        "deposits_matured": matured,
        "rollover_reason": ibis.ifelse(
            matured == 0, reasons.NOTHING_MATURED, ibis.null("string")
        ),
        **_income(rows, policy, same=same),
        **_habit(rows, hidden=ticket_asked and not same),
        "policy_version": ibis.literal(policy.version),
    }  # fmt: skip
    return rows.mutate(**added).select(*COLUMNS)


def _income(rows: ir.Table, policy: BehaviourPolicy, *, same: bool) -> dict[str, ir.Value]:
    """What was booked, else what the bank's record says."""
    monthly_minor = ibis.ifelse(
        rows.earned.notnull(), mean(rows.earned, rows.months), ibis.null("int64")
    )
    level = classes.income_level(monthly_minor, policy.income) if same else ibis.null("string")
    unsaid = rows.unknown_reason.coalesce(reasons.NO_INCOME if same else reasons.OTHER_CURRENCY)
    found = level.coalesce(rows.recorded)
    return {
        "income_monthly_minor": monthly_minor,
        "income_level": found,
        "income_source": ibis.cases(
            (level.notnull(), classes.BOOKED), (rows.recorded.notnull(), classes.RECORD),
            else_=ibis.null("string"),
        ),
        "income_reason": ibis.ifelse(found.isnull(), unsaid, ibis.null("string")),
    }  # fmt: skip


def _habit(rows: ir.Table, *, hidden: bool) -> dict[str, ir.Value]:
    word = ibis.null("string") if hidden else rows.habit_class
    unsaid = reasons.OTHER_CURRENCY if hidden else reasons.NO_SPENDING
    return {
        "habit_class": word,
        "habit_reason": ibis.ifelse(
            word.isnull(), rows.unknown_reason.coalesce(unsaid), ibis.null("string")
        ),
    }
