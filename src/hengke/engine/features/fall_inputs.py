"""What is known at a cut-off about who may fall a tier at the next assessment.

The columns are those of `learning.fall_features.INPUTS`; what the bank does not deliver is null.
All cut-offs are computed at once: each is known by the date of the assessment before it and, where
a period is looked at from several of its days, by its place among them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.activity import activity
from hengke.engine.features.begins import LOGIN
from hengke.engine.features.book import Book
from hengke.engine.features.bookings import reach_back, within
from hengke.engine.features.figures import maturing
from hengke.engine.features.outflows import outflows
from hengke.engine.features.points import assets_on, days, known_on, touching
from hengke.engine.features.silver import Keep, lazily
from hengke.engine.portable import bank_day, days_between, raised_quotient, whole_sum
from hengke.engine.schemas import ASSET_FAMILIES
from hengke.engine.tiering.ladder import floor_of, looked_up
from hengke.engine.tiering.measure import running_at
from hengke.policies.tiering import TierPolicy

RECENT, RECENT_AND_EARLIER = 30, 90  # days of log-ins, and with those before to compare with


@dataclass(frozen=True)
class Moment:
    """A cut-off, the assessments before and after it, and the days whose balances it knows.

    With daily balances `seen_on` is the cut-off itself, with month-end balances the last snapshot
    up to it. The days one and three periods before are None where the history does not reach.
    `place` tells the cut-offs of one period apart.
    """

    assessed_on: date
    cut_off: date
    assessment_on: date
    seen_on: date
    before_on: date | None
    long_ago_on: date | None
    place: int = 0


def fall_inputs(
    book: Book,
    *,
    policy: TierPolicy,
    moments: Sequence[Moment],
    last: ir.Table,
    keep: Keep = lazily,
    apart: Keep = lazily,
) -> ir.Table:
    """customer_id, assessed_on and every input as float64; one row per row of `last` that counts.

    `last` are the ASSESSMENTS of the moments' `assessed_on`, with the `place` at which a row is
    looked at where there are several; whoever is above the lowest effective tier counts. Assets are
    those that the policy's measure counts, unweighted: a file of another kind of asset must not
    look like a gain.
    """
    families = tuple(policy.measure.coefficients) or ASSET_FAMILIES
    rows = keep("fall_rows", _above_lowest(last, policy, moments))
    seen = sorted({one.seen_on for one in moments})
    cut_offs = sorted({one.cut_off for one in moments})
    ahead = {one.seen_on: one.assessment_on for one in moments}
    assets = keep("fall_assets", _assets(book, families, moments))
    items = keep("fall_items", _items(book, families, moments))
    parts = [
        (_measure(book, policy, seen), "seen_on"),
        (demand_on(book, seen, families=families), "seen_on"),
        (maturing(book, ahead, families=families).drop("maturing_on"), "seen_on"),
        (outflows(book, cut_offs).rename(outflow_minor="minor"), "cut_off"),
        (activity(book, cut_offs), "cut_off"),
        (logins_on(book, cut_offs), "cut_off"),
    ]
    kept = [
        *((assets.rename({name: "minor"}), on) for name, on in ASSETS.items()),
        *((items.rename({name: "number"}), on) for name, on in ITEMS.items()),
        *((apart("fall_part", part), on) for part, on in parts),
    ]
    wide = reduce(lambda left, part: _beside(left, *part), kept, rows)
    wide = _with_tenure(book, _needed(wide, policy))
    keys = ("customer_id", "assessed_on")
    numbers = [name for name in wide.columns if name not in (*keys, *DAYS)]
    return wide.select(*keys, **{name: wide[name].cast("float64") for name in numbers})


DAYS = ("cut_off", "seen_on", "before_on", "long_ago_on")
ASSETS = {
    "assets_minor": "seen_on", "assets_before_minor": "before_on",
    "assets_long_ago_minor": "long_ago_on",
}  # fmt: skip
ITEMS = {"items": "seen_on", "items_before": "before_on"}
"""Input -> the day of a moment of which it speaks."""


def _beside(left: ir.Table, right: ir.Table, on: str) -> ir.Table:
    """Add what `right` says of the customer on the day that `left` names in the column `on`."""
    joined = left.left_join(right, [left.customer_id == right.customer_id, left[on] == right.on])
    return joined.drop("customer_id_right", "on")


def _above_lowest(last: ir.Table, policy: TierPolicy, moments: Sequence[Moment]) -> ir.Table:
    rows = last.filter(last.effective_rank > policy.lowest.rank)
    dates = {name: _day_of(rows, name, moments) for name in DAYS}
    ahead = _day_of(rows, "assessment_on", moments)
    return rows.select(
        "customer_id", "assessed_on", "effective_rank", "fails_used",
        keep_floor_minor=floor_of(rows.effective_rank, policy),
        next_floor_minor=floor_of(rows.effective_rank + 1, policy),
        assessed_below=(rows.assessed_rank < rows.effective_rank).cast("int64"),
        days_left=days_between(ahead, dates["cut_off"]),
        **dates,
    )  # fmt: skip


def _day_of(rows: ir.Table, name: str, moments: Sequence[Moment]) -> ir.DateValue:
    """The day of this name of the moment at which a row is looked at."""
    places = sorted({one.place for one in moments})
    found = [
        looked_up(
            rows.assessed_on,
            {one.assessed_on: getattr(one, name) for one in moments if one.place == place},
            type="date",
        )
        for place in places
    ]
    if len(places) == 1:
        return found[0]
    at = [(rows.place == place, day) for place, day in zip(places, found, strict=True)]
    return ibis.cases(*at, else_=ibis.null("date"))


def _measure(book: Book, policy: TierPolicy, seen: Sequence[date]) -> ir.Table:
    """The measure so far; with month-end balances, what the last snapshot said."""
    so_far = running_at(book, policy=policy, days=seen)
    return so_far.select(
        "customer_id", "on", "sum_so_far", "days_total", value_minor="average_so_far_minor",
        left=so_far.days_total - so_far.days_so_far,
    )  # fmt: skip


def _needed(wide: ir.Table, policy: TierPolicy) -> ir.Table:
    """The average needed over the days that are left; null when none are."""
    scale = policy.measure.scale
    short = wide.keep_floor_minor * scale * wide.days_total - wide.sum_so_far
    needed = raised_quotient(short, ibis.greatest(wide.left, 1) * scale)
    return wide.mutate(
        needed_for_rest_minor=ibis.ifelse(wide.left > 0, needed, ibis.null("int64"))
    ).drop("sum_so_far", "days_total", "left")


def _assets(book: Book, families: Collection[str], moments: Sequence[Moment]) -> ir.Table:
    """customer_id, on, minor on all days of ASSETS."""
    known = [getattr(one, name) for one in moments for name in ASSETS.values()]
    return assets_on(book, sorted({on for on in known if on is not None}), families=families)


def _items(book: Book, families: Collection[str], moments: Sequence[Moment]) -> ir.Table:
    """customer_id, on, number on all days of ITEMS."""
    known = [getattr(one, name) for one in moments for name in ITEMS.values()]
    return items_on(book, sorted({on for on in known if on is not None}), families=families)


def items_on(book: Book, dates: Sequence[date], *, families: Collection[str]) -> ir.Table:
    """customer_id, on, number: products held, as the bank counts them, else accounts that are not
    empty; one row per date (rising) and customer known by it."""
    on = days(dates)
    rows = book.stretches.filter(_.family.isin(families), *touching(dates[0], dates[-1]))
    found = rows.join(on, [rows.from_on <= on.on, rows.until_on > on.on])
    owned = found.inner_join(book.shares.select("account_id", "customer_id"), "account_id")
    numbers = owned.group_by("customer_id", "on").agg(number=whole_sum(owned["items"].coalesce(1)))
    joined = known_on(book, dates).left_join(numbers, ["customer_id", "on"])
    return joined.select("customer_id", "on", number=joined.number.coalesce(0))


def demand_on(book: Book, seen: Sequence[date], *, families: Collection[str]) -> ir.Table:
    """customer_id, on, demand_minor: what can be moved at any time."""
    demand = [family for family in families if family == "demand_deposit"]
    return assets_on(book, seen, families=demand).rename(demand_minor="minor")


def logins_on(book: Book, cut_offs: Sequence[date]) -> ir.Table:
    """Log-ins of the last days and of those before; null where the log-ins delivered begin within
    them, or where there are none at all."""
    events = book.silver.digital_events.filter(_.kind == LOGIN)
    begins = book.begins.select(begins="login")
    dated = events.select("customer_id", booked_on=bank_day(events.occurred_at))
    seen = within(dated, cut_offs, days=RECENT_AND_EARLIER)
    is_recent = days_between(seen.on, seen.booked_on) < RECENT
    sums = seen.group_by("customer_id", "on").agg(
        recent=whole_sum(is_recent.cast("int64")), earlier=whole_sum((~is_recent).cast("int64"))
    )
    joined = known_on(book, cut_offs).cross_join(begins).left_join(sums, ["customer_id", "on"])
    unknown = ibis.null("int64")
    lately = reach_back(joined, joined.begins, days=RECENT)
    before = reach_back(joined, joined.begins, days=RECENT_AND_EARLIER)
    return joined.select(
        "customer_id", "on",
        logins=ibis.ifelse(lately, joined.recent.coalesce(0), unknown),
        logins_before=ibis.ifelse(before, joined.earlier.coalesce(0), unknown),
    )  # fmt: skip


def _with_tenure(book: Book, wide: ir.Table) -> ir.Table:
    opened = book.customers.select("customer_id", "opened_on")
    joined = wide.left_join(opened, "customer_id").drop("customer_id_right")
    return joined.mutate(tenure_days=days_between(joined.cut_off, joined.opened_on)).drop(
        "opened_on"
    )
