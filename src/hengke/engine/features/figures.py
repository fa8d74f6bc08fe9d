"""Figures beside the tier: assets now and a month ago, what matures, what left, the trend."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.holders import parts, split
from hengke.engine.features.json_text import json_list
from hengke.engine.features.outflows import outflows
from hengke.engine.features.points import assets_on, held, known_on
from hengke.engine.portable import day, whole_sum
from hengke.engine.schemas import ASSET_FAMILIES
from hengke.engine.tiering.ladder import looked_up

WEEKS = 13
MONTH = timedelta(days=30)


def weeks_to(as_of: date) -> list[date]:
    """The days of the weekly trend, oldest first: the last Sundays, and `as_of` itself.

    The ends of weeks that are over stay what they are from one night to the next.
    """
    sunday = as_of - timedelta(days=as_of.isoweekday())
    return [sunday - timedelta(weeks=back) for back in reversed(range(WEEKS - 1))] + [as_of]


def figure_dates(as_of: date) -> list[date]:
    """Every day whose assets the figures speak of."""
    return sorted({*weeks_to(as_of), as_of - MONTH})


def figures(
    book: Book, *, as_of: date, next_assessment_on: date, assets: ir.Table | None = None
) -> ir.Table:
    """One row per customer known by `as_of`; unknown is null.

    aum_minor, aum_30d_ago_minor, maturing_minor and maturing_on (first maturity up to the next
    assessment), outflow_30d_minor, trend (JSON list of 13 weekly assets, oldest first). `assets`:
    `points.assets_on` of at least `figure_dates`, where it was computed already.
    """
    weeks = weeks_to(as_of)
    points = assets_on(book, figure_dates(as_of)) if assets is None else assets
    wide = points.group_by("customer_id").agg(
        aum_minor=_at(points, as_of),
        aum_30d_ago_minor=_at(points, as_of - MONTH),
        **{f"week_{number}": _at(points, week) for number, week in enumerate(weeks)},
    )
    sent = outflows(book, [as_of]).select("customer_id", outflow_30d_minor="minor")
    ahead = maturing(book, {as_of: next_assessment_on}).drop("on")
    joined = wide.left_join(sent, "customer_id").drop("customer_id_right")
    joined = joined.left_join(ahead, "customer_id")
    return joined.select(
        "customer_id", "aum_minor", "aum_30d_ago_minor", "maturing_minor", "maturing_on",
        "outflow_30d_minor", trend=json_list([joined[f"week_{number}"] for number in range(WEEKS)]),
    )  # fmt: skip


def maturing(
    book: Book, until: Mapping[date, date], *, families: Collection[str] = ASSET_FAMILIES
) -> ir.Table:
    """customer_id, on, maturing_minor, maturing_on: what comes due after `on`, up to `until[on]`.

    One row per date and customer known by it; all null when the bank delivers no maturities.
    """
    accounts = book.silver.accounts
    term = accounts.filter(accounts.matures_on.notnull()).select("account_id", "matures_on")
    balances = held(book, list(until), families=families).inner_join(term, "account_id")
    due = balances.filter(
        balances.matures_on > balances.on,
        balances.matures_on <= looked_up(balances.on, until, type="date"),
    )
    shared = split(due.select("account_id", "on", "minor"), parts(book.shares, joint="share"))
    rows = shared.inner_join(term, "account_id")
    sums = rows.group_by("customer_id", "on").agg(
        total=whole_sum(rows.minor), unknown=rows.minor.isnull().cast("int64").max(),
        maturing_on=rows.matures_on.min(),
    )  # fmt: skip
    told = accounts.agg(told=accounts.matures_on.count())
    joined = known_on(book, list(until)).cross_join(told).left_join(sums, ["customer_id", "on"])
    amount = ibis.cases(
        ((joined.told == 0) | (joined.unknown == 1).coalesce(False), ibis.null("int64")),
        else_=joined.total.coalesce(0),
    )
    return joined.select("customer_id", "on", "maturing_on", maturing_minor=amount)


def _at(points: ir.Table, on: date) -> ir.IntegerScalar:
    return points.minor.max(where=points.on == day(on))
