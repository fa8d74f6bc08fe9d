"""The day's list: what care/day.html accepts, for the part alone and for the home around it."""

from __future__ import annotations

from datetime import date
from typing import Any

from hengke.apps.care import listing, permissions, queries
from hengke.apps.tiering import api as tiering

ROWS = 10
"""More than a desk gets done in a morning is not read, so the rest stays behind a link."""
ORDERS = {"urgency": queries.by_urgency, "amount": queries.by_amount}


def context(user: Any, *, today: date, order: str, ladder: tiering.Ladder | None) -> dict[str, Any]:
    """The first rows in the order asked for, and how many there are in all."""
    by = order if order in ORDERS else "urgency"
    found = queries.of_the_day(queries.tasks(user), today)
    first = list(ORDERS[by](found)[:ROWS])
    return {
        "rows": listing.rows(first, user=user, today=today, ladder=ladder),
        "count": found.count(),
        "by": by,
        "today": today,
        "can_work": permissions.can_work(user),
    }
