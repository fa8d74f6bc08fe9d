"""A predicted need goes onto the register, with what speaks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.customers.api import Customer
from hengke.apps.needs import actions, outlook, permissions, policy
from hengke.apps.needs.forms import EVIDENCE_LENGTH
from hengke.apps.needs.models import Nature, Need, Outlook, Source
from hengke.kernel import clock
from hengke.kernel.errors import Refused


@transaction.atomic
def take_up(customer: Customer, need_class: str, *, by: Any, now: datetime) -> Need:
    """The need as latent, with the evidence of the night that is shown. Refused where that night
    says nothing of it, where the class stands on the register unmet, and of who wants no
    personalised processing."""
    permissions.check_can_record(by)
    rules = policy.in_force(now)
    row = (
        Outlook.objects.filter(customer_id__in=customer.shown_numbers, need_class=need_class)
        .order_by("-probability")
        .first()
    )
    kind = outlook.kind(need_class, rules)
    if row is None or kind is None or not need_class:
        raise Refused(
            _("No night predicts this need of the customer."),
            next_step=_("Load the page again to see what is predicted."),
        )
    evidence = outlook.told(row, kind, ()).evidence[:EVIDENCE_LENGTH]
    noticed = actions.Noticed(
        need_class, Nature.LATENT, Source.PREDICTION, evidence, min(row.as_of, clock.day(now))
    )
    return actions.write_down(customer, noticed, by=by, now=now)
