"""What a page of the trail is narrowed to, as its address says; what makes no sense is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

LONGEST = 60
MOST_ROWS = 100


@dataclass(frozen=True)
class Filters:
    """`rows` and `between` lead from a finding to what was counted."""

    text: str = ""
    person: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    rows: tuple[int, ...] = ()
    between: tuple[int, int] | None = None

    def in_time(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """Whole days of the bank's clock."""
        if self.since:
            found = found.filter(at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(at__lt=_midnight(self.until + timedelta(days=1)))
        return found


def read(sent: Any) -> Filters:
    between = _numbers(sent.get("between", ""))
    return Filters(
        text=_word(sent.get("q", "")),
        person=_word(sent.get("person", "")),
        action=_word(sent.get("action", "")),
        since=_day(sent.get("since", "")),
        until=_day(sent.get("until", "")),
        rows=_numbers(sent.get("rows", "")),
        between=(between[0], between[1]) if len(between) == 2 else None,
    )


def _word(text: str) -> str:
    return text.strip()[:LONGEST].replace("\x00", "")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1970, 1, 1) < day < date(9999, 1, 1) else None


def _numbers(text: str) -> tuple[int, ...]:
    """Up to a hundred ids, as 3,4,5; anything that is not one is left out."""
    words = text.split(",")[:MOST_ROWS]
    return tuple(int(one) for one in words if one.isascii() and one.isdigit() and len(one) < 19)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
