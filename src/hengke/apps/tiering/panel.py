"""The panel of the 360 page: today's tier under the home's first scheme, and what keeps it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.api import Customer, shown_name
from hengke.apps.tiering import permissions, queries
from hengke.apps.tiering.listing import Row
from hengke.web.composition import Panel


def panel(customer: Customer, user: Any, *, policy: str | None = None) -> Panel | None:
    """None where the person may not read tiers, or where no run was published yet."""
    known = queries.ladders()
    if not known or not permissions.can_read(user):
        return None
    ladder = queries.ladder_of(policy)
    position = queries.position(customer.customer_id, policy=ladder.policy)
    row = Row(position, ladder, shown_name(customer, user)) if position else None
    context = {"row": row, "ladder": ladder, "customer_id": customer.customer_id}
    return Panel("tiering", _("Tier"), "tiering/panel.html", context)
