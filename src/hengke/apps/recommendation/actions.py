"""What people do with recommendations. Each is one transaction with one audit row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.customers.api import Customer
from hengke.apps.recommendation import gating, offers, permissions, queries
from hengke.apps.recommendation.models import (
    Answer,
    Notice,
    Offered,
    Outcome,
    Recommendation,
    Standing,
)
from hengke.kernel.errors import Refused
from hengke.policies.recommendation import REFUSALS

MAY_BECOME = {
    Answer.SHOWN: (Answer.ACCEPTED, Answer.REFUSED, Answer.LATER),
    Answer.LATER: (Answer.ACCEPTED, Answer.REFUSED),
    Answer.ACCEPTED: (),
    Answer.REFUSED: (),
}
"""What may follow an answer."""


@transaction.atomic
def show(customer: Customer, *, product_id: str, by: Any, now: datetime) -> Outcome:
    """The product was shown to the customer. Refused unless it is offered to this customer today:
    of the scored list, or of the plain shelf where personalised processing is off."""
    permissions.check_can_record(by)
    found = offers.of(customer, list(queries.outcomes_of(customer.pk)))
    offer = _offered(found, product_id)
    if offer.shown is not None:
        raise Refused(
            _("The customer has been shown this product and has not decided."),
            next_step=_("Write down the answer instead."),
        )
    scored = offer.scored
    outcome = Outcome.objects.create(
        customer_id=customer.pk, product_id=product_id, product_name=offer.name,
        tier=(found.standing.tier if found.standing else None) or "",
        personalised=scored is not None, triggered=bool(scored and scored.trigger),
        policy_version=(scored.policy_version if scored else None) or found.day.policy.version,
        model_version=(scored.model_version if scored else None) or "",
        shown_by=by, shown_at=now,
    )  # fmt: skip
    record("recommendation.shown", by=by, target=customer.pk, outcome=outcome.pk,
           product=product_id)  # fmt: skip
    return outcome


@transaction.atomic
def answer(outcome: Outcome, *, answer: str, refusal: str = "", by: Any, now: datetime) -> Outcome:
    """What the customer said; asking again changes nothing. Nobody accepts what is not suitable on
    the day of the answer."""
    permissions.check_can_record(by)
    locked = Outcome.objects.select_for_update().get(pk=outcome.pk)
    if locked.answer == answer:
        return locked
    _check_can_become(locked, answer)
    if answer == Answer.ACCEPTED:
        _check_suitable(locked)
    locked.answer, locked.refusal = answer, _checked_refusal(answer, refusal)
    locked.answered_by, locked.answered_at = by, now
    locked.save(update_fields=["answer", "refusal", "answered_by", "answered_at"])
    record("recommendation.answered", by=by, target=locked.customer_id, outcome=locked.pk,
           state=answer)  # fmt: skip
    return locked


def rescope(customer_ids: Sequence[str], *, branch_id: str, manager_id: str) -> None:
    """Follow a hand-over; the action that moved the customers opens the transaction and writes the
    audit row."""
    for model in (Standing, Recommendation, Notice):
        rows = model.objects.filter(customer_id__in=list(customer_ids))
        rows.update(branch_id=branch_id, manager_id=manager_id)


def _offered(found: offers.Offers, product_id: str) -> offers.Offer:
    """Refused, with the gate's reason where it is that."""
    for one in found.rows:
        if one.product.product_id == product_id:
            return one
    product = found.products.get(product_id)
    if product is not None:
        gating.check(found.standing, product, found.day)
    raise Refused(
        _("This product is not among those offered to the customer."),
        next_step=_("Choose one of the list."),
    )


def _check_suitable(outcome: Outcome) -> None:
    standing = queries.standing_of(outcome.customer_id)
    product = Offered.objects.filter(product_id=outcome.product_id).first()
    day = gating.day_of(standing.as_of if standing else None)
    gating.check(standing, product or Offered(product_id=outcome.product_id), day)


def _check_can_become(outcome: Outcome, answer: str) -> None:
    if answer not in MAY_BECOME[Answer(outcome.answer)]:
        raise Refused(
            _("This was answered already."), next_step=_("Load the page again to see the answer.")
        )


def _checked_refusal(answer: str, refusal: str) -> str:
    if answer != Answer.REFUSED:
        return ""
    if refusal not in REFUSALS:
        raise Refused(
            _("A refusal is written down with its reason."), next_step=_("Choose a reason.")
        )
    return refusal
