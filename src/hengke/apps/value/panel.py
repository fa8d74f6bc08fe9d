"""The panel of the 360 page: the waterfall of a customer, and every product behind it."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.api import Customer
from hengke.apps.value import lifetime, queries, scores, stack, words
from hengke.web import amounts
from hengke.web.charts.waterfall import waterfall
from hengke.web.composition import Panel

YIELD = 1_000_000


def panel(customer: Customer, user: Any) -> Panel | None:
    """None where the person may not read values."""
    if not queries.can_read(user):
        return None
    row = queries.of_customer(customer.customer_id)
    context: dict[str, Any] = {"row": row}
    if row is not None:
        context |= _figures(row, customer, user)
    return Panel("value", _("Value"), "value/panel.html", context)


def _figures(row: Any, customer: Customer, user: Any) -> dict[str, Any]:
    return {
        "chart": waterfall(stack.steps(row), label=str(_("Value"))) if amounts.are_whole() else "",
        "products": stack.products(queries.products_of(customer.customer_id)),
        "lifetime": lifetime.of(row),
        "scores": scores.of(row, customer, user),
        "movement": words.movement(row.movement),
        "reason": words.reason(row.unknown_reason),
        "score_reason": words.reason(row.score_reason),
        "overall_yield": None if row.overall_yield_ppm is None else row.overall_yield_ppm / YIELD,
        "trend": json.loads(row.trend) if row.trend else [],
    }
