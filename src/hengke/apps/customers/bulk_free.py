"""What a person takes in files without asking: so many different customers a day, over all files.

Counted over every log-in of the person, and with whom the person's programs were told of. Who was
in a file of today already counts once; files that a second person allowed do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from hengke.apps.approvals import api as approvals
from hengke.apps.audit import api as audit
from hengke.apps.customers import bulk_files
from hengke.apps.customers.bulk_files import KIND, Made
from hengke.apps.identity import api as identity


@dataclass(frozen=True)
class Day:
    """Customers of one person and day of the bank: what is free, and what of it was taken."""

    free: int
    taken: int

    @property
    def left(self) -> int:
        return max(0, self.free - self.taken)


def today(user: Any, now: datetime) -> Day:
    taken = audit.taken_alone_today(identity.usernames_of(user), now, programs=True)
    return Day(approvals.rules_of(KIND, now).free.get(user.role, 0), taken.count())


@transaction.atomic
def take_alone(name: str, query: str, *, by: Any, now: datetime) -> Made | None:
    """The file at once; None where it would take the person beyond what is free today.

    Files of one person are made one after the other, so that two at once do not both fit."""
    source = bulk_files.allowed(name, by)
    asked = source.understood(by, query)
    people = identity.usernames_of(by)
    list(get_user_model().objects.select_for_update().filter(username__in=people).order_by("pk"))
    left, known = today(by, now).left, audit.taken_alone_today(people, now, programs=False)
    if source.count(by, asked, left + 1, known) > left:
        return None
    return source.write(by, asked, None, None)
