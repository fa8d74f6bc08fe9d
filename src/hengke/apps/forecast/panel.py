"""What the 360 page says of the months ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.api import Customer
from hengke.apps.forecast import permissions, queries, words
from hengke.apps.forecast.models import Forecast
from hengke.apps.forecast.proven import Proof, proofs
from hengke.web.composition import Panel


@dataclass(frozen=True)
class Line:
    """One thing foreseen; `unknown`: why it is not. `proof`: how often such an interval held."""

    on: date | None
    point: int | float | None
    low: int | None
    high: int | None
    method: Any
    unknown: Any
    proof: Proof


def panel(customer: Customer, user: Any) -> Panel | None:
    """None where the person may not read forecasts, or there is none of the customer."""
    if not permissions.can_read(user):
        return None
    row = queries.of_customer(customer.customer_id)
    if row is None:
        return None
    policy = queries.policy(row.policy_version, row.as_of)
    near, far, month = proofs(row, queries.measured(), policy)
    context = {"assets": _assets(row, near, far), "bookings": _bookings(row, month)}
    return Panel("forecast", _("Forecast"), "forecast/panel.html", context)


def _assets(row: Forecast, near: Proof, far: Proof) -> list[Line]:
    unknown = words.reason(row.assets_reason)
    return [
        Line(
            row.next_on, row.next_minor, row.next_low_minor, row.next_high_minor,
            words.method(row.next_method), unknown, near,
        ),
        Line(
            row.later_on, row.later_minor, row.later_low_minor, row.later_high_minor,
            words.method(row.later_method), unknown, far,
        ),
    ]  # fmt: skip


def _bookings(row: Forecast, month: Proof) -> Line:
    return Line(
        row.month_on, row.bookings, row.bookings_low, row.bookings_high,
        words.method(row.bookings_method), words.reason(row.bookings_reason), month,
    )  # fmt: skip
