"""The panel of the 360 page: the stage, since when, why, and how the customer came there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.api import Customer
from hengke.apps.lifecycle import leaving, queries, words
from hengke.apps.lifecycle.listing import last_own_on
from hengke.apps.lifecycle.models import Move
from hengke.apps.lifecycle.reasons import reason, reasons
from hengke.web.composition import Chip, Panel

MOVES_SHOWN = 6


@dataclass(frozen=True)
class Step:
    """One line of the history. `before` None: the customer was not in the run before."""

    on: date
    before: Chip | None
    stage: Chip


def panel(customer: Customer, user: Any) -> Panel | None:
    """None where the person may not read stages."""
    if not queries.can_read(user):
        return None
    return Panel("lifecycle", _("Lifecycle"), "lifecycle/panel.html", _context(customer))


def _context(customer: Customer) -> dict[str, Any]:
    if queries.is_plain(customer.customer_id):
        return {"place": None, "plain": True}
    place = queries.of_customer(customer.customer_id)
    if place is None:
        return {"place": None, "plain": False}
    version, on = place.policy_version, place.as_of
    moves = list(queries.moves_of(customer.customer_id)[:MOVES_SHOWN])
    return {
        "place": place,
        "chip": words.stage(place.stage),
        "reason": reason(place.rule, place.why, version=version, on=on),
        "losing": reasons(place.losing_rules, place.losing_why, version=version, on=on),
        "dormant": reasons(place.dormant_rule, place.dormant_why, version=version, on=on),
        "outlook": leaving.outlook(customer.customer_id),
        "last_own_on": last_own_on(place),
        "history": [_step(move) for move in moves],
    }


def _step(move: Move) -> Step:
    before = words.stage(move.stage_before) if move.before_on else None
    return Step(move.moved_on, before, words.stage(move.stage))
