"""What a behaviour policy is. Amounts in minor units of its currency, shares as exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hengke.kernel.errors import PolicyError

CHANNELS = ("counter", "self_service", "online")
LEVELS = ("low", "middle", "high")
MOST_MONTHS = 24


@dataclass(frozen=True)
class Deposits:
    """Bookings of these kinds into these families are deposits; `term_families` mature.

    A term deposit is rolled over where its owner opens another within `rollover_days` of maturity.
    """

    families: tuple[str, ...]
    kinds: tuple[str, ...]
    term_families: tuple[str, ...]
    rollover_days: int
    season_months: int


@dataclass(frozen=True)
class Flow:
    """Money that comes into accounts of these families and leaves them.

    What moves between own accounts is no flow, unless it is of a kind of cash. A net below the part
    `even` of all that moved has no direction; where less than `least_minor` moved, nothing did.
    """

    families: tuple[str, ...]
    cash_kinds: tuple[str, ...]
    even: Fraction
    least_minor: int


@dataclass(frozen=True)
class Purchases:
    """Bookings of these kinds into products of these families show a preference."""

    kinds: tuple[str, ...]
    families: tuple[str, ...]


@dataclass(frozen=True)
class Spending:
    """From accounts of these families; a category is a set of kinds of booking.

    What comes back by a kind of `refunds` was not spent; any other money in is no spending.
    """

    families: tuple[str, ...]
    refunds: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Recurring:
    """Payments of one kind from one account, in `least_months` of the last `months`, at most so
    many a month, the largest month at most `spread` above the smallest."""

    kinds: tuple[str, ...]
    months: int
    least_months: int
    most_per_month: int
    spread: Fraction


@dataclass(frozen=True)
class Income:
    """Kinds of booking that are income, and from which amount a month it is middle and high."""

    kinds: tuple[str, ...]
    middle_minor: int
    high_minor: int


@dataclass(frozen=True)
class Habit:
    """A class of spending; a customer belongs to the first of which every condition holds.

    At least `share` of spending in `category`; at least or at most so many payments a month; a
    payment of `least_ticket_minor` or more on average. None is no condition.
    """

    name: str
    category: str | None = None
    share: Fraction | None = None
    least_monthly: Fraction | None = None
    most_monthly: Fraction | None = None
    least_ticket_minor: int | None = None

    @property
    def fits_all(self) -> bool:
        return (self.category, self.least_monthly, self.most_monthly, self.least_ticket_minor) == (
            None, None, None, None,
        )  # fmt: skip


@dataclass(frozen=True)
class BehaviourPolicy:
    """One dated set of numbers; `version` names them."""

    name: str
    version: str
    source: str
    currency: str
    months: int
    recent_months: int
    usual_months: int
    deposits: Deposits
    channels: Mapping[str, tuple[str, ...]]
    flow: Flow
    purchases: Purchases
    spending: Spending
    recurring: Recurring
    income: Income
    habits: tuple[Habit, ...]

    def __post_init__(self) -> None:
        _check_periods(self)
        _check_once(self)
        _check_habits(self)
        if not self.income.middle_minor < self.income.high_minor:
            raise PolicyError("income: high must be above middle")
        if not 0 <= self.flow.even <= 1:
            raise PolicyError("{place} must be 0 to 1", place="flow.even")
        if self.recurring.spread < 0:
            raise PolicyError("recurring: spread must not be negative")


def _check_periods(policy: BehaviourPolicy) -> None:
    if policy.months > MOST_MONTHS:
        raise PolicyError("months must be 1 to {most}", most=MOST_MONTHS)
    if policy.recent_months + policy.usual_months > policy.months:
        raise PolicyError(
            "{recent} recent and {usual} usual months do not fit into {months} months",
            recent=policy.recent_months,
            usual=policy.usual_months,
            months=policy.months,
        )
    rule = policy.recurring
    if not rule.least_months <= rule.months <= policy.months:
        raise PolicyError(
            "recurring: {least} of {months} months do not fit into {all} months",
            least=rule.least_months,
            months=rule.months,
            all=policy.months,
        )
    if policy.deposits.season_months > policy.months:
        raise PolicyError("deposits: season_months must be at most months")


def _check_once(policy: BehaviourPolicy) -> None:
    """A kind is of one category, a channel of one way."""
    for place, groups in (
        ("spending.categories", policy.spending.categories), ("channels", policy.channels),
    ):  # fmt: skip
        told = [word for words in groups.values() for word in words]
        for word in told:
            if told.count(word) > 1:
                raise PolicyError("{place}: '{word}' is named twice", place=place, word=word)


def _check_habits(policy: BehaviourPolicy) -> None:
    names = [habit.name for habit in policy.habits]
    if len(set(names)) != len(names):
        raise PolicyError("habit: a class is named twice")
    if not policy.habits or not policy.habits[-1].fits_all:
        raise PolicyError("habit: the last class must be one without conditions")
    for habit in policy.habits:
        if (habit.category is None) != (habit.share is None):
            raise PolicyError("habit {name}: category and share belong together", name=habit.name)
        if habit.category is not None and habit.category not in policy.spending.categories:
            raise PolicyError(
                "habit {name}: '{category}' is no category of spending",
                name=habit.name,
                category=habit.category,
            )
        if habit.share is not None and not 0 <= habit.share <= 1:
            raise PolicyError("{place} must be 0 to 1", place=f"habit.{habit.name}.share")
