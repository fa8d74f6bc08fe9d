"""The measure of a policy for everybody: at assessment dates, and in the running period."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir

from hengke.engine.features import reasons
from hengke.engine.features.book import Book, related_on
from hengke.engine.features.silver import Keep, lazily
from hengke.engine.portable import rounded_quotient
from hengke.engine.schemas import PERSON
from hengke.engine.tiering import windows
from hengke.engine.tiering.amounts import ASSETS, amounts, own_assets
from hengke.engine.tiering.assign import (
    MAIN,
    Floors,
    Way,
    alternative_floors,
    main_floors,
    with_best_rank,
    with_rank,
)
from hengke.engine.tiering.credited import counts_as_own
from hengke.engine.tiering.ladder import looked_up
from hengke.engine.tiering.score import scores
from hengke.engine.tiering.windows import Window, assessment_windows, running_window
from hengke.kernel.errors import Broken
from hengke.kernel.periods import Period, month_end
from hengke.policies.tiering import Measure, TierPolicy, running_assessment, running_period
from hengke.policies.tiering.scheme import Alternative

KEY = ["customer_id", "assessed_on"]
MAIN_RANK = "main_rank"
_UNKNOWN = ibis.null("int64")


def measured(
    book: Book,
    *,
    policy: TierPolicy,
    dates: Sequence[date],
    holidays: Collection[date] = (),
    given: ir.Table | None = None,
    keep: Keep = lazily,
) -> ir.Table:
    """MEASURED: one row per date and customer known by it whom the policy covers.

    customer_id, assessed_on, value_minor (rounded, for display), sum_minor_days (already times
    `measure.scale`), days, aum_minor (own assets at the end of the day, unweighted),
    unknown_reason, assessed_rank (best of the main measure and the alternatives; null unknown),
    qualified_by ('' the main measure), status, opened_on. Households are those of each date;
    `keep` may compute them once.
    """
    if pools(policy) and len(set(dates)) > 1:
        return _each(
            dates,
            lambda on: measured(
                book, policy=policy, dates=[on], holidays=holidays, given=given, keep=keep
            ),
        )
    if pools(policy) and dates:
        book = related_on(book, min(dates[0], book.until), keep=keep)
    spans = assessment_windows(policy.measure, dates, holidays=holidays)
    _check_dates(spans, book)
    known = _known(book, policy, spans)
    main = _sums(book, policy.measure, known, spans, given=given)
    if not counts_as_own(policy.measure):
        main = _beside(main.drop(*ASSETS), own_assets(book, known, spans))
    rows = with_rank(
        main, floors=main_floors(policy), scale=policy.measure.scale, sum_column="total",
        name=MAIN_RANK,
    )  # fmt: skip
    return _told(_qualified(book, policy, rows, known, dates, holidays), policy.measure.scale)


def running(
    book: Book,
    *,
    policy: TierPolicy,
    as_of: date,
    holidays: Collection[date] = (),
    given: ir.Table | None = None,
) -> ir.Table:
    """RUNNING: how far the running assessment's measure has come; one row per customer covered.

    customer_id, sum_so_far (scaled; bookings are in for the whole window, they will not be lost
    again), days_so_far, days_total (of the whole window), today_scaled (weighted balance on
    `as_of` x scale; null for scores), average_so_far_minor, unknown_reason.
    """
    rows = running_at(book, policy=policy, days=[as_of], holidays=holidays, given=given)
    return rows.drop("on")


def running_at(
    book: Book,
    *,
    policy: TierPolicy,
    days: Sequence[date],
    holidays: Collection[date] = (),
    given: ir.Table | None = None,
) -> ir.Table:
    """RUNNING as it stood on each of several days (`on`); a row per day and customer known then."""
    if pools(policy) and len(set(days)) > 1:
        return _each(
            days,
            lambda on: running_at(book, policy=policy, days=[on], holidays=holidays, given=given),
        )
    if pools(policy) and days:
        book = related_on(book, min(days[0], book.until))
    measure = policy.measure
    spans, ahead = [], {}
    for on in sorted(set(days)):
        period, total = _running_days(policy, on)
        span = running_window(measure, period, ends_on=total.end, holidays=holidays)
        spans.append(span)
        ahead[span.assessed_on] = total.days - span.days
    _check_dates(spans, book)
    sums = _sums(book, measure, _known(book, policy, spans), spans, given=given)
    whole = sums.days
    if measure.kind != "composite_score":
        whole = sums.days + looked_up(sums.assessed_on, ahead, type="int64")
    average = rounded_quotient(sums.total, sums.days * measure.scale)
    return sums.select(
        "customer_id",
        on="assessed_on",
        sum_so_far=ibis.ifelse(sums.why.isnull(), sums.stock + sums.flow * whole, _UNKNOWN),
        days_so_far="days",
        days_total=whole,
        today_scaled=ibis.ifelse(sums.why.isnull(), sums.today, _UNKNOWN),
        average_so_far_minor=ibis.ifelse(sums.why.isnull(), average, _UNKNOWN),
        unknown_reason=reasons.word(sums.why),
    )


def pools(policy: TierPolicy) -> bool:
    """Does any way to a tier count what the household holds?"""
    ways = (policy.measure, *(one.measure for one in policy.alternatives))
    return any(measure.household for measure in ways)


def _each(days: Sequence[date], made: Callable[[date], ir.Table]) -> ir.Table:
    """One day after the other, as one table: each day has households of its own."""
    return reduce(lambda one, other: one.union(other), [made(on) for on in sorted(set(days))])


def _running_days(policy: TierPolicy, as_of: date) -> tuple[Period, Period]:
    """The days that have passed, and the whole window that they belong to."""
    period = running_period(policy, as_of)
    if policy.measure.kind == "month_end":
        return period, period
    whole = policy.measure.window(running_assessment(policy, as_of))
    if whole.start > as_of:  # the window is still to come: a month's average, once a quarter
        whole = policy.measure.window(month_end(as_of))
    return period, Period(period.start, max(whole.end, period.end))


def _check_dates(spans: Sequence[Window], book: Book) -> None:
    """A date beyond the book would look like a day without money."""
    if not spans:
        raise Broken("no assessment date was given")
    if spans[-1].assessed_on > book.until:
        raise Broken(f"{spans[-1].assessed_on} lies after the end of the book, {book.until}")


def _known(book: Book, policy: TierPolicy, spans: Sequence[Window]) -> ir.Table:
    """Customers the policy covers, once per date by which they were known."""
    people = book.customers
    if policy.applies_to != "all":
        people = people.filter(people.kind.coalesce(PERSON) == policy.applies_to)
    people = people.select("customer_id", "known_from", "status", "opened_on")
    days = windows.table(spans).select("assessed_on")
    return people.join(days, people.known_from <= days.assessed_on)


def _sums(
    book: Book,
    measure: Measure,
    known: ir.Table,
    spans: Sequence[Window],
    *,
    given: ir.Table | None = None,
) -> ir.Table:
    """AMOUNTS with `total`, the sum that is compared with floor x days; null where unknown."""
    if measure.kind == "composite_score":
        rows = scores(book, measure, known, spans, given=given)
    else:
        rows = amounts(book, measure, known, spans)
    total = rows.stock + rows.flow * rows.days
    return rows.mutate(total=ibis.ifelse(rows.why.isnull(), total, _UNKNOWN))


def _qualified(
    book: Book,
    policy: TierPolicy,
    rows: ir.Table,
    known: ir.Table,
    dates: Sequence[date],
    holidays: Collection[date],
) -> ir.Table:
    """Add assessed_rank, qualified_by and `rank_why` from the main measure and the alternatives."""
    ways = [Way(MAIN, MAIN_RANK, _highest(main_floors(policy)))]
    whys = ["why"]
    for number, alternative in enumerate(policy.alternatives):
        floors = alternative_floors(policy, alternative)
        ranked = _alternative(book, alternative, known, dates, holidays, number, floors)
        rows = _beside(rows, ranked)
        ways.append(Way(alternative.name, f"rank_{number}", _highest(floors)))
        whys.append(f"why_{number}")
    best = with_best_rank(rows, ways=ways)
    return best.mutate(rank_why=ibis.coalesce(*[best[name] for name in whys]))


def _highest(floors: Floors) -> int:
    return max(rank for rank, _floor in floors)


def _alternative(
    book: Book,
    alternative: Alternative,
    known: ir.Table,
    dates: Sequence[date],
    holidays: Collection[date],
    number: int,
    floors: Floors,
) -> ir.Table:
    """rank_<n> and why_<n>. Where the bank delivers no bookings, nobody qualifies by bookings."""
    measure = alternative.measure
    spans = assessment_windows(measure, dates, holidays=holidays)
    sums = _sums(book, measure, known.select(*KEY, "known_from"), spans)
    ranked = with_rank(
        sums.select(*KEY, "total", "days", "why"),
        floors=floors, scale=measure.scale, sum_column="total", name="rank",
    )  # fmt: skip
    never = (ranked.why == reasons.place(reasons.NO_TRANSACTIONS)).coalesce(False)
    return ranked.select(
        *KEY,
        **{
            f"rank_{number}": ibis.ifelse(never, 0, ranked["rank"]),
            f"why_{number}": ibis.ifelse(never, _UNKNOWN, ranked.why),
        },
    )


def _told(rows: ir.Table, scale: int) -> ir.Table:
    why = ibis.ifelse(rows.assessed_rank.isnull(), rows.rank_why, rows.why)
    return rows.select(
        *KEY,
        value_minor=ibis.ifelse(
            rows.total.isnull(), _UNKNOWN, rounded_quotient(rows.total, rows.days * scale)
        ),
        sum_minor_days="total",
        days="days",
        aum_minor=ibis.ifelse(rows.assets_why.isnull(), rows.assets_minor, _UNKNOWN),
        unknown_reason=reasons.word(why),
        assessed_rank="assessed_rank",
        qualified_by="qualified_by",
        status="status",
        opened_on="opened_on",
    )


def _beside(rows: ir.Table, more: ir.Table) -> ir.Table:
    """Columns of another table with the same customers and dates."""
    return rows.left_join(more, KEY).drop(*(f"{key}_right" for key in KEY))
