"""Who showed a need, and when: accounts opened, balances grown, bookings made.

A need is shown in the days up to an end, the horizon of the policy long: of a look at the past the
days after it, which decide, and those before it, which were known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.holders import parts, split
from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.features.points import days, known_on, touching
from hengke.engine.features.silver import Keep, lazily
from hengke.engine.portable import day, plus_days, whole_sum
from hengke.engine.schemas import ASSET_FAMILIES
from hengke.policies.needs.outlook_scheme import OutlookPolicy, Sign

DEMAND = "demand_deposit"


def signs(policy: OutlookPolicy) -> tuple[Sign, ...]:
    """The needs that something shows, in the order of the policy: columns are numbered by it."""
    return tuple(one for one in policy.signs.values() if one.seen)


def balances(book: Book, dates: Sequence[date], policy: OutlookPolicy) -> ir.Table:
    """customer_id, on, assets_minor, demand_minor, items, held_N: what was held at the end of each
    day; one row per date and customer known by it. Unknown where a balance in it is."""
    on = days(dates)
    near = touching(min(dates), max(dates))
    known = book.stretches.filter(*near)
    found = known.join(on, [known.from_on <= on.on, known.until_on > on.on])
    missing = book.gaps.join(on, [book.gaps.from_on <= on.on, book.gaps.until_on > on.on])
    products = book.silver.accounts.select("account_id", "product_id")
    gone = missing.select("account_id", "on", "family").distinct()
    gone = gone.inner_join(products, "account_id")
    whole = ibis.union(
        found.select("account_id", "on", "family", "product_id", "minor"),
        gone.select("account_id", "on", "family", "product_id", minor=ibis.null("int64")),
    )
    shared = split(whole, parts(book.shares, joint="share"))
    unclear = shared.family == UNKNOWN_FAMILY
    inside = {
        "assets_minor": shared.family.isin(ASSET_FAMILIES) | unclear,
        "demand_minor": (shared.family == DEMAND) | unclear,
        **{f"held_{at}": _of(shared, one) for at, one in enumerate(signs(policy))},
    }
    sums = shared.group_by("customer_id", "on").agg(
        items=shared.account_id.nunique(where=inside["assets_minor"]).cast("int64"),
        **{name: _sum(shared, where, name) for name, where in inside.items()},
        **{f"lost_{name}": _lost(shared, where) for name, where in inside.items()},
    )
    joined = known_on(book, dates).left_join(sums, ["customer_id", "on"])
    unknown, nothing = ibis.null("int64"), ibis.literal(0, type="int64")
    return joined.select(
        "customer_id", "on", items=joined["items"].coalesce(nothing),
        **{
            name: ibis.ifelse(
                (joined[f"lost_{name}"] == 1).fill_null(False), unknown,
                joined[name].coalesce(nothing),
            )
            for name in inside
        },
    )  # fmt: skip


def shown(
    book: Book, held: ir.Table, ends: Sequence[date], policy: OutlookPolicy, *, growth: bool,
    keep: Keep = lazily,
) -> ir.Table:  # fmt: skip
    """customer_id, on, shown_N (1, 0; null unknown): was the need shown in the horizon up to the
    end? One row per end and customer known by it.

    `held`: `balances` of the ends and of the days a horizon before them. Without `growth` (the bank
    delivers no daily balances) only accounts and bookings show needs. The first account that made
    somebody a customer shows a need as any other does.
    """
    wanted = signs(policy)
    happened = keep("need_events", _events(book, wanted, ends, policy.horizon_days))
    on = days(ends)
    back = plus_days(on.on, -policy.horizon_days)
    within = happened.join(on, [happened.happened_on <= on.on, happened.happened_on > back])
    flags = within.group_by("customer_id", "on").agg(
        **{f"event_{at}": within[f"event_{at}"].max() for at in range(len(wanted))}
    )
    rows = known_on(book, ends).select("customer_id", "on")
    rows = rows.left_join(flags, ["customer_id", "on"]).drop("customer_id_right", "on_right")
    if growth:
        rows = _with_growth(rows, held, wanted, policy.horizon_days)
    return rows.select(
        "customer_id",
        "on",
        **{f"shown_{at}": _shown(rows, at, one, growth) for at, one in enumerate(wanted)},
    )


def _shown(rows: ir.Table, at: int, sign: Sign, growth: bool) -> ir.IntegerValue:
    happened = (rows[f"event_{at}"] == 1).fill_null(False)
    if not growth or sign.grown_minor is None:
        return happened.cast("int64")
    grown = rows[f"now_{at}"] - rows[f"then_{at}"] >= sign.grown_minor
    return ibis.cases((happened, 1), (grown.isnull(), None), (grown, 1), else_=0).cast("int64")


def _with_growth(rows: ir.Table, held: ir.Table, wanted: Sequence[Sign], days_back: int) -> Any:
    """Who was not known a horizon before held nothing then."""
    grows = [at for at, one in enumerate(wanted) if one.grown_minor is not None]
    if not grows:
        return rows
    now = held.select("customer_id", "on", **{f"now_{at}": held[f"held_{at}"] for at in grows})
    then = held.select(
        "customer_id", on=plus_days(held.on, days_back), there=True,
        **{f"before_{at}": held[f"held_{at}"] for at in grows},
    )  # fmt: skip
    joined = rows
    for part in (now, then):
        joined = joined.left_join(part, ["customer_id", "on"]).drop("customer_id_right", "on_right")
    nothing = ibis.literal(0, type="int64")
    return joined.mutate(
        **{
            f"then_{at}": ibis.ifelse(joined.there.isnull(), nothing, joined[f"before_{at}"])
            for at in grows
        }
    )


def _events(book: Book, wanted: Sequence[Sign], ends: Sequence[date], horizon: int) -> ir.Table:
    """customer_id, happened_on, event_N: accounts opened and bookings made that show needs."""
    first, last = min(ends) - timedelta(days=horizon), max(ends)
    products = book.silver.products.select("product_id", "family")
    accounts = book.silver.accounts.left_join(products, "product_id").drop("product_id_right")
    opened = accounts.filter(accounts.opened_on > day(first), accounts.opened_on <= day(last))
    parts_ = [
        opened.select(
            "account_id", happened_on="opened_on",
            **{f"event_{at}": _flag(_of(opened, one)) for at, one in enumerate(wanted)},
        )
    ]  # fmt: skip
    kinds = sorted({kind for one in wanted for kind in one.bookings})
    if kinds:
        bookings = book.silver.transactions
        made = bookings.filter(
            bookings.booked_on > day(first), bookings.booked_on <= day(last),
            bookings.kind.isin(kinds),
        )  # fmt: skip
        parts_.append(
            made.select(
                "account_id", happened_on="booked_on",
                **{f"event_{at}": _flag(_booked(made, one)) for at, one in enumerate(wanted)},
            )
        )  # fmt: skip
    whole = ibis.union(*parts_) if len(parts_) > 1 else parts_[0]
    owners = book.shares.filter(book.shares.share_ppm > 0).select("account_id", "customer_id")
    return whole.inner_join(owners, "account_id").select(
        "customer_id", "happened_on", *(f"event_{at}" for at in range(len(wanted)))
    )


def delivered(book: Book, policy: OutlookPolicy) -> ir.Table:
    """need_class, told (1, 0): does the bank deliver anything that could show it, a product of its
    families or a booking of its kinds? One row per need that something shows."""
    products, bookings = book.silver.products, book.silver.transactions
    rows = []
    for one in signs(policy):
        parts_: list[Any] = []
        if one.by_accounts:
            parts_.append(products.filter(_of(products, one)).count().as_scalar() > 0)
        if one.bookings:
            kinds = bookings.filter(bookings.kind.isin(list(one.bookings)))
            parts_.append(kinds.count().as_scalar() > 0)
        told = reduce(or_, parts_).cast("int64")
        rows.append(told.name("told").as_table().mutate(need_class=ibis.literal(one.need)))
    return ibis.union(*rows) if len(rows) > 1 else rows[0]


def _of(rows: ir.Table, sign: Sign) -> ir.BooleanValue:
    """Of one of the families or products of the sign; of no known family it is none."""
    found = rows.family.isin(list(sign.families)) if sign.families else ibis.literal(False)
    if sign.products:
        found = found | rows.product_id.isin(list(sign.products))
    return found.fill_null(False)


def _booked(rows: ir.Table, sign: Sign) -> ir.BooleanValue:
    if not sign.bookings:
        return ibis.literal(False)
    return rows.kind.isin(list(sign.bookings)).fill_null(False)


def _flag(truth: ir.BooleanValue) -> ir.IntegerValue:
    return truth.cast("int64")


def _sum(rows: ir.Table, where: ir.BooleanValue, name: str) -> ir.IntegerScalar:
    """Of a need what is owed counts as well as what is owned."""
    amount = rows.minor.abs() if name.startswith("held_") else rows.minor
    return whole_sum(amount, where=where)


def _lost(rows: ir.Table, where: ir.BooleanValue) -> ir.IntegerScalar:
    return (where & rows.minor.isnull()).cast("int64").max()
