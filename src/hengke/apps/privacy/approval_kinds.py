"""What a second person decides here: restriction, holds, impact assessments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.privacy import assessments, course, owners, permissions, retention
from hengke.apps.privacy.models import Assessment, Hold, Restriction
from hengke.kernel import clock
from hengke.kernel.errors import Refused

RESTRICT, HOLD, LIFT, ASSESS = (
    "privacy.restrict", "privacy.hold", "privacy.hold_lift", "privacy.assessment",
)  # fmt: skip
CUSTOMER, ASSESSMENT = "customer", "assessment"


def ask_restriction(
    customer_id: str, *, request: int, requested_on: date, reason: str, by: Any, now: datetime
) -> Approval:
    """A deletion that the law does not allow yet: hide, stop, and destroy when it does."""
    return approvals.ask(
        RESTRICT, by=by, reason=reason, subject=(CUSTOMER, customer_id), now=now,
        payload={"request": request, "requested_on": requested_on.isoformat()},
    )  # fmt: skip


def ask_hold(customer_id: str, *, reference: str, reason: str, by: Any, now: datetime) -> Approval:
    if not reference.strip():
        raise Refused(
            _("A hold names its case."), next_step=_("Write the number of the case or order.")
        )
    return approvals.ask(
        HOLD, by=by, reason=reason, subject=(CUSTOMER, customer_id), now=now,
        payload={"reference": reference.strip()}, slot=f"{customer_id}:{reference.strip()}",
    )  # fmt: skip


def ask_lift(hold: Hold, *, reason: str, by: Any, now: datetime) -> Approval:
    return approvals.ask(
        LIFT, by=by, reason=reason, subject=(CUSTOMER, hold.customer_id), now=now,
        payload={"hold": hold.pk, "reference": hold.reference}, slot=f"hold:{hold.pk}",
    )  # fmt: skip


def ask_assessment(written: Assessment, *, reason: str, by: Any, now: datetime) -> Approval:
    return approvals.ask(
        ASSESS, by=by, reason=reason, subject=(ASSESSMENT, written.code), now=now,
        payload={"assessment": written.pk, "version": written.version},
    )  # fmt: skip


def register() -> None:
    kinds = (
        (RESTRICT, gettext_lazy("Restriction and schedule"), permissions.can_record, _restrict),
        (HOLD, gettext_lazy("Legal hold"), permissions.can_hold, _hold),
        (LIFT, gettext_lazy("End of a legal hold"), permissions.can_hold, _lift),
        (ASSESS, gettext_lazy("Impact assessment"), permissions.can_assess, assessments.approve),
    )
    for name, title, may_ask, carry_out in kinds:
        approvals.register(
            Kind(
                name,
                title,
                may_ask=may_ask,
                may_decide=permissions.can_decide,
                carry_out=carry_out,
                check=course.check_open,
                describe=_described,
                notes=lambda one: dict(one.payload),
            )
        )


@transaction.atomic
def _restrict(approval: Approval, by: Any) -> str:
    """Of who answers for the number today, under every number: it holds also where a merge is
    taken back."""
    now, asked = clock.now(), date.fromisoformat(approval.payload["requested_on"])
    numbers = owners.numbers_of(owners.survivor_of(approval.subject_id))
    for number in numbers:
        Restriction.objects.get_or_create(
            customer_id=number, defaults={"since": now, "by": by, "approval": approval.pk}
        )
        days = retention.schedule(number, requested_on=asked)
    owners.tell(numbers)
    return ", ".join(f"{name}: {day or '—'}" for name, day in days.items())


def _hold(approval: Approval, by: Any) -> str:
    Hold.objects.get_or_create(
        customer_id=approval.subject_id, reference=approval.payload["reference"],
        lifted_at=None, defaults={"placed_at": clock.now(), "placed_by": by},
    )  # fmt: skip
    return str(approval.payload["reference"])


def _lift(approval: Approval, by: Any) -> str:
    hold = Hold.objects.select_for_update().get(pk=approval.payload["hold"])
    if hold.lifted_at is not None:
        raise Refused(_("This hold was lifted already."), next_step=_("Reject the request."))
    hold.lifted_at, hold.lifted_by = clock.now(), by
    hold.save(update_fields=["lifted_at", "lifted_by"])
    return hold.reference


def _described(found: Sequence[Approval], user: Any) -> dict[int, Described]:
    return {one.pk: _one(one) for one in found}


def _one(one: Approval) -> Described:
    if one.kind == ASSESS:
        return Described(
            f"{one.subject_id} v{one.payload['version']}",
            reverse("privacy:assessment", args=[one.payload["assessment"]]),
        )
    before, after = {
        RESTRICT: (_("in everyday lists"), _("hidden, destruction scheduled")),
        HOLD: ("", one.payload.get("reference", "")),
        LIFT: (one.payload.get("reference", ""), _("lifted")),
    }[one.kind]
    label = _("Processing") if one.kind == RESTRICT else _("Hold")
    return Described(one.subject_id, changes=(Change(label, before, after),))
