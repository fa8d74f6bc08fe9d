"""The figures of a home page: one book, one branch or the whole bank, by the same queries.

Every figure is about what the reader may see. Unknown stays None, and a total over books of which
some are unknown says how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench.reader import Reader
from hengke.kernel.periods import month_end

WEEKS = 13
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
        """The last thirteen weeks, the business date included."""
        last = self.now
        if last is None:
            return ()
        ages = ((one, (last.on - one.on).days) for one in self.points)
        return tuple(one for one, days in ages if days <= 7 * WEEKS and days % 7 == 0)

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


def standing(reader: Reader, ladder: tiering.Ladder) -> Standing:
    """Two queries over the positions of the reader's book."""
    positions = tiering.visible_positions(reader.user, policy=ladder.policy)
    quiet = care.quiet(reader.today)
    maturing = Q(maturing_minor__gt=0)
    top = Q(effective_rank__gte=max(len(ladder.steps) - TOP_TIERS, 1))
    found = positions.aggregate(
        total=Count("pk"),
        unknown=Count("pk", filter=Q(effective_rank__isnull=True)),
        aum_unknown=Count("pk", filter=Q(aum_minor__isnull=True)),
        falling=Count("pk", filter=tiering.falling(ladder)),
        maturing=Count("pk", filter=maturing),
        maturing_known=Count("maturing_minor"),
        maturing_sum=Sum("maturing_minor", filter=maturing),
        maturing_quiet=Count("pk", filter=maturing & Q(quiet)),
        top=Count("pk", filter=top),
        top_quiet=Count("pk", filter=top & Q(quiet)),
    )
    risk = tiering.only_at_risk(positions, ladder).aggregate(
        at_risk=Count("pk"), at_risk_aum=Sum("aum_minor")
    )
    return Standing(**found, **risk)


def contacted(reader: Reader) -> int:
    """Customers spoken to in the business week so far."""
    return sum(contacted_by_book(reader).values())


def contacted_by_book(reader: Reader) -> dict[str, int]:
    return care.contacts_per_manager(reader.user, since=week_start(reader.today))


def week_start(day: date) -> date:
    return day - timedelta(days=day.weekday())


def values(points: Sequence[Point], figure: str) -> list[int | None]:
    return [getattr(point, figure) for point in points]
