"""A customer asks for a product above the own level: written warning, second person, never a
recommendation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.customers.api import Customer
from hengke.apps.recommendation import gating, own_purchase_approval, permissions, queries, words
from hengke.apps.recommendation.gating import Day
from hengke.apps.recommendation.models import Offered, OwnPurchase, Standing, Wish
from hengke.engine.recommendation import gate
from hengke.kernel import clock
from hengke.kernel.errors import Refused


@dataclass(frozen=True)
class Asked:
    """What the customer asked for, and the warning that was given in writing."""

    product_id: str
    reason: str
    warned_on: date
    document: str


@transaction.atomic
def ask(customer: Customer, asked: Asked, *, by: Any, now: datetime) -> OwnPurchase:
    """Written down for the second person; nothing is allowed before the yes."""
    permissions.check_can_record(by)
    standing = queries.standing_of(customer.pk)
    product = Offered.objects.filter(product_id=asked.product_id).first()
    day = gating.day_of(standing.as_of if standing else None)
    if standing is None or product is None or not may_ask(standing, product, day):
        raise Refused(
            _("This product cannot be bought above the level by this customer."),
            next_step=_("Choose one of the list; the lowest level may never go above."),
        )
    _check_warning(asked, clock.day(now))
    wishes = OwnPurchase.objects.filter(customer_id=customer.pk, product_id=asked.product_id)
    if wishes.filter(status=Wish.REQUESTED).exists():
        raise Refused(
            _("A request for this product waits already."),
            next_step=_("It stays in the inbox until somebody decides."),
        )
    wish = OwnPurchase.objects.create(
        customer_id=customer.pk, product_id=asked.product_id,
        product_name=product.name or product.product_id, risk=product.risk or 0,
        level=standing.level or 0,
        reason=asked.reason.strip(), warned_on=asked.warned_on, document=asked.document.strip(),
        policy_version=day.policy.version, requested_by=by, requested_at=now,
    )  # fmt: skip
    own_purchase_approval.ask(wish, now=now)
    return wish


def may_ask(standing: Standing, product: Offered, day: Day) -> bool:
    """Is it above the level, offered, and may this customer buy it at the own wish?"""
    if gating.judge(standing, product, day) != gate.ABOVE:
        return False
    rules, who = day.policy.suitability, gating.standing_of(standing, day)
    found = gate.may_ask(rules, who, family=product.family or "", risk=product.risk)
    return found == gate.SUITABLE


def check_still(wish: OwnPurchase) -> None:
    """On the day of the decision: the assessment may have run out, the product may be gone."""
    standing = queries.standing_of(wish.customer_id)
    product = Offered.objects.filter(product_id=wish.product_id).first()
    day = gating.day_of(standing.as_of if standing else None)
    why = gating.OFF_THE_SHELF if product is None else gating.judge(standing, product, day)
    if why not in ("", gate.ABOVE):
        raise Refused(str(words.WHY_NOT[why]), next_step=str(words.WAY_OUT.get(why, "")))


def _check_warning(asked: Asked, today: date) -> None:
    if not asked.reason.strip() or not asked.document.strip():
        raise Refused(
            _("An own wish is written down with what the customer said and the signed warning."),
            next_step=_("Fill in both."),
        )
    if asked.warned_on > today:
        raise Refused(
            _("The warning cannot have been given on a day to come."),
            next_step=_("Write the day on which it was given."),
        )
