"""The figures of a home page: one book, one branch or the whole bank, by the same queries.

Every figure is about what the reader may see. Unknown stays None, and a total over books of which
some are unknown says how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench.reader import Reader
from hengke.kernel.periods import month_end

WEEKS, SUNDAY = 13, 7
TOP_TIERS = 2
"""So many of the highest tiers are those whom somebody should have spoken to this month."""


@dataclass(frozen=True)
class Point:
    """The book on one day; None = nothing is known of it."""

    on: date
    customers: int | None
    aum_minor: int | None
    deposit_average_minor: int | None
    unknown_books: int


@dataclass(frozen=True)
class Course:
    """The book's points, oldest first."""

    points: tuple[Point, ...]

    @property
    def now(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def months(self) -> tuple[Point, ...]:
        """Month ends and the business date."""
        last = self.now
        return tuple(one for one in self.points if one is last or one.on == month_end(one.on))

    @property
    def weeks(self) -> tuple[Point, ...]:
        """The business date and the Sundays before it, thirteen days in all."""
        last = self.now
        found = [one for one in self.points if one is last or one.on.isoweekday() == SUNDAY]
        return tuple(found[-WEEKS:])

    def before(self, day: date) -> Point | None:
        """The latest month end before a day."""
        found = [one for one in self.months if one.on < day]
        return found[-1] if found else None

    def change(self, figure: str, earlier: Point | None) -> float | None:
        """A figure of today against that of an earlier point, as a ratio."""
        now = getattr(self.now, figure, None)
        then = getattr(earlier, figure, None)
        return None if now is None or not then else (now - then) / then


@dataclass(frozen=True)
class Standing:
    """Where the tiers of the book stand: customers, and sums in minor units."""

    total: int
    unknown: int
    aum_unknown: int
    at_risk: int
    at_risk_aum: int | None
    falling: int
    maturing: int
    maturing_known: int
    maturing_sum: int | None
    maturing_quiet: int
    top: int
    top_quiet: int


@dataclass(frozen=True)
class Quiet:
    """Customers with whom nobody spoke for a month: whose money comes due, and of the top tiers."""

    maturing: int
    top: int


def course(user: Any) -> Course:
    """Points of every book that the reader may see, added up per day."""
    rows = (
        customers.book_points(user)
        .order_by("point_on")
        .values("point_on")
        .annotate(
            held=Sum("customers"),
            aum=Sum("aum_minor"),
            deposits=Sum("deposit_average_minor"),
            unknown=Count("pk", filter=Q(aum_minor__isnull=True)),
        )
    )
    return Course(
        tuple(
            Point(row["point_on"], row["held"], row["aum"], row["deposits"], row["unknown"])
            for row in rows
        )
    )


def standing(tiers: Sequence[tiering.Sums], ladder: tiering.Ladder, quiet: Quiet) -> Standing:
    """The tiers of the reader's book, added up."""
    top = first_of_top(ladder)
    return Standing(
        total=sum(one.customers for one in tiers),
        unknown=sum(one.customers for one in tiers if one.rank is None),
        aum_unknown=sum(one.aum_unknown for one in tiers),
        at_risk=sum(one.risk for one in tiers),
        at_risk_aum=_sum(one.risk_aum_minor for one in tiers),
        falling=sum(one.falling for one in tiers),
        maturing=sum(one.maturing for one in tiers),
        maturing_known=sum(one.maturing_known for one in tiers),
        maturing_sum=_sum(one.maturing_minor for one in tiers),
        maturing_quiet=quiet.maturing,
        top=sum(one.customers for one in tiers if (one.rank or 0) >= top),
        top_quiet=quiet.top,
    )


def quiet(reader: Reader, ladder: tiering.Ladder) -> Quiet:
    """Two queries, each along the index of those who are asked about."""
    positions = tiering.visible_positions(reader.user, policy=ladder.policy)
    alone = positions.filter(care.quiet(reader.today))
    return Quiet(
        maturing=alone.filter(maturing_minor__gt=0).count(),
        top=alone.filter(effective_rank__gte=first_of_top(ladder)).count(),
    )


def first_of_top(ladder: tiering.Ladder) -> int:
    """The lowest rank of the top tiers; never the lowest tier itself."""
    return max(len(ladder.steps) - TOP_TIERS, 1)


def _sum(minors: Iterable[int | None]) -> int | None:
    """None where all is unknown."""
    known = [minor for minor in minors if minor is not None]
    return sum(known) if known else None


def contacted(reader: Reader) -> int:
    """Customers spoken to in the business week so far."""
    return sum(contacted_by_book(reader).values())


def contacted_by_book(reader: Reader) -> dict[str, int]:
    return care.contacts_per_manager(reader.user, since=week_start(reader.today))


def week_start(day: date) -> date:
    return day - timedelta(days=day.weekday())


def values(points: Sequence[Point], figure: str) -> list[int | None]:
    return [getattr(point, figure) for point in points]
