"""The figures of a customer out of the sums of the months, with the reason where there is none."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.behaviour import classes, reasons
from hengke.engine.behaviour.monthly import usual
from hengke.engine.behaviour.periods import Periods, of_year
from hengke.engine.behaviour.ratios import change, mean, ppm
from hengke.policies.behaviour import CHANNELS, BehaviourPolicy

Columns = dict[str, ir.Value]
NOTHING, NO_WORD = ibis.null("int64"), ibis.null("string")
NO_MEMBERS = "{}"


def of_bookings(
    rows: ir.Table, periods: Periods, policy: BehaviourPolicy, *, home: str
) -> ir.Table:
    """What bookings say; one row per customer of whom they say something.

    `rows` are the totals of the months beside `told.with_reason` and the mixes.
    """
    before = rows.mutate(
        earlier=rows.months - periods.recent_months,
        told_deposits=rows.counter + rows.self_service + rows.online,
    )
    compared = before.mutate(can_compare=before.earlier >= policy.usual_months)
    return compared.select(
        "customer_id", "by_month", "earned", "payments",
        **_deposits(compared, policy),
        **_channels(compared),
        **_flows(compared, periods, policy, home=home),
        **_purchases(compared),
        **_services(compared, periods),
        **_spending(compared, periods),
        **_recurring(compared, policy),
        habit_class=ibis.ifelse(compared.payments > 0, classes.habit(compared, policy), NO_WORD),
        usual_reason=_when(~compared.can_compare, reasons.HISTORY_TOO_SHORT),
    )  # fmt: skip


def _deposits(rows: ir.Table, policy: BehaviourPolicy) -> Columns:
    whole_year = rows.months >= policy.deposits.season_months
    some = rows.deposits > 0
    season = ibis.ifelse(whole_year, ppm(rows.peak * rows.months, rows.deposits_minor), NOTHING)
    return {
        "deposit_count": rows.deposits,
        "deposit_total_minor": rows.deposits_minor,
        "deposit_largest_minor": ibis.ifelse(some, rows.largest, NOTHING),
        "deposit_mean_minor": mean(rows.deposits_minor, rows.deposits),
        "deposit_season_ppm": season,
        "deposit_peak_month": ibis.ifelse(some & whole_year, of_year(rows.peak_month), NOTHING),
        "season_reason": ibis.cases(
            (~some, reasons.NO_DEPOSITS), (~whole_year, reasons.HISTORY_TOO_SHORT), else_=NO_WORD
        ),
    }


def _channels(rows: ir.Table) -> Columns:
    shares = {f"channel_{way}_ppm": ppm(rows[way], rows.told_deposits) for way in CHANNELS}
    return {
        **shares,
        "channel_untold": rows.deposits - rows.told_deposits,
        "channel_dominant": classes.dominant({way: rows[way] for way in CHANNELS}),
        "channel_dominant_recent": classes.dominant({w: rows[f"recent_{w}"] for w in CHANNELS}),
        "channel_reason": ibis.cases(
            (rows.deposits == 0, reasons.NO_DEPOSITS),
            (rows.told_deposits == 0, reasons.NO_CHANNEL),
            else_=NO_WORD,
        ),
    }


def _flows(rows: ir.Table, periods: Periods, policy: BehaviourPolicy, *, home: str) -> Columns:
    into, out = rows.recent_in_minor, rows.recent_out_minor
    least = policy.flow.least_minor if policy.currency == home else 0
    bounds: dict[str, Any] = {"even": policy.flow.even, "least_minor": least}
    told = rows.counterparty.notnull()
    into_before, out_before = rows.in_minor - into, rows.out_minor - out
    comparable = told & rows.can_compare
    before = usual(into_before - out_before, rows.earlier, periods)
    direction = classes.direction(into_before, out_before, **bounds)
    return {
        "flow_in_recent_minor": ibis.ifelse(told, into, NOTHING),
        "flow_out_recent_minor": ibis.ifelse(told, out, NOTHING),
        "flow_net_recent_minor": ibis.ifelse(told, into - out, NOTHING),
        "flow_net_usual_minor": ibis.ifelse(comparable, before, NOTHING),
        "flow_direction": ibis.ifelse(told, classes.direction(into, out, **bounds), NO_WORD),
        "flow_direction_usual": ibis.ifelse(comparable, direction, NO_WORD),
        "flow_parties": ibis.ifelse(told, rows.flow_parties.coalesce(NO_MEMBERS), NO_WORD),
        "flow_reason": _when(~told, reasons.NO_PARTY),
    }


def _purchases(rows: ir.Table) -> Columns:
    return {
        "product_preferred": rows.product_preferred,
        "product_preferred_usual": rows.product_preferred_usual,
        "products_bought": rows.products_bought.coalesce(NO_MEMBERS),
    }


def _services(rows: ir.Table, periods: Periods) -> Columns:
    told, recent = rows.beginner.notnull(), rows.recent_services
    before = usual(rows.services - recent, rows.earlier, periods)
    compared = ibis.ifelse(told & rows.can_compare, before, NOTHING)
    return {
        "services_recent": ibis.ifelse(told, recent, NOTHING),
        "services_usual": compared,
        "services_change_ppm": change(recent, compared),
        "services_reason": _when(~told, reasons.NO_BEGINNER),
    }


def _spending(rows: ir.Table, periods: Periods) -> Columns:
    recent = rows.recent_spending_minor
    before = usual(rows.spending_minor - recent, rows.earlier, periods)
    compared = ibis.ifelse(rows.can_compare, before, NOTHING)
    return {
        "spending_total_minor": rows.spending_minor,
        "spending_monthly_minor": mean(rows.spending_minor, rows.months),
        "spending_count": rows.payments,
        "spending_ticket_minor": mean(rows.spent, rows.payments),
        "spending_change_ppm": ibis.ifelse(compared > 0, change(recent, compared), NOTHING),
        "spending_top": rows.spending_top,
        "spending_categories": rows.spending_categories.coalesce(NO_MEMBERS),
        "spending_reason": _when(rows.payments == 0, reasons.NO_SPENDING),
    }


def _recurring(rows: ir.Table, policy: BehaviourPolicy) -> Columns:
    told = rows.months >= policy.recurring.least_months
    return {
        "recurring_payments": ibis.ifelse(told, rows.recurring_payments.coalesce(0), NOTHING),
        "recurring_monthly_minor": ibis.ifelse(
            told, rows.recurring_monthly_minor.coalesce(0), NOTHING
        ),
        "recurring_kinds": ibis.ifelse(told, rows.recurring_kinds.coalesce(NO_MEMBERS), NO_WORD),
        "recurring_reason": _when(~told, reasons.HISTORY_TOO_SHORT),
    }


def _when(condition: ir.BooleanValue, word: str) -> ir.StringValue:
    return ibis.ifelse(condition, word, NO_WORD)
