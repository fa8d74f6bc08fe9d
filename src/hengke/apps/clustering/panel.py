"""What the 360 page says of the group that a customer is in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.clustering import permissions, queries, words
from hengke.apps.customers.api import Customer
from hengke.web.composition import Panel

PPM = 1_000_000


def panel(customer: Customer, user: Any) -> Panel | None:
    """None where the person may not read groups, or the customer is in none."""
    if not permissions.can_read(user):
        return None
    member = queries.of_customer(customer.customer_id)
    if member is None or member.cluster is None:
        return None
    told, called = (getattr(member, name) for name in ("told", "called"))
    context = {
        "cluster": member.cluster,
        "title": called or words.title(member.cluster, {}),
        "told": words.told(told),
        "fit": None if member.fit_ppm is None else member.fit_ppm / PPM,
    }
    return Panel("clustering", _("Group alike"), "clustering/panel.html", context)
