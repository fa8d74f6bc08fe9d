"""Tags by hand: given and withdrawn. Each is one transaction with one audit row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.customers.api import Customer
from hengke.apps.privacy import api as privacy
from hengke.apps.tagging import permissions, policy, queries
from hengke.apps.tagging.models import CustomerTags, ManualTag
from hengke.kernel import clock
from hengke.kernel.errors import Refused


@transaction.atomic
def give(
    customer: Customer, *, code: str, reason: str, until: date, by: Any, now: datetime
) -> ManualTag:
    """The customer has the tag through `until`, and everybody can read who said so and why."""
    permissions.check_can_give(by)
    today = clock.day(now)
    policy.check_reason(reason)
    policy.check_until(until, today=today)
    _check_by_hand(code)
    _check_may_conclude(customer)
    if queries.current_by_hand(today).filter(customer_id=customer.pk, code=code).exists():
        raise Refused(
            _("The customer has this tag already."),
            next_step=_("Withdraw it first, if reason or last day changed."),
        )
    given = ManualTag.objects.create(
        customer_id=customer.pk, code=code, reason=reason.strip(), until=until, given_by=by,
        given_at=now, given_on=today,
    )  # fmt: skip
    record("tagging.given", by=by, target=customer.pk, tag=code, until=until.isoformat())
    return given


@transaction.atomic
def withdraw(given: ManualTag, *, by: Any, now: datetime) -> ManualTag:
    """The tag does not hold any more; asking again changes nothing."""
    permissions.check_can_give(by)
    locked = ManualTag.objects.select_for_update().get(pk=given.pk)
    if locked.withdrawn_at is not None:
        return locked
    locked.withdrawn_by, locked.withdrawn_at = by, now
    locked.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record("tagging.withdrawn", by=by, target=locked.customer_id, tag=locked.code)
    return locked


def rescope(customer_ids: list[str], *, branch_id: str, manager_id: str) -> int:
    """Follow a hand-over, in the transaction that moves the customers and with its audit row."""
    rows = CustomerTags.objects.filter(customer_id__in=customer_ids)
    return rows.update(branch_id=branch_id, manager_id=manager_id)


def _check_by_hand(code: str) -> None:
    known = queries.tag(code)
    if known is None or known.rule is not None:
        raise Refused(
            _("This tag is not given by hand."),
            next_step=_("Choose one of those in the form; the others follow from their rules."),
        )


def _check_may_conclude(customer: Customer) -> None:
    if privacy.switched_off(customer.shown_numbers):
        raise Refused(
            _("The customer wants no personalised processing: no tag is given."),
            next_step=_("Leave it, or ask the customer."),
        )
