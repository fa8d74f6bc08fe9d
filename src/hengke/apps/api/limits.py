"""How often one person may call: so many a minute, over all tokens, sessions and web processes.

The count is a row of the database. A process takes calls from it a few at a time (a twentieth of
the limit), so that reading does not become writing; what it has taken and not used is lost with
the minute. Nobody gets more than the limit; a person may get up to a twentieth less per process.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpResponse
from django.utils.translation import gettext as _

from hengke.apps.api import problems
from hengke.apps.api.models import Use
from hengke.apps.webhooks.api import limits

MINUTE = 60
SHARE = 20
_lock = threading.Lock()
_taken: dict[int, tuple[int, int, int]] = {}  # person: minute, left of what was taken, granted


@dataclass(frozen=True)
class Allowance:
    """What is left of this minute, after this call; below zero there was nothing left."""

    limit: int
    left: int
    reset: int

    def say(self, response: HttpResponse) -> HttpResponse:
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(max(self.left, 0))
        response["RateLimit-Reset"] = str(self.reset)
        return response

    def refusal(self) -> HttpResponse:
        response = problems.answer(
            429, next_step=_("Wait %(seconds)d seconds.") % {"seconds": self.reset}
        )
        response["Retry-After"] = str(self.reset)
        return self.say(response)


def take(person: Any, *, now: datetime) -> Allowance:
    """Count one call."""
    limit, second = limits().per_minute, int(now.timestamp())
    minute, reset = second // MINUTE, MINUTE - second % MINUTE
    with _lock:
        known, left, granted = _taken.get(person.pk, (minute, 0, 0))
        if known != minute or left <= 0:
            block = max(1, limit // SHARE)
            granted = _granted(person.pk, minute, block=block, limit=limit)
            left = block if granted else 0
        _taken[person.pk] = (minute, left - 1, granted)
    return Allowance(limit, limit - granted + left - 1 if left > 0 else -1, reset)


def _granted(person: int, minute: int, *, block: int, limit: int) -> int:
    """So many calls more for this process: how many are granted now in all; 0 for refused."""
    mine = Use.objects.filter(person_id=person, minute=minute)
    if not mine.exists():
        Use.objects.filter(person_id=person, minute__lt=minute).delete()
        try:
            with transaction.atomic():
                Use.objects.create(person_id=person, minute=minute)
        except IntegrityError:
            pass  # another process made it a moment ago
    room = mine.filter(granted__lte=limit - block).update(granted=F("granted") + block)
    return mine.values_list("granted", flat=True)[0] if room else 0


def forget() -> None:
    """What this process has taken; for tests that begin anew."""
    with _lock:
        _taken.clear()
