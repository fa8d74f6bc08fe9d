"""Business dates: calendar months, quarters and the periods between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """Calendar days from `start` to `end`, both counted."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return add_months(month_start(day), 1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    following = date(year + (month == 11), 1 if month == 11 else month + 2, 1)
    last_day = (following - first).days
    return first.replace(day=min(day.day, last_day))


def age(born: date, *, on: date) -> int:
    """Whole years on a day; who was born on 29 February is older from 1 March in common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def month_of(day: date) -> Period:
    return Period(month_start(day), month_end(day))


def quarter_of(day: date) -> Period:
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(first, month_end(add_months(first, 2)))


def month_ends(first: date, last: date) -> Iterator[date]:
    """Every month end from `first` to `last`, both counted."""
    current = month_end(first)
    while current <= last:
        yield current
        current = month_end(current + timedelta(days=1))
