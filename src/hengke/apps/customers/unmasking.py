"""Seeing one identifier in full: which fields, for which purposes, and who did it how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.apps.customers.models import Unmasking
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies import unmasking

FIELDS = ("name", "phone", "id_number", "email", "address")
NOTE_LENGTH = 200
DAYS = 30


@dataclass(frozen=True)
class Habit:
    """How often a person looked within the last days; `much`: more on one day than is usual."""

    person: str
    role: Any
    today: int
    times: int
    customers: int
    most_on_a_day: int
    last: datetime
    much: bool


def policy(now: datetime) -> unmasking.UnmaskingPolicy:
    return unmasking.load(on=clock.day(now), own=settings.HENGKE_HOME.policies / "unmasking")


def purposes(now: datetime) -> list[tuple[str, str, bool]]:
    """What a person may say it is for: code, words, and whether it asks for a note."""
    language = get_language() or "zh"
    return [(one.code, one.title(language), one.needs_note) for one in policy(now).purposes]


def titles() -> dict[str, str]:
    """Purposes of today by code, in the reader's language."""
    return {code: title for code, title, _needs_note in purposes(clock.now())}


def check_purpose(code: str, note: str, *, now: datetime) -> None:
    """A purpose of the list; in words as well where the list asks for them."""
    purpose = policy(now).purpose(code)
    if purpose is None:
        raise Refused(
            _("An identifier is shown for a purpose only."),
            next_step=_("Choose what it is for."),
        )
    if purpose.needs_note and not note:
        raise Refused(
            _("This purpose has to be said in a few words."),
            next_step=_("Write what it is for, without numbers of the customer."),
        )
    if len(note) > NOTE_LENGTH:
        raise Refused(
            _("The note is longer than %(most)d characters.") % {"most": NOTE_LENGTH},
            next_step=_("Shorten it."),
        )


def habits(*, now: datetime) -> list[Habit]:
    """Everybody who looked in the last thirty days, most often first; two queries."""
    since = now - timedelta(days=DAYS)
    rows = Unmasking.objects.filter(at__gte=since).order_by()
    today = Q(at__date=clock.day(now))
    totals = rows.values("by", "by__username", "by__display_name", "by__role").annotate(
        times=Count("pk"),
        today=Count("pk", filter=today),
        customers=Count("customer_id", distinct=True),
        last=Max("at"),
    )
    busiest = _busiest(rows)
    usual = policy(now).usual_per_day
    found = [_habit(row, busiest.get(row["by"], 0), usual) for row in totals]
    return sorted(found, key=lambda one: (-one.times, one.person))


def latest(*, most: int = 100) -> Sequence[Unmasking]:
    return list(Unmasking.objects.select_related("by").order_by("-at", "-pk")[:most])


def _busiest(rows: Any) -> dict[int, int]:
    """The most that each person looked on one day."""
    days = rows.values("by", "at__date").annotate(times=Count("pk"))
    found: dict[int, int] = {}
    for row in days:
        found[row["by"]] = max(found.get(row["by"], 0), row["times"])
    return found


def _habit(row: Mapping[str, Any], most: int, usual: int) -> Habit:
    return Habit(
        person=row["by__display_name"] or row["by__username"],
        role=row["by__role"],
        today=row["today"],
        times=row["times"],
        customers=row["customers"],
        most_on_a_day=most,
        last=row["last"],
        much=most > usual,
    )
