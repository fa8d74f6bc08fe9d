"""What people write down about needs. Each is one transaction with one audit row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.customers.api import Customer
from hengke.apps.needs import permissions, policy
from hengke.apps.needs.models import UNMET, Nature, Need, Status
from hengke.apps.privacy import api as privacy
from hengke.kernel import clock
from hengke.kernel.errors import Refused


@dataclass(frozen=True)
class Noticed:
    """One need as somebody noticed it."""

    need_class: str
    nature: str
    source: str
    evidence: str
    noticed_on: date


@transaction.atomic
def write_down(customer: Customer, noticed: Noticed, *, by: Any, now: datetime) -> Need:
    """A new row of the register; who writes it down sees to it. Refused where the same class
    stands there unmet, and a conclusion about somebody who wants no personalised processing."""
    permissions.check_can_record(by)
    policy.check_class(noticed.need_class, policy.in_force(now))
    policy.check_noticed(noticed.noticed_on, today=clock.day(now))
    _check_evidence(noticed.evidence)
    _check_may_conclude(customer, noticed.nature)
    _check_not_there(customer.pk, noticed.need_class)
    written = Need.objects.create(
        customer_id=customer.pk, need_class=noticed.need_class, nature=noticed.nature,
        source=noticed.source, evidence=noticed.evidence.strip(), noticed_on=noticed.noticed_on,
        owner=by, recorded_by=by, recorded_at=now, changed_at=now,
    )  # fmt: skip
    record("needs.recorded", by=by, target=customer.pk, need=written.pk)
    return written


@transaction.atomic
def change(need: Need, *, status: str, by: Any, now: datetime) -> Need:
    """The need stands elsewhere now; asking again changes nothing and leaves no second row."""
    permissions.check_can_record(by)
    locked = Need.objects.select_for_update().get(pk=need.pk)
    if locked.status == status:
        return locked
    policy.check_can_become(locked, status)
    if status in UNMET and locked.status not in UNMET:
        _check_not_there(locked.customer_id, locked.need_class)
    locked.status, locked.changed_at = status, now
    locked.save(update_fields=["status", "changed_at"])
    record("needs.changed", by=by, target=locked.customer_id, need=locked.pk, state=status)
    return locked


@transaction.atomic
def confirm(need: Need, *, by: Any, now: datetime) -> Need:
    """The customer said so: a latent need is explicit now."""
    permissions.check_can_record(by)
    locked = Need.objects.select_for_update().get(pk=need.pk)
    _check_waits(locked)
    if locked.nature == Nature.EXPLICIT:
        return locked
    locked.nature, locked.changed_at = Nature.EXPLICIT, now
    locked.save(update_fields=["nature", "changed_at"])
    record("needs.confirmed", by=by, target=locked.customer_id, need=locked.pk)
    return locked


@transaction.atomic
def take_over(need: Need, *, by: Any, now: datetime) -> Need:
    """Whoever asks sees to it from now on."""
    permissions.check_can_record(by)
    locked = Need.objects.select_for_update().get(pk=need.pk)
    _check_waits(locked)
    if locked.owner_id == by.pk:
        return locked
    locked.owner, locked.changed_at = by, now
    locked.save(update_fields=["owner", "changed_at"])
    record("needs.taken_over", by=by, target=locked.customer_id, need=locked.pk)
    return locked


def _check_evidence(text: str) -> None:
    if not text.strip():
        raise Refused(
            _("A need is written down with what speaks for it."),
            next_step=_("Write what was said, done or seen."),
        )


def _check_may_conclude(customer: Customer, nature: str) -> None:
    if nature == Nature.LATENT and privacy.switched_off(customer.shown_numbers):
        raise Refused(
            _("The customer wants no personalised processing: nothing is concluded."),
            next_step=_("Write down what the customer said, as explicit."),
        )


def _check_not_there(customer_id: str, need_class: str) -> None:
    rows = Need.objects.filter(customer_id=customer_id, need_class=need_class, status__in=UNMET)
    if rows.exists():
        raise Refused(
            _("An unmet need of this class stands on the register already."),
            next_step=_("Change that one, or end it first."),
        )


def _check_waits(need: Need) -> None:
    if Status(need.status) not in UNMET:
        raise Refused(
            _("This need does not wait any more."),
            next_step=_("Open it again first."),
        )
