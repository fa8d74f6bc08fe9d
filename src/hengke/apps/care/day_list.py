"""The day's list: what care/day.html accepts, for the part alone and for the home around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse

from hengke.apps.care import listing, permissions, queries, words
from hengke.apps.care.forms import TaskFilters
from hengke.apps.tiering import api as tiering
from hengke.web.composition import Chip

ROWS = 15
"""More than a desk gets done in a day is not read, so the rest stays behind a link."""
DUTIES = ("risk_assessment", "id_expiry")
"""What the law asks for. Little money is at stake, so that late ones are named by themselves."""
ORDERS = {"urgency": queries.by_urgency, "amount": queries.by_amount}


def context(user: Any, *, today: date, order: str, ladder: tiering.Ladder | None) -> dict[str, Any]:
    """The first rows in the order asked for, how many there are in all and behind them, and the
    duties that are late, by kind."""
    by = order if order in ORDERS else "urgency"
    found = queries.of_the_day(queries.tasks(user), today)
    first, count = list(ORDERS[by](queries.ranked(found))[:ROWS]), found.count()
    plain = list(queries.unranked(found)[:ROWS])
    return {
        "rows": listing.rows(first, user=user, today=today, ladder=ladder),
        "plain": listing.rows(plain, user=user, today=today, ladder=ladder),
        "count": count,
        "shown": len(first) + len(plain),
        "more": max(count - len(first) - len(plain), 0),
        "duties": _late_duties(user, today),
        "by": by,
        "today": today,
        "can_work": permissions.can_work(user),
    }


@dataclass(frozen=True)
class Duties:
    """Late tasks of one kind, and the list of them."""

    kind: Chip
    count: int
    href: str


def _late_duties(user: Any, today: date) -> list[Duties]:
    rows = queries.overdue(queries.tasks(user).filter(kind__in=DUTIES), today)
    counted = rows.order_by("kind").values_list("kind").annotate(late=Count("pk"))
    return [
        Duties(
            words.kind(kind),
            late,
            f"{reverse('care:tasks')}{TaskFilters(state='late', kind=kind, sort='due').query()}",
        )
        for kind, late in counted
    ]
