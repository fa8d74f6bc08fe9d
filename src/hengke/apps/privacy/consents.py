"""Consents and the switch of personalised processing. Each change is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import names_person, record
from hengke.apps.privacy import owners, permissions, policy
from hengke.apps.privacy.models import Consent, Obtained, PlainProcessing
from hengke.kernel.errors import Refused
from hengke.kernel.periods import add_months


@dataclass(frozen=True)
class Given:
    """A consent as it was obtained: for what, how, and where the proof lies."""

    purpose: str
    given_on: date
    obtained: str
    document: str
    text_version: str
    expires_on: date | None = None
    channel: str = ""
    field: str = ""
    recipient: str = ""
    document_hash: str = ""
    by_guardian: bool = False


@transaction.atomic
def give(
    customer_id: str, given: Given, *, by: Any, now: datetime, born: date | None = None
) -> Consent:
    """Write down a consent with its proof. For a child it is the guardian's; sensitive fields and
    recipients have one of their own each."""
    permissions.check_can_record(by)
    last = _checked(given, day=policy.today(now), born=born)
    consent = Consent.objects.create(
        customer_id=customer_id, purpose=given.purpose, channel=given.channel, field=given.field,
        recipient=given.recipient, by_guardian=given.by_guardian, given_on=given.given_on,
        expires_on=given.expires_on or last, obtained=given.obtained,
        document=given.document.strip(), document_hash=given.document_hash,
        text_version=given.text_version.strip(), recorded_by=by, recorded_at=now,
    )  # fmt: skip
    record(
        "privacy.consent_given",
        by=by, target=customer_id, consent=consent.pk, purpose=given.purpose,
        channel=given.channel, field=given.field, until=consent.expires_on.isoformat(),
    )  # fmt: skip
    return consent


@transaction.atomic
def withdraw(consent: Consent, *, by: Any, now: datetime, reason: str = "") -> Consent:
    """The customer takes it back: from this transaction on nothing is allowed by it."""
    permissions.check_can_record(by)
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    if locked.withdrawn_at is not None:
        return locked
    locked.withdrawn_at, locked.withdrawn_by = now, by
    locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(
        "privacy.consent_withdrawn",
        by=by, target=locked.customer_id, reason=reason, consent=locked.pk, purpose=locked.purpose,
    )  # fmt: skip
    return locked


@transaction.atomic
def switch(customer_id: str, *, personalised: bool, by: Any, now: datetime) -> None:
    """Personalised processing on or off; lists follow with this transaction, not with the night.
    It holds for every number of the customer, also once a merge is taken back."""
    permissions.check_can_record(by)
    numbers = owners.numbers_of(customer_id)
    if personalised:
        changed = PlainProcessing.objects.filter(pk__in=numbers).delete()[0] > 0
    else:
        changed = _switch_off(numbers, by=by, now=now)
    if not changed:
        return
    owners.tell(numbers)
    if personalised:
        record("privacy.personalised_on", by=by, target=customer_id)
    else:
        record("privacy.personalised_off", by=by, target=customer_id)


def _switch_off(numbers: Sequence[str], *, by: Any, now: datetime) -> bool:
    made = [
        PlainProcessing.objects.get_or_create(customer_id=one, defaults={"since": now, "by": by})[1]
        for one in numbers
    ]
    return any(made)


def _checked(given: Given, *, day: date, born: date | None) -> date:
    """The last day by the policy; refused where the consent lacks something."""
    rules = policy.in_force(day)
    if given.purpose not in rules.purposes or given.obtained not in Obtained.values:
        raise Refused(
            _("The purpose, or how the consent was obtained, is not known."),
            next_step=_("Choose one that is offered."),
        )
    purpose = rules.purposes[given.purpose]
    _check_proof(given)
    if purpose.separate and not (given.field or given.recipient):
        raise Refused(
            _("A separate consent names what it is for."),
            next_step=_("Name the sensitive field, or the recipient."),
        )
    if born and add_months(born, 12 * rules.guardian_below) > given.given_on:
        _check_guardian(given)
    last = add_months(given.given_on, rules.longest_consent_months)
    if given.given_on > day or not given.given_on < (given.expires_on or last) <= last:
        raise Refused(
            _("A consent begins today at the latest, and lasts until %(day)s at most.")
            % {"day": last},
            next_step=_("Correct the two days."),
        )
    return last


def _check_proof(given: Given) -> None:
    if not given.document.strip() or not given.text_version.strip():
        raise Refused(
            _("A consent needs its proof: the document, and the version of its text."),
            next_step=_("Write where the signed paper or the recording lies."),
        )
    if any(names_person(text) for text in (given.document, given.text_version)):
        raise Refused(
            _(
                "A consent's proof is named by its number or place, not by a telephone number, an "
                "identity number or an e-mail address."
            ),
            next_step=_("Write where the signed paper or the recording lies."),
        )


def _check_guardian(given: Given) -> None:
    if not given.by_guardian:
        raise Refused(
            _("For a child a guardian consents."),
            next_step=_("Obtain the guardian's consent, and say so."),
        )
