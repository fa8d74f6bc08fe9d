"""What is known at a cut-off about who may fall a tier at the next assessment.

The columns are those of `learning.fall_features.INPUTS`; what the bank does not deliver is null.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.activity import activity
from hengke.engine.features.book import Book
from hengke.engine.features.figures import maturing
from hengke.engine.features.outflows import outflows
from hengke.engine.features.points import assets_on
from hengke.engine.portable import day, days_between, raised_quotient, whole_sum
from hengke.engine.schemas import ASSET_FAMILIES
from hengke.engine.tiering.ladder import floor_of
from hengke.engine.tiering.measure import running
from hengke.policies.tiering import TierPolicy

LOGIN = "login"
RECENT, EARLIER = 30, 60  # days of log-ins, and those before them to compare with


@dataclass(frozen=True)
class Moment:
    """A cut-off, the assessment it looks ahead to, and the days whose balances were known then.

    With daily balances `seen_on` is the cut-off itself, with month-end balances the last snapshot
    up to it. The days one and three periods before are None where the history does not reach.
    """

    cut_off: date
    assessment_on: date
    seen_on: date
    before_on: date | None
    long_ago_on: date | None


def fall_inputs(book: Book, *, policy: TierPolicy, moment: Moment, last: ir.Table) -> ir.Table:
    """One row per customer above the lowest effective tier, every input as float64.

    `last` are the ASSESSMENTS of the last date up to the cut-off. Assets are those that the
    policy's measure counts, unweighted: a file of another kind of asset must not look like a gain.
    """
    families = tuple(policy.measure.coefficients) or ASSET_FAMILIES
    parts = [
        _measure(book, policy, moment),
        _assets(book, families, moment),
        _items(book, families, moment),
        _demand(book, families, moment),
        maturing(book, as_of=moment.seen_on, until=moment.assessment_on, families=families).drop(
            "maturing_on"
        ),
        outflows(book, as_of=moment.cut_off).rename(outflow_minor="minor"),
        activity(book, as_of=moment.cut_off),
        _logins(book, moment),
        _tenure(book, moment),
    ]
    wide = _needed(reduce(_beside, parts, _above_lowest(last, policy)), policy)
    numbers = [name for name in wide.columns if name != "customer_id"]
    return wide.select("customer_id", **{name: wide[name].cast("float64") for name in numbers})


def _beside(left: ir.Table, right: ir.Table) -> ir.Table:
    return left.left_join(right, "customer_id").drop("customer_id_right")


def _above_lowest(last: ir.Table, policy: TierPolicy) -> ir.Table:
    rows = last.filter(last.effective_rank > policy.lowest.rank)
    return rows.select(
        "customer_id", "effective_rank", "fails_used",
        keep_floor_minor=floor_of(rows.effective_rank, policy),
        next_floor_minor=floor_of(rows.effective_rank + 1, policy),
        assessed_below=(rows.assessed_rank < rows.effective_rank).cast("int64"),
    )  # fmt: skip


def _measure(book: Book, policy: TierPolicy, moment: Moment) -> ir.Table:
    """The measure so far; with month-end balances, what the last snapshot said."""
    so_far = running(book, policy=policy, as_of=moment.seen_on)
    return so_far.select(
        "customer_id", "sum_so_far", value_minor="average_so_far_minor", days_total="days_total",
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


def _assets(book: Book, families: Collection[str], moment: Moment) -> ir.Table:
    days = {
        "assets_minor": moment.seen_on,
        "assets_before_minor": moment.before_on,
        "assets_long_ago_minor": moment.long_ago_on,
    }
    known = sorted({on for on in days.values() if on is not None})
    points = assets_on(book, known, families=families)
    return points.group_by("customer_id").agg(
        **{
            name: ibis.null("int64") if on is None else points.minor.max(where=points.on == day(on))
            for name, on in days.items()
        }
    )


def _items(book: Book, families: Collection[str], moment: Moment) -> ir.Table:
    """Products held, as the bank counts them, else accounts that are not empty."""
    now = _counted(book, families, moment.seen_on).rename(items="number")
    if moment.before_on is None:
        return now.mutate(items_before=ibis.null("int64"))
    before = _counted(book, families, moment.before_on).rename(items_before="number")
    return _beside(now, before)


def _counted(book: Book, families: Collection[str], on: date) -> ir.Table:
    """customer_id, number; one row per customer known by the day."""
    rows = book.stretches.filter(
        _.family.isin(families), _.from_on <= day(on), _.until_on > day(on)
    )
    owned = rows.inner_join(book.shares.select("account_id", "customer_id"), "account_id")
    numbers = owned.group_by("customer_id").agg(number=whole_sum(owned["items"].coalesce(1)))
    known = book.customers.filter(_.known_from <= day(on)).select("customer_id")
    joined = _beside(known, numbers)
    return joined.select("customer_id", number=joined.number.coalesce(0))


def _demand(book: Book, families: Collection[str], moment: Moment) -> ir.Table:
    demand = [family for family in families if family == "demand_deposit"]
    points = assets_on(book, [moment.seen_on], families=demand)
    return points.select("customer_id", demand_minor="minor")


def _logins(book: Book, moment: Moment) -> ir.Table:
    """Log-ins of the last days and of those before; null where the bank delivers no events."""
    events = book.silver.digital_events.filter(_.kind == LOGIN)
    recent = moment.cut_off - timedelta(days=RECENT)
    earlier = recent - timedelta(days=EARLIER)
    seen = events.mutate(on=events.occurred_at.date()).filter(
        _.on > day(earlier), _.on <= day(moment.cut_off)
    )
    sums = seen.group_by("customer_id").agg(
        recent=whole_sum((seen.on > day(recent)).cast("int64")),
        earlier=whole_sum((seen.on <= day(recent)).cast("int64")),
    )
    told = events.agg(told=events.event_id.count())
    joined = _beside(book.customers.select("customer_id").cross_join(told), sums)
    unknown = ibis.null("int64")
    return joined.select(
        "customer_id",
        logins=ibis.ifelse(joined.told == 0, unknown, joined.recent.coalesce(0)),
        logins_before=ibis.ifelse(joined.told == 0, unknown, joined.earlier.coalesce(0)),
    )


def _tenure(book: Book, moment: Moment) -> ir.Table:
    opened = book.customers.opened_on
    return book.customers.select(
        "customer_id", tenure_days=days_between(day(moment.cut_off), opened)
    )
