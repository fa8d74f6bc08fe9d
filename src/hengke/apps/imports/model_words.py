"""What the model of a fall looks at, in words; a test compares the list with the model's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

FEATURES = {
    "rank": _("the tier"),
    "distance": _("the figure against the floor, as a ratio"),
    "excess": _("the figure above the floor, in money"),
    "to_next": _("the distance to the next floor"),
    "needed": _("what the days left need, against the assets"),
    "assets": _("the assets"),
    "assets_distance": _("today's assets against the floor"),
    "change": _("the change of assets within a period, as a ratio"),
    "change_amount": _("the change of assets within a period, in money"),
    "change_size": _("the size of that change"),
    "before_distance": _("the assets a period ago against the floor"),
    "before": _("the assets a period ago"),
    "long_change": _("the change of assets within three periods"),
    "unchanged": _("assets that did not move at all"),
    "change_zeros": _("how round the change is"),
    "change_beyond": _("what stands beside whole thousands in the change"),
    "items": _("the number of products"),
    "items_change": _("the change of the number of products"),
    "per_item": _("the assets per product"),
    "zeros": _("how round the assets are"),
    "beyond_1000": _("what stands beside whole thousands"),
    "beyond_10000": _("what stands beside whole ten thousands"),
    "part_of_10000": _("the part of ten thousand"),
    "part_of_100000": _("the part of a hundred thousand"),
    "demand_share": _("the share that can leave at any time"),
    "maturing_share": _("the share that matures before the assessment"),
    "outflow_share": _("the share sent to other banks in 30 days"),
    "recency": _("the days since the customer last moved money"),
    "frequency": _("the customer's own bookings in 90 days"),
    "turnover_share": _("their sum against the assets"),
    "logins": _("log-ins in 30 days"),
    "logins_trend": _("log-ins against the 60 days before"),
    "fails_used": _("failing assessments so far"),
    "assessed_below": _("whether the last assessment was below the tier in force"),
    "tenure": _("how long the bank has known the customer"),
    "days_left": _("the days left until the assessment"),
}


def features(names: Iterable[str]) -> list[Any]:
    """In the model's order; a name of another release is shown as it came."""
    return [FEATURES.get(name, name) for name in names]
